// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// One campaign: builds a network of real nodes, disturbs it as told, and measures whether what one node announces is
// found by another, after how many questions, steps and milliseconds. Exit code 1 when an expectation is not met.
//
//     dht_sim [--nodes N] [--trials N] [--seed N] [--loss PERCENT] [--half-life MINUTES] [--sybils PERCENT]
//             [--settle SECONDS] [--expect SUCCESS_PERCENT] [--queries MEDIAN_AT_MOST] [--bytes KNOWN_NODE_AT_MOST]
//             [--paths N] [--blurred] [--json NAME]
//
// --json also says each figure as one line of JSON, NAME.success and so on; tests/bench/figures.py reads the plan out of
// its `command`. PARLOUR_FIGURES in the environment names a file that they are appended to instead.

#include "sim/dht_network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <string>
#include <string_view>

using namespace dht;
using namespace std::chrono_literals;

namespace {

struct Plan {
    std::size_t nodes = 1000;
    std::size_t trials = 500;
    std::uint64_t seed = 1;
    unsigned lossPercent = 0;
    std::chrono::seconds settle{90};
    double halfLifeMinutes = 0;
    unsigned sybilPercent = 0;
    double expectPercent = 0;
    std::size_t queriesMost = 0;
    double bytesMost = 0;
    std::string json;    ///< what the figures are called; empty = as text only
    std::string command; ///< how to repeat it
    LookupOptions options;
};

struct Trial {
    core::Endpoint expected;
    core::MonoTime asked{};
    std::optional<core::Duration> found;
    std::optional<LookupFigures> figures;
};

/// Values, and what lies at a share of them.
class Distribution
{
public:
    void add(double value) { m_values.push_back(value); }
    [[nodiscard]] double at(double share)
    {
        if (m_values.empty()) {
            return 0;
        }
        std::sort(m_values.begin(), m_values.end());
        return m_values[static_cast<std::size_t>(share * static_cast<double>(m_values.size() - 1))];
    }
    void print(const char* name)
    {
        std::printf(
            "%-22s median %8.1f   p95 %8.1f   max %8.1f\n", name, at(0.5), at(0.95), at(1.0));
    }
    [[nodiscard]] std::size_t count() const { return m_values.size(); }

private:
    std::vector<double> m_values;
};

double milliseconds(core::Duration span)
{
    return std::chrono::duration<double, std::milli>(span).count();
}

class Campaign
{
public:
    explicit Campaign(const Plan& plan)
        : m_plan(plan)
        , m_network({plan.seed, 20ms, 40ms, plan.lossPercent})
    {
        m_network.watch(
            [this](sim::DhtNetwork::PeerId peer, const Output& output) { see(peer, output); });
    }

    int run()
    {
        const std::size_t heapBefore = mallinfo2().uordblks;
        build();
        measureNetwork(heapBefore);
        const std::vector<Published> published = announceAll();
        if (m_plan.sybilPercent > 0) {
            attack(published);
        }
        const std::uint64_t packetsBefore = m_network.counters().packets;
        const core::MonoTime before = m_network.now();
        searchAll(published);
        const double minutes =
            std::chrono::duration<double, std::ratio<60>>(m_network.now() - before).count();
        const double perNode = static_cast<double>(m_network.counters().packets - packetsBefore)
                               / minutes / static_cast<double>(m_plan.nodes);
        return report(perNode);
    }

private:
    struct Published {
        Target target;
        sim::DhtNetwork::PeerId by = 0;
    };

    void build()
    {
        // One in two hundred joins each second: if more did, their lookups would meet the caps on what a node answers,
        // first while there are few. Everybody comes in through somebody who is settled.
        std::vector<sim::DhtNetwork::PeerId> settled;
        std::vector<sim::DhtNetwork::PeerId> joining;
        while (m_network.honest().size() < m_plan.nodes) {
            const auto at = settled.empty() ? 0 : m_network.rng().below(settled.size());
            joining.push_back(m_network.add(
                settled.empty() ? std::nullopt
                                : std::optional(settled[static_cast<std::size_t>(at)])));
            m_network.runFor(200s / static_cast<std::int64_t>(m_network.honest().size()));
            if (settled.empty() || joining.size() > 1 + settled.size() / 100) {
                settled.insert(settled.end(), joining.begin(), joining.end());
                joining.clear();
            }
        }
        m_network.runFor(m_plan.settle);
    }

