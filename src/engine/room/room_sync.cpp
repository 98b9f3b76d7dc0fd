// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Sync, the comparing side: the core by its set of ids, the logs by frontiers. What that shows to be missing is asked for
// in room_wants.cpp, and answered in room_serve.cpp.
#include "engine/room/room_early.h"
#include "engine/room/room_forks.h"
#include "engine/room/room_gossip.h"
#include "engine/room/room_keys.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::size_t coreIdsPerFrame = 1000;

/// It was not taken, and may be another time.
bool isPostponed(const std::map<core::LogId, LogEntry>& logs, const CarriedEvent& event, Took took)
{
    const auto entry = logs.find(event.header.log);
    return took == Took::NotYet
           && (entry == logs.end() || entry->second.mayTake(event.header.seq, event.id));
}

/// Of a log that forked, which may be cut further down.
FrontierPoint forkOf(const LogEntry& entry)
{
    FrontierPoint out{*entry.forkedAt, core::EventId(), true};
    if (entry.end() == entry.forkedAt) {
        out.named = entry.isAnchored();
        out.head = out.named ? entry.anchor() : entry.endId;
        out.lacks = out.named && entry.endId != out.head;
    }
    return out;
}

/// What somebody sends unasked may not use up what others could bring.
void spendOn(Fetching& fetch, core::MonoTime now, LinkId link, const wire::Events& events)
{
    if (std::any_of(fetch.wants.begin(), fetch.wants.end(), [&](const Want& want) {
            return want.link == link && want.request == events.answer_to();
        })) {
        fetch.budget.spend(now, events.ByteSizeLong());
    }
}

} // namespace

bool Room::handleEvents(Turn& turn, LinkId link, const wire::Events& events)
{
    const auto count = static_cast<std::size_t>(events.events_size());
    if (count > core::limits::tuning::eventsPerFrame
        || static_cast<std::size_t>(events.runs_size()) > core::limits::tuning::eventsPerFrame) {
        return false;
    }
    const Way way = events.answer_to() == 0 ? Way::Live : Way::Sync;
    spendOn(m_fetch, turn.now.mono, link, events);
    LogSet gained;
    bool postponed = false;
    const std::uint64_t before = m_roll ? m_roll->generation() : 0;
    for (const wire::SignedEvent& each : events.events()) {
        const auto event = decodeSigned(each);
        if (!event) {
            return false;
        }
        const Took took = take(turn, *event, way, false);
        if (took == Took::Refused) {
            return false;
        }
        if (took == Took::New) {
            gained.insert(event->header.log);
        }
        const bool early = isPostponed(m_logs, *event, took);
        postponed = postponed || early;
        RoomGossip(*this).came(turn, link, *event, took, way);
        if (early && way == Way::Live) {
            RoomEarly(*this).keep(turn, *event, link);
        }
        if (took == Took::NeedsOpening) {
            target(event->header.log, event->header.seq, link);
        } else if (took != Took::New) {
            RoomForks(*this).check(turn, link, *event, false);
        }
    }
    for (const wire::Run& run : events.runs()) {
        if (!takeRun(turn, link, run, gained, postponed)) {
            return false;
        }
    }
    RoomEarly(*this).retry(turn, before);
    if (postponed || (way == Way::Sync && !gained.empty())) {
        // Something had gone wrong, or somebody has come back: there may be more.
        m_fetch.compareEvery = Fetching::compareSoonest;
        arm(RoomTimer::Repair, turn.now.mono + Fetching::compareSoonest);
    }
    if (way == Way::Sync) {
        RoomGossip(*this).nameGained(turn, gained, link);
    }
    RoomKeys(*this).askFor(turn, link, false);
    noteAnswer(turn, link, events, !gained.empty(), postponed);
    scheduleWants(turn);
    return true;
}

bool Room::takeRun(Turn& turn, LinkId link, const wire::Run& run, LogSet& gained, bool& postponed)
{
    const auto decoded = decodeRun(run, m_id);
    if (!decoded || !m_roll) {
        return false;
    }
    const std::vector<CarriedEvent>& events = *decoded;
    const CarriedEvent& last = events.back();
    auto standing = m_roll->log(last.header.log);
    if (!standing && events.front().header.kind == static_cast<std::uint8_t>(Kind::LogOpen)) {
        if (takeOpening(turn, events.front(), Way::Sync) == Took::New) {
            gained.insert(last.header.log);
        }
        standing = m_roll->log(last.header.log);
    }
    if (!standing) {
        return true; // its birth is not known yet: the core comes first, the log again
    }
    // Head signs all: one signature and the hash links vouch for the whole run.
    if (!verifyEvent(standing->device, last.id, last.signature)) {
        return false;
    }
    // A log whose last event is named is filled from there down.
    const auto entry = m_logs.find(last.header.log);
    const bool down = entry != m_logs.end() && entry->second.isAnchored();
    for (std::size_t step = 0; step < events.size(); ++step) {
        const std::size_t i = down ? events.size() - 1 - step : step;
        const CarriedEvent& event = events[i];
        const Took took = take(turn, event, Way::Sync, true);
        if (took == Took::Refused) {
            return false;
        }
        if (took == Took::New) {
            gained.insert(last.header.log);
        } else {
            postponed = postponed || isPostponed(m_logs, event, took);
            RoomForks(*this).check(turn, link, event, true, std::span(events).subspan(i + 1));
        }
    }
    return true;
}

