// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/room/room_verdicts.cpp
#include "core/codec.h"
#include "core/limits.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_door.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// Ada's room with Bob and Eve in it, everybody linked to everybody.
struct Three {
    explicit Three(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada);
        adaBob = net.enter(bob, ada, net.invite(ada));
        adaEve = net.enter(eve, ada, net.invite(ada));
        ready =
            adaBob != 0 && adaEve != 0 && net.settle(); // who links to each other knows each other
        bobEve = net.link(bob, eve);
        ready = net.settle() && ready;
    }

    std::optional<Reason> change(Person& actor,
                                 Person& target,
                                 MemberAct what,
                                 int level = 0,
                                 std::string why = "spam",
                                 std::int64_t untilMs = 0)
    {
        return act(actor, [&](Turn& turn) {
            ChangeMember wish;
            wish.untilMs = untilMs;
            wish.room = actor.room->id();
            wish.identity = target.self.identityId;
            wish.change = what;
            wish.level = level;
            wish.reason = std::move(why);
            return RoomActs(*actor.room, turn, actor.self).change(wish);
        });
    }
    std::optional<Reason> remove(Person& actor, Person& target, bool ban)
    {
        return change(actor, target, ban ? MemberAct::Ban : MemberAct::Kick);
    }
    std::optional<Reason> grant(Person& actor, Person& target, int level)
    {
        return change(actor, target, MemberAct::Grant, level);
    }
    std::optional<Reason> readmit(Person& actor, Person& target)
    {
        return change(actor, target, MemberAct::Unban);
    }
    template<class Act>
    std::optional<Reason> act(Person& actor, Act&& what)
    {
        std::optional<Reason> out;
        net.turn(actor, [&](Turn& turn) {
            const core::Result<core::EventRef, Reason> done = what(turn);
            out = done ? std::nullopt : std::optional(done.error());
        });
        net.deliver();
        return out;
    }
    [[nodiscard]] static MemberSnapshot entry(const Person& at, const Person& of)
    {
        for (const MemberSnapshot& member : at.room->members()) {
            if (member.identity == of.self.identityId) {
                return member;
            }
        }
        return {};
    }
    [[nodiscard]] int level(const Person& at, const Person& of) const
    {
        return entry(at, of).level;
    }
    std::optional<Reason> mute(Person& actor, Person& target, std::chrono::milliseconds time)
    {
        return change(actor,
                      target,
                      MemberAct::Mute,
                      0,
                      "loud",
                      time.count() == 0 ? 0 : (net.nowOf(actor).wall.plus(time)).milliseconds);
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    LinkId adaBob = 0;
    LinkId adaEve = 0;
    LinkId bobEve = 0;
    bool ready = false;
};

using Texts = std::vector<std::string>;
constexpr std::optional<Reason> fine;

} // namespace

class RoomActsTest : public QObject
{
    Q_OBJECT

private slots:
    void anActThatEndsTheOwnLogIsToldAtOnce()
    {
        Three three(61);
        QVERIFY(three.ready);
        three.net.pass(1s); // all know who is linked to whom
        three.net.turn(three.ada, [&](Turn& turn) {
            RoomActs acts(*three.ada.room, turn, three.ada.self);
            QVERIFY(acts.transfer(three.bob.self.identityId));
            // The log is left before the batch is on disk.
            three.ada.room->finishTurn(turn);
            three.ada.room->handleTimer(turn, three.ada.self);
        });
        three.net.deliver();
        for (const Person* person : {&three.ada, &three.bob, &three.eve}) {
            QCOMPARE(person->room->roll()->level(three.bob.self.identityId), levelFounder);
        }
    }

