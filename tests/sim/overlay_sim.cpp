// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// The overlay of a room of up to ten thousand: it gathers, talks, loses three in ten members at once, gets them back, is
// parted three ways and heals. What is checked is what DESIGN promises: one component, every text at every member, no
// more than three copies of it without loss, nobody with too many links for long, parts that find each other by looking
// again every five minutes. Everything follows from the seed.
//
// usage: overlay_sim [--members N] [--seed N] [--loss PERCENT] [--books any|first] [--break prunes|seeking|trimming]
//
// --books: nobody joins; all have long been members and know any thousand of the others, or the first who came.

#include "sim/overlay.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string>
#include <sys/resource.h>

namespace {

using sim::MemberId;
using sim::Overlay;
using sim::OverlayBook;
using sim::OverlayCount;
using sim::OverlayMember;
using sim::OverlayOptions;
using sim::TextId;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace tuning = core::limits::tuning;

constexpr std::size_t superpeers = 3;
constexpr std::size_t speakers = 20;
constexpr unsigned natPercent = 30;
constexpr unsigned crashPercent = 30;
constexpr milliseconds joinEvery{50};
constexpr minutes startAll{2};
constexpr minutes settle{11}; ///< two looks
constexpr seconds phaseSpan{60};
constexpr seconds grace{180};  ///< until the last comparison has found what was lost
constexpr seconds promptly{5}; ///< nothing lost, nobody gone
constexpr double copiesMost = 3.0;
constexpr seconds overMost{60};
constexpr minutes partedFor{20};
constexpr seconds mergeMost = 2 * engine::reach::Seeker::lookAgain;
/// Links die within linkDead; then whoever is left has to find others.
constexpr seconds healMost{120};
constexpr long memoryMost = 4L * 1024 * 1024; // kB

double secondsOf(core::Duration span)
{
    return std::chrono::duration<double>(span).count();
}

template<class T>
T quantile(std::vector<T> all, double part)
{
    if (all.empty()) {
        return T();
    }
    const auto place = static_cast<std::size_t>(part * static_cast<double>(all.size() - 1));
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(place), all.end());
    return all[place];
}

/// One component of those who are there.
class Components
{
public:
    explicit Components(const Overlay& overlay)
        : m_parent(overlay.members().size())
    {
        std::iota(m_parent.begin(), m_parent.end(), MemberId(0));
        for (MemberId id = 0; id < m_parent.size(); ++id) {
            const OverlayMember& member = overlay.members()[id];
            for (const auto& [other, link] : member.linked) {
                const OverlayMember& there = overlay.members()[other];
                const auto back = there.linked.find(id);
                if (member.up && there.up && member.group == there.group
                    && back != there.linked.end() && back->second == link) {
                    m_parent[rootOf(id)] = rootOf(other);
                }
            }
        }
        std::map<MemberId, std::size_t> sizes;
        for (MemberId id = 0; id < m_parent.size(); ++id) {
            if (overlay.members()[id].up) {
                ++sizes[rootOf(id)];
            }
        }
        m_count = sizes.size();
        for (const auto& [root, size] : sizes) {
            m_largest = std::max(m_largest, size);
        }
    }
    [[nodiscard]] std::size_t count() const { return m_count; }
    [[nodiscard]] std::size_t largest() const { return m_largest; }

private:
    MemberId rootOf(MemberId id)
    {
        while (m_parent[id] != id) {
            m_parent[id] = m_parent[m_parent[id]];
            id = m_parent[id];
        }
        return id;
    }

    std::vector<MemberId> m_parent;
    std::size_t m_count = 0;
    std::size_t m_largest = 0;
};

class Story
{
public:
    explicit Story(const OverlayOptions& options)
        : m_room(options)
        , m_size(options.members)
        , m_texts(options.members > 2000 ? 50 : 200)
    {
    }

    void play()
    {
        gather();
        talk("all quiet", m_room.options().lossPercent == 0);
        idle();
        crash();
        part();
        checkMemory();
    }
    [[nodiscard]] std::size_t findings() const { return m_findings; }
    [[nodiscard]] const Overlay& room() const { return m_room; }

private:
    void find(const std::string& what)
    {
        ++m_findings;
        std::printf("    FOUND: %s\n", what.c_str());
    }

    [[nodiscard]] std::vector<MemberId> present() const
    {
        std::vector<MemberId> out;
        for (MemberId id = 0; id < m_size; ++id) {
            if (m_room.members()[id].up) {
                out.push_back(id);
            }
        }
        return out;
    }

