// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/room/copy_trial.cpp engine/room/run_frames.cpp
// A room that travels as a file, between people who have no link.
#include "core/text.h"
#include "engine/room/message_fold.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_content.h"
#include "engine/room/room_copies.h"
#include "engine/room/room_reach.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

/// Ada's room with Bob and Eve in it, all apart again.
struct Apart {
    explicit Apart(std::uint64_t seed, HistoryAccess history = HistoryAccess::All)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada, {"Hall", "", Access::Invite, history});
        const LinkId toBob = net.enter(bob, ada, net.invite(ada));
        const LinkId toEve = net.enter(eve, ada, net.invite(ada));
        ready = toBob != 0 && toEve != 0 && net.settle();
        net.send(ada, "together");
        ready = net.settle() && ready;
        net.cut(toBob);
        net.cut(toEve);
        net.deliver();
    }

    void act(Person& actor, const Person& target, MemberAct what, int level = 0)
    {
        net.turn(actor, [&](Turn& turn) {
            ChangeMember wish;
            wish.room = actor.room->id();
            wish.identity = target.self.identityId;
            wish.change = what;
            wish.level = level;
            QVERIFY(RoomActs(*actor.room, turn, actor.self).change(wish));
        });
        net.pass(1s);
    }
    void say(Person& person, const std::string& text)
    {
        net.send(person, text);
        net.pass(1s);
    }
    void takeBack(Person& person, const core::EventRef& message)
    {
        const EventRow row = *person.store.row(message);
        net.turn(person, [&](Turn& turn) {
            QVERIFY(RoomContent(*person.room, turn, person.self).erase(row, {}, ""));
        });
        net.pass(1s);
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    bool ready = false;
};

/// Events in the runs of a file that go without their text.
std::size_t bodilessIn(const core::Bytes& file, const Person& reader)
{
    wire::CopyStart start;
    const auto parts = opened(file, reader.self, start);
    std::size_t out = 0;
    for (const CopyPart& part : parts ? *parts : std::vector<CopyPart>()) {
        if (part.kind == CopyRecord::Events) {
            const auto events = message<wire::Events>(part);
            for (const wire::Run& run : events.runs()) {
                out += static_cast<std::size_t>(
                    std::count_if(run.items().begin(), run.items().end(), [](const auto& item) {
                        return item.bodiless();
                    }));
            }
        }
    }
    return out;
}

} // namespace

class RoomCopyTest : public QObject
{
    Q_OBJECT

private slots:
    void whoWasApartIsAsIfHeHadBeenThere()
    {
        Apart hall(1);
        QVERIFY(hall.ready);
        for (int i = 0; i < 300; ++i) {
            hall.net.send(hall.ada, "alone " + std::to_string(i));
        }
        hall.net.pass(1s);
        hall.act(hall.ada, hall.eve, MemberAct::Ban);
        hall.say(hall.ada, "without Eve");
        QVERIFY(read(hall.net, hall.bob, written(hall.net, hall.ada)) == ReadEnd::Taken);
        QCOMPARE(hall.bob.store.texts(), hall.ada.store.texts());
        QVERIFY(hall.bob.digest().settled);
        QCOMPARE(hall.bob.digest().authority, hall.ada.digest().authority);
        QCOMPARE(hall.bob.digest().frontier, hall.ada.digest().frontier);
        QCOMPARE(hall.bob.digest().bodies, hall.ada.digest().bodies);
        // He was there before: nothing new begins for him, and twice is as once.
        const Digest before = hall.bob.digest();
        QVERIFY(read(hall.net, hall.bob, written(hall.net, hall.ada)) == ReadEnd::Taken);
        QCOMPARE(hall.bob.digest().frontier, before.frontier);
        // What he says now is sealed without Eve, and both understand each other.
        hall.say(hall.bob, "I read it");
        QVERIFY(read(hall.net, hall.ada, written(hall.net, hall.bob)) == ReadEnd::Taken);
        QCOMPARE(hall.ada.store.texts().back(), std::string("I read it"));
        hall.net.restart(hall.bob);
        QCOMPARE(hall.bob.store.texts(), hall.ada.store.texts());
    }

