// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/download_file.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace engine::host {

using core::fail;

namespace {

constexpr unsigned numbersTried = 1000;
constexpr std::size_t componentBytesMost = 255;
constexpr std::string_view partEnding = ".parlour-part";
constexpr unsigned privateMode = 0600;
constexpr unsigned fileMode = 0666; ///< the umask decides, as for any file that a program saves

/// Renames without overwriting. EEXIST when something is there.
core::Result<void, Errno> renameToNew(const std::string& from, const std::string& to)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) {
        return {};
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return fail(Errno{errno});
    }
    // A file system without that flag: a second name, then the first one goes.
    if (::link(from.c_str(), to.c_str()) == 0) {
        static_cast<void>(::unlink(from.c_str()));
        return {};
    }
    if (errno != EPERM && errno != ENOTSUP) {
        return fail(Errno{errno});
    }
    // Not even hard links (FAT): reserve the name, then replace what we have just made ourselves.
    const auto reserved = openFile(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, fileMode);
    if (!reserved) {
        return fail(reserved.error());
    }
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return fail(Errno{errno});
    }
    return {};
}

std::string cutToBytes(std::string text, std::size_t most)
{
    if (text.size() <= most) {
        return text;
    }
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U) {
        --most; // not in the middle of a character
    }
    text.resize(most);
    return text;
}

bool hasRoomFor(const std::string& folder, std::uint64_t bytes)
{
    struct statvfs space = {};
    return ::statvfs(folder.c_str(), &space) != 0 || space.f_bavail >= bytes / space.f_frsize;
}

} // namespace

FileError fileError(Errno error)
{
    switch (error.value) {
    case ENOENT:
    case ENOTDIR:
    case ESTALE:
        return FileError::Gone;
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
        return FileError::Denied;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return FileError::DiskFull;
    case EEXIST:
        return FileError::Exists;
    default:
        return FileError::Failed;
    }
}

std::string numberedName(const std::string& name, unsigned number)
{
    if (number == 0) {
        return name;
    }
    const std::string mark = " (" + std::to_string(number) + ")";
    std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0 || name.size() - dot > 16) {
        dot = name.size(); // no ending, a hidden file, or a dot somewhere in a sentence
    }
    const std::string ending = name.substr(dot);
    return cutToBytes(name.substr(0, dot), componentBytesMost - mark.size() - ending.size()) + mark
           + ending;
}

bool isOneComponent(const std::string& name)
{
    return !name.empty() && name != "." && name != ".." && name.size() <= componentBytesMost
           && name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
}

std::string partNameOf(const std::string& name)
{
    return "." + cutToBytes(name, componentBytesMost - 1 - partEnding.size())
           + std::string(partEnding);
}

DownloadFile::DownloadFile(Fd file, std::string partPath, std::string finalPath)
    : m_file(std::move(file))
    , m_partPath(std::move(partPath))
    , m_finalPath(std::move(finalPath))
{
}

core::Result<DownloadFile, FileError> DownloadFile::place(const PlaceDownload& ask,
                                                          const std::string& downloadFolder)
{
    if (ask.replaces) {
        return placeOver(ask.to);
    }
    std::string folder = ask.to.empty() ? downloadFolder : ask.to;
    if (ask.to.empty()) {
        QDir().mkpath(QFile::decodeName(QByteArray::fromStdString(downloadFolder)));
    }
    if (folder.find('\0') != std::string::npos) {
        return fail(FileError::Failed);
    }
    if (!isFolder(folder)) {
        const bool meantAsFolder = ask.to.empty() || folder.back() == '/';
        if (meantAsFolder) {
            return fail(FileError::Gone);
        }
        if (existsAt(folder)) {
            return fail(FileError::Exists);
        }
        const std::string name = lastPartOf(folder);
        if (!isOneComponent(name)) {
            return fail(FileError::Failed);
        }
        folder = folderOf(folder);
        return hasRoomFor(folder, ask.bytes) ? make(folder, name, false)
                                             : fail(FileError::DiskFull);
    }
    if (!isOneComponent(ask.safeName)) {
        return fail(FileError::Failed);
    }
    return hasRoomFor(folder, ask.bytes) ? make(folder, ask.safeName, true)
                                         : fail(FileError::DiskFull);
}

