// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/room/content_trail.cpp
#include "engine/room/core_event.h"
#include "engine/room/room_judge.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

core::Bytes textBody(const std::string& text)
{
    wire::TextMessage body;
    body.set_text(text);
    return core::copyOf(core::bytesOf(body.SerializeAsString()));
}

/// Ada's room with Bob, and Eve who writes events by hand: what a program without the rules would send.
struct Rules {
    explicit Rules(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada);
        adaBob = net.enter(bob, ada, net.invite(ada));
        adaEve = net.enter(eve, ada, net.invite(ada));
        ready = adaBob != 0 && adaEve != 0 && net.settle();
        net.send(eve, "first");
        ready = net.settle() && ready;
        aim(eve);
        epoch = EpochSecret::from(
            core::bytesOf(eve.room->welcome(eve.self.identityId)[0].keys().epoch_secrets(0)));
    }

    /// What this person's hand-written events follow.
    void aim(Person& person)
    {
        device = &person.self.device;
        core::EventRef top{person.room->ownOpening() ? logOf(person) : core::LogId(), 0};
        while (person.store.row({top.log, top.seq + 1}) != nullptr) {
            ++top.seq;
        }
        const EventRow& row = *person.store.row(top);
        next = *decodeHeader(row.header);
        next.prev = row.id;
        next.seq += 1;
    }
    static core::LogId logOf(const Person& person)
    {
        const auto opening = decodeSigned(*person.room->ownOpening());
        return opening->header.log;
    }
    CarriedEvent write(Kind kind, const core::Bytes& body, HybridClock clock)
    {
        CarriedEvent event;
        event.header = next;
        event.header.kind = static_cast<std::uint8_t>(kind);
        event.header.clock = clock;
        event.body = body;
        if (isContent(event.header.kind)) {
            event.header.epoch = epochIdOf(*epoch);
            event.body = sealBody(*epoch, event.header, net.rng.bytes<24>(), body);
        } else {
            event.header.epoch = {};
        }
        event.header.bodyLength = static_cast<std::uint32_t>(event.body.size());
        event.header.bodyHash = bodyHash(event.body);
        event.headerBytes = encodeHeader(event.header);
        event.id = eventId(event.headerBytes);
        event.signature = core::copyOf(signEvent(*device, event.id));
        next.prev = event.id;
        next.seq += 1;
        return event;
    }
    CarriedEvent say(const std::string& text, std::chrono::milliseconds after = 0ms)
    {
        const auto ms = static_cast<std::uint64_t>(net.now.wall.milliseconds + after.count());
        return write(Kind::TextMessage, textBody(text), {ms << 16U});
    }
    bool feed(Person& to, LinkId link, const CarriedEvent& event)
    {
        wire::Frame frame;
        *frame.mutable_events()->add_events() = encodeSigned(event);
        const bool sound = net.feed(to, link, frame);
        net.deliver();
        return sound;
    }
    /// An act of Ada's, as her program will write it.
    CarriedEvent act(const CoreBody& body)
    {
        aim(ada);
        // Her newest core event first, then what is cited besides.
        core::EventRef at{logOf(ada), 0};
        core::EventId own;
        for (; ada.store.row(at) != nullptr; ++at.seq) {
            const EventRow& row = *ada.store.row(at);
            if (!isContent(row.kind) && row.kind != static_cast<std::uint8_t>(Kind::Epoch)) {
                own = row.id;
            }
        }
        std::erase(next.auth, own);
        next.auth.insert(next.auth.begin(), own);
        next.auth.resize(std::min<std::size_t>(next.auth.size(), 4));
        const auto ms = static_cast<std::uint64_t>(net.now.wall.milliseconds);
        return write(kindOf(body),
                     encodeCoreBody(body),
                     std::max(HybridClock{ms << 16U}, HybridClock{next.clock.value + 1}));
    }
    LogCut cutOfEve()
    {
        core::EventRef top{logOf(eve), 0};
        const core::EventId opening = ada.store.row(top)->id;
        while (ada.store.row({top.log, top.seq + 1}) != nullptr) {
            ++top.seq;
        }
        return {top.log, ada.store.row(top)->id, opening, top.seq};
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;
    LinkId adaBob = 0;
    LinkId adaEve = 0;
    const core::SigningKey* device = nullptr;
    Header next;
    std::optional<EpochSecret> epoch;
    bool ready = false;
};

