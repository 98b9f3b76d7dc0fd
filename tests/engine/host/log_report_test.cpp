// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/log_report.h"
#include "engine/room/room_log.h"
#include "engine/room/room_network.h"

#include <QTest>

using namespace engine;
using namespace fixture;

class LogReportTest : public QObject
{
    Q_OBJECT

private slots:
    void aGoodLogIsShownAndHolds()
    {
        RoomNetwork net(1);
        Person& ada = net.person("Ada");
        net.found(ada, {"A\x1b[31mRoom", "", Access::Invite, HistoryAccess::All});
        QVERIFY(!net.invite(ada).empty());
        core::Bytes file = room::RoomLog(*ada.room).file(ada.self, net.now.wall);
        const host::LogReport good = host::reportOnLog(file);
        QCOMPARE(good.exitCode, 0);
        QVERIFY(good.text.find("Ada [" + ada.self.identityId.hex().substr(0, 8) + "]: invite")
                != std::string::npos);
        QVERIFY(good.text.find("Every signature and every verdict holds.") != std::string::npos);
        QVERIFY(good.text.find('\x1b') == std::string::npos); // a terminal obeys nobody's name
        file.back() ^= 1;
        QCOMPARE(host::reportOnLog(file).exitCode, 1);
    }

    void aLieIsAFault()
    {
        RoomNetwork net(2);
        Person& ada = net.person("Ada");
        net.found(ada);
        auto file = room::decodeLogFile(room::RoomLog(*ada.room).file(ada.self, net.now.wall));
        QVERIFY(file);
        file->verdicts.begin()->second = false;
        const auto lie = host::reportOnLog(room::encodeLogFile(*file, ada.self.device));
        QCOMPARE(lie.exitCode, 1);
        QVERIFY(lie.text.find("FAULT") != std::string::npos);
    }

    void otherBytesAreUnreadable()
    {
        QCOMPARE(host::reportOnLog({}).exitCode, 2);
        QCOMPARE(host::reportOnLog(core::bytesOf("parlour log 1\n")).exitCode, 2);
        QCOMPARE(host::reportOnLog(core::Bytes(100'000, 7)).exitCode, 2);
    }
};

QTEST_APPLESS_MAIN(LogReportTest)
#include "log_report_test.moc"
