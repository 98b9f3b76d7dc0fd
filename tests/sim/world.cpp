// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/world.h"

#include <algorithm>
#include <cstdio>

namespace sim {

using namespace engine;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds answerTime{20};

std::uint64_t stream(std::uint64_t seed, std::uint64_t number)
{
    return seed * 0x9e3779b97f4a7c15ULL + number * 0xd1b54a32d192ed03ULL;
}

NetworkTraits networkTraits(const RunOptions& options)
{
    NetworkTraits traits;
    traits.lossPercent = options.lossPercent;
    return traits;
}

} // namespace

World::World(const RunOptions& options)
    : m_options(options)
    , m_rng(stream(options.seed, 1))
    , m_networkRng(stream(options.seed, 2))
    , m_network(m_schedule, m_networkRng, networkTraits(options))
{
}

SimPeer& World::addPeer(bool lan, bool dialable)
{
    const std::size_t index = m_peers.size();
    const auto high = static_cast<std::uint8_t>(index / 200);
    const auto low = static_cast<std::uint8_t>(1 + index % 200);
    PeerTraits traits;
    traits.name = "peer" + std::to_string(index);
    traits.lan = lan;
    traits.node.lan = lan ? 0 : -1;
    traits.node.dialable = dialable;
    traits.node.address = core::IpAddress::v4(
        lan ? core::ByteArray<4>{192, 168, high, low}
            : core::ByteArray<4>{static_cast<std::uint8_t>(81 + high), low, 7, 9});
    traits.clockOff = milliseconds(m_rng.below(4000)) - seconds(2);
    m_peers.push_back(std::make_unique<SimPeer>(
        m_schedule, m_network, m_trace, stream(m_options.seed, 10 + index), std::move(traits)));
    m_peers.back()->setVerbose(m_options.verbose);
    m_peers.back()->start();
    return *m_peers.back();
}

std::vector<SimPeer*> World::everybody() const
{
    std::vector<SimPeer*> out;
    for (const auto& peer : m_peers) {
        out.push_back(peer.get());
    }
    return out;
}

core::Duration World::span(unsigned minutes) const
{
    return std::chrono::minutes(m_options.minutes != 0 ? m_options.minutes : minutes);
}

double World::elapsedSeconds() const
{
    return std::chrono::duration<double>(m_schedule.now().time_since_epoch()).count();
}

void World::run(core::Duration span)
{
    m_schedule.run(m_schedule.now() + span);
}

bool World::runUntil(core::Duration most, const std::function<bool()>& done)
{
    // Looking after every step would cost more than the steps themselves.
    const core::MonoTime end = m_schedule.now() + most;
    while (!done()) {
        if (m_schedule.now() >= end) {
            return false;
        }
        m_schedule.run(std::min(end, m_schedule.now() + milliseconds(20)));
    }
    return true;
}

void World::plan(core::Duration delay, std::function<void()> task)
{
    m_schedule.after(delay, std::move(task));
}

std::optional<Answer> World::ask(SimPeer& peer, Request request)
{
    auto answer = std::make_shared<std::optional<Answer>>();
    peer.ask(std::move(request), [answer](const Answer& given) { *answer = given; });
    if (!runUntil(answerTime, [&]() { return answer->has_value(); })) {
        find(peer.name() + " did not answer");
    }
    return *answer;
}

RoomId World::createRoom(SimPeer& founder)
{
    CreateRoom wish;
    wish.name = "Room";
    const auto answer = ask(founder, wish);
    const auto* created = answer ? std::get_if<RoomCreated>(&*answer) : nullptr;
    if (created == nullptr) {
        find(founder.name() + " could not make a room");
        return {};
    }
    founder.person().rooms[created->room] = RoomState::Joined;
    return created->room;
}

std::string World::invite(SimPeer& member, const RoomId& room)
{
    const auto answer = ask(member, InviteToRoom{room, levelMember, 0, 0});
    const auto* made = answer ? std::get_if<InviteMade>(&*answer) : nullptr;
    if (made == nullptr) {
        find(member.name() + " could not make an invite");
        return {};
    }
    return made->link;
}

void World::join(SimPeer& peer, const std::string& link)
{
    peer.ask(JoinRoom{link}, [this, &peer](const Answer& answer) {
        if (std::holds_alternative<Refusal>(answer)) {
            find(peer.name() + " was refused to join");
        }
    });
}

void World::awaitJoined(const RoomId& room, const std::vector<SimPeer*>& peers, core::Duration most)
{
    const auto isIn = [&](SimPeer* peer) {
        const auto state = peer->person().rooms.find(room);
        return state != peer->person().rooms.end() && state->second == RoomState::Joined;
    };
    if (!runUntil(most, [&]() { return std::all_of(peers.begin(), peers.end(), isIn); })) {
        for (SimPeer* peer : peers) {
            if (!isIn(peer)) {
                find(peer->name() + " did not get into the room");
            }
        }
    }
}

RoomId World::roomOfEverybody(core::Duration most)
{
    const RoomId room = createRoom(peer(0));
    const std::string link = invite(peer(0), room);
    for (std::size_t i = 1; i < peerCount(); ++i) {
        plan(milliseconds(100 * i), [this, link, i]() { join(peer(i), link); });
    }
    awaitJoined(room, everybody(), most + milliseconds(100 * peerCount()));
    return room;
}

void World::chatter(const RoomId& room,
                    const std::vector<SimPeer*>& members,
                    core::Duration span,
                    std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        SimPeer* member = members[m_rng.below(members.size())];
        std::string text = member->name() + " says " + std::to_string(m_texts++);
        // Most texts are short; some are long enough to be announced and pulled.
        text.resize(m_rng.below(20) == 0 ? 3000 + m_rng.below(15'000) : text.size(), '.');
        const core::Duration when(static_cast<core::Duration::rep>(
            m_rng.below(static_cast<std::uint64_t>(span.count()))));
        plan(when, [member, room, text = std::move(text)]() {
            if (member->isUp()) {
                member->sendText(room, text);
            }
        });
    }
}

void World::calm()
{
    m_network.setTraits(NetworkTraits());
    m_network.heal();
    for (const auto& peer : m_peers) {
        peer->disk().setError(std::nullopt);
        if (!peer->isUp()) {
            peer->start();
        }
    }
}

void World::find(const std::string& finding)
{
    m_findings.push_back(finding);
    std::printf("%10.3f FOUND %s\n", elapsedSeconds(), finding.c_str());
}

} // namespace sim
