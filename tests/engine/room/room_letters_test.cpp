// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: room_knock.cpp
#include "core/codec.h"
#include "core/text.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_door.h"
#include "engine/room/room_letters.h"
#include "engine/room/room_network.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;

namespace {

CreateRoom askedRoom()
{
    return {"Club", "", Access::Knock};
}

/// As the link desks do it; nothing: it is kept.
std::optional<Reason>
knock(RoomNetwork& net, Person& newcomer, Person& host, const std::string& text)
{
    const std::string link = net.invite(host);
    std::optional<wire::Knock> said;
    net.turn(newcomer, [&](Turn& turn) {
        newcomer.room = Room::join(turn, newcomer.self, *decodeLink(link), link);
        RoomDoor door(*newcomer.room);
        door.useMessage(turn, text);
        const wire::Card card = RoomDoor(*host.room).card();
        if (door.wantsKnock(card)) {
            said = door.knock(turn, newcomer.self, card);
        }
    });
    std::optional<Reason> out = Reason::Internal;
    net.turn(host, [&](Turn& turn) {
        if (said) {
            out = RoomLetters(*host.room, turn)
                      .takeKnock(*said, newcomer.self.identityId, newcomer.self.deviceId);
        }
    });
    net.deliver();
    return out;
}

std::vector<KnockSnapshot> knocksOf(RoomNetwork& net, Person& person)
{
    std::vector<KnockSnapshot> out;
    net.turn(person, [&](Turn& turn) {
        if (auto list = RoomLetters(*person.room, turn).knocks()) {
            out = *list;
        }
    });
    return out;
}

std::vector<ReportSnapshot> reportsOf(RoomNetwork& net, Person& person)
{
    std::vector<ReportSnapshot> out;
    net.turn(person, [&](Turn& turn) {
        if (auto list = RoomLetters(*person.room, turn).reports()) {
            out = *list;
        }
    });
    return out;
}

core::Result<void, Reason>
answer(RoomNetwork& net, Person& person, const Person& whom, bool admit, const std::string& why)
{
    core::Result<void, Reason> out = core::fail(Reason::Internal);
    net.turn(person, [&](Turn& turn) {
        out = RoomLetters(*person.room, turn)
                  .answer(person.self, {person.room->id(), whom.self.identityId, admit, why});
    });
    net.deliver();
    return out;
}

core::Result<void, Reason>
report(RoomNetwork& net, Person& person, const core::EventRef& what, const std::string& why)
{
    core::Result<void, Reason> out = core::fail(Reason::Internal);
    net.turn(person, [&](Turn& turn) {
        const EventRow* row = person.store.row(what);
        if (row != nullptr) {
            out = RoomLetters(*person.room, turn).report(person.self, *row, why);
        }
    });
    net.deliver();
    return out;
}

void setLevel(RoomNetwork& net, Person& by, const Person& whom, int level)
{
    net.turn(by, [&](Turn& turn) {
        ChangeMember wish;
        wish.room = by.room->id();
        wish.identity = whom.self.identityId;
        wish.level = level;
        QVERIFY(RoomActs(*by.room, turn, by.self).change(wish));
    });
    net.deliver();
}

} // namespace

class RoomLettersTest : public QObject
{
    Q_OBJECT

private slots:
    void aReportReachesThoseWhoRunTheRoomOnly()
    {
        RoomNetwork net(1);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& cyd = net.person("Cyd");
        net.found(ada);
        const std::string link = net.invite(ada);
        QVERIFY(net.enter(bob, ada, link) != 0);
        QVERIFY(net.enter(cyd, bob, link) != 0);
        QVERIFY(net.settle());
        const core::EventRef bad = net.send(bob, "buy this");
        QVERIFY(net.settle());
        QVERIFY(report(net, cyd, bad, "advertising")); // Cyd has a link to Bob alone
        const auto seen = reportsOf(net, ada);
        QCOMPARE(seen.size(), std::size_t(1));
        QCOMPARE(seen[0].message, bad);
        QCOMPARE(seen[0].author, bob.self.identityId);
        QCOMPARE(seen[0].reporter, cyd.self.identityId);
        QCOMPARE(seen[0].text, std::string("buy this"));
        QCOMPARE(seen[0].reason, std::string("advertising"));
        QCOMPARE(ada.room->snapshot().reports, 1U);
        QCOMPARE(ada.told<KnocksNotice>().back().reports, 1U);
        net.turn(bob, [&](Turn& turn) {
            RoomLetters letters(*bob.room, turn);
            QCOMPARE(letters.reports().error(), Reason::NotAllowed);
            QCOMPARE(letters.knocks().error(), Reason::NotAllowed);
        });
        QCOMPARE(bob.room->snapshot().reports, 0U);
        QVERIFY(!report(net, bob, bad, "my own"));
        net.restart(ada);
        QCOMPARE(reportsOf(net, ada).size(), std::size_t(1));
    }

