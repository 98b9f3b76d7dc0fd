// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Files as the rest of the host needs them and QFile does not give: no following of symbolic links, no overwriting,
// fsync of file and folder. Errors are errno values, because each caller maps them to its own enum.

#include "core/bytes.h"
#include "core/result.h"

#include <string>

namespace engine::host {

/// An errno value.
struct Errno {
    int value = 0;
};

/// An open file descriptor, closed when it goes.
class Fd
{
public:
    Fd() = default;
    explicit Fd(int fd)
        : m_fd(fd)
    {
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    Fd(Fd&& other) noexcept
        : m_fd(other.release())
    {
    }
    Fd& operator=(Fd&& other) noexcept;
    ~Fd() { reset(); }

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] int release();
    void reset();

private:
    int m_fd = -1;
};

/// open(2) with O_CLOEXEC, retried on EINTR.
[[nodiscard]] core::Result<Fd, Errno>
openFile(const std::string& path, int flags, unsigned mode = 0);
/// A short result means end of file.
[[nodiscard]] core::Result<core::Bytes, Errno>
readAt(const Fd& file, std::uint64_t offset, std::size_t length);
[[nodiscard]] core::Result<void, Errno>
writeAt(const Fd& file, std::uint64_t offset, core::ByteView bytes);
[[nodiscard]] core::Result<void, Errno> syncFile(const Fd& file);
[[nodiscard]] core::Result<void, Errno> syncFolderOf(const std::string& path);

/// The whole of a regular file of at most `most` bytes (EFBIG), never through a symbolic link (ELOOP).
[[nodiscard]] core::Result<core::Bytes, Errno> readWhole(const std::string& path, std::size_t most);
/// Writes a temporary file beside `path` (mode 0600), syncs it, renames it over `path`, syncs the folder. A crash at
/// any moment leaves the old or the new content, never a mixture.
[[nodiscard]] core::Result<void, Errno> replaceFile(const std::string& path, core::ByteView bytes);

/// Everything before the last '/', "." when there is none.
[[nodiscard]] std::string folderOf(const std::string& path);
/// Everything after the last '/'.
[[nodiscard]] std::string lastPartOf(const std::string& path);
[[nodiscard]] bool existsAt(const std::string& path); ///< a dangling symbolic link exists
[[nodiscard]] bool isFolder(const std::string& path);

} // namespace engine::host
