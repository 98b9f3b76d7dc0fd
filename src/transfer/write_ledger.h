// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What became of proved blocks on their way to the disk:
//
//     writing --written--> loose --flush begins--> flushing --flushed--> durable
//
// Only durable blocks survive a power cut, so only they are claimed in what is persisted. One flush runs at a time and
// covers what was written before it began.

#include "transfer/chunk_map.h"
#include "transfer/manifest.h"

#include <set>

namespace transfer {

class WriteLedger
{
public:
    WriteLedger(const Manifest& manifest, const Bitmap& durable);

    void begin(std::uint64_t block) { m_writing.insert(block); }
    /// False when no such write was under way.
    [[nodiscard]] bool written(std::uint64_t block);
    /// A block found on disk after a restart: it is there, but nobody flushed it.
    void adopt(std::uint64_t block) { addLoose(block); }
    /// The disk lost or altered it.
    void forget(std::uint64_t block);

    [[nodiscard]] bool isWriting(std::uint64_t block) const { return m_writing.contains(block); }
    [[nodiscard]] std::size_t writes() const { return m_writing.size(); }
    [[nodiscard]] bool flushing() const { return m_flushRuns; }
    /// Bytes that a flush beginning now would cover.
    [[nodiscard]] std::uint64_t looseBytes() const { return m_looseBytes; }

    void beginFlush();
    void flushed();

    [[nodiscard]] const Bitmap& durable() const { return m_durable; }
    /// Bytes on disk, flushed or not.
    [[nodiscard]] std::uint64_t bytesWritten() const { return m_bytesWritten; }

private:
    void addLoose(std::uint64_t block);

    Manifest m_manifest;
    Bitmap m_durable;
    std::set<std::uint64_t> m_writing;
    std::set<std::uint64_t> m_loose;
    std::set<std::uint64_t> m_flushing;
    std::uint64_t m_looseBytes = 0;
    std::uint64_t m_bytesWritten = 0;
    bool m_flushRuns = false;
};

} // namespace transfer
