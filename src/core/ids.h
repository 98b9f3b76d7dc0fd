// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Names of things as strong types: a RoomId cannot be passed where a LogId is wanted. All are fixed byte strings, are
// ordered (so that they can key a std::map and every peer iterates alike) and print as lowercase hex.

#include "core/bytes.h"

#include <algorithm>
#include <compare>
#include <optional>
#include <string>

namespace core {

/// Lowercase hex of any bytes.
[[nodiscard]] std::string toHex(ByteView bytes);
/// Strict: even length, [0-9a-f] only.
[[nodiscard]] std::optional<Bytes> fromHex(std::string_view hex);

template<class Tag, std::size_t N>
class Id
{
public:
    static constexpr std::size_t size = N;

    Id() = default;
    explicit Id(const ByteArray<N>& bytes)
        : m_bytes(bytes)
    {
    }

    /// Nothing when the length is not exactly N.
    [[nodiscard]] static std::optional<Id> from(ByteView bytes)
    {
        if (bytes.size() != N) {
            return std::nullopt;
        }
        Id id;
        std::copy(bytes.begin(), bytes.end(), id.m_bytes.begin());
        return id;
    }
    [[nodiscard]] static std::optional<Id> fromHexText(std::string_view hex)
    {
        const auto bytes = fromHex(hex);
        return bytes ? from(*bytes) : std::nullopt;
    }

    [[nodiscard]] const ByteArray<N>& bytes() const { return m_bytes; }
    [[nodiscard]] ByteView view() const { return m_bytes; }
    [[nodiscard]] std::string hex() const { return toHex(m_bytes); }
    [[nodiscard]] bool isZero() const
    {
        return std::all_of(
            m_bytes.begin(), m_bytes.end(), [](std::uint8_t byte) { return byte == 0; });
    }

    auto operator<=>(const Id&) const = default;

private:
    ByteArray<N> m_bytes{};
};

/// A room: the hash of its genesis.
using RoomId = Id<struct RoomTag, 32>;
/// One author log: H(context, room, device, birth, incarnation).
using LogId = Id<struct LogTag, 32>;
/// One signed event, or (the same bytes as its RoomId) a genesis.
using EventId = Id<struct EventTag, 32>;
/// A person: an Ed25519 public key.
using IdentityId = Id<struct IdentityTag, 32>;
/// One installation of a person: an Ed25519 public key.
using DeviceId = Id<struct DeviceTag, 32>;
/// A key epoch: the first 16 bytes of H(epoch secret); all zero marks a body that is not sealed.
using EpochId = Id<struct EpochTag, 16>;
/// A door: the way into a room; an Ed25519 public key for key doors, random otherwise.
using DoorId = Id<struct DoorTag, 32>;
/// A file's content: its BEP 52 pieces root (SHA-256).
using FileRoot = Id<struct FileRootTag, 32>;

/// An event by its place: what messages, files and replies are named by.
struct EventRef {
    LogId log;
    std::uint64_t seq = 0;
    auto operator<=>(const EventRef&) const = default;

    /// "<64 hex digits>-<decimal seq>": the opaque message and file id of the control contract.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<EventRef> fromText(std::string_view text);
};

} // namespace core
