// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Sync: the core by its set of ids, the logs by frontiers, the screen by TAIL, the holes by WANT. Every answer is bounded
// and every question is asked again elsewhere when it brings nothing.
#include "engine/room/room.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::chrono::seconds wantTime{10};
constexpr std::size_t frameBudget = 44 * 1024;
constexpr std::size_t coreIdsPerFrame = 1000;

} // namespace

std::optional<CarriedEvent> Room::carried(const EventRow& row) const
{
    auto header = decodeHeader(row.header);
    if (!header) {
        return std::nullopt;
    }
    CarriedEvent out;
    out.header = std::move(*header);
    out.headerBytes = row.header;
    out.id = row.id;
    out.signature = row.signature;
    out.bodiless = !row.hasBody;
    if (out.bodiless || row.sealed || !isContent(out.header.kind)) {
        out.body = row.hasBody ? row.body : core::Bytes();
        return out;
    }
    const auto epoch = m_epochs.find(out.header.epoch);
    if (epoch == m_epochs.end() || row.nonce.size() != BodyNonce().size()) {
        return std::nullopt;
    }
    BodyNonce nonce{};
    std::copy(row.nonce.begin(), row.nonce.end(), nonce.begin());
    out.body = sealBody(epoch->second, out.header, nonce, row.body);
    return out;
}

bool Room::handleEvents(Turn& turn, LinkId link, const wire::Events& events)
{
    const auto count = static_cast<std::size_t>(events.events_size());
    if (count > core::limits::tuning::eventsPerFrame
        || static_cast<std::size_t>(events.runs_size()) > core::limits::tuning::eventsPerFrame) {
        return false;
    }
    const Way way = events.answer_to() == 0 ? Way::Live : Way::Sync;
    std::size_t gained = 0;
    for (const wire::SignedEvent& each : events.events()) {
        const auto event = decodeSigned(each);
        if (!event) {
            return false;
        }
        const Took took = take(turn, *event, way, false);
        if (took == Took::Refused) {
            return false;
        }
        gained += took == Took::New ? 1 : 0;
        if (took == Took::New && way == Way::Live) {
            flood(turn, *event, link);
        } else if (took == Took::NeedsOpening) {
            target(event->header.log, event->header.seq, link);
        } else if (took == Took::NotYet) {
            checkFork(turn, link, *event);
        }
    }
    for (const wire::Run& run : events.runs()) {
        if (!takeRun(turn, link, run, gained)) {
            return false;
        }
    }
    for (Want& want : m_wants) {
        if (want.link == link && want.request == events.answer_to()) {
            want.gained += gained;
            want.deadline = turn.now.mono + wantTime;
        }
    }
    if (events.last()) {
        finishWant(turn, link, events.answer_to());
        if (const auto it = m_links.find(link);
            it != m_links.end() && it->second.tailRequest == events.answer_to()) {
            it->second.tailRequest = 0;
        }
    }
    scheduleWants(turn);
    return true;
}

bool Room::takeRun(Turn& turn, LinkId link, const wire::Run& run, std::size_t& gained)
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
            ++gained;
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
    for (const CarriedEvent& event : events) {
        const Took took = take(turn, event, Way::Sync, true);
        if (took == Took::Refused) {
            return false;
        }
        gained += took == Took::New ? 1 : 0;
        if (took == Took::NotYet) {
            checkFork(turn, link, event);
        }
    }
    return true;
}

void Room::checkFork(Turn& turn, LinkId from, const CarriedEvent& event)
{
    const auto entry = m_logs.find(event.header.log);
    if (entry == m_logs.end() || entry->second.forkedAt
        || entry->second.held.fit(event.header.seq, event.header.prev, event.id)
               != Fit::Contradicts) {
        return;
    }
    if (!entry->second.held.has(event.header.seq)) {
        // The two chains part further down: ask for what this peer has where ours ends.
        if (event.header.seq > 0 && entry->second.held.has(event.header.seq - 1)) {
            wire::Frame frame;
            frame.mutable_want()->set_request(m_nextRequest++);
            frame.mutable_want()->set_log(core::textOf(event.header.log.view()));
            frame.mutable_want()->set_from_seq(event.header.seq - 1);
            frame.mutable_want()->set_to_seq(event.header.seq - 1);
            turn.send(from, frame);
        }
        return;
    }
    const auto standing = m_roll->log(event.header.log);
    if (standing && !event.signature.empty()
        && verifyEvent(standing->device, event.id, event.signature)) {
        proveFork(turn, event);
    }
}