    /// How many links who has; whoever is behind NAT finds a place as well.
    void degrees(const char* what)
    {
        std::vector<std::size_t> all;
        std::vector<std::size_t> hidden;
        std::size_t most = 0;
        std::size_t ofSuperpeers = 0;
        for (const MemberId id : present()) {
            const OverlayMember& member = m_room.members()[id];
            all.push_back(member.linked.size());
            if (!member.dialable) {
                hidden.push_back(member.linked.size());
            }
            if (member.superpeer) {
                ofSuperpeers = std::max(ofSuperpeers, member.linked.size());
            }
            most = std::max(most, member.linked.size());
        }
        const Components parts(m_room);
        std::printf("    %s: %zu there, %zu components, largest %zu; links min %zu, p50 %zu, p99 "
                    "%zu, max %zu; behind NAT min %zu, p50 %zu; superpeers at most %zu\n",
                    what,
                    all.size(),
                    parts.count(),
                    parts.largest(),
                    quantile(all, 0),
                    quantile(all, 0.5),
                    quantile(all, 0.99),
                    most,
                    quantile(hidden, 0),
                    quantile(hidden, 0.5),
                    ofSuperpeers);
        const auto few = std::min<std::size_t>(tuning::meshMembers / 2, (m_size - 1) / 2);
        const auto lonely = static_cast<std::size_t>(std::count_if(
            all.begin(), all.end(), [few](std::size_t links) { return links < few; }));
        std::printf("      fewer than %zu links: %zu\n", few, lonely);
        acquaintances();
        if (lonely > 0) {
            find(std::string(what) + ": some find no place");
        }
        if (parts.count() > 1) {
            find(std::string(what) + ": the room is in parts");
        }
        if (most > tuning::linksPerRoom + tuning::meshMembers) {
            find(std::string(what) + ": somebody keeps more links than he is to");
        }
    }

    /// How many know whom: were it always the same, those would be dialled by everybody.
    void acquaintances() const
    {
        std::vector<std::size_t> known;
        std::vector<std::size_t> by(m_size);
        for (const OverlayMember& member : m_room.members()) {
            known.push_back(member.book.all().size());
            for (const OverlayBook::Entry& each : member.book.all()) {
                ++by[each.member];
            }
        }
        std::printf("      each knows p50 %zu; is known by min %zu, p1 %zu, p50 %zu, p99 %zu\n",
                    quantile(known, 0.5),
                    quantile(by, 0),
                    quantile(by, 0.01),
                    quantile(by, 0.5),
                    quantile(by, 0.99));
    }

    void gather()
    {
        m_room.cast(superpeers, speakers, natPercent);
        if (m_room.options().grown) {
            for (MemberId id = 0; id < m_size; ++id) {
                m_room.acquaint(id, m_room.options().firstKnown);
            }
            for (MemberId id = 0; id < m_size; ++id) {
                m_room.start(id);
                m_room.run(core::Duration(startAll) / m_size);
            }
        } else {
            m_room.start(0);
            for (MemberId id = 1; id < m_size; ++id) {
                const auto hosts = std::min<std::size_t>(id, superpeers);
                m_room.join(id, static_cast<MemberId>(m_room.rng().below(hosts)));
                m_room.run(joinEvery);
            }
        }
        report("gathered");
        awaitOne("gathered", healMost);
        m_room.run(settle);
        report("settled");
        degrees("settled");
    }

    /// What was done since the last report.
    void report(const char* what)
    {
        const OverlayCount now = m_room.count();
        const auto each = [this](std::uint64_t after, std::uint64_t before) {
            return static_cast<double>(after - before) / static_cast<double>(m_size);
        };
        std::printf(
            "    %s, each member: %.1f dials, %.1f failed, %.2f found it full; %.1f links up, %.1f "
            "given up; %.0f presences, %.0f addresses told; each superpeer was dialled %.0f "
            "times\n",
            what,
            each(now.dials, m_last.dials),
            each(now.failedDials, m_last.failedDials),
            each(now.busy, m_last.busy),
            each(now.ups, m_last.ups) / 2,
            each(now.spare, m_last.spare),
            each(now.presences, m_last.presences),
            each(now.addresses, m_last.addresses),
            static_cast<double>(now.dialsOfSuperpeers - m_last.dialsOfSuperpeers)
                / static_cast<double>(std::min(superpeers, m_size)));
        std::fflush(stdout);
        m_last = now;
    }

