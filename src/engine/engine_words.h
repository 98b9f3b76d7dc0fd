// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The words that everybody at the engine's door shares: why something was refused, in which state a room, a member or a
// message is, who stands where. Nothing here is a text for people: the window finds the words for them.

#include "core/ids.h"

#include <cstdint>
#include <string_view>
#include <variant>

namespace engine {

using core::EventRef;
using core::IdentityId;
using core::RoomId;

/// A larger file is no picture of a room.
constexpr std::uint64_t roomPictureBytesMost = 512 * 1024;

/// What a person has set: yes or no, or a number.
using SettingWord = std::variant<bool, std::uint32_t>;

/// Why something was refused; `reasonWord` gives the word of the control contract.
enum class Reason : std::uint8_t {
    NotMember,
    NotAllowed,
    UnknownRoom,
    UnknownMessage,
    UnknownFile,
    UnknownIdentity,
    BadInvite,
    Expired,
    Revoked,
    Banned,
    Muted,
    SlowMode,
    BadPassword,
    TooLarge,
    RateLimited,
    Quota,
    DiskFull,
    ReadOnly,
    FileGone,
    FileChanged,
    FileExists,
    Unreachable,
    Busy,
    Locked,
    BadArgument,
    NotBuilt, ///< a method that this version does not have yet
    Internal,
};
[[nodiscard]] std::string_view reasonWord(Reason reason);

enum class RoomState : std::uint8_t { Joining, Knocking, Joined, Kicked, Banned, Left };
enum class MemberState : std::uint8_t { Joined, Knocking, Muted, Kicked, Banned, Left };
enum class MessageState : std::uint8_t { Received, Stored, Sent, Delivered, Read };
enum class Access : std::uint8_t { Public, Invite, Knock, Password };
enum class HistoryAccess : std::uint8_t { All, Joined, None };
enum class Path : std::uint8_t { None, Direct, Relayed };
enum class Rung : std::uint8_t { Cached, Lan, Invite, Dht, Typed };
enum class RungState : std::uint8_t { Off, Idle, Trying, Found, Failed };
enum class MemberChange : std::uint8_t {
    Joined,
    Left,
    Level,
    Online,
    Offline,
    Name,
    Muted,
    Kicked,
    Banned,
    Unmuted
};

[[nodiscard]] std::string_view wordOf(RoomState state);
[[nodiscard]] std::string_view wordOf(MemberState state);
[[nodiscard]] std::string_view wordOf(MessageState state);
[[nodiscard]] std::string_view wordOf(Access access);
[[nodiscard]] std::string_view wordOf(HistoryAccess history);
[[nodiscard]] std::string_view wordOf(Path path);
[[nodiscard]] std::string_view wordOf(Rung rung);
[[nodiscard]] std::string_view wordOf(RungState state);
[[nodiscard]] std::string_view wordOf(MemberChange change);

/// What an entry of the moderation log tells.
enum class LogAction : std::uint8_t {
    Grant,
    Revoke, ///< a demotion
    Kick,
    Ban,
    Unban,
    Mute,
    Unmute,
    Delete,
    Purge,
    Pin,
    Unpin,
    Policy,
    Invite,
    Admit,
    Close,
    Transfer,
    Succeed,
    Reach, ///< another reach secret
};
[[nodiscard]] std::string_view wordOf(LogAction action);

/// What makes an act of the moderation log void.
enum class VoidWhy : std::uint8_t {
    None, ///< it counts
    TwoPasts,
    NoRight,
    DoorClosed,
    Removed,
    TwoTransfers,
    Transferred,
    Muted,
    DeviceCut,
    Fork,
    Other,
};

constexpr int levelFounder = 100;
constexpr int levelAdmin = 80;
constexpr int levelModerator = 50;
constexpr int levelMember = 10;
constexpr int levelObserver = 0;
constexpr int levelNone = -1;

} // namespace engine
