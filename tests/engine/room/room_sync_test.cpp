// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Two and three rooms that were apart and come together again.
// covers: engine/room/room_sync.cpp engine/room/room_wants.cpp
// covers: engine/room/room_serve.cpp
#include "core/codec.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// A founder and one or two members, linked in a row: the founder to the first, the first to the second.
struct Group {
    explicit Group(std::uint64_t seed, bool three = false)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
    {
        net.found(ada);
        adaBob = net.enter(bob, ada, net.invite(ada));
        if (three) {
            eve = &net.person("Eve");
            const std::string text = net.invite(ada);
            net.pass(20s);
            bobEve = net.enter(*eve, bob, text);
        }
        ready = net.settle() && adaBob != 0 && (!three || bobEve != 0);
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person* eve = nullptr;
    LinkId adaBob = 0;
    LinkId bobEve = 0;
    bool ready = false;
};

std::string same(const Person& left, const Person& right)
{
    const Digest a = left.digest();
    const Digest b = right.digest();
    return std::string(a.authority == b.authority ? "" : "authority ")
           + (a.frontier == b.frontier ? "" : "frontier ") + (a.bodies == b.bodies ? "" : "bodies ")
           + (left.store.texts() == right.store.texts() ? "" : "texts");
}

std::size_t sentBy(const RoomNetwork& net, const Person& person, wire::Frame::KindCase kind)
{
    return static_cast<std::size_t>(
        std::count_if(net.sent.begin(), net.sent.end(), [&](const SentFrame& one) {
            return one.from == &person && one.frame.kind_case() == kind;
        }));
}

wire::Frame eventsFrame(std::uint64_t answerTo)
{
    wire::Frame frame;
    frame.mutable_events()->set_answer_to(answerTo);
    frame.mutable_events()->set_last(true);
    return frame;
}

} // namespace

class RoomSyncTest : public QObject
{
    Q_OBJECT

private slots:
    static void actsAreServedWithTheirOwnSignatures()
    {
        Group group(90);
        QVERIFY(group.ready);
        for (const std::uint32_t seconds : {3U, 2U, 1U}) {
            group.net.turn(group.ada, [&](Turn& turn) {
                PolicyBody rules;
                rules.slowModeSeconds = seconds;
                QVERIFY(RoomActs(*group.ada.room, turn, group.ada.self).setRules(rules).hasValue());
            });
        }
        const core::EventRef last = group.net.send(group.ada, "and a text");
        group.net.deliver();
        const LinkId link = group.net.mute(group.ada, group.bob.self);
        wire::Frame first; // the own log is given to nobody before he has said what he knows of it
        first.mutable_core_state()->set_first(true);
        QVERIFY(group.net.feed(group.ada, link, first));
        wire::Frame want;
        want.mutable_want()->set_request(7);
        want.mutable_want()->set_log(core::textOf(last.log.view()));
        want.mutable_want()->set_to_seq(last.seq);
        QVERIFY(group.net.feed(group.ada, link, want));
        group.net.deliver();
        std::size_t acts = 0;
        for (const SentFrame& one : group.net.sent) {
            for (const wire::Run& run : one.frame.events().runs()) {
                const auto events = decodeRun(run, group.ada.room->id());
                QVERIFY(one.link != link || events.hasValue());
                for (std::size_t i = 0; one.link == link && i < events->size(); ++i) {
                    const bool act = isAct((*events)[i].header.kind);
                    acts += act ? 1U : 0U;
                    QVERIFY(!act || !(*events)[i].signature.empty());
                }
            }
        }
        QVERIFY(acts >= 3);
    }

    void aConnectionWithNothingMissedCostsLittle()
    {
        RoomNetwork net(77);
        Person& ada = net.person("Ada");
        net.found(ada);
        Person& bob = net.person("Bob");
        ada.self.listening = {*core::Endpoint::parse("192.0.2.1:7000")};
        bob.self.listening = {*core::Endpoint::parse("192.0.2.2:7000")};
        LinkId link = net.enter(bob, ada, net.invite(ada));
        QVERIFY(link != 0);
        for (int i = 0; i < 50; ++i) {
            Person& other = net.person("Member");
            other.self.listening = {
                *core::Endpoint::parse("203.0.113.5:" + std::to_string(2000 + i))};
            const LinkId their = net.enter(other, ada, net.invite(ada));
            QVERIFY(their != 0);
            net.send(other, "hello");
            net.deliver();
            net.cut(their);
        }
        QVERIFY(net.settle());
        net.pass(60s);
        net.cut(link);
        net.pass(60s);
        net.sent.clear();
        link = net.link(bob, ada);
        QVERIFY(net.settle());
        // Frames as they are, not padded.
        std::size_t all = 0;
        for (const SentFrame& one : net.sent) {
            all += one.frame.ByteSizeLong();
        }
        QVERIFY2(all < 1000, qPrintable(QString::number(all)));
    }

