// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/room/room_snapshots.cpp
//
// A room in which neighbours and their neighbours are not everybody: who is seen to be here, by whom, and for how long.
#include "core/codec.h"
#include "engine/room/room_network.h"
#include "engine/room/room_presence.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;
namespace tuning = core::limits::tuning;

namespace {

/// Members in a row, each linked to the one before and the one after.
struct Row {
    explicit Row(std::uint64_t seed, std::size_t count = tuning::hereFrom + 2)
        : net(seed)
    {
        for (std::size_t i = 0; i < count; ++i) {
            people.push_back(&net.person("P" + std::to_string(i)));
        }
        net.found(*people[0]);
        for (std::size_t i = 1; i < count; ++i) {
            const LinkId door = net.enter(*people[i], *people[0], net.invite(*people[0]));
            ready = ready && door != 0 && net.settle();
            net.cut(door);
            links.push_back(net.link(*people[i], *people[i - 1]));
        }
        ready = ready && net.settle();
    }
    [[nodiscard]] Person& first() { return *people.front(); }
    [[nodiscard]] Person& last() { return *people.back(); }
    [[nodiscard]] std::uint32_t seenByFirst() { return first().room->snapshot().online; }
    [[nodiscard]] bool sees(const Person& seer, const Person& seen) const
    {
        return RoomPresence::isOnline(*seer.room, seen.self.identityId);
    }
    [[nodiscard]] std::ptrdiff_t words() const
    {
        return std::count_if(net.sent.begin(), net.sent.end(), [](const SentFrame& one) {
            return one.frame.has_here();
        });
    }
    /// As this device would sign it.
    [[nodiscard]] wire::Frame
    word(const Self& by, const Self& of, std::int64_t atMs, std::uint32_t seconds) const
    {
        core::Bytes text;
        core::Writer writer(text);
        writer.id(of.deviceId);
        writer.u64(static_cast<std::uint64_t>(atMs));
        writer.u32(seconds);
        wire::Frame frame;
        auto* out = frame.mutable_here()->add_words();
        out->set_device(core::textOf(of.deviceId.view()));
        out->set_at_ms(atMs);
        out->set_seconds(seconds);
        const core::RoomId room = people[0]->room->id();
        out->set_signature(
            core::textOf(core::ByteView(by.device.sign("parlour here 1", {room.view(), text}))));
        return frame;
    }

    RoomNetwork net;
    std::vector<Person*> people;
    std::vector<LinkId> links;
    bool ready = true;
};

} // namespace

class RoomPresenceTest : public QObject
{
    Q_OBJECT

private slots:
    void everybodyIsSeenFromOneEndToTheOther()
    {
        Row row(1);
        QVERIFY(row.ready);
        row.net.pass(7min);
        for (const Person* person : row.people) {
            QCOMPARE(person->room->snapshot().online,
                     static_cast<std::uint32_t>(row.people.size() - 1));
        }
        QCOMPARE(row.net.closed, 0);
        row.net.pass(1h); // said again before it runs out
        QCOMPARE(row.seenByFirst(), static_cast<std::uint32_t>(row.people.size() - 1));
    }

    void aSmallRoomSaysNothing()
    {
        Row row(2, 5);
        QVERIFY(row.ready);
        row.net.pass(1h);
        row.last().self.tellsOnline = false;
        row.net.pass(1h);
        row.net.turn(row.first(), [&](Turn& turn) {
            RoomPresence(*row.first().room).leave(turn, row.first().self);
        });
        QCOMPARE(row.words(), std::ptrdiff_t(0));
    }

    void breakingLinksDoNotFloodLists()
    {
        Row row(8, 4);
        QVERIFY(row.ready);
        row.net.pass(2min);
        row.net.sent.clear();
        const auto lists = [&row] {
            return std::count_if(
                row.net.sent.begin(), row.net.sent.end(), [&](const SentFrame& one) {
                    return one.frame.has_presence() && one.from == row.people[1]
                           && one.to == row.people[0];
                });
        };
        for (int i = 0; i < 60; ++i) { // for a minute
            row.net.cut(row.links[1]);
            row.net.pass(500ms);
            row.links[1] = row.net.link(*row.people[2], *row.people[1]);
            row.net.pass(500ms);
            if (i == 1) {
                QCOMPARE(lists(), std::ptrdiff_t(3)); // the first ones at once
            }
        }
        QVERIFY2(lists() <= 10,
                 qPrintable(QString::number(lists()))); // and nothing, when it is as it was
        row.net.pass(20s);
        QVERIFY(row.sees(*row.people[0], *row.people[2])); // the last word is the true one
    }

    void whatHasChangedIsTold()
    {
        Row row(9, 4);
        QVERIFY(row.ready);
        row.net.pass(2min);
        Person& seer = row.first();
        const LinkId link = row.net.mute(seer, row.people[1]->self);
        const auto tell = [&](const std::vector<Person*>& came, const std::vector<Person*>& gone) {
            wire::Frame frame;
            auto* presence = frame.mutable_presence();
            for (const Person* person : came) {
                presence->add_came(core::textOf(person->self.deviceId.view()));
            }
            for (const Person* person : gone) {
                presence->add_gone(core::textOf(person->self.deviceId.view()));
            }
            return row.net.feed(seer, link, frame);
        };
        row.net.cut(row.links[0]);
        QVERIFY(!row.sees(seer, row.last()));
        QVERIFY(tell({row.people[2], &row.last()}, {}));
        QVERIFY(row.sees(seer, row.last()) && row.sees(seer, *row.people[2]));
        QVERIFY(tell({}, {&row.last()}));
        QVERIFY(!row.sees(seer, row.last()) && row.sees(seer, *row.people[2]));
        // The same one over and over, and more than anybody has.
        for (std::size_t i = 0; i < 2 * tuning::presenceRead; ++i) {
            QVERIFY(tell({&row.last()}, {}));
        }
        QVERIFY(tell({}, {&row.last(), row.people[2]}));
        QVERIFY(!row.sees(seer, row.last()) && !row.sees(seer, *row.people[2]));
        // And so is it told, after all was told once.
        row.net.pass(20s);
        row.net.sent.clear();
        row.net.link(seer, row.last());
        row.net.pass(20s);
        const auto told =
            std::find_if(row.net.sent.begin(), row.net.sent.end(), [&](const SentFrame& one) {
                return one.frame.has_presence() && one.link == link;
            });
        QVERIFY(told != row.net.sent.end());
        QVERIFY(told->frame.presence().online().empty());
        QCOMPARE(told->frame.presence().came_size(), 1);
    }

