// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Both ends of a connected local stream, for tests that play the client of something that owns descriptors.

#include <QByteArray>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests {

/// The test's own end of a connection: writes whatever fits, reads whatever is there.
class Far
{
public:
    explicit Far(int fd)
        : m_fd(fd)
    {
        static_cast<void>(::fcntl(m_fd, F_SETFL, ::fcntl(m_fd, F_GETFL) | O_NONBLOCK));
    }
    Far(const Far&) = delete;
    Far& operator=(const Far&) = delete;
    Far(Far&&) = delete;
    Far& operator=(Far&&) = delete;
    ~Far() { close(); }

    void close()
    {
        if (m_fd >= 0) {
            ::close(m_fd);
            m_fd = -1;
        }
    }
    void endWriting() const { ::shutdown(m_fd, SHUT_WR); }

    qsizetype write(const QByteArray& bytes) const
    {
        return ::write(m_fd, bytes.constData(), static_cast<std::size_t>(bytes.size()));
    }
    /// Adds to `text`; true once the other end has closed.
    bool readInto(QByteArray& text) const
    {
        std::array<char, 65536> buffer{};
        while (true) {
            const ssize_t count = ::read(m_fd, buffer.data(), buffer.size());
            if (count <= 0) {
                return count == 0 || errno == ECONNRESET;
            }
            text.append(buffer.data(), count);
        }
    }

private:
    int m_fd;
};

struct Pair {
    int near = -1;
    int far = -1;
};
inline Pair connectedPair()
{
    std::array<int, 2> fds{-1, -1};
    static_cast<void>(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()));
    return {fds[0], fds[1]};
}

} // namespace tests