    void whoWasBannedMeanwhileOpensNothing()
    {
        Apart hall(2);
        hall.act(hall.ada, hall.eve, MemberAct::Ban);
        hall.say(hall.ada, "without Eve");
        QVERIFY(read(hall.net, hall.eve, written(hall.net, hall.ada)) == ReadEnd::NotForHim);
        QCOMPARE(hall.eve.store.texts(), (Texts{"together"}));
    }

    void whatWasTakenBackIsNotInIt()
    {
        Apart hall(3);
        const core::EventRef gone = hall.net.send(hall.ada, "a planted secret");
        const core::EventRef shared = hall.net.send(hall.ada, "stays");
        hall.net.pass(1s);
        const core::Bytes early = written(hall.net, hall.ada);
        hall.takeBack(hall.ada, gone);
        QCOMPARE(bodilessIn(early, hall.bob), std::size_t{0});
        QCOMPARE(bodilessIn(written(hall.net, hall.ada), hall.bob), std::size_t{1});
        // Of a text that he never had nothing is missing; one that he has goes.
        QVERIFY(read(hall.net, hall.bob, written(hall.net, hall.ada)) == ReadEnd::Taken);
        QCOMPARE(hall.bob.store.texts(), (Texts{"together", "stays"}));
        QVERIFY(hall.bob.digest().settled);
        QCOMPARE(hall.bob.digest().bodies, hall.ada.digest().bodies);
        QVERIFY(read(hall.net, hall.eve, early) == ReadEnd::Taken);
        QCOMPARE(hall.eve.store.texts(), (Texts{"together", "a planted secret", "stays"}));
        QVERIFY(read(hall.net, hall.eve, written(hall.net, hall.ada)) == ReadEnd::Taken);
        hall.net.pass(1s);
        QCOMPARE(hall.eve.store.texts(), (Texts{"together", "stays"}));
        QVERIFY(hall.eve.store.row(shared) != nullptr);
        // An older file does not bring it back.
        QVERIFY(read(hall.net, hall.eve, early) == ReadEnd::Taken);
        hall.net.pass(1s);
        QCOMPARE(hall.eve.store.texts(), (Texts{"together", "stays"}));
    }

    void whatOthersTookBackIsNotInItEither()
    {
        Apart hall(13);
        const core::EventRef rude = hall.net.send(hall.eve, "something rude");
        hall.net.pass(1s);
        QVERIFY(read(hall.net, hall.ada, written(hall.net, hall.eve)) == ReadEnd::Taken);
        hall.takeBack(hall.ada, rude);
        QVERIFY(hall.ada.store.row(rude)->hasBody); // for a week, should it turn out void
        QCOMPARE(bodilessIn(written(hall.net, hall.ada), hall.bob), std::size_t{1});
        QVERIFY(read(hall.net, hall.bob, written(hall.net, hall.ada)) == ReadEnd::Taken);
        QVERIFY(!hall.bob.store.row(rude)->hasBody);
        QVERIFY(hall.bob.digest().settled);
    }

    void whatLiesBehindACutIsNotInIt()
    {
        Apart hall(14);
        hall.act(hall.ada, hall.bob, MemberAct::Grant, levelAdmin);
        QVERIFY(read(hall.net, hall.bob, written(hall.net, hall.ada)) == ReadEnd::Taken);
        const core::EventRef behind = hall.net.send(hall.eve, "not known to Bob");
        hall.net.pass(1s);
        QVERIFY(read(hall.net, hall.ada, written(hall.net, hall.eve)) == ReadEnd::Taken);
        QCOMPARE(hall.ada.store.texts().size(), std::size_t{2});
        hall.act(hall.bob, hall.eve, MemberAct::Ban);
        QVERIFY(read(hall.net, hall.ada, written(hall.net, hall.bob)) == ReadEnd::Taken);
        QCOMPARE(hall.ada.store.texts(), (Texts{"together"}));
        QVERIFY(hall.ada.store.row(behind)->hasBody);
        QCOMPARE(bodilessIn(written(hall.net, hall.ada), hall.bob), std::size_t{1});
    }

