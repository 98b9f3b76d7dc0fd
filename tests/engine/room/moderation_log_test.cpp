// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/room/room_log.cpp engine/room/log_file.cpp
#include "core/codec.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_log.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// Ada's room with Bob, a moderator, and Eve, whom he has muted and she has banned.
struct Moderated {
    explicit Moderated(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada);
        adaBob = net.enter(bob, ada, net.invite(ada));
        adaEve = net.enter(eve, ada, net.invite(ada));
        ready = adaBob != 0 && adaEve != 0 && net.settle();
        ready = change(ada, bob, MemberAct::Grant, levelModerator, "helps") && ready;
        net.pass(5s);
        ready = change(bob, eve, MemberAct::Mute, 0, "loud") && ready;
        net.pass(5s);
    }

    bool change(Person& actor, Person& target, MemberAct what, int level, std::string why)
    {
        bool done = false;
        net.turn(actor, [&](Turn& turn) {
            ChangeMember wish;
            wish.room = actor.room->id();
            wish.identity = target.self.identityId;
            wish.change = what;
            wish.level = level;
            wish.reason = std::move(why);
            done = RoomActs(*actor.room, turn, actor.self).change(wish).hasValue();
        });
        net.deliver();
        return done;
    }
    [[nodiscard]] std::vector<LogEntrySnapshot> log(const Person& at, LogAction action) const
    {
        std::vector<LogEntrySnapshot> out = RoomLog(*at.room).entries();
        std::erase_if(out, [&](const LogEntrySnapshot& each) { return each.action != action; });
        return out;
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    LinkId adaBob = 0;
    LinkId adaEve = 0;
    bool ready = false;
};

core::Bytes fileOf(const Moderated& scene, const Person& person)
{
    return RoomLog(*person.room).file(person.self, scene.net.now.wall);
}

} // namespace

class ModerationLogTest : public QObject
{
    Q_OBJECT

private slots:
    void everyActIsThereWithItsReasonAndItsProof()
    {
        Moderated scene(1);
        QVERIFY(scene.ready);
        const auto mutes = scene.log(scene.ada, LogAction::Mute);
        QCOMPARE(mutes.size(), std::size_t(1));
        QCOMPARE(mutes[0].actor, scene.bob.self.identityId);
        QCOMPARE(mutes[0].targets, std::vector{scene.eve.self.identityId});
        QCOMPARE(mutes[0].reason, std::string("loud"));
        QVERIFY(mutes[0].valid);
        // The mute, the grant that lets him, and the beginning of the room.
        QCOMPARE(mutes[0].why.size(), std::size_t(3));
        QCOMPARE(mutes[0].why[0], mutes[0].event);
        QCOMPARE(mutes[0].why[2], genesisEvent(scene.ada.room->id()));
        QCOMPARE(mutes[0].whyText,
                 std::string("counts: Bob (moderator), by grace of Ada (founder)"));
        QCOMPARE(scene.log(scene.ada, LogAction::Invite).size(), std::size_t(2));
        const auto rules = scene.log(scene.ada, LogAction::Policy);
        QCOMPARE(rules.size(), std::size_t(1));
        QVERIFY(rules[0].detail.find("name \"") != std::string::npos);
    }

    void whatIsVoidSaysByWhom()
    {
        Moderated scene(2);
        QVERIFY(scene.ready);
        // Bob mutes once more while he does not hear that he is no moderator any longer.
        scene.net.cut(scene.adaBob);
        QVERIFY(scene.change(scene.bob, scene.eve, MemberAct::Unmute, 0, "sorry"));
        QVERIFY(scene.change(scene.ada, scene.bob, MemberAct::Ban, 0, "bought"));
        const auto ban = scene.log(scene.ada, LogAction::Ban);
        QCOMPARE(ban.size(), std::size_t(1));
        scene.ada.notices.clear();
        for (const wire::Frame& frame : scene.bob.room->coreFrames(0)) {
            QVERIFY(scene.net.feed(scene.ada, scene.adaEve, frame));
        }
        scene.net.pass(5s);
        const auto lifted = scene.log(scene.ada, LogAction::Unmute);
        QCOMPARE(lifted.size(), std::size_t(1));
        QVERIFY(!lifted[0].valid);
        QCOMPARE(lifted[0].why, std::vector{ban[0].event});
        QCOMPARE(lifted[0].whyText, std::string("void: its author was removed (by Ada)"));
        QCOMPARE(lifted[0].voidWhy, VoidWhy::Removed);
        const auto told = scene.ada.told<ModerationNotice>();
        QCOMPARE(told.size(), std::size_t(1));
        QCOMPARE(told[0].entry.event, lifted[0].event);
        QVERIFY(!told[0].entry.valid);
    }