    void say(std::size_t count)
    {
        const auto who = std::min(speakers, m_size);
        for (std::size_t i = 0; i < count; ++i) {
            m_room.say(static_cast<MemberId>(m_room.rng().below(who)));
            m_room.run(core::Duration(phaseSpan) / count);
        }
    }

    /// So many of those who are there lack so many texts, from `since` on.
    [[nodiscard]] std::size_t missing(TextId since) const
    {
        std::size_t out = 0;
        for (const MemberId id : present()) {
            for (TextId text = since; text < m_room.texts().size(); ++text) {
                out += m_room.has(id, text) ? 0U : 1U;
            }
        }
        return out;
    }

    void talk(const char* what, bool calm)
    {
        const OverlayCount before = m_room.count();
        const auto since = static_cast<TextId>(m_room.texts().size());
        m_room.clearDelays();
        say(m_texts);
        m_room.run(promptly);
        const std::size_t late = missing(since);
        m_room.run(grace);
        const OverlayCount after = m_room.count();
        const double ideal =
            static_cast<double>(m_texts) * static_cast<double>(present().size() - 1);
        const double copies = static_cast<double>(after.whole - before.whole) / ideal;
        const double ofSuperpeers =
            static_cast<double>(after.wholeOfSuperpeers - before.wholeOfSuperpeers)
            / static_cast<double>(m_texts * std::min(superpeers, m_size));
        std::printf("    %s: delivered after p50 %.0f ms, p99 %.0f ms, last %.0f ms; hops p50 %zu, "
                    "p99 %zu, max %zu; %.4f %% pulled\n",
                    what,
                    static_cast<double>(quantile(m_room.delays(), 0.5)),
                    static_cast<double>(quantile(m_room.delays(), 0.99)),
                    static_cast<double>(quantile(m_room.delays(), 1)),
                    hops(0.5),
                    hops(0.99),
                    hops(1),
                    100 * static_cast<double>(m_room.hops().back()) / ideal);
        std::printf("      %.2f copies and %.2f names each, a superpeer sends %.1f of each text; "
                    "late after 5 s %zu, missing %zu\n",
                    copies,
                    static_cast<double>(after.names - before.names) / ideal,
                    ofSuperpeers,
                    late,
                    missing(since));
        if (missing(since) > 0) {
            find(std::string(what) + ": not everybody has what was said");
        }
        if (calm && late > 0) {
            find(std::string(what) + ": some heard only when frontiers were compared");
        }
        if (calm && copies > copiesMost) {
            find(std::string(what) + ": too many copies");
        }
        report(what);
        degrees(what);
    }

