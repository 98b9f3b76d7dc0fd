// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_acts.h"
#include "engine/room/room_network.h"
#include "engine/room/room_retention.h"

#include "records.pb.h"
#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

using Texts = std::vector<std::string>;

/// Ada's room, with Bob who may set its rules.
struct Keeping {
    explicit Keeping(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
    {
        net.found(ada);
        link = net.enter(bob, ada, net.invite(ada));
        ready = link != 0 && net.settle();
        net.turn(ada, [&](Turn& turn) {
            ChangeMember wish;
            wish.room = ada.room->id();
            wish.identity = bob.self.identityId;
            wish.level = levelModerator;
            ready = RoomActs(*ada.room, turn, ada.self).change(wish).hasValue() && ready;
        });
        ready = net.settle() && ready;
        net.pass(5s);
    }
    void keep(Person& who, std::uint32_t days)
    {
        net.turn(who, [&](Turn& turn) {
            PolicyBody rules;
            rules.retentionDays = days;
            QVERIFY(RoomActs(*who.room, turn, who.self).setRules(rules));
        });
        net.pass(2s);
    }
    /// Nothing that Bob did counts any more.
    void voidBob()
    {
        net.turn(ada, [&](Turn& turn) {
            RevokeBody revoke;
            revoke.targets = {bob.self.identityId};
            static_cast<void>(ada.room->writeAct(turn, ada.self, revoke));
        });
        net.pass(5s);
    }
    void cutAndLink()
    {
        net.cut(link);
        link = net.link(ada, bob);
        net.pass(5s);
    }
    [[nodiscard]] bool agree() const
    {
        const Digest one = ada.digest();
        const Digest two = bob.digest();
        return one.settled && two.settled && one.frontier == two.frontier
               && one.bodies == two.bodies && one.authority == two.authority;
    }
    /// Nothing of its text is left on this disk.
    [[nodiscard]] static bool isErased(const Person& person, const core::EventRef& message)
    {
        const EventRow* row = person.store.row(message);
        return row != nullptr && !row->hasBody && row->body.empty() && row->nonce.empty();
    }
    /// It is there and shown to nobody.
    [[nodiscard]] static bool isHidden(const Person& person, const core::EventRef& message)
    {
        const EventRow* row = person.store.row(message);
        return row != nullptr && row->hasBody && !row->body.empty()
               && row->shown == Shown::Redacted;
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    LinkId link = 0;
    bool ready = false;
};

} // namespace

class RoomRetentionTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsOlderGoesWithEverybody()
    {
        Keeping keeping(1);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        const core::EventRef first = net.send(keeping.bob, "first");
        net.pass(5 * 24h);
        const core::EventRef second = net.send(keeping.ada, "second");
        keeping.keep(keeping.bob, 7);
        for (const Person* person : {&keeping.ada, &keeping.bob}) {
            QCOMPARE(person->store.texts(), (Texts{"first", "second"}));
        }
        net.pass(3 * 24h);
        for (const Person* person : {&keeping.ada, &keeping.bob}) {
            QCOMPARE(person->store.texts(), Texts{"second"});
            QVERIFY(Keeping::isHidden(*person, first));
            QCOMPARE(person->room->nameOf(keeping.bob.self.identityId), std::string("Bob"));
            const auto told = person->told<MessageNotice>();
            QVERIFY(std::any_of(told.begin(), told.end(), [&](const MessageNotice& one) {
                return one.message.deleted && one.message.message == first;
            }));
        }
        QVERIFY(keeping.agree());
        net.pass(4 * 24h - 3h); // the rule has stood for a week, all but three hours
        QVERIFY(Keeping::isHidden(keeping.ada, first) && Keeping::isHidden(keeping.bob, first));
        net.pass(6h);
        QVERIFY(Keeping::isErased(keeping.ada, first) && Keeping::isErased(keeping.bob, first));
        // It goes on by itself, after a restart too; what grows old now goes at once.
        const core::EventRef third = net.send(keeping.ada, "third");
        net.restart(keeping.bob);
        keeping.link = net.link(keeping.ada, keeping.bob);
        net.pass(5 * 24h);
        QVERIFY(Keeping::isErased(keeping.ada, second) && Keeping::isErased(keeping.bob, second));
        QCOMPARE(keeping.bob.store.texts(), Texts{"third"});
        net.pass(2 * 24h + 2h);
        QVERIFY(Keeping::isErased(keeping.ada, third) && Keeping::isErased(keeping.bob, third));
        QVERIFY(keeping.agree());
    }

