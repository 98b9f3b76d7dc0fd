// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Questions about the DHT that a person or a script asks through the door: each is one task of the node, or two for a put
// that has to learn the last sequence number first. Every question is answered once, within 30 seconds, with what is
// known by then; what all storing nodes refuse is refused with their code.

#include "dht/node.h"
#include "engine/turn.h"

#include <map>
#include <set>
#include <vector>

namespace engine {

class DhtQuestions
{
public:
    static constexpr std::chrono::seconds answerWithin{28};
    static constexpr std::size_t openMost = 256;

    /// False: not a question of this kind. `port`: where our links listen.
    [[nodiscard]] static bool isQuestion(const Request& request);
    void ask(Turn& turn,
             RequestId id,
             const Request& request,
             dht::Node& node,
             std::uint16_t port,
             dht::Outbox& out);
    /// What the node said; whatever concerns no question is ignored.
    void handle(Turn& turn, const dht::Output& said, dht::Node& node, dht::Outbox& out);
    void handleTimer(Turn& turn, dht::Node& node);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

private:
    enum class Wanted : std::uint8_t { Nodes, Peers, Acks, Value };
    struct Open {
        RequestId request = 0;
        Wanted wanted = Wanted::Nodes;
        core::MonoTime deadline;
        std::set<core::Endpoint> peers;
        /// Waits for the last sequence number.
        std::optional<DhtPut> put;
        /// A mutable item that is being put.
        std::optional<dht::MutablePart> mutablePart;
    };
    struct Ping {
        RequestId request = 0;
        core::Endpoint to;
    };

    void begin(const Turn& turn, RequestId id, Wanted wanted, dht::TaskId task);
    void put(Turn& turn, RequestId id, const DhtPut& wish, dht::Node& node, dht::Outbox& out);
    /// What `open.put` wishes, under this number.
    void putNow(const Turn& turn,
                Open open,
                std::int64_t seq,
                std::vector<dht::StoreTarget> storeAt,
                dht::Node& node,
                dht::Outbox& out);
    void handlePing(Turn& turn, const dht::PingDone& done);
    void handleLookup(Turn& turn, const dht::LookupDone& done);
    void handleAnnounce(Turn& turn, const dht::AnnounceDone& done);
    void handlePut(Turn& turn, const dht::PutDone& done, dht::Node& node);
    void handleGet(Turn& turn, const dht::GetDone& done, dht::Node& node, dht::Outbox& out);
    /// The question that the task belongs to, which is closed with it.
    [[nodiscard]] std::optional<Open> take(dht::TaskId task);

    std::map<dht::TaskId, Open> m_open;
    std::vector<Ping> m_pings;
};

} // namespace engine