void Room::proveFork(Turn& turn, const CarriedEvent& event)
{
    ReadRows read;
    read.room = m_id;
    read.log = event.header.log;
    read.fromSeq = event.header.seq;
    read.toSeq = event.header.seq;
    turn.readRows(read, [weak = weak_from_this(), event](Turn& later, std::vector<EventRow> rows) {
        const auto room = weak.lock();
        if (!room || rows.size() != 1 || rows.front().id == event.id
            || rows.front().signature.empty()) {
            return;
        }
        wire::ForkProof proof;
        const bool first = rows.front().id < event.id;
        const auto put =
            [](std::string* header, std::string* signature, core::ByteView h, core::ByteView s) {
                *header = core::textOf(h);
                *signature = core::textOf(s);
            };
        put(first ? proof.mutable_header_a() : proof.mutable_header_b(),
            first ? proof.mutable_signature_a() : proof.mutable_signature_b(),
            rows.front().header,
            rows.front().signature);
        put(first ? proof.mutable_header_b() : proof.mutable_header_a(),
            first ? proof.mutable_signature_b() : proof.mutable_signature_a(),
            event.headerBytes,
            event.signature);
        room->takeForkProof(later, proof);
    });
}

void Room::takeForkProof(Turn& turn, const wire::ForkProof& proof)
{
    const auto a = decodeHeader(core::bytesOf(proof.header_a()));
    const auto b = decodeHeader(core::bytesOf(proof.header_b()));
    if (!a || !b || a->room != m_id || b->room != m_id || a->ref() != b->ref() || *a == *b
        || !m_roll) {
        return;
    }
    const auto standing = m_roll->log(a->log);
    if (!standing
        || !verifyEvent(standing->device,
                        eventId(core::bytesOf(proof.header_a())),
                        core::bytesOf(proof.signature_a()))
        || !verifyEvent(standing->device,
                        eventId(core::bytesOf(proof.header_b())),
                        core::bytesOf(proof.signature_b()))) {
        return;
    }
    LogEntry& entry = m_logs[a->log];
    if (entry.forkedAt && *entry.forkedAt <= a->seq) {
        return;
    }
    entry.forkedAt = a->seq;
    m_forks[a->log] = proof;
    turn.persist(PutRecord{m_id,
                           RecordKind::ForkProof,
                           core::copyOf(a->log.view()),
                           core::copyOf(core::bytesOf(proof.SerializeAsString()))});
    turn.persist(SetShown{m_id, a->log, a->seq, UINT64_MAX, Shown::Void});
    wire::Frame frame;
    *frame.mutable_frontier()->add_forks() = proof;
    frame.mutable_frontier()->set_salt(std::string(8, '\0'));
    for (const auto& [id, link] : m_links) {
        turn.send(id, frame);
    }
}

void Room::sendCoreState(Turn& turn, const Link& link, bool first) const
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

void Room::handleCoreState(Turn& turn, const Self& self, Link& link, const wire::CoreState& state)
{
    const auto yours = fromWire(state.yours());
    if (state.first() && yours && yours->log == m_ownLog) {
        const HeldLog& own = m_logs[m_ownLog].held;
        const bool ahead =
            own.empty() || yours->theirs.seq > own.topSeq()
            || (yours->theirs.seq == own.topSeq() && yours->theirs.head != own.topId());
        if (ahead) {
            target(m_ownLog, yours->theirs.seq, link.who.link);
            retireOwnLog(turn, self);
        }
    }
    link.ownChecked = link.ownChecked || state.first();
    if (state.hash() != core::textOf(coreHash())) {
        sendCoreIds(turn, link.who.link);
    }
    scheduleWants(turn);
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

bool Room::handleCoreIds(Turn& turn, Link& link, const wire::CoreIds& ids)
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
        if (entry.forkedAt) {
            out[log] = {*entry.forkedAt, core::EventId(), true};
        } else if (!entry.held.empty()) {
            out[log] = {entry.held.topSeq(), entry.held.topId(), false};
        }
    }
    return out;
}

