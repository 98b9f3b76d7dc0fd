// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/event.h"

#include "core/codec.h"
#include "core/limits.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::uint8_t headerVersion = 1;

bool hasDuplicates(const std::vector<core::EventId>& ids)
{
    for (auto it = ids.begin(); it != ids.end(); ++it) {
        if (std::find(std::next(it), ids.end(), *it) != ids.end()) {
            return true;
        }
    }
    return false;
}

} // namespace

HybridClock HybridClock::next(core::WallTime now) const
{
    const auto wall = static_cast<std::uint64_t>(std::max<std::int64_t>(now.milliseconds, 0))
                      << 16U;
    return {std::max(wall, value + 1)};
}

core::Bytes encodeHeader(const Header& header)
{
    core::Bytes out;
    out.reserve(199 + header.auth.size() * 32);
    core::Writer writer(out);
    writer.u8(headerVersion);
    writer.u8(header.kind);
    writer.id(header.room);
    writer.id(header.log);
    writer.u64(header.seq);
    writer.id(header.prev);
    writer.id(header.grant);
    writer.u8(static_cast<std::uint8_t>(header.auth.size()));
    for (const core::EventId& head : header.auth) {
        writer.id(head);
    }
    writer.u64(header.clock.value);
    writer.id(header.epoch);
    writer.u32(header.bodyLength);
    writer.bytes(header.bodyHash);
    return out;
}

core::Result<Header, EventError> decodeHeader(core::ByteView bytes)
{
    core::Reader reader(bytes);
    if (reader.u8() != headerVersion) {
        return core::fail(EventError::Version);
    }
    Header header;
    header.kind = reader.u8();
    header.room = reader.id<core::RoomId>();
    header.log = reader.id<core::LogId>();
    header.seq = reader.u64();
    header.prev = reader.id<core::EventId>();
    header.grant = reader.id<core::EventId>();
    const std::size_t heads = reader.u8();
    if (heads > core::limits::spec::authHeads) {
        return core::fail(EventError::Auth);
    }
    for (std::size_t i = 0; i < heads; ++i) {
        header.auth.push_back(reader.id<core::EventId>());
    }
    header.clock.value = reader.u64();
    header.epoch = reader.id<core::EpochId>();
    header.bodyLength = reader.u32();
    header.bodyHash = reader.array<32>();
    if (!reader.atEnd()) {
        return core::fail(EventError::Length);
    }
    if (hasDuplicates(header.auth)) {
        return core::fail(EventError::Auth);
    }
    if (isContent(header.kind) == header.epoch.isZero()) {
        return core::fail(EventError::Epoch);
    }
    const bool opening = header.kind == static_cast<std::uint8_t>(Kind::LogOpen);
    // Nothing could follow the last number there is, and the one after it would wrap.
    const bool last = header.seq == UINT64_MAX;
    if (last || opening != (header.seq == 0) || opening != header.prev.isZero()) {
        return core::fail(EventError::Opening);
    }
    if (header.bodyLength > core::limits::spec::eventBodyBytes) {
        return core::fail(EventError::Body);
    }
    return header;
}

core::EventId eventId(core::ByteView header)
{
    return core::EventId(core::hashOf("parlour event 1", {header}));
}

bool areTornApart(const Header& first, const core::EventId& firstId, const Header& then)
{
    if (first.room != then.room || first.log != then.log) {
        return false;
    }
    return first.seq == then.seq ? first != then
                                 : then.seq == first.seq + 1 && then.prev != firstId;
}

core::Hash32 bodyHash(core::ByteView body)
{
    return core::hashOf("parlour body 1", {body});
}

core::Signature signEvent(const core::SigningKey& device, const core::EventId& id)
{
    return device.sign(id.view());
}

bool verifyEvent(const core::DeviceId& device, const core::EventId& id, core::ByteView signature)
{
    return core::verify(device.view(), id.view(), signature);
}

core::LogId logId(const core::RoomId& room,
                  const core::DeviceId& device,
                  const core::EventId& birth,
                  std::uint64_t incarnation)
{
    core::Bytes number;
    core::Writer(number).u64(incarnation);
    return core::LogId(
        core::hashOf("parlour log 1", {room.view(), device.view(), birth.view(), number}));
}

core::Signature certifyDevice(const core::SigningKey& identity, const core::DeviceId& device)
{
    return identity.sign("parlour device 1", {device.view()});
}

bool verifyDevice(const core::IdentityId& identity,
                  const core::DeviceId& device,
                  core::ByteView certificate)
{
    return core::verify(identity.view(), "parlour device 1", {device.view()}, certificate);
}

core::Signature
signEntry(const core::SigningKey& door, const core::RoomId& room, const core::IdentityId& identity)
{
    return door.sign("parlour enter 1", {room.view(), identity.view()});
}

bool verifyEntry(const core::DoorId& door,
                 const core::RoomId& room,
                 const core::IdentityId& identity,
                 core::ByteView proof)
{
    return core::verify(door.view(), "parlour enter 1", {room.view(), identity.view()}, proof);
}

} // namespace engine::room
