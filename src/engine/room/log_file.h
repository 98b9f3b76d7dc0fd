// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The moderation log as a file that anybody can check without a network and without having been in the room: the genesis,
// the openings and acts with their signatures, the proofs of forks, and what the exporter says of each, signed by his
// device.
//
//     "parlour log 2\n" | device (32) | signature (64) over ("parlour log file 1", content)
//     | content (archive.proto, LogFileContent)

#include "engine/room/moderation_log.h"
#include "engine/room/self.h"

namespace engine::room {

struct LogFile {
    core::Bytes genesis;
    std::vector<CarriedEvent> events;
    std::vector<wire::ForkProof> forks;
    std::map<core::EventId, bool> verdicts;
    std::map<core::IdentityId, std::string> names;
    std::int64_t timeMs = 0;
    core::IdentityId exporter;
    core::DeviceId device;
    core::Signature certificate{};
};

[[nodiscard]] core::Bytes encodeLogFile(const LogFile& file, const core::SigningKey& device);

enum class LogFileError : std::uint8_t {
    NotOne,    ///< other bytes
    Signature, ///< somebody else's, changed since, or cut off
};
[[nodiscard]] core::Result<LogFile, LogFileError> decodeLogFile(core::ByteView bytes);

struct LogCheck {
    core::RoomId room;
    std::vector<LogEntrySnapshot> entries;
    /// What does not fit, a sentence each; empty: the file tells the truth about what it holds.
    std::vector<std::string> faults;
};
/// Judges everything anew from the signatures up.
[[nodiscard]] LogCheck checkLogFile(const LogFile& file);

} // namespace engine::room
