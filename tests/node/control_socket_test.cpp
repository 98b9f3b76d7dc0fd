// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/control_socket.h"
#include "node/descriptor_pair.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

using node::ControlSocket;
using node::SocketError;

namespace {

constexpr uid_t somebodyElse = 65534;

int connectTo(const std::string& path)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        ::close(fd);
        return -1;
    }
    return fd;
}

mode_t modeOf(const std::string& path)
{
    struct stat found{};
    return ::lstat(path.c_str(), &found) == 0 ? found.st_mode & 07777U : 0;
}

} // namespace

class ControlSocketTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void acceptsTheOwner();
    void isForTheOwnerOnly();
    void refusesAnotherUser();
    void replacesALeftover();
    void leavesALivingOneAlone();
    void leavesOtherFilesAlone();
    void refusesBadPaths();
    void removesItsFile();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    std::string m_path;
};

void ControlSocketTest::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_path = m_dir->filePath(QStringLiteral("control")).toStdString();
}

void ControlSocketTest::acceptsTheOwner()
{
    ControlSocket socket;
    QSignalSpy accepted(&socket, &ControlSocket::accepted);
    QVERIFY(socket.listen(m_path).hasValue());
    const tests::Far one(connectTo(m_path));
    const tests::Far two(connectTo(m_path));
    QTRY_COMPARE(accepted.count(), 2);
    for (const auto& call : accepted) {
        QVERIFY(node::isOwnUser(call.at(0).toInt()));
        ::close(call.at(0).toInt());
    }
}

void ControlSocketTest::isForTheOwnerOnly()
{
    const mode_t before = ::umask(0);
    ControlSocket socket;
    QVERIFY(socket.listen(m_path).hasValue());
    ::umask(before);
    QCOMPARE(modeOf(m_path), 0600U);
}

/// Even when somebody loosened the modes: the kernel says who connects. Only root can play two users here; for anybody
/// else the mode above is the whole test.
void ControlSocketTest::refusesAnotherUser()
{
    ControlSocket socket;
    QSignalSpy accepted(&socket, &ControlSocket::accepted);
    QVERIFY(socket.listen(m_path).hasValue());
    if (::geteuid() != 0) {
        QCOMPARE(modeOf(m_path), 0600U);
        return;
    }
    QCOMPARE(::chmod(m_path.c_str(), 0666), 0);
    QCOMPARE(::chmod(m_dir->path().toStdString().c_str(), 0755), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const bool changed = ::setuid(somebodyElse) == 0;
        const int fd = changed ? connectTo(m_path) : -1;
        char byte = 0;
        // Connected by the kernel, then closed without a word.
        ::_exit(fd >= 0 && ::read(fd, &byte, 1) == 0 ? 0 : 1);
    }
    int status = -1;
    pid_t ended = 0;
    QTRY_VERIFY((ended = ended == child ? child : ::waitpid(child, &status, WNOHANG)) == child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
    QCOMPARE(accepted.count(), 0);
}

void ControlSocketTest::replacesALeftover()
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, m_path.data(), m_path.size());
    QCOMPARE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    ::close(fd); // killed: the file stays, nobody answers
    ControlSocket socket;
    QVERIFY(socket.listen(m_path).hasValue());
    const tests::Far far(connectTo(m_path));
    QSignalSpy accepted(&socket, &ControlSocket::accepted);
    QTRY_COMPARE(accepted.count(), 1);
    ::close(accepted.at(0).at(0).toInt());
}

void ControlSocketTest::leavesALivingOneAlone()
{
    ControlSocket first;
    QVERIFY(first.listen(m_path).hasValue());
    ControlSocket second;
    const auto refused = second.listen(m_path);
    QVERIFY(!refused);
    QCOMPARE(refused.error(), SocketError::InUse);
    QVERIFY(QFile::exists(QString::fromStdString(m_path)));
}

void ControlSocketTest::leavesOtherFilesAlone()
{
    QFile file(QString::fromStdString(m_path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("precious");
    file.close();
    {
        ControlSocket socket;
        const auto refused = socket.listen(m_path);
        QVERIFY(!refused);
        QCOMPARE(refused.error(), SocketError::NotASocket);
    }
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("precious"));
}

void ControlSocketTest::refusesBadPaths()
{
    ControlSocket socket;
    QCOMPARE(socket.listen(std::string(200, 'x')).error(), SocketError::PathTooLong);
    QCOMPARE(socket.listen("").error(), SocketError::PathTooLong);
    QCOMPARE(socket.listen(m_path + "/not/there").error(), SocketError::CannotBind);
    QVERIFY(sentenceOf(SocketError::InUse) != sentenceOf(SocketError::NotASocket));
}

void ControlSocketTest::removesItsFile()
{
    {
        ControlSocket socket;
        QVERIFY(socket.listen(m_path).hasValue());
        QVERIFY(QFile::exists(QString::fromStdString(m_path)));
    }
    QVERIFY(!QFile::exists(QString::fromStdString(m_path)));
}

QTEST_GUILESS_MAIN(ControlSocketTest)
#include "control_socket_test.moc"
