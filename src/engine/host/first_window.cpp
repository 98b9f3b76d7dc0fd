// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/first_window.h"

#include <QFile>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTimer>

#include <chrono>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace engine::host {

using namespace std::chrono_literals;

namespace {

constexpr int callersMost = 8;
constexpr auto patience = 3s; ///< the first may still be opening a large history
const QByteArray verb = QByteArrayLiteral("raise");
const QByteArray heardWord = QByteArrayLiteral("ok") + '\0';

QString socketPath(const std::string& profile)
{
    return QFile::decodeName(QByteArray::fromStdString(profile + "/window"));
}

bool isOwnUser(qintptr fd)
{
    ucred peer{};
    socklen_t size = sizeof(peer);
    return ::getsockopt(static_cast<int>(fd), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
           && peer.uid == ::geteuid();
}

QByteArray callBytes(const std::string& link)
{
    return verb + '\0' + qgetenv("XDG_ACTIVATION_TOKEN") + '\0' + QByteArray::fromStdString(link)
           + '\0';
}

/// One call on its way, until `then` has been told.
class Caller : public QObject
{
public:
    Caller(const QByteArray& words, QObject* context, std::function<void(bool)> then)
        : QObject(context)
        , m_words(words)
        , m_then(std::move(then))
    {
        connect(&m_socket, &QLocalSocket::connected, this, [this] { m_socket.write(m_words); });
        connect(&m_socket, &QLocalSocket::readyRead, this, [this] {
            if (m_socket.bytesAvailable() >= heardWord.size()) {
                end(m_socket.read(heardWord.size()) == heardWord);
            }
        });
        // Queued: a connection that fails at once must not answer from inside the call.
        connect(
            &m_socket,
            &QLocalSocket::errorOccurred,
            this,
            [this] { end(false); },
            Qt::QueuedConnection);
        QTimer::singleShot(patience, this, [this] { end(false); });
    }

    void begin(const QString& path) { m_socket.connectToServer(path); }

private:
    void end(bool heard)
    {
        if (const auto then = std::exchange(m_then, nullptr)) {
            deleteLater();
            then(heard);
        }
    }

    QLocalSocket m_socket;
    QByteArray m_words;
    std::function<void(bool)> m_then;
};

} // namespace

FirstWindow::FirstWindow(QObject* parent)
    : QObject(parent)
    , m_server(std::make_unique<QLocalServer>())
{
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    m_server->setMaxPendingConnections(callersMost);
    connect(m_server.get(), &QLocalServer::newConnection, this, &FirstWindow::onConnection);
}

FirstWindow::~FirstWindow() = default;

bool FirstWindow::listen(const std::string& profile)
{
    const QString path = socketPath(profile);
    QLocalServer::removeServer(path);
    // Qt makes it 0700 before anybody can connect; for connecting, running it is no right.
    return m_server->listen(path)
           && QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

void FirstWindow::onConnection()
{
    while (QLocalSocket* socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        const auto open = m_server->findChildren<QLocalSocket*>(Qt::FindDirectChildrenOnly);
        if (open.size() > callersMost || !isOwnUser(socket->socketDescriptor())) {
            socket->abort();
            continue;
        }
        socket->setReadBufferSize(callBytesMost);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { onBytes(socket); });
        QTimer::singleShot(patience, socket, &QLocalSocket::abort);
        if (socket->bytesAvailable() > 0) {
            onBytes(socket);
        }
    }
}

void FirstWindow::onBytes(QLocalSocket* socket)
{
    const QByteArray bytes = socket->peek(callBytesMost);
    if (bytes.count('\0') < 3) {
        if (static_cast<std::size_t>(bytes.size()) >= callBytesMost) {
            socket->abort();
        }
        return;
    }
    socket->skip(bytes.size());
    const QList<QByteArray> words = bytes.split('\0');
    // Three of them, each with its zero, and nothing behind.
    if (words.size() != 4 || words[0] != verb || !words[3].isEmpty()) {
        socket->abort();
        return;
    }
    socket->write(heardWord);
    socket->disconnectFromServer();
    emit called(QString::fromUtf8(words[2]), words[1]);
}

void callFirstWindow(const std::string& profile,
                     const std::string& link,
                     QObject* context,
                     std::function<void(bool heard)> then)
{
    const QByteArray words = callBytes(link);
    auto* caller = new Caller(words, context, std::move(then));
    const bool fits = static_cast<std::size_t>(words.size()) <= callBytesMost;
    // What cannot be handed over whole is not handed over: the path of nobody fails like any other.
    caller->begin(fits ? socketPath(profile) : QString());
}

} // namespace engine::host
