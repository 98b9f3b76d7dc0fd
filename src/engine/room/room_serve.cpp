// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Sync, the answering side: rows of the store become events again, in frames of a bounded size.
#include "engine/room/room_retention.h"
#include "engine/room/run_frames.h"

#include <algorithm>

namespace engine::room {

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
    out.bodiless = !row.hasBody || row.shown == Shown::Redacted;
    if (out.bodiless || row.sealed || !isContent(out.header.kind)) {
        out.body = out.bodiless ? core::Bytes() : row.body;
        return out;
    }
    const EpochSecret* epoch = m_epochs.find(out.header.epoch);
    if (epoch == nullptr || row.nonce.size() != BodyNonce().size()) {
        return std::nullopt;
    }
    BodyNonce nonce{};
    std::copy(row.nonce.begin(), row.nonce.end(), nonce.begin());
    out.body = sealBody(*epoch, out.header, nonce, row.body);
    return out;
}

bool Room::handleWant(Turn& turn, LinkId link, const wire::Want& want)
{
    const auto log = core::LogId::from(core::bytesOf(want.log()));
    if (!log || want.from_seq() > want.to_seq()) {
        return false;
    }
    const auto entry = m_logs.find(*log);
    const bool own = *log == m_own.log;
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
    turn.readRows(read, [weak = weak_from_this(), link, want](Turn& later, const auto& rows) {
        if (const auto room = weak.lock(); room && room->m_links.contains(link)) {
            room->serveRows(later, link, want, rows);
        }
    });
    return true;
}

void Room::serveRows(Turn& turn, LinkId link, const wire::Want& want, const EventRows& rows)
{
    RunFrames frames;
    std::uint64_t ownEnd = 0;
    for (const EventRow& row : rows) {
        auto event = carried(row);
        if (event && RoomRetention(*this).isOver(event->header, turn.now.wall)) {
            event->bodiless = true; // hidden with the next look
            event->body.clear();
        }
        const bool isSigned = event && !event->signature.empty();
        if (!event || !frames.add(std::move(*event))) {
            break;
        }
        ownEnd = row.ref.log == m_own.log ? row.ref.seq + 1 : ownEnd;
        if (isSigned && row.ref.seq >= want.to_seq()) {
            break;
        }
    }
    std::vector<wire::Frame> out = frames.take();
    for (wire::Frame& frame : out) {
        frame.mutable_events()->set_answer_to(want.request());
        frame.mutable_events()->set_last(&frame == &out.back());
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
        read,
        [weak = weak_from_this(), link, request = tail.request()](Turn& later, const auto& rows) {
            if (const auto room = weak.lock(); room && room->m_links.contains(link)) {
                room->serveTail(later, link, request, rows);
            }
        });
}

void Room::serveTail(Turn& turn, LinkId link, std::uint64_t request, const EventRows& rows)
{
    std::vector<wire::Frame> frames(1);
    std::size_t bytes = 0;
    const auto put = [&](const CarriedEvent& event) {
        const std::size_t size = event.headerBytes.size() + event.body.size() + 100;
        if (bytes + size > RunFrames::budget) {
            frames.emplace_back();
            bytes = 0;
        }
        bytes += size;
        *frames.back().mutable_events()->add_events() = encodeSigned(event);
    };
    LogSet logs;
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
        const bool gives =
            event && !event->signature.empty() && (row.ref.log != m_own.log || ownChecked);
        if (gives && !RoomRetention(*this).isOver(event->header, turn.now.wall)) {
            put(*event);
        }
    }
    for (wire::Frame& frame : frames) {
        frame.mutable_events()->set_answer_to(request);
        frame.mutable_events()->set_last(&frame == &frames.back());
        turn.send(link, std::move(frame));
    }
}

} // namespace engine::room
