// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What is kept of one share or download over a restart, in two records: a small one that is written often, and the proved
// hashes (4 bytes a KiB of file), which are written seldom.

#include "engine/turn.h"
#include "transfer/manifest.h"

#include <vector>

namespace engine {

struct StoredFile {
    RoomId room;
    EventRef file;
    FileStage stage = FileStage::Fetching; ///< Fetching, Paused, Here, Shared or Gone
    std::string path;                      ///< Shared, Gone, Here: where the file lies
    std::string partPath;                  ///< Fetching, Paused: see DownloadPlaced
    std::string finalPath;
    std::string to;     ///< as the person asked for it
    core::Bytes blocks; ///< Bitmap::encode of those on disk
    core::Bytes hashes; ///< HashStore::encode; only read here, written by persistHashes
    std::int64_t modifiedMs = 0;
};

/// All of it but the hashes.
void persistFile(Turn& turn, const StoredFile& file);
void persistHashes(Turn& turn,
                   const RoomId& room,
                   const EventRef& file,
                   const transfer::HashStore& hashes);
void dropHashes(Turn& turn, const RoomId& room, const EventRef& file);
/// With the hashes.
void dropFile(Turn& turn, const RoomId& room, const EventRef& file);

/// What cannot be read is left out.
[[nodiscard]] std::vector<StoredFile> storedFiles(const StoredState& stored);

} // namespace engine
