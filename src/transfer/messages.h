// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the two ends of a transfer say to each other, as plain structs: they are past the wire's checks (transfer_wire.h)
// and bounded in size, but nothing in them is believed yet. Each names the file by the place of its card, so knowing a
// hash opens nothing.

#include "core/ids.h"
#include "transfer/merkle.h"

#include <variant>

namespace transfer {

/// Where blocks come from, and who asks for them: links, by whatever number the engine gives them.
struct SourceId {
    std::uint64_t value = 0;
    auto operator<=>(const SourceId&) const = default;
};
struct RequesterId {
    std::uint64_t value = 0;
    auto operator<=>(const RequesterId&) const = default;
};

struct HaveRequest {
    core::EventRef file;
    bool operator==(const HaveRequest&) const = default;
};

struct Have {
    core::EventRef file;
    bool complete = false;
    bool gone = false;
    core::Bytes bitmap; ///< of chunks (Manifest::chunkBlocks), when neither complete nor gone
    bool operator==(const Have&) const = default;
};

struct HashRequest {
    core::EventRef file;
    unsigned layer = 0;
    std::uint64_t index = 0;
    std::uint64_t count = 0;
    bool operator==(const HashRequest&) const = default;
};

struct Hashes {
    core::EventRef file;
    unsigned layer = 0;
    std::uint64_t index = 0;
    std::vector<Hash32> hashes;
    std::vector<Hash32> uncles;
    bool operator==(const Hashes&) const = default;
};

struct BlockRequest {
    core::EventRef file;
    std::uint64_t block = 0;
    bool operator==(const BlockRequest&) const = default;
};

struct Block {
    core::EventRef file;
    std::uint64_t block = 0;
    core::Bytes bytes;
    /// Allowed and not needed: leaf hashes are proved a range at a time, before their blocks are asked for.
    std::vector<Hash32> uncles;
    bool operator==(const Block&) const = default;
};

enum class RefuseReason { Gone, Changed, Busy, NotAllowed, Other };

struct Refuse {
    core::EventRef file;
    RefuseReason reason = RefuseReason::Other;
    bool operator==(const Refuse&) const = default;
};

using Message = std::variant<HaveRequest, Have, HashRequest, Hashes, BlockRequest, Block, Refuse>;

} // namespace transfer
