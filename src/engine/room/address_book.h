// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Where members can be dialled, as a room has heard of it (room_addresses.h). Hints, about members only.

#include "core/endpoint.h"
#include "core/ids.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace engine::room {

struct AddressBook {
    core::IdentityId identity;
    std::vector<core::Endpoint> addresses;
    std::int64_t sinceMs = 0; ///< when we first heard of just these addresses
    std::int64_t seenMs = 0;
    bool superpeer = false;
};

using AddressMap = std::map<core::DeviceId, AddressBook>;
struct LearnedAddresses {               // what was told and not yet passed on
    std::vector<core::DeviceId> toDial; ///< or not; whoever dials takes them
    std::set<core::DeviceId> toTell;    ///< the neighbours
    std::vector<core::Bytes> dhtNodes;
    bool askAgain = false; ///< now that the members are known
};

} // namespace engine::room
