// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The text that lets somebody in: "parlour:" followed by unpadded base64url of a fixed layout with a checksum, at most
// 1,000 characters. It is read by people's mail programs and typed by nobody, so every damage must be noticed.
//
//   version 1 | kind 1 | room 32 | flags 1 | [reach generation 4 | reach secret 16] | door 32 | [door seed 32] |
//   core tag 8 | name length 1 + name | n 1 + addresses n x (1 + 6 or 18) | n 1 + DHT nodes n x (1 + 26 or 38) |
//   expires 8 (ms, a hint) | checksum 4 = first bytes of BLAKE2b-256("parlour link 1" || all before)

#include "core/endpoint.h"
#include "core/ids.h"
#include "core/keys.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <vector>

namespace engine::room {

enum class LinkKind : std::uint8_t { Room = 1, Contact = 2, Device = 3 };

struct InviteLink {
    LinkKind kind = LinkKind::Room;
    core::RoomId room;
    std::uint32_t reachGeneration = 0;
    std::optional<core::ByteArray<16>>
        reach;          ///< missing for public rooms: derived from the room id
    core::EventId door; ///< the DOOR event
    std::optional<core::ByteArray<32>> doorSeed;
    core::ByteArray<8> coreTag{}; ///< start of the newest core head's id
    std::string name;             ///< what the room is called, for the joiner's screen only
    std::vector<core::Endpoint> addresses; ///< at most 6
    std::vector<core::Bytes> dhtNodes;     ///< at most 8, compact
    std::int64_t expiresMs = 0;

    bool operator==(const InviteLink&) const = default;
};

enum class LinkTextError : std::uint8_t { NotALink, Damaged, NewerVersion };

[[nodiscard]] std::string encodeLink(const InviteLink& link);
/// Takes the link out of surrounding white space; upper-case scheme and a trailing full stop or bracket are forgiven.
[[nodiscard]] core::Result<InviteLink, LinkTextError> decodeLink(std::string_view text);

} // namespace engine::room