void Room::sendCoreState(Turn& turn, const RoomLink& link, bool first) const
{
    wire::Frame frame;
    auto* state = frame.mutable_core_state();
    state->set_hash(core::textOf(coreHash()));
    state->set_count(m_core.size());
    state->set_first(first);
    HybridClock latest;
    for (const auto& [log, entry] : m_logs) {
        const auto standing = m_roll ? m_roll->log(log) : std::nullopt;
        if (standing && standing->device == link.who.device && !entry.held.empty()
            && entry.lastClock >= latest) {
            latest = entry.lastClock;
            *state->mutable_yours() = toWire(log, {entry.held.topSeq(), entry.held.topId(), false});
        }
    }
    turn.send(link.who.link, frame);
}

void Room::handleCoreState(Turn& turn,
                           const Self& self,
                           RoomLink& link,
                           const wire::CoreState& state)
{
    if (state.first() && !link.ownChecked) {
        checkOwnLog(turn, self, link, fromWire(state.yours()));
    }
    if (state.hash() != core::textOf(coreHash())) {
        sendCoreIds(turn, link.who.link);
    }
    scheduleWants(turn);
}

void Room::checkOwnLog(Turn& turn, const Self& self, RoomLink& link, const Difference& yours)
{
    link.ownChecked = true;
    if (!yours) {
        return;
    }
    const LinkId id = link.who.link;
    const FrontierPoint& theirs = yours->theirs;
    if (yours->log != m_own.log) {
        // A log of this device that this disk has never heard of: it was rolled back to before that one was opened.
        const auto lost = incarnationOf(yours->log);
        if (lost && !m_logs.contains(yours->log) && !m_fetch.targets.contains(yours->log)) {
            m_own.incarnation = *lost;
            target(yours->log, theirs.seq, id);
            retireOwnLog(turn, self);
        }
        return;
    }
    const HeldLog& own = m_logs[m_own.log].held;
    if (own.empty() || theirs.seq > own.topSeq()
        || (theirs.seq == own.topSeq() && theirs.head != own.topId())) {
        target(m_own.log, theirs.seq, id);
        retireOwnLog(turn, self);
        return;
    }
    if (theirs.seq == own.topSeq()) {
        return;
    }
    // We have written on. Whether from where the neighbour is, or from an older copy of the disk, the store knows.
    link.ownChecked = false;
    ReadRows read;
    read.room = m_id;
    read.log = m_own.log;
    read.fromSeq = theirs.seq;
    read.toSeq = theirs.seq;
    turn.readRows(
        read,
        [weak = weak_from_this(), id, head = theirs.head](Turn& later, std::vector<EventRow> rows) {
            const auto room = weak.lock();
            if (!room || rows.empty()) {
                return;
            }
            if (rows.front().id == head) {
                room->trustOwnLog(later, id);
            } else if (rows.front().ref.log == room->m_own.log) {
                room->m_own.lost = true;
                room->arm(RoomTimer::OwnLog, later.now.mono);
            }
        });
}

void Room::trustOwnLog(Turn& turn, LinkId link)
{
    const auto it = m_links.find(link);
    if (it == m_links.end()) {
        return;
    }
    it->second.ownChecked = true;
    // What it asked for in the meantime was not answered.
    const HeldLog& own = m_logs[m_own.log].held;
    if (!own.empty()) {
        wire::Frame frame;
        *frame.mutable_announce()->add_events() =
            toWire(m_own.log, {own.topSeq(), own.topId(), false});
        turn.send(link, frame);
    }
}

std::optional<std::uint64_t> Room::incarnationOf(const core::LogId& log) const
{
    constexpr std::uint64_t incarnationsTried = 1024;
    const auto standing = m_roll ? m_roll->log(m_own.log) : std::nullopt;
    for (std::uint64_t next = m_own.incarnation + 1;
         standing && next <= m_own.incarnation + incarnationsTried;
         ++next) {
        if (logId(m_id, m_own.device, standing->birth, next) == log) {
            return next;
        }
    }
    return std::nullopt;
}

