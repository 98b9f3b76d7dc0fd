// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/line_server.h"

#include "node/answer_codec.h"
#include "node/json_rpc.h"
#include "node/request_codec.h"

#include <chrono>
#include <unistd.h>
#include <variant>

namespace node {

namespace {

using Kind = LineClient::Kind;

/// Requests of one client that may be under way before it is read no further.
constexpr std::size_t owedMost = 1024;
constexpr qsizetype backlogMost = LineClient::noticeBytesMost;
/// A script that closes stdin is still owed its answers; a join takes the longest, 10 s.
constexpr std::chrono::seconds endPatience{15};
constexpr std::chrono::seconds stopPatience{10};
constexpr std::chrono::seconds writePatience{5};

} // namespace

LineServer::LineServer(engine::Engine& engine, WallMs wallMs, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_wallMs(std::move(wallMs))
{
    m_patience.setSingleShot(true);
    connect(&engine, &engine::Engine::answered, this, &LineServer::onAnswered);
    connect(&engine, &engine::Engine::noticed, this, &LineServer::onNoticed);
}

LineServer::~LineServer() = default;

void LineServer::servePair(int readFd, int writeFd, AtEnd atEnd)
{
    addClient(new LineClient(readFd, writeFd, LineClient::Owns::Nothing, this), atEnd, true);
}

void LineServer::serveSocket(int fd)
{
    addClient(
        new LineClient(fd, fd, LineClient::Owns::Descriptors, this), AtEnd::KeepRunning, false);
}

void LineServer::addClient(LineClient* line, AtEnd atEnd, bool pair)
{
    if (m_ending) {
        line->deleteLater();
        return;
    }
    const ClientId id = m_nextClient++;
    Client& client = m_clients[id];
    client = {line, 0, false, atEnd, pair};
    connect(line, &LineClient::lineCame, this, [this, id](const QByteArray& text, bool tooLong) {
        onLine(id, text, tooLong);
    });
    connect(line, &LineClient::ended, this, [this, id] { onEnded(id); });
    // Queued: it can happen in the middle of telling every client something.
    connect(line, &LineClient::broken, this, [this, id] { drop(id); }, Qt::QueuedConnection);
    connect(line, &LineClient::wrote, this, [this, id] { onWrote(id); }, Qt::QueuedConnection);
    if (!m_ready.isEmpty()) {
        greet(client);
    }
}

void LineServer::greet(Client& client)
{
    client.line->send(m_ready, Kind::Answer);
    client.line->setReading(true);
}

void LineServer::onLine(ClientId id, const QByteArray& line, bool tooLong)
{
    const auto found = m_clients.find(id);
    if (found == m_clients.end() || m_ending) {
        return;
    }
    if (tooLong) {
        found->second.line->send(parseErrorLine(QStringLiteral("a line is at most 1 MiB")),
                                 Kind::Answer);
    } else {
        const auto parsed = parseCall(line);
        if (const auto* const call = std::get_if<Call>(&parsed)) {
            perform(id, *call);
        } else if (const auto& refused = std::get<QByteArray>(parsed); !refused.isEmpty()) {
            found->second.line->send(refused, Kind::Answer);
        }
    }
    settle(id);
}

void LineServer::perform(ClientId id, const Call& call)
{
    Client& client = m_clients.at(id);
    auto request = toRequest(call.method, call.params);
    if (!request) {
        if (call.wantsAnswer) {
            client.line->send(errorLine(call.id, request.error()), Kind::Answer);
        }
        return;
    }
    Pending pending;
    if (const auto* const history = std::get_if<engine::ReadHistory>(&*request)) {
        pending.forward = history->after.has_value();
    }
    pending.stops = std::holds_alternative<engine::StopNode>(*request);
    if (call.wantsAnswer) {
        pending.client = id;
        pending.id = call.id;
        ++client.owed;
    }
    m_pending[m_engine.submit(std::move(*request))] = std::move(pending);
}

void LineServer::onAnswered(engine::RequestId request, const engine::Answer& answer)
{
    const bool ownStop = m_stopRequest == request;
    const auto found = m_pending.find(request);
    if (found != m_pending.end()) {
        const Pending pending = std::move(found->second);
        m_pending.erase(found);
        if (pending.client) {
            const auto client = m_clients.find(*pending.client);
            if (client != m_clients.end()) {
                --client->second.owed;
                client->second.line->send(
                    answerLine({pending.id, pending.forward, m_wallMs()}, answer), Kind::Answer);
                settle(*pending.client);
            }
        }
        if (pending.stops && !std::holds_alternative<engine::Refusal>(answer)) {
            beginEnd();
        }
    }
    if (ownStop) {
        beginEnd();
    }
}

void LineServer::onNoticed(const engine::Notice& notice)
{
    const NoticeText text = noticeText(notice, m_wallMs());
    const QByteArray line = noticeLine(text.method, text.params);
    if (std::holds_alternative<engine::ReadyNotice>(notice)) {
        const bool first = m_ready.isEmpty();
        m_ready = line;
        if (!first) {
            return; // each client gets it once, later ones the newest
        }
        emit becameReady(line);
        for (auto& [id, client] : m_clients) {
            greet(client);
        }
        return;
    }
    if (m_ready.isEmpty()) {
        return;
    }
    for (auto& [id, client] : m_clients) {
        if (!client.line->hasEnded() || client.pair) {
            client.line->send(line, text.passing ? Kind::Passing : Kind::Notice);
        }
    }
}

void LineServer::onEnded(ClientId id)
{
    settle(id);
    const auto found = m_clients.find(id);
    if (found == m_clients.end() || found->second.atEnd == AtEnd::KeepRunning
        || found->second.owed == 0) {
        return;
    }
    QTimer::singleShot(endPatience, this, &LineServer::stop);
}

void LineServer::onWrote(ClientId id)
{
    settle(id);
    if (m_ending) {
        checkEnd();
    }
}

/// Reads on, pauses or ends a client, whichever its queues ask for.
void LineServer::settle(ClientId id)
{
    const auto found = m_clients.find(id);
    if (found == m_clients.end() || m_ending) {
        return;
    }
    Client& client = found->second;
    if (client.line->hasEnded()) {
        if (client.owed > 0) {
            return;
        }
        if (client.atEnd == AtEnd::Stop) {
            stop();
        } else if (!client.pair && client.line->backlog() == 0) {
            drop(id);
        }
        return;
    }
    const bool pause = client.owed >= owedMost || client.line->backlog() > backlogMost;
    if (pause != client.paused) {
        client.paused = pause;
        client.line->setReading(!pause);
    }
}

void LineServer::drop(ClientId id)
{
    const auto found = m_clients.find(id);
    if (found == m_clients.end()) {
        return;
    }
    const Client client = found->second;
    m_clients.erase(found);
    client.line->disconnect(this);
    client.line->deleteLater();
    if (m_ending) {
        checkEnd();
    } else if (client.atEnd == AtEnd::Stop) {
        stop(); // stdout is gone, so nobody is left to serve
    }
}

void LineServer::stop()
{
    if (m_stopRequest || m_ending) {
        return;
    }
    connect(&m_patience, &QTimer::timeout, this, &LineServer::beginEnd, Qt::UniqueConnection);
    m_patience.start(stopPatience);
    m_stopRequest = m_engine.submit(engine::StopNode{});
}

void LineServer::beginEnd()
{
    if (m_ending) {
        return;
    }
    m_ending = true;
    m_patience.disconnect(this);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        if (!m_finished) {
            m_finished = true;
            emit finished();
        }
    });
    m_patience.start(writePatience);
    checkEnd();
}

void LineServer::checkEnd()
{
    if (m_finished) {
        return;
    }
    for (const auto& [id, client] : m_clients) {
        if (client.line->backlog() > 0) {
            return;
        }
    }
    m_finished = true;
    m_patience.stop();
    emit finished();
}

} // namespace node
