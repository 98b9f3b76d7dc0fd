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
        const RoomBook book{room::Self(core::Seed::random(rng), core::Seed::random(rng)), {}};
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
        return std::get<SettingValue>(*world.ask(peer, GetSetting{key})).value;
    }
    static void set(World& world, SimPeer& peer, const std::string& key, bool value)
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
