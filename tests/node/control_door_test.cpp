// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/control_door.h"
#include "node/descriptor_pair.h"
#include "node/scripted_engine.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <sys/un.h>

using node::ControlDoor;

namespace {

int connectTo(const std::string& path)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ? fd
                                                                                            : -1;
}

} // namespace

class ControlDoorTest : public QObject
{
    Q_OBJECT

private slots:
    void whoComesIsServed()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("control")).toStdString();
        tests::ScriptedEngine engine;
        ControlDoor door(engine, [] { return std::int64_t{0}; });
        QVERIFY(door.open(path));
        const int fd = connectTo(path);
        QVERIFY(fd >= 0);
        engine.becomeReady();
        tests::Far far(fd);
        far.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no.such\",\"params\":{}}\n");
        QByteArray text;
        QTRY_VERIFY(!far.readInto(text) && text.contains("\"id\":1"));
        QVERIFY(text.contains("ready"));
    }

    void aTakenPathIsSaid()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("control")).toStdString();
        QFile file(QString::fromStdString(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        tests::ScriptedEngine engine;
        ControlDoor door(engine, [] { return std::int64_t{0}; });
        const auto opened = door.open(path);
        QVERIFY(!opened);
        QCOMPARE(opened.error(), node::SocketError::NotASocket);
    }
};

QTEST_GUILESS_MAIN(ControlDoorTest)
#include "control_door_test.moc"
