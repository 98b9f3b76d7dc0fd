// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A signed event: the fixed header, its id and its signature. The layout is frozen; there is exactly one valid encoding,
// and decoding refuses every other.
//
//   version 1 | kind 1 | room 32 | log 32 | seq 8 | prev 32 | grant 32 | n 1 + auth n x 32 (n <= 4) | clock 8 |
//   epoch 16 | body length 4 | body hash 32                                     (numbers big endian)
//   id = BLAKE2b-256("parlour event 1" || header), signature = Ed25519 by the log's device over id
//
// `grant` is the standing that the event acts under: the room id (a founder of the genesis), a GRANT, a TRANSFER, a
// REVOKE with `then`, or the LOG_OPEN that was the admission through a door. In a LOG_OPEN it equals the body's birth.
// In an event of the authority core auth[0] is the author's previous core event in the same log, for the first one the
// log's opening.
//
// Kinds below 64 are acts: their bodies are plain and their epoch is zero. Kinds from 64 on are content: always sealed.

#include "core/hash.h"
#include "core/ids.h"
#include "core/keys.h"
#include "core/result.h"
#include "core/time.h"

#include <vector>

namespace engine::room {

enum class Kind : std::uint8_t {
    LogOpen = 1,
    Grant = 16,
    Revoke = 17,
    Restrict = 18,
    Door = 19,
    Close = 20,
    Policy = 21,
    Redact = 22,
    Transfer = 23,
    Pin = 24,
    Epoch = 25,
    ResetReach = 26,
    DeviceCut = 27,
    Succeed = 28,
    TextMessage = 64,
    EditMessage = 65,
    Reaction = 66,
    Profile = 67,
    FileCard = 68,
    PinMessage = 69,
};

constexpr std::uint8_t firstContentKind = 64;
[[nodiscard]] constexpr bool isContent(std::uint8_t kind)
{
    return kind >= firstContentKind;
}
/// Acts are judged by the core, and loaded at start; a member's REDACT is one by its kind alone.
[[nodiscard]] constexpr bool isAct(std::uint8_t kind)
{
    return !isContent(kind) && kind != static_cast<std::uint8_t>(Kind::LogOpen)
           && kind != static_cast<std::uint8_t>(Kind::Epoch);
}
/// Content that takes a place of its own on the screen.
[[nodiscard]] constexpr bool isShown(std::uint8_t kind)
{
    return kind == static_cast<std::uint8_t>(Kind::TextMessage)
           || kind == static_cast<std::uint8_t>(Kind::FileCard);
}
/// Content that hangs on a message and has no place of its own: an edit, a reaction, a pin.
[[nodiscard]] constexpr bool isRelated(std::uint8_t kind)
{
    return kind == static_cast<std::uint8_t>(Kind::EditMessage)
           || kind == static_cast<std::uint8_t>(Kind::Reaction)
           || kind == static_cast<std::uint8_t>(Kind::PinMessage);
}

/// 48 bits of milliseconds since 1970, 16 bits of counter: orders the screen and nothing else.
struct HybridClock {
    std::uint64_t value = 0;

    auto operator<=>(const HybridClock&) const = default;
    /// Later than every event.
    [[nodiscard]] static constexpr HybridClock never() { return {UINT64_MAX}; }
    /// The first of a millisecond.
    [[nodiscard]] static constexpr HybridClock at(core::WallTime time)
    {
        return {static_cast<std::uint64_t>(time.milliseconds) << 16U};
    }
    [[nodiscard]] std::int64_t milliseconds() const
    {
        return static_cast<std::int64_t>(value >> 16U);
    }
    /// The next clock of somebody whose last one was *this and whose wall clock reads `now`: never steps back.
    [[nodiscard]] HybridClock next(core::WallTime now) const;
};

struct Header {
    std::uint8_t kind = 0;
    core::RoomId room;
    core::LogId log;
    std::uint64_t seq = 0;
    core::EventId prev;
    core::EventId grant;
    std::vector<core::EventId> auth; ///< at most 4, distinct
    HybridClock clock;
    core::EpochId epoch;
    std::uint32_t bodyLength = 0;
    core::Hash32 bodyHash{};

    bool operator==(const Header&) const = default;
    [[nodiscard]] core::EventRef ref() const { return {log, seq}; }
};

enum class EventError : std::uint8_t { Length, Version, Auth, Epoch, Opening, Body, Signature };

[[nodiscard]] core::Bytes encodeHeader(const Header& header);
[[nodiscard]] core::Result<Header, EventError> decodeHeader(core::ByteView bytes);
[[nodiscard]] core::EventId eventId(core::ByteView header);

/// Two headers of one log that no chain holds both of: of one seq, or of two that follow each other where the later one
/// names another event before it. `first` is not the later one.
[[nodiscard]] bool
areTornApart(const Header& first, const core::EventId& firstId, const Header& then);

/// The hash that a header carries of its body as it travels (sealed, or plain for acts).
[[nodiscard]] core::Hash32 bodyHash(core::ByteView body);
[[nodiscard]] core::Signature signEvent(const core::SigningKey& device, const core::EventId& id);
[[nodiscard]] bool
verifyEvent(const core::DeviceId& device, const core::EventId& id, core::ByteView signature);

/// log = BLAKE2b-256("parlour log 1" || room || device || birth || incarnation).
[[nodiscard]] core::LogId logId(const core::RoomId& room,
                                const core::DeviceId& device,
                                const core::EventId& birth,
                                std::uint64_t incarnation);

/// What an identity signs to make a device its own.
[[nodiscard]] core::Signature certifyDevice(const core::SigningKey& identity,
                                            const core::DeviceId& device);
[[nodiscard]] bool verifyDevice(const core::IdentityId& identity,
                                const core::DeviceId& device,
                                core::ByteView certificate);

/// What the key of a door signs to let an identity in.
[[nodiscard]] core::Signature
signEntry(const core::SigningKey& door, const core::RoomId& room, const core::IdentityId& identity);
[[nodiscard]] bool verifyEntry(const core::DoorId& door,
                               const core::RoomId& room,
                               const core::IdentityId& identity,
                               core::ByteView proof);

} // namespace engine::room