    /// Of those who had a text whole from a neighbour.
    [[nodiscard]] std::size_t hops(double part) const
    {
        const auto& all = m_room.hops();
        const std::uint64_t sum = std::accumulate(all.begin(), all.end() - 1, std::uint64_t(0));
        const auto wanted = static_cast<std::uint64_t>(part * static_cast<double>(sum));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i + 1 < all.size(); ++i) {
            seen += all[i];
            if (seen >= wanted && seen > 0) {
                return i;
            }
        }
        return all.size();
    }

    void idle()
    {
        m_room.clearOver();
        m_room.run(minutes(10));
        report("ten idle minutes");
        std::printf("      longest above the measure %.0f s, most links ever %zu\n",
                    secondsOf(m_room.longestOver()),
                    m_room.mostLinks());
        if (m_room.longestOver() > overMost) {
            find("somebody had more links than he is to keep for long");
        }
        if (m_room.mostLinks() > tuning::linksPerRoomMost + tuning::linksAtTheDoor) {
            find("somebody had more links than there is room for");
        }
    }

    /// False: not within that time.
    bool awaitOne(const char* what, seconds most)
    {
        const core::MonoTime since = m_room.now();
        std::size_t worst = 0;
        std::size_t parts = Components(m_room).count();
        while (parts > 1 && m_room.now() - since < most) {
            worst = std::max(worst, parts);
            m_room.run(seconds(1));
            parts = Components(m_room).count();
        }
        std::printf("    %s: one component after %.0f s, %zu at worst\n",
                    what,
                    secondsOf(m_room.now() - since),
                    worst);
        if (parts > 1) {
            find(std::string(what) + ": " + std::to_string(parts) + " parts still");
        }
        return parts == 1;
    }

    void crash()
    {
        std::vector<MemberId> dark;
        for (auto id = static_cast<MemberId>(std::min(speakers, m_size)); id < m_size; ++id) {
            if (m_room.rng().below(100) < crashPercent) {
                m_room.crash(id);
                dark.push_back(id);
            }
        }
        const std::size_t at = Components(m_room).count();
        std::printf("    three in ten gone at once: %zu components\n", at);
        talk("three in ten gone", false);
        awaitOne("three in ten gone", healMost);
        for (const MemberId id : dark) {
            m_room.start(id);
        }
        m_room.run(seconds(60));
        awaitOne("those are back", healMost);
        m_room.run(grace);
        if (missing(0) > 0) {
            find("those are back: they lack what was said");
        }
        degrees("those are back");
    }

    void part()
    {
        std::vector<int> groups(m_size);
        for (int& group : groups) {
            group = static_cast<int>(m_room.rng().below(3));
        }
        m_room.part(groups);
        m_room.run(partedFor / 2);
        say(m_texts);
        m_room.run(partedFor / 2);
        std::printf("    parted three ways: %zu components\n", Components(m_room).count());
        const core::MonoTime since = m_room.now();
        m_room.heal();
        awaitOne("three parts", mergeMost);
        while (missing(0) > 0 && m_room.now() - since < mergeMost + grace) {
            m_room.run(seconds(5));
        }
        std::printf("    three parts: everybody has all after %.0f s\n",
                    secondsOf(m_room.now() - since));
        if (missing(0) > 0) {
            find("three parts: not everybody has what was said in the others");
        }
        m_room.run(settle);
        report("parted and healed");
        degrees("three parts are one again");
        talk("after all that", m_room.options().lossPercent == 0);
    }

    void checkMemory()
    {
        rusage used{};
        const bool known = getrusage(RUSAGE_SELF, &used) == 0;
        std::printf("    %.0f MB of memory\n", static_cast<double>(used.ru_maxrss) / 1024);
        if (!known || used.ru_maxrss > memoryMost) {
            find("too much memory");
        }
    }

    Overlay m_room;
    std::size_t m_size;
    std::size_t m_texts; ///< of a phase
    OverlayCount m_last;
    std::size_t m_findings = 0;
};

[[noreturn]] void complain(const std::string& what)
{
    static_cast<void>(std::fprintf(stderr, "overlay_sim: %s\n", what.c_str()));
    std::exit(2);
}

OverlayOptions parse(const std::vector<std::string>& arguments)
{
    OverlayOptions out;
    for (std::size_t i = 0; i + 1 < arguments.size(); i += 2) {
        const std::string& name = arguments[i];
        const std::string& value = arguments[i + 1];
        if (name == "--break") {
            out.takesPrunesBack = value != "prunes";
            out.seeks = value != "seeking";
            out.trims = value != "trimming";
            continue;
        }
        if (name == "--books") {
            out.grown = true;
            out.firstKnown = value == "first";
            continue;
        }
        const std::uint64_t number = std::strtoull(value.c_str(), nullptr, 10);
        if (name == "--members") {
            out.members = number;
        } else if (name == "--seed") {
            out.seed = number;
        } else if (name == "--loss") {
            out.lossPercent = static_cast<unsigned>(number);
        } else {
            complain("unknown: " + name);
        }
    }
    if (arguments.size() % 2 != 0 || out.members < 2 || out.lossPercent > 90) {
        complain("--members N --seed N --loss PERCENT --books any|first "
                 "--break prunes|seeking|trimming");
    }
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    static_cast<void>(std::setvbuf(stdout, nullptr, _IOLBF, 0));
    const OverlayOptions options = parse({argv + 1, argv + argc});
    Story story(options);
    std::printf("%zu members, loss %u %%, seed %llu\n",
                options.members,
                options.lossPercent,
                static_cast<unsigned long long>(options.seed));
    story.play();
    std::printf("overlay of %zu members, loss %u %%, seed %llu: %s, %llu steps, trace %016llx\n",
                options.members,
                options.lossPercent,
                static_cast<unsigned long long>(options.seed),
                story.findings() == 0 ? "good" : "FAILED",
                static_cast<unsigned long long>(story.room().steps()),
                static_cast<unsigned long long>(story.room().trace()));
    return story.findings() == 0 ? 0 : 1;
}