    /// Who comes to run the room gets the key, and with it what was said before; who stops, nothing said afterwards.
    void theKeyFollowsTheRole()
    {
        RoomNetwork net(2);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& cyd = net.person("Cyd");
        net.found(ada);
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        QVERIFY(net.enter(cyd, ada, net.invite(ada)) != 0);
        QVERIFY(net.settle());
        const core::EventRef said = net.send(ada, "hello");
        QVERIFY(net.settle());
        QVERIFY(report(net, cyd, said, "first"));
        QVERIFY(reportsOf(net, bob).empty());
        setLevel(net, ada, bob, levelModerator);
        QVERIFY(net.settle());
        QCOMPARE(reportsOf(net, bob).size(), std::size_t(1));
        setLevel(net, ada, bob, levelMember);
        QVERIFY(net.settle());
        const auto before = ada.room->roll()->rules().merged.moderatorsKey;
        QVERIFY(report(net, cyd, said, "second"));
        QCOMPARE(reportsOf(net, ada).size(), std::size_t(2));
        // He has the letter and the older key, and cannot read it even on a program that would show it.
        const auto& sent = net.sent;
        std::size_t found = 0;
        for (const SentFrame& each : sent) {
            for (const wire::Letter& letter : each.frame.letters().letters()) {
                if (before && letter.key() == core::textOf(*before)) {
                    ++found;
                }
            }
            if (each.frame.has_moderators_keys() && before) {
                for (const std::string& secret : each.frame.moderators_keys().secrets()) {
                    const core::AgreementKey key{*core::Seed::from(core::bytesOf(secret))};
                    QVERIFY(key.publicKey() != *before);
                }
            }
        }
        QVERIFY(found > 0);
    }

