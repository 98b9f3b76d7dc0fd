// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_gossip.h"

#include "core/codec.h"
#include "engine/room/spare_links.h"

#include <algorithm>

namespace engine::room {

namespace tuning = core::limits::tuning;

void RoomGossip::flood(Turn& turn, const CarriedEvent& event, LinkId from)
{
    const auto standing = m_room.m_roll->log(event.header.log);
    const bool own = event.header.log == m_room.m_own.log;
    // A log of ours that this very event ends may be left by now; nobody has the event from anywhere else.
    const bool ours = own || (standing && standing->device == m_room.m_own.device);
    wire::Frame frame;
    const std::size_t size = event.headerBytes.size() + event.body.size();
    if (size <= tuning::floodBytes) {
        *frame.mutable_events()->add_events() = encodeSigned(event);
    } else {
        *frame.mutable_announce()->add_events() =
            toWire(event.header.log, {event.header.seq, event.id, false});
    }
    std::vector<Branch> branches;
    for (auto& [id, link] : m_room.m_links) {
        if (id != from && (!ours || link.ownChecked)) {
            const bool author = standing && link.who.device == standing->device;
            const bool knows = standing && link.knows(standing->device);
            branches.push_back({id, &link.tree, author, knows});
        }
    }
    const Spread to = spread(branches, ours, turn.rng);
    for (const LinkId link : to.whole) {
        turn.send(link, frame);
    }
    for (TreeLink* link : to.named) {
        link->nameLater(event.header.log, {event.header.seq, event.id, false});
        m_room.arm(RoomTimer::Names, turn.now.mono + tuning::nameDelay);
    }
    const bool sent = !to.whole.empty();
    if (own && sent) {
        m_room.markSent(turn, event.header.seq);
    }
}

void RoomGossip::nameGained(Turn& turn, const LogSet& gained, LinkId from)
{
    if (m_room.m_fetch.backfilling || gained.empty()) {
        return;
    }
    // Who is told of it may ask for it at once.
    turn.afterCommit([weak = m_room.weak_from_this(), gained, from](Turn& later) {
        if (const auto room = weak.lock()) {
            RoomGossip(*room).nameHeads(later, gained, from);
        }
    });
}

void RoomGossip::nameHeads(Turn& turn, const LogSet& gained, LinkId from) const
{
    for (const auto& [id, link] : m_room.m_links) {
        wire::Frame frame;
        for (const core::LogId& log : gained) {
            const auto standing = m_room.m_roll->log(log);
            const auto entry = m_room.m_logs.find(log);
            if (id != from && log != m_room.m_own.log && standing && !link.knows(standing->device)
                && entry != m_room.m_logs.end() && !entry->second.held.empty()
                && !entry->second.forkedAt) {
                const HeldLog& held = entry->second.held;
                *frame.mutable_announce()->add_events() =
                    toWire(log, {held.topSeq(), held.topId(), false});
            }
        }
        if (frame.has_announce()) {
            turn.send(id, frame);
        }
    }
}

TreeLinks RoomGossip::trees() const
{
    TreeLinks out;
    for (auto& [id, link] : m_room.m_links) {
        out.push_back(&link.tree);
    }
    return out;
}

void RoomGossip::push(Turn& turn, RoomLink& link, bool whole)
{
    link.tree.givesWhole = whole;
    wire::Frame frame;
    frame.mutable_push()->set_whole(whole);
    turn.send(link.who.link, frame);
}

void RoomGossip::came(Turn& turn, LinkId from, const CarriedEvent& event, Took took, Way way)
{
    if (took == Took::New && way == Way::Live) {
        flood(turn, event, from);
    }
    const auto link = m_room.m_links.find(from);
    if (link == m_room.m_links.end()) {
        return;
    }
    link->second.tree.heard(event.header.ref());
    if (way != Way::Live || took != Took::Known) {
        return;
    }
    const auto standing = m_room.m_roll->log(event.header.log);
    const bool author = standing && standing->device == link->second.who.device;
    if (isNeedless(link->second.tree, author, feeders(trees()))) {
        push(turn, link->second, false);
    }
}

void RoomGossip::named(Turn& turn, RoomLink& link, const core::EventRef& event)
{
    link.tree.heard(event);
    const auto entry = m_room.m_logs.find(event.log);
    const bool here = entry != m_room.m_logs.end() && entry->second.held.has(event.seq);
    if (!here && !m_room.isFetching(event.log) && mendsTree(link.tree)) {
        push(turn, link, true);
    }
}

void RoomGossip::linkDown(Turn& turn)
{
    const TreeLink* next = nextFeeder(trees(), turn.rng);
    for (auto& [id, link] : m_room.m_links) {
        if (&link.tree == next) {
            push(turn, link, true);
        }
    }
}

void RoomGossip::handleTimer(Turn& turn)
{
    if (!m_room.m_timers.takeDue(RoomTimer::Names, turn.now.mono)) {
        return;
    }
    for (auto& [id, link] : m_room.m_links) {
        if (link.tree.toName.empty()) {
            continue;
        }
        wire::Frame frame;
        for (const auto& [log, point] : link.tree.toName) {
            *frame.mutable_announce()->add_events() = toWire(log, point);
        }
        link.tree.toName.clear();
        turn.send(id, frame);
    }
}

std::vector<LinkId> RoomGossip::spare(const Room& room, core::MonoTime now)
{
    if (!room.m_roll) {
        return {};
    }
    std::vector<HeldLink> all;
    for (const auto& [id, link] : room.m_links) {
        const bool superpeer = room.m_roll->level(link.who.identity) >= levelModerator;
        const bool hasEnough = link.presence.size() > tuning::meshMembers;
        all.push_back({id, link.since, superpeer, hasEnough});
    }
    return spareLinks(std::move(all), now);
}

} // namespace engine::room
