// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Keeps the tables alive. Nodes of the last run are asked first, newest first, eight at a time; nodes somebody told
// us about are asked for their neighbours; public bootstrap hosts are asked once while we know too few nodes, and
// never enter a table. Then, for as long as we run: questionable nodes are asked, idle buckets refreshed, and
// strangers who asked us something get one question back, now and then, if there is a place for them.

#include "dht/asker.h"

#include <deque>
#include <map>

namespace dht {

class Upkeep
{
public:
    Upkeep(core::MonoTime now, Asker& asker);

    void warmUp(std::vector<Contact> newestFirst);
    void introduce(const core::Endpoint& endpoint);
    /// An introduction got no answer: one lost packet must not keep us out, so it is repeated a few times.
    void handleUnanswered(const core::Endpoint& endpoint);
    void addBootstrap(core::MonoTime now, const core::Endpoint& endpoint);
    [[nodiscard]] bool isBootstrap(const core::Endpoint& endpoint) const
    {
        return m_bootstrap.contains(endpoint);
    }
    void networkChanged(core::MonoTime now);
    /// We are somebody else now: the new neighbourhood has to be met.
    void handleNewId(core::MonoTime now);

    /// Somebody asked us something under this id, or answered under it where another was expected. He is asked back,
    /// and becomes one of ours when he answers under the same id again.
    void handleStranger(core::MonoTime now, const Contact& contact, Outbox& out);
    void handleTimer(core::MonoTime now, Outbox& out);
    /// A target whose bucket wants a refresh; at most one each time it is due.
    [[nodiscard]] std::optional<std::pair<core::IpFamily, Target>> takeRefresh(core::MonoTime now);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

private:
    struct WayIn {
        core::Endpoint endpoint;
        std::size_t unanswered = 0;
    };
    struct Host {
        core::MonoTime due{};
        core::Duration pause{};
    };

    [[nodiscard]] bool isHealthy(core::MonoTime now, core::IpFamily family) const;
    [[nodiscard]] bool
    askForNeighbours(core::MonoTime now, const core::Endpoint& to, Purpose purpose, Outbox& out);
    void queue(const core::Endpoint& endpoint);
    void askBootstrap(core::MonoTime now, Outbox& out);
    void askQueued(core::MonoTime now, Outbox& out);
    /// In the first minutes, and whenever there are few good nodes: a look around our own place, and all ways in
    /// again, ever more seldom.
    void lookAround(core::MonoTime now);
    void askWaysIn(std::size_t count);
    void askQuestionable(core::MonoTime now, Outbox& out);
    [[nodiscard]] bool
    ping(core::MonoTime now, const Contact& contact, Purpose purpose, Outbox& out);

    Asker& m_asker;
    std::deque<Contact> m_warm;
    std::deque<core::Endpoint> m_introductions;
    /// Everybody we were ever introduced to, for the day when we know too few.
    std::deque<WayIn> m_waysIn;
    core::Duration m_lookPause = tuning::bootstrapFirstRetry;
    core::MonoTime m_nextLook;
    core::MonoTime m_nextWayIn;
    std::vector<core::IpFamily> m_looksAround;
    std::map<core::Endpoint, Host> m_bootstrap;
    TokenBucket m_strangerPings;
    TokenBucket m_neighbourPings;
    core::MonoTime m_nextTick;
    core::MonoTime m_nextMaintenance;
    core::MonoTime m_nextRefresh;
};

} // namespace dht