    void whoIsVoidedErasesNothing()
    {
        Keeping keeping(2);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        Person& eve = net.person("Eve");
        QVERIFY(net.enter(eve, keeping.ada, net.invite(keeping.ada)) != 0);
        QVERIFY(net.settle());
        Texts said;
        for (int i = 0; i < 300; ++i) { // more than one look reads at a time
            said.push_back(std::to_string(i));
            net.send(eve, said.back());
        }
        net.pass(1s);
        const core::EventRef last = net.send(keeping.ada, "mine");
        said.emplace_back("mine");
        net.pass(2 * 24h);
        keeping.keep(keeping.bob, 1);
        for (const Person* person : {&keeping.ada, &keeping.bob, &eve}) {
            QVERIFY(person->store.texts().empty());
            QVERIFY(Keeping::isHidden(*person, last));
        }
        net.pass(3 * 24h);
        net.restart(eve);
        net.link(eve, keeping.ada);
        net.pass(3 * 24h);
        QVERIFY(Keeping::isHidden(eve, last));
        keeping.voidBob();
        for (const Person* person : {&keeping.ada, &eve}) {
            QCOMPARE(person->store.texts(), said);
        }
        net.pass(30 * 24h);
        for (const Person* person : {&keeping.ada, &eve}) {
            QCOMPARE(person->store.texts(), said);
        }
        QVERIFY(!keeping.ada.told<HistoryNotice>().empty());
        const auto header = decodeHeader(keeping.ada.store.row(last)->header);
        QVERIFY(header && !RoomRetention(*keeping.ada.room).mayBeHollow(*header));
        QCOMPARE(keeping.ada.digest().bodies, eve.digest().bodies);
    }

    void theWeekIsCountedOverARestart()
    {
        Keeping keeping(3);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        const core::EventRef old = net.send(keeping.bob, "old");
        net.pass(2 * 24h);
        keeping.keep(keeping.bob, 1);
        for (int i = 0; i < 3; ++i) {
            net.pass(2 * 24h);
            net.restart(keeping.bob);
            keeping.link = net.link(keeping.ada, keeping.bob);
            // The founder's rule is no stricter: it begins nothing anew.
            keeping.keep(keeping.ada, 1);
            QVERIFY(Keeping::isHidden(keeping.bob, old));
        }
        net.pass(24h + 2h);
        QVERIFY(Keeping::isErased(keeping.ada, old) && Keeping::isErased(keeping.bob, old));
    }

    void aStricterRuleHasAWeekForWhatOnlyItMakesOver()
    {
        Keeping keeping(4);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        keeping.keep(keeping.ada, 30);
        const core::EventRef oldest = net.send(keeping.bob, "oldest");
        net.pass(20 * 24h);
        const core::EventRef old = net.send(keeping.bob, "old");
        net.pass(8 * 24h);
        keeping.keep(keeping.bob, 5);
        wire::RoomRecord record; // written down with the rule, so that no restart begins anew
        const auto stored = keeping.ada.store.record(RecordKind::Room, {});
        QVERIFY(stored && record.ParseFromArray(stored->data(), static_cast<int>(stored->size())));
        QCOMPARE(record.retention_size(), 2);
        QVERIFY(Keeping::isHidden(keeping.ada, oldest) && Keeping::isHidden(keeping.ada, old));
        net.pass(3 * 24h); // 31 days: over by the old rule, too
        for (const Person* person : {&keeping.ada, &keeping.bob}) {
            QVERIFY(Keeping::isErased(*person, oldest));
            QVERIFY(Keeping::isHidden(*person, old));
        }
        // Loosened within the week all of it is back that the looser rule keeps.
        keeping.keep(keeping.ada, 20);
        for (const Person* person : {&keeping.ada, &keeping.bob}) {
            QCOMPARE(person->store.texts(), Texts{"old"});
        }
        // A stricter one starts a week of its own.
        keeping.keep(keeping.bob, 5);
        net.pass(5 * 24h);
        QVERIFY(Keeping::isHidden(keeping.ada, old));
        net.pass(2 * 24h + 2h);
        QVERIFY(Keeping::isErased(keeping.ada, old) && Keeping::isErased(keeping.bob, old));
        keeping.keep(keeping.ada, 0); // what is gone is gone
        const core::EventRef kept = net.send(keeping.bob, "kept");
        net.pass(100 * 24h);
        QVERIFY(!Keeping::isErased(keeping.ada, kept));
        QCOMPARE(keeping.ada.store.texts(), Texts{"kept"});
        QVERIFY(keeping.agree());
    }

    void whoErasedAndWhoHasNotYetAgree()
    {
        Keeping keeping(5);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        const core::EventRef old = net.send(keeping.bob, "old");
        net.pass(2 * 24h);
        net.cut(keeping.link);
        keeping.keep(keeping.ada, 1);
        net.send(keeping.bob, "while away");
        net.pass(5 * 24h);
        QCOMPARE(keeping.bob.store.texts(), (Texts{"old", "while away"}));
        keeping.cutAndLink();
        QVERIFY(net.settle());
        QVERIFY(keeping.bob.store.texts().empty());
        QVERIFY(keeping.agree());
        net.pass(3 * 24h);
        QVERIFY(Keeping::isErased(keeping.ada, old));
        QVERIFY(Keeping::isHidden(keeping.bob, old)); // he heard of it later
        const core::EventRef fresh = net.send(keeping.bob, "fresh");
        net.pass(60s);
        QVERIFY(keeping.agree());
        QVERIFY(!Keeping::isErased(keeping.ada, fresh));
        keeping.cutAndLink();
        QVERIFY(net.settle());
        QVERIFY(keeping.agree());
    }

