// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Ann shares a file; ben, and cem where there is one, may fetch it.

#include "engine/file_world.h"

namespace fixture {

constexpr std::size_t bigBytes = 24 * 1024 * 1024 + 777;
inline const std::string source = "/ann/big.bin";
inline const std::string target = "/ben/got.bin";

inline core::Bytes randomBytes(std::size_t length, std::uint64_t seed = 5)
{
    support::SeededRng rng(seed);
    core::Bytes bytes(length);
    rng.fill(bytes);
    return bytes;
}

inline std::optional<Reason> refusalOf(const Answer& answer)
{
    const auto* refusal = std::get_if<Refusal>(&answer);
    return refusal == nullptr ? std::nullopt : std::optional(refusal->reason);
}

inline bool isDone(const Answer& answer)
{
    return std::holds_alternative<Done>(answer);
}

struct Trio {
    explicit Trio(std::size_t bytes = bigBytes, std::size_t nodes = 2)
        : world(nodes)
        , content(randomBytes(bytes))
    {
        ann().host.files[source] = content;
        const Answer answer = ann().ask(ShareFile{world.room->id(), source});
        if (const auto* shared = std::get_if<FileShared>(&answer)) {
            file = shared->file;
        }
    }

    FileNode& ann() { return world.at(0); }
    FileNode& ben() { return world.at(1); }
    FileNode& cem() { return world.at(2); }

    bool fetch() { return isDone(ben().ask(FetchFile{file, target})); }
    bool done(FileNode& node) const { return !node.heard<FileDoneNotice>().empty(); }
    bool runToEnd()
    {
        return world.run([this] { return done(ben()); });
    }
    bool runHalf()
    {
        const std::size_t half = content.size() / transfer::blockBytes / 2;
        return world.run([this, half] { return ben().host.writes > half; });
    }
    /// The first failure that the node tells.
    std::optional<Reason> failure(FileNode& node)
    {
        static_cast<void>(world.run([&] { return !node.heard<FileFailedNotice>().empty(); },
                                    std::chrono::seconds(60)));
        const auto failed = node.heard<FileFailedNotice>();
        return failed.empty() ? std::nullopt : std::optional(failed.front().reason);
    }
    bool arrived(FileNode& node, const std::string& path = target) const
    {
        const auto found = node.host.files.find(path);
        return found != node.host.files.end() && found->second == content;
    }

    FileWorld world;
    core::Bytes content;
    EventRef file;
};

} // namespace fixture
