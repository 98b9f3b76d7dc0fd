// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_gossip.h"

#include "core/codec.h"

#include <algorithm>

namespace engine::room {

namespace tuning = core::limits::tuning;

namespace {

/// Puts a random choice of `count` first.
void choose(std::vector<RoomLink*>& links, std::size_t count, core::Rng& rng)
{
    for (std::size_t i = 0; i < std::min(count, links.size()); ++i) {
        std::swap(links[i], links[i + rng.below(links.size() - i)]);
    }
    links.resize(std::min(count, links.size()));
}

} // namespace

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
    bool sent = false;
    std::vector<RoomLink*> pruned;
    std::vector<RoomLink*> told; // by the author himself
    for (auto& [id, link] : m_room.m_links) {
        const bool author = standing && link.who.device == standing->device;
        if (id == from || (ours && !link.ownChecked) || (!ours && author)) {
            continue;
        }
        if (!ours && standing && link.knows(standing->device)) {
            told.push_back(&link);
        } else if (!ours && !link.takesWhole) {
            pruned.push_back(&link);
        } else {
            turn.send(id, frame);
            sent = true;
        }
    }
    choose(pruned, tuning::namedTo, turn.rng);
    choose(told, 1, turn.rng);
    for (const auto* links : {&pruned, &told}) {
        for (RoomLink* link : *links) {
            nameLater(turn, *link, event);
        }
    }
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

void RoomGossip::nameLater(const Turn& turn, RoomLink& link, const CarriedEvent& event)
{
    const auto named = link.toName.find(event.header.log);
    if (named != link.toName.end()) {
        if (named->second.seq < event.header.seq) {
            named->second = {event.header.seq, event.id, false};
        }
    } else if (link.toName.size() < tuning::eventsPerFrame) {
        link.toName[event.header.log] = {event.header.seq, event.id, false};
    }
    m_room.arm(RoomTimer::Names, turn.now.mono + tuning::nameDelay);
}

void RoomGossip::heard(RoomLink& link, const core::EventRef& event)
{
    const auto named = link.toName.find(event.log);
    if (named != link.toName.end() && named->second.seq <= event.seq) {
        link.toName.erase(named);
    }
}

std::size_t RoomGossip::feeders() const
{
    return static_cast<std::size_t>(
        std::count_if(m_room.m_links.begin(), m_room.m_links.end(), [](const auto& item) {
            return item.second.givesWhole;
        }));
}

void RoomGossip::push(Turn& turn, RoomLink& link, bool whole)
{
    link.givesWhole = whole;
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
    heard(link->second, event.header.ref());
    if (way != Way::Live || took != Took::Known || !link->second.givesWhole
        || feeders() <= tuning::wholeFrom) {
        return;
    }
    const auto standing = m_room.m_roll->log(event.header.log);
    if (!standing || standing->device != link->second.who.device) {
        push(turn, link->second, false);
    }
}

void RoomGossip::named(Turn& turn, RoomLink& link, const core::EventRef& event)
{
    heard(link, event);
    const auto entry = m_room.m_logs.find(event.log);
    const bool here = entry != m_room.m_logs.end() && entry->second.held.has(event.seq);
    if (!here && !link.givesWhole && !m_room.isFetching(event.log)) {
        push(turn, link, true); // the trees have a hole here
    }
}

void RoomGossip::linkDown(Turn& turn)
{
    std::vector<RoomLink*> others;
    for (auto& [id, link] : m_room.m_links) {
        if (!link.givesWhole) {
            others.push_back(&link);
        }
    }
    if (feeders() < tuning::wholeFrom && !others.empty()) {
        choose(others, 1, turn.rng);
        push(turn, *others.front(), true);
    }
}

void RoomGossip::handleTimer(Turn& turn)
{
    if (!m_room.m_timers.takeDue(RoomTimer::Names, turn.now.mono)) {
        return;
    }
    for (auto& [id, link] : m_room.m_links) {
        if (link.toName.empty()) {
            continue;
        }
        wire::Frame frame;
        for (const auto& [log, point] : link.toName) {
            *frame.mutable_announce()->add_events() = toWire(log, point);
        }
        link.toName.clear();
        turn.send(id, frame);
    }
}

std::vector<LinkId> RoomGossip::spare(const Room& room, core::MonoTime now)
{
    if (!room.m_roll || room.m_links.size() <= tuning::linksPerRoom) {
        return {};
    }
    std::vector<const RoomLink*> all;
    all.reserve(room.m_links.size());
    for (const auto& [id, link] : room.m_links) {
        all.push_back(&link);
    }
    std::sort(all.begin(), all.end(), [](const RoomLink* one, const RoomLink* other) {
        return one->since < other->since;
    });
    // Half of the places are for those who have been there longest: a crowd that storms in does not drive them apart.
    std::vector<const RoomLink*> links;
    for (std::size_t i = tuning::linksPerRoom / 2; i < all.size(); ++i) {
        const bool superpeer = room.m_roll->level(all[i]->who.identity) >= levelModerator;
        if (!superpeer && now - all[i]->since >= tuning::linkSpareAfter) {
            links.push_back(all[i]);
        }
    }
    // Of the others first those who say that they have enough, and of these who came last. Who lies loses a link by it.
    std::sort(links.begin(), links.end(), [](const RoomLink* one, const RoomLink* other) {
        const bool oneHas = one->presence.size() > tuning::meshMembers;
        const bool otherHas = other->presence.size() > tuning::meshMembers;
        return oneHas != otherHas ? oneHas : one->since > other->since;
    });
    links.resize(std::min(links.size(), room.m_links.size() - tuning::linksPerRoom));
    std::vector<LinkId> out(links.size());
    std::transform(links.begin(), links.end(), out.begin(), [](const RoomLink* link) {
        return link->who.link;
    });
    return out;
}

} // namespace engine::room
