// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_forks.h"

#include "engine/room/room_ends.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::chrono::seconds probeTime{10};
constexpr std::size_t probesMost = 16;
/// Of proofs in a frame, before the last one; one with two long branches has 40 KiB.
constexpr std::size_t proofBytes = 16 * 1024;

} // namespace

void RoomForks::check(Turn& turn,
                      LinkId from,
                      const CarriedEvent& event,
                      bool verified,
                      std::span<const CarriedEvent> then)
{
    const Header& header = event.header;
    const auto entry = m_room.m_logs.find(header.log);
    if (entry == m_room.m_logs.end() || m_room.m_cutting.contains(header.log)) {
        return;
    }
    // Beyond a fork only a better proof of it is of interest.
    const bool probed = isProbed(header.log, header.seq, from);
    if (entry->second.forkedAt && header.seq >= *entry->second.forkedAt
        && (!probed || provedAt(header.log) <= header.seq)) {
        return;
    }
    const HeldLog& held = entry->second.held;
    const bool contradicts = held.fit(header.seq, header.prev, event.id) == Fit::Contradicts;
    if (held.has(header.seq)) {
        if (probed || contradicts) {
            compareWithStore(turn, from, event, verified, then);
        }
    } else if (contradicts) {
        // The chains part further down, or what we hold further up does not stand on this one.
        const bool below = header.seq > 0 && held.has(header.seq - 1);
        const core::EventRef at{header.log, below ? header.seq - 1 : header.seq + 1};
        probe(turn, at, from, probeWidth);
        compareWithStore(turn, from, event, verified, then);
    }
}

std::uint64_t RoomForks::provedAt(const core::LogId& log) const
{
    const auto proof = m_room.m_forks.find(log);
    const auto header =
        decodeHeader(core::bytesOf(proof == m_room.m_forks.end() ? "" : proof->second.header_a()));
    return header ? header->seq : UINT64_MAX;
}

void RoomForks::probe(Turn& turn, const core::EventRef& top, LinkId link, std::uint64_t width)
{
    const auto& [log, seq] = top;
    const core::MonoTime now = turn.now.mono;
    std::erase_if(m_room.m_fetch.probes,
                  [now](const Probe& probe) { return probe.deadline <= now; });
    const bool asked = std::any_of(
        m_room.m_fetch.probes.begin(), m_room.m_fetch.probes.end(), [&](const Probe& probe) {
            return probe.log == log && probe.link == link && probe.to == seq
                   && probe.from + width >= seq + 1;
        });
    const auto entry = m_room.m_logs.find(log);
    if (asked || m_room.m_fetch.probes.size() >= probesMost || !m_room.m_links.contains(link)
        || entry == m_room.m_logs.end() || !entry->second.held.has(seq) || provedAt(log) <= seq
        || (width > 1 && entry->second.forkedAt && seq >= *entry->second.forkedAt)) {
        return;
    }
    const std::uint64_t from = seq < width ? 0 : seq - (width - 1);
    m_room.m_fetch.probes.push_back({log, from, seq, link, now + probeTime});
    wire::Frame frame;
    frame.mutable_want()->set_request(m_room.m_fetch.nextRequest++);
    frame.mutable_want()->set_log(core::textOf(log.view()));
    frame.mutable_want()->set_from_seq(from);
    frame.mutable_want()->set_to_seq(seq);
    turn.send(link, frame);
}

bool RoomForks::isProbed(const core::LogId& log, std::uint64_t seq, LinkId link) const
{
    return std::any_of(
        m_room.m_fetch.probes.begin(), m_room.m_fetch.probes.end(), [&](const Probe& probe) {
            return probe.log == log && probe.link == link && probe.from <= seq && seq <= probe.to;
        });
}

