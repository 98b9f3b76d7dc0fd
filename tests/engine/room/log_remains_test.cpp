// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// A disk has lost events of logs, the own one above all, and the room goes on.
#include "engine/room/log_remains.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// Ada's room with Bob in it; both have said something, both have all of it, and they are not linked.
struct Two {
    explicit Two(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
    {
        net.found(ada);
        const LinkId link = net.enter(bob, ada, net.invite(ada));
        for (int i = 0; i < 20; ++i) {
            net.send(ada, "ada " + std::to_string(i));
            log = net.send(bob, "bob " + std::to_string(i)).log;
        }
        ready = link != 0 && net.settle();
        net.pass(30s);
        net.cut(link);
        top = bob.room->logs().at(log).held.topSeq();
    }

    [[nodiscard]] core::Result<core::EventRef, Reason> say(const std::string& text)
    {
        core::Result<core::EventRef, Reason> out = core::fail(Reason::Internal);
        net.turn(bob, [&](Turn& turn) {
            out = bob.room->sendText(turn, bob.self, {bob.room->id(), text, {}});
        });
        return out;
    }
    /// All is the same again, and nobody has forked.
    [[nodiscard]] bool meet(std::size_t texts)
    {
        net.link(bob, ada);
        const bool settled = net.settle();
        net.pass(5min);
        const auto whole = [](const Person& person) {
            return std::all_of(
                person.room->logs().begin(), person.room->logs().end(), [](const auto& item) {
                    return !item.second.forkedAt && item.second.isWhole();
                });
        };
        const Digest one = ada.digest();
        const Digest other = bob.digest();
        return settled && whole(ada) && whole(bob) && ada.store.texts() == bob.store.texts()
               && ada.store.texts().size() == texts && one.authority == other.authority
               && one.frontier == other.frontier;
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    core::LogId log; ///< Bob's
    std::uint64_t top = 0;
    bool ready = false;
};

} // namespace

class LogRemainsTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsLeftIsHeldAsFarAsItChainsUp()
    {
        Two two(1);
        QVERIFY(two.ready);
        const LogEntry before = two.bob.room->logs().at(two.log);
        LogRemains remains(before);
        for (std::uint64_t seq = 0; seq <= two.top; ++seq) {
            if (seq != 5 && seq != 6) {
                remains.add(seq, two.bob.store.row({two.log, seq})->header);
            }
        }
        QCOMPARE(remains.lost(), std::uint64_t(2));
        const LogEntry after = remains.entry();
        QVERIFY(after.holed && after.toJudge);
        QCOMPARE(after.held.stretches().size(), std::size_t(2));
        QCOMPARE(after.held.wholeEnd(), std::uint64_t(5));
        QCOMPARE(after.held.topId(), before.held.topId());
        QCOMPARE(after.lastClock, before.lastClock);
        LogRemains unknown(std::nullopt);
        QVERIFY(unknown.isEmpty());
        unknown.add(0, two.bob.store.row({two.log, 0})->header);
        unknown.add(1, core::Bytes(3, 1));
        QVERIFY(!unknown.isEmpty());
        QCOMPARE(unknown.entry().held.topSeq(), std::uint64_t(0));
        QCOMPARE(unknown.lost(), std::uint64_t(0));
    }

    /// Written on, the log would fork: the others have its end.
    void onALostEndNobodyWrites()
    {
        for (const std::uint64_t many : {1U, 4U, 15U}) {
            Two two(2);
            QVERIFY(two.ready);
            two.bob.store.lose(two.log, two.top + 1 - many, two.top);
            two.net.restart(two.bob);
            const auto said = two.say("later");
            QVERIFY(said.hasValue() && said->log != two.log);
            QVERIFY2(two.meet(41), qPrintable(QString::number(many)));
        }
    }

    void overALostMiddleNobodyWrites()
    {
        Two two(3);
        QVERIFY(two.ready);
        two.bob.store.lose(two.log, 4, 9);
        two.net.restart(two.bob);
        const auto said = two.say("later");
        QVERIFY(said.hasValue() && said->log != two.log);
        QVERIFY(two.meet(41));
    }

    /// Without the opening nothing can be written until a neighbour has given it back.
    void withoutAnOpeningOneWaits()
    {
        for (const bool all : {false, true}) {
            Two two(4);
            QVERIFY(two.ready);
            two.bob.store.lose(two.log, 0, all ? two.top : 2);
            two.net.restart(two.bob);
            QVERIFY(two.bob.room->isVoiceless());
            QCOMPARE(two.say("too soon").error(), Reason::Busy);
            two.net.turn(two.bob,
                         [&](Turn& turn) { two.bob.room->sendProfile(turn, two.bob.self); });
            two.net.pass(48h); // what is done from time to time has to wait, too
            QVERIFY(two.meet(40));
            QVERIFY(!two.bob.room->isVoiceless());
            const auto said = two.say("now");
            QVERIFY(said.hasValue() && said->log != two.log);
            QVERIFY(two.net.settle());
            QVERIFY(two.meet(41));
        }
    }

    /// The acts of the founder come back like texts, and he runs the room again.
    void theFounderGetsHisActsBack()
    {
        for (const std::uint64_t from : {0U, 1U, 3U}) {
            Two two(5);
            QVERIFY(two.ready);
            const core::LogId log = two.ada.room->logs().begin()->first == two.log
                                        ? std::next(two.ada.room->logs().begin())->first
                                        : two.ada.room->logs().begin()->first;
            two.ada.store.lose(log, from, 8);
            two.net.restart(two.ada);
            two.net.pass(48h);
            QVERIFY2(two.meet(40), qPrintable(QString::number(from)));
            std::optional<Reason> flaw;
            two.net.turn(two.ada, [&](Turn& turn) {
                SetRoom wish;
                wish.name = "Garden";
                const auto set = RoomActs(*two.ada.room, turn, two.ada.self).set(wish);
                flaw = set ? std::nullopt : std::optional(set.error());
            });
            QVERIFY2(!flaw, qPrintable(QString::number(from)));
            QVERIFY(two.meet(40));
            QCOMPARE(two.bob.room->snapshot().name, std::string("Garden"));
        }
    }
};

QTEST_GUILESS_MAIN(LogRemainsTest)
#include "log_remains_test.moc"