    void bothCatchUpAfterBeingApart()
    {
        Group group(1);
        QVERIFY(group.ready);
        group.net.cut(group.adaBob);
        for (int i = 0; i < 100; ++i) {
            group.net.send(group.ada, "ada " + std::to_string(i));
            group.net.send(group.bob, "bob " + std::to_string(i));
            group.net.pass(1s);
        }
        const std::string door = group.net.invite(group.ada);
        QVERIFY(same(group.ada, group.bob) != "");
        group.net.link(group.ada, group.bob);
        QVERIFY(group.net.settle());
        QCOMPARE(same(group.ada, group.bob), std::string());
        QCOMPARE(group.bob.store.texts().size(), std::size_t(200));
        const auto late = group.bob.store.tail(200);
        QVERIFY(
            std::none_of(late.begin(), late.end(), [](const EventRow& row) { return row.late; }));
        QCOMPARE(group.net.closed, 0);
    }

    void equalRoomsSayLittle()
    {
        Group group(2);
        QVERIFY(group.ready);
        for (int i = 0; i < 50; ++i) {
            group.net.send(group.ada, "x");
        }
        QVERIFY(group.net.settle());
        group.net.sent.clear();
        group.net.pass(60s);
        for (const SentFrame& one : group.net.sent) {
            QVERIFY(one.frame.ByteSizeLong() < 256);
            QVERIFY(!one.frame.has_events() && !one.frame.has_want() && !one.frame.has_core_ids());
        }
    }

    void newestComeFirst()
    {
        Group group(3);
        QVERIFY(group.ready);
        group.net.cut(group.adaBob);
        for (int i = 0; i < 500; ++i) {
            group.net.send(group.ada, std::to_string(i));
        }
        Person& eve = group.net.person("Eve");
        QVERIFY(group.net.enter(eve, group.ada, group.net.invite(group.ada)) != 0);
        // The first frames with messages in them carry the newest ones.
        group.net.deliver();
        std::vector<std::uint64_t> order;
        for (const SentFrame& one : group.net.sent) {
            if (one.from != &group.ada || one.to != &eve) {
                continue;
            }
            for (const auto& event : one.frame.events().events()) {
                const auto header = decodeHeader(core::bytesOf(event.header()));
                if (header && header->kind == static_cast<std::uint8_t>(Kind::TextMessage)) {
                    order.push_back(header->seq);
                }
            }
            for (const auto& run : one.frame.events().runs()) {
                order.push_back(run.first_seq());
            }
        }
        const std::uint64_t top = *std::max_element(order.begin(), order.end());
        const auto first = std::find_if(order.begin(), order.end(), [&](std::uint64_t seq) {
            return seq + core::limits::tuning::tailEvents <= top;
        });
        QVERIFY(std::count_if(
                    order.begin(),
                    first,
                    [&](std::uint64_t seq) { return seq + core::limits::tuning::tailEvents > top; })
                >= 190);
        QVERIFY(group.net.settle());
        QCOMPARE(eve.store.texts().size(), std::size_t(500));
        QCOMPARE(eve.store.texts(), group.ada.store.texts());
        // The history is told as history, not message by message.
        QCOMPARE(eve.told<MessageNotice>().size(), std::size_t(0));
        QVERIFY(!eve.told<HistoryNotice>().empty());
    }

