// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Everything a node says to the outside: datagrams to send, and events for whoever gave the command. The caller owns
// the outbox, so nothing can be left undrained unseen. DHT outputs wait for no commit.

#include "dht/item.h"
#include "dht/lookup.h"

#include <variant>

namespace dht {

/// A command given to the node, in its events.
enum class TaskId : std::uint64_t { None = 0 };

struct Datagram {
    core::Endpoint to;
    core::Bytes bytes;
};

/// Peers that were not told before in this task. `from` told them: a source of many dead addresses is no good source.
struct PeersFound {
    TaskId task{};
    Target target;
    std::vector<core::Endpoint> peers;
    core::Endpoint from;
};

/// A getPeers or a lookup has ended.
struct LookupDone {
    TaskId task{};
    Target target;
    std::vector<Contact> closest;
    std::size_t peers = 0;
    LookupFigures figures;
};

struct AnnounceDone {
    TaskId task{};
    Target target;
    std::size_t acks = 0;
    /// The first error any node answered with.
    std::optional<std::int64_t> error;
    LookupFigures figures;
};

struct PutDone {
    TaskId task{};
    Target target;
    std::size_t acks = 0;
    /// The first error any node answered with.
    std::optional<std::int64_t> error;
    LookupFigures figures;
};

/// A valid item, as soon as it is known; a newer one may follow in the same task.
struct ItemFound {
    TaskId task{};
    Target target;
    Item item;
};

struct GetDone {
    TaskId task{};
    Target target;
    std::optional<Item> item;
    /// Where the next one would be stored: for a put that follows at once.
    std::vector<StoreTarget> storeAt;
    LookupFigures figures;
};

struct PingDone {
    core::Endpoint to;
    /// Nothing: no answer within two seconds.
    std::optional<NodeId> id;
    core::Duration took{};
};

/// Our address as enough others see it; the port is the one the last of them saw.
struct ExternalAddressFound {
    core::Endpoint endpoint;
};

struct StateToSave {
    core::Bytes bytes;
};

using Output = std::variant<Datagram,
                            PeersFound,
                            LookupDone,
                            AnnounceDone,
                            PutDone,
                            ItemFound,
                            GetDone,
                            PingDone,
                            ExternalAddressFound,
                            StateToSave>;
using Outbox = std::vector<Output>;

} // namespace dht
