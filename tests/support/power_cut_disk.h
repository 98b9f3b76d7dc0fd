// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A disk in memory that loses its power: a VFS of SQLite that knows what was synced and what was only written. At a cut
// each write since the last sync may have reached the platter, may not have, or may be torn in the middle of a sector of
// 512 bytes, independently of the others; so may a change of length, and a file that was made or removed without a sync.
// What was synced stays. Deterministic: the same seed gives the same image.

#include "core/bytes.h"
#include "core/rng.h"

#include <cstdint>
#include <memory>
#include <string>

namespace support {

class PowerCutDisk
{
public:
    PowerCutDisk();
    PowerCutDisk(const PowerCutDisk&) = delete;
    PowerCutDisk& operator=(const PowerCutDisk&) = delete;
    PowerCutDisk(PowerCutDisk&&) = delete;
    PowerCutDisk& operator=(PowerCutDisk&&) = delete;
    /// No file may be open any more.
    ~PowerCutDisk();

    /// As SQLite knows the VFS.
    [[nodiscard]] const char* name() const;
    /// A file that is there from before.
    void put(const std::string& path, core::ByteView bytes);
    [[nodiscard]] core::Bytes content(const std::string& path) const;
    /// Writes, syncs, changes of length and removals so far.
    [[nodiscard]] std::uint64_t operations() const;
    /// The power goes at that operation; from it on every call fails.
    void cutAt(std::uint64_t operation);
    [[nodiscard]] bool isCut() const;
    /// What the disk holds when the power is back. All files must be closed.
    void powerOn(core::Rng& rng);

    struct Platter;

private:
    std::unique_ptr<Platter> m_platter;
};

} // namespace support