    void aLinkThatGoesDownInTheMiddleLosesNothing()
    {
        Group group(4);
        QVERIFY(group.ready);
        group.net.cut(group.adaBob);
        for (int i = 0; i < 900; ++i) {
            group.net.send(group.ada, std::to_string(i));
        }
        Person& eve = group.net.person("Eve");
        const LinkId link = group.net.enter(eve, group.ada, group.net.invite(group.ada));
        // Only the tail gets through: feed it by hand, then cut.
        wire::Frame tail;
        tail.mutable_tail()->set_request(77);
        tail.mutable_tail()->set_count(50);
        group.net.sent.clear();
        QVERIFY(group.net.feed(group.ada, link, tail));
        std::vector<wire::Frame> answers;
        for (const SentFrame& one : group.net.sent) {
            if (one.frame.has_events()) {
                answers.push_back(one.frame);
            }
        }
        for (const wire::Frame& answer : answers) {
            QVERIFY(group.net.feed(eve, link, answer));
        }
        group.net.cut(link);
        QCOMPARE(eve.store.texts().size(), std::size_t(0) + 50 - (50 - eve.store.texts().size()));
        QVERIFY(eve.store.texts().size() < 900);
        QVERIFY(!eve.digest().settled);
        group.net.restart(eve);
        group.net.link(eve, group.ada);
        QVERIFY(group.net.settle());
        QCOMPARE(eve.store.texts().size(), std::size_t(900));
    }

