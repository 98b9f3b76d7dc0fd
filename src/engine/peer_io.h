// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Everything that goes in and out of engine/peer, as plain structs. The host turns outputs into I/O and I/O into inputs;
// the simulator does the same with virtual time.
//
// Every output may wait for a commit: `after` names the Persist batch that must be on disk before the host performs it,
// or is 0. Outputs with the same target keep their order. When a batch fails, what waits for it is dropped, and the peer
// is told by handleCommitFailed.

#include "core/endpoint.h"
#include "core/ids.h"
#include "engine/engine_types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace engine {

/// One TCP connection; numbers are drawn by the peer, for dialled and accepted ones alike, and never reused.
using LinkId = std::uint64_t;
/// One Persist batch, counted up from 1.
using CommitToken = std::uint64_t;
/// One question to the store or the file system.
using ReadId = std::uint64_t;
/// One file being hashed, written or read.
using FileJobId = std::uint64_t;

// ---- what is stored ----

/// How an event is shown. History, unread counts and search see Visible rows only.
enum class Shown : std::uint8_t {
    Never = 0, ///< not content: openings, acts, receipts of state
    Visible = 1,
    Void = 2,     ///< judged void; kept, never shown, comes back when the judgement changes
    Redacted = 3, ///< body dropped
    Held = 4,     ///< clock too far ahead, or its opening or epoch is still missing
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
};

/// Small durable values, keyed by (room, kind, key). Room all zero = the whole profile. The peer owns every encoding.
enum class RecordKind : std::uint8_t {
    Profile = 1,    ///< own name and status
    Room = 2,       ///< one per room: state, genesis, reach secret, own log, link key
    Epoch = 3,      ///< key: epoch id; value: secret
    DoorSeed = 4,   ///< key: door id; value: seed of a key door
    Address = 5,    ///< key: device; value: known addresses
    LogState = 6,   ///< key: log id; value: what is held of it
    ForkProof = 7,  ///< key: log id
    MemberName = 8, ///< key: identity; value: UTF-8 name (the host reads these for history)
    OwnSent =
        9, ///< key: own log id; value: 8 bytes big endian, last seq written to a link (the host reads it)
    ReadMark =
        10, ///< key: empty; value: 16-byte order key up to which everything is read (the host reads it)
    File = 11,      ///< key: EventRef text; value: state of a share or download
    NameClock = 12, ///< key: identity; value: clock of the profile event that gave the name
    DhtState = 13,  ///< key: empty; value: ids and nodes of the DHT
    Setting = 14,   ///< key: its name; value: one byte, 0 or 1
};