    void measureNetwork(std::size_t heapBefore)
    {
        std::size_t known = 0;
        for (const auto peer : m_network.honest()) {
            const RoutingTable& table = m_network.node(peer).tables().of(core::IpFamily::V4);
            known += table.size() + table.spares();
        }
        const std::size_t heap = mallinfo2().uordblks - heapBefore;
        m_bytesPerKnown = static_cast<double>(heap) / static_cast<double>(known);
        std::printf("%zu nodes, %.1f known to each, %.0f bytes of heap for each known node\n",
                    m_plan.nodes,
                    static_cast<double>(known) / static_cast<double>(m_plan.nodes),
                    m_bytesPerKnown);
    }

    /// A tenth as many announces as trials: each is looked for from ten places. Announcers stay for the whole run.
    std::vector<Published> announceAll()
    {
        std::vector<Published> out;
        const std::size_t count =
            m_plan.sybilPercent > 0 ? 4 : std::max<std::size_t>(1, m_plan.trials / 10);
        for (std::size_t i = 0; i < count; ++i) {
            const Published each{randomId(m_network.rng()), m_network.randomHonest()};
            m_staying.insert(each.by);
            m_announcers.insert(each.by);
            if (m_plan.sybilPercent == 0) {
                announce(each);
            }
            out.push_back(each);
        }
        m_network.runFor(10s);
        return out;
    }

    void announce(const Published& each)
    {
        Outbox out;
        m_network.node(each.by).announce(m_network.now(), each.target, 4000, out);
        m_network.flush(each.by, out);
        m_network.runFor(200ms);
    }

    /// Liars take their places around the targets, closer than any honest node, and show themselves to those who are
    /// close; only then the announces are made, among them.
    void attack(const std::vector<Published>& published)
    {
        const std::size_t liars = m_plan.nodes * m_plan.sybilPercent / (100 - m_plan.sybilPercent);
        const auto depth = static_cast<unsigned>(std::log2(static_cast<double>(m_plan.nodes)));
        for (std::size_t i = 0; i < liars; ++i) {
            const Target& target = published[i % published.size()].target;
            m_network.addLiar(randomIdLike(target, depth, m_network.rng()));
        }
        for (const Published& each : published) {
            std::vector<sim::DhtNetwork::PeerId> peers = m_network.honest();
            std::sort(peers.begin(), peers.end(), [&](auto left, auto right) {
                return isCloser(m_network.node(left).id(core::IpFamily::V4),
                                m_network.node(right).id(core::IpFamily::V4),
                                each.target);
            });
            for (std::size_t i = 0; i < 40 && i < peers.size(); ++i) {
                m_network.introduceLiars(peers[i]);
                m_network.runFor(5s);
            }
        }
        for (std::size_t i = 0; i < 40; ++i) {
            m_network.introduceLiars(m_network.randomHonest());
            m_network.runFor(5s);
        }
        for (const Published& each : published) {
            announce(each);
        }
        m_network.runFor(20s);
    }

    void searchAll(const std::vector<Published>& published)
    {
        m_nextDeath = m_network.now();
        const core::Duration pause =
            m_plan.halfLifeMinutes > 0 ? core::Duration(7s) : core::Duration(300ms);
        for (std::size_t i = 0; i < m_plan.trials; ++i) {
            const Published& wanted = published[i % published.size()];
            sim::DhtNetwork::PeerId searcher = m_network.randomHonest();
            while (searcher == wanted.by) {
                searcher = m_network.randomHonest();
            }
            m_staying.insert(searcher);
            Outbox out;
            m_trials.push_back(
                {{m_network.endpoint(wanted.by).address, 4000}, m_network.now(), {}, {}});
            // The number of the next trial is needed before its first event can come.
            const std::size_t trial = m_trials.size() - 1;
            const TaskId task = m_network.node(searcher).getPeers(
                m_network.now(), wanted.target, m_plan.options, out);
            m_running[{searcher, task}] = trial;
            m_network.flush(searcher, out);
            churnFor(pause, searcher);
        }
        churnFor(30s, 0);
    }