void RoomForks::compareWithStore(Turn& turn,
                                 LinkId from,
                                 const CarriedEvent& event,
                                 bool verified,
                                 std::span<const CarriedEvent> then)
{
    const auto standing = m_room.m_roll->log(event.header.log);
    if (!standing
        || (!verified
            && (event.signature.empty()
                || !verifyEvent(standing->device, event.id, event.signature)))) {
        return;
    }
    ForkBranch theirs{{event.headerBytes}, event.signature};
    for (const CarriedEvent& next : then) {
        if (theirs.signature.empty() && theirs.headers.size() < ForkBranch::headersMost) {
            theirs.headers.push_back(next.headerBytes);
            theirs.signature = next.signature;
        }
    }
    ReadRows read;
    read.room = m_room.m_id;
    read.log = event.header.log;
    read.fromSeq = event.header.seq - (event.header.seq > 0 ? 1 : 0);
    read.toSeq = event.header.seq + 1 + ForkBranch::headersMost;
    turn.readRows(read,
                  [weak = m_room.weak_from_this(), from, theirs, seq = event.header.seq](
                      Turn& later, const EventRows& rows) {
                      for (std::size_t i = 0; i < rows.size(); ++i) {
                          const auto room = weak.lock();
                          if (room && rows[i].ref.seq <= seq + 1
                              && room->m_logs[rows[i].ref.log].held.has(rows[i].ref.seq)) {
                              RoomForks(*room).compare(later, from, theirs, rows, i);
                          }
                      }
                  });
}

/// What we hold at `at`, with the rows that follow it up to one that is signed, against another branch.
void RoomForks::compare(
    Turn& turn, LinkId from, const ForkBranch& theirs, const EventRows& rows, std::size_t at)
{
    ForkBranch ours{{rows[at].header}, rows[at].signature};
    for (std::size_t i = at + 1; i < rows.size() && ours.signature.empty()
                                 && rows[i].ref.seq == rows[at].ref.seq + (i - at);
         ++i) {
        ours.headers.push_back(rows[i].header);
        ours.signature = rows[i].signature;
    }
    if (const auto proof = makeForkProof(ours, theirs)) {
        takeProof(turn, from, *proof);
        return;
    }
    // Authentic, and yet nobody else would have to believe it.
    const auto a = decodeHeader(rows[at].header);
    const auto b = decodeHeader(theirs.headers.front());
    const bool oursFirst = a && b && a->seq <= b->seq;
    const bool torn = a && b
                      && (oursFirst ? areTornApart(*a, rows[at].id, *b)
                                    : areTornApart(*b, eventId(theirs.headers.front()), *a));
    if (torn && m_room.voidFrom(turn, a->log, std::min(a->seq, b->seq))) {
        probe(turn, {a->log, std::min(a->seq, b->seq)}, from, 1);
    }
}

void RoomForks::takeProof(Turn& turn, LinkId from, const wire::ForkProof& proof)
{
    if (!m_room.m_roll) {
        return;
    }
    const auto fork = forkProvedBy(
        proof, m_room.m_id, [this](const core::LogId& log) -> std::optional<core::DeviceId> {
            const auto standing = m_room.m_roll->log(log);
            return standing ? std::optional(standing->device) : std::nullopt;
        });
    const auto known = fork ? m_room.m_forks.find(fork->log) : m_room.m_forks.end();
    if (!fork || (known != m_room.m_forks.end() && !isBetterProof(proof, known->second))) {
        return;
    }
    m_room.m_forks[fork->log] = proof;
    turn.persist(PutRecord{m_room.m_id,
                           RecordKind::ForkProof,
                           core::copyOf(fork->log.view()),
                           core::copyOf(core::bytesOf(proof.SerializeAsString()))});
    if (!m_room.voidFrom(turn, fork->log, fork->seq)) {
        // It was known to fork there, by nothing that names what is before, or by what names another.
        LogEntry& entry = m_room.m_logs[fork->log];
        const bool wasAnchored = entry.isAnchored();
        RoomEnds(m_room).nameFork(fork->log, entry);
        m_room.m_dirty.insert(fork->log);
        RoomEnds(m_room).settle(turn, fork->log, wasAnchored);
    }
    for (const auto& [id, link] : m_room.m_links) {
        send(turn, id, {fork->log});
    }
    if (fork->seq > 0) {
        probe(turn, {fork->log, fork->seq - 1}, from, probeWidth); // they may part further down
    }
}

