// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The layer between SQLite and the files of the history: every page of the database and every part of its write-ahead log
// is sealed (page_seal.h) before it reaches the disk. It registers with SQLite under a name of its own and stands on another
// VFS, the system's or a test's.
//
// * Pages are 4096 bytes with 40 of them reserved for the seal; the first page is written by this layer (emptyDatabase),
//   already in WAL mode, so that no rollback journal is ever needed. Journals and temporary files are refused: nothing
//   plain reaches the disk.
// * A frame of the log is sealed together with its header, whose checksums tell of plain pages.
// * The log's shared index lives in memory (shared_index.h).
// * A part of the log that does not open reads as zeros while SQLite recovers (a torn end is where the log ends), and is
//   an error at any other time; so is a page. A first page torn by a power cut lies whole in the log: until that is read,
//   constants stand for its header, but only when the log is sealed under this key; a wrong key is refused at opening.

#include "core/bytes.h"
#include "core/rng.h"
#include "core/secret_bytes.h"

#include <memory>
#include <string>

namespace engine::host {

struct SealedLayer;

class SealedVfs
{
public:
    /// On the VFS of that name, the system's when there is none. The source of nonces outlives it.
    SealedVfs(core::Secret<32> key, core::Rng& rng, const char* below = nullptr);
    SealedVfs(const SealedVfs&) = delete;
    SealedVfs& operator=(const SealedVfs&) = delete;
    SealedVfs(SealedVfs&&) = delete;
    SealedVfs& operator=(SealedVfs&&) = delete;
    /// No connection may be open any more.
    ~SealedVfs();

    [[nodiscard]] const std::string& name() const;
    [[nodiscard]] bool exists(const std::string& path) const;
    /// A sealed database with nothing in it, as a file.
    [[nodiscard]] core::Bytes emptyDatabase() const;

private:
    std::unique_ptr<SealedLayer> m_layer;
};

} // namespace engine::host
