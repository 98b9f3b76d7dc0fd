// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What one writes oneself, and what becomes of it.
#include "engine/room/room_invites.h"
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

wire::FileCard cardOf(const std::string& name)
{
    wire::FileCard card;
    card.set_name(name);
    card.set_bytes(10);
    card.set_root(std::string(32, 'r'));
    return card;
}

} // namespace

class RoomOwnTest : public QObject
{
    Q_OBJECT

private slots:
    void statesOnlyMoveForward()
    {
        RoomNetwork net(1);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const LinkId first = net.enter(bob, ada, net.invite(ada));
        QVERIFY(net.settle());
        net.cut(first);
        const core::EventRef message = net.send(ada, "hello");
        QCOMPARE(ada.room->stateOf(message), MessageState::Stored);
        net.link(bob, ada);
        QVERIFY(net.settle());
        QCOMPARE(ada.room->stateOf(message), MessageState::Delivered);
        const EventRow row = *bob.store.row(message);
        net.turn(bob, [&](Turn& turn) { bob.room->markRead(turn, bob.self, row, true); });
        net.pass(1s);
        QCOMPARE(ada.room->stateOf(message), MessageState::Read);
        const auto states = ada.statesOf(message);
        QCOMPARE(states.front(), MessageState::Stored);
        QCOMPARE(states.back(), MessageState::Read);
        QVERIFY(std::is_sorted(states.begin(), states.end()));
        const auto told = ada.told<MessageStateNotice>();
        QCOMPARE(told.back().deliveredTo, std::vector<IdentityId>{bob.self.identityId});
    }

    void aTailThatIsReadFirstMovesNothingBack()
    {
        // The newcomer gets the newest by TAIL and confirms it before the rest is asked for by runs.
        RoomNetwork net(2);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        std::vector<core::EventRef> messages;
        for (int i = 0; i < 300; ++i) {
            messages.push_back(net.send(ada, std::to_string(i)));
        }
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        QVERIFY(net.settle());
        net.pass(5s);
        for (const core::EventRef& message : messages) {
            const auto states = ada.statesOf(message);
            QVERIFY(std::is_sorted(states.begin(), states.end()));
            QCOMPARE(ada.room->stateOf(message), MessageState::Delivered);
        }
    }

    void aReceiptCannotClaimMoreThanThereIs()
    {
        RoomNetwork net(3);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        const LinkId link = net.enter(bob, ada, net.invite(ada));
        QVERIFY(net.settle());
        net.sent.clear();
        const core::EventRef one = net.send(ada, "one");
        net.pass(1s);
        const auto receipt =
            std::find_if(net.sent.begin(), net.sent.end(), [&](const SentFrame& sent) {
                return sent.from == &bob && sent.frame.has_receipts();
            });
        QVERIFY(receipt != net.sent.end());
        const wire::Frame honest = receipt->frame;
        bob.diskFails = true; // from here on he confirms nothing
        const core::EventRef two = net.send(ada, "two");
        net.pass(1s);
        // Nobody else's number goes without his signature.
        wire::Frame inflated = honest;
        inflated.mutable_receipts()->mutable_items(0)->set_delivered_end(1000);
        QVERIFY(net.feed(ada, link, inflated));
        QCOMPARE(ada.room->stateOf(two), MessageState::Sent);
        // And an old one again changes nothing.
        QVERIFY(net.feed(ada, link, honest));
        QCOMPARE(ada.room->stateOf(one), MessageState::Delivered);
        QCOMPARE(ada.room->stateOf(two), MessageState::Sent);
    }

    void textsAreChecked()
    {
        RoomNetwork net(4);
        Person& ada = net.person("Ada");
        net.found(ada);
        const auto reason = [&](const std::string& text) {
            std::optional<Reason> out;
            net.turn(ada, [&](Turn& turn) {
                const auto sent = ada.room->sendText(turn, ada.self, {ada.room->id(), text, {}});
                if (!sent) {
                    out = sent.error();
                }
            });
            return out;
        };
        constexpr std::size_t most = core::limits::spec::messageTextBytes;
        QCOMPARE(reason(""), std::optional(Reason::BadArgument));
        QCOMPARE(reason("\xC3"), std::optional(Reason::BadArgument));
        QCOMPARE(reason(std::string("a\0b", 3)), std::optional(Reason::BadArgument));
        QCOMPARE(reason(std::string(most + 1, 'x')), std::optional(Reason::TooLarge));
        QCOMPARE(reason(std::string(most, 'x')), std::optional<Reason>());
        QCOMPARE(ada.store.texts().size(), std::size_t(1));
        net.turn(ada, [&](Turn& turn) { ada.room->setState(turn, RoomState::Left, {}); });
        QCOMPARE(reason("after"), std::optional(Reason::NotMember));
    }