bool Room::voidFrom(Turn& turn, const core::LogId& log, std::uint64_t seq)
{
    LogEntry& entry = m_logs[log];
    if (entry.forkedAt && *entry.forkedAt <= seq) {
        return false;
    }
    const bool wasAnchored = entry.isAnchored();
    entry.forkedAt = seq;
    entry.held.dropIslandsFrom(seq);
    RoomEnds(*this).nameFork(log, entry);
    m_dirty.insert(log);
    rebuildRoll();
    if (log == m_own.log) {
        m_own.lost = true;
        arm(RoomTimer::OwnLog, turn.now.mono);
    }
    m_fetch.targets.erase(log);
    const auto isVoid = [&](const core::EventRef& ref) {
        return (ref.log == log && ref.seq >= seq) || !m_roll->log(ref.log);
    };
    turn.persist(SetShown{m_id, log, seq, UINT64_MAX, Shown::Void});
    for (const auto& [other, state] : m_logs) {
        if (!m_roll->log(other)) { // it came in by a door that is void now
            turn.persist(SetShown{m_id, other, 0, UINT64_MAX, Shown::Void});
        }
    }
    std::erase_if(m_files, [&](const auto& item) { return isVoid(item.first); });
    std::erase_if(m_fresh, [&](const Fresh& each) { return isVoid(each.message.message); });
    RoomEnds(*this).settle(turn, log, wasAnchored);
    turn.output(SendNotice{RoomListNotice{m_id}});
    return true;
}

void Room::rebuildRoll()
{
    // What hung on a void act is void as well, however far: judged anew, without it.
    std::vector<CarriedEvent> events;
    events.reserve(m_openings.size() + m_core.size());
    for (const auto& [log, opening] : m_openings) {
        events.push_back(opening);
    }
    for (const auto& [id, event] : m_core) {
        events.push_back(event);
    }
    m_openings.clear();
    m_core.clear();
    m_roll.emplace(m_id, Genesis(m_roll->genesis()));
    for (const auto& [log, entry] : m_logs) {
        if (entry.forkedAt) {
            m_roll->voidFrom(log, *entry.forkedAt);
        }
    }
    takeSettled(events);
}

LogSet RoomForks::toTell(const wire::Frontier& theirs, const wire::Frontier& reply) const
{
    LogSet out;
    const auto add = [&](const wire::FrontierEntry& entry, bool ours) {
        const auto named = fromWire(entry);
        const auto fork = named ? m_room.m_forks.find(named->log) : m_room.m_forks.end();
        if (fork == m_room.m_forks.end()) {
            return;
        }
        const auto at = m_room.m_logs.find(named->log);
        const bool knows = named->theirs.forked && at != m_room.m_logs.end() && at->second.forkedAt
                           && named->theirs.seq <= *at->second.forkedAt;
        if (ours || !knows) {
            out.insert(named->log);
        }
    };
    for (const auto& range : theirs.ranges()) {
        for (const wire::FrontierEntry& entry : range.entries()) {
            add(entry, false);
        }
    }
    for (const auto& range : reply.ranges()) {
        for (const wire::FrontierEntry& entry : range.entries()) {
            add(entry, true);
        }
    }
    return out;
}

void RoomForks::send(Turn& turn, LinkId link, const LogSet& logs) const
{
    wire::Frame frame;
    const auto flush = [&] {
        if (frame.frontier().forks_size() > 0) {
            frame.mutable_frontier()->set_salt(std::string(8, '\0'));
            turn.send(link, frame);
        }
        frame.Clear();
    };
    for (const core::LogId& log : logs) {
        if (const auto proof = m_room.m_forks.find(log); proof != m_room.m_forks.end()) {
            *frame.mutable_frontier()->add_forks() = proof->second;
        }
        if (static_cast<std::size_t>(frame.frontier().forks_size()) == forksPerFrame
            || frame.ByteSizeLong() > proofBytes) {
            flush();
        }
    }
    flush();
}

void RoomForks::pursue(Turn& turn,
                       const FrontierMap& mine,
                       const FrontierDifference& wanted,
                       LinkId link)
{
    const auto held = mine.find(wanted.log);
    const bool sameEnd = held != mine.end() && held->second.seq == wanted.theirs.seq;
    if (wanted.theirs.forked) {
        // Below its fork a log is as good as any other.
        const std::uint64_t below = wanted.theirs.seq - (wanted.theirs.seq > 0 ? 1 : 0);
        m_room.target(wanted.log, below, link);
        probe(turn, {wanted.log, sameEnd ? below : wanted.theirs.seq}, link);
    } else if (sameEnd) {
        probe(turn, {wanted.log, wanted.theirs.seq}, link);
    } else {
        m_room.target(wanted.log, wanted.theirs.seq, link);
    }
}

} // namespace engine::room