/// A rule comes, everybody has heard of it by now, and Eve's program goes on without it.
struct Unheeded : Rules {
    Unheeded(std::uint64_t seed, const PolicyBody& policy)
        : Rules(seed)
        , rule(act(policy))
    {
        aim(eve); // and cites what it cites already
        ready = ready && feed(bob, adaBob, rule) && net.settle();
    }
    void passGrace() { net.pass(core::limits::spec::olderRulesGrace + 1min); }
    /// Said now, and heard by Bob. Whether he sees it folded.
    bool folds(const CarriedEvent& event)
    {
        bob.notices.clear();
        const bool sound = feed(bob, adaBob, event);
        const auto shown = bob.message(event.header.ref());
        const auto told = bob.told<MessageNotice>();
        ready = ready && sound && shown && !told.empty()
                && told.back().message.olderRules == shown->olderRules;
        return shown && shown->olderRules;
    }
    static bool isFolded(const Person& person, const CarriedEvent& event)
    {
        const auto shown = person.message(event.header.ref());
        return shown && shown->olderRules;
    }

    CarriedEvent rule;
};

PolicyBody noLinks()
{
    PolicyBody policy;
    policy.linksAllowed = false;
    return policy;
}

PolicyBody slow(std::uint32_t seconds)
{
    PolicyBody policy;
    policy.slowModeSeconds = seconds;
    return policy;
}

} // namespace

class RoomJudgeTest : public QObject
{
    Q_OBJECT

private slots:
    void aClockThatStepsBackIsVoidForAll()
    {
        Rules rules(1);
        QVERIFY(rules.ready);
        rules.ada.notices.clear();
        QVERIFY(rules.feed(rules.ada, rules.adaEve, rules.say("back", -1h)));
        QVERIFY(rules.feed(rules.ada, rules.adaEve, rules.say("on", 1s)));
        rules.net.pass(20s);
        QCOMPARE(rules.ada.store.texts(), (Texts{"first", "on"}));
        QCOMPARE(rules.bob.store.texts(), rules.ada.store.texts());
        for (const MessageNotice& notice : rules.ada.told<MessageNotice>()) {
            QVERIFY(notice.message.text != "back"); // never, not even for a moment
        }
        QCOMPARE(rules.ada.digest().bodies, rules.bob.digest().bodies);
    }