    void newcomersAreNotGivenItAndMissNothing()
    {
        Keeping keeping(6);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        for (int i = 0; i < 300; ++i) {
            net.send(keeping.bob, "old " + std::to_string(i));
        }
        const core::EventRef last = net.send(keeping.bob, "the last of the old ones");
        net.pass(4 * 24h);
        keeping.keep(keeping.ada, 3);
        net.send(keeping.bob, "new");
        const auto enters = [&](const char* name) -> Person& {
            Person& one = net.person(name);
            const bool in = net.enter(one, keeping.ada, net.invite(keeping.ada)) != 0;
            QTest::qVerify(in && net.settle(), "in", name, __FILE__, __LINE__);
            net.pass(60s);
            return one;
        };
        const Person& eve = enters("Eve"); // it is still there, and not offered any more
        QVERIFY(Keeping::isHidden(keeping.ada, last));
        net.pass(8 * 24h);
        QVERIFY(Keeping::isErased(keeping.ada, last));
        net.send(keeping.bob, "newer");
        const Person& dan = enters("Dan");
        // Lifted: those who come now find headers without a text, and nobody waits for more.
        keeping.keep(keeping.ada, 0);
        const Person& fay = enters("Fay");
        for (const Person* person : {&eve, &dan, &fay}) {
            QCOMPARE(person->store.texts(), Texts{"newer"});
            QVERIFY(Keeping::isErased(*person, last));
            QCOMPARE(person->digest().bodies, keeping.ada.digest().bodies);
            QCOMPARE(person->digest().frontier, keeping.ada.digest().frontier);
            QVERIFY(person->digest().settled);
            QCOMPARE(person->room->nameOf(keeping.bob.self.identityId), std::string("Bob"));
        }
        QCOMPARE(net.closed, 0);
    }

    void whatIsOverIsNotOfferedBeforeItIsLookedAtEither()
    {
        Keeping keeping(8);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        keeping.keep(keeping.ada, 1);
        net.pass(30min);
        const core::EventRef said = net.send(keeping.bob, "said");
        net.pass(24h + 10min); // looks are taken at the full hours
        QCOMPARE(keeping.ada.store.texts(), Texts{"said"});
        Person& eve = net.person("Eve");
        QVERIFY(net.enter(eve, keeping.ada, net.invite(keeping.ada)) != 0 && net.settle());
        QVERIFY(Keeping::isErased(eve, said));
        net.pass(1h);
        QVERIFY(Keeping::isHidden(keeping.ada, said));
    }

    void whoStartsHearsTheNewsBeforeHeErases()
    {
        Keeping keeping(9);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        keeping.keep(keeping.ada, 5);
        net.pass(8 * 24h);
        net.send(keeping.bob, "said");
        net.pass(2s);
        net.cut(keeping.link);
        keeping.bob.room.reset(); // switched off for a week
        net.pass(4 * 24h);
        keeping.keep(keeping.ada, 0);
        net.pass(3 * 24h);
        keeping.bob.room =
            Room::load(keeping.bob.self, keeping.ada.room->id(), keeping.bob.store.state());
        net.pass(30s);
        QVERIFY(keeping.bob.store.texts().empty());
        keeping.link = net.link(keeping.ada, keeping.bob);
        net.pass(60s);
        for (const Person* person : {&keeping.ada, &keeping.bob}) {
            QCOMPARE(person->store.texts(), Texts{"said"});
        }
        QVERIFY(keeping.agree());
    }

    void nobodyHollowsOutWhatNoRuleMadeOver()
    {
        Keeping keeping(7);
        QVERIFY(keeping.ready);
        RoomNetwork& net = keeping.net;
        net.send(keeping.bob, "old");
        net.pass(2 * 24h);
        keeping.keep(keeping.ada, 1);
        keeping.keep(keeping.ada, 0);
        const core::EventRef young = net.send(keeping.bob, "young");
        net.pass(9 * 24h);
        const auto header = decodeHeader(keeping.ada.store.row(young)->header);
        QVERIFY(header && !RoomRetention(*keeping.ada.room).mayBeHollow(*header));
        net.restart(keeping.ada);
        QVERIFY(!RoomRetention(*keeping.ada.room).mayBeHollow(*header));
        Header older = *header;
        older.clock = HybridClock::at({older.clock.milliseconds() - 2 * 86'400'000});
        QVERIFY(RoomRetention(*keeping.ada.room).mayBeHollow(older));
    }
};

QTEST_GUILESS_MAIN(RoomRetentionTest)
#include "room_retention_test.moc"
