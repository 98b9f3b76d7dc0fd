// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/control_socket.h"

#include <cerrno>
#include <cstring>
#include <optional>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace node {

namespace {

constexpr int backlogMost = 16;

std::optional<sockaddr_un> addressOf(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof(address.sun_path)) {
        return std::nullopt;
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

int openSocket()
{
    return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

const sockaddr* generic(const sockaddr_un& address)
{
    return reinterpret_cast<const sockaddr*>(&address);
}

bool somebodyAnswers(const sockaddr_un& address)
{
    const int fd = openSocket();
    if (fd < 0) {
        return true; // not knowing, its file is left alone
    }
    const int result = ::connect(fd, generic(address), sizeof(address));
    const bool answered = result == 0 || errno == EAGAIN;
    ::close(fd);
    return answered;
}

/// Takes away a socket file that nobody serves any more; anything else stays.
core::Result<void, SocketError> clearPath(const sockaddr_un& address)
{
    struct stat found{};
    if (::lstat(address.sun_path, &found) != 0) {
        return {};
    }
    if (!S_ISSOCK(found.st_mode)) {
        return core::fail(SocketError::NotASocket);
    }
    if (somebodyAnswers(address)) {
        return core::fail(SocketError::InUse);
    }
    ::unlink(address.sun_path);
    return {};
}

} // namespace

ControlSocket::~ControlSocket()
{
    m_notifier.reset();
    if (m_fd >= 0) {
        ::unlink(m_path.c_str());
        ::close(m_fd);
    }
}

core::Result<void, SocketError> ControlSocket::listen(const std::string& path)
{
    const auto address = addressOf(path);
    if (!address) {
        return core::fail(SocketError::PathTooLong);
    }
    if (auto cleared = clearPath(*address); !cleared) {
        return cleared;
    }
    const int fd = openSocket();
    // The mode of the file is that of the descriptor at bind: there is no moment at which others could connect.
    constexpr mode_t ownerOnly = S_IRUSR | S_IWUSR;
    if (fd < 0 || ::fchmod(fd, ownerOnly) != 0
        || ::bind(fd, generic(*address), sizeof(*address)) != 0 || ::listen(fd, backlogMost) != 0) {
        if (fd >= 0) {
            ::close(fd);
        }
        return core::fail(SocketError::CannotBind);
    }
    m_fd = fd;
    m_path = path;
    m_notifier = std::make_unique<QSocketNotifier>(fd, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &ControlSocket::onConnection);
    return {};
}

void ControlSocket::onConnection()
{
    const int fd = ::accept4(m_fd, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) {
        return;
    }
    if (!isOwnUser(fd)) {
        ::close(fd);
        return;
    }
    emit accepted(fd);
}

std::string_view sentenceOf(SocketError error)
{
    switch (error) {
    case SocketError::PathTooLong:
        return "the path is too long for a socket";
    case SocketError::InUse:
        return "another process serves this socket";
    case SocketError::NotASocket:
        return "a file that is no socket is in the way";
    case SocketError::CannotBind:
        break;
    }
    return "the socket cannot be made there";
}

bool isOwnUser(int fd)
{
    ucred peer{};
    socklen_t size = sizeof(peer);
    return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::geteuid();
}

} // namespace node
