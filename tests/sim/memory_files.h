// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The file system of a simulated host: shared files, part files whose unflushed writes a crash loses, finished downloads.

#include "engine/peer_io.h"

#include <map>
#include <string>

namespace sim {

class MemoryFiles
{
public:
    void put(const std::string& path, core::Bytes bytes) { m_files[path] = std::move(bytes); }
    [[nodiscard]] const core::Bytes* find(const std::string& path) const;
    /// What was not flushed is gone, and so is every open job.
    void crash();

    [[nodiscard]] engine::FileHashed hash(const engine::HashFile& what) const;
    [[nodiscard]] std::pair<std::optional<engine::FileError>, core::Bytes>
    read(const std::string& path, std::uint64_t offset, std::uint32_t length) const;
    [[nodiscard]] engine::DownloadPlaced place(const engine::PlaceDownload& what);
    [[nodiscard]] engine::DownloadPlaced reopen(const engine::ReopenDownload& what);
    [[nodiscard]] std::optional<engine::FileError> write(const engine::WritePart& what);
    [[nodiscard]] std::optional<engine::FileError> flush(engine::FileJobId job);
    [[nodiscard]] std::pair<std::optional<engine::FileError>, core::Bytes>
    readPart(const engine::ReadPart& what) const;
    [[nodiscard]] std::pair<std::optional<engine::FileError>, std::string>
    finish(engine::FileJobId job);
    void drop(engine::FileJobId job);

private:
    struct Part {
        std::string partPath;
        std::string finalPath;
        core::Bytes bytes;
        bool grows = false; ///< how long it will be is not known
    };

    std::map<std::string, core::Bytes> m_files;
    std::map<engine::FileJobId, Part> m_parts;
};

} // namespace sim
