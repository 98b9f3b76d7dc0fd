// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/dht_desk.h"

#include "core/limits.h"

#include <algorithm>

namespace engine {

namespace {

constexpr std::size_t nodeIdBytes = dht::NodeId::size;
constexpr std::chrono::minutes lookedAfter{5}; ///< while enough nodes are known
constexpr std::chrono::minutes laterSave{2};

const std::vector<HostName>& publicHosts()
{
    static const std::vector<HostName> hosts{{"dht.libtorrent.org", 25401},
                                             {"dht.transmissionbt.com", 6881},
                                             {"router.bt.ouinet.work", 6881}};
    return hosts;
}

core::Bytes compactOf(const dht::Contact& contact)
{
    core::Bytes out = core::copyOf(contact.id.view());
    core::append(out, contact.endpoint.compact());
    return out;
}

bool holds(const std::vector<core::Endpoint>& local, const core::IpAddress& address)
{
    return std::any_of(local.begin(), local.end(), [&](const core::Endpoint& each) {
        return each.address == address;
    });
}

} // namespace

DhtDesk::DhtDesk(DhtOptions options, Ports ports, core::Rng& rng)
    : m_options(std::move(options))
    , m_ports(std::move(ports))
    , m_rng(rng)
{
}

DhtDesk::~DhtDesk() = default;

// ---- life ----

void DhtDesk::load(const Turn& turn, const StoredState& stored)
{
    if (!m_options.on || m_node) {
        return;
    }
    m_node = std::make_unique<dht::Node>(turn.now.mono, dht::Settings{}, m_rng);
    const auto record =
        std::find_if(stored.records.begin(), stored.records.end(), [](const StoredRecord& each) {
            return each.kind == RecordKind::DhtState;
        });
    // A state that cannot be read is one we do without.
    m_hasSaved = record != stored.records.end() && m_node->load(record->value).hasValue();
}

void DhtDesk::handleListening(Turn& turn,
                              const std::vector<core::Endpoint>& local,
                              std::uint16_t dhtPort)
{
    m_local = local;
    m_dhtPort = dhtPort;
    if (!isRunning()) {
        tellRung(turn);
        return;
    }
    dht::Outbox out;
    if (!std::exchange(m_begun, true)) {
        begin(turn, out);
    }
    m_review = true;
    finish(turn, out);
}

void DhtDesk::begin(Turn& turn, dht::Outbox& out)
{
    m_node->setReachable(canBeReached());
    m_node->handleStart(turn.now.mono, out);
    const bool otherWays = m_hasSaved || !m_hints.empty() || !m_options.bootstrap.empty();
    enterByGiven(turn, out);
    for (const core::Endpoint& hint : std::exchange(m_hints, {})) {
        enter(turn, hint, out);
    }
    if (m_options.publicBootstrap) {
        m_timers.set(Timer::PublicHosts,
                     turn.now.mono + (otherWays ? publicAfter : core::Duration()));
    }
    m_timers.set(Timer::Save, turn.now.mono + firstSave);
    m_rooms.setWishes(turn, m_ports.rooms(), *m_node);
}

void DhtDesk::enterByGiven(Turn& turn, dht::Outbox& out)
{
    ResolveHosts names;
    for (const HostName& host : m_options.bootstrap) {
        if (const auto address = core::IpAddress::parse(host.host)) {
            enter(turn, {*address, host.port}, out);
        } else {
            names.hosts.push_back(host);
        }
    }
    if (!names.hosts.empty()) {
        turn.output(std::move(names));
    }
}

void DhtDesk::enterByPublic(Turn& turn)
{
    if (goodCount(turn.now.mono) >= healthyNodes) {
        m_publicPause = publicAfter;
        m_timers.set(Timer::PublicHosts, turn.now.mono + lookedAfter);
        return;
    }
    turn.output(ResolveHosts{DhtEntry::Public, publicHosts()});
    m_publicPause = std::min<core::Duration>(m_publicPause * 2, publicAgainMost);
    m_timers.set(Timer::PublicHosts, turn.now.mono + m_publicPause);
}

void DhtDesk::enter(const Turn& turn, const core::Endpoint& node, dht::Outbox& out)
{
    if (!(node.port == m_dhtPort && holds(m_local, node.address))) {
        m_node->addNode(turn.now.mono, node, out);
    }
}

// ---- inputs ----

void DhtDesk::handleDatagram(Turn& turn, const core::Endpoint& from, core::ByteView bytes)
{
    if (!isRunning()) {
        return;
    }
    ++m_traffic.packetsIn;
    m_traffic.bytesIn += bytes.size();
    dht::Outbox out;
    m_node->handleDatagram(turn.now.mono, from, bytes, out);
    finish(turn, out);
}

void DhtDesk::handleBootstrap(Turn& turn,
                              DhtEntry entry,
                              const std::vector<core::Endpoint>& endpoints)
{
    if (!isRunning()) {
        return;
    }
    dht::Outbox out;
    if (entry == DhtEntry::Public) {
        m_node->addBootstrap(turn.now.mono, endpoints, out);
    } else if (endpoints.empty()) {
        m_timers.set(Timer::GivenHosts, turn.now.mono + m_givenPause);
        m_givenPause = std::min<core::Duration>(m_givenPause * 2, givenAgainMost);
    } else {
        m_givenPause = givenAgain;
        for (const core::Endpoint& endpoint : endpoints) {
            enter(turn, endpoint, out);
        }
    }
    finish(turn, out);
}

void DhtDesk::handleNetworkChanged(Turn& turn)
{
    if (!isRunning()) {
        return;
    }
    m_knowsPublic = false;
    m_dialled = false;
    m_publicPause = publicAfter;
    dht::Outbox out;
    m_node->networkChanged(turn.now.mono, out);
    enterByGiven(turn, out);
    if (m_options.publicBootstrap) {
        m_timers.set(Timer::PublicHosts, turn.now.mono + publicAfter);
    }
    m_rooms.lookAgain(turn.now.mono);
    m_review = true;
    finish(turn, out);
}

bool DhtDesk::isRequest(const Request& request)
{
    return std::holds_alternative<GetDhtInfo>(request) || DhtQuestions::isQuestion(request);
}

bool DhtDesk::handleRequest(Turn& turn, RequestId id, const Request& request)
{
    if (!isRequest(request)) {
        return false;
    }
    if (!isRunning()) {
        turn.answer(id, Refusal{Reason::NotAllowed, "the DHT is switched off", 0});
    } else if (std::holds_alternative<GetDhtInfo>(request)) {
        answerInfo(turn, id);
    } else {
        dht::Outbox out;
        m_questions.ask(turn, id, request, *m_node, linkPort(), out);
        finish(turn, out);
    }
    return true;
}

void DhtDesk::answerInfo(Turn& turn, RequestId id) const
{
    DhtInfo info;
    info.id = DhtId(m_node->id(core::IpFamily::V4).bytes());
    info.nodes = m_node->tables().of(core::IpFamily::V4).size();
    info.nodes6 = m_node->tables().of(core::IpFamily::V6).size();
    info.readOnly = !m_node->isReachable();
    for (const auto family : {core::IpFamily::V4, core::IpFamily::V6}) {
        const auto external = m_node->externalAddress(family);
        if (external && info.external.empty()) {
            info.external = external->text();
        }
    }
    info.storedPeers = m_node->stores().peers().size();
    info.storedItems = m_node->stores().items().size();
    turn.answer(id, std::move(info));
}

void DhtDesk::handleTimer(Turn& turn)
{
    if (!isRunning()) {
        return;
    }
    dht::Outbox out;
    m_node->handleTimer(turn.now.mono, out);
    if (m_timers.takeDue(Timer::GivenHosts, turn.now.mono)) {
        enterByGiven(turn, out);
    }
    if (m_timers.takeDue(Timer::PublicHosts, turn.now.mono)) {
        enterByPublic(turn);
    }
    // The node saves itself every ten minutes; a short first run should not be forgotten.
    if (m_timers.takeDue(Timer::Save, turn.now.mono)) {
        save(turn, m_node->save());
        if (!std::exchange(m_hasSaved, true)) {
            m_timers.set(Timer::Save, turn.now.mono + laterSave);
        }
    }
    m_questions.handleTimer(turn, *m_node);
    finish(turn, out);
}

std::optional<core::MonoTime> DhtDesk::nextWake() const
{
    if (!isRunning()) {
        return std::nullopt;
    }
    auto wake = core::earlier(m_node->nextWake(), m_timers.next());
    wake = core::earlier(wake, m_rooms.nextWake());
    wake = core::earlier(wake, m_shelves.nextWake());
    return core::earlier(wake, m_questions.nextWake());
}

void DhtDesk::roomsChanged(Turn& turn)
{
    if (!isRunning()) {
        return;
    }
    m_rooms.setWishes(turn, m_ports.rooms(), *m_node);
    m_review = true;
    dht::Outbox out;
    finish(turn, out);
}

void DhtDesk::shelvesChanged(Turn& turn)
{
    if (isRunning()) {
        m_review = true;
        dht::Outbox out;
        finish(turn, out);
    }
}

bool DhtDesk::lookUpShelves(Turn& turn, const std::vector<ShelfKey>& keys)
{
    if (!isRunning()) {
        return false;
    }
    dht::Outbox out;
    m_shelves.look(turn, keys, *m_node, out);
    finish(turn, out);
    return true;
}

void DhtDesk::learnNodes(Turn& turn, const std::vector<core::Bytes>& nodes)
{
    std::vector<core::Endpoint> endpoints;
    for (const core::Bytes& node : nodes) {
        if (node.size() <= nodeIdBytes || endpoints.size() >= nodesLearntAtOnce) {
            continue;
        }
        const auto endpoint =
            core::Endpoint::fromCompact(core::ByteView(node).subspan(nodeIdBytes));
        if (endpoint && endpoint->port != 0 && !endpoint->address.isMulticast()
            && !endpoint->address.isUnspecified()) {
            endpoints.push_back(*endpoint);
        }
    }
    if (!m_begun) {
        const std::size_t room = dht::tuning::bootstrapEndpoints
                                 - std::min(m_hints.size(), dht::tuning::bootstrapEndpoints);
        endpoints.resize(std::min(endpoints.size(), room));
        m_hints.insert(m_hints.end(), endpoints.begin(), endpoints.end());
        return;
    }
    dht::Outbox out;
    for (const core::Endpoint& endpoint : endpoints) {
        enter(turn, endpoint, out);
    }
    finish(turn, out);
}

void DhtDesk::noteInbound(Turn& turn, const core::Endpoint& from)
{
    if (from.address.isPrivate() || m_dialled || !isRunning()) {
        return;
    }
    m_dialled = true;
    dht::Outbox out;
    finish(turn, out);
}

void DhtDesk::setAnnounce(Turn& turn, bool announce)
{
    if (std::exchange(m_announce, announce) != announce && isRunning()) {
        m_review = true;
        dht::Outbox out;
        finish(turn, out);
    }
}

// ---- what the node says ----

void DhtDesk::finish(Turn& turn, dht::Outbox& out)
{
    const bool reachable = canBeReached();
    if (reachable != m_node->isReachable()) {
        m_node->setReachable(reachable);
        m_review = true;
    }
    const auto wake = core::earlier(m_rooms.nextWake(), m_shelves.nextWake());
    if (std::exchange(m_review, false) || (wake && *wake <= turn.now.mono)) {
        m_rooms.act(turn, *m_node, {m_announce && reachable, linkPort()}, out);
        const std::uint16_t shelfPort = m_announce && reachable ? linkPort() : std::uint16_t{0};
        m_shelves.act(turn, m_ports.shelves(), shelfPort, *m_node, out);
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        const dht::Output said = std::move(out[i]); // `out` grows while it is carried out
        carryOut(turn, said, out);
    }
    tellRung(turn);
}

void DhtDesk::carryOut(Turn& turn, const dht::Output& said, dht::Outbox& more)
{
    if (const auto* datagram = std::get_if<dht::Datagram>(&said)) {
        ++m_traffic.packetsOut;
        m_traffic.bytesOut += datagram->bytes.size();
        m_knowsPublic = m_knowsPublic || !datagram->to.address.isPrivate();
        turn.output(Datagram{UdpSocket::Dht, datagram->to, datagram->bytes});
    } else if (const auto* state = std::get_if<dht::StateToSave>(&said)) {
        save(turn, state->bytes);
    } else if (const auto* found = std::get_if<dht::PeersFound>(&said);
               found != nullptr && m_rooms.roomOf(found->task)) {
        handleFound(turn, *found);
    } else if (const auto* done = std::get_if<dht::LookupDone>(&said);
               done != nullptr && m_rooms.roomOf(done->task)) {
        m_rooms.handleDone(turn, *done);
    } else if (found != nullptr && m_shelves.keyOf(found->task)) {
        handleFoundOnShelf(turn, *found);
    } else if (done != nullptr && m_shelves.keyOf(done->task)) {
        if (m_shelves.handleDone(*done)) {
            m_ports.shelvesLookedUp(turn, m_shelves.wasAnswered());
        }
    } else {
        m_questions.handle(turn, said, *m_node, more);
    }
}

void DhtDesk::handleFound(Turn& turn, dht::PeersFound found)
{
    std::erase_if(found.peers,
                  [this](const core::Endpoint& peer) { return peer.port == 0 || isOurs(peer); });
    const auto room = m_rooms.roomOf(found.task);
    for (const core::Endpoint& peer : m_rooms.takeFound(found)) {
        m_ports.found(turn, *room, peer);
    }
}

void DhtDesk::handleFoundOnShelf(Turn& turn, dht::PeersFound found)
{
    std::erase_if(found.peers,
                  [this](const core::Endpoint& peer) { return peer.port == 0 || isOurs(peer); });
    const auto key = m_shelves.keyOf(found.task);
    for (const core::Endpoint& peer : m_shelves.takeFound(found)) {
        m_ports.foundOnShelf(turn, *key, peer);
    }
}

/// An empty table is no reason to forget the one of the last run.
void DhtDesk::save(Turn& turn, core::Bytes state) const
{
    const dht::Tables& tables = m_node->tables();
    if (tables.of(core::IpFamily::V4).size() + tables.of(core::IpFamily::V6).size() > 0) {
        turn.persist(PutRecord{RoomId(), RecordKind::DhtState, {}, std::move(state)});
    }
}

// ---- what is known ----

bool DhtDesk::canBeReached() const
{
    if (m_dialled) {
        return true;
    }
    if (const auto external = m_node->externalAddress(core::IpFamily::V4)) {
        return holds(m_local, *external);
    }
    return !m_knowsPublic
           && std::all_of(m_local.begin(), m_local.end(), [](const core::Endpoint& each) {
                  return each.address.isPrivate();
              });
}

bool DhtDesk::isOurs(const core::Endpoint& endpoint) const
{
    const auto external = m_node->externalAddress(endpoint.address.family());
    return endpoint.port == linkPort()
           && (holds(m_local, endpoint.address) || external == endpoint.address);
}

std::uint16_t DhtDesk::linkPort() const
{
    return m_local.empty() ? std::uint16_t{0} : m_local.front().port;
}

std::size_t DhtDesk::goodCount(core::MonoTime now) const
{
    const dht::Tables& tables = m_node->tables();
    return tables.of(core::IpFamily::V4).good(now) + tables.of(core::IpFamily::V6).good(now);
}

std::optional<dht::Contact> DhtDesk::ownContact() const
{
    if (!isReachable() || m_local.empty()) {
        return std::nullopt;
    }
    if (const auto external = m_node->externalAddress(core::IpFamily::V4)) {
        return dht::Contact{m_node->id(core::IpFamily::V4), {*external, m_dhtPort}};
    }
    const auto v4 = std::find_if(m_local.begin(), m_local.end(), [](const core::Endpoint& each) {
        return each.address.family() == core::IpFamily::V4;
    });
    const core::IpAddress address = v4 == m_local.end() ? m_local.front().address : v4->address;
    return dht::Contact{m_node->id(address.family()), {address, m_dhtPort}};
}

std::vector<core::Bytes> DhtDesk::goodNodes(core::MonoTime now) const
{
    std::vector<core::Bytes> out;
    if (!isRunning()) {
        return out;
    }
    if (const auto own = ownContact()) {
        out.push_back(compactOf(*own));
    }
    for (const auto& [family, most] : {std::pair(core::IpFamily::V6, nodesForOthersV6),
                                       std::pair(core::IpFamily::V4, nodesForOthers)}) {
        for (const dht::Contact& contact : m_node->goodNodes(now, family, most)) {
            if (out.size() < nodesForOthers) {
                out.push_back(compactOf(contact));
            }
        }
    }
    return out;
}

RungState DhtDesk::rungState() const
{
    if (!isRunning()) {
        return RungState::Off;
    }
    if (m_rooms.found() > 0) {
        return RungState::Found;
    }
    if (m_rooms.isLooking()) {
        return RungState::Trying;
    }
    return m_rooms.hasFailed() ? RungState::Failed : RungState::Idle;
}

void DhtDesk::tellRung(Turn& turn)
{
    const RungState now = rungState();
    if (std::exchange(m_told, now) != now) {
        m_ports.rungChanged(turn, now);
    }
}

} // namespace engine
