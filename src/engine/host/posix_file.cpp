// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/posix_file.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace engine::host {

using core::fail;

namespace {

core::Failure<Errno> lastError()
{
    return fail(Errno{errno});
}

} // namespace

Fd& Fd::operator=(Fd&& other) noexcept
{
    if (this != &other) {
        reset();
        m_fd = other.release();
    }
    return *this;
}

int Fd::release()
{
    return std::exchange(m_fd, -1);
}

void Fd::reset()
{
    if (m_fd >= 0) {
        static_cast<void>(::close(m_fd));
        m_fd = -1;
    }
}

core::Result<Fd, Errno> openFile(const std::string& path, int flags, unsigned mode)
{
    int fd = -1;
    do {
        fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        return lastError();
    }
    return Fd(fd);
}

core::Result<core::Bytes, Errno> readAt(const Fd& file, std::uint64_t offset, std::size_t length)
{
    core::Bytes out(length);
    std::size_t done = 0;
    while (done < length) {
        const ssize_t got = ::pread(
            file.get(), out.data() + done, length - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return lastError();
        }
        if (got == 0) {
            break;
        }
        done += static_cast<std::size_t>(got);
    }
    out.resize(done);
    return out;
}

core::Result<void, Errno> writeAt(const Fd& file, std::uint64_t offset, core::ByteView bytes)
{
    while (!bytes.empty()) {
        const ssize_t put =
            ::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return lastError();
        }
        offset += static_cast<std::uint64_t>(put);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return {};
}

core::Result<void, Errno> syncFile(const Fd& file)
{
    if (::fsync(file.get()) != 0) {
        return lastError();
    }
    return {};
}

core::Result<void, Errno> syncFolderOf(const std::string& path)
{
    const auto folder = openFile(folderOf(path), O_RDONLY | O_DIRECTORY);
    if (!folder) {
        return fail(folder.error());
    }
    return syncFile(*folder);
}

core::Result<core::Bytes, Errno> readWhole(const std::string& path, std::size_t most)
{
    const auto file = openFile(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!file) {
        return fail(file.error());
    }
    struct stat status = {};
    if (::fstat(file->get(), &status) != 0) {
        return lastError();
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(Errno{EINVAL});
    }
    if (status.st_size < 0 || static_cast<std::uint64_t>(status.st_size) > most) {
        return fail(Errno{EFBIG});
    }
    return readAt(*file, 0, static_cast<std::size_t>(status.st_size));
}

core::Result<void, Errno> replaceFile(const std::string& path, core::ByteView bytes)
{
    const std::string temporary = path + ".new";
    static_cast<void>(::unlink(temporary.c_str())); // left by a crash; O_EXCL below decides
    {
        const auto file = openFile(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
        if (!file) {
            return fail(file.error());
        }
        auto written = writeAt(*file, 0, bytes);
        if (written) {
            written = syncFile(*file);
        }
        if (!written) {
            static_cast<void>(::unlink(temporary.c_str()));
            return written;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const auto error = lastError();
        static_cast<void>(::unlink(temporary.c_str()));
        return error;
    }
    return syncFolderOf(path);
}

std::string folderOf(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) {
        return ".";
    }
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string lastPartOf(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

bool existsAt(const std::string& path)
{
    struct stat status = {};
    return ::lstat(path.c_str(), &status) == 0;
}

bool isFolder(const std::string& path)
{
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

} // namespace engine::host
