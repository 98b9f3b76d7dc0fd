// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Serves the control contract to every client at once: each line becomes a request to the engine, each answer goes back to
// the one who asked, each notice to all. Order is the engine's own (an answer comes before the notices it caused), and
// one queue a client keeps it.
//
// A client is heard only after its `ready`, and only while it takes its answers: who asks faster than he reads is not read
// any further, so no answer ever has to be dropped and memory stays bounded.
//
// Ending: `stop()` (a signal, the end of stdin) or a client's `node.stop` asks the engine to put everything on disk; then
// what is still owed is written and `finished` says that the process may go.

#include "engine/engine.h"
#include "node/line_client.h"

#include <QJsonValue>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>

namespace node {

struct Call;

class LineServer : public QObject
{
    Q_OBJECT

public:
    using WallMs = std::function<std::int64_t()>;
    enum class AtEnd : std::uint8_t { Stop, KeepRunning };

    /// The engine must outlive the server.
    LineServer(engine::Engine& engine, WallMs wallMs, QObject* parent = nullptr);
    ~LineServer() override;

    /// stdin and stdout, or any pair; they stay the caller's. `atEnd`: what the end of the input does to the node.
    void servePair(int readFd, int writeFd, AtEnd atEnd);
    /// One connection of the local socket, owned from here.
    void serveSocket(int fd);
    void stop();

    [[nodiscard]] std::size_t clientCount() const { return m_clients.size(); }

signals:
    /// Once, with the line that every client gets first: all that `--daemon` prints.
    void becameReady(const QByteArray& line);
    void finished();

private:
    using ClientId = std::uint64_t;
    struct Client {
        LineClient* line = nullptr;
        std::size_t owed = 0; ///< answers on their way
        bool paused = false;
        AtEnd atEnd = AtEnd::KeepRunning;
        bool pair = false;
    };
    struct Pending {
        std::optional<ClientId>
            client; ///< nothing: it was sent without an id, or the client has gone
        QJsonValue id;
        bool forward = false;
        bool stops = false;
    };

    void addClient(LineClient* line, AtEnd atEnd, bool pair);
    void greet(Client& client);
    void onLine(ClientId id, const QByteArray& line, bool tooLong);
    void perform(ClientId id, const Call& call);
    void onAnswered(engine::RequestId request, const engine::Answer& answer);
    void onNoticed(const engine::Notice& notice);
    void onEnded(ClientId id);
    void onWrote(ClientId id);
    void settle(ClientId id);
    void drop(ClientId id);
    void beginEnd();
    void checkEnd();

    engine::Engine& m_engine;
    const WallMs m_wallMs;
    std::map<ClientId, Client> m_clients;
    std::map<engine::RequestId, Pending> m_pending;
    ClientId m_nextClient = 1;
    QByteArray m_ready; ///< the line every client gets first; empty until the engine is
    std::optional<engine::RequestId> m_stopRequest;
    QTimer m_patience; ///< how long stopping may take at most
    bool m_ending = false;
    bool m_finished = false;
};

} // namespace node