    void whoIsKickedIsOutAndKnowsIt()
    {
        Three three(1);
        QVERIFY(three.ready);
        three.net.send(three.bob, "before");
        QVERIFY(three.net.settle());
        three.bob.notices.clear();
        three.eve.notices.clear();
        QCOMPARE(three.remove(three.ada, three.bob, false), fine);
        QCOMPARE(three.bob.room->state(), RoomState::Kicked);
        QVERIFY(three.bob.told<RoomNotice>().back().state == RoomState::Kicked);
        const auto told = three.eve.told<MemberNotice>();
        QVERIFY(std::any_of(told.begin(), told.end(), [&](const MemberNotice& notice) {
            return notice.change == MemberChange::Kicked
                   && notice.identity == three.bob.self.identityId;
        }));
        QCOMPARE(three.level(three.eve, three.bob), levelNone);
        QCOMPARE(three.ada.room->neighbourCount(), std::size_t(1));
        QCOMPARE(three.eve.room->neighbourCount(), std::size_t(1));
        // What he said while he was in stays, on disk as well; he says no more.
        QCOMPARE(three.eve.store.texts(), Texts{"before"});
        QCOMPARE(three.act(three.bob,
                           [&](Turn& turn) {
                               return three.bob.room->sendText(
                                   turn, three.bob.self, {three.bob.room->id(), "after", {}});
                           }),
                 std::optional(Reason::NotMember));
        three.net.pass(20s);
        QCOMPARE(three.ada.digest().authority, three.eve.digest().authority);
        QCOMPARE(three.ada.digest().frontier, three.eve.digest().frontier);
    }

    void nothingIsSealedForWhoWasRemoved()
    {
        Three three(2);
        QVERIFY(three.ready);
        three.net.sent.clear();
        QCOMPARE(three.remove(three.ada, three.bob, true), fine);
        // The next key goes out with the act, before anybody has written.
        const auto gotKeys = [&](const SentFrame& sent) {
            return sent.to == &three.eve && sent.frame.has_keys();
        };
        QVERIFY(std::any_of(three.net.sent.begin(), three.net.sent.end(), gotKeys));
        const core::EventRef words = three.net.send(three.ada, "between us");
        three.net.pass(20s);
        QCOMPARE(three.eve.store.texts(), Texts{"between us"});
        for (const SentFrame& sent : three.net.sent) {
            QVERIFY(sent.to != &three.bob || !sent.frame.has_keys());
        }
        // They did not go out under an epoch that he holds.
        const EventRow* row = three.eve.store.row(words);
        QVERIFY(row != nullptr);
        const auto header = decodeHeader(row->header);
        QVERIFY(header);
        QVERIFY(!three.bob.store.record(RecordKind::Epoch, header->epoch.view()));
        QVERIFY(three.eve.store.record(RecordKind::Epoch, header->epoch.view()));
    }

    void wordsBeyondTheCutCountForNobody()
    {
        Three three(3);
        QVERIFY(three.ready);
        three.net.send(three.bob, "seen by all");
        QVERIFY(three.net.settle());
        // Bob and Eve alone for a while.
        three.net.cut(three.adaBob);
        three.net.cut(three.adaEve);
        three.net.send(three.bob, "seen by Eve");
        three.net.pass(5s);
        QCOMPARE(three.eve.store.texts(), (Texts{"seen by all", "seen by Eve"}));
        QCOMPARE(three.remove(three.ada, three.bob, false), fine);
        three.eve.notices.clear();
        three.net.link(three.eve, three.ada);
        three.net.pass(20s);
        QCOMPARE(three.eve.store.texts(), Texts{"seen by all"});
        QVERIFY(!three.eve.told<HistoryNotice>().empty());
        QCOMPARE(three.bob.room->state(), RoomState::Kicked); // Eve passed it on
        QCOMPARE(three.ada.digest().frontier, three.eve.digest().frontier);
        QCOMPARE(three.ada.digest().bodies, three.eve.digest().bodies);
        QVERIFY(three.ada.digest().settled && three.eve.digest().settled);
        three.net.restart(three.eve);
        QCOMPARE(three.eve.store.texts(), Texts{"seen by all"});
        QCOMPARE(three.ada.digest().authority, three.eve.digest().authority);
        QCOMPARE(three.ada.digest().frontier, three.eve.digest().frontier);
    }

    void whoWasKickedMayComeInAgain()
    {
        Three three(4);
        QVERIFY(three.ready);
        const std::string invite = three.net.invite(three.ada);
        QCOMPARE(three.remove(three.ada, three.bob, false), fine);
        QVERIFY(three.net.enter(three.bob, three.ada, invite) != 0);
        three.net.pass(5s);
        QCOMPARE(three.bob.room->state(), RoomState::Joined);
        three.net.send(three.bob, "back again");
        QVERIFY(three.net.settle());
        QCOMPARE(three.eve.store.texts(), Texts{"back again"});
        QCOMPARE(three.level(three.eve, three.bob), levelMember);
    }

