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
#include "engine/stored.h"

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

/// Rows of this kind that hang on a message and count, of one author; answered by handleRows.
struct ReadRelated {
    ReadId read = 0;
    RoomId room;
    core::EventRef message;
    std::uint8_t kind = 0;
    IdentityId author;
    std::uint32_t most = 128;
};
/// The person is told of a message again, as the store has it now; of one that is not shown nothing.
struct TellMessage {
    RoomId room;
    core::EventRef message;
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
    /// `to` is a name that the person chose: the file takes the place of what stands there, and is for his eyes only.
    bool replaces = false;
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

/// A file of the person's own choice, whole or not at all, in place of what stands there; the host answers the request.
struct WriteFile {
    RequestId request = 0;
    std::string path;
    core::Bytes bytes;
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
                                ReadRelated,
                                TellMessage,
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
                                WriteFile,
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