    void aReplyNamesWhatItAnswers()
    {
        RoomNetwork net(5);
        Person& ada = net.person("Ada");
        net.found(ada);
        const core::EventRef first = net.send(ada, "question");
        net.turn(ada, [&](Turn& turn) {
            QVERIFY(ada.room->sendText(turn, ada.self, {ada.room->id(), "answer", first}));
        });
        QCOMPARE(ada.told<MessageNotice>().back().message.replyTo, std::optional(first));
    }

    void cardsAreChecked()
    {
        RoomNetwork net(6);
        Person& ada = net.person("Ada");
        net.found(ada);
        const auto reason = [&](const wire::FileCard& card) {
            std::optional<Reason> out;
            net.turn(ada, [&](Turn& turn) {
                const auto shared = ada.room->shareFile(turn, ada.self, card);
                out = shared ? std::nullopt : std::optional(shared.error());
            });
            return out;
        };
        QCOMPARE(reason(cardOf("a.txt")), std::optional<Reason>());
        QCOMPARE(ada.room->files().size(), std::size_t(1));
        QCOMPARE(reason(cardOf(std::string(256, 'n'))), std::optional(Reason::TooLarge));
        wire::FileCard card = cardOf("b.txt");
        card.set_caption(std::string(33'000, 'c'));
        QCOMPARE(reason(card), std::optional(Reason::TooLarge));
        card = cardOf("c.txt");
        card.set_root("short");
        QCOMPARE(reason(card), std::optional(Reason::BadArgument));
        QCOMPARE(ada.room->files().size(), std::size_t(1));
    }

    void invitesAreChecked()
    {
        RoomNetwork net(7);
        const core::Seed identity = core::Seed::random(net.rng);
        Person& ada = net.device(identity, "Ada");
        Person& tablet = net.device(identity, "Ada");
        ada.self.listening = {*core::Endpoint::parse("192.0.2.1:7000"),
                              *core::Endpoint::parse("[2001:db8::1]:7000")};
        net.found(ada);
        const auto reason = [&](Person& person, const InviteToRoom& wish) {
            std::optional<Reason> out;
            net.turn(person, [&](Turn& turn) {
                const auto made =
                    engine::room::RoomInvites(*person.room, turn, person.self).make(wish);
                out = made ? std::nullopt : std::optional(made.error());
            });
            return out;
        };
        InviteToRoom wish;
        wish.level = levelFounder;
        QCOMPARE(reason(ada, wish), std::optional(Reason::NotAllowed));
        wish.level = -5;
        QCOMPARE(reason(ada, wish), std::optional(Reason::BadArgument));
        wish.level = levelMember;
        wish.expiresMs = -1;
        QCOMPARE(reason(ada, wish), std::optional(Reason::BadArgument));
        const auto link = decodeLink(net.invite(ada));
        QVERIFY(link);
        QCOMPARE(link->addresses, ada.self.listening);
        QCOMPARE(link->room, ada.room->id());
        QCOMPARE(link->name, std::string("Parlour"));
        // Another device of the founder that came in as a member goes on as the founder it is.
        QVERIFY(net.enter(tablet, ada, net.invite(ada)) != 0);
        QVERIFY(net.settle());
        QCOMPARE(reason(tablet, InviteToRoom()), std::optional<Reason>());
        QVERIFY(net.settle());
        QCOMPARE(ada.room->snapshot().members, 1U);
    }

    void invitesNameOtherMembersToo()
    {
        RoomNetwork net(18);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        Person& eve = net.person("Eve");
        ada.self.listening = {*core::Endpoint::parse("192.0.2.1:7000")};
        bob.self.listening = {*core::Endpoint::parse("192.0.2.2:7000")};
        eve.self.listening = {*core::Endpoint::parse("192.0.2.3:7000")};
        net.found(ada);
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        net.pass(std::chrono::hours(1));
        InviteToRoom moderator;
        moderator.level = levelModerator;
        QVERIFY(net.enter(eve, ada, net.invite(ada, moderator)) != 0);
        net.pass(std::chrono::seconds(5));
        // The moderator before the member, who has been at his address for longer.
        const auto link = decodeLink(net.invite(ada));
        QVERIFY(link);
        const std::vector<core::Endpoint> wanted = {
            ada.self.listening[0], eve.self.listening[0], bob.self.listening[0]};
        QCOMPARE(link->addresses, wanted);
    }

    /// Not even the moment is told: a receipt without news says it, too.
    void whoTellsNothingOfReadingSendsNothing()
    {
        RoomNetwork net(31);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        const core::EventRef message = net.send(ada, "hello");
        QVERIFY(net.settle());
        net.pass(30s);
        const auto receipts = [&](bool tells) {
            bob.self.tellsRead = tells;
            net.sent.clear();
            const EventRow row = *bob.store.row(message);
            net.turn(bob, [&](Turn& turn) { bob.room->markRead(turn, bob.self, row, true); });
            net.pass(30s);
            return std::count_if(net.sent.begin(), net.sent.end(), [&](const SentFrame& one) {
                return one.from == &bob && one.frame.has_receipts();
            });
        };
        QCOMPARE(receipts(false), std::ptrdiff_t(0));
        net.send(ada, "more");
        QVERIFY(net.settle());
        QCOMPARE(ada.room->stateOf(message), MessageState::Delivered);
    }

    void readMarksOnlyGrow()
    {
        RoomNetwork net(8);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        const core::EventRef one = net.send(ada, "one");
        net.send(bob, "between");
        const core::EventRef two = net.send(ada, "two");
        QVERIFY(net.settle());
        const EventRow first = *bob.store.row(one);
        net.turn(bob, [&](Turn& turn) { bob.room->markRead(turn, bob.self, first, false); });
        net.pass(1s);
        QCOMPARE(ada.room->stateOf(one), MessageState::Read);
        QCOMPARE(ada.room->stateOf(two), MessageState::Delivered);
        const auto mark = bob.store.record(RecordKind::ReadMark, {});
        QVERIFY(mark && *mark == core::copyOf(first.order));
        const EventRow second = *bob.store.row(two);
        net.turn(bob, [&](Turn& turn) { bob.room->markRead(turn, bob.self, second, true); });
        net.turn(bob, [&](Turn& turn) { bob.room->markRead(turn, bob.self, first, false); });
        net.pass(1s);
        net.restart(bob);
        net.link(bob, ada);
        net.pass(1s);
        QCOMPARE(ada.room->stateOf(two), MessageState::Read);
    }

    void typingIsPassedOn()
    {
        RoomNetwork net(9);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        net.turn(ada, [&](Turn& turn) { ada.room->setTyping(turn, ada.self, true); });
        net.deliver();
        const auto told = bob.told<TypingNotice>();
        QCOMPARE(told.size(), std::size_t(1));
        QVERIFY(told[0].on && told[0].identity == ada.self.identityId);
    }

    void aNewNameReachesTheOthers()
    {
        RoomNetwork net(10);
        Person& ada = net.person("Ada");
        Person& bob = net.person("Bob");
        net.found(ada);
        QVERIFY(net.enter(bob, ada, net.invite(ada)) != 0);
        QVERIFY(net.settle());
        ada.self.name = "Countess";
        net.turn(ada, [&](Turn& turn) { ada.room->sendProfile(turn, ada.self); });
        net.deliver();
        QCOMPARE(bob.room->nameOf(ada.self.identityId), std::string("Countess"));
        net.restart(bob);
        QCOMPARE(bob.room->nameOf(ada.self.identityId), std::string("Countess"));
    }
};

QTEST_APPLESS_MAIN(RoomOwnTest)
#include "room_own_test.moc"
