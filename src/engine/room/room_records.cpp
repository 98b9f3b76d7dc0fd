// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_records.h"

#include "core/codec.h"
#include "core/text.h"

#include "records.pb.h"

#include <algorithm>

namespace engine::room {

namespace wire = ::parlour::wire;

PutRecord logRecord(const core::RoomId& room, const core::LogId& log, const LogEntry& entry)
{
    core::Bytes held;
    entry.held.encode(held);
    wire::LogRecord record;
    record.set_held(core::textOf(held));
    record.set_read_end(entry.readEnd);
    record.set_kept_from(entry.keptFrom);
    record.set_erased_from(entry.erasedFrom);
    record.set_last_clock(entry.lastClock.value);
    record.set_void_from_plus_one(entry.forkedAt ? *entry.forkedAt + 1 : 0);
    record.set_trail_end(entry.trail.end);
    if (!entry.endId.isZero()) {
        record.set_end_id(core::textOf(entry.endId.view()));
    }
    record.set_trail_clock(entry.trail.clock.value);
    for (const core::EventId& head : entry.trail.heads) {
        record.add_trail_heads(core::textOf(head.view()));
    }
    if (entry.trail.post) {
        record.set_trail_post(entry.trail.post->value);
    }
    for (const core::EventId& id : entry.trail.unknown) {
        record.add_trail_unknown(core::textOf(id.view()));
    }
    record.set_to_judge(entry.toJudge);
    record.set_holed(entry.holed);
    return {room,
            RecordKind::LogState,
            core::copyOf(log.view()),
            core::copyOf(core::bytesOf(record.SerializeAsString()))};
}

std::optional<LogEntry> logFromRecord(core::ByteView value)
{
    wire::LogRecord record;
    const bool parsed = record.ParseFromArray(value.data(), static_cast<int>(value.size()));
    auto held = parsed ? HeldLog::decode(core::bytesOf(record.held())) : std::nullopt;
    if (!held) {
        return std::nullopt;
    }
    LogEntry entry;
    entry.held = std::move(*held);
    entry.readEnd = record.read_end();
    entry.holed = record.holed();
    entry.keptFrom = record.kept_from();
    entry.erasedFrom = record.erased_from();
    entry.committedEnd = entry.held.wholeEnd();
    entry.lastClock.value = record.last_clock();
    if (record.void_from_plus_one() > 0) {
        entry.forkedAt = record.void_from_plus_one() - 1;
    }
    entry.endId = core::EventId::from(core::bytesOf(record.end_id())).value_or(core::EventId());
    entry.trail.end = record.trail_end();
    entry.trail.clock.value = record.trail_clock();
    for (const std::string& bytes : record.trail_heads()) {
        if (const auto id = core::EventId::from(core::bytesOf(bytes))) {
            entry.trail.heads.push_back(*id);
        }
    }
    if (record.has_trail_post()) {
        entry.trail.post = HybridClock{record.trail_post()};
    }
    for (const std::string& bytes : record.trail_unknown()) {
        if (const auto id = core::EventId::from(core::bytesOf(bytes))) {
            entry.trail.unknown.insert(*id);
        }
    }
    // A trail that does not reach as far as the log was kept by an earlier version, or is still to be carried on.
    entry.toJudge = record.to_judge() || entry.trail.end < entry.held.wholeEnd();
    return entry;
}

PutRecord doorRecord(const core::RoomId& room, const core::EventId& door, const DoorSecret& secret)
{
    core::Bytes value = core::copyOf(secret.seed.view());
    if (secret.password) {
        core::append(value, secret.password->view());
    }
    return {room, RecordKind::DoorSeed, core::copyOf(door.view()), std::move(value)};
}

std::optional<DoorSecret> doorFromRecord(core::ByteView value)
{
    constexpr std::size_t half = core::Seed::size;
    auto seed = core::Seed::from(value.first(std::min(half, value.size())));
    if (!seed || (value.size() != half && value.size() != 2 * half)) {
        return std::nullopt;
    }
    return DoorSecret{std::move(*seed), core::Secret<32>::from(value.subspan(half))};
}

std::optional<AddressBook> addressesFromRecord(core::ByteView value)
{
    wire::AddressRecord record;
    if (!record.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
        return std::nullopt;
    }
    AddressBook book;
    book.identity =
        core::IdentityId::from(core::bytesOf(record.identity())).value_or(core::IdentityId());
    book.seenMs = record.seen_ms();
    book.sinceMs = record.since_ms() > 0 ? record.since_ms() : book.seenMs;
    book.superpeer = record.superpeer();
    for (const std::string& text : record.addresses()) {
        if (const auto endpoint = core::Endpoint::parse(text)) {
            book.addresses.push_back(*endpoint);
        }
    }
    return book;
}

/// One byte that says whether all logs are meant, then their ids.
PutRecord lackedRecord(const core::RoomId& room, const core::EpochId& epoch, const Lacked& lacked)
{
    PutRecord out{room, RecordKind::EpochLacked, core::copyOf(epoch.view()), {}};
    core::Writer writer(out.value);
    writer.u8(lacked.everywhere ? 1 : 0);
    for (const core::LogId& log : lacked.logs) {
        writer.bytes(log.view());
    }
    return out;
}

std::optional<Lacked> lackedFromRecord(core::ByteView value)
{
    core::Reader reader(value);
    Lacked out;
    out.everywhere = reader.u8() != 0;
    while (reader.ok() && reader.left() >= core::LogId::size) {
        out.logs.insert(core::LogId(reader.array<core::LogId::size>()));
    }
    return reader.ok() && reader.left() == 0 ? std::optional(std::move(out)) : std::nullopt;
}

void storeReach(const ReachRing& ring, wire::RoomRecord& record)
{
    record.set_reach_generation(ring.present().generation);
    record.set_reach_secret(core::textOf(ring.current().view()));
    for (const ReachRing::Kept& kept : ring.all()) {
        if (&kept != &ring.present()) {
            wire::ReachRecord& out = *record.add_other_reaches();
            out.set_secret(core::textOf(kept.secret.view()));
            out.set_generation(kept.generation);
            out.set_replaced_ms(kept.replacedMs);
            out.set_hint(kept.hint);
        }
    }
}

void loadReach(ReachRing& ring, const wire::RoomRecord& record)
{
    for (const wire::ReachRecord& in : record.other_reaches()) {
        if (auto secret = ReachSecret::from(core::bytesOf(in.secret()))) {
            ring.restore({std::move(*secret), {}, in.generation(), in.replaced_ms(), in.hint()});
        }
    }
}

} // namespace engine::room
