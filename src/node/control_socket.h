// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The local socket of `--control`: a file of mode 0600, made so before anybody can connect. Each connection's user is asked
// of the kernel as well, because whoever may rename files in the folder could loosen the mode.

#include "core/result.h"

#include <QObject>
#include <QSocketNotifier>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace node {

enum class SocketError : std::uint8_t { PathTooLong, InUse, NotASocket, CannotBind };
/// Half a line for stderr.
[[nodiscard]] std::string_view sentenceOf(SocketError error);

class ControlSocket : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;
    ControlSocket(ControlSocket&&) = delete;
    ControlSocket& operator=(ControlSocket&&) = delete;
    /// Removes the file again.
    ~ControlSocket() override;

    /// A file left behind by a killed process is replaced, one that somebody answers at is not.
    [[nodiscard]] core::Result<void, SocketError> listen(const std::string& path);

signals:
    /// The receiver owns the descriptor.
    void accepted(int fd);

private:
    void onConnection();

    int m_fd = -1;
    std::string m_path;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// True when the other end runs under this process's user.
[[nodiscard]] bool isOwnUser(int fd);

} // namespace node
