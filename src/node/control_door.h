// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The control contract at a local socket alone, for a program that has something better to do with its pipes: the window.

#include "node/control_socket.h"
#include "node/line_server.h"

namespace node {

class ControlDoor : public QObject
{
    Q_OBJECT

public:
    /// Made before the engine starts, or its first words are missed. The engine must outlive it.
    ControlDoor(engine::Engine& engine, LineServer::WallMs wallMs);

    /// Once the profile is ours: two programs of one profile must not fight over the socket first.
    [[nodiscard]] core::Result<void, SocketError> open(const std::string& path);

signals:
    /// A client asked for the end, and everything is on disk.
    void endWanted();

private:
    LineServer m_server;
    ControlSocket m_socket;
};

} // namespace node