    void whoIsBannedStaysOutUntilReadmitted()
    {
        Three three(5);
        QVERIFY(three.ready);
        const std::string invite = three.net.invite(three.ada);
        QCOMPARE(three.remove(three.ada, three.bob, true), fine);
        QCOMPARE(three.bob.room->state(), RoomState::Banned);
        QCOMPARE(three.net.enter(three.bob, three.ada, invite), LinkId(0));
        QCOMPARE(RoomDoor(*three.ada.room)
                     .admits(three.net.nowOf(three.ada),
                             *RoomDoor(*three.bob.room).enterProof(three.bob.self),
                             three.bob.self.identityId,
                             three.bob.self.deviceId),
                 std::optional(Reason::Banned));
        QCOMPARE(three.readmit(three.ada, three.eve), std::optional(Reason::UnknownIdentity));
        QCOMPARE(three.readmit(three.ada, three.bob), fine);
        QCOMPARE(three.level(three.ada, three.bob), levelMember);
        QVERIFY(three.net.enter(three.bob, three.ada, invite) != 0);
        three.net.pass(5s);
        three.net.send(three.bob, "thanks");
        three.net.pass(20s);
        QCOMPARE(three.eve.store.texts(), Texts{"thanks"});
    }

    void levelsGoUpAndDown()
    {
        Three three(6);
        QVERIFY(three.ready);
        QCOMPARE(three.remove(three.bob, three.eve, false), std::optional(Reason::NotAllowed));
        QCOMPARE(three.grant(three.ada, three.bob, levelFounder),
                 std::optional(Reason::NotAllowed));
        QCOMPARE(three.grant(three.ada, three.bob, levelModerator), fine);
        three.net.pass(5s);
        QCOMPARE(three.level(three.eve, three.bob), levelModerator);
        QCOMPARE(three.grant(three.bob, three.ada, levelMember), std::optional(Reason::NotAllowed));
        QVERIFY(!three.net.invite(three.bob).empty());
        QCOMPARE(three.remove(three.bob, three.eve, false), fine);
        three.net.pass(5s);
        QCOMPARE(three.eve.room->state(), RoomState::Kicked);
        QCOMPARE(three.level(three.ada, three.eve), levelNone);
        // Down again: he talks on, and acts no more.
        QCOMPARE(three.grant(three.ada, three.bob, levelMember), fine);
        three.net.pass(5s);
        QCOMPARE(three.bob.room->state(), RoomState::Joined);
        QCOMPARE(three.level(three.ada, three.bob), levelMember);
        QVERIFY(three.net.invite(three.bob).empty());
        three.net.send(three.bob, "still here");
        three.net.pass(20s);
        QCOMPARE(three.ada.store.texts(), Texts{"still here"});
        QCOMPARE(three.ada.digest().authority, three.bob.digest().authority);
    }

    void whoHasVeryManyLogsIsRemovedAllTheSame()
    {
        Three three(8);
        QVERIFY(three.ready);
        three.net.send(three.bob, "one of many");
        QVERIFY(three.net.settle());
        wire::LogOpen body;
        const auto own = decodeSigned(*three.bob.room->ownOpening());
        QVERIFY(own && body.ParseFromArray(own->body.data(), static_cast<int>(own->body.size())));
        constexpr std::uint64_t many = core::limits::spec::cutsInEvent + 50;
        for (std::uint64_t incarnation = 1; incarnation <= many; ++incarnation) {
            body.set_incarnation(incarnation);
            CarriedEvent event = *own;
            event.header.log = logId(
                three.ada.room->id(), three.bob.self.deviceId, event.header.grant, incarnation);
            event.body = core::copyOf(core::bytesOf(body.SerializeAsString()));
            event.header.bodyLength = static_cast<std::uint32_t>(event.body.size());
            event.header.bodyHash = bodyHash(event.body);
            event.headerBytes = encodeHeader(event.header);
            event.id = eventId(event.headerBytes);
            event.signature = core::copyOf(signEvent(three.bob.self.device, event.id));
            wire::Frame frame;
            *frame.mutable_events()->add_events() = encodeSigned(event);
            QVERIFY(three.net.feed(three.ada, three.adaBob, frame));
        }
        QCOMPARE(three.remove(three.ada, three.bob, true), fine);
        QCOMPARE(three.level(three.ada, three.bob), levelNone);
        // The log that he talks in was written last, so its words stay.
        QCOMPARE(three.ada.store.texts(), Texts{"one of many"});
    }

