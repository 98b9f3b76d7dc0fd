// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/upkeep.h"

#include "core/timer_table.h"
#include "dht/publications.h"

#include <algorithm>

namespace dht {

using namespace std::chrono_literals;

namespace {

/// While there are nodes in line.
constexpr auto tick = 250ms;
/// Between refreshes while the table fills, and later.
constexpr auto refreshSoon = 1s;

} // namespace

Upkeep::Upkeep(core::MonoTime now, Asker& asker)
    : m_asker(asker)
    , m_nextLook(now + tuning::bootstrapFirstRetry)
    , m_nextWayIn(now)
    , m_strangerPings(now, 1s / tuning::strangerPingEvery, 8)
    , m_neighbourPings(now, 1s / tuning::strangerPingEvery, 8)
    , m_nextTick(now)
    , m_nextMaintenance(now + tuning::maintenanceEvery)
    , m_nextRefresh(now + refreshSoon)
{
}

void Upkeep::warmUp(std::vector<Contact> newestFirst)
{
    newestFirst.resize(std::min(newestFirst.size(), tuning::savedNodes));
    m_warm.assign(newestFirst.begin(), newestFirst.end());
}

void Upkeep::introduce(const core::Endpoint& endpoint)
{
    if (endpoint.port == 0) {
        return;
    }
    const auto isSame = [&](const WayIn& way) { return way.endpoint == endpoint; };
    if (std::none_of(m_waysIn.begin(), m_waysIn.end(), isSame)) {
        if (m_waysIn.size() >= tuning::bootstrapEndpoints) {
            m_waysIn.pop_front();
        }
        m_waysIn.push_back({endpoint, 0});
    }
    queue(endpoint);
}

void Upkeep::handleUnanswered(const core::Endpoint& endpoint)
{
    for (WayIn& way : m_waysIn) {
        if (way.endpoint == endpoint && ++way.unanswered < tuning::introductionTries) {
            queue(endpoint);
        }
    }
}

void Upkeep::queue(const core::Endpoint& endpoint)
{
    const bool queued = std::find(m_introductions.begin(), m_introductions.end(), endpoint)
                        != m_introductions.end();
    if (!queued && m_introductions.size() < tuning::bootstrapEndpoints) {
        m_introductions.push_back(endpoint);
    }
}

void Upkeep::addBootstrap(core::MonoTime now, const core::Endpoint& endpoint)
{
    if (endpoint.port != 0 && m_bootstrap.size() < tuning::bootstrapEndpoints) {
        m_bootstrap.try_emplace(endpoint, Host{now, tuning::bootstrapFirstRetry});
    }
}

void Upkeep::networkChanged(core::MonoTime now)
{
    std::vector<Contact> nodes;
    for (const core::IpFamily family : m_asker.tables().families()) {
        RoutingTable& table = m_asker.tables().of(family);
        table.forgiveSilence();
        const std::vector<Contact> newest = table.newestFirst();
        nodes.insert(nodes.end(), newest.begin(), newest.end());
    }
    if (!nodes.empty()) {
        warmUp(std::move(nodes));
    }
    for (auto& [endpoint, host] : m_bootstrap) {
        host = {now, tuning::bootstrapFirstRetry};
    }
    m_nextTick = now;
    handleNewId(now);
}

void Upkeep::handleNewId(core::MonoTime now)
{
    m_lookPause = tuning::bootstrapFirstRetry;
    m_nextLook = now + 1s;
}

void Upkeep::handleStranger(core::MonoTime now, const Contact& contact, Outbox& out)
{
    if (!m_asker.tables().of(contact.endpoint).wants(now, contact) || isBootstrap(contact.endpoint)
        || m_asker.transactions().hasOpen(contact.endpoint, Purpose::Stranger)) {
        return;
    }
    // Our own neighbourhood is what others ask us for, so it has a budget of its own.
    const RoutingTable& table = m_asker.tables().of(contact.endpoint);
    const bool neighbour = sharedBits(contact.id, table.own()) + 1U >= table.buckets().size();
    TokenBucket& budget = neighbour ? m_neighbourPings : m_strangerPings;
    if (contact.endpoint.address.isPrivate() || budget.take(now, 1)) {
        static_cast<void>(ping(now, contact, Purpose::Stranger, out));
    }
}

void Upkeep::handleTimer(core::MonoTime now, Outbox& out)
{
    if (now >= m_nextTick) {
        lookAround(now);
        askQueued(now, out);
        askBootstrap(now, out);
        m_nextTick = now + tick;
    }
    if (now >= m_nextMaintenance) {
        askQuestionable(now, out);
        m_nextMaintenance = now + tuning::maintenanceEvery;
    }
}

std::optional<std::pair<core::IpFamily, Target>> Upkeep::takeRefresh(core::MonoTime now)
{
    if (!m_looksAround.empty()) {
        const core::IpFamily family = m_looksAround.back();
        m_looksAround.pop_back();
        return std::pair(family, m_asker.tables().of(family).own());
    }
    if (now < m_nextRefresh) {
        return std::nullopt;
    }
    for (const core::IpFamily family : m_asker.tables().families()) {
        RoutingTable& table = m_asker.tables().of(family);
        const auto idle = table.size() == 0 ? std::nullopt : table.idleBucket(now);
        if (idle) {
            m_nextRefresh = now + refreshSoon;
            const bool last = *idle + 1U == table.buckets().size();
            const Target target =
                last ? table.own() : randomIdInBucket(table.own(), *idle, m_asker.rng());
            table.refreshed(now, target);
            return std::pair(family, target);
        }
    }
    m_nextRefresh = now + tuning::maintenanceEvery;
    return std::nullopt;
}

std::optional<core::MonoTime> Upkeep::nextWake() const
{
    std::optional<core::MonoTime> out =
        std::min({m_nextMaintenance, m_nextRefresh, std::max(m_nextLook, m_nextTick)});
    if (!m_warm.empty() || !m_introductions.empty()) {
        out = core::earlier(out, m_nextTick);
    }
    for (const auto& [endpoint, host] : m_bootstrap) {
        out = core::earlier(out, std::max(host.due, m_nextTick));
    }
    return out;
}

bool Upkeep::isHealthy(core::MonoTime now, core::IpFamily family) const
{
    return m_asker.tables().of(family).good(now) >= tuning::healthyTable;
}

bool Upkeep::askForNeighbours(core::MonoTime now,
                              const core::Endpoint& to,
                              Purpose purpose,
                              Outbox& out)
{
    Transaction transaction;
    transaction.to = to;
    transaction.purpose = purpose;
    krpc::Query query;
    query.method = krpc::Method::FindNode;
    query.target = m_asker.tables().of(to).own();
    const bool both = m_asker.tables().families().size() == 2;
    query.wantsV4 = both;
    query.wantsV6 = both;
    return m_asker.ask(now, transaction, query, out);
}

void Upkeep::askBootstrap(core::MonoTime now, Outbox& out)
{
    for (auto& [endpoint, host] : m_bootstrap) {
        if (host.due > now) {
            continue;
        }
        const core::IpFamily family = endpoint.address.family();
        const bool wanted = m_asker.tables().uses(family) && !isHealthy(now, family);
        if (wanted && !askForNeighbours(now, endpoint, Purpose::Bootstrap, out)) {
            continue;
        }
        host.due = now + (wanted ? host.pause : core::Duration(tuning::bootstrapLongestRetry));
        host.pause = std::min<core::Duration>(host.pause * 2, tuning::bootstrapLongestRetry);
    }
}

void Upkeep::askQueued(core::MonoTime now, Outbox& out)
{
    while (!m_introductions.empty()) {
        const core::Endpoint to = m_introductions.front();
        if (m_asker.tables().uses(to.address.family())
            && !askForNeighbours(now, to, Purpose::Introduction, out)) {
            break;
        }
        m_introductions.pop_front();
    }
    while (!m_warm.empty()
           && m_asker.transactions().openFor(Purpose::Maintenance) < tuning::warmPingsAtOnce) {
        const Contact contact = m_warm.front();
        if (m_asker.tables().uses(contact.endpoint.address.family())
            && !ping(now, contact, Purpose::Maintenance, out)) {
            break;
        }
        m_warm.pop_front();
    }
}

void Upkeep::lookAround(core::MonoTime now)
{
    if (now < m_nextLook) {
        return;
    }
    const auto families = m_asker.tables().families();
    const bool lost = std::none_of(families.begin(), families.end(), [&](core::IpFamily family) {
        return isHealthy(now, family);
    });
    const bool fresh = m_lookPause <= tuning::newcomerLooks;
    if (lost || fresh) {
        m_looksAround = families;
        askWaysIn(m_waysIn.size());
    } else if (now >= m_nextWayIn) {
        // Also when we know enough: all of those may have come in through us, on an island of our own.
        askWaysIn(tuning::waysInPerRound);
        m_nextWayIn =
            now + jittered(tuning::bucketIdle, tuning::announceJitterPercent, m_asker.rng());
    }
    // Once settled, losing our nodes is noticed within a minute.
    m_nextLook = now + m_lookPause;
    m_lookPause = lost || fresh
                      ? std::min<core::Duration>(m_lookPause * 2, tuning::bootstrapLongestRetry)
                      : core::Duration(tuning::newcomerLooks) + 1s;
}

/// In turn, so that in time all of them are asked.
void Upkeep::askWaysIn(std::size_t count)
{
    for (std::size_t i = 0; i < std::min(count, m_waysIn.size()); ++i) {
        WayIn way = m_waysIn.front();
        m_waysIn.pop_front();
        way.unanswered = 0;
        queue(way.endpoint);
        m_waysIn.push_back(way);
    }
}

void Upkeep::askQuestionable(core::MonoTime now, Outbox& out)
{
    for (const core::IpFamily family : m_asker.tables().families()) {
        const auto contact = m_asker.tables().of(family).nextToAsk(now);
        if (contact) {
            static_cast<void>(ping(now, *contact, Purpose::Maintenance, out));
        }
    }
}

bool Upkeep::ping(core::MonoTime now, const Contact& contact, Purpose purpose, Outbox& out)
{
    Transaction transaction;
    transaction.to = contact.endpoint;
    transaction.expected = contact.id;
    transaction.purpose = purpose;
    return m_asker.ask(now, transaction, krpc::Query(), out);
}

} // namespace dht