    /// Nodes die after exponential lives, and a new one takes the place of each.
    void churnFor(core::Duration span, sim::DhtNetwork::PeerId searcher)
    {
        const core::MonoTime until = m_network.now() + span;
        if (m_plan.halfLifeMinutes > 0) {
            const double perSecond =
                static_cast<double>(m_plan.nodes) * std::log(2.0) / (m_plan.halfLifeMinutes * 60.0);
            while (m_nextDeath < until) {
                m_network.runUntil(m_nextDeath);
                const auto dying = m_network.randomHonest();
                if (!m_staying.contains(dying)) {
                    m_network.remove(dying);
                    m_network.add(m_network.randomHonest());
                }
                const double uniform =
                    (static_cast<double>(m_network.rng().below(1'000'000)) + 1.0) / 1'000'000.0;
                m_nextDeath += std::chrono::microseconds(
                    static_cast<std::int64_t>(-std::log(uniform) / perSecond * 1'000'000.0));
            }
        }
        m_network.runUntil(until);
        if (searcher != 0 && !m_announcers.contains(searcher)) {
            m_staying.erase(searcher);
        }
    }

    void see(sim::DhtNetwork::PeerId peer, const Output& output)
    {
        if (const auto* peers = std::get_if<PeersFound>(&output)) {
            const auto entry = m_running.find({peer, peers->task});
            if (entry == m_running.end()) {
                return;
            }
            Trial& trial = m_trials[entry->second];
            const auto& list = peers->peers;
            if (!trial.found && std::find(list.begin(), list.end(), trial.expected) != list.end()) {
                trial.found = m_network.now() - trial.asked;
            }
        } else if (const auto* done = std::get_if<LookupDone>(&output)) {
            const auto entry = m_running.find({peer, done->task});
            if (entry != m_running.end()) {
                m_trials[entry->second].figures = done->figures;
            }
        }
    }

    int report(double packetsPerNodeAndMinute)
    {
        Distribution first;
        Distribution whole;
        Distribution asked;
        Distribution hops;
        std::size_t found = 0;
        std::size_t ended = 0;
        for (const Trial& trial : m_trials) {
            if (trial.found) {
                ++found;
                first.add(milliseconds(*trial.found));
            }
            if (trial.figures) {
                ++ended;
                whole.add(milliseconds(trial.figures->took));
                asked.add(static_cast<double>(trial.figures->asked));
                hops.add(static_cast<double>(trial.figures->hops));
            }
        }
        const double success =
            100.0 * static_cast<double>(found) / static_cast<double>(m_trials.size());
        std::printf("success                %zu of %zu = %.2f %% (%zu lookups ended)\n",
                    found,
                    m_trials.size(),
                    success,
                    ended);
        first.print("first peer, ms");
        whole.print("lookup ended, ms");
        asked.print("questions");
        hops.print("hops");
        std::printf("packets a node and minute %.1f; trace %016llx\n",
                    packetsPerNodeAndMinute,
                    static_cast<unsigned long long>(m_network.traceHash()));
        const bool fewQuestions =
            m_plan.queriesMost == 0 || asked.at(0.5) <= static_cast<double>(m_plan.queriesMost);
        const bool fewBytes = m_plan.bytesMost == 0 || m_bytesPerKnown < m_plan.bytesMost;
        const bool met = success >= m_plan.expectPercent && fewQuestions && fewBytes;
        std::printf("%s\n", met ? "met" : "NOT MET");
        if (!m_plan.json.empty()) {
            sayValue("success", success, "%", m_trials.size());
            sayDistribution("first_peer", "ms", first);
            sayDistribution("lookup", "ms", whole);
            sayDistribution("queries", "queries", asked);
            sayDistribution("hops", "hops", hops);
            sayValue("known_node", m_bytesPerKnown, "bytes", m_plan.nodes);
            sayValue("traffic", packetsPerNodeAndMinute, "packets/min", m_plan.nodes);
        }
        return met ? 0 : 1;
    }

    void sayValue(const char* what, double value, const char* unit, std::size_t count) const
    {
        say(what, value, unit, "null", "null", count);
    }

