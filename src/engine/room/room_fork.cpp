// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Forks: two events of one log with the same seq. What a neighbour sends beside our own chain is followed down to where
// the chains part; from there on the log counts for nobody. Two headers that both carry a signature are a proof by
// themselves and are spread; where only heads are signed, whoever holds one branch and is sent the other sees it as well,
// because a head signs all below it.
#include "engine/room/room.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::chrono::seconds probeTime{10};
constexpr std::size_t probesMost = 16;

} // namespace

void Room::checkFork(Turn& turn, LinkId from, const CarriedEvent& event, bool verified)
{
    const Header& header = event.header;
    const auto entry = m_logs.find(header.log);
    if (entry == m_logs.end() || m_cutting.contains(header.log)) {
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
            compareWithStore(turn, from, event, verified);
        }
    } else if (contradicts) {
        // The chains part further down, or what we hold further up does not stand on this one.
        const bool below = header.seq > 0 && held.has(header.seq - 1);
        const core::EventRef at{header.log, below ? header.seq - 1 : header.seq + 1};
        startProbe(turn, at, from, probeWidth);
    }
}

std::uint64_t Room::provedAt(const core::LogId& log) const
{
    const auto proof = m_forks.find(log);
    const auto header =
        decodeHeader(core::bytesOf(proof == m_forks.end() ? "" : proof->second.header_a()));
    return header ? header->seq : UINT64_MAX;
}

void Room::startProbe(Turn& turn, const core::EventRef& top, LinkId link, std::uint64_t width)
{
    const auto& [log, seq] = top;
    const core::MonoTime now = turn.now.mono;
    std::erase_if(m_fetch.probes, [now](const Probe& probe) { return probe.deadline <= now; });
    const bool asked =
        std::any_of(m_fetch.probes.begin(), m_fetch.probes.end(), [&](const Probe& probe) {
            return probe.log == log && probe.link == link && probe.to == seq
                   && probe.from + width >= seq + 1;
        });
    const auto entry = m_logs.find(log);
    if (asked || m_fetch.probes.size() >= probesMost || !m_links.contains(link)
        || entry == m_logs.end() || !entry->second.held.has(seq) || provedAt(log) <= seq
        || (width > 1 && entry->second.forkedAt && seq >= *entry->second.forkedAt)) {
        return;
    }
    const std::uint64_t from = seq < width ? 0 : seq - (width - 1);
    m_fetch.probes.push_back({log, from, seq, link, now + probeTime});
    wire::Frame frame;
    frame.mutable_want()->set_request(m_fetch.nextRequest++);
    frame.mutable_want()->set_log(core::textOf(log.view()));
    frame.mutable_want()->set_from_seq(from);
    frame.mutable_want()->set_to_seq(seq);
    turn.send(link, frame);
}

bool Room::isProbed(const core::LogId& log, std::uint64_t seq, LinkId link) const
{
    return std::any_of(m_fetch.probes.begin(), m_fetch.probes.end(), [&](const Probe& probe) {
        return probe.log == log && probe.link == link && probe.from <= seq && seq <= probe.to;
    });
}

void Room::compareWithStore(Turn& turn, LinkId from, const CarriedEvent& event, bool verified)
{
    const auto standing = m_roll->log(event.header.log);
    if (!standing
        || (!verified
            && (event.signature.empty()
                || !verifyEvent(standing->device, event.id, event.signature)))) {
        return;
    }
    ReadRows read;
    read.room = m_id;
    read.log = event.header.log;
    read.fromSeq = event.header.seq;
    read.toSeq = event.header.seq;
    turn.readRows(read,
                  [weak = weak_from_this(), from, event](Turn& later, std::vector<EventRow> rows) {
                      const auto room = weak.lock();
                      if (room && rows.size() == 1 && rows.front().id != event.id) {
                          room->noteFork(later, from, event, rows.front());
                      }
                  });
}