    void aMuteIsKnownToAllAndEndsByItself()
    {
        Three three(9);
        QVERIFY(three.ready);
        three.eve.notices.clear();
        QCOMPARE(three.mute(three.bob, three.eve, 1min), std::optional(Reason::NotAllowed));
        QCOMPARE(three.mute(three.ada, three.bob, 1min), fine);
        for (const Person* person : {&three.ada, &three.bob, &three.eve}) {
            QCOMPARE(three.entry(*person, three.bob).state, MemberState::Muted);
            QCOMPARE(three.entry(*person, three.bob).level, levelMember);
        }
        const std::int64_t until = three.entry(three.eve, three.bob).mutedUntilMs;
        QVERIFY(until > three.net.nowOf(three.ada).wall.milliseconds);
        const auto changes = [&](MemberChange change) {
            const auto told = three.eve.told<MemberNotice>();
            return std::count_if(told.begin(), told.end(), [&](const MemberNotice& notice) {
                return notice.change == change && notice.identity == three.bob.self.identityId;
            });
        };
        QCOMPARE(changes(MemberChange::Muted), 1);
        three.net.restart(three.eve);
        QCOMPARE(three.entry(three.eve, three.bob).mutedUntilMs, until);
        three.net.pass(30s);
        QCOMPARE(three.entry(three.eve, three.bob).state, MemberState::Muted);
        QCOMPARE(changes(MemberChange::Unmuted), 0);
        three.net.pass(31s);
        QCOMPARE(three.entry(three.eve, three.bob).state, MemberState::Joined);
        QCOMPARE(three.entry(three.ada, three.bob).state, MemberState::Joined);
        QCOMPARE(changes(MemberChange::Unmuted), 1);
    }

    void aMuteIsLiftedOrMadeShorter()
    {
        Three three(10);
        QVERIFY(three.ready);
        QCOMPARE(three.change(three.ada, three.bob, MemberAct::Unmute),
                 std::optional(Reason::BadArgument));
        QCOMPARE(three.mute(three.ada, three.bob, 0ms), fine);
        QCOMPARE(three.entry(three.eve, three.bob).state, MemberState::Muted);
        QCOMPARE(three.entry(three.eve, three.bob).mutedUntilMs, 0);
        QCOMPARE(three.mute(three.ada, three.bob, 2min), fine);
        QVERIFY(three.entry(three.eve, three.bob).mutedUntilMs != 0);
        QCOMPARE(three.change(three.ada, three.bob, MemberAct::Unmute), fine);
        QCOMPARE(three.entry(three.eve, three.bob).state, MemberState::Joined);
        QCOMPARE(three.mute(three.ada, three.bob, -1min), std::optional(Reason::BadArgument));
        QCOMPARE(three.ada.digest().authority, three.eve.digest().authority);
    }

    void aMutedModeratorActsNoMore()
    {
        Three three(11);
        QVERIFY(three.ready);
        QCOMPARE(three.grant(three.ada, three.bob, levelModerator), fine);
        three.net.pass(5s);
        QCOMPARE(three.mute(three.ada, three.bob, 1min), fine);
        QCOMPARE(three.remove(three.bob, three.eve, false), std::optional(Reason::Muted));
        three.net.pass(61s);
        QCOMPARE(three.remove(three.bob, three.eve, false), fine);
        QCOMPARE(three.level(three.ada, three.eve), levelNone);
    }

    void whoWasRemovedIsListedAfterTheMembers()
    {
        Three three(12);
        QVERIFY(three.ready);
        QCOMPARE(three.remove(three.ada, three.bob, false), fine);
        QCOMPARE(three.remove(three.ada, three.eve, true), fine);
        const std::vector<MemberSnapshot> all = three.ada.room->members();
        QCOMPARE(all.size(), std::size_t(3));
        QCOMPARE(all[0].identity, three.ada.self.identityId);
        QCOMPARE(three.ada.room->snapshot().members, 1U);
        QCOMPARE(three.entry(three.ada, three.bob).state, MemberState::Kicked);
        QCOMPARE(three.entry(three.ada, three.eve).state, MemberState::Banned);
        QCOMPARE(three.entry(three.ada, three.eve).name, std::string("Eve"));
        QCOMPARE(three.readmit(three.ada, three.eve), fine);
        QCOMPARE(three.entry(three.ada, three.eve).level, levelMember);
    }

