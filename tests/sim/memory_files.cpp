// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/memory_files.h"

#include "transfer/merkle.h"

#include <algorithm>

namespace sim {

using namespace engine;

namespace {

std::pair<std::optional<FileError>, core::Bytes>
slice(const core::Bytes* bytes, std::uint64_t offset, std::uint32_t length)
{
    if (bytes == nullptr) {
        return {FileError::Gone, {}};
    }
    if (offset > bytes->size() || bytes->size() - offset < length) {
        return {FileError::Changed, {}};
    }
    const auto begin = bytes->begin() + static_cast<std::ptrdiff_t>(offset);
    return {std::nullopt, core::Bytes(begin, begin + static_cast<std::ptrdiff_t>(length))};
}

} // namespace

const core::Bytes* MemoryFiles::find(const std::string& path) const
{
    const auto it = m_files.find(path);
    return it == m_files.end() ? nullptr : &it->second;
}

void MemoryFiles::crash()
{
    m_parts.clear();
}

FileHashed MemoryFiles::hash(const HashFile& what) const
{
    FileHashed out;
    out.job = what.job;
    const core::Bytes* bytes = find(what.path);
    if (bytes == nullptr) {
        out.error = FileError::Gone;
        return out;
    }
    transfer::TreeBuilder builder;
    builder.add(*bytes);
    out.root = builder.finish();
    out.leaves = builder.leaves();
    out.bytes = bytes->size();
    out.name = what.path.substr(what.path.rfind('/') + 1);
    out.modifiedMs = 1;
    return out;
}

std::pair<std::optional<FileError>, core::Bytes>
MemoryFiles::read(const std::string& path, std::uint64_t offset, std::uint32_t length) const
{
    return slice(find(path), offset, length);
}

DownloadPlaced MemoryFiles::place(const PlaceDownload& what)
{
    DownloadPlaced out;
    out.job = what.job;
    if (what.replaces) {
        out.finalPath = what.to;
        out.partPath = out.finalPath + ".part";
        m_parts[what.job] = {out.partPath, out.finalPath, {}, true};
        m_files[out.partPath] = {};
        return out;
    }
    const std::string folder = what.to.empty() ? "/downloads" : what.to;
    out.finalPath = folder + "/" + what.safeName;
    out.partPath = out.finalPath + ".part";
    m_parts[what.job] = {out.partPath, out.finalPath, core::Bytes(what.bytes)};
    m_files[out.partPath] = core::Bytes(what.bytes);
    return out;
}

DownloadPlaced MemoryFiles::reopen(const ReopenDownload& what)
{
    DownloadPlaced out;
    out.job = what.job;
    out.partPath = what.partPath;
    out.finalPath = what.finalPath;
    if (const core::Bytes* bytes = find(what.partPath)) {
        m_parts[what.job] = {out.partPath, out.finalPath, *bytes};
    } else {
        out.error = FileError::Gone;
    }
    return out;
}

std::optional<FileError> MemoryFiles::write(const WritePart& what)
{
    const auto part = m_parts.find(what.job);
    const std::uint64_t end = what.offset + what.bytes.size();
    if (part == m_parts.end() || (end > part->second.bytes.size() && !part->second.grows)) {
        return FileError::Failed;
    }
    part->second.bytes.resize(std::max<std::size_t>(part->second.bytes.size(), end));
    std::copy(what.bytes.begin(),
              what.bytes.end(),
              part->second.bytes.begin() + static_cast<std::ptrdiff_t>(what.offset));
    return std::nullopt;
}

std::optional<FileError> MemoryFiles::flush(FileJobId job)
{
    const auto part = m_parts.find(job);
    if (part == m_parts.end()) {
        return FileError::Failed;
    }
    m_files[part->second.partPath] = part->second.bytes;
    return std::nullopt;
}

std::pair<std::optional<FileError>, core::Bytes> MemoryFiles::readPart(const ReadPart& what) const
{
    const auto part = m_parts.find(what.job);
    return slice(part == m_parts.end() ? nullptr : &part->second.bytes, what.offset, what.length);
}

std::pair<std::optional<FileError>, std::string> MemoryFiles::finish(FileJobId job)
{
    const auto part = m_parts.find(job);
    if (part == m_parts.end()) {
        return {FileError::Failed, {}};
    }
    const Part done = std::move(part->second);
    m_parts.erase(part);
    m_files.erase(done.partPath);
    m_files[done.finalPath] = done.bytes;
    return {std::nullopt, done.finalPath};
}

void MemoryFiles::drop(FileJobId job)
{
    if (const auto part = m_parts.find(job); part != m_parts.end()) {
        m_files.erase(part->second.partPath);
        m_parts.erase(part);
    }
}

} // namespace sim