void Room::sendCoreIds(Turn& turn, LinkId link) const
{
    wire::Frame frame;
    for (const auto& [id, event] : m_core) {
        if (static_cast<std::size_t>(frame.core_ids().ids_size()) >= coreIdsPerFrame) {
            turn.send(link, frame);
            frame.Clear();
        }
        frame.mutable_core_ids()->add_ids(core::textOf(id.view()));
    }
    frame.mutable_core_ids()->set_last(true);
    turn.send(link, frame);
}

bool Room::handleCoreIds(Turn& turn, RoomLink& link, const wire::CoreIds& ids) const
{
    for (const std::string& bytes : ids.ids()) {
        const auto id = core::EventId::from(core::bytesOf(bytes));
        if (!id || link.coreIds.size() >= core::limits::tuning::coreEvents) {
            return false;
        }
        link.coreIds.push_back(*id);
    }
    if (!ids.last()) {
        return true;
    }
    const std::set<core::EventId> theirs(link.coreIds.begin(), link.coreIds.end());
    link.coreIds.clear();
    const bool lacks = std::any_of(theirs.begin(), theirs.end(), [this](const core::EventId& id) {
        return !m_core.contains(id);
    });
    if (std::exchange(link.comparesCore, false) && lacks) {
        sendCoreIds(turn, link.who.link); // he may not ask us for long
    }
    for (wire::Frame& frame : coreFrames(1)) {
        wire::Frame missing;
        missing.mutable_events()->set_answer_to(1);
        for (const wire::SignedEvent& event : frame.events().events()) {
            if (!theirs.contains(eventId(core::bytesOf(event.header())))) {
                *missing.mutable_events()->add_events() = event;
            }
        }
        if (missing.events().events_size() > 0) {
            turn.send(link.who.link, missing);
        }
    }
    return true;
}

FrontierMap Room::frontier() const
{
    FrontierMap out;
    for (const auto& [log, entry] : m_logs) {
        if ((m_roll && !m_roll->log(log)) || entry.end() == std::uint64_t{0}) {
            continue; // it hangs on something void, or nothing of it counts: not everybody has heard of it
        }
        if (entry.forkedAt) {
            out[log] = forkOf(entry);
        } else if (entry.reachesEnd()) {
            out[log] = {
                *entry.voidFrom, entry.endId, true}; // cut: to be compared like a forked one
        } else if (entry.isAnchored() && entry.held.has(*entry.voidFrom - 1)) {
            out[log] = {
                *entry.voidFrom, core::EventId(), true}; // by another way than the one that counts
        } else if (!entry.held.empty()) {
            out[log] = {entry.held.topSeq(), entry.held.topId(), false};
        }
    }
    return out;
}

bool Room::handleFrontier(Turn& turn, RoomLink& link, const wire::Frontier& theirs)
{
    if (static_cast<std::size_t>(theirs.forks_size()) > forksPerFrame) {
        return false;
    }
    const LinkId id = link.who.link;
    for (const wire::ForkProof& proof : theirs.forks()) {
        RoomForks(*this).takeProof(turn, id, proof);
    }
    const FrontierMap mine = frontier();
    FrontierStep step = stepFrontier(mine, theirs);
    if (!step.sound) {
        return false;
    }
    for (const FrontierDifference& wanted : step.wanted) {
        RoomForks(*this).pursue(turn, mine, wanted, id);
    }
    const bool proofsOnly = theirs.round() == 0 && theirs.ranges_size() == 0;
    const bool opening = theirs.round() == 0 && !proofsOnly;
    wire::Frame frame;
    *frame.mutable_frontier() = step.reply ? std::move(*step.reply) : wire::Frontier();
    RoomForks(*this).send(turn, id, RoomForks(*this).toTell(theirs, frame.frontier()));
    const auto& ranges = frame.frontier().ranges();
    const bool asks = std::any_of(
        ranges.begin(), ranges.end(), [](const auto& range) { return !range.answer(); });
    const auto& asked = theirs.ranges();
    // Who listed what he holds learns from the answer, be it empty, that nothing is missing there.
    const bool mustAnswer =
        std::any_of(asked.begin(), asked.end(), [](const auto& range) { return !range.answer(); });
    if (step.reply || opening || mustAnswer) {
        frame.mutable_frontier()->set_round(theirs.round() + 1);
        frame.mutable_frontier()->set_salt(theirs.salt());
        turn.send(id, frame);
    }
    if (opening || theirs.round() == 1) {
        link.equal = step.wanted.empty() && ranges.empty() && (opening || asked.empty());
    }
    // Equal, or nothing left to ask: either way both sides have been compared as far as this round goes.
    link.compared = link.compared || (!proofsOnly && !asks);
    targetHoles(id);
    scheduleWants(turn);
    return true;
}

} // namespace engine::room