bool Room::handleFrontier(Turn& turn, Link& link, const wire::Frontier& theirs)
{
    constexpr int forksMost = 64;
    if (theirs.forks_size() > forksMost) {
        return false;
    }
    for (const wire::ForkProof& proof : theirs.forks()) {
        takeForkProof(turn, proof);
    }
    FrontierStep step = stepFrontier(frontier(), theirs);
    if (!step.sound) {
        return false;
    }
    wire::Frame frame;
    for (const FrontierDifference& wanted : step.wanted) {
        if (!wanted.theirs.forked) {
            target(wanted.log, wanted.theirs.seq, link.who.link);
        }
    }
    const bool opening = theirs.round() == 0 && theirs.ranges_size() > 0;
    if (step.reply || opening) {
        *frame.mutable_frontier() = step.reply ? std::move(*step.reply) : wire::Frontier();
        frame.mutable_frontier()->set_round(theirs.round() + 1);
        frame.mutable_frontier()->set_salt(theirs.salt());
        for (const auto& [log, proof] : m_forks) {
            if (opening && frame.frontier().forks_size() < forksMost) {
                *frame.mutable_frontier()->add_forks() = proof;
            }
        }
        turn.send(link.who.link, frame);
    }
    // Equal, or nothing left to ask: either way both sides have been compared as far as this round goes.
    link.compared = link.compared || !step.reply;
    targetHoles(link.who.link);
    scheduleWants(turn);
    return true;
}

void Room::target(const core::LogId& log, std::uint64_t top, LinkId source)
{
    const auto entry = m_logs.find(log);
    if (entry != m_logs.end() && entry->second.forkedAt) {
        return;
    }
    if (entry == m_logs.end() && m_logs.size() >= core::limits::tuning::logsPerRoom) {
        return;
    }
    Target& wanted = m_targets[log];
    wanted.top = std::max(wanted.top, top);
    wanted.sources.insert(source);
}

/// Frontiers tell of tops alone; what is missing below one's own top is one's own affair.
void Room::targetHoles(LinkId source)
{
    for (const auto& [log, entry] : m_logs) {
        if (!entry.held.empty() && entry.held.wholeEnd() <= entry.held.topSeq()) {
            target(log, entry.held.topSeq(), source);
        }
    }
}

void Room::scheduleWants(Turn& turn)
{
    for (auto it = m_targets.begin(); it != m_targets.end();) {
        const bool busy = std::any_of(m_wants.begin(), m_wants.end(), [&](const Want& want) {
            return want.log == it->first;
        });
        if (busy || m_wants.size() >= core::limits::tuning::wantsInFlight) {
            ++it;
            continue;
        }
        it = startWant(turn, it->first, it->second) ? std::next(it) : m_targets.erase(it);
    }
    if (m_targets.empty() && m_wants.empty() && m_backfilling
        && std::any_of(m_links.begin(), m_links.end(), [](const auto& link) {
               return link.second.compared && link.second.tailRequest == 0;
           })) {
        m_backfilling = false;
    }
}

