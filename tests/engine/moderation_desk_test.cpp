// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/moderation_desk.h"
#include "sim/world.h"

#include <QTest>

using namespace engine;
using namespace sim;
using std::chrono::seconds;

namespace {

std::optional<Reason> reasonOf(const std::optional<Answer>& answer)
{
    const auto* refusal = answer ? std::get_if<Refusal>(&*answer) : nullptr;
    return refusal == nullptr ? std::nullopt : std::optional(refusal->reason);
}

RoomPolicy rulesAt(World& world, SimPeer& peer, const RoomId& room)
{
    return std::get<PolicyAnswer>(*world.ask(peer, SetPolicy{room, {}})).policy;
}

} // namespace

class ModerationDeskTest : public QObject
{
    Q_OBJECT

private slots:
    void rulesAreSetOnceAndKnownToAll()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        SimPeer& ben = world.addPeer();
        const RoomId room = world.roomOfEverybody();
        PolicyChange change;
        change.slowModeSeconds = 20;
        change.filesLevel = levelFounder + 1;
        QCOMPARE(reasonOf(world.ask(ben, SetPolicy{room, change})),
                 std::optional(Reason::NotAllowed));
        const auto said = std::get<PolicyAnswer>(*world.ask(ann, SetPolicy{room, change})).policy;
        QCOMPARE(said.slowModeSeconds, 20U);
        QCOMPARE(said.filesLevel, levelFounder);
        QVERIFY(world.runUntil(seconds(5),
                               [&] { return rulesAt(world, ben, room).slowModeSeconds == 20; }));
        ann.crash(false);
        ann.start();
        QCOMPARE(rulesAt(world, ann, room).slowModeSeconds, 20U);
    }

    void aRoomIsMadeWithItsRules()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        CreateRoom wish{"Hall", "", Access::Invite, HistoryAccess::All};
        wish.policy.linksAllowed = false;
        const auto made = std::get<RoomCreated>(*world.ask(ann, wish));
        QCOMPARE(rulesAt(world, ann, made.room).linksAllowed, false);
        wish.policy.postingLevel = 200;
        QCOMPARE(reasonOf(world.ask(ann, wish)), std::optional(Reason::BadArgument));
    }

    void whatCannotBeIsRefused()
    {
        World world({});
        SimPeer& ann = world.addPeer();
        const RoomId room = world.createRoom(ann);
        PolicyChange change;
        change.workBits = 33;
        const auto why = [&](Request request) {
            return reasonOf(world.ask(ann, std::move(request)));
        };
        QCOMPARE(why(SetPolicy{room, change}), std::optional(Reason::BadArgument));
        QCOMPARE(why(SetPolicy{RoomId(), {}}), std::optional(Reason::UnknownRoom));
        QCOMPARE(why(SetRoom{room, {}, {}, {}, {}, {}}), std::optional(Reason::BadArgument));
        QCOMPARE(why(SetRoom{room, {}, {}, {}, {}, true}), std::optional(Reason::NotAllowed));
        QCOMPARE(why(SetRoom{room, {}, {}, Access::Public, {}, {}}),
                 std::optional(Reason::NotAllowed));
        QCOMPARE(why(SetRoom{room, {}, {}, Access::Knock, {"pass"}, {}}),
                 std::optional(Reason::BadArgument));
        QCOMPARE(why(SetRoom{room, std::string(), {}, {}, {}, {}}),
                 std::optional(Reason::BadArgument));
    }
};

QTEST_APPLESS_MAIN(ModerationDeskTest)
#include "moderation_desk_test.moc"