struct PutEvent {
    RoomId room;
    EventRow row;
};
/// Rows [fromSeq, toSeq] of a log that are content get this state.
struct SetShown {
    RoomId room;
    core::LogId log;
    std::uint64_t fromSeq = 0;
    std::uint64_t toSeq = 0;
    Shown shown = Shown::Void;
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
using StoreOp =
    std::variant<PutEvent, SetShown, DropBody, PutRecord, DropRecord, PutReceipt, DropRoom>;

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

// ---- outputs ----

struct Dial {
    LinkId link = 0;
    core::Endpoint to;
};
struct LinkBytes {
    LinkId link = 0;
    core::Bytes bytes;
};
/// Closes after what was queued is written.
struct CloseLink {
    LinkId link = 0;
};
/// To the LAN beacon group, on every interface that can multicast.
struct Multicast {
    core::Bytes bytes;
};
enum class UdpSocket : std::uint8_t { Lan, Dht };
struct Datagram {
    UdpSocket socket = UdpSocket::Lan;
    core::Endpoint to;
    core::Bytes bytes;
};
/// A host of the DHT by its name.
struct HostName {
    std::string host;
    std::uint16_t port = 0;
    auto operator<=>(const HostName&) const = default;
};
/// Whose names they are: those that the person gave, or the built-in ones, which are asked last.
enum class DhtEntry : std::uint8_t { Given, Public };
/// Answered by handleBootstrap; with nothing, when no name is known.
struct ResolveHosts {
    DhtEntry entry = DhtEntry::Given;
    std::vector<HostName> hosts;
};
struct Persist {
    CommitToken token = 0;
    std::vector<StoreOp> ops;
    /// After a failed batch the store refuses every further one until a probe succeeds: nothing may be written above a
    /// hole. The peer then asks for everything again with ReloadState.
    bool probe = false;
};
/// Answered by handleStart with what is on disk.
struct ReloadState {
};
/// Rows [fromSeq, toSeq] of one log, ascending, at most `most` rows; answered by handleRows.
struct ReadRows {
    ReadId read = 0;
    RoomId room;
    core::LogId log;
    std::uint64_t fromSeq = 0;
    std::uint64_t toSeq = 0;
    std::uint32_t most = 256;
};
/// The newest `count` visible rows of a room in screen order (oldest first); answered by handleRows.
struct ReadTail {
    ReadId read = 0;
    RoomId room;
    std::uint32_t count = 200;
};

/// Read the whole file, answer handleFileHashed with its leaf hashes; progress goes to the person directly.
struct HashFile {
    FileJobId job = 0;
    std::string path;
};
struct StopHashing {
    FileJobId job = 0;
};
/// Answered by handleFileBytes.
struct ReadFile {
    ReadId read = 0;
    std::string path;
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
};
/// Chooses the place of a download. `to` empty = the download folder; an existing folder = inside it under `safeName`;
/// an existing file = FileExists. Makes the part file beside it; answered by handleDownloadPlaced.
struct PlaceDownload {
    FileJobId job = 0;
    std::string to;
    std::string safeName;
    std::uint64_t bytes = 0;
};
/// Opens the part file of an earlier run again; answered by handleDownloadPlaced.
struct ReopenDownload {
    FileJobId job = 0;
    std::string partPath;
    std::string finalPath;
};
struct WritePart {
    FileJobId job = 0;
    std::uint64_t offset = 0;
    core::Bytes bytes;
};
/// fdatasync of what was written so far; answered by handlePartFlushed.
struct FlushPart {
    FileJobId job = 0;
};
/// Read back from the part file; answered by handleFileBytes.
struct ReadPart {
    ReadId read = 0;
    FileJobId job = 0;
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
};
/// fsync, rename to the final name (" (1)" on collision), fsync of the folder; answered by handleDownloadFinished.
struct FinishPart {
    FileJobId job = 0;
};
struct DropPart {
    FileJobId job = 0;
};

struct SendAnswer {
    RequestId request = 0;
    Answer answer;
};
struct SendNotice {
    Notice notice;
};

using OutputKind = std::variant<Dial,
                                LinkBytes,
                                CloseLink,
                                Multicast,
                                Datagram,
                                ResolveHosts,
                                Persist,
                                ReloadState,
                                ReadRows,
                                ReadTail,
                                HashFile,
                                StopHashing,
                                ReadFile,
                                PlaceDownload,
                                ReopenDownload,
                                WritePart,
                                FlushPart,
                                ReadPart,
                                FinishPart,
                                DropPart,
                                SendAnswer,
                                SendNotice>;

struct Output {
    OutputKind what;
    CommitToken after = 0;
};

/// The caller's own local: an output that is not carried out is visible where it happens.
struct Outbox {
    std::vector<Output> outputs;

    template<class T>
    void add(T what, CommitToken after = 0)
    {
        outputs.push_back(Output{OutputKind(std::move(what)), after});
    }
};

// ---- inputs that are more than a few values ----

enum class StoreError : std::uint8_t { DiskFull, ReadOnly, Failed };
enum class FileError : std::uint8_t { Gone, Changed, Denied, DiskFull, Exists, Failed };

struct FileHashed {
    FileJobId job = 0;
    std::optional<FileError> error;
    std::uint64_t bytes = 0;
    core::FileRoot root;
    std::vector<core::ByteArray<32>> leaves;
    std::string name; ///< last part of the path
    std::int64_t modifiedMs = 0;
};
struct DownloadPlaced {
    FileJobId job = 0;
    std::optional<FileError> error;
    std::string partPath;
    std::string finalPath;
};

} // namespace engine
