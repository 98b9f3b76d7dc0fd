// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A letter to those who run a room: a knock, a report, or the word of one of them that a knock was refused. It is sealed to
// the moderators' key, so that any member can keep it and pass it on, and signed, so that nobody can put words into
// another's mouth. Who reports stands inside only. Pure: what is malformed or not what it claims is nothing.

#include "core/rng.h"
#include "core/time.h"
#include "engine/room/self.h"

#include "frames.pb.h"

#include <optional>
#include <string>

namespace engine::room {

namespace wire = ::parlour::wire;

enum class LetterKind : std::uint8_t { Knock = 1, Report = 2, Refusal = 3 };

struct Letter {
    LetterKind kind = LetterKind::Knock;
    core::PublicKey key{}; ///< of the moderators; zero for a refusal
    core::Bytes sealed;
    std::int64_t timeMs = 0;
    core::IdentityId identity; ///< whose it is; zero for a report
    core::DeviceId device;
    core::IdentityId about; ///< of a refusal
};

/// What is inside, as those read it whom it is for.
struct LetterText {
    std::string name;
    std::string text;
    std::string reason;
    core::EventRef message;
    core::IdentityId author;   ///< of the message
    core::IdentityId identity; ///< who reports
};

struct ReportedMessage {
    core::EventRef ref;
    core::IdentityId author;
    std::string text;
    std::string reason; ///< why it is reported
};

[[nodiscard]] core::Hash32 letterId(const wire::Letter& letter);
/// Nothing when it is malformed, too long, or its signature is not its author's.
[[nodiscard]] std::optional<Letter> decodeLetter(const core::RoomId& room, const wire::Letter& in);
/// A knock or a report. Nothing: not for this key, damaged, or a report signed by nobody.
[[nodiscard]] std::optional<LetterText>
openLetter(const core::RoomId& room, const Letter& letter, const core::AgreementKey& key);
/// Of a refusal, which is not sealed.
[[nodiscard]] std::string refusalReason(const Letter& letter);

[[nodiscard]] wire::Letter makeKnock(core::Rng& rng,
                                     const core::RoomId& room,
                                     const Self& self,
                                     const core::PublicKey& key,
                                     const std::string& text,
                                     core::WallTime now);
[[nodiscard]] wire::Letter makeReport(core::Rng& rng,
                                      const core::RoomId& room,
                                      const Self& self,
                                      const core::PublicKey& key,
                                      const ReportedMessage& message,
                                      core::WallTime now);
[[nodiscard]] wire::Letter makeRefusal(const core::RoomId& room,
                                       const Self& self,
                                       const core::IdentityId& about,
                                       const std::string& reason,
                                       core::WallTime now);

} // namespace engine::room
