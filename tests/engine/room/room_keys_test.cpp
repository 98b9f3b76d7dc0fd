// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Who can read what, where a room shows its past to all, to nobody who came later, or to nobody who was away.
#include "engine/room/room_acts.h"
#include "engine/room/room_keys.h"
#include "engine/room/room_network.h"

#include <QTest>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

struct Hall {
    RoomNetwork net;
    Person& ada;
    Person& bob;
    Person& eve;

    explicit Hall(std::uint64_t seed, HistoryAccess history)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
        , eve(net.person("Eve"))
    {
        net.found(ada, {"Hall", "", Access::Invite, history});
    }

    void say(Person& person, const std::string& text)
    {
        net.send(person, text);
        net.pass(1s);
    }
    bool enter(Person& newcomer, Person& host)
    {
        const std::string link = net.invite(ada);
        net.deliver(); // the host hears of that door
        return net.enter(newcomer, host, link) != 0;
    }
    void remove(const Person& whom, MemberAct act)
    {
        net.turn(ada, [&](Turn& turn) {
            ChangeMember wish;
            wish.room = ada.room->id();
            wish.identity = whom.self.identityId;
            wish.change = act;
            QVERIFY(RoomActs(*ada.room, turn, ada.self).change(wish));
        });
    }
    void setHistory(HistoryAccess history)
    {
        net.turn(ada, [&](Turn& turn) {
            PolicyBody rules;
            rules.history = static_cast<std::uint32_t>(history);
            QVERIFY(RoomActs(*ada.room, turn, ada.self).setRules(rules));
        });
        net.deliver();
    }
    /// Nothing that this person has on disk opens it, and yet he keeps it for others.
    [[nodiscard]] static bool keepsSealed(const Person& person, const core::EventRef& message)
    {
        const EventRow* row = person.store.row(message);
        return row != nullptr && row->sealed && row->shown == Shown::Held
               && !person.store.record(RecordKind::Epoch, decodeHeader(row->header)->epoch.view());
    }
};

/// Secrets in KEYS frames from one to another.
std::size_t keysSent(const RoomNetwork& net, const Person& from, const Person& to)
{
    std::size_t out = 0;
    for (const SentFrame& one : net.sent) {
        if (one.from == &from && one.to == &to && one.frame.has_keys()) {
            out += static_cast<std::size_t>(one.frame.keys().epoch_secrets_size());
        }
    }
    return out;
}

} // namespace

