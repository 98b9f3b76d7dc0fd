// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The files of one machine in a test of the file desk: what a crash leaves is what was flushed, and the disk fills up when
// it is told to.

#include "engine/peer_io.h"
#include "transfer/merkle.h"

#include <algorithm>
#include <map>

namespace fixture {

class FileHost
{
public:
    std::map<std::string, core::Bytes> files; ///< part files as of their last flush
    bool full = false;
    std::size_t writes = 0;

    void crash() { m_parts.clear(); }

    [[nodiscard]] engine::FileHashed hash(const engine::HashFile& ask) const
    {
        engine::FileHashed out;
        out.job = ask.job;
        const auto found = files.find(ask.path);
        if (found == files.end()) {
            out.error = engine::FileError::Gone;
            return out;
        }
        transfer::TreeBuilder tree;
        tree.add(found->second);
        out.bytes = tree.length();
        out.root = tree.finish();
        out.leaves = tree.leaves();
        out.name = ask.path.substr(ask.path.rfind('/') + 1);
        return out;
    }

    struct Slice {
        std::optional<engine::FileError> error;
        core::Bytes bytes;
    };
    [[nodiscard]] Slice read(const engine::ReadFile& ask) const
    {
        const auto found = files.find(ask.path);
        return slice(found == files.end() ? nullptr : &found->second, ask.offset, ask.length);
    }
    [[nodiscard]] Slice read(const engine::ReadPart& ask) const
    {
        const auto found = m_parts.find(ask.job);
        return slice(
            found == m_parts.end() ? nullptr : &found->second.bytes, ask.offset, ask.length);
    }

    [[nodiscard]] engine::DownloadPlaced place(const engine::PlaceDownload& ask)
    {
        engine::DownloadPlaced out;
        out.job = ask.job;
        const std::string folder = ask.to.empty() ? "/downloads/" : ask.to;
        out.finalPath = folder.ends_with('/') ? folder + ask.safeName : folder;
        out.partPath = out.finalPath + ".part";
        if (files.contains(out.finalPath)) {
            out.error = engine::FileError::Exists;
            return out;
        }
        files[out.partPath] = {};
        m_parts[ask.job] = {out.partPath, out.finalPath, {}};
        return out;
    }
    [[nodiscard]] engine::DownloadPlaced reopen(const engine::ReopenDownload& ask)
    {
        engine::DownloadPlaced out{ask.job, std::nullopt, ask.partPath, ask.finalPath};
        const auto found = files.find(ask.partPath);
        if (found == files.end()) {
            out.error = engine::FileError::Gone;
        } else {
            m_parts[ask.job] = {ask.partPath, ask.finalPath, found->second};
        }
        return out;
    }
    [[nodiscard]] std::optional<engine::FileError> write(const engine::WritePart& ask)
    {
        const auto found = m_parts.find(ask.job);
        if (found == m_parts.end()) {
            return engine::FileError::Gone;
        }
        if (full) {
            return engine::FileError::DiskFull;
        }
        ++writes;
        core::Bytes& bytes = found->second.bytes;
        bytes.resize(std::max<std::size_t>(bytes.size(), ask.offset + ask.bytes.size()));
        std::copy(ask.bytes.begin(),
                  ask.bytes.end(),
                  bytes.begin() + static_cast<std::ptrdiff_t>(ask.offset));
        return std::nullopt;
    }
    [[nodiscard]] std::optional<engine::FileError> flush(engine::FileJobId job)
    {
        const auto found = m_parts.find(job);
        if (found == m_parts.end()) {
            return engine::FileError::Gone;
        }
        files[found->second.partPath] = found->second.bytes;
        return std::nullopt;
    }
    /// Empty: it failed.
    [[nodiscard]] std::string finish(engine::FileJobId job)
    {
        const auto found = m_parts.find(job);
        if (found == m_parts.end()) {
            return {};
        }
        const std::string path = found->second.finalPath;
        files[path] = found->second.bytes;
        files.erase(found->second.partPath);
        m_parts.erase(found);
        return path;
    }
    /// Somebody writes into every part file that is open, without flushing.
    void scribble(std::size_t from, std::size_t length)
    {
        for (auto& [job, part] : m_parts) {
            for (std::size_t at = from; at < from + length && at < part.bytes.size(); ++at) {
                part.bytes[at] ^= 0x55U;
            }
        }
    }
    void drop(engine::FileJobId job)
    {
        if (const auto found = m_parts.find(job); found != m_parts.end()) {
            files.erase(found->second.partPath);
            m_parts.erase(found);
        }
    }

private:
    struct Part {
        std::string partPath;
        std::string finalPath;
        core::Bytes bytes;
    };

    static Slice slice(const core::Bytes* bytes, std::uint64_t offset, std::uint32_t length)
    {
        if (bytes == nullptr) {
            return {engine::FileError::Gone, {}};
        }
        if (offset > bytes->size() || bytes->size() - offset < length) {
            return {engine::FileError::Changed, {}};
        }
        const auto begin = bytes->begin() + static_cast<std::ptrdiff_t>(offset);
        return {std::nullopt, core::Bytes(begin, begin + length)};
    }

    std::map<engine::FileJobId, Part> m_parts;
};

} // namespace fixture