core::Result<DownloadFile, FileError> DownloadFile::placeOver(const std::string& path)
{
    const std::string name = lastPartOf(path);
    if (path.find('\0') != std::string::npos || !isOneComponent(name) || isFolder(path)) {
        return fail(FileError::Denied);
    }
    const std::string folder = folderOf(path);
    const std::string partPath = (folder == "/" ? folder : folder + "/") + partNameOf(name);
    static_cast<void>(::unlink(partPath.c_str())); // of an attempt that did not end
    auto file = openFile(partPath, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, privateMode);
    if (!file) {
        return fail(fileError(file.error()));
    }
    DownloadFile out(std::move(*file), partPath, path);
    out.m_replaces = true;
    return out;
}

core::Result<DownloadFile, FileError>
DownloadFile::make(const std::string& folder, const std::string& name, bool mayNumber)
{
    const std::string base = folder == "/" ? folder : folder + "/";
    for (unsigned number = 0; number < (mayNumber ? numbersTried : 1); ++number) {
        const std::string candidate = numberedName(name, number);
        const std::string finalPath = base + candidate;
        const std::string partPath = base + partNameOf(candidate);
        if (existsAt(finalPath)) {
            continue;
        }
        auto file = openFile(partPath, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, fileMode);
        if (file) {
            return DownloadFile(std::move(*file), partPath, finalPath);
        }
        if (file.error().value != EEXIST) {
            return fail(fileError(file.error()));
        }
    }
    return fail(FileError::Exists);
}

core::Result<DownloadFile, FileError> DownloadFile::reopen(const ReopenDownload& ask)
{
    auto file = openFile(ask.partPath, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
    if (!file) {
        return fail(fileError(file.error()));
    }
    struct stat status = {};
    if (::fstat(file->get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1) {
        return fail(FileError::Changed);
    }
    return DownloadFile(std::move(*file), ask.partPath, ask.finalPath);
}

std::optional<FileError> DownloadFile::write(std::uint64_t offset, core::ByteView bytes)
{
    const auto written = writeAt(m_file, offset, bytes);
    return written ? std::nullopt : std::optional(fileError(written.error()));
}

std::optional<FileError> DownloadFile::flush()
{
    if (::fdatasync(m_file.get()) != 0) {
        return fileError(Errno{errno});
    }
    struct stat status = {};
    if (::fstat(m_file.get(), &status) == 0 && status.st_nlink == 0) {
        return FileError::Gone; // somebody removed it: what is written now would be lost
    }
    return std::nullopt;
}

core::Result<core::Bytes, FileError> DownloadFile::read(std::uint64_t offset, std::uint32_t length)
{
    auto bytes = readAt(m_file, offset, length);
    if (!bytes) {
        return fail(fileError(bytes.error()));
    }
    if (bytes->size() != length) {
        return fail(FileError::Changed);
    }
    return std::move(*bytes);
}

core::Result<std::string, FileError> DownloadFile::finish()
{
    if (const auto synced = syncFile(m_file); !synced) {
        return fail(fileError(synced.error()));
    }
    if (m_replaces) {
        if (::rename(m_partPath.c_str(), m_finalPath.c_str()) != 0) {
            return fail(fileError(Errno{errno}));
        }
        m_file.reset();
        if (const auto synced = syncFolderOf(m_finalPath); !synced) {
            return fail(fileError(synced.error()));
        }
        return m_finalPath;
    }
    const std::string folder = folderOf(m_finalPath);
    const std::string name = lastPartOf(m_finalPath);
    for (unsigned number = 0; number < numbersTried; ++number) {
        const std::string path =
            (folder == "/" ? folder : folder + "/") + numberedName(name, number);
        const auto renamed = renameToNew(m_partPath, path);
        if (renamed) {
            m_file.reset();
            m_finalPath = path;
            if (const auto synced = syncFolderOf(path); !synced) {
                return fail(fileError(synced.error()));
            }
            return path;
        }
        if (renamed.error().value != EEXIST) {
            return fail(fileError(renamed.error()));
        }
    }
    return fail(FileError::Exists);
}

void DownloadFile::drop()
{
    m_file.reset();
    static_cast<void>(::unlink(m_partPath.c_str()));
}

} // namespace engine::host