class RoomKeysTest : public QObject
{
    Q_OBJECT

private slots:
    void whoComesLaterReadsFromThenOn()
    {
        Hall hall(1, HistoryAccess::Joined);
        const core::EventRef before = hall.net.send(hall.ada, "before Bob");
        QVERIFY(hall.enter(hall.bob, hall.ada));
        QVERIFY(hall.net.settle());
        hall.say(hall.ada, "welcome");
        hall.say(hall.bob, "thanks");
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.bob.store.texts(), (Texts{"welcome", "thanks"}));
        QCOMPARE(hall.ada.store.texts(), (Texts{"before Bob", "welcome", "thanks"}));
        QVERIFY(Hall::keepsSealed(hall.bob, before));
        // The next one comes in by him, and links to both.
        QVERIFY(hall.enter(hall.eve, hall.bob));
        hall.net.link(hall.eve, hall.ada);
        QVERIFY(hall.net.settle());
        hall.say(hall.ada, "all three");
        hall.say(hall.eve, "so I see");
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.eve.store.texts(), (Texts{"all three", "so I see"}));
        QCOMPARE(hall.bob.store.texts(), (Texts{"welcome", "thanks", "all three", "so I see"}));
        QCOMPARE(hall.eve.digest().bodies, hall.ada.digest().bodies);
        // It is so after a restart as well, and when links come up anew.
        hall.net.restart(hall.eve);
        hall.net.link(hall.eve, hall.bob);
        hall.net.link(hall.eve, hall.ada);
        hall.net.pass(20s);
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.eve.store.texts(), (Texts{"all three", "so I see"}));
        QVERIFY(Hall::keepsSealed(hall.eve, before));
    }

    void nobodyIsGivenWhatWasSaidWhileHeWasOut()
    {
        Hall hall(2, HistoryAccess::Joined);
        QVERIFY(hall.enter(hall.bob, hall.ada));
        QVERIFY(hall.net.settle());
        hall.say(hall.ada, "with Bob");
        hall.remove(hall.bob, MemberAct::Kick);
        hall.net.deliver();
        const core::EventRef out = hall.net.send(hall.ada, "without Bob");
        hall.net.pass(1s);
        QVERIFY(hall.enter(hall.bob, hall.ada));
        hall.say(hall.ada, "with him again");
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.bob.store.texts(), (Texts{"with Bob", "with him again"}));
        QVERIFY(Hall::keepsSealed(hall.bob, out));
    }

    void aHostWhoHasJustComeInOpensNothingOfTheOthers()
    {
        Hall hall(9, HistoryAccess::Joined);
        const std::string link = hall.net.invite(hall.ada);
        QVERIFY(hall.net.enter(hall.bob, hall.ada, link) != 0);
        // Nothing but the door has reached Bob: what his key is for he does not know yet, so he gives it to nobody.
        static_cast<void>(hall.net.enter(hall.eve, hall.bob, link));
        QCOMPARE(hall.eve.room->state(), RoomState::Joining);
        QVERIFY(!hall.eve.room->hasKeys());
    }

    void whoWasAwayReadsWhatHeMissed()
    {
        Hall hall(3, HistoryAccess::Joined);
        QVERIFY(hall.enter(hall.bob, hall.ada));
        const LinkId link = hall.net.enter(hall.eve, hall.ada, hall.net.invite(hall.ada));
        QVERIFY(link != 0 && hall.net.settle());
        hall.net.cut(link);
        hall.net.pass(8 * 24h); // the epoch is worn: another one is opened
        hall.say(hall.ada, "while Eve was away");
        hall.net.link(hall.eve, hall.bob);
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.eve.store.texts(), Texts{"while Eve was away"});
    }

    void eachEpochKeepsTheRuleOfItsTime()
    {
        Hall hall(4, HistoryAccess::All);
        hall.say(hall.ada, "for all");
        hall.setHistory(HistoryAccess::Joined);
        hall.say(hall.ada, "for those here");
        QVERIFY(hall.enter(hall.bob, hall.ada));
        QVERIFY(hall.net.settle());
        hall.setHistory(HistoryAccess::All);
        hall.say(hall.ada, "for all again");
        QVERIFY(hall.enter(hall.eve, hall.bob));
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.bob.store.texts(), (Texts{"for all", "for all again"}));
        QCOMPARE(hall.eve.store.texts(), (Texts{"for all", "for all again"}));
    }

    void whoWasAwayMissesIt()
    {
        Hall hall(5, HistoryAccess::None);
        hall.say(hall.ada, "before");
        const LinkId link = hall.net.enter(hall.bob, hall.ada, hall.net.invite(hall.ada));
        QVERIFY(link != 0 && hall.enter(hall.eve, hall.ada));
        QVERIFY(hall.net.settle());
        hall.say(hall.ada, "here");
        hall.net.cut(link);
        hall.net.pass(61min);
        const core::EventRef missed = hall.net.send(hall.ada, "missed");
        hall.net.pass(61min);
        hall.say(hall.ada, "in the hour");
        QVERIFY(hall.net.link(hall.bob, hall.eve) != 0);
        QVERIFY(hall.net.settle());
        hall.say(hall.eve, "back");
        QVERIFY(hall.net.settle());
        // Of the epoch in use he is given the key, for he is to write.
        QCOMPARE(hall.bob.store.texts(), (Texts{"here", "in the hour", "back"}));
        QVERIFY(Hall::keepsSealed(hall.bob, missed));
        QCOMPARE(hall.eve.store.texts(), (Texts{"here", "missed", "in the hour", "back"}));
    }

    void whatIsLackedIsAskedForAndOpened()
    {
        Hall hall(6, HistoryAccess::All);
        const LinkId link = hall.net.enter(hall.bob, hall.ada, hall.net.invite(hall.ada));
        QVERIFY(link != 0 && hall.net.settle());
        hall.net.cut(link);
        Texts said;
        core::EventRef first;
        // More epochs than a neighbour is given when a link comes up.
        for (std::size_t i = 0; i < RoomKeys::keysAtOnce + 10; ++i) {
            hall.net.pass(8 * 24h);
            said.push_back("week " + std::to_string(i));
            const core::EventRef ref = hall.net.send(hall.ada, said.back());
            first = i == 0 ? ref : first;
        }
        const std::size_t before = keysSent(hall.net, hall.ada, hall.bob);
        hall.net.link(hall.bob, hall.ada);
        hall.net.pass(1s);
        QVERIFY(hall.net.settle());
        QCOMPARE(hall.bob.store.texts(), said);
        QVERIFY(keysSent(hall.net, hall.ada, hall.bob) - before < 2 * (RoomKeys::keysAtOnce + 10));
        QVERIFY(!hall.bob.store.row(first)->sealed);
        QVERIFY(hall.bob.message(first).has_value());
        hall.net.restart(hall.bob);
        QCOMPARE(hall.bob.digest().bodies, hall.ada.digest().bodies);
    }

    void nobodyElseIsAnswered()
    {
        Hall hall(7, HistoryAccess::Joined);
        hall.say(hall.ada, "before Bob");
        const LinkId link = hall.net.enter(hall.bob, hall.ada, hall.net.invite(hall.ada));
        QVERIFY(link != 0 && hall.net.settle());
        const auto epochOf = [&](const core::EventRef& ref) {
            return decodeHeader(hall.ada.store.row(ref)->header)->epoch;
        };
        const core::EventRef mine = hall.net.send(hall.bob, "mine");
        QVERIFY(hall.net.settle());
        wire::Frame frame;
        for (const EventRow& row : hall.ada.store.tail(10)) {
            frame.mutable_keys_wanted()->add_epochs(core::textOf(epochOf(row.ref).view()));
        }
        QVERIFY(frame.keys_wanted().epochs_size() >= 2);
        const std::size_t before = keysSent(hall.net, hall.ada, hall.bob);
        QVERIFY(hall.net.feed(hall.ada, link, frame));
        QCOMPARE(keysSent(hall.net, hall.ada, hall.bob) - before, std::size_t(1)); // his own time's
        QCOMPARE(epochOf(mine), epochOf(hall.ada.store.tail(1).front().ref));
        wire::Frame many;
        for (std::size_t i = 0; i <= core::limits::tuning::keysWanted; ++i) {
            many.mutable_keys_wanted()->add_epochs(std::string(16, 'x'));
        }
        QVERIFY(!hall.net.feed(hall.ada, link, many));
        wire::Frame odd;
        odd.mutable_keys_wanted()->add_epochs("short");
        QVERIFY(!hall.net.feed(hall.ada, link, odd));
    }

    /// The key that was made because somebody was removed reaches a member before the news of the removal does.
    void nobodyPassesAKeyOnWhoDoesNotKnowWhatItFollows()
    {
        Hall hall(8, HistoryAccess::All);
        const LinkId first = hall.net.enter(hall.bob, hall.ada, hall.net.invite(hall.ada));
        const LinkId second = hall.net.enter(hall.eve, hall.ada, hall.net.invite(hall.ada));
        QVERIFY(first != 0 && second != 0 && hall.net.settle());
        hall.net.cut(first);
        hall.net.cut(second);
        hall.net.link(hall.bob, hall.eve);
        hall.net.deliver();
        const LinkId toBob = hall.net.mute(hall.ada, hall.bob.self);
        wire::Frame known; // as if he had said what he holds of her log
        known.mutable_core_state()->set_first(true);
        QVERIFY(hall.net.feed(hall.ada, toBob, known));
        const LinkId toAda = hall.net.mute(hall.bob, hall.ada.self);
        hall.net.sent.clear();
        hall.remove(hall.eve, MemberAct::Ban);
        hall.net.deliver();
        std::vector<wire::Frame> epoch;
        std::vector<wire::Frame> removal;
        for (const SentFrame& one : hall.net.sent) {
            if (one.from != &hall.ada) {
                continue;
            }
            const bool act =
                one.frame.events().events_size() == 1
                && decodeHeader(core::bytesOf(one.frame.events().events(0).header()))->kind
                       == static_cast<std::uint8_t>(Kind::Revoke);
            (act ? removal : epoch).push_back(one.frame);
        }
        QVERIFY(removal.size() == 1 && epoch.size() >= 2);
        for (const wire::Frame& frame : epoch) {
            static_cast<void>(hall.net.feed(hall.bob, toAda, frame));
        }
        hall.net.deliver();
        QCOMPARE(keysSent(hall.net, hall.bob, hall.eve), std::size_t(0));
        QVERIFY(hall.net.feed(hall.bob, toAda, removal.front()));
        hall.net.deliver();
        QCOMPARE(keysSent(hall.net, hall.bob, hall.eve), std::size_t(0));
        QCOMPARE(hall.bob.room->roll()->level(hall.eve.self.identityId), levelNone);
    }

    /// Of the key that was in use when he came in he knows no more than that until its EPOCH comes.
    void whatWasToldServesNobodyAfterARemoval()
    {
        Hall hall(10, HistoryAccess::All);
        QVERIFY(hall.enter(hall.eve, hall.ada));
        QVERIFY(hall.net.settle());
        const LinkId link = hall.net.enter(hall.bob, hall.ada, hall.net.invite(hall.ada));
        QVERIFY(link != 0);
        hall.net.cut(link);
        const auto epochOf = [&](const core::EventRef& ref) {
            return decodeHeader(hall.bob.store.row(ref)->header)->epoch;
        };
        const core::EpochId told = epochOf(hall.net.send(hall.bob, "before"));
        QCOMPARE(told, RoomKeys(*hall.ada.room).current());
        const LinkId toAda = hall.net.mute(hall.bob, hall.ada.self);
        hall.net.sent.clear();
        hall.remove(hall.eve, MemberAct::Ban);
        for (const SentFrame& one : std::vector(hall.net.sent)) {
            if (one.from == &hall.ada && one.frame.events().events_size() == 1
                && decodeHeader(core::bytesOf(one.frame.events().events(0).header()))->kind
                       == static_cast<std::uint8_t>(Kind::Revoke)) {
                QVERIFY(hall.net.feed(hall.bob, toAda, one.frame));
            }
        }
        QCOMPARE(hall.bob.room->roll()->level(hall.eve.self.identityId), levelNone);
        QVERIFY(epochOf(hall.net.send(hall.bob, "after")) != told);
        hall.net.restart(hall.bob);
        QVERIFY(RoomKeys(*hall.bob.room).current() != told);
    }
};

QTEST_APPLESS_MAIN(RoomKeysTest)
#include "room_keys_test.moc"