    void whatNobodyCouldProveIsLeftOutAndNoMore()
    {
        Apart hall(16);
        for (int i = 0; i < 12; ++i) {
            const core::EventRef ref = hall.net.send(hall.ada, std::string(20'000, 'x'));
            EventRow row = *hall.ada.store.row(ref);
            row.signature.clear(); // as in a run; only that none is near
            hall.ada.store.apply(PutEvent{hall.ada.room->id(), row});
        }
        hall.say(hall.ada, "after that");
        QVERIFY(read(hall.net, hall.bob, written(hall.net, hall.ada)) == ReadEnd::Taken);
        QCOMPARE(hall.bob.store.texts().back(), std::string("after that"));
        QVERIFY(!hall.bob.digest().settled);
    }

    void secretsGoToThoseWhoMayHaveThem()
    {
        Apart hall(4, HistoryAccess::Joined);
        QVERIFY(hall.ready);
        QCOMPARE(hall.bob.store.texts(), (Texts{"together"}));
        Person& sam = hall.net.person("Sam");
        hall.say(hall.ada, "before Sam");
        QVERIFY(hall.net.enter(sam, hall.ada, hall.net.invite(hall.ada)) != 0);
        QVERIFY(hall.net.settle());
        hall.say(hall.ada, "with Sam");
        const core::Bytes file = written(hall.net, hall.ada);
        QVERIFY(read(hall.net, hall.bob, file) == ReadEnd::Taken);
        QCOMPARE(hall.bob.store.texts(), (Texts{"together", "before Sam", "with Sam"}));
        QVERIFY(read(hall.net, sam, file) == ReadEnd::Taken);
        hall.net.pass(1s);
        QCOMPARE(sam.store.texts(), (Texts{"with Sam"}));
    }

    void whereTheRoomIsFoundNowIsInIt()
    {
        Apart hall(15);
        const core::Bytes early = written(hall.net, hall.ada);
        hall.net.turn(hall.ada, [&](Turn& turn) {
            static_cast<void>(RoomReach(*hall.ada.room).reset(turn, hall.ada.self));
        });
        hall.net.pass(1s);
        const auto secretOf = [](const Person& person) {
            return core::textOf(person.room->reach().current().view());
        };
        QVERIFY(secretOf(hall.bob) != secretOf(hall.ada));
        QVERIFY(read(hall.net, hall.bob, written(hall.net, hall.ada)) == ReadEnd::Taken);
        QCOMPARE(secretOf(hall.bob), secretOf(hall.ada));
        Person& again = hall.net.copy(
            hall.eve.self.identity.seed(), hall.eve.self.device.seed(), "Eve's new machine");
        QVERIFY(read(hall.net, again, written(hall.net, hall.bob)) == ReadEnd::Taken);
        QCOMPARE(secretOf(again), secretOf(hall.ada));
        // An older file takes nobody back to where the room was.
        QVERIFY(read(hall.net, hall.bob, early) == ReadEnd::Taken);
        QCOMPARE(secretOf(hall.bob), secretOf(hall.ada));
        hall.net.restart(hall.bob);
        QCOMPARE(secretOf(hall.bob), secretOf(hall.ada));
    }

    void aFreshMachineGetsTheRoomAndANewLog()
    {
        Apart hall(5);
        hall.say(hall.bob, "from my old machine");
        const core::Bytes file = written(hall.net, hall.bob);
        hall.say(hall.bob, "after the copy");
        Person& again = hall.net.copy(
            hall.bob.self.identity.seed(), hall.bob.self.device.seed(), "Bob's new machine");
        QVERIFY(read(hall.net, again, file) == ReadEnd::Taken);
        QCOMPARE(again.room->state(), RoomState::Joined);
        QCOMPARE(again.store.texts(), (Texts{"together", "from my old machine"}));
        hall.say(again, "here I am");
        // Both pasts meet, and the log that went on after the copy did not fork.
        hall.net.link(again, hall.ada);
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.ada.store.texts(), (Texts{"together", "from my old machine", "here I am"}));
        hall.net.link(hall.bob, hall.eve);
        hall.net.link(hall.eve, hall.ada);
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.ada.store.texts().size(), std::size_t{4});
        QVERIFY(!hall.ada.store.record(RecordKind::ForkProof,
                                       hall.bob.store.state().core.front().row.ref.log.view()));
        hall.net.restart(again);
        QCOMPARE(again.room->state(), RoomState::Joined);
    }