    void nameTopicAndRulesAreSetForAll()
    {
        Three three(13);
        QVERIFY(three.ready);
        const auto set = [&](Person& actor, SetRoom wish) {
            return three.act(actor, [&](Turn& turn) {
                return RoomActs(*actor.room, turn, actor.self).set(wish);
            });
        };
        SetRoom wish;
        QCOMPARE(set(three.ada, wish), std::optional(Reason::BadArgument)); // nothing to do
        wish.name = "Garden";
        wish.topic = "Green";
        QCOMPARE(set(three.bob, wish), std::optional(Reason::NotAllowed));
        three.eve.notices.clear();
        QCOMPARE(set(three.ada, wish), fine);
        for (const Person* person : {&three.ada, &three.bob, &three.eve}) {
            QCOMPARE(person->room->snapshot().name, std::string("Garden"));
            QCOMPARE(person->room->snapshot().topic, std::string("Green"));
        }
        QCOMPARE(three.eve.told<RoomListNotice>().size(), std::size_t(1));
        three.net.restart(three.eve);
        QCOMPARE(three.eve.room->snapshot().name, std::string("Garden"));

        PolicyBody quiet;
        quiet.postingLevel = levelModerator;
        QCOMPARE(
            three.act(three.bob,
                      [&](Turn& turn) {
                          return RoomActs(*three.bob.room, turn, three.bob.self).setRules(quiet);
                      }),
            std::optional(Reason::NotAllowed));
        QCOMPARE(
            three.act(three.ada,
                      [&](Turn& turn) {
                          return RoomActs(*three.ada.room, turn, three.ada.self).setRules(quiet);
                      }),
            fine);
        const auto say = [&](Person& person) {
            return three.act(person, [&](Turn& turn) {
                return person.room->sendText(turn, person.self, {person.room->id(), "well", {}});
            });
        };
        QCOMPARE(say(three.bob), std::optional(Reason::NotAllowed));
        QCOMPARE(say(three.ada), fine);
        QCOMPARE(three.bob.room->roll()->rules().name, std::string("Garden")); // as it was
    }

