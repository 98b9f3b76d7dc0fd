// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Where the parts of SQLite's write-ahead log lie once each of them is sealed (sqlite.org/fileformat2.html, section 4). What
// SQLite sees: a header of 32 bytes, then frames of 24 + 4096. On the disk each part is longer by its seal.

#include "engine/host/page_seal.h"

#include <cstdint>

namespace engine::host::wal {

constexpr std::int64_t pageBytes = 4096;
constexpr std::int64_t headerBytes = 32;
constexpr std::int64_t frameHeaderBytes = 24;
constexpr std::int64_t frameBytes = frameHeaderBytes + pageBytes;
constexpr auto overhead = static_cast<std::int64_t>(sealOverhead);

/// Part 0 is the header, part n the n-th frame.
struct Place {
    std::int64_t part = 0;
    std::int64_t within = 0; ///< offset in that part
};

[[nodiscard]] constexpr std::int64_t bytesOf(std::int64_t part)
{
    return part == 0 ? headerBytes : frameBytes;
}
[[nodiscard]] constexpr Place placeOf(std::int64_t offset)
{
    if (offset < headerBytes) {
        return {0, offset};
    }
    return {1 + (offset - headerBytes) / frameBytes, (offset - headerBytes) % frameBytes};
}
/// Where the sealed part begins on the disk.
[[nodiscard]] constexpr std::int64_t onDisk(std::int64_t part)
{
    return part == 0 ? 0 : headerBytes + overhead + (part - 1) * (frameBytes + overhead);
}
/// What SQLite sees of a file of this length: whole parts only.
[[nodiscard]] constexpr std::int64_t lengthSeen(std::int64_t diskLength)
{
    if (diskLength < headerBytes + overhead) {
        return 0;
    }
    const std::int64_t frames = (diskLength - headerBytes - overhead) / (frameBytes + overhead);
    return headerBytes + frames * frameBytes;
}
/// The length on the disk for one that SQLite asks for; a part is never cut in two.
[[nodiscard]] constexpr std::int64_t lengthOnDisk(std::int64_t lengthSeen)
{
    return lengthSeen < headerBytes ? 0 : onDisk(placeOf(lengthSeen).part);
}

} // namespace engine::host::wal
