// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a node remembers from one run to the next: its ids, its address, and some hundred nodes, newest first. Nodes
// of the last run are hints like any other; they enter the table when they answer.

#include "core/result.h"
#include "dht/node_id.h"

#include <vector>

namespace dht {

struct SavedState {
    NodeId idV4;
    NodeId idV6;
    std::optional<core::IpAddress> addressV4;
    std::optional<core::IpAddress> addressV6;
    std::vector<Contact> nodes;
};

enum class StateFlaw : std::uint8_t { Malformed, UnknownVersion };

[[nodiscard]] core::Bytes encodeState(const SavedState& state);
[[nodiscard]] core::Result<SavedState, StateFlaw> decodeState(core::ByteView bytes);

} // namespace dht
