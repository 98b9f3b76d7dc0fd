// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What is taken, what is held back, and what of it is shown.
#include "engine/room/room_network.h"

#include <QTest>

#include <algorithm>

using namespace engine;
using namespace engine::room;
using namespace fixture;
using namespace std::chrono_literals;

namespace {

/// Ada's room, and a member whose events the test writes by hand.
struct Forger {
    explicit Forger(std::uint64_t seed)
        : net(seed)
        , ada(net.person("Ada"))
        , bob(net.person("Bob"))
    {
        net.found(ada);
        net.enter(bob, ada, net.invite(ada));
        ready = net.settle();
        const core::EventRef last = net.send(bob, "last true one");
        ready = ready && net.settle();
        net.pass(20min); // his clock may go back that far from now, and yet not behind itself
        const EventRow& row = *bob.store.row(last);
        header = *decodeHeader(row.header);
        header.prev = row.id;
        header.seq += 1;
        epoch = EpochSecret::from(
            core::bytesOf(bob.room->welcome(bob.self.identityId)[0].keys().epoch_secrets(0)));
        ada.notices.clear();
    }

    /// The next event of Bob's log, as an honest program would not write it.
    wire::Frame write(Kind kind, const core::Bytes& body, std::int64_t wallMs)
    {
        Header next = header;
        next.kind = static_cast<std::uint8_t>(kind);
        next.clock = {static_cast<std::uint64_t>(wallMs) << 16U};
        CarriedEvent event;
        event.body =
            isContent(next.kind) ? sealBody(*epoch, next, net.rng.bytes<24>(), body) : body;
        next.epoch = isContent(next.kind) ? next.epoch : core::EpochId();
        next.bodyLength = static_cast<std::uint32_t>(event.body.size());
        next.bodyHash = bodyHash(event.body);
        event.header = next;
        event.headerBytes = encodeHeader(next);
        event.id = eventId(event.headerBytes);
        event.signature = core::copyOf(signEvent(bob.self.device, event.id));
        wire::Frame frame;
        *frame.mutable_events()->add_events() = encodeSigned(event);
        return frame;
    }
    wire::Frame text(const std::string& bytes, std::int64_t wallMs)
    {
        // By hand: the library would refuse to write what is no UTF-8.
        std::string body = "\x0A";
        for (std::size_t left = bytes.size();; left >>= 7U) {
            body.push_back(static_cast<char>((left & 127U) | (left > 127 ? 128U : 0U)));
            if (left <= 127) {
                break;
            }
        }
        body += bytes;
        return write(Kind::TextMessage, core::copyOf(core::bytesOf(body)), wallMs);
    }
    bool feed(const wire::Frame& frame) { return net.feed(ada, 1, frame); }
    [[nodiscard]] std::int64_t nowMs() const { return net.now.wall.milliseconds; }

    RoomNetwork net;
    Person& ada;
    Person& bob;
    Header header;
    std::optional<EpochSecret> epoch;
    bool ready = false;
};

core::Bytes bodyOf(const google::protobuf::MessageLite& message)
{
    return core::copyOf(core::bytesOf(message.SerializeAsString()));
}

} // namespace

class RoomTakeTest : public QObject
{
    Q_OBJECT

private slots:
    void aTextIsToldOnceAfterItIsOnDisk()
    {
        Forger forger(1);
        QVERIFY(forger.ready);
        const wire::Frame frame = forger.text("hello", forger.nowMs());
        QVERIFY(forger.feed(frame));
        QVERIFY(forger.feed(frame));
        const auto told = forger.ada.told<MessageNotice>();
        QCOMPARE(told.size(), std::size_t(1));
        QCOMPARE(told[0].message.text, std::string("hello"));
        QCOMPARE(told[0].message.name, std::string("Bob"));
        QCOMPARE(told[0].message.author, forger.bob.self.identityId);
        QCOMPARE(told[0].message.state, MessageState::Received);
        QVERIFY(!told[0].message.own && !told[0].message.late && !told[0].message.file);
        QCOMPARE(forger.ada.store.texts().back(), std::string("hello"));
    }