    void newsIsToldOnceToEverybody()
    {
        Moderated scene(3);
        QVERIFY(scene.ready);
        scene.eve.notices.clear();
        QVERIFY(scene.change(scene.ada, scene.bob, MemberAct::Ban, 0, "bought"));
        QVERIFY(scene.change(scene.ada, scene.bob, MemberAct::Unban, 0, "a mistake"));
        scene.net.pass(20s);
        std::vector<LogAction> told;
        for (const ModerationNotice& notice : scene.eve.told<ModerationNotice>()) {
            told.push_back(notice.entry.action);
        }
        // Bob ran the room, so the moderators' key is another one now.
        QCOMPARE(told, (std::vector{LogAction::Ban, LogAction::Policy, LogAction::Unban}));
        scene.eve.notices.clear();
        scene.net.restart(scene.eve);
        QVERIFY(scene.eve.told<ModerationNotice>().empty());
    }

    void theFileProvesItself()
    {
        Moderated scene(4);
        QVERIFY(scene.ready);
        QVERIFY(scene.change(scene.ada, scene.eve, MemberAct::Ban, 0, "spam"));
        scene.net.pass(5s);
        const auto file = decodeLogFile(fileOf(scene, scene.bob));
        QVERIFY(file);
        QCOMPARE(file->exporter, scene.bob.self.identityId);
        const LogCheck check = checkLogFile(*file);
        QCOMPARE(check.faults, std::vector<std::string>());
        QCOMPARE(check.room, scene.ada.room->id());
        const auto here = RoomLog(*scene.bob.room).entries();
        QCOMPARE(check.entries.size(), here.size());
        for (std::size_t i = 0; i < here.size(); ++i) {
            QCOMPARE(check.entries[i].event, here[i].event);
            QCOMPARE(check.entries[i].whyText, here[i].whyText);
        }
    }

    void anyFlippedByteIsFound()
    {
        Moderated scene(5);
        QVERIFY(scene.ready);
        const core::Bytes good = fileOf(scene, scene.ada);
        QVERIFY(decodeLogFile(good));
        for (std::size_t at = 0; at < good.size(); at += 7) {
            for (const auto bit : {std::uint8_t(0x01), std::uint8_t(0x10), std::uint8_t(0x80)}) {
                core::Bytes bad = good;
                bad[at] ^= bit;
                // Whatever it makes of the content, it is said to be changed and not to be something else.
                const auto read = decodeLogFile(bad);
                QVERIFY(!read);
                QCOMPARE(read.error(), at < 14 ? LogFileError::NotOne : LogFileError::Signature);
            }
        }
        for (std::size_t size : {std::size_t(0), std::size_t(14), std::size_t(109)}) {
            QCOMPARE(decodeLogFile(core::ByteView(good).first(size)).error(), LogFileError::NotOne);
        }
        for (std::size_t size : {good.size() / 2, good.size() - 1}) {
            QCOMPARE(decodeLogFile(core::ByteView(good).first(size)).error(),
                     LogFileError::Signature);
        }
    }

    void anExporterWhoLiesIsFound()
    {
        Moderated scene(6);
        QVERIFY(scene.ready);
        auto file = *decodeLogFile(fileOf(scene, scene.ada));
        const auto mute = scene.log(scene.ada, LogAction::Mute)[0].event;
        const auto checked = [&](LogFile changed) {
            const auto again = decodeLogFile(encodeLogFile(changed, scene.ada.self.device));
            return again ? checkLogFile(*again).faults.size() : std::size_t(0);
        };
        QCOMPARE(checked(file), std::size_t(0));
        LogFile lies = file;
        lies.verdicts[mute] = false;
        QCOMPARE(checked(lies), std::size_t(1));
        LogFile silent = file; // the act is left out, its verdict forgotten there
        std::erase_if(silent.events, [&](const CarriedEvent& each) { return each.id == mute; });
        QVERIFY(checked(silent) > 0);
        LogFile rootless = file; // the grant is left out, and with it the right to mute
        const auto grant = scene.log(scene.ada, LogAction::Grant)[0].event;
        std::erase_if(rootless.events, [&](const CarriedEvent& each) { return each.id == grant; });
        rootless.verdicts.erase(grant);
        QVERIFY(checked(rootless) > 0);
        LogFile forged = file;
        for (CarriedEvent& each : forged.events) {
            each.signature[0] ^= 1;
        }
        QVERIFY(checked(forged) > 0);
    }
};

QTEST_APPLESS_MAIN(ModerationLogTest)
#include "moderation_log_test.moc"
