// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/control_door.h"

namespace node {

ControlDoor::ControlDoor(engine::Engine& engine, LineServer::WallMs wallMs)
    : m_server(engine, std::move(wallMs))
{
    connect(&m_socket, &ControlSocket::accepted, &m_server, &LineServer::serveSocket);
    connect(&m_server, &LineServer::finished, this, &ControlDoor::endWanted);
}

core::Result<void, SocketError> ControlDoor::open(const std::string& path)
{
    return m_socket.listen(path);
}

} // namespace node