    void whatIsNotOnDiskIsNotTold()
    {
        Forger forger(2);
        QVERIFY(forger.ready);
        forger.ada.diskFails = true;
        forger.net.sent.clear();
        QVERIFY(forger.feed(forger.text("lost", forger.nowMs())));
        forger.net.pass(5s);
        QVERIFY(forger.ada.told<MessageNotice>().empty());
        QVERIFY(
            std::none_of(forger.net.sent.begin(), forger.net.sent.end(), [&](const SentFrame& one) {
                return one.from == &forger.ada && one.frame.has_receipts();
            }));
    }

    void aLateMessageIsShownWhereItArrived()
    {
        Forger forger(3);
        QVERIFY(forger.ready);
        forger.net.send(forger.ada, "in between");
        forger.net.pass(10ms);
        QVERIFY(forger.feed(forger.text("late", forger.nowMs() - 601'000)));
        const auto told = forger.ada.told<MessageNotice>();
        QVERIFY(told.back().message.late);
        QCOMPARE(told.back().message.timeMs, forger.nowMs() - 601'000); // the time it claims
        QCOMPARE(forger.ada.store.texts().back(), std::string("late"));
    }

    void tenMinutesAreNotLate()
    {
        Forger forger(4);
        QVERIFY(forger.ready);
        forger.net.send(forger.ada, "in between");
        QVERIFY(forger.feed(forger.text("in time", forger.nowMs() - 599'000)));
        QVERIFY(!forger.ada.told<MessageNotice>().back().message.late);
        QCOMPARE(forger.ada.store.texts().back(), std::string("in between"));
    }

    void aClockFarAheadIsHeldBack()
    {
        Forger forger(5);
        QVERIFY(forger.ready);
        const wire::Frame early = forger.text("from the future", forger.nowMs() + 660'000);
        QVERIFY(forger.feed(early)); // no reason to close the link
        QCOMPARE(forger.ada.store.texts().size(), std::size_t(1));
        QVERIFY(forger.ada.told<MessageNotice>().empty());
        forger.net.pass(61s);
        QVERIFY(forger.feed(early));
        QCOMPARE(forger.ada.store.texts().size(), std::size_t(2));
    }

    void ourOwnClockMayBeSetBack()
    {
        RoomNetwork net(6);
        Person& ada = net.person("Ada");
        net.found(ada);
        net.send(ada, "one");
        ada.clockOff = -2h;
        const core::EventRef two = net.send(ada, "two");
        QVERIFY(two != core::EventRef());
        QCOMPARE(ada.store.texts(), (std::vector<std::string>{"one", "two"})); // never back
    }

    void textsThatAreNoneAreNotShown_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("broken UTF-8") << QByteArray("\xFF\xFE broken");
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80");
        QTest::newRow("NUL") << QByteArray("a\0b", 3);
        QTest::newRow("too long") << QByteArray(
            static_cast<qsizetype>(core::limits::spec::messageTextBytes) + 1, 'x');
    }

    void textsThatAreNoneAreNotShown()
    {
        QFETCH(QByteArray, text);
        Forger forger(7);
        QVERIFY(forger.ready);
        const Digest before = forger.ada.digest();
        QVERIFY(forger.feed(forger.text(text.toStdString(), forger.nowMs())));
        QVERIFY(forger.ada.told<MessageNotice>().empty());
        QCOMPARE(forger.ada.store.texts(), std::vector<std::string>{"last true one"});
        QVERIFY(forger.ada.digest().frontier != before.frontier); // kept and passed on all the same
    }

    void unknownContentIsKeptAndNotShown()
    {
        Forger forger(8);
        QVERIFY(forger.ready);
        QVERIFY(forger.feed(forger.write(Kind(200), {1, 2, 3}, forger.nowMs())));
        QVERIFY(forger.ada.told<MessageNotice>().empty());
        const EventRow* row = forger.ada.store.row(forger.header.ref());
        QVERIFY(row != nullptr && row->shown == Shown::Never);
        QCOMPARE(row->body, (core::Bytes{1, 2, 3}));
    }

    void fileCardsAreKeptAtHand()
    {
        Forger forger(9);
        QVERIFY(forger.ready);
        wire::FileCard card;
        card.set_name("../../etc/\npasswd");
        card.set_bytes(1234);
        card.set_root(std::string(32, 'r'));
        card.set_caption("look");
        QVERIFY(forger.feed(forger.write(Kind::FileCard, bodyOf(card), forger.nowMs())));
        const auto told = forger.ada.told<MessageNotice>();
        QCOMPARE(told.size(), std::size_t(1));
        QCOMPARE(told[0].message.text, std::string("look"));
        QVERIFY(told[0].message.file);
        QCOMPARE(told[0].message.file->name,
                 std::string("../../etc/ passwd")); // one line; never a path
        QCOMPARE(forger.ada.room->files().size(), std::size_t(1));
        forger.net.restart(forger.ada);
        QCOMPARE(forger.ada.room->files().size(), std::size_t(1));
        QCOMPARE(forger.ada.room->files().begin()->second.bytes, std::uint64_t(1234));
        QCOMPARE(forger.ada.room->files().begin()->second.author, forger.bob.self.identityId);
    }

    void unsoundFileCardsAreNoFiles_data()
    {
        QTest::addColumn<int>("nameBytes");
        QTest::addColumn<int>("rootBytes");
        QTest::addColumn<quint64>("bytes");
        QTest::newRow("name") << 256 << 32 << quint64(1);
        QTest::newRow("root") << 10 << 31 << quint64(1);
        QTest::newRow("size") << 10 << 32 << quint64(core::limits::spec::fileBytes) + 1;
    }

    void unsoundFileCardsAreNoFiles()
    {
        QFETCH(int, nameBytes);
        QFETCH(int, rootBytes);
        QFETCH(quint64, bytes);
        Forger forger(10);
        QVERIFY(forger.ready);
        wire::FileCard card;
        card.set_name(std::string(static_cast<std::size_t>(nameBytes), 'n'));
        card.set_root(std::string(static_cast<std::size_t>(rootBytes), 'r'));
        card.set_bytes(bytes);
        QVERIFY(forger.feed(forger.write(Kind::FileCard, bodyOf(card), forger.nowMs())));
        QVERIFY(forger.ada.told<MessageNotice>().empty());
        QVERIFY(forger.ada.room->files().empty());
    }

    void namesAreCutToOneLine()
    {
        Forger forger(11);
        QVERIFY(forger.ready);
        wire::ProfileCard card;
        card.set_name("  B\no\tb " + std::string(200, 'x'));
        QVERIFY(forger.feed(forger.write(Kind::Profile, bodyOf(card), forger.nowMs() + 1000)));
        const std::string name = forger.ada.room->nameOf(forger.bob.self.identityId);
        QCOMPARE(name.size(), core::limits::spec::nameBytes);
        QVERIFY(name.starts_with("B o b x"));
        const auto stored =
            forger.ada.store.record(RecordKind::MemberName, forger.bob.self.identityId.view());
        QVERIFY(stored && core::textOf(*stored) == name);
        const auto told = forger.ada.told<MemberNotice>();
        QVERIFY(std::any_of(told.begin(), told.end(), [](const MemberNotice& notice) {
            return notice.change == MemberChange::Name;
        }));
    }

    void anOlderOrEmptyNameChangesNothing()
    {
        Forger forger(12);
        QVERIFY(forger.ready);
        wire::ProfileCard card;
        card.set_name("Robert");
        QVERIFY(forger.feed(forger.write(Kind::Profile, bodyOf(card), forger.nowMs() - 3'600'000)));
        QCOMPARE(forger.ada.room->nameOf(forger.bob.self.identityId), std::string("Bob"));
        // Of whom none has come there is none; what to say instead is the window's affair.
        QVERIFY(forger.ada.room->nameOf(core::IdentityId()).empty());
        Forger empty(13);
        QVERIFY(empty.feed(
            empty.write(Kind::Profile, bodyOf(wire::ProfileCard()), empty.nowMs() + 1000)));
        QCOMPARE(empty.ada.room->nameOf(empty.bob.self.identityId), std::string("Bob"));
    }

    void aMemberCannotActAboveHisLevel()
    {
        Forger forger(14);
        QVERIFY(forger.ready);
        wire::Policy policy;
        policy.set_name("Bob's now");
        const Digest before = forger.ada.digest();
        static_cast<void>(forger.feed(forger.write(Kind::Policy, bodyOf(policy), forger.nowMs())));
        QCOMPARE(forger.ada.room->snapshot().name, std::string("Parlour"));
        QCOMPARE(forger.ada.digest().authority, before.authority);
    }

    void aSealUnderAnotherKeyClosesTheLink()
    {
        Forger forger(15);
        QVERIFY(forger.ready);
        forger.epoch = EpochSecret::random(forger.net.rng); // the header still names the right one
        QVERIFY(!forger.feed(forger.text("unreadable", forger.nowMs())));
        QCOMPARE(forger.ada.store.texts().size(), std::size_t(1));
    }

    void whatAnUnknownKeySealsWaits()
    {
        Forger forger(16);
        QVERIFY(forger.ready);
        forger.epoch = EpochSecret::random(forger.net.rng);
        forger.header.epoch = epochIdOf(*forger.epoch);
        wire::Epoch announced;
        announced.set_secret_hash(
            core::textOf(core::hashOf("parlour epoch 1", {forger.epoch->view()})));
        const wire::Frame epoch = forger.write(Kind::Epoch, bodyOf(announced), forger.nowMs());
        forger.header.seq += 1;
        forger.header.prev = eventId(core::bytesOf(epoch.events().events(0).header()));
        const wire::Frame sealed = forger.text("readable later", forger.nowMs());
        QVERIFY(forger.feed(sealed));
        QCOMPARE(forger.ada.store.texts().size(), std::size_t(1));
        // A key that nothing names is anybody's word and opens nothing.
        wire::Frame other;
        other.mutable_keys()->add_epoch_secrets(core::textOf(forger.net.rng.bytes<32>()));
        QVERIFY(forger.feed(other));
        QCOMPARE(forger.ada.store.texts().size(), std::size_t(1));
        // What a member's words name is the one that they were sealed under, whatever announces it and when.
        wire::Frame keys;
        keys.mutable_keys()->add_epoch_secrets(core::textOf(forger.epoch->view()));
        QVERIFY(forger.feed(keys));
        forger.net.deliver();
        QCOMPARE(forger.ada.store.texts().size(), std::size_t(2));
        QVERIFY(forger.feed(epoch));
        QCOMPARE(forger.ada.store.texts().size(), std::size_t(2));
    }

    void oneBranchIsEnoughToShowAFork()
    {
        Forger forger(21);
        QVERIFY(forger.ready);
        QVERIFY(forger.feed(forger.text("shown to Ada alone", forger.nowMs())));
        QCOMPARE(forger.ada.store.texts().back(), std::string("shown to Ada alone"));
        // What follows in his log stands on something else, which nobody is shown.
        forger.header.seq += 1;
        forger.header.prev = core::EventId(forger.net.rng.bytes<32>());
        QVERIFY(forger.feed(forger.text("and to the others", forger.nowMs())));
        forger.net.deliver();
        QVERIFY(
            forger.ada.store.record(RecordKind::ForkProof, forger.header.log.view()).has_value());
        QCOMPARE(forger.ada.store.texts(), std::vector<std::string>{"last true one"});
        QCOMPARE(forger.ada.told<MessageNotice>().size(), std::size_t(1));
    }

    void aHoleDoesNotHideAStepBack()
    {
        Forger forger(22);
        QVERIFY(forger.ready);
        QVERIFY(forger.feed(forger.text("in time", forger.nowMs())));
        // Kept back: four events. What comes behind them is judged by what is known all the same.
        forger.header.seq += 5;
        forger.header.prev = core::EventId(forger.net.rng.bytes<32>());
        const wire::Frame island = forger.text("from before", forger.nowMs() - 60'000);
        QVERIFY(forger.feed(island));
        forger.header.seq += 1;
        forger.header.prev = eventId(core::bytesOf(island.events().events(0).header()));
        QVERIFY(forger.feed(forger.text("from before as well", forger.nowMs() - 50'000)));
        forger.net.deliver();
        QCOMPARE(forger.ada.store.texts(), (std::vector<std::string>{"last true one", "in time"}));
    }

    void anotherRoomsEventIsRefused()
    {
        Forger forger(17);
        QVERIFY(forger.ready);
        forger.header.room = RoomId(forger.net.rng.bytes<32>());
        QVERIFY(!forger.feed(forger.text("stray", forger.nowMs())));
    }
};

QTEST_APPLESS_MAIN(RoomTakeTest)
#include "room_take_test.moc"