    void historyComesThroughAThird()
    {
        Group group(5);
        QVERIFY(group.ready);
        const std::string large(20'000, 'l');
        group.net.cut(group.adaBob);
        for (int i = 0; i < 90; ++i) {
            group.net.send(group.ada, i % 3 == 0 ? large + std::to_string(i) : std::to_string(i));
        }
        const std::string door = group.net.invite(group.ada);
        const LinkId again = group.net.link(group.bob, group.ada);
        QVERIFY(group.net.settle());
        QCOMPARE(same(group.ada, group.bob), std::string());
        group.net.cut(again);
        // Ada is away: what Bob has by runs, without a signature for each, is enough for Eve.
        Person& eve = group.net.person("Eve");
        QVERIFY(group.net.enter(eve, group.bob, door) != 0);
        group.net.pass(120s);
        QVERIFY(eve.digest().settled);
        QCOMPARE(eve.store.texts(), group.bob.store.texts());
        QCOMPARE(group.net.closed, 0);
    }

    void aLargeMessageIsAnnouncedAndPulled()
    {
        Group group(6, true);
        QVERIFY(group.ready);
        group.net.sent.clear();
        const std::string large(5'000, 'x');
        group.net.send(group.ada, large);
        QCOMPARE(sentBy(group.net, group.ada, wire::Frame::kAnnounce), std::size_t(1));
        QCOMPARE(sentBy(group.net, group.ada, wire::Frame::kEvents), std::size_t(0));
        group.net.deliver();
        QCOMPARE(sentBy(group.net, group.bob, wire::Frame::kWant), std::size_t(1));
        // And on to who is not linked to the author, without waiting for the next comparison.
        QCOMPARE(group.bob.store.texts(), std::vector<std::string>{large});
        QCOMPARE(group.eve->store.texts(), std::vector<std::string>{large});
    }

    void whoComparedAndLacksSomethingOfTheCoreSaysSo()
    {
        RoomNetwork net(41);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const LinkId first = net.enter(bob, ada, net.invite(ada));
        QVERIFY(net.settle());
        net.cut(first);
        const LinkId link = net.mute(ada, bob.self);
        const auto says = [&](const wire::Frame& frame) {
            net.sent.clear();
            QVERIFY(net.feed(ada, link, frame));
            net.deliver();
        };
        const auto listed = [&]() {
            return std::count_if(net.sent.begin(), net.sent.end(), [](const SentFrame& one) {
                return one.frame.has_core_ids();
            });
        };
        wire::Frame more;
        more.mutable_core_ids()->set_last(true);
        more.mutable_core_ids()->add_ids(std::string(32, 'x'));
        says(more);
        QCOMPARE(listed(), std::ptrdiff_t{0}); // nobody had begun
        net.pass(30s);
        says(more);
        QCOMPARE(listed(), std::ptrdiff_t{1});
        says(more);
        QCOMPARE(listed(), std::ptrdiff_t{0}); // once, or two who both lack something never end
    }

    void aSilentNeighbourHoldsUpOneQuestionOnly()
    {
        Group group(7, true);
        QVERIFY(group.ready);
        // Two logs differ; the neighbour who names them answers for one and is silent about the other.
        group.net.cut(group.adaBob);
        const core::EventRef ada = group.net.send(group.ada, "from Ada");
        const LinkId silent = group.net.mute(*group.eve, group.ada.self);
        wire::Frame announce;
        for (const core::LogId& log : {ada.log, core::LogId(group.net.rng.bytes<32>())}) {
            *announce.mutable_announce()->add_events() =
                toWire(log, {ada.seq, core::EventId(group.net.rng.bytes<32>()), false});
        }
        group.net.sent.clear();
        QVERIFY(group.net.feed(*group.eve, silent, announce));
        QCOMPARE(sentBy(group.net, *group.eve, wire::Frame::kWant), std::size_t(2));
        QVERIFY(!group.eve->digest().settled);
        const auto want = std::find_if(group.net.sent.begin(),
                                       group.net.sent.end(),
                                       [](const SentFrame& one) { return one.frame.has_want(); });
        QVERIFY(group.net.feed(*group.eve, silent, eventsFrame(want->frame.want().request())));
        group.net.pass(5s);
        // Ten seconds after it was asked the other question is given up too.
        group.net.pass(6s);
        group.net.cut(group.bobEve);
        group.net.cut(silent);
        QVERIFY(group.eve->digest().settled);
    }

    void theSilentQuestionIsAskedElsewhere()
    {
        Group group(8, true);
        QVERIFY(group.ready);
        group.net.cut(group.bobEve);
        const core::EventRef late = group.net.send(group.ada, "found elsewhere");
        group.net.deliver();
        QCOMPARE(group.bob.store.texts().size(), std::size_t(1));
        Person& stranger = *group.eve;
        const LinkId silent = group.net.mute(stranger, group.ada.self);
        wire::Frame announce;
        *announce.mutable_announce()->add_events() =
            toWire(late.log, {late.seq, core::EventId(group.net.rng.bytes<32>()), false});
        QVERIFY(
            group.net.feed(stranger, silent, announce)); // asked there first, and never answered
        group.net.link(stranger, group.bob);
        group.net.deliver();
        QVERIFY(stranger.store.texts().empty());
        group.net.pass(11s);
        QCOMPARE(stranger.store.texts(), std::vector<std::string>{"found elsewhere"});
    }

    void aLiarAboutTheTopCannotStopALog()
    {
        Group group(9, true);
        QVERIFY(group.ready);
        group.net.cut(group.bobEve);
        const core::EventRef top = group.net.send(group.ada, "wanted");
        group.net.deliver();
        Person& eve = *group.eve;
        const LinkId liar = group.net.mute(eve, group.ada.self);
        wire::Frame announce;
        *announce.mutable_announce()->add_events() =
            toWire(top.log, {UINT64_MAX - 5, core::EventId(group.net.rng.bytes<32>()), false});
        QVERIFY(group.net.feed(eve, liar, announce));
        group.net.link(eve, group.bob);
        for (int i = 0; i < 12; ++i) {
            group.net.pass(1s);
            static_cast<void>(group.net.feed(eve, liar, announce));
        }
        QCOMPARE(eve.store.texts(), std::vector<std::string>{"wanted"});
    }

    void garbageClosesTheLink()
    {
        Group group(10);
        QVERIFY(group.ready);
        const auto refused = [&](const wire::Frame& frame) {
            return !group.net.feed(group.bob, group.adaBob, frame);
        };
        QVERIFY(!group.net.feed(group.bob, 999, wire::Frame())); // no such link
        QVERIFY(!refused(wire::Frame()));                        // made by a newer version
        wire::Frame events = eventsFrame(0);
        events.mutable_events()->add_events()->set_header("garbage");
        QVERIFY(refused(events));
        wire::Frame tooMany = eventsFrame(0);
        for (std::size_t i = 0; i <= core::limits::tuning::eventsPerFrame; ++i) {
            tooMany.mutable_events()->add_events();
        }
        QVERIFY(refused(tooMany));
        wire::Frame runs = eventsFrame(0);
        runs.mutable_events()->add_runs();
        QVERIFY(refused(runs));
        wire::Frame ids;
        ids.mutable_core_ids()->add_ids("short");
        QVERIFY(refused(ids));
        wire::Frame want;
        want.mutable_want()->set_log("short");
        QVERIFY(refused(want));
        want.mutable_want()->set_log(std::string(32, 'x'));
        want.mutable_want()->set_from_seq(2);
        want.mutable_want()->set_to_seq(1);
        QVERIFY(refused(want));
        wire::Frame announce;
        announce.mutable_announce()->add_events()->set_log("short");
        QVERIFY(refused(announce));
        wire::Frame frontier;
        frontier.mutable_frontier()->set_salt("short");
        QVERIFY(refused(frontier));
        wire::Frame forks;
        forks.mutable_frontier()->set_salt(std::string(8, 's'));
        for (std::size_t i = 0; i <= forksPerFrame; ++i) {
            forks.mutable_frontier()->add_forks();
        }
        QVERIFY(refused(forks));
    }

    void aDamagedEventClosesTheLinkAndIsNotKept()
    {
        Group group(11);
        QVERIFY(group.ready);
        group.net.sent.clear();
        group.net.send(group.ada, "sound");
        const auto flooded =
            std::find_if(group.net.sent.begin(), group.net.sent.end(), [](const SentFrame& one) {
                return one.frame.has_events();
            });
        QVERIFY(flooded != group.net.sent.end());
        const wire::Frame sound = flooded->frame;
        for (int part = 0; part < 3; ++part) {
            wire::Frame damaged = sound;
            wire::SignedEvent& event = *damaged.mutable_events()->mutable_events(0);
            std::string& bytes = part == 0   ? *event.mutable_header()
                                 : part == 1 ? *event.mutable_signature()
                                             : *event.mutable_body();
            bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
            QVERIFY(!group.net.feed(group.bob, group.adaBob, damaged));
        }
        QVERIFY(group.bob.store.texts().empty());
        QVERIFY(group.net.feed(group.bob, group.adaBob, sound));
        QCOMPARE(group.bob.store.texts(), std::vector<std::string>{"sound"});
    }

    void askingForWhatIsNotThereIsAnswered()
    {
        Group group(12);
        QVERIFY(group.ready);
        wire::Frame want;
        want.mutable_want()->set_request(4711);
        want.mutable_want()->set_log(std::string(32, 'x'));
        want.mutable_want()->set_to_seq(UINT64_MAX);
        group.net.sent.clear();
        QVERIFY(group.net.feed(group.ada, group.adaBob, want));
        QCOMPARE(group.net.sent.size(), std::size_t(1));
        const wire::Events& answer = group.net.sent.front().frame.events();
        QCOMPARE(answer.answer_to(), std::uint64_t(4711));
        QVERIFY(answer.last() && answer.runs().empty() && answer.events().empty());
    }

    void answersFitIntoFrames()
    {
        Group group(13);
        QVERIFY(group.ready);
        group.net.cut(group.adaBob);
        core::EventRef last;
        for (int i = 0; i < 12; ++i) {
            last = group.net.send(group.ada, std::string(24 * 1024, 'm'));
        }
        const LinkId link = group.net.mute(group.ada, group.bob.self);
        wire::Frame checked;
        checked.mutable_core_state()->set_first(true);
        QVERIFY(group.net.feed(group.ada, link, checked));
        wire::Frame want;
        want.mutable_want()->set_log(core::textOf(last.log.view()));
        want.mutable_want()->set_to_seq(last.seq);
        want.mutable_want()->set_request(5);
        wire::Frame tail;
        tail.mutable_tail()->set_count(1'000'000);
        tail.mutable_tail()->set_request(6);
        group.net.sent.clear();
        QVERIFY(group.net.feed(group.ada, link, want));
        QVERIFY(group.net.feed(group.ada, link, tail));
        std::uint64_t next = 0;
        int lasts = 0;
        for (const SentFrame& one : group.net.sent) {
            QVERIFY(one.frame.ByteSizeLong() <= core::limits::spec::framePlainBytes);
            for (const wire::Run& run : one.frame.events().runs()) {
                QCOMPARE(run.first_seq(), next);
                next += static_cast<std::uint64_t>(run.items_size());
                QVERIFY(decodeRun(run, group.ada.room->id()));
            }
            lasts += one.frame.events().last() ? 1 : 0;
        }
        QCOMPARE(next, last.seq + 1);
        QCOMPARE(lasts, 2);
    }
};

QTEST_APPLESS_MAIN(RoomSyncTest)
#include "room_sync_test.moc"