    void aMuteIsForEveryReceiverToEnforce()
    {
        Rules rules(2);
        QVERIFY(rules.ready);
        const LogCut cut = rules.cutOfEve();
        const auto until = static_cast<std::uint64_t>(rules.net.now.wall.milliseconds + 60'000);
        // Said before the mute was known here, beyond what the moderator had seen.
        QVERIFY(rules.feed(rules.ada, rules.adaEve, rules.say("beyond", 1s)));
        QVERIFY(rules.feed(rules.ada, rules.adaEve, rules.say("after the end", 2min)));
        QCOMPARE(rules.ada.store.texts(), (Texts{"first", "beyond", "after the end"}));
        rules.ada.notices.clear();
        const CarriedEvent mute = rules.act(
            RestrictBody{rules.eve.self.identityId, {cut}, HybridClock{until << 16U}, "spam"});
        // From Bob, so that Ada's own program does not have to have written it.
        QVERIFY(rules.feed(rules.bob, rules.adaBob, mute));
        rules.net.pass(30s);
        QCOMPARE(rules.bob.store.texts(), (Texts{"first", "after the end"}));
    }

    void whoIsMutedIsRefusedBeforeHeWrites()
    {
        Rules rules(3);
        QVERIFY(rules.ready);
        const auto until = static_cast<std::uint64_t>(rules.net.now.wall.milliseconds + 60'000);
        const CarriedEvent mute = rules.act(RestrictBody{
            rules.eve.self.identityId, {rules.cutOfEve()}, HybridClock{until << 16U}, "spam"});
        QVERIFY(rules.feed(rules.eve, rules.adaEve, mute));
        const auto say = [&] {
            std::optional<Reason> out;
            rules.net.turn(rules.eve, [&](Turn& turn) {
                const auto sent = rules.eve.room->sendText(
                    turn, rules.eve.self, {rules.eve.room->id(), "well", {}});
                out = sent ? std::nullopt : std::optional(sent.error());
            });
            return out;
        };
        const std::size_t rows = rules.eve.store.texts().size();
        QCOMPARE(say(), std::optional(Reason::Muted));
        QCOMPARE(rules.eve.store.texts().size(), rows);
        rules.net.pass(61s);
        QCOMPARE(say(), std::optional<Reason>());
    }

    void slowModeHoldsForAllBelowModerators()
    {
        Rules rules(4);
        QVERIFY(rules.ready);
        PolicyBody policy;
        policy.slowModeSeconds = 30;
        const CarriedEvent slow = rules.act(policy);
        QVERIFY(rules.feed(rules.bob, rules.adaBob, slow));
        QVERIFY(rules.feed(rules.eve, rules.adaEve, slow));
        const auto say = [&](Person& person, const std::string& text) {
            std::optional<Reason> out;
            rules.net.turn(person, [&](Turn& turn) {
                const auto sent =
                    person.room->sendText(turn, person.self, {person.room->id(), text, {}});
                out = sent ? std::nullopt : std::optional(sent.error());
            });
            return out;
        };
        QCOMPARE(say(rules.bob, "one"), std::optional<Reason>());
        rules.net.pass(10s);
        QCOMPARE(say(rules.bob, "two"), std::optional(Reason::SlowMode));
        const auto left = RoomJudge(*rules.bob.room).slowModeLeft(rules.net.now.wall);
        QVERIFY(left > 19s && left <= 20s);
        rules.net.pass(left);
        QCOMPARE(say(rules.bob, "three"), std::optional<Reason>());
        // A program without the rules writes all the same: every receiver leaves the second one out.
        rules.aim(rules.eve);
        rules.next.auth =
            decodeHeader(
                rules.bob.store.row({Rules::logOf(rules.bob), rules.bob.store.tail(1)[0].ref.seq})
                    ->header)
                ->auth;
        const CarriedEvent first = rules.say("quick", 40s);
        const CarriedEvent second = rules.say("quicker", 45s);
        const CarriedEvent third = rules.say("in time", 80s);
        rules.bob.notices.clear();
        for (const CarriedEvent& each : {first, second, third}) {
            QVERIFY(rules.feed(rules.bob, rules.adaBob, each));
        }
        const Texts shown = rules.bob.store.texts();
        QVERIFY(std::find(shown.begin(), shown.end(), "quick") != shown.end());
        QVERIFY(std::find(shown.begin(), shown.end(), "quicker") == shown.end());
        QVERIFY(std::find(shown.begin(), shown.end(), "in time") != shown.end());
    }

    void linksWhereThereMayBeNoneAreNeverShown()
    {
        Rules rules(7);
        QVERIFY(rules.ready);
        PolicyBody policy;
        policy.linksAllowed = false;
        const CarriedEvent act = rules.act(policy);
        QVERIFY(rules.feed(rules.bob, rules.adaBob, act));
        QVERIFY(rules.feed(rules.eve, rules.adaEve, act));
        rules.net.turn(rules.bob, [&](Turn& turn) {
            const auto sent = rules.bob.room->sendText(
                turn, rules.bob.self, {rules.bob.room->id(), "see https://a.b", {}});
            QVERIFY(!sent && sent.error() == Reason::NotAllowed);
        });
        rules.aim(rules.eve);
        const auto said = rules.write(Kind::TextMessage,
                                      textBody("under the older rules: www.a.b"),
                                      {rules.next.clock.value + 1});
        rules.next.auth.insert(rules.next.auth.begin(), act.id);
        const auto plain =
            rules.write(Kind::TextMessage, textBody("words alone"), {rules.next.clock.value + 2});
        const auto link =
            rules.write(Kind::TextMessage, textBody("see www.a.b"), {rules.next.clock.value + 3});
        rules.bob.notices.clear();
        for (const CarriedEvent& each : {said, plain, link}) {
            QVERIFY(rules.feed(rules.bob, rules.adaBob, each));
        }
        QCOMPARE(rules.bob.store.texts(),
                 (Texts{"first", "under the older rules: www.a.b", "words alone"}));
        QCOMPARE(rules.bob.told<MessageNotice>().size(), std::size_t(2));
    }

    void whatANewRuleRefusesIsFoldedOnceItMustBeKnown()
    {
        Unheeded room(8, noLinks());
        QVERIFY(room.ready);
        room.net.pass(core::limits::spec::olderRulesGrace - 1min);
        QVERIFY(!room.folds(room.say("in time, see www.a.b")));
        room.net.pass(2min);
        QVERIFY(room.folds(room.say("too late, see www.a.b")));
        QVERIFY(!room.folds(room.say("words alone are allowed all the same", 1s)));
        QVERIFY(room.ready);
        QCOMPARE(room.bob.store.texts().size(), 4U); // folded is shown all the same
        // Whoever cites the rule is judged by it.
        room.next.auth.insert(room.next.auth.begin(), room.rule.id);
        const CarriedEvent cited = room.say("see www.a.b", 2s);
        QVERIFY(room.feed(room.bob, room.adaBob, cited));
        QVERIFY(!room.bob.message(cited.header.ref()));
    }

    void rulesThatSayWhoWritesAndHowOftenAreMeasuredToo()
    {
        PolicyBody policy;
        policy.postingLevel = levelModerator;
        Unheeded levels(9, policy);
        levels.passGrace();
        QVERIFY(levels.folds(levels.say("I go on")));
        QVERIFY(levels.ready);

        Unheeded flood(10, slow(30));
        flood.passGrace();
        QVERIFY(!flood.folds(flood.say("one")));
        QVERIFY(flood.folds(flood.say("two", 5s)));
        QVERIFY(!flood.folds(flood.say("three", 40s)));
        QVERIFY(flood.ready);

        // What a moderator writes none of these rules touches, and what the room is called is no rule.
        PolicyBody name;
        name.topic = "Quiet, please";
        Unheeded topic(11, name);
        topic.passGrace();
        QVERIFY(!topic.folds(topic.say("see www.a.b")));
        QVERIFY(topic.ready);
    }

    void aRuleThatComesLateFoldsWhatIsThere()
    {
        Rules room(12);
        QVERIFY(room.ready);
        const CarriedEvent rule = room.act(noLinks());
        room.aim(room.eve);
        // Bob is with Eve alone.
        room.net.cut(room.adaBob);
        const LinkId eve = room.net.mute(room.bob, room.eve.self);
        room.net.pass(core::limits::spec::olderRulesGrace + 1min);
        const CarriedEvent link = room.say("see www.a.b");
        const CarriedEvent words = room.say("words alone", 1s);
        QVERIFY(room.feed(room.bob, eve, link));
        QVERIFY(room.feed(room.bob, eve, words));
        const auto isFolded = [&](const CarriedEvent& event) {
            return room.bob.message(event.header.ref()).value().olderRules;
        };
        QVERIFY(!isFolded(link));
        room.bob.notices.clear();
        QVERIFY(room.feed(room.bob, eve, rule));
        QVERIFY(isFolded(link) && !isFolded(words));
        const auto told = room.bob.told<MessageNotice>();
        QCOMPARE(told.size(), 1U);
        QVERIFY(told[0].message.message == link.header.ref() && told[0].message.olderRules);
        // The other way round it comes to the same.
        QVERIFY(room.feed(room.ada, room.adaEve, rule));
        QVERIFY(room.feed(room.ada, room.adaEve, link));
        QVERIFY(room.ada.message(link.header.ref()).value().olderRules);
    }

    void whatIsAllowedAgainIsNotFolded()
    {
        Unheeded room(16, noLinks());
        QVERIFY(room.ready);
        room.passGrace();
        const CarriedEvent before = room.say("before, see www.a.b");
        QVERIFY(room.folds(before));
        room.net.pass(1min);
        const Header goesOn = room.next;
        PolicyBody links;
        links.linksAllowed = true;
        const CarriedEvent lifted = room.act(links);
        room.aim(room.eve);
        room.next = goesOn;
        QVERIFY(room.feed(room.bob, room.adaBob, lifted));
        QVERIFY(!room.folds(room.say("again, see www.a.b", 1s)));
        QVERIFY(room.isFolded(room.bob, before));
        QVERIFY(room.ready);
    }

    void backdatingDoesNotHelpWhatIsShownWhereItArrives()
    {
        Unheeded room(14, noLinks());
        room.net.pass(40min);
        const CarriedEvent old = room.say("from long ago, see www.a.b", -39min);
        QVERIFY(room.folds(old));
        QVERIFY(room.bob.store.row(old.header.ref())->late);
        // What comes with the history stands where it says that it belongs, and there the rule was new.
        wire::Frame answer;
        const CarriedEvent older = room.say("and this, see www.a.b", -39min + 1s);
        *answer.mutable_events()->add_events() = encodeSigned(older);
        answer.mutable_events()->set_answer_to(77);
        QVERIFY(room.net.feed(room.bob, room.adaBob, answer));
        QVERIFY(room.bob.message(older.header.ref()).has_value());
        QVERIFY(!room.isFolded(room.bob, older));
        QVERIFY(room.ready);
    }

    void whatIsFoldedForItsPlaceIsFoldedOnceThePlaceIsKnown()
    {
        Unheeded flood(15, slow(30));
        flood.passGrace();
        const CarriedEvent one = flood.say("one");
        const CarriedEvent two = flood.say("two", 5s);
        QVERIFY(!flood.folds(two)); // nothing is known yet of what was said before it
        QVERIFY(flood.feed(flood.bob, flood.adaBob, one));
        QVERIFY(flood.isFolded(flood.bob, two));
        QVERIFY(!flood.isFolded(flood.bob, one));
        QVERIFY(flood.ready);
    }

    void whatCameTailFirstIsJudgedAgainOnceTheHoleIsFilled()
    {
        Rules rules(5);
        QVERIFY(rules.ready);
        const CarriedEvent ahead = rules.say("ahead", 5min);
        const CarriedEvent back = rules.say("back", 1min);
        QVERIFY(rules.feed(rules.bob, rules.adaBob, back));
        QCOMPARE(rules.bob.store.texts(),
                 (Texts{"first", "back"})); // nothing speaks against it yet
        rules.bob.notices.clear();
        QVERIFY(rules.feed(rules.bob, rules.adaBob, ahead));
        QCOMPARE(rules.bob.store.texts(), (Texts{"first", "ahead"}));
        const auto told = rules.bob.told<MessageNotice>();
        QVERIFY(std::any_of(told.begin(), told.end(), [&](const MessageNotice& notice) {
            return notice.message.deleted && notice.message.message == back.header.ref();
        }));
    }

    void aRestartGoesOnJudging()
    {
        Rules rules(6);
        QVERIFY(rules.ready);
        const LogCut cut = rules.cutOfEve();
        QVERIFY(rules.feed(rules.bob, rules.adaBob, rules.say("beyond", 1s)));
        const CarriedEvent mute = rules.act(
            RestrictBody{rules.eve.self.identityId, {cut}, HybridClock{UINT64_MAX}, "spam"});
        QVERIFY(rules.feed(rules.bob, rules.adaBob, mute));
        QCOMPARE(rules.bob.store.texts(), Texts{"first"});
        rules.net.restart(rules.bob);
        rules.net.pass(20s);
        QCOMPARE(rules.bob.store.texts(), Texts{"first"});
    }
};

QTEST_APPLESS_MAIN(RoomJudgeTest)
#include "room_judge_test.moc"
