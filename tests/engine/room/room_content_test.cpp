// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: redaction_set.cpp room_redactions.cpp
#include "engine/room/room_acts.h"
#include "engine/room/room_content.h"
#include "engine/room/room_network.h"
#include "engine/room/room_redactions.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

/// Ada's room with Bob and Eve, all linked with Ada.
struct Three {
    explicit Three(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada);
        ready = net.enter(bob, ada, net.invite(ada)) != 0;
        adaEve = net.enter(eve, ada, net.invite(ada));
        ready = ready && adaEve != 0 && net.settle();
    }

    using Did = std::optional<Reason>;

    /// Nothing when it was written.
    template<class Act>
    Did act(Person& person, const Act& how)
    {
        Did out;
        net.turn(person, [&](Turn& turn) {
            RoomContent content(*person.room, turn, person.self);
            const auto written = how(content);
            out = written ? std::nullopt : std::optional(written.error());
        });
        net.deliver();
        return out;
    }
    Did edit(Person& person, const core::EventRef& ref, const std::string& text)
    {
        const EventRow row = *person.store.row(ref);
        return act(person, [&](RoomContent& content) { return content.edit(row, text); });
    }
    Did react(Person& person, const core::EventRef& ref, const std::string& emoji, bool off = false)
    {
        const EventRow row = *person.store.row(ref);
        return act(person, [&](RoomContent& content) { return content.react(row, emoji, off); });
    }
    Did pin(Person& person, const core::EventRef& ref)
    {
        const EventRow row = *person.store.row(ref);
        return act(person, [&](RoomContent& content) { return content.pin(row, false); });
    }
    Did erase(Person& person, const core::EventRef& ref)
    {
        const EventRow row = *person.store.row(ref);
        const EventRows edits = person.store.answer(ReadRelated{
            0, person.room->id(), ref, static_cast<std::uint8_t>(Kind::EditMessage), row.author});
        return act(person, [&](RoomContent& content) { return content.erase(row, edits, "why"); });
    }
    Did purge(Person& person, const core::IdentityId& who, std::int64_t since, std::uint64_t& gone)
    {
        Did out;
        net.turn(person, [&](Turn& turn) {
            const auto then = [&](Turn& later, const PurgePlan& plan) {
                gone = plan.messages;
                const auto done =
                    RoomContent(*person.room, later, person.self).purge(who, plan, "raid");
                out = done ? std::nullopt : std::optional(done.error());
            };
            RoomContent(*person.room, turn, person.self).planPurge(who, since, false, then);
        });
        net.deliver();
        return out;
    }
    void grant(Person& person, int level)
    {
        net.turn(ada, [&](Turn& turn) {
            ChangeMember wish;
            wish.room = ada.room->id();
            wish.identity = person.self.identityId;
            wish.level = level;
            QVERIFY(RoomActs(*ada.room, turn, ada.self).change(wish).hasValue());
        });
        QVERIFY(net.settle());
        net.pass(1s);
    }
    [[nodiscard]] bool agree() const
    {
        const Digest one = ada.digest();
        return one.settled && one.frontier == bob.digest().frontier
               && one.frontier == eve.digest().frontier && one.bodies == bob.digest().bodies
               && one.bodies == eve.digest().bodies && one.authority == bob.digest().authority
               && one.authority == eve.digest().authority;
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    LinkId adaEve = 0;
    bool ready = false;
};

std::size_t deletedOf(const Person& person, const core::EventRef& ref)
{
    std::size_t out = 0;
    for (const MessageNotice& notice : person.told<MessageNotice>()) {
        out += notice.message.message == ref && notice.message.deleted ? 1U : 0U;
    }
    return out;
}

} // namespace

class RoomContentTest : public QObject
{
    Q_OBJECT

private slots:
    void editsAndReactionsReachEverybody()
    {
        Three in(1);
        QVERIFY(in.ready);
        const auto said = in.net.send(in.bob, "helo");
        in.net.deliver();
        QVERIFY(!in.edit(in.bob, said, "hello"));
        QVERIFY(!in.react(in.eve, said, "+"));
        QVERIFY(!in.react(in.ada, said, "+"));
        QVERIFY(!in.react(in.ada, said, "+", true));
        QVERIFY(!in.pin(in.ada, said));
        for (Person* person : {&in.ada, &in.bob, &in.eve}) {
            const auto shown = person->message(said);
            QVERIFY(shown);
            QCOMPARE(shown->text, std::string("hello"));
            QVERIFY(shown->edited && shown->pinned);
            QCOMPARE(shown->reactions.size(), 1U);
            QCOMPARE(shown->reactions[0].authors, std::vector{in.eve.self.identityId});
            const auto told = person->told<MessageNotice>();
            QVERIFY(told.back().message.pinned); // and were told so
        }
        QVERIFY(in.agree());
    }

