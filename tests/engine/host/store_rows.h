// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Rows as the store tests need them: real headers and bodies, made-up ids.

#include "engine/peer_io.h"
#include "engine/room/event.h"

#include "events.pb.h"

#include <algorithm>
#include <string>

namespace support {

template<class IdType>
IdType idOf(std::uint8_t byte)
{
    core::ByteArray<IdType::size> bytes{};
    bytes.fill(byte);
    return IdType(bytes);
}

inline core::Bytes serialised(const google::protobuf::MessageLite& body)
{
    const std::string bytes = body.SerializeAsString();
    return core::copyOf(core::bytesOf(bytes));
}

inline core::ByteArray<16> orderKey(std::int64_t timeMs, const core::EventId& id)
{
    core::ByteArray<16> order{};
    const std::uint64_t clock = static_cast<std::uint64_t>(timeMs) << 16U;
    for (std::size_t i = 0; i < 8; ++i) {
        order[i] = static_cast<std::uint8_t>(clock >> (8 * (7 - i)));
        order[8 + i] = id.bytes()[i];
    }
    return order;
}

/// A visible text of `author` at `timeMs`.
inline engine::PutEvent textEvent(const engine::RoomId& room,
                                  const core::LogId& log,
                                  std::uint64_t seq,
                                  const engine::IdentityId& author,
                                  std::int64_t timeMs,
                                  const std::string& text)
{
    parlour::wire::TextMessage body;
    body.set_text(text);
    engine::room::Header header;
    header.kind = static_cast<std::uint8_t>(engine::room::Kind::TextMessage);
    header.room = room;
    header.log = log;
    header.seq = seq;
    header.prev = idOf<core::EventId>(3);
    header.grant = idOf<core::EventId>(4);
    header.clock.value = static_cast<std::uint64_t>(timeMs) << 16U;
    header.epoch = idOf<core::EpochId>(5);

    engine::EventRow row;
    row.ref = {log, seq};
    row.header = engine::room::encodeHeader(header);
    row.id = engine::room::eventId(row.header);
    row.signature = core::Bytes(64, 6);
    row.nonce = core::Bytes(24, 7);
    row.body = serialised(body);
    row.kind = header.kind;
    row.author = author;
    row.arrivedMs = timeMs + 1;
    row.order = orderKey(timeMs, row.id);
    row.shown = engine::Shown::Visible;
    return {room, row};
}

} // namespace support