    void aKnockWaitsForWhoMayOpen()
    {
        RoomNetwork net(3);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada, askedRoom());
        InviteToRoom special;
        special.uses = 1;
        const LinkId between = net.enter(bob, ada, net.invite(ada, special));
        QVERIFY(between != 0 && net.settle());
        net.cut(between);
        QCOMPARE(knock(net, eve, bob, "It is me, Eve"), std::nullopt);
        QVERIFY(knocksOf(net, ada).empty());
        QVERIFY(knocksOf(net, bob).empty()); // has it, cannot read it
        net.restart(bob);
        net.link(bob, ada);
        net.deliver();
        const auto waiting = knocksOf(net, ada);
        QCOMPARE(waiting.size(), std::size_t(1));
        QCOMPARE(waiting[0].identity, eve.self.identityId);
        QCOMPARE(waiting[0].text, std::string("It is me, Eve"));
        QCOMPARE(ada.room->snapshot().knocks, 1U);
        QVERIFY(!answer(net, bob, eve, true, ""));
        QVERIFY(!RoomDoor(*bob.room).isLetIn(eve.self.identityId));
        QVERIFY(answer(net, ada, eve, true, "a friend"));
        QVERIFY(RoomDoor(*bob.room).isLetIn(eve.self.identityId));
        QVERIFY(knocksOf(net, ada).empty());
        QCOMPARE(ada.room->snapshot().knocks, 0U);
        // Named by the grant he comes in without any proof, by whoever is there.
        Room& joining = *eve.room;
        QVERIFY(joining.adoptGenesis(bob.room->genesisBytes()));
        for (const wire::Frame& frame : bob.room->coreFrames(1)) {
            net.turn(eve, [&](Turn& turn) { QVERIFY(joining.adoptCore(turn, frame.events())); });
        }
        net.turn(eve, [&](Turn& turn) { QVERIFY(RoomDoor(joining).openOwnLog(turn, eve.self)); });
        net.turn(bob, [&](Turn& turn) {
            QVERIFY(bob.room->takeNewcomer(turn, bob.self, 0, *joining.ownOpening()));
        });
        net.deliver();
        QCOMPARE(ada.room->roll()->level(eve.self.identityId), levelMember);
    }

    void whoIsRefusedIsToldSoForADay()
    {
        RoomNetwork net(4);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        net.found(ada, askedRoom());
        InviteToRoom special;
        special.uses = 1;
        QVERIFY(net.enter(bob, ada, net.invite(ada, special)) != 0 && net.settle());
        QCOMPARE(knock(net, eve, bob, "hello"), std::nullopt);
        QCOMPARE(knock(net, eve, bob, "hello again"), std::nullopt); // the same one
        QCOMPARE(knocksOf(net, ada).size(), std::size_t(1));
        QVERIFY(answer(net, ada, eve, false, "not now"));
        QVERIFY(knocksOf(net, ada).empty());
        QCOMPARE(knock(net, eve, bob, "please"), std::optional(Reason::NotAllowed));
        QCOMPARE(knock(net, eve, ada, "please"), std::optional(Reason::NotAllowed));
        QCOMPARE(answer(net, ada, eve, false, "x").error(), Reason::UnknownIdentity);
        net.pass(std::chrono::hours(25));
        QCOMPARE(knock(net, eve, bob, "please"), std::nullopt);
    }

    void onlyTrueKnocksAtADoorForItAreKept()
    {
        RoomNetwork net(5);
        Person& ada = net.person("Ada");
        Person& eve = net.person("Eve");
        net.found(ada, askedRoom());
        const wire::Card card = RoomDoor(*ada.room).card();
        QCOMPARE(card.door_kind(), static_cast<std::uint32_t>(wire::DOOR_KIND_ASK));
        const core::PublicKey key = core::Reader(core::bytesOf(card.moderators_key())).array<32>();
        const auto tried = [&](const wire::Letter& letter, const room::Self& who) {
            std::optional<Reason> out;
            net.turn(ada, [&](Turn& turn) {
                wire::Knock said;
                *said.mutable_letter() = letter;
                out = RoomLetters(*ada.room, turn).takeKnock(said, who.identityId, who.deviceId);
            });
            return out;
        };
        const core::RoomId room = ada.room->id();
        const auto now = net.nowOf(ada).wall;
        const wire::Letter good = makeKnock(net.rng, room, eve.self, key, "x", now);
        QCOMPARE(tried(good, ada.self), std::optional(Reason::BadInvite)); // somebody else's
        const core::PublicKey other = core::AgreementKey(core::Seed::random(net.rng)).publicKey();
        QCOMPARE(tried(makeKnock(net.rng, room, eve.self, other, "x", now), eve.self),
                 std::optional(Reason::BadInvite));
        QCOMPARE(tried(makeRefusal(room, eve.self, ada.self.identityId, "", now), eve.self),
                 std::optional(Reason::BadInvite));
        QCOMPARE(tried(good, eve.self), std::nullopt);
        net.turn(ada, [&](Turn& turn) {
            QVERIFY(
                RoomActs(*ada.room, turn, ada.self).set({room, {}, {}, Access::Invite, {}, {}}));
        });
        QCOMPARE(tried(good, eve.self), std::optional(Reason::BadInvite)); // no such door any more
    }

    /// A member who makes up letters and keys.
    void aHostileMemberIsBounded()
    {
        RoomNetwork net(6);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const LinkId link = net.enter(bob, ada, net.invite(ada));
        QVERIFY(link != 0 && net.settle());
        const core::RoomId room = ada.room->id();
        const auto now = net.nowOf(ada).wall;
        // A refusal by somebody who may not refuse.
        Person& eve = net.person("Eve");
        const auto key = *ada.room->roll()->rules().merged.moderatorsKey;
        wire::Frame frame;
        *frame.mutable_letters()->add_letters() =
            makeKnock(net.rng, room, eve.self, key, "hi", now);
        *frame.mutable_letters()->add_letters() =
            makeRefusal(room, bob.self, eve.self.identityId, "", now);
        QVERIFY(net.feed(ada, link, frame));
        QCOMPARE(knocksOf(net, ada).size(), std::size_t(1));
        // Keys of his own making.
        wire::Frame keys;
        keys.mutable_moderators_keys()->add_secrets(std::string(32, 'k'));
        QVERIFY(net.feed(ada, link, keys));
        wire::Frame junk;
        junk.mutable_letters()->add_letters()->set_kind(1);
        QVERIFY(!net.feed(ada, link, junk));
        wire::Frame many;
        for (int i = 0; i < 65; ++i) {
            *many.mutable_letters()->add_letters() = frame.letters().letters(0);
        }
        QVERIFY(!net.feed(ada, link, many));
        for (int i = 0; i < 1500; ++i) {
            wire::Frame flood;
            const ReportedMessage message{
                {core::LogId(net.rng.bytes<32>()), 1}, ada.self.identityId, "x", "x"};
            *flood.mutable_letters()->add_letters() =
                makeReport(net.rng, room, bob.self, key, message, {now.milliseconds + i});
            QVERIFY(net.feed(ada, link, flood));
        }
        QVERIFY(ada.told<KnocksNotice>().size() <= core::limits::tuning::lettersPerLink + 3);
        QCOMPARE(reportsOf(net, ada).size(), core::limits::tuning::reportsKept);
    }
};

QTEST_GUILESS_MAIN(RoomLettersTest)
#include "room_letters_test.moc"