    void sayDistribution(const char* what, const char* unit, Distribution& values) const
    {
        if (values.count() == 0) {
            return;
        }
        say(what,
            values.at(0.5),
            unit,
            shown(values.at(0.5)),
            shown(values.at(0.99)),
            values.count());
    }

    static std::string shown(double value)
    {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.2f", value);
        return text.data();
    }

    void say(const char* what,
             double value,
             const char* unit,
             const std::string& median,
             const std::string& p99,
             std::size_t count) const
    {
        const char* path = std::getenv("PARLOUR_FIGURES");
        std::FILE* file = path != nullptr ? std::fopen(path, "a") : stdout;
        if (file == nullptr) {
            std::perror(path);
            std::exit(2);
        }
        // One write a line, for several campaigns may share the file.
        std::fprintf(file,
                     "{\"name\": \"%s.%s\", \"value\": %s, \"unit\": \"%s\", \"p50\": %s, "
                     "\"p99\": %s, \"n\": %zu, \"command\": \"%s\"}\n",
                     m_plan.json.c_str(),
                     what,
                     shown(value).c_str(),
                     unit,
                     median.c_str(),
                     p99.c_str(),
                     count,
                     m_plan.command.c_str());
        if (file != stdout) {
            std::fclose(file);
        }
    }

    Plan m_plan;
    sim::DhtNetwork m_network;
    std::set<sim::DhtNetwork::PeerId> m_staying;
    std::set<sim::DhtNetwork::PeerId> m_announcers;
    core::MonoTime m_nextDeath{};
    std::vector<Trial> m_trials;
    std::map<std::pair<sim::DhtNetwork::PeerId, TaskId>, std::size_t> m_running;
    double m_bytesPerKnown = 0;
};

std::string commandFrom(int argc, char** argv)
{
    std::string command = "dht_sim";
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--json") {
            ++i;
            continue;
        }
        command += ' ';
        command += argv[i];
    }
    return command;
}

std::optional<Plan> planFrom(int argc, char** argv)
{
    Plan plan;
    plan.command = commandFrom(argc, argv);
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--blurred") {
            plan.options.blurred = true;
            continue;
        }
        if (i + 1 >= argc) {
            return std::nullopt;
        }
        if (name == "--json") {
            plan.json = argv[++i];
            continue;
        }
        const double value = std::strtod(argv[++i], nullptr);
        if (name == "--nodes") {
            plan.nodes = static_cast<std::size_t>(value);
        } else if (name == "--trials") {
            plan.trials = static_cast<std::size_t>(value);
        } else if (name == "--seed") {
            plan.seed = static_cast<std::uint64_t>(value);
        } else if (name == "--settle") {
            plan.settle = std::chrono::seconds(static_cast<std::int64_t>(value));
        } else if (name == "--loss") {
            plan.lossPercent = static_cast<unsigned>(value);
        } else if (name == "--half-life") {
            plan.halfLifeMinutes = value;
        } else if (name == "--sybils") {
            plan.sybilPercent = static_cast<unsigned>(value);
        } else if (name == "--expect") {
            plan.expectPercent = value;
        } else if (name == "--queries") {
            plan.queriesMost = static_cast<std::size_t>(value);
        } else if (name == "--bytes") {
            plan.bytesMost = value;
        } else if (name == "--paths") {
            plan.options.paths = static_cast<std::size_t>(value);
        } else {
            return std::nullopt;
        }
    }
    const bool sound =
        plan.nodes >= 2 && plan.trials >= 1 && plan.lossPercent < 100 && plan.sybilPercent < 100;
    return sound ? std::optional(plan) : std::nullopt;
}

} // namespace

int main(int argc, char** argv)
{
    const auto plan = planFrom(argc, argv);
    if (!plan) {
        std::fprintf(stderr,
                     "usage: dht_sim [--nodes N] [--trials N] [--seed N] [--loss PERCENT] "
                     "[--half-life MINUTES]\n"
                     "               [--sybils PERCENT] [--settle SECONDS] [--expect PERCENT] "
                     "[--queries N] [--bytes N]\n"
                     "               [--paths N] [--blurred] [--json NAME]\n");
        return 2;
    }
    std::printf("seed %llu\n", static_cast<unsigned long long>(plan->seed));
    return Campaign(*plan).run();
}