    void aFileOfTheRoomBecomesItsPicture()
    {
        Three three(14);
        QVERIFY(three.ready);
        const auto set = [&](Person& actor, std::optional<core::EventRef> file) {
            SetRoom wish;
            wish.picture = file;
            return three.act(actor, [&](Turn& turn) {
                return RoomActs(*actor.room, turn, actor.self).set(wish);
            });
        };
        const auto share = [&](Person& person, std::uint64_t bytes, char root) {
            core::EventRef out;
            three.act(person, [&](Turn& turn) {
                wire::FileCard card;
                card.set_name("hall.png");
                card.set_bytes(bytes);
                card.set_root(std::string(32, root));
                const auto shared = person.room->shareFile(turn, person.self, card);
                out = shared ? *shared : out;
                return shared;
            });
            return out;
        };
        const core::EventRef small = share(three.bob, 5'000, 'a');
        const core::EventRef large = share(three.bob, 600'000, 'b');
        QCOMPARE(set(three.bob, small), std::optional(Reason::NotAllowed));
        QCOMPARE(set(three.ada, large), std::optional(Reason::TooLarge));
        QCOMPARE(set(three.ada, core::EventRef{small.log, 999}),
                 std::optional(Reason::UnknownFile));
        QVERIFY(!three.eve.room->snapshot().picture);
        QCOMPARE(set(three.ada, small), fine);
        for (const Person* person : {&three.ada, &three.bob, &three.eve}) {
            QCOMPARE(person->room->snapshot().picture, std::optional(small));
        }
        // The same file once more, perhaps of somebody who has nothing of it: that changes no picture.
        three.net.pass(10s);
        share(three.eve, 1, 'a');
        QCOMPARE(three.bob.room->snapshot().picture, std::optional(small));
        const core::EventRef own = share(three.ada, 5'000, 'a');
        QCOMPARE(three.bob.room->snapshot().picture, std::optional(own));
        three.net.restart(three.eve);
        QCOMPARE(three.eve.room->snapshot().picture, std::optional(own));
        QCOMPARE(set(three.ada, std::nullopt), fine);
        QVERIFY(!three.bob.room->snapshot().picture);
    }

    void aRoomIsGivenToSomebodyElse()
    {
        Three three(14);
        QVERIFY(three.ready);
        three.net.send(three.ada, "mine");
        QVERIFY(three.net.settle());
        const auto give = [&](Person& from, Person& to) {
            return three.act(from, [&](Turn& turn) {
                return RoomActs(*from.room, turn, from.self).transfer(to.self.identityId);
            });
        };
        Person& stranger = three.net.person("Stranger");
        QCOMPARE(give(three.bob, three.eve), std::optional(Reason::NotAllowed));
        QCOMPARE(give(three.ada, stranger), std::optional(Reason::UnknownIdentity));
        QCOMPARE(give(three.ada, three.ada), std::optional(Reason::BadArgument));
        QCOMPARE(give(three.ada, three.bob), fine);
        three.net.pass(10s);
        for (const Person* person : {&three.ada, &three.bob, &three.eve}) {
            QCOMPARE(three.level(*person, three.ada), levelAdmin);
            QCOMPARE(three.level(*person, three.bob), levelFounder);
        }
        QCOMPARE(give(three.ada, three.eve), std::optional(Reason::NotAllowed));
        // What was said stays, and both go on as what they are now, after a restart as well.
        three.net.restart(three.ada);
        three.net.restart(three.bob);
        three.net.link(three.ada, three.eve);
        three.net.link(three.bob, three.eve);
        QVERIFY(three.net.settle());
        three.net.send(three.ada, "yours");
        QCOMPARE(three.grant(three.bob, three.eve, levelAdmin), fine);
        QVERIFY(three.net.settle());
        QCOMPARE(three.eve.store.texts(), (Texts{"mine", "yours"}));
        QCOMPARE(three.level(three.ada, three.eve), levelAdmin);
        QCOMPARE(three.remove(three.ada, three.eve, false), std::optional(Reason::NotAllowed));
        QCOMPARE(three.ada.digest().authority, three.eve.digest().authority);
        QCOMPARE(three.bob.digest().authority, three.eve.digest().authority);
    }

    void heirsAreNamedByTheFounderAlone()
    {
        Three three(15);
        QVERIFY(three.ready);
        QCOMPARE(three.grant(three.ada, three.bob, levelAdmin), fine);
        three.net.pass(5s);
        const auto name = [&](Person& by, std::vector<core::IdentityId> heirs) {
            return three.act(by, [&](Turn& turn) {
                return RoomActs(*by.room, turn, by.self).setHeirs(std::move(heirs));
            });
        };
        const core::IdentityId eve = three.eve.self.identityId;
        QCOMPARE(name(three.bob, {three.bob.self.identityId}), std::optional(Reason::NotAllowed));
        QCOMPARE(name(three.ada, {core::IdentityId()}), std::optional(Reason::UnknownIdentity));
        QCOMPARE(name(three.ada, {eve, eve}), fine);
        QVERIFY(three.entry(three.bob, three.eve).heir);
        QVERIFY(!three.entry(three.bob, three.bob).heir);
        QCOMPARE(name(three.ada, {}), fine);
        QVERIFY(!three.entry(three.bob, three.eve).heir);
    }

    void badActsAreRefused()
    {
        Three three(7);
        QVERIFY(three.ready);
        Person& stranger = three.net.person("Stranger");
        QCOMPARE(three.remove(three.ada, stranger, true), std::optional(Reason::UnknownIdentity));
        QCOMPARE(three.grant(three.ada, stranger, levelMember),
                 std::optional(Reason::UnknownIdentity));
        QCOMPARE(three.grant(three.ada, three.bob, levelMember),
                 std::optional(Reason::BadArgument));
        QCOMPARE(three.grant(three.ada, three.bob, -1), std::optional(Reason::BadArgument));
        QCOMPARE(three.remove(three.ada, three.ada, false), std::optional(Reason::NotAllowed));
        QCOMPARE(three.change(three.ada,
                              three.bob,
                              MemberAct::Kick,
                              0,
                              std::string(core::limits::spec::reasonBytes + 1, 'r')),
                 std::optional(Reason::BadArgument));
        QCOMPARE(three.level(three.eve, three.bob), levelMember);
    }
};

QTEST_APPLESS_MAIN(RoomActsTest)
#include "room_acts_test.moc"
