// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/room/room_log.h"
#include "engine/room/room_network.h"
#include "engine/room/room_upkeep.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

struct Pair {
    explicit Pair(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
    {
        net.found(ada);
        ready = net.enter(bob, ada, net.invite(ada)) != 0 && net.settle();
    }
    /// All PINs that this person holds, by what their bodies say.
    [[nodiscard]] static std::vector<PinBody> pins(const Person& person)
    {
        std::vector<PinBody> out;
        for (const wire::Frame& frame : person.room->coreFrames(0)) {
            for (const wire::SignedEvent& each : frame.events().events()) {
                const auto event = decodeSigned(each);
                const auto core = decodeCoreEvent(event->id, event->header, event->body);
                if (const auto* pin = core ? core->as<PinBody>() : nullptr) {
                    out.push_back(*pin);
                }
            }
        }
        return out;
    }
    [[nodiscard]] std::size_t epochsOf(const Person& person) const
    {
        std::size_t out = 0;
        for (const auto& [log, entry] : person.room->logs()) {
            for (std::uint64_t seq = 0; !entry.held.empty() && seq <= entry.held.topSeq(); ++seq) {
                const EventRow* row = person.store.row({log, seq});
                out +=
                    row != nullptr && row->kind == static_cast<std::uint8_t>(Kind::Epoch) ? 1 : 0;
            }
        }
        return out;
    }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    bool ready = false;
};

constexpr std::chrono::hours week{7 * 24};

} // namespace

class RoomUpkeepTest : public QObject
{
    Q_OBJECT

private slots:
    void headsThatGrewArePinnedOnceAWeek()
    {
        Pair pair(1);
        QVERIFY(pair.ready);
        const core::EventRef said = pair.net.send(pair.bob, "hello");
        QVERIFY(pair.net.settle());
        pair.net.pass(week - 2h);
        QVERIFY(pair.pins(pair.ada).empty());
        pair.net.pass(4h);
        const auto first = pair.pins(pair.ada);
        QCOMPARE(first.size(), std::size_t(1));
        const auto ofBob = std::find_if(first[0].heads.begin(),
                                        first[0].heads.end(),
                                        [&](const LogCut& head) { return head.log == said.log; });
        QVERIFY(ofBob != first[0].heads.end());
        QVERIFY(ofBob->lastSeq >= said.seq);
        QCOMPARE(pair.pins(pair.bob), first); // it reached him, and he writes none himself
        // The week after: his log has not grown, so only what has is named.
        pair.net.pass(week + 2h);
        const auto second = pair.pins(pair.ada);
        QVERIFY(second.size() >= 1);
        QVERIFY(std::none_of(second.begin(), second.end(), [&](const PinBody& pin) {
            return pin != first[0]
                   && std::any_of(pin.heads.begin(), pin.heads.end(), [&](const LogCut& head) {
                          return head.log == said.log;
                      });
        }));
        QCOMPARE(pair.ada.digest().authority, pair.bob.digest().authority);
    }

    void anEpochOfAWeekIsFollowedByAnother()
    {
        Pair pair(2);
        QVERIFY(pair.ready);
        pair.net.send(pair.bob, "one");
        QVERIFY(pair.net.settle());
        QCOMPARE(pair.epochsOf(pair.bob), std::size_t(1));
        pair.net.pass(week + 1h);
        pair.net.send(pair.bob, "two");
        QVERIFY(pair.net.settle());
        QCOMPARE(pair.epochsOf(pair.bob), std::size_t(2));
        QCOMPARE(pair.ada.store.texts(), (std::vector<std::string>{"one", "two"}));
        pair.net.send(pair.ada, "three");
        QVERIFY(pair.net.settle());
        QCOMPARE(pair.epochsOf(pair.ada), std::size_t(2)); // one for all
        QCOMPARE(pair.bob.store.texts(), (std::vector<std::string>{"one", "two", "three"}));
    }
};

QTEST_APPLESS_MAIN(RoomUpkeepTest)
#include "room_upkeep_test.moc"