    void whoMayNotIsTold()
    {
        Three in(2);
        QVERIFY(in.ready);
        const auto said = in.net.send(in.bob, "mine");
        in.net.deliver();
        QCOMPARE(in.edit(in.eve, said, "yours"), std::optional(Reason::NotAllowed));
        QCOMPARE(in.edit(in.ada, said, "yours"), std::optional(Reason::NotAllowed));
        QCOMPARE(in.edit(in.bob, said, ""), std::optional(Reason::BadArgument));
        QCOMPARE(in.react(in.eve, said, "not one"), std::optional(Reason::BadArgument));
        QCOMPARE(in.pin(in.eve, said), std::optional(Reason::NotAllowed));
        QCOMPARE(in.erase(in.eve, said), std::optional(Reason::NotAllowed));
        in.net.pass(std::chrono::milliseconds(5)); // of two in one moment the id would decide
        const auto ours = in.net.send(in.ada, "of the founder");
        in.net.deliver();
        in.grant(in.bob, levelModerator);
        QCOMPARE(in.erase(in.bob, ours), std::optional(Reason::NotAllowed));
        QCOMPARE(in.ada.store.texts(), (Texts{"mine", "of the founder"}));
    }

    void anOwnMessageGoesWithItsEditsAndItsBytes()
    {
        Three in(3);
        QVERIFY(in.ready);
        const auto said = in.net.send(in.bob, "secret");
        in.net.send(in.bob, "stays");
        in.net.deliver();
        QVERIFY(!in.edit(in.bob, said, "more secret"));
        QVERIFY(!in.erase(in.bob, said));
        QVERIFY(in.net.settle());
        for (Person* person : {&in.ada, &in.bob, &in.eve}) {
            QCOMPARE(person->store.texts(), Texts{"stays"});
            QVERIFY(!person->store.row(said)->hasBody);
            QVERIFY(person->store.row(said)->body.empty());
            QVERIFY(person->store.hanging(said).empty());
            QCOMPARE(deletedOf(*person, said), std::size_t{1});
            for (std::uint64_t seq = 1; const EventRow* row = person->store.row({said.log, seq});
                 ++seq) {
                const std::string bytes = core::textOf(row->body);
                QVERIFY(bytes.find("secret") == std::string::npos);
            }
        }
        QVERIFY(in.agree());
    }

    void aMemberTakesBackNobodyElsesWords()
    {
        Three in(4);
        QVERIFY(in.ready);
        const auto said = in.net.send(in.bob, "mine");
        in.net.deliver();
        // By hand, as a program without the rules would.
        in.net.turn(in.eve, [&](Turn& turn) {
            static_cast<void>(in.eve.room->writeAct(
                turn, in.eve.self, RedactBody{{{said.log, said.seq, 0}}, true, ""}));
        });
        in.net.deliver();
        QVERIFY(in.net.settle());
        for (Person* person : {&in.ada, &in.bob, &in.eve}) {
            QCOMPARE(person->store.texts(), Texts{"mine"});
        }
        QVERIFY(in.agree());
    }

    void aModeratorsDeletionIsUndoneWithHim()
    {
        Three in(5);
        QVERIFY(in.ready);
        const auto said = in.net.send(in.eve, "fine words");
        in.net.deliver();
        in.grant(in.bob, levelModerator);
        QVERIFY(!in.erase(in.bob, said));
        QVERIFY(in.net.settle());
        QCOMPARE(in.ada.store.texts(), Texts{});
        QVERIFY(in.ada.store.row(said)->hasBody); // it can be undone
        // His acts are cut away with him.
        in.net.turn(in.ada, [&](Turn& turn) {
            RevokeBody body;
            body.targets = {in.bob.self.identityId};
            static_cast<void>(in.ada.room->writeAct(turn, in.ada.self, body));
        });
        in.net.deliver();
        in.net.pass(1s);
        QCOMPARE(in.ada.store.texts(), Texts{"fine words"});
        QCOMPARE(in.eve.store.texts(), Texts{"fine words"});
    }

    void aTextTakenBackByOthersGoesAfterAWeek()
    {
        Three in(6);
        QVERIFY(in.ready);
        const auto said = in.net.send(in.eve, "rude");
        in.net.deliver();
        QVERIFY(!in.erase(in.ada, said));
        QVERIFY(in.net.settle());
        QVERIFY(in.eve.store.row(said)->hasBody);
        in.net.restart(in.bob);
        in.net.now.wall = in.net.now.wall.plus(std::chrono::hours(6 * 24));
        in.net.pass(7h);
        QVERIFY(in.ada.store.row(said)->hasBody);
        in.net.now.wall = in.net.now.wall.plus(std::chrono::hours(2 * 24));
        in.net.pass(7h);
        for (Person* person : {&in.ada, &in.bob, &in.eve}) {
            QVERIFY(!person->store.row(said)->hasBody);
        }
    }

