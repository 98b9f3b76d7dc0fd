// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/engine_words.h"

#include <array>

namespace engine {

namespace {

template<std::size_t N, class Enum>
std::string_view wordAt(const std::array<std::string_view, N>& words, Enum value)
{
    const auto index = static_cast<std::size_t>(value);
    return index < N ? words[index] : std::string_view("unknown");
}

} // namespace

std::string_view reasonWord(Reason reason)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"not_member",   "not_allowed",      "unknown_room", "unknown_message",
         "unknown_file", "unknown_identity", "bad_invite",   "expired",
         "revoked",      "banned",           "muted",        "slow_mode",
         "bad_password", "too_large",        "rate_limited", "quota",
         "disk_full",    "read_only",        "file_gone",    "file_changed",
         "file_exists",  "unreachable",      "busy",         "locked",
         "bad_argument", "not_built",        "internal"});
    return wordAt(words, reason);
}

std::string_view wordOf(RoomState state)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"joining", "knocking", "joined", "kicked", "banned", "left"});
    return wordAt(words, state);
}

std::string_view wordOf(MemberState state)
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"joined", "knocking", "muted", "kicked", "banned", "left"});
    return wordAt(words, state);
}

std::string_view wordOf(MessageState state)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"received", "stored", "sent", "delivered", "read"});
    return wordAt(words, state);
}

std::string_view wordOf(Access access)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"public", "invite", "knock", "password"});
    return wordAt(words, access);
}

std::string_view wordOf(HistoryAccess history)
{
    static constexpr auto words = std::to_array<std::string_view>({"all", "joined", "none"});
    return wordAt(words, history);
}

std::string_view wordOf(Path path)
{
    static constexpr auto words = std::to_array<std::string_view>({"none", "direct", "relayed"});
    return wordAt(words, path);
}

std::string_view wordOf(Rung rung)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"cached", "lan", "invite", "dht", "typed"});
    return wordAt(words, rung);
}

std::string_view wordOf(RungState state)
{
    static constexpr auto words =
        std::to_array<std::string_view>({"off", "idle", "trying", "found", "failed"});
    return wordAt(words, state);
}

std::string_view wordOf(MemberChange change)
{
    static constexpr auto words = std::to_array<std::string_view>({"joined",
                                                                   "left",
                                                                   "level",
                                                                   "online",
                                                                   "offline",
                                                                   "name",
                                                                   "muted",
                                                                   "kicked",
                                                                   "banned",
                                                                   "unmuted"});
    return wordAt(words, change);
}

std::string_view wordOf(LogAction action)
{
    static constexpr auto words = std::to_array<std::string_view>({"grant",
                                                                   "revoke",
                                                                   "kick",
                                                                   "ban",
                                                                   "unban",
                                                                   "mute",
                                                                   "unmute",
                                                                   "delete",
                                                                   "purge",
                                                                   "pin",
                                                                   "unpin",
                                                                   "policy",
                                                                   "invite",
                                                                   "admit",
                                                                   "close",
                                                                   "transfer",
                                                                   "succeed",
                                                                   "reach"});
    return wordAt(words, action);
}

} // namespace engine