    void whoLeavesIsSeenToLeave()
    {
        Row row(3);
        QVERIFY(row.ready);
        row.net.pass(7min);
        QVERIFY(row.sees(row.first(), row.last()));
        row.first().notices.clear();
        row.net.turn(row.last(), [&](Turn& turn) {
            RoomPresence(*row.last().room).leave(turn, row.last().self);
        });
        row.net.deliver();
        row.net.cut(row.links.back());
        row.net.pass(30s);
        QVERIFY(!row.sees(row.first(), row.last()));
        std::vector<MemberChange> told;
        for (const MemberNotice& notice : row.first().told<MemberNotice>()) {
            if (notice.identity == row.last().self.identityId) {
                told.push_back(notice.change);
            }
        }
        QCOMPARE(told, std::vector<MemberChange>{MemberChange::Offline});
    }

    void whoVanishesIsMissedWhenHisWordRunsOut()
    {
        Row row(4);
        QVERIFY(row.ready);
        row.net.pass(7min);
        row.net.cut(row.links.back());
        row.net.pass(2min);
        QVERIFY(row.sees(row.first(), row.last()));
        row.net.pass(28min); // his last word was under way for a while
        QVERIFY(!row.sees(row.first(), row.last()));
    }

    void whoComesAsksOneNeighbour()
    {
        Row row(5);
        QVERIFY(row.ready);
        row.net.pass(7min);
        row.net.restart(row.first());
        QVERIFY(!row.sees(row.first(), row.last()));
        row.net.sent.clear();
        row.net.link(row.first(), *row.people[1]);
        row.net.pass(500ms);
        QVERIFY(row.sees(row.first(), row.last()));
        // Asked over and over, nobody says it all again.
        wire::Frame ask;
        ask.mutable_here()->set_ask(true);
        const LinkId link = row.net.mute(row.first(), row.last().self);
        row.net.sent.clear();
        for (int i = 0; i < 10; ++i) {
            QVERIFY(row.net.feed(row.first(), link, ask));
        }
        QCOMPARE(row.words(), std::ptrdiff_t(1));
    }

    void nobodyIsMadeToSeeWhoIsNotThere()
    {
        Row row(6);
        QVERIFY(row.ready);
        row.net.cut(row.links.back());
        row.net.pass(20min);
        Person& seer = row.first();
        const Self& liar = row.people[1]->self;
        const Self& absent = row.last().self;
        QVERIFY(!row.sees(seer, row.last()));
        const LinkId link = row.net.mute(seer, liar);
        const std::int64_t now = row.net.now.wall.milliseconds;
        const LinkId forged = row.net.mute(seer, liar);
        QVERIFY(!row.net.feed(seer, forged, row.word(liar, absent, now, 600)));
        QVERIFY(!row.sees(seer, row.last()));
        QVERIFY(row.net.feed(seer, link, row.word(absent, absent, now - 3'600'000, 600)));
        QVERIFY(!row.sees(seer, row.last()));
        QVERIFY(row.net.feed(seer, link, row.word(absent, absent, now, 1'000'000)));
        QVERIFY(!row.sees(seer, row.last()));
        Person& stranger = row.net.person("Stranger");
        QVERIFY(row.net.feed(seer, link, row.word(stranger.self, stranger.self, now, 600)));
        QVERIFY(!row.sees(seer, stranger));
        row.net.sent.clear();
        QVERIFY(
            row.net.feed(seer, link, row.word(absent, absent, now, 600))); // his own is believed
        QVERIFY(row.sees(seer, row.last()));
        row.net.pass(2s);
        QVERIFY(row.words() > 0); // and nothing else was passed on
        const auto passed = std::find_if(row.net.sent.begin(),
                                         row.net.sent.end(),
                                         [](const SentFrame& one) { return one.frame.has_here(); });
        QCOMPARE(passed->frame.here().words_size(), 1);
    }

    void whoDoesNotWishItIsSeenByNeighboursOnly()
    {
        Row row(7);
        QVERIFY(row.ready);
        row.last().self.tellsOnline = false;
        row.net.pass(30min);
        QVERIFY(!row.sees(row.first(), row.last()));
        QVERIFY(row.sees(*row.people[row.people.size() - 2], row.last()));
        QVERIFY(row.sees(row.last(), row.first())); // which takes nothing from what he sees
        row.last().self.tellsOnline = true;
        row.net.pass(7min);
        QVERIFY(row.sees(row.first(), row.last()));
        row.last().self.tellsOnline = false;
        row.net.pass(7min);
        QVERIFY(!row.sees(row.first(), row.last()));
    }
};

QTEST_APPLESS_MAIN(RoomPresenceTest)
#include "room_presence_test.moc"