void Room::noteFork(Turn& turn, LinkId from, const CarriedEvent& theirs, const EventRow& ours)
{
    const core::LogId& log = theirs.header.log;
    const auto ourHeader = decodeHeader(ours.header);
    if (!theirs.signature.empty() && !ours.signature.empty()) {
        wire::ForkProof proof;
        const bool first = ours.id < theirs.id;
        proof.set_header_a(core::textOf(first ? ours.header : theirs.headerBytes));
        proof.set_signature_a(core::textOf(first ? ours.signature : theirs.signature));
        proof.set_header_b(core::textOf(first ? theirs.headerBytes : ours.header));
        proof.set_signature_b(core::textOf(first ? theirs.signature : ours.signature));
        takeForkProof(turn, from, proof);
    } else if (voidFrom(turn, log, theirs.header.seq) && ourHeader) {
        if (theirs.header.seq > 0 && ourHeader->prev != theirs.header.prev) {
            startProbe(turn, {log, theirs.header.seq - 1}, from, probeWidth);
        } else if (!ours.signature.empty()) {
            // Here they part. Asked for alone, it comes with its signature, if the neighbour has one.
            startProbe(turn, theirs.header.ref(), from, 1);
        }
    }
}

void Room::takeForkProof(Turn& turn, LinkId from, const wire::ForkProof& proof)
{
    const auto a = decodeHeader(core::bytesOf(proof.header_a()));
    const auto b = decodeHeader(core::bytesOf(proof.header_b()));
    if (!a || !b || a->room != m_id || b->room != m_id || a->ref() != b->ref() || *a == *b
        || !m_roll) {
        return;
    }
    const auto standing = m_roll->log(a->log);
    const auto signedBy = [&](const std::string& header, const std::string& signature) {
        return verifyEvent(
            standing->device, eventId(core::bytesOf(header)), core::bytesOf(signature));
    };
    if (!standing || provedAt(a->log) <= a->seq || !signedBy(proof.header_a(), proof.signature_a())
        || !signedBy(proof.header_b(), proof.signature_b())) {
        return;
    }
    m_forks[a->log] = proof;
    turn.persist(PutRecord{m_id,
                           RecordKind::ForkProof,
                           core::copyOf(a->log.view()),
                           core::copyOf(core::bytesOf(proof.SerializeAsString()))});
    static_cast<void>(voidFrom(turn, a->log, a->seq));
    for (const auto& [id, link] : m_links) {
        sendForks(turn, id, {a->log});
    }
    if (a->prev != b->prev && a->seq > 0) {
        startProbe(turn, {a->log, a->seq - 1}, from, probeWidth);
    }
}

bool Room::voidFrom(Turn& turn, const core::LogId& log, std::uint64_t seq)
{
    LogEntry& entry = m_logs[log];
    if (entry.forkedAt && *entry.forkedAt <= seq) {
        return false;
    }
    entry.forkedAt = seq;
    entry.held.dropIslandsFrom(seq);
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

LogSet Room::forksToTell(const wire::Frontier& theirs, const wire::Frontier& reply) const
{
    LogSet out;
    const auto add = [&](const wire::FrontierEntry& entry, bool ours) {
        const auto named = fromWire(entry);
        const auto fork = named ? m_forks.find(named->log) : m_forks.end();
        if (fork == m_forks.end()) {
            return;
        }
        const auto at = m_logs.find(named->log);
        const bool knows = named->theirs.forked && at != m_logs.end() && at->second.forkedAt
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

void Room::sendForks(Turn& turn, LinkId link, const LogSet& logs) const
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
        if (const auto proof = m_forks.find(log); proof != m_forks.end()) {
            *frame.mutable_frontier()->add_forks() = proof->second;
        }
        if (static_cast<std::size_t>(frame.frontier().forks_size()) == forksPerFrame) {
            flush();
        }
    }
    flush();
}

} // namespace engine::room
