// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_reach.h"

#include "core/text.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::chrono::milliseconds lookAgain = std::chrono::hours(1); // clocks jump

wire::Frame frameOf(const ReachRing::Kept& kept)
{
    wire::Frame frame;
    frame.mutable_keys()->set_reach_secret(core::textOf(kept.secret.view()));
    frame.mutable_keys()->set_reach_generation(kept.generation);
    return frame;
}

} // namespace

/// All RESET_REACHes, the one in force first; none where the secret follows from the room's id.
std::vector<ReachRing::Named> RoomReach::named() const
{
    std::vector<ReachRing::Named> out;
    if (m_room.m_roll && !m_room.m_roll->genesis().bornPublic) {
        for (const ReachReset& reset : m_room.m_roll->authority().reachResets()) {
            out.push_back({reset.secretHash, reset.valid});
        }
    }
    return out;
}

core::EventRef RoomReach::reset(Turn& turn, const Self& self)
{
    std::uint32_t newest = m_room.m_reach.present().generation;
    for (const ReachReset& before : m_room.m_roll->authority().reachResets()) {
        newest = before.valid ? std::max(newest, before.generation) : newest;
    }
    ReachSecret secret = ReachSecret::random(turn.rng);
    const ResetReachBody body{newest == UINT32_MAX ? newest : newest + 1, reachHashOf(secret)};
    m_room.m_reach.offer(std::move(secret), body.generation);
    const core::EventRef ref = m_room.writeAct(turn, self, body);
    review(turn); // in the same batch
    return ref;
}

void RoomReach::restore()
{
    m_room.m_reach.know(named());
}

void RoomReach::review(Turn& turn, LinkId from)
{
    if (!m_room.m_roll || m_room.m_state != RoomState::Joined
        || m_room.m_roll->genesis().bornPublic) {
        return;
    }
    const int level = m_room.m_roll->level(m_room.m_own.identity);
    const ReachRing::Change change =
        m_room.m_reach.review(named(), level >= levelModerator, turn.now.wall);
    if (change.any) {
        m_room.persistRoom(turn);
        std::vector<core::Hash32> secrets = change.gained;
        if (change.present) {
            secrets.push_back(m_room.m_reach.present().hash);
        }
        turn.afterCommit([weak = m_room.weak_from_this(), secrets, from](Turn& later) {
            if (const auto room = weak.lock()) {
                RoomReach(*room).pass(later, secrets, from);
            }
        });
    }
    if (const auto left = m_room.m_reach.nextOver(turn.now.wall)) {
        m_room.m_timers.set(RoomTimer::Reach, turn.now.mono + std::clamp(*left, {}, lookAgain));
    }
    if (isOutdone(turn)) {
        m_room.m_timers.set(RoomTimer::Reach, turn.now.mono);
    }
}

void RoomReach::handleTimer(Turn& turn, const Self& self)
{
    if (m_room.m_timers.takeDue(RoomTimer::Reach, turn.now.mono) && m_room.m_roll) {
        if (isOutdone(turn)) {
            reset(turn, self);
        }
        review(turn);
    }
}

/// Our last reset is not in force, and somebody who was removed before it may hold the secret that is.
bool RoomReach::isOutdone(const Turn& turn) const
{
    const Roll& roll = *m_room.m_roll;
    const auto mute = roll.mutes().find(m_room.m_own.identity);
    const bool silenced =
        mute != roll.mutes().end() && HybridClock::at(turn.now.wall) < mute->second;
    if (m_room.m_state != RoomState::Joined || silenced
        || roll.level(m_room.m_own.identity) < levelAdmin || roll.genesis().bornPublic) {
        return false;
    }
    const std::vector<ReachReset> resets = roll.authority().reachResets();
    const ReachReset* own = nullptr; // the last
    for (const ReachReset& each : resets) {
        const auto log = roll.log(each.log);
        if (log && log->identity == m_room.m_own.identity
            && (own == nullptr || roll.act(own->event)->clock < roll.act(each.event)->clock)) {
            own = &each;
        }
    }
    if (own == nullptr || own == &resets.front() || !own->valid || own->followed) {
        return false;
    }
    const std::vector<core::EventId>& removals = roll.removals();
    return std::any_of(removals.begin(), removals.end(), [&](const core::EventId& removal) {
        return !roll.reaches({resets.front().event}, removal)
               && roll.reaches({own->event}, removal);
    });
}

// ---- between members ----

std::vector<wire::Frame> RoomReach::framesFor(const core::IdentityId& identity) const
{
    std::vector<wire::Frame> out;
    const ReachRing& ring = m_room.m_reach;
    if (ring.named().empty()) {
        return out;
    }
    const bool answersOld = m_room.m_roll->level(identity) >= levelModerator;
    for (const ReachRing::Kept* kept : ring.recent()) {
        if (kept == &ring.present() || (answersOld && ring.isNamed(kept->hash))) {
            out.push_back(frameOf(*kept));
        }
    }
    return out;
}

void RoomReach::linkUp(Turn& turn, const RoomLink& link) const
{
    for (wire::Frame& frame : framesFor(link.who.identity)) {
        turn.send(link.who.link, std::move(frame));
    }
}

/// To all live neighbours but `from`, each what is for him.
void RoomReach::pass(Turn& turn, const std::vector<core::Hash32>& secrets, LinkId from) const
{
    const ReachRing& ring = m_room.m_reach;
    for (const auto& [id, link] : m_room.m_links) {
        if (id == from || !m_room.isLive(link.who.identity, link.who.device)) {
            continue;
        }
        const bool answersOld = m_room.m_roll->level(link.who.identity) >= levelModerator;
        for (const ReachRing::Kept* kept : ring.recent()) {
            const bool wanted =
                std::find(secrets.begin(), secrets.end(), kept->hash) != secrets.end();
            if (wanted && (answersOld || kept == &ring.present())) {
                turn.send(id, frameOf(*kept));
            }
        }
    }
}

void RoomReach::take(Turn& turn, const wire::Keys& keys, LinkId from)
{
    auto secret = ReachSecret::from(core::bytesOf(keys.reach_secret()));
    if (!secret || !m_room.m_roll || m_room.m_roll->genesis().bornPublic) {
        return;
    }
    if (m_room.m_reach.offer(std::move(*secret), keys.reach_generation())) {
        review(turn, from);
    }
}

void RoomReach::useLink(Turn& turn, const InviteLink& link)
{
    if (link.reach && m_room.m_roll && !m_room.m_roll->genesis().bornPublic
        && m_room.m_reach.hint(ReachSecret(*link.reach), link.reachGeneration, turn.now.wall)) {
        m_room.persistRoom(turn);
        review(turn);
    }
}

} // namespace engine::room
