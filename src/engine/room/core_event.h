// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// An event of the authority core, parsed: typed ids and typed bodies, so that the rules (authority.h) never see bytes.
//
// Decoding is strict. Ids have their one length, lists are sorted and distinct and bounded, texts are valid UTF-8, and
// serialising what was parsed gives the very bytes that came: one body, one encoding. Bytes that a newer version may
// send (unknown fields) do not survive that and are refused; a new kind is the way to say new things.

#include "core/ids.h"
#include "core/keys.h"
#include "core/result.h"
#include "engine/room/event.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace engine::room {

/// What of one log stays: everything up to and including these two. Zero ids keep nothing.
struct LogCut {
    core::LogId log;
    core::EventId lastEvent;
    core::EventId lastCore;
    std::uint64_t lastSeq = 0; ///< of lastEvent

    bool operator==(const LogCut&) const = default;
};

struct OpenBody {
    core::IdentityId identity;
    core::DeviceId device;
    core::Signature certificate{};
    core::EventId birth;
    std::uint64_t incarnation = 0;
    std::optional<core::Signature> doorProof;
    std::optional<core::ByteArray<8>> work;

    bool operator==(const OpenBody&) const = default;
};

struct GrantBody {
    core::IdentityId identity;
    int level = 0;
    std::string reason;

    bool operator==(const GrantBody&) const = default;
};

struct RevokeBody {
    std::vector<core::IdentityId> targets;
    std::vector<LogCut> cuts;
    bool ban = false;
    std::optional<int> then; ///< a demotion in one event
    std::string reason;

    bool operator==(const RevokeBody&) const = default;
};

struct RestrictBody {
    core::IdentityId target;
    std::vector<LogCut> cuts;
    HybridClock until; ///< zero lifts what it follows
    std::string reason;

    bool operator==(const RestrictBody&) const = default;
};

enum class DoorKind : std::uint8_t { Open, Key, Password, Ask };

struct DoorBody {
    core::DoorId id;
    DoorKind kind = DoorKind::Key;
    int level = 0;
    std::uint64_t expiresMs = 0;
    std::uint32_t uses = 0;
    std::uint32_t workBits = 0;

    bool operator==(const DoorBody&) const = default;
};

struct CloseBody {
    core::EventId door;
    std::vector<core::EventId> keep;
    std::string reason;

    bool operator==(const CloseBody&) const = default;
};

/// Fields that are absent stay as they are.
struct PolicyBody {
    std::optional<std::string> name;
    std::optional<std::string> topic;
    std::optional<std::uint32_t> access;
    std::optional<std::uint32_t> history;
    std::optional<bool> listed;
    std::optional<std::uint32_t> slowModeSeconds;
    std::optional<std::uint32_t> postingLevel;
    std::optional<std::uint32_t> filesLevel;
    std::optional<bool> linksAllowed;
    std::optional<std::uint64_t> maxFileBytes;
    std::optional<std::uint32_t> retentionDays;
    std::optional<std::uint32_t> quarantineMessages;
    std::optional<std::uint32_t> workBits;
    std::optional<std::uint32_t> maxMessageBytes;
    std::optional<core::FileRoot> picture;              ///< all zero: none any more
    std::optional<core::PublicKey> moderatorsKey;       ///< all zero: none any more
    std::optional<std::vector<core::IdentityId>> heirs; ///< empty: none any more

    bool operator==(const PolicyBody&) const = default;
};

struct RedactRange {
    core::LogId log;
    std::uint64_t from = 0;
    std::uint64_t to = 0; ///< inclusive; 0 = everything from `from` on

    bool operator==(const RedactRange&) const = default;
};

struct RedactBody {
    std::vector<RedactRange> ranges;
    bool eraseNow = false;
    std::string reason;

    bool operator==(const RedactBody&) const = default;
};

struct TransferBody {
    core::IdentityId newOwner;
    std::vector<LogCut> cuts;

    bool operator==(const TransferBody&) const = default;
};

struct PinBody {
    std::vector<LogCut> heads;

    bool operator==(const PinBody&) const = default;
};

struct ResetReachBody {
    std::uint32_t generation = 0;
    core::Hash32 secretHash{};

    bool operator==(const ResetReachBody&) const = default;
};

struct DeviceCutBody {
    core::DeviceId device;
    std::vector<LogCut> cuts;
    core::Signature signature{};

    bool operator==(const DeviceCutBody&) const = default;
};

struct SucceedBody {
    core::RoomId predecessor;
    std::vector<core::EventId> coreHeads;
    std::vector<core::IdentityId> members;

    bool operator==(const SucceedBody&) const = default;
};

using CoreBody = std::variant<OpenBody,
                              GrantBody,
                              RevokeBody,
                              RestrictBody,
                              DoorBody,
                              CloseBody,
                              PolicyBody,
                              RedactBody,
                              TransferBody,
                              PinBody,
                              ResetReachBody,
                              DeviceCutBody,
                              SucceedBody>;

struct CoreEvent {
    core::EventId id;
    core::LogId log;
    std::uint64_t seq = 0;
    core::EventId prev;
    core::EventId grant;
    std::vector<core::EventId> auth;
    HybridClock clock;
    CoreBody body;

    template<class Body>
    [[nodiscard]] const Body* as() const
    {
        return std::get_if<Body>(&body);
    }
};

enum class CoreEventError : std::uint8_t {
    Kind,      ///< not a kind of the core
    Malformed, ///< no such message, a length, an order, a bound, a text that is no UTF-8
    Canonical, ///< parses, but another encoding of the same would be the right one
    Header,    ///< what header and body say does not fit (an opening's seq, grant and log)
};

[[nodiscard]] Kind kindOf(const CoreBody& body);
[[nodiscard]] core::Result<CoreBody, CoreEventError> decodeCoreBody(std::uint8_t kind,
                                                                    core::ByteView body);
/// The one encoding. The caller keeps lists sorted and distinct.
[[nodiscard]] core::Bytes encodeCoreBody(const CoreBody& body);
/// Header and body together; an opening must be seq 0 of the log that its device, birth and incarnation name.
[[nodiscard]] core::Result<CoreEvent, CoreEventError>
decodeCoreEvent(const core::EventId& id, const Header& header, core::ByteView body);

/// The cuts of an event that has any (the heads of a PIN are such); empty otherwise.
[[nodiscard]] const std::vector<LogCut>& cutsOf(const CoreBody& body);

} // namespace engine::room
