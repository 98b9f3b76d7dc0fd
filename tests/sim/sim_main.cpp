// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Runs whole peers through a story on virtual time. Everything follows from the seed: a run that fails prints the command
// that repeats it.
//
// usage: peer_sim [--scenario NAME] [--seed N] [--seeds COUNT] [--peers N] [--minutes N] [--loss PERCENT] [--twice]
//                 [--verbose] [--list]

#include "sim/scenarios.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

struct Arguments {
    std::string scenario = "chat";
    std::uint64_t seeds = 1;
    bool twice = false;
    bool list = false;
    bool seedsGiven = false;
    sim::RunOptions run;
};

[[noreturn]] void complain(const char* what)
{
    static_cast<void>(std::fprintf(stderr, "peer_sim: %s\n", what));
    std::exit(2);
}

std::uint64_t numberOf(const char* text)
{
    std::uint64_t value = 0;
    const char* const end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, value);
    if (error != std::errc() || stop != end) {
        complain("a number is expected");
    }
    return value;
}

Arguments parse(int argc, char** argv)
{
    Arguments out;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (name == "--twice") {
            out.twice = true;
        } else if (name == "--list") {
            out.list = true;
        } else if (name == "--verbose") {
            out.run.verbose = true;
        } else if (i + 1 >= argc) {
            complain(("unknown or without value: " + name).c_str());
        } else if (name == "--scenario") {
            out.scenario = argv[++i];
        } else if (name == "--seed") {
            out.run.seed = numberOf(argv[++i]);
        } else if (name == "--seeds") {
            out.seeds = numberOf(argv[++i]);
        } else if (name == "--peers") {
            out.run.peers = numberOf(argv[++i]);
        } else if (name == "--minutes") {
            out.run.minutes = static_cast<unsigned>(numberOf(argv[++i]));
        } else if (name == "--loss") {
            out.run.lossPercent = static_cast<unsigned>(numberOf(argv[++i]));
        } else {
            complain(("unknown: " + name).c_str());
        }
    }
    return out;
}

struct Result {
    bool good = false;
    std::uint64_t trace = 0;
};

Result play(const sim::Scenario& scenario, const sim::RunOptions& options)
{
    sim::World world(options);
    const std::size_t peers = options.peers != 0 ? options.peers : scenario.peers;
    scenario.play(world, peers);
    std::printf(
        "%s seed %llu, %zu peers, loss %u %%: %s, %.0f virtual s, %llu steps, trace %016llx\n",
        scenario.name,
        static_cast<unsigned long long>(options.seed),
        peers,
        options.lossPercent,
        world.findings().empty() ? "good" : "FAILED",
        world.elapsedSeconds(),
        static_cast<unsigned long long>(world.schedule().done()),
        static_cast<unsigned long long>(world.trace().hash()));
    if (!world.findings().empty()) {
        std::printf(
            "repeat: peer_sim --scenario %s --seed %llu --peers %zu --minutes %u --loss %u\n",
            scenario.name,
            static_cast<unsigned long long>(options.seed),
            peers,
            options.minutes,
            options.lossPercent);
    }
    return {world.findings().empty(), world.trace().hash()};
}

} // namespace

int main(int argc, char** argv)
{
    static_cast<void>(std::setvbuf(stdout, nullptr, _IOLBF, 0));
    const Arguments arguments = parse(argc, argv);
    if (arguments.list) {
        for (const sim::Scenario& each : sim::scenarios()) {
            std::printf("%-12s %3zu peers  %s\n", each.name, each.peers, each.what);
        }
        return 0;
    }
    const sim::Scenario* const scenario = sim::findScenario(arguments.scenario);
    if (scenario == nullptr) {
        complain("no such scenario; --list names them");
    }
    std::uint64_t seeds = arguments.seeds;
    if (const char* const wanted = std::getenv("PARLOUR_SIM_SEEDS");
        wanted != nullptr && seeds > 1) {
        seeds = numberOf(wanted);
    }
    bool good = true;
    for (std::uint64_t i = 0; i < seeds; ++i) {
        sim::RunOptions options = arguments.run;
        options.seed += i;
        const Result first = play(*scenario, options);
        good = good && first.good;
        if (arguments.twice && i == 0 && play(*scenario, options).trace != first.trace) {
            std::printf("FAILED: the same seed went another way the second time\n");
            good = false;
        }
    }
    return good ? 0 : 1;
}