bool Room::startWant(Turn& turn, const core::LogId& log, Target& wanted)
{
    std::erase_if(wanted.sources, [this](LinkId link) { return !m_links.contains(link); });
    const auto entry = m_logs.find(log);
    const auto holes = entry == m_logs.end() ? HeldLog().holesUpTo(wanted.top)
                                             : entry->second.held.holesUpTo(wanted.top);
    if (holes.empty() || wanted.sources.empty()) {
        return false;
    }
    Want want;
    want.log = log;
    want.to = holes.back().second;
    want.from = std::max(holes.back().first,
                         want.to >= core::limits::tuning::eventsPerFrame - 1
                             ? want.to - (core::limits::tuning::eventsPerFrame - 1)
                             : 0);
    if (!m_roll || !m_roll->log(log)) {
        want.from = 0; // the opening first: nothing else can be judged without it
        want.to = 0;
    }
    const auto chosen = std::next(
        wanted.sources.begin(), static_cast<std::ptrdiff_t>(turn.rng.below(wanted.sources.size())));
    want.link = *chosen;
    want.request = m_nextRequest++;
    want.deadline = turn.now.mono + wantTime;
    wire::Frame frame;
    frame.mutable_want()->set_request(want.request);
    frame.mutable_want()->set_log(core::textOf(log.view()));
    frame.mutable_want()->set_from_seq(want.from);
    frame.mutable_want()->set_to_seq(want.to);
    turn.send(want.link, frame);
    arm(Timer::Wants, want.deadline);
    m_wants.push_back(want);
    return true;
}

void Room::finishWant(Turn& turn, LinkId link, std::uint64_t request)
{
    const auto it = std::find_if(m_wants.begin(), m_wants.end(), [&](const Want& want) {
        return want.link == link && want.request == request;
    });
    if (it == m_wants.end()) {
        return;
    }
    const Want want = *it;
    m_wants.erase(it);
    if (want.gained == 0) {
        // This neighbour cannot fill the hole; the next comparison may name him again, so it never spins.
        if (const auto wanted = m_targets.find(want.log); wanted != m_targets.end()) {
            wanted->second.sources.erase(link);
        }
    }
    arm(Timer::Wants, turn.now.mono);
}

bool Room::handleWant(Turn& turn, LinkId link, const wire::Want& want)
{
    const auto log = core::LogId::from(core::bytesOf(want.log()));
    if (!log || want.from_seq() > want.to_seq()) {
        return false;
    }
    const auto entry = m_logs.find(*log);
    const bool own = *log == m_ownLog;
    const auto neighbour = m_links.find(link);
    if (entry == m_logs.end() || entry->second.held.empty()
        || entry->second.held.topSeq() < want.from_seq()
        || (own && !neighbour->second.ownChecked)) {
        wire::Frame frame;
        frame.mutable_events()->set_answer_to(want.request());
        frame.mutable_events()->set_last(true);
        turn.send(link, frame);
        return true;
    }
    // A run is served up to an event whose signature is kept: the head, or the next seq divisible by 64.
    constexpr std::uint64_t every = core::limits::spec::runSignatureEvery;
    ReadRows read;
    read.room = m_id;
    read.log = *log;
    read.fromSeq = want.from_seq();
    read.toSeq = std::min(want.to_seq() / every * every + every, entry->second.held.topSeq());
    read.most = core::limits::tuning::eventsPerFrame + every;
    turn.readRows(
        read, [weak = weak_from_this(), link, request = want.request()](Turn& later, auto rows) {
            if (const auto room = weak.lock(); room && room->m_links.contains(link)) {
                room->serveRows(later, link, request, std::move(rows));
            }
        });
    return true;
}

