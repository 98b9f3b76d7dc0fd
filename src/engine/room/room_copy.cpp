// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_copy.h"

#include "engine/room/room_forks.h"
#include "engine/room/room_gossip.h"
#include "engine/room/room_keys.h"
#include "engine/room/room_reach.h"
#include "engine/room/room_retention.h"
#include "engine/room/run_frames.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr LinkId nobody = 0; ///< no link has this number
constexpr std::size_t ownKeysMost = 2000;

std::optional<wire::LogOpen> openingIn(const CarriedEvent& event)
{
    wire::LogOpen out;
    const bool parsed = out.ParseFromArray(event.body.data(), static_cast<int>(event.body.size()));
    return parsed ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

// ---- writing ----

RoomCopy::Place RoomCopy::begin() const
{
    Place out;
    for (const auto& [identity, level] : m_room.m_roll->members()) {
        out.members.push_back(identity);
    }
    std::map<core::EventId, const CarriedEvent*> core;
    for (const auto& [log, opening] : m_room.m_openings) {
        core.emplace(opening.id, &opening);
    }
    for (const auto& [id, event] : m_room.m_core) {
        core.emplace(id, &event);
    }
    std::vector<const CarriedEvent*> ordered;
    ordered.reserve(core.size());
    for (const auto& [id, event] : core) {
        ordered.push_back(event);
    }
    std::sort(
        ordered.begin(), ordered.end(), [](const CarriedEvent* left, const CarriedEvent* right) {
            return std::tie(left->header.clock, left->id)
                   < std::tie(right->header.clock, right->id);
        });
    for (const CarriedEvent* event : ordered) {
        out.core.push_back({event->id, event->header.log});
    }
    for (const auto& [log, entry] : m_room.m_logs) {
        if (!entry.held.empty()) {
            out.logs.push_back(log);
        }
    }
    for (const auto& [log, proof] : m_room.m_forks) {
        out.forks.push_back(log);
    }
    const std::vector<core::EpochId> shared = RoomKeys(m_room).allFor({});
    out.everybodys = {shared.begin(), shared.end()};
    out.hasOthers = !m_room.m_roll->genesis().bornPublic
                    && shared.size() < m_room.m_epochs.newest(EpochRing::secretsMost).size();
    return out;
}

wire::CopyStart RoomCopy::start(const Self& self, core::WallTime wall) const
{
    wire::CopyStart out;
    out.set_genesis(core::textOf(m_room.m_genesis));
    out.set_reach_secret(core::textOf(m_room.m_reach.current().view()));
    out.set_reach_generation(m_room.m_reach.present().generation);
    out.set_identity(core::textOf(self.identityId.view()));
    out.set_device(core::textOf(self.deviceId.view()));
    out.set_device_cert(core::textOf(self.certificate));
    out.set_time_ms(wall.milliseconds);
    return out;
}

std::vector<wire::Keys> RoomCopy::everybodysKeys() const
{
    const RoomKeys keys(m_room);
    std::vector<core::EpochId> epochs = keys.allFor({});
    const auto now = keys.current();
    std::stable_partition(epochs.begin(), epochs.end(), [&](const auto& id) { return id == now; });
    std::vector<wire::Keys> out{keys.frameOf(epochs).keys()};
    for (const wire::Frame& frame : RoomReach(m_room).framesFor({})) {
        out.push_back(frame.keys());
    }
    return out;
}

std::vector<EpochSecret> RoomCopy::ownKeysOf(const Place& place,
                                             const core::IdentityId& member) const
{
    std::vector<EpochSecret> out;
    if (!place.hasOthers) {
        return out;
    }
    const std::size_t most = member == m_room.m_own.identity ? ownKeysMost : RoomKeys::keysAtOnce;
    for (const core::EpochId& epoch : RoomKeys(m_room).allFor(member)) {
        const EpochSecret* secret = m_room.m_epochs.find(epoch);
        if (secret != nullptr && !place.everybodys.contains(epoch) && out.size() < most) {
            out.push_back(secret->clone());
        }
    }
    return out;
}

wire::Events RoomCopy::nextCore(Place& place) const
{
    wire::Events out;
    std::size_t bytes = 0;
    while (place.nextCore < place.core.size()
           && static_cast<std::size_t>(out.events_size()) < core::limits::tuning::eventsPerFrame) {
        const auto& [id, log] = place.core[place.nextCore];
        const auto act = m_room.m_core.find(id);
        const auto opening = m_room.m_openings.find(log);
        const bool opens = opening != m_room.m_openings.end() && opening->second.id == id;
        if (act == m_room.m_core.end() && !opens) {
            ++place.nextCore; // a fork has taken it out meanwhile
            continue;
        }
        const CarriedEvent& event = act != m_room.m_core.end() ? act->second : opening->second;
        const std::size_t size = event.headerBytes.size() + event.body.size() + 100;
        if (bytes + size > RunFrames::budget && bytes > 0) {
            break;
        }
        bytes += size;
        ++place.nextCore;
        *out.add_events() = encodeSigned(event);
    }
    return out;
}

std::optional<ReadRows> RoomCopy::nextRows(Place& place) const
{
    for (; place.nextLog < place.logs.size(); ++place.nextLog, place.nextSeq = 0) {
        const auto entry = m_room.m_logs.find(place.logs[place.nextLog]);
        if (entry == m_room.m_logs.end() || entry->second.held.empty()
            || entry->second.held.topSeq() < place.nextSeq) {
            continue;
        }
        ReadRows read;
        read.room = m_room.m_id;
        read.log = entry->first;
        read.fromSeq = place.nextSeq;
        read.toSeq = entry->second.held.topSeq();
        read.most = core::limits::tuning::eventsPerFrame + core::limits::spec::runSignatureEvery;
        return read;
    }
    return std::nullopt;
}

std::vector<wire::Frame> RoomCopy::rowsRead(Place& place,
                                            const ReadRows& read,
                                            const EventRows& rows,
                                            core::WallTime wall) const
{
    const auto entry = m_room.m_logs.find(read.log);
    const auto end = entry == m_room.m_logs.end() ? std::nullopt : entry->second.end();
    RunFrames frames;
    std::optional<std::uint64_t> packed;  // up to the last signature that it came to
    std::optional<std::uint64_t> stopped; // where none is in reach of one frame
    for (const EventRow& row : rows) {
        auto event = m_room.carried(row);
        if (!event) {
            continue;
        }
        const bool beyond = end && row.ref.seq >= *end && isContent(row.kind);
        if (beyond || RoomRetention(m_room).isOver(event->header, wall)) {
            event->bodiless = true;
            event->body.clear();
        }
        const bool isSigned = !event->signature.empty();
        if (!frames.add(std::move(*event))) {
            stopped = row.ref.seq;
            break;
        }
        packed = isSigned ? row.ref.seq : packed;
    }
    const bool all =
        rows.size() < read.most && !stopped && (!packed || rows.back().ref.seq == *packed);
    if (all || rows.empty()) {
        ++place.nextLog;
        place.nextSeq = 0;
    } else {
        // What no signature is in reach of cannot be proved to anybody, and is left out.
        place.nextSeq = packed.value_or(stopped.value_or(rows.back().ref.seq)) + 1;
    }
    return packed ? frames.take() : std::vector<wire::Frame>();
}

std::optional<wire::Frontier> RoomCopy::nextFork(Place& place) const
{
    while (place.nextFork < place.forks.size()) {
        const auto proof = m_room.m_forks.find(place.forks[place.nextFork++]);
        if (proof != m_room.m_forks.end()) {
            wire::Frontier out;
            *out.add_forks() = proof->second;
            return out;
        }
    }
    return std::nullopt;
}

// ---- taking over ----

std::shared_ptr<Room> RoomCopy::open(Turn& turn, const Self& self, const wire::CopyStart& start)
{
    const core::Bytes genesis = core::copyOf(core::bytesOf(start.genesis()));
    auto reach = ReachSecret::from(core::bytesOf(start.reach_secret()));
    if (!reach || !decodeGenesis(genesis)) {
        return nullptr;
    }
    std::shared_ptr<Room> room(new Room(roomIdOf(genesis),
                                        ReachRing(std::move(*reach), start.reach_generation()),
                                        core::Seed::random(turn.rng)));
    room->m_own.identity = self.identityId;
    room->m_own.device = self.deviceId;
    room->m_state = RoomState::Left;
    return RoomCopy(*room).adopt(turn, start) ? room : nullptr;
}

bool RoomCopy::adopt(Turn& turn, const wire::CopyStart& start)
{
    auto reach = ReachSecret::from(core::bytesOf(start.reach_secret()));
    if (!reach || !m_room.adoptGenesis(start.genesis())) {
        return false;
    }
    m_room.m_reach.begin(std::move(*reach), start.reach_generation(), turn.now.wall);
    m_room.persistRoom(turn);
    return true;
}

/// Our own log goes on where this disk does not know it: the disk is an older one.
bool RoomCopy::showsOwnAhead(const wire::Events& events) const
{
    const auto own = m_room.m_logs.find(m_room.m_own.log);
    if (m_room.m_state != RoomState::Joined || own == m_room.m_logs.end()
        || own->second.held.empty()) {
        return false;
    }
    const auto isAhead = [&](const CarriedEvent& event) {
        return event.header.log == m_room.m_own.log && event.header.seq > own->second.held.topSeq()
               && verifyEvent(m_room.m_own.device, event.id, event.signature);
    };
    const bool single =
        std::any_of(events.events().begin(), events.events().end(), [&](const auto& each) {
            const auto event = decodeSigned(each);
            return event && isAhead(*event);
        });
    return single || std::any_of(events.runs().begin(), events.runs().end(), [&](const auto& each) {
               const auto run = each.log() == core::textOf(m_room.m_own.log.view())
                                    ? decodeRun(each, m_room.m_id)
                                    : core::Result<std::vector<CarriedEvent>, RunError>(
                                          core::fail(RunError::Malformed));
               return run && isAhead(run->back());
           });
}

RoomCopy::Taken RoomCopy::take(Turn& turn, const Self& self, const wire::Events& events)
{
    Taken out;
    const auto most = static_cast<int>(core::limits::tuning::eventsPerFrame);
    out.sound = m_room.m_roll && events.events_size() <= most && events.runs_size() <= most;
    if (out.sound && showsOwnAhead(events)) {
        // As when a neighbour shows it: we go on in a new log, and the lost end is taken like anybody's, in another round.
        m_room.retireOwnLog(turn, self);
        out.postponed = true;
        out.gained.insert(m_room.m_own.log);
        return out;
    }
    const std::size_t fresh = m_room.m_fresh.size();
    for (int i = 0; out.sound && i < events.events_size(); ++i) {
        out.sound = takeOne(turn, events.events(i), out);
    }
    for (int i = 0; out.sound && i < events.runs_size(); ++i) {
        out.sound = takeRun(turn, events.runs(i), out);
    }
    out.messages = m_room.m_fresh.size() - std::min(fresh, m_room.m_fresh.size());
    return out;
}

bool RoomCopy::takeOne(Turn& turn, const wire::SignedEvent& each, Taken& out)
{
    const auto event = decodeSigned(each);
    const Took took = event ? m_room.take(turn, *event, Way::Sync, false) : Took::Refused;
    if (took == Took::New) {
        out.gained.insert(event->header.log);
    } else if (took == Took::NotYet || took == Took::NeedsOpening) {
        out.postponed = true;
        RoomForks(m_room).check(turn, nobody, *event, false);
    }
    return took != Took::Refused;
}

bool RoomCopy::takeRun(Turn& turn, const wire::Run& run, Taken& out)
{
    const auto log = core::LogId::from(core::bytesOf(run.log()));
    if (log && m_room.m_cutting.contains(*log)) {
        out.postponed = true;
        return true;
    }
    const bool sound = m_room.takeRun(turn, nobody, run, out.gained, out.postponed);
    out.postponed = out.postponed || (log && !m_room.m_roll->log(*log));
    return sound;
}

void RoomCopy::takeKeys(Turn& turn, const wire::Keys& keys)
{
    RoomKeys(m_room).take(turn, keys, nobody);
}

void RoomCopy::takeForks(Turn& turn, const wire::Frontier& forks)
{
    for (const wire::ForkProof& proof : forks.forks()) {
        RoomForks(m_room).takeProof(turn, nobody, proof);
    }
}

RoomCopy::Counts RoomCopy::counts() const
{
    Counts out;
    out.files = m_room.m_files.size();
    for (const auto& [who, banned] : m_room.m_roll->removed()) {
        out.bans += banned ? 1U : 0U;
    }
    return out;
}

void RoomCopy::setQuiet(bool quiet)
{
    m_room.m_fetch.backfilling = quiet;
}

void RoomCopy::finish(Turn& turn, const Self& self, const LogSet& gained)
{
    if (m_room.m_state != RoomState::Joined) {
        goIn(turn, self);
    }
    RoomGossip(m_room).nameGained(turn, gained, nobody);
    m_room.arm(RoomTimer::Repair, turn.now.mono);
}

void RoomCopy::goIn(Turn& turn, const Self& self)
{
    m_room.m_state = RoomState::Joined;
    m_room.m_reason.reset();
    m_room.m_pending = {};
    openOwnLog(turn, self);
    RoomReach(m_room).review(turn);
    m_room.persistRoom(turn);
    m_room.applyToSelf(turn, m_room.m_roll->level(self.identityId));
    turn.afterCommit([room = m_room.m_id](Turn& later) {
        later.notice(RoomNotice{room, RoomState::Joined, std::nullopt});
    });
}

/// The log that this disk wrote goes on. Where it wrote none, a new one begins, also when the file holds one of this very
/// device: it may have gone on after the file was written, and to go on from there would be to write two pasts.
void RoomCopy::openOwnLog(Turn& turn, const Self& self)
{
    if (m_room.m_openings.contains(m_room.m_own.log)) {
        return;
    }
    std::optional<std::uint64_t> newest;
    for (const core::LogId& log : m_room.m_roll->logsOf(self.identityId)) {
        const auto opening = m_room.m_openings.find(log);
        const auto body =
            opening == m_room.m_openings.end() ? std::nullopt : openingIn(opening->second);
        if (body && body->device() == core::textOf(self.deviceId.view())
            && (!newest || body->incarnation() >= *newest)) {
            newest = body->incarnation();
            m_room.m_own.log = log;
        }
    }
    const auto best = m_room.m_roll->bestStanding(self.identityId);
    if (newest) {
        m_room.m_own.incarnation = *newest;
        m_room.m_own.grant = m_room.m_roll->standingOf(m_room.m_own.log);
        m_room.retireOwnLog(turn, self);
    } else if (best) {
        m_room.openLog(turn, self, *best, {});
        m_room.sendProfile(turn, self);
    }
}

} // namespace engine::room
