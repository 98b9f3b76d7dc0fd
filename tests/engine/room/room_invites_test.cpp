// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_acts.h"
#include "engine/room/room_door.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

struct Doors {
    explicit Doors(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada);
    }
    [[nodiscard]] std::vector<InviteSnapshot> list(Person& person)
    {
        std::vector<InviteSnapshot> out;
        net.turn(person,
                 [&](Turn& turn) { out = RoomInvites(*person.room, turn, person.self).list(); });
        return out;
    }
    [[nodiscard]] std::optional<Reason> close(Person& person, const core::EventId& invite)
    {
        std::optional<Reason> out;
        net.turn(person, [&](Turn& turn) {
            const auto done = RoomActs(*person.room, turn, person.self).closeInvite(invite);
            out = done ? std::nullopt : std::optional(done.error());
        });
        net.deliver();
        return out;
    }
    /// What the door says to this person at Ada's.
    [[nodiscard]] std::optional<Reason> admits(Person& person)
    {
        return RoomDoor(*ada.room).admits(net.nowOf(ada),
                                          *RoomDoor(*person.room).enterProof(person.self),
                                          person.self.identityId,
                                          person.self.deviceId);
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
};

constexpr std::optional<Reason> fine;

} // namespace

class RoomInvitesTest : public QObject
{
    Q_OBJECT

private slots:
    void theListSaysWhoCameByWhich()
    {
        Doors doors(1);
        const std::string first = doors.net.invite(doors.ada);
        doors.net.pass(1s);
        InviteToRoom wish;
        wish.level = levelObserver;
        wish.uses = 3;
        const std::string second = doors.net.invite(doors.ada, wish);
        QVERIFY(doors.net.enter(doors.bob, doors.ada, first) != 0);
        const auto all = doors.list(doors.ada);
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(all[0].level, levelObserver); // the newer one
        QCOMPARE(all[0].uses, 3U);
        QVERIFY(all[0].came.empty() && all[0].open);
        QCOMPARE(all[1].came, std::vector{doors.bob.self.identityId});
        QCOMPARE(all[1].author, doors.ada.self.identityId);
        // The same door by the link that it shows, after a restart as well; nobody else has the key to it.
        doors.net.restart(doors.ada);
        const auto again = doors.list(doors.ada);
        QCOMPARE(decodeLink(again[0].link)->doorSeed, decodeLink(second)->doorSeed);
        QCOMPARE(decodeLink(again[1].link)->door, decodeLink(first)->door);
        QVERIFY(doors.list(doors.bob)[0].link.empty());
    }

    void whoCameInStaysWhenItIsClosed()
    {
        Doors doors(2);
        const std::string link = doors.net.invite(doors.ada);
        QVERIFY(doors.net.enter(doors.bob, doors.ada, link) != 0);
        QVERIFY(doors.net.settle());
        const core::EventId invite = decodeLink(link)->door;
        QCOMPARE(doors.close(doors.bob, invite), std::optional(Reason::NotAllowed));
        QCOMPARE(doors.close(doors.ada, core::EventId()), std::optional(Reason::BadInvite));
        QCOMPARE(doors.close(doors.ada, invite), fine);
        QCOMPARE(doors.close(doors.ada, invite), std::optional(Reason::Revoked));
        QVERIFY(doors.net.settle());
        QCOMPARE(doors.bob.room->roll()->level(doors.bob.self.identityId), levelMember);
        doors.net.send(doors.bob, "still in");
        QVERIFY(doors.net.settle());
        QCOMPARE(doors.ada.store.texts(), std::vector<std::string>{"still in"});
        QCOMPARE(doors.net.enter(doors.eve, doors.ada, link), LinkId(0));
        QCOMPARE(doors.admits(doors.eve), std::optional(Reason::Revoked));
        const auto all = doors.list(doors.ada);
        QVERIFY(!all[0].open && all[0].link.empty());
        QCOMPARE(all[0].came, std::vector{doors.bob.self.identityId});
        QCOMPARE(doors.bob.digest().authority, doors.ada.digest().authority);
    }

    void itTakesSomebodyAboveTheDoor()
    {
        Doors doors(5);
        InviteToRoom wish;
        wish.level = levelModerator;
        QVERIFY(doors.net.enter(doors.bob, doors.ada, doors.net.invite(doors.ada, wish)) != 0);
        QVERIFY(doors.net.settle());
        const core::EventId theirs = doors.list(doors.ada)[0].invite;
        QCOMPARE(doors.close(doors.bob, theirs), std::optional(Reason::NotAllowed));
        const core::EventId own = decodeLink(doors.net.invite(doors.bob))->door;
        QCOMPARE(doors.close(doors.bob, own), fine);
        QCOMPARE(doors.close(doors.ada, theirs), fine);
        QCOMPARE(doors.ada.room->roll()->level(doors.bob.self.identityId), levelModerator);
    }

    void whatIsOverIsClosedLater()
    {
        Doors doors(3);
        InviteToRoom wish;
        wish.expiresMs = doors.net.now.wall.milliseconds + 60'000;
        const std::string expires = doors.net.invite(doors.ada, wish);
        InviteToRoom once;
        once.uses = 1;
        const std::string single = doors.net.invite(doors.ada, once);
        const std::string other = doors.net.invite(doors.ada);
        QVERIFY(doors.net.enter(doors.bob, doors.ada, single) != 0);
        const auto isClosed = [&](const std::string& link) {
            return !doors.ada.room->roll()->door(decodeLink(link)->door)->open;
        };
        doors.net.pass(9min);
        QVERIFY(!isClosed(expires) && !isClosed(single));
        QCOMPARE(doors.net.enter(doors.eve, doors.ada, expires), LinkId(0));
        QCOMPARE(doors.admits(doors.eve), std::optional(Reason::Expired));
        doors.net.pass(5min);
        QVERIFY(isClosed(expires) && isClosed(single) && !isClosed(other));
        QCOMPARE(doors.admits(doors.eve),
                 std::optional(Reason::Expired)); // the same word as before
        QCOMPARE(doors.bob.room->roll()->level(doors.bob.self.identityId), levelMember);
        QCOMPARE(doors.bob.room->state(), RoomState::Joined);
    }

    void aRestartClosesWhatEndedMeanwhile()
    {
        Doors doors(4);
        InviteToRoom wish;
        wish.expiresMs = doors.net.now.wall.milliseconds + 60'000;
        const std::string link = doors.net.invite(doors.ada, wish);
        doors.net.now.wall.milliseconds += 3'600'000; // nobody was running
        doors.net.restart(doors.ada);
        doors.net.pass(2min);
        QVERIFY(!doors.ada.room->roll()->door(decodeLink(link)->door)->open);
    }
};

QTEST_APPLESS_MAIN(RoomInvitesTest)
#include "room_invites_test.moc"
