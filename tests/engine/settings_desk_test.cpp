// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/settings_desk.h"
#include "sim/world.h"

#include <QTest>

using namespace engine;
using namespace sim;

class SettingsDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void everythingIsAnnouncedAtFirst()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        const RoomId room = world.createRoom(ann);
        QVERIFY(valueOf(world, ann, "announce"));
        QVERIFY(valueOf(world, ann, "announce." + room.hex()));
    }

    void whatWasSetIsKept()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        const RoomId room = world.createRoom(ann);
        const RoomId other = world.createRoom(ann);
        set(world, ann, "announce." + room.hex(), false);
        set(world, ann, "announce", false);
        ann.crash(false);
        ann.start();
        QVERIFY(!valueOf(world, ann, "announce"));
        QVERIFY(!valueOf(world, ann, "announce." + room.hex()));
        QVERIFY(valueOf(world, ann, "announce." + other.hex())); // its own switch
        set(world, ann, "announce", true);
        ann.crash(false);
        ann.start();
        QVERIFY(valueOf(world, ann, "announce"));
        QVERIFY(!valueOf(world, ann, "announce." + room.hex()));
    }

    void aForgottenRoomTakesItsSettingAlong()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        const RoomId room = world.createRoom(ann);
        set(world, ann, "announce." + room.hex(), false);
        world.ask(ann, ForgetRoom{room});
        QCOMPARE(why(world, ann, GetSetting{"announce." + room.hex()}), Reason::UnknownRoom);
        for (const StoredRecord& record : ann.disk().store().loadState().records) {
            QVERIFY(record.kind != RecordKind::Setting);
        }
    }

    void writingIsShownOnlyIfWished()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        const auto types = [&] {
            world.ask(ann, SetTyping{room, true});
            world.run(std::chrono::seconds(2));
            return ben.person().typed;
        };
        QCOMPARE(types(), std::size_t{1});
        set(world, ann, "typing", false);
        QCOMPARE(types(), std::size_t{1});
        set(world, ann, "typing", true);
        QCOMPARE(types(), std::size_t{2});
    }

    void whatWasReadIsToldOnlyIfWished()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        set(world, ben, "read", false);
        ben.crash(false);
        ben.start();
        QVERIFY(!valueOf(world, ben, "read"));
        const auto stateOfRead = [&](const std::string& text) {
            const auto sent = std::get<MessageSent>(*world.ask(ann, SendMessage{room, text, {}}));
            world.run(std::chrono::seconds(30));
            world.ask(ben, MarkRead{room, sent.message});
            world.run(std::chrono::seconds(10));
            return ann.person().states[sent.message];
        };
        QCOMPARE(stateOfRead("one"), MessageState::Delivered);
        set(world, ben, "read", true);
        QCOMPARE(stateOfRead("two"), MessageState::Read);
    }

    void historyComesAsFastAsWished()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        const RoomId room = world.createRoom(ann);
        for (int i = 0; i < 600; ++i) {
            world.ask(ann, SendMessage{room, std::string(1000, 'x'), {}});
        }
        SimPeer& ben = world.addPeer();
        set(world, ben, "fetchKbPerMinute", 100U);
        world.join(ben, world.invite(ann, room));
        world.awaitJoined(room, {&ben}, std::chrono::seconds(60));
        const auto held = [&] { return ben.disk().store().visible(room).size(); };
        world.run(std::chrono::seconds(40));
        const std::size_t soon = held(); // the first screen, and a minute's worth
        QVERIFY2(soon >= 50 && soon < 350, qPrintable(QString::number(soon)));
        world.run(std::chrono::minutes(10));
        QCOMPARE(held(), std::size_t{600});
        QVERIFY(world.findings().empty());
    }

    void aNumberIsKept()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        const auto number = [&] {
            return std::get<std::uint32_t>(
                std::get<SettingValue>(*world.ask(ann, GetSetting{"fetchKbPerMinute"})).value);
        };
        QCOMPARE(number(), 0U);
        set(world, ann, "fetchKbPerMinute", 5000U);
        ann.crash(false);
        ann.start();
        QCOMPARE(number(), 5000U);
        QCOMPARE(why(world, ann, SetSetting{"fetchKbPerMinute", true}), Reason::BadArgument);
        QCOMPARE(why(world, ann, SetSetting{"fetchKbPerMinute", 4'000'001U}), Reason::BadArgument);
        QCOMPARE(why(world, ann, SetSetting{"read", 1U}), Reason::BadArgument);
        QCOMPARE(number(), 5000U);
    }

    void otherKeysAreRefused()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        for (const char* key : {"", "Announce", "announced", "announce ", "colour"}) {
            QCOMPARE(why(world, ann, GetSetting{key}), Reason::BadArgument);
            QCOMPARE(why(world, ann, SetSetting{key, true}), Reason::BadArgument);
        }
        for (const std::string& key :
             {std::string("announce."), std::string("announce.x"), "announce." + RoomId().hex()}) {
            QCOMPARE(why(world, ann, GetSetting{key}), Reason::UnknownRoom);
            QCOMPARE(why(world, ann, SetSetting{key, false}), Reason::UnknownRoom);
        }
        QVERIFY(valueOf(world, ann, "announce"));
    }

    void itTellsOnlyWhatHasChanged()
    {
        support::SeededRng rng(1);
        RoomBook book{room::Self(core::Seed::random(rng), core::Seed::random(rng)), {}};
        int told = 0;
        SettingsDesk desk(book, [&told](Turn&) { ++told; });
        for (const bool value : {true, false, false, true}) {
            Turn turn({}, rng);
            QVERIFY(desk.handleRequest(turn, 1, SetSetting{"announce", value}));
            QCOMPARE(turn.ops().size(), std::size_t{1});
            QCOMPARE(turn.waiting().size(), std::size_t{1}); // answered once it is on disk
            QCOMPARE(desk.mayAnnounce(), value);
        }
        QCOMPARE(told, 2);
        Turn turn({}, rng);
        QVERIFY(!desk.handleRequest(turn, 1, ListRooms{}));
    }

private:
    static bool valueOf(World& world, SimPeer& peer, const std::string& key)
    {
        return std::get<bool>(std::get<SettingValue>(*world.ask(peer, GetSetting{key})).value);
    }
    static void set(World& world, SimPeer& peer, const std::string& key, SettingWord value)
    {
        QVERIFY(std::holds_alternative<Done>(*world.ask(peer, SetSetting{key, value})));
    }
    static Reason why(World& world, SimPeer& peer, const Request& request)
    {
        return std::get<Refusal>(*world.ask(peer, request)).reason;
    }
};

QTEST_APPLESS_MAIN(SettingsDeskTest)
#include "settings_desk_test.moc"
