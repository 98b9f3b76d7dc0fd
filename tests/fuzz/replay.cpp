// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Runs a fuzz target without libFuzzer: every file of its corpus as it is, then seeded mutations of them, so that the
// ordinary compiler's build holds what the fuzzers found. When the target dies, the last line names seed and run;
// `--seed S --only N` repeats that run alone, `--write FILE` keeps its input.
//
// usage: x_fuzz [--seed S] [--runs N] [--only N] [--write FILE] CORPUS...

#include "support/seeded_rng.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size);

namespace {

struct Options {
    std::uint64_t seed = 1;
    std::uint64_t runs = 3000;
    std::optional<std::uint64_t> only;
    std::string write;
    std::vector<std::filesystem::path> corpora;
};

constexpr std::size_t inputBytesMost = 65536;

volatile std::sig_atomic_t currentRun = -1; // NOLINT: what the signal handler may read
std::uint64_t currentSeed = 0;

extern "C" void sayWhere(int signal)
{
    static_cast<void>(std::fprintf(stderr,
                                   "fuzz replay: died in run %d of seed %llu (-1: the corpus)\n",
                                   static_cast<int>(currentRun),
                                   static_cast<unsigned long long>(currentSeed)));
    static_cast<void>(std::signal(signal, SIG_DFL));
    static_cast<void>(std::raise(signal));
}

std::uint64_t numberOf(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        static_cast<void>(std::fprintf(
            stderr, "not a number: %.*s\n", static_cast<int>(text.size()), text.data()));
        std::exit(2);
    }
    return value;
}

Options optionsFrom(std::span<char*> arguments)
{
    Options options;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        const std::string_view value =
            i + 1 < arguments.size() ? std::string_view(arguments[i + 1]) : std::string_view();
        if (argument == "--seed") {
            options.seed = numberOf(value);
        } else if (argument == "--runs") {
            options.runs = numberOf(value);
        } else if (argument == "--only") {
            options.only = numberOf(value);
        } else if (argument == "--write") {
            options.write = value;
        } else {
            options.corpora.emplace_back(argument);
            continue;
        }
        ++i;
    }
    return options;
}

core::Bytes contentOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// In the order of their names, so that a seed means the same on every machine.
std::vector<core::Bytes> corpusOf(const std::vector<std::filesystem::path>& corpora)
{
    std::vector<std::filesystem::path> paths;
    for (const auto& corpus : corpora) {
        if (std::filesystem::is_directory(corpus)) {
            for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
                paths.push_back(entry.path());
            }
        } else if (std::filesystem::exists(corpus)) {
            paths.push_back(corpus);
        }
    }
    std::sort(paths.begin(), paths.end());
    std::vector<core::Bytes> inputs;
    std::transform(paths.begin(), paths.end(), std::back_inserter(inputs), contentOf);
    return inputs;
}

void run(const core::Bytes& input)
{
    // An exact copy on the heap: reading one byte too far then stands out under the sanitizers.
    const core::Bytes exact(input);
    static_cast<void>(LLVMFuzzerTestOneInput(exact.data(), exact.size()));
}

std::size_t placeIn(const core::Bytes& input, core::Rng& rng)
{
    return static_cast<std::size_t>(rng.below(input.size() + 1));
}

core::Bytes noise(core::Rng& rng, std::size_t most)
{
    core::Bytes out(static_cast<std::size_t>(rng.below(most + 1)));
    rng.fill(out);
    return out;
}

void insertAt(core::Bytes& input, std::size_t place, core::ByteView more)
{
    input.insert(input.begin() + static_cast<std::ptrdiff_t>(place), more.begin(), more.end());
}

void mutateOnce(core::Bytes& input, const std::vector<core::Bytes>& corpus, core::Rng& rng)
{
    static constexpr core::ByteArray<8> edges = {0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x30, 0x65};
    const std::size_t place = placeIn(input, rng);
    switch (rng.below(6)) {
    case 0:
        if (place < input.size()) {
            input[place] = static_cast<std::uint8_t>(input[place] ^ (1U << rng.below(8)));
        }
        break;
    case 1:
        if (place < input.size()) {
            input[place] = edges[rng.below(edges.size())];
        }
        break;
    case 2:
        input.resize(place);
        break;
    case 3:
        insertAt(input, place, noise(rng, 8));
        break;
    case 4: {
        const core::Bytes tail(input.begin() + static_cast<std::ptrdiff_t>(place), input.end());
        insertAt(input, placeIn(input, rng), tail);
        break;
    }
    default: {
        const core::Bytes& other = corpus[rng.below(corpus.size())];
        const std::size_t from = placeIn(other, rng);
        input.resize(place);
        core::append(input, core::ByteView(other).subspan(from));
        break;
    }
    }
    input.resize(std::min(input.size(), inputBytesMost));
}

/// The input of one run, a function of corpus, seed and run number alone.
core::Bytes mutant(const std::vector<core::Bytes>& corpus, std::uint64_t seed, std::uint64_t number)
{
    support::SeededRng rng(seed * 0x9e3779b97f4a7c15U + number);
    core::Bytes input = rng.below(16) == 0
                            ? noise(rng, 256)
                            : corpus[static_cast<std::size_t>(rng.below(corpus.size()))];
    for (std::uint64_t left = 1 + rng.below(4); left > 0; --left) {
        mutateOnce(input, corpus, rng);
    }
    return input;
}

} // namespace

int main(int argc, char** argv)
{
    const Options options = optionsFrom({argv, static_cast<std::size_t>(argc)});
    for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS}) {
        static_cast<void>(std::signal(signal, sayWhere));
    }
    currentSeed = options.seed;
    std::vector<core::Bytes> corpus = corpusOf(options.corpora);
    const std::size_t files = corpus.size();
    corpus.emplace_back(); // the empty input belongs to every corpus
    std::uint64_t first = 0;
    std::uint64_t last = options.runs;
    if (options.only) {
        first = *options.only;
        last = first + 1;
    } else {
        std::for_each(corpus.begin(), corpus.end(), run);
    }
    for (std::uint64_t number = first; number < last; ++number) {
        currentRun = static_cast<std::sig_atomic_t>(number);
        const core::Bytes input = mutant(corpus, options.seed, number);
        if (!options.write.empty()) {
            std::ofstream(options.write, std::ios::binary)
                << std::string_view(reinterpret_cast<const char*>(input.data()), input.size());
        }
        run(input);
    }
    std::printf("%zu corpus files and %llu mutants (seed %llu) replayed\n",
                files,
                static_cast<unsigned long long>(last - first),
                static_cast<unsigned long long>(options.seed));
    return 0;
}