void Room::serveRows(Turn& turn, LinkId link, std::uint64_t request, std::vector<EventRow> rows)
{
    std::vector<wire::Frame> frames(1);
    std::vector<CarriedEvent> part;
    std::size_t bytes = 0;
    std::size_t lastSigned = 0; // length of the part up to its last signed event
    std::uint64_t ownEnd = 0;
    const auto close = [&] {
        part.resize(lastSigned);
        if (!part.empty()) {
            *frames.back().mutable_events()->add_runs() = encodeRun(part);
            frames.emplace_back();
        }
        part.clear();
        bytes = 0;
        lastSigned = 0;
    };
    for (const EventRow& row : rows) {
        auto event = carried(row);
        const bool follows =
            part.empty() || (event && part.back().header.seq + 1 == event->header.seq);
        if (!event || !follows) {
            close();
            if (!event) {
                break;
            }
        }
        const std::size_t size = event->body.size() + 160;
        if (bytes + size > frameBudget || part.size() >= core::limits::tuning::eventsPerFrame) {
            if (lastSigned == 0) {
                break; // no signature in reach of one frame: the newest part is asked for by another range
            }
            std::vector<CarriedEvent> rest(part.begin() + static_cast<std::ptrdiff_t>(lastSigned),
                                           part.end());
            close();
            part = std::move(rest);
            for (const CarriedEvent& each : part) {
                bytes += each.body.size() + 160;
            }
        }
        bytes += size;
        if (event->header.log == m_ownLog) {
            ownEnd = event->header.seq + 1;
        }
        const bool isSigned = !event->signature.empty();
        part.push_back(std::move(*event));
        lastSigned = isSigned ? part.size() : lastSigned;
    }
    close();
    if (frames.size() > 1) {
        frames.pop_back();
    }
    for (wire::Frame& frame : frames) {
        frame.mutable_events()->set_answer_to(request);
        frame.mutable_events()->set_last(&frame == &frames.back());
        turn.send(link, std::move(frame));
    }
    if (ownEnd > 0) {
        markSent(turn, ownEnd - 1);
    }
}

void Room::handleTail(Turn& turn, LinkId link, const wire::Tail& tail)
{
    ReadTail read;
    read.room = m_id;
    read.count = std::min<std::uint32_t>(tail.count(), core::limits::tuning::tailEventsMost);
    turn.readTail(
        read, [weak = weak_from_this(), link, request = tail.request()](Turn& later, auto rows) {
            if (const auto room = weak.lock(); room && room->m_links.contains(link)) {
                room->serveTail(later, link, request, std::move(rows));
            }
        });
}

void Room::serveTail(Turn& turn, LinkId link, std::uint64_t request, std::vector<EventRow> rows)
{
    std::vector<wire::Frame> frames(1);
    std::size_t bytes = 0;
    const auto put = [&](const CarriedEvent& event) {
        const std::size_t size = event.headerBytes.size() + event.body.size() + 100;
        if (bytes + size > frameBudget) {
            frames.emplace_back();
            bytes = 0;
        }
        bytes += size;
        *frames.back().mutable_events()->add_events() = encodeSigned(event);
    };
    std::set<core::LogId> logs;
    for (const EventRow& row : rows) {
        logs.insert(row.ref.log);
    }
    for (const core::LogId& log : logs) {
        if (const auto opening = m_openings.find(log); opening != m_openings.end()) {
            put(opening->second);
        }
    }
    const bool ownChecked = m_links.at(link).ownChecked;
    for (const EventRow& row : rows) {
        const auto event = carried(row);
        if (event && !event->signature.empty() && (row.ref.log != m_ownLog || ownChecked)) {
            put(*event);
        }
    }
    for (wire::Frame& frame : frames) {
        frame.mutable_events()->set_answer_to(request);
        frame.mutable_events()->set_last(&frame == &frames.back());
        turn.send(link, std::move(frame));
    }
}

bool Room::handleAnnounce(Turn& turn, LinkId link, const wire::Announce& announce)
{
    if (static_cast<std::size_t>(announce.events_size()) > core::limits::tuning::eventsPerFrame) {
        return false;
    }
    for (const wire::FrontierEntry& entry : announce.events()) {
        const auto announced = fromWire(entry);
        if (!announced) {
            return false;
        }
        target(announced->log, announced->theirs.seq, link);
    }
    scheduleWants(turn);
    return true;
}

void Room::handleGone(Turn& turn, LinkId link, const wire::Gone& gone)
{
    const auto log = core::LogId::from(core::bytesOf(gone.log()));
    if (const auto wanted = log ? m_targets.find(*log) : m_targets.end();
        wanted != m_targets.end()) {
        wanted->second.sources.erase(link);
    }
    scheduleWants(turn);
}

} // namespace engine::room
