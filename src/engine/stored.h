// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the store keeps: rows of events, small records, receipts. The peer owns every encoding; the host and the simulator
// keep the bytes and give them back at start.

#include "core/ids.h"
#include "engine/engine_words.h"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace engine {

/// How an event is shown. History, unread counts and search see Visible rows only.
enum class Shown : std::uint8_t {
    Never = 0, ///< not content: openings, acts, receipts of state
    Visible = 1,
    Void = 2,     ///< judged void; kept, never shown, comes back when the judgement changes
    Redacted = 3, ///< taken back; the body is dropped at once or later
    Held = 4,     ///< clock too far ahead, or its opening or epoch is still missing
    Related = 5,  ///< counts, without a place on the screen: an edit, a reaction, a pin
};

/// One event as the store keeps it. `body` is plaintext unless `sealed` (the epoch is not known yet); re-sealing with
/// `nonce` gives the bytes whose hash the header carries.
struct EventRow {
    core::EventRef ref;
    core::EventId id;
    core::Bytes header;
    core::Bytes signature; ///< 64 bytes, or empty when a later event of the run vouches for it
    core::Bytes nonce;     ///< 24 bytes, or empty for bodies that are never sealed
    core::Bytes body;
    bool hasBody = true;
    bool sealed = false;
    bool core = false; ///< loaded at start: of the authority core, a log's opening, or a file card
    std::uint8_t kind = 0;
    IdentityId author; ///< zero while the opening is unknown
    std::int64_t arrivedMs = 0;
    /// 8 bytes big endian time shown (ms << 16 | counter, or the arrival of what came late) || first 8 bytes of the id.
    core::ByteArray<16> order{};
    bool late = false;
    Shown shown = Shown::Never;
    /// By rules that its author had to know to be over: it counts, and is shown folded.
    bool olderRules = false;
    /// What an edit, a reaction or a pin speaks of. Written, never read back: the body says it.
    std::optional<core::EventRef> target = {};
};

/// Small durable values, keyed by (room, kind, key). Room all zero = the whole profile. The peer owns every encoding.
enum class RecordKind : std::uint8_t {
    Profile = 1,    ///< own name and status
    Room = 2,       ///< one per room: state, genesis, reach secret, own log, link key
    Epoch = 3,      ///< key: epoch id; value: secret
    DoorSeed = 4,   ///< key: DOOR event; value: seed of a key door
    Address = 5,    ///< key: device; value: known addresses
    LogState = 6,   ///< key: log id; value: what is held of it
    ForkProof = 7,  ///< key: log id
    MemberName = 8, ///< key: identity; value: UTF-8 name (the host reads these for history)
    OwnSent =
        9, ///< key: own log id; value: 8 bytes big endian, last seq written to a link (the host reads it)
    ReadMark =
        10, ///< key: empty; value: 16-byte order key up to which everything is read (the host reads it)
    File = 11,          ///< key: EventRef text; value: state of a share or download
    NameClock = 12,     ///< key: identity; value: clock of the profile event that gave the name
    DhtState = 13,      ///< key: empty; value: ids and nodes of the DHT
    Setting = 14,       ///< key: its name; value: one byte, 0 or 1, or a number in 4 bytes
    ModeratorsKey = 16, ///< key: its public half; value: the secret that opens letters
    Letter = 17,        ///< key: its id; value: a Letter
    EpochLacked =
        18, ///< key: epoch id; value: logs with words sealed under it, of which the secret is not here
    Blocked = 15, ///< key: identity; whose texts this person does not want (the host reads it)
};

struct PutEvent {
    RoomId room;
    EventRow row;
};
/// Rows [fromSeq, toSeq] of a log that are content get this state. Visible means Related for what has no place of its own
/// on the screen. What was redacted stays so, unless `redactedToo` is set and its body is still there.
struct SetShown {
    RoomId room;
    core::LogId log;
    std::uint64_t fromSeq = 0;
    std::uint64_t toSeq = 0;
    Shown shown = Shown::Void;
    bool redactedToo = false;
};
/// One row was sent under older rules, or was not after all.
struct SetOlderRules {
    RoomId room;
    core::EventRef ref;
    bool olderRules = true;
};
/// A redaction: nonce and text go together.
struct DropBody {
    RoomId room;
    core::EventRef ref;
};
struct PutRecord {
    RoomId room;
    RecordKind kind = RecordKind::Room;
    core::Bytes key;
    core::Bytes value;
};
struct DropRecord {
    RoomId room;
    RecordKind kind = RecordKind::Room;
    core::Bytes key;
};
/// What a member has confirmed of a log of ours; both numbers only grow. Seqs plus one, 0 = nothing.
struct PutReceipt {
    RoomId room;
    core::LogId log;
    IdentityId member;
    std::uint64_t deliveredEnd = 0;
    std::uint64_t readEnd = 0;
};
struct DropRoom {
    RoomId room;
};
using StoreOp = std::variant<PutEvent,
                             SetShown,
                             SetOlderRules,
                             DropBody,
                             PutRecord,
                             DropRecord,
                             PutReceipt,
                             DropRoom>;

struct StoredRecord {
    RoomId room;
    RecordKind kind = RecordKind::Room;
    core::Bytes key;
    core::Bytes value;
};
struct StoredCoreRow {
    RoomId room;
    EventRow row;
};
struct StoredReceipt {
    RoomId room;
    core::LogId log;
    IdentityId member;
    std::uint64_t deliveredEnd = 0;
    std::uint64_t readEnd = 0;
};
/// What the peer is given at start. Messages stay in the store.
struct StoredState {
    std::vector<StoredRecord> records; ///< ordered by (room, kind, key)
    std::vector<StoredCoreRow> core;   ///< rows with `core` set, ordered by (room, log, seq)
    std::vector<StoredReceipt> receipts;
};

} // namespace engine