    void aTextTakenBackIsPassedOnWithoutItself()
    {
        Three in(10);
        QVERIFY(in.ready);
        const auto said = in.net.send(in.eve, "rude");
        in.net.deliver();
        QVERIFY(!in.erase(in.ada, said));
        QVERIFY(in.net.settle());
        Person& dan = in.net.person("Dan");
        QVERIFY(in.net.enter(dan, in.ada, in.net.invite(in.ada)) != 0);
        QVERIFY(in.net.settle());
        QVERIFY(in.ada.store.row(said)->hasBody);
        QVERIFY(!dan.store.row(said)->hasBody);
        QCOMPARE(dan.digest().bodies, in.ada.digest().bodies);
    }

    void aPurgeTakesWhatWasShownSince()
    {
        Three in(7);
        QVERIFY(in.ready);
        in.net.send(in.eve, "early");
        in.net.deliver();
        in.net.pass(10min);
        const std::int64_t since = in.net.now.wall.milliseconds;
        const auto kept = in.net.send(in.bob, "a question");
        in.net.deliver();
        QVERIFY(!in.react(in.eve, kept, "+"));
        for (const char* text : {"spam", "spam!", "spam!!"}) {
            in.net.send(in.eve, text);
        }
        in.net.deliver();
        std::uint64_t gone = 0;
        QCOMPARE(in.purge(in.bob, in.eve.self.identityId, since, gone),
                 std::optional(Reason::NotAllowed));
        QVERIFY(!in.purge(in.ada, in.eve.self.identityId, since, gone));
        QCOMPARE(gone, std::uint64_t{3});
        QVERIFY(in.net.settle());
        for (Person* person : {&in.ada, &in.bob, &in.eve}) {
            QCOMPARE(person->store.texts(), (Texts{"early", "a question"}));
            QVERIFY(person->message(kept)->reactions.empty());
        }
        in.net.send(in.eve, "sorry");
        in.net.deliver();
        QCOMPARE(in.bob.store.texts().back(), std::string("sorry")); // he may go on
        QVERIFY(in.agree());
    }

    void itDoesNotMatterWhatComesFirst()
    {
        Three in(8);
        QVERIFY(in.ready);
        in.net.cut(in.adaEve); // Eve misses it all, and gets it in whatever order it comes
        const auto gone = in.net.send(in.bob, "gone");
        const auto kept = in.net.send(in.bob, "helo");
        in.net.deliver();
        QVERIFY(!in.edit(in.bob, kept, "hello"));
        QVERIFY(!in.react(in.ada, kept, "+"));
        QVERIFY(!in.erase(in.bob, gone));
        in.net.link(in.eve, in.ada);
        QVERIFY(in.net.settle());
        QCOMPARE(in.eve.store.texts(), Texts{"helo"}); // the row; what it says now is laid over it
        QCOMPARE(in.eve.message(kept)->text, std::string("hello"));
        QVERIFY(!in.eve.store.row(gone)->hasBody);
        QCOMPARE(deletedOf(in.eve, gone), std::size_t{0}); // she never saw it
        QVERIFY(in.agree());
        in.net.restart(in.eve);
        in.net.link(in.eve, in.ada);
        QVERIFY(in.net.settle());
        QCOMPARE(in.eve.store.texts(), Texts{"helo"});
        QVERIFY(in.agree());
    }

    void aBodilessEventNeedsSomebodyWhoTookItBack()
    {
        Three in(9);
        QVERIFY(in.ready);
        const auto said = in.net.send(in.bob, "whole");
        in.net.deliver();
        in.net.cut(in.adaEve);
        const auto next = in.net.send(in.bob, "not for Eve yet");
        in.net.deliver();
        wire::Frame frame;
        auto& one = *frame.mutable_events()->add_events();
        const EventRow& row = *in.ada.store.row(next);
        one.set_header(core::textOf(row.header));
        one.set_signature(core::textOf(row.signature));
        one.set_bodiless(true);
        const LinkId link = in.net.mute(in.eve, in.ada.self);
        static_cast<void>(in.net.feed(in.eve, link, frame));
        QVERIFY(in.eve.store.row(next) == nullptr);
        QVERIFY(in.eve.store.row(said) != nullptr);
    }
};

QTEST_GUILESS_MAIN(RoomContentTest)
#include "room_content_test.moc"