    void anotherDeviceOfTheSamePersonComesIn()
    {
        Apart hall(6);
        Person& phone = hall.net.device(hall.bob.self.identity.seed(), "Bob's phone");
        QVERIFY(read(hall.net, phone, written(hall.net, hall.ada)) == ReadEnd::Taken);
        QCOMPARE(phone.room->state(), RoomState::Joined);
        QCOMPARE(phone.store.texts(), (Texts{"together"}));
        hall.say(phone, "from the phone");
        hall.net.link(phone, hall.ada);
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.ada.store.texts(), (Texts{"together", "from the phone"}));
    }

    void theFounderGetsItBackFromAMember()
    {
        Apart hall(7);
        Person& again = hall.net.copy(
            hall.ada.self.identity.seed(), hall.ada.self.device.seed(), "Ada's new machine");
        QVERIFY(read(hall.net, again, written(hall.net, hall.bob)) == ReadEnd::Taken);
        QCOMPARE(again.room->snapshot().level, levelFounder);
        hall.act(again, hall.eve, MemberAct::Kick);
        QVERIFY(read(hall.net, hall.bob, written(hall.net, again)) == ReadEnd::Taken);
        QCOMPARE(hall.bob.room->roll()->level(hall.eve.self.identityId), levelNone);
    }

    void anOlderDiskIsNoticed()
    {
        Apart hall(8);
        RowStore old = hall.bob.store;
        hall.say(hall.bob, "lost with the disk");
        QVERIFY(read(hall.net, hall.ada, written(hall.net, hall.bob)) == ReadEnd::Taken);
        hall.bob.store = old;
        hall.net.restart(hall.bob);
        QCOMPARE(hall.bob.store.texts(), (Texts{"together"}));
        QVERIFY(read(hall.net, hall.bob, written(hall.net, hall.ada)) == ReadEnd::Taken);
        QCOMPARE(hall.bob.store.texts(), (Texts{"together", "lost with the disk"}));
        hall.say(hall.bob, "and on");
        QVERIFY(read(hall.net, hall.ada, written(hall.net, hall.bob)) == ReadEnd::Taken);
        QCOMPARE(hall.ada.store.texts(), (Texts{"together", "lost with the disk", "and on"}));
    }

    void aForgedEventEndsIt()
    {
        Apart hall(9);
        hall.say(hall.ada, "true");
        wire::CopyStart start;
        const auto parts = opened(written(hall.net, hall.ada), hall.bob.self, start);
        // Bob, who may open it, writes it again with another text in Ada's log, as his own file.
        CopyWriter writer(hall.net.rng, 1);
        writer.addSlot(hall.eve.self.identityId, {});
        writer.add(CopyRecord::Start,
                   RoomCopy(*hall.bob.room).start(hall.bob.self, hall.net.now.wall));
        for (const CopyPart& part : *parts) {
            if (part.kind != CopyRecord::Events) {
                writer.add(part.kind, part.bytes);
                continue;
            }
            auto events = message<wire::Events>(part);
            for (wire::Run& run : *events.mutable_runs()) {
                auto* item = run.mutable_items(run.items_size() - 1);
                item->set_clock(item->clock() + 1);
            }
            writer.add(part.kind, events);
        }
        writer.end(hall.bob.self.device);
        QVERIFY(read(hall.net, hall.eve, writer.take()) == ReadEnd::Unsound);
        QCOMPARE(hall.eve.store.texts(), (Texts{"together"}));
    }

    void whoeverWritesItMustBeAMember()
    {
        Apart hall(10);
        // A stranger knows the beginning, and that Bob is in: he makes a file for him.
        Person& stranger = hall.net.person("Stranger");
        wire::CopyStart start;
        const auto parts = opened(written(hall.net, hall.ada), hall.bob.self, start);
        start.set_identity(core::textOf(stranger.self.identityId.view()));
        start.set_device(core::textOf(stranger.self.deviceId.view()));
        start.set_device_cert(core::textOf(stranger.self.certificate));
        CopyWriter writer(hall.net.rng, 1);
        writer.addSlot(hall.bob.self.identityId, {});
        writer.add(CopyRecord::Start, start);
        for (const CopyPart& part : *parts) {
            writer.add(part.kind, part.bytes);
        }
        writer.end(stranger.self.device);
        const core::Bytes file = writer.take();
        Person& fresh =
            hall.net.copy(hall.bob.self.identity.seed(), hall.bob.self.device.seed(), "Bob, fresh");
        QVERIFY(read(hall.net, fresh, file) == ReadEnd::NoMember);
        QVERIFY(!fresh.room);
        // To one who is in the room it brings what is signed by members, whoever carries it.
        QVERIFY(read(hall.net, hall.bob, file) == ReadEnd::Taken);
    }

    void aForkIsProvedToWhoeverReads()
    {
        Apart hall(11);
        Person& twin = hall.net.copy(
            hall.eve.self.identity.seed(), hall.eve.self.device.seed(), "Eve's copied disk");
        twin.store = hall.eve.store;
        twin.room = hall.eve.room;
        hall.net.restart(twin);
        hall.say(hall.eve, "one past");
        hall.say(twin, "another past");
        QVERIFY(read(hall.net, hall.ada, written(hall.net, hall.eve)) == ReadEnd::Taken);
        QVERIFY(read(hall.net, hall.ada, written(hall.net, twin)) == ReadEnd::Taken);
        QCOMPARE(hall.ada.store.texts(), (Texts{"together"}));
        QVERIFY(read(hall.net, hall.bob, written(hall.net, hall.ada)) == ReadEnd::Taken);
        QVERIFY(read(hall.net, hall.bob, written(hall.net, twin)) == ReadEnd::Taken);
        QCOMPARE(hall.bob.store.texts(), (Texts{"together"}));
        QCOMPARE(hall.bob.digest().authority, hall.ada.digest().authority);
    }

    void aTrialTakesWhatComesInAnyOrder()
    {
        Apart hall(12);
        hall.act(hall.ada, hall.bob, MemberAct::Grant, levelModerator);
        wire::CopyStart start;
        const auto parts = opened(written(hall.net, hall.ada), hall.bob.self, start);
        auto trial = CopyTrial::begin(start);
        QVERIFY(trial.has_value());
        for (auto part = parts->rbegin(); part != parts->rend(); ++part) {
            auto events = message<wire::Events>(*part);
            if (part->kind == CopyRecord::Core) {
                std::reverse(events.mutable_events()->begin(), events.mutable_events()->end());
                QVERIFY(trial->take(events));
            }
        }
        QVERIFY(trial->isMember(hall.bob.self.identityId) && trial->isWriterLive());
        QVERIFY(!trial->isMember(hall.net.person("Nobody").self.identityId));
        start.set_genesis("none");
        QVERIFY(!CopyTrial::begin(start));
    }
};

QTEST_APPLESS_MAIN(RoomCopyTest)
#include "room_copy_test.moc"
