// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/session/secure_link.h"
#include "link_pair.h"

#include <QtTest>

using namespace engine::session;
using namespace std::chrono_literals;
using support::framed;
using support::LinkPair;
using support::secretOf;

class SecureLinkTest : public QObject
{
    Q_OBJECT

private slots:
    void bothEndsAgree();
    void bytesMayComeOneByOne();
    void manyFramesMayComeAtOnce();
    void otherProtocolsAreNotAnswered_data();
    void otherProtocolsAreNotAnswered();
    void theWrongKeyIsNotAnswered();
    void everyFlippedByteOfTheHandshakeKills();
    void everyFlippedByteOfAFrameKills();
    void truncatedFramesWait();
    void tooShortAndLargestFrames();
    void repeatedAndReorderedFramesKill();
    void framesBeforeAnErrorAreKept();
    void nothingIsWrittenWhenACallFails();
    void oneselfIsNotAPeer();
    void theHandshakeHasADeadline();
    void aStartedFrameHasADeadline();
    void rekeysAfterSoManyMessages();
    void endsMustCountAlike();
    void anAnnouncementOnTheBoundaryRekeysOnce();
    void rekeysAfterAnHour();
    void anOldKeyOpensNothingAfterARekey();
    void theCountBeginsAnewWithEveryKey();
    void bulkCryptoSpeaksTheSameWire();
    void theRuleIsTheProtocols();
};

namespace {

using Frames = std::vector<core::Bytes>;

const core::Bytes hello{'h', 'e', 'l', 'l', 'o'};

core::Bytes numbered(std::uint8_t number)
{
    return core::Bytes(20, number);
}

/// Delivers what is expected to arrive whole and answers the frames.
std::vector<core::Bytes> deliver(LinkPair& pair, SecureLink& to, core::ByteView bytes)
{
    Received received;
    if (!pair.give(to, bytes, received) || !received.write.empty()) {
        return {};
    }
    return received.frames;
}

/// Opens the responder's end from a bare handshake, so that the test holds the sending key itself.
CipherState dialByHand(LinkPair& pair)
{
    NoiseHandshake initiator = linkHandshake(Role::Initiator, secretOf(9));
    initiator.setStatic(pair.initiatorKey.clone());
    Received answer;
    const auto first = framed(initiator.write({}, pair.rng).value());
    CHECK(pair.give(pair.responder, first, answer).hasValue());
    CHECK(initiator.read(core::ByteView(answer.write).subspan(2)).hasValue());
    const auto third = framed(initiator.write({}, pair.rng).value());
    CHECK(pair.give(pair.responder, third, answer).hasValue() && answer.established);
    return initiator.split().send;
}

/// The error of handing `bytes` over, after which the link must be dead whatever comes.
std::optional<LinkError> errorOf(LinkPair& pair, SecureLink& to, core::ByteView bytes)
{
    Received received;
    const auto result = pair.give(to, bytes, received);
    if (result) {
        return std::nullopt;
    }
    const LinkError error = result.error();
    Received after;
    const auto again = pair.give(to, hello, after);
    const bool silent = received.write.empty() && received.frames.empty() && !received.established;
    const bool closed =
        !again && again.error() == LinkError::Closed && to.dead() && !to.established();
    return silent && closed && !to.nextWake() && !to.handleTimeout(pair.now) ? std::optional(error)
                                                                             : std::nullopt;
}

} // namespace

void SecureLinkTest::bothEndsAgree()
{
    LinkPair pair;
    QCOMPARE(pair.first.size(), std::size_t(2 + 48));
    QVERIFY(!pair.initiator.established() && !pair.responder.established());
    QVERIFY(pair.connect());
    QVERIFY(pair.initiator.established() && pair.responder.established());
    QVERIFY(pair.initiator.handshakeHash() == pair.responder.handshakeHash());
    QVERIFY(pair.initiator.remoteStatic() == pair.responderKey.publicKey());
    QVERIFY(pair.responder.remoteStatic() == pair.initiatorKey.publicKey());
    QCOMPARE(pair.responder.door(), 7U);
    QVERIFY(pair.initiator.role() == Role::Initiator && pair.responder.role() == Role::Responder);
    QVERIFY(!pair.initiator.nextWake() && !pair.responder.nextWake());
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(deliver(pair, pair.responder, pair.initiator.seal(pair.now, hello)),
                 Frames{hello});
        QCOMPARE(deliver(pair, pair.initiator, pair.responder.seal(pair.now, hello)),
                 Frames{hello});
    }
    LinkPair other;
    core::Bytes unused;
    other.rng.fill(unused = core::Bytes(5));
    QVERIFY(other.connect());
    QVERIFY(other.initiator.handshakeHash() != pair.initiator.handshakeHash());
}

void SecureLinkTest::bytesMayComeOneByOne()
{
    LinkPair pair;
    const auto trickle = [&](SecureLink& to, const core::Bytes& bytes) {
        Received received;
        for (const std::uint8_t byte : bytes) {
            if (!pair.give(to, core::ByteView(&byte, 1), received)) {
                return Received();
            }
        }
        return received;
    };
    const Received second = trickle(pair.responder, pair.first);
    QCOMPARE(second.write.size(), std::size_t(2 + 96));
    const Received third = trickle(pair.initiator, second.write);
    QVERIFY(third.established);
    QCOMPARE(third.write.size(), std::size_t(2 + 64));
    QVERIFY(trickle(pair.responder, third.write).established);
    core::Bytes sent = pair.initiator.seal(pair.now, hello);
    core::append(sent, pair.initiator.seal(pair.now, numbered(2)));
    QCOMPARE(trickle(pair.responder, sent).frames, (Frames{hello, numbered(2)}));
}

void SecureLinkTest::manyFramesMayComeAtOnce()
{
    LinkPair pair;
    Received second;
    QVERIFY(pair.give(pair.responder, pair.first, second).hasValue());
    Received third;
    QVERIFY(pair.give(pair.initiator, second.write, third).hasValue());
    // The initiator speaks in the same breath as message 3.
    core::Bytes burst = third.write;
    std::vector<core::Bytes> frames;
    for (std::uint8_t i = 1; i <= 100; ++i) {
        frames.push_back(numbered(i));
        core::append(burst, pair.initiator.seal(pair.now, frames.back()));
    }
    // In pieces of every size, so that length and message are cut everywhere.
    Received all;
    std::size_t piece = 1;
    for (core::ByteView rest = burst; !rest.empty(); ++piece) {
        const std::size_t count = std::min(piece, rest.size());
        QVERIFY(pair.give(pair.responder, rest.first(count), all).hasValue());
        rest = rest.subspan(count);
    }
    QVERIFY(all.established);
    QCOMPARE(all.frames, frames);
}

void SecureLinkTest::otherProtocolsAreNotAnswered_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("BitTorrent") << QByteArray("\x13"
                                              "BitTorrent protocol");
    QTest::newRow("HTTP") << QByteArray("GET / HTTP/1.1\r\n");
    QTest::newRow("POST") << QByteArray("POST / HTTP/1.1\r\n");
    QTest::newRow("TLS") << QByteArray("\x16\x03\x01\x02");
    QTest::newRow("SSH") << QByteArray("SSH-2.0-x\r\n");
    QTest::newRow("one byte") << QByteArray("\x13");
    QTest::newRow("too short") << QByteArray("\x00\x2f", 2);
    QTest::newRow("too long") << QByteArray("\x00\x31", 2);
    QTest::newRow("empty message") << QByteArray("\x00\x00", 2);
    QTest::newRow("plain XX") << QByteArray("\x00\x20", 2) + QByteArray(32, 'x');
    QTest::newRow("high byte") << QByteArray("\x01\x30", 2);
}

void SecureLinkTest::otherProtocolsAreNotAnswered()
{
    QFETCH(const QByteArray, bytes);
    LinkPair pair;
    const auto view =
        core::bytesOf(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    QCOMPARE(errorOf(pair, pair.responder, view), std::optional(LinkError::NotOurs));
}

void SecureLinkTest::theWrongKeyIsNotAnswered()
{
    LinkPair pair(secretOf(8));
    QCOMPARE(errorOf(pair, pair.responder, pair.first), std::optional(LinkError::WrongKey));

    LinkPair shut;
    QVERIFY(shut.doors.remove(7));
    QCOMPARE(errorOf(shut, shut.responder, shut.first), std::optional(LinkError::WrongKey));
}

void SecureLinkTest::everyFlippedByteOfTheHandshakeKills()
{
    const std::size_t lengths[] = {50, 98, 66};
    for (std::size_t which = 0; which < 3; ++which) {
        for (std::size_t place = 0; place < lengths[which]; ++place) {
            LinkPair pair;
            Received second;
            Received third;
            core::Bytes message = pair.first;
            if (which > 0) {
                QVERIFY(pair.give(pair.responder, pair.first, second).hasValue());
                message = second.write;
            }
            if (which > 1) {
                QVERIFY(pair.give(pair.initiator, second.write, third).hasValue());
                message = third.write;
            }
            QCOMPARE(message.size(), lengths[which]);
            message[place] ^= 1U;
            SecureLink& to = which == 1 ? pair.initiator : pair.responder;
            const LinkError wanted = which > 0   ? LinkError::BadHandshake
                                     : place < 2 ? LinkError::NotOurs
                                                 : LinkError::WrongKey;
            QCOMPARE(errorOf(pair, to, message), std::optional(wanted));
        }
    }
}

void SecureLinkTest::everyFlippedByteOfAFrameKills()
{
    for (std::size_t place = 2; place < 2 + hello.size() + 16; ++place) {
        LinkPair pair;
        QVERIFY(pair.connect());
        core::Bytes sent = pair.initiator.seal(pair.now, hello);
        sent[place] ^= 0x40U;
        QCOMPARE(errorOf(pair, pair.responder, sent), std::optional(LinkError::BadFrame));
        QVERIFY(pair.responder.seal(pair.now, hello).empty());
    }
}

void SecureLinkTest::truncatedFramesWait()
{
    LinkPair pair;
    QVERIFY(pair.connect());
    const core::Bytes sent = pair.initiator.seal(pair.now, hello);
    for (std::size_t cut = 0; cut + 1 < sent.size(); ++cut) {
        Received received;
        QVERIFY(
            pair.give(pair.responder, core::ByteView(sent).subspan(cut, 1), received).hasValue());
        QVERIFY(received.frames.empty());
    }
    QCOMPARE(deliver(pair, pair.responder, core::ByteView(sent).last(1)), Frames{hello});

    // Cut off in the middle and followed by the next: the tag is then of other bytes.
    core::Bytes spliced = pair.initiator.seal(pair.now, hello);
    spliced.resize(spliced.size() - 1);
    core::append(spliced, pair.initiator.seal(pair.now, hello));
    QCOMPARE(errorOf(pair, pair.responder, spliced), std::optional(LinkError::BadFrame));
}

void SecureLinkTest::tooShortAndLargestFrames()
{
    for (std::uint8_t length = 0; length < 16; ++length) {
        LinkPair pair;
        QVERIFY(pair.connect());
        const core::ByteArray<2> header{0, length};
        QCOMPARE(errorOf(pair, pair.responder, header), std::optional(LinkError::BadFrame));
    }
    LinkPair pair;
    QVERIFY(pair.connect());
    core::Bytes largest(core::limits::spec::framePlainBytes);
    pair.rng.fill(largest);
    const core::Bytes sent = pair.initiator.seal(pair.now, largest);
    QCOMPARE(sent.size(), std::size_t(2 + 65535));
    QVERIFY(sent[0] == 0xff && sent[1] == 0xff);
    QCOMPARE(deliver(pair, pair.responder, sent), Frames{largest});
    QCOMPARE(errorOf(pair, pair.responder, core::Bytes(2 + 65535, 0xff)),
             std::optional(LinkError::BadFrame));

    // A handshake message of any other length, however large, is refused at its length.
    LinkPair late;
    Received second;
    QVERIFY(late.give(late.responder, late.first, second).hasValue());
    QCOMPARE(errorOf(late, late.responder, core::ByteArray<2>{0xff, 0xff}),
             std::optional(LinkError::BadHandshake));
    QCOMPARE(errorOf(late, late.initiator, core::ByteArray<2>{0, 97}),
             std::optional(LinkError::BadHandshake));
}

void SecureLinkTest::repeatedAndReorderedFramesKill()
{
    LinkPair pair;
    QVERIFY(pair.connect());
    const core::Bytes sent = pair.initiator.seal(pair.now, hello);
    QCOMPARE(deliver(pair, pair.responder, sent), Frames{hello});
    QCOMPARE(errorOf(pair, pair.responder, sent), std::optional(LinkError::BadFrame));

    LinkPair swapped;
    QVERIFY(swapped.connect());
    const core::Bytes one = swapped.initiator.seal(swapped.now, numbered(1));
    const core::Bytes two = swapped.initiator.seal(swapped.now, numbered(2));
    QCOMPARE(errorOf(swapped, swapped.responder, two), std::optional(LinkError::BadFrame));

    LinkPair reflected;
    QVERIFY(reflected.connect());
    const core::Bytes own = reflected.initiator.seal(reflected.now, hello);
    QCOMPARE(errorOf(reflected, reflected.initiator, own), std::optional(LinkError::BadFrame));

    // A recorded handshake cannot be continued: message 3 and all frames belong to another ephemeral key.
    LinkPair recorded;
    Received second;
    Received third;
    QVERIFY(recorded.give(recorded.responder, recorded.first, second).hasValue());
    QVERIFY(recorded.give(recorded.initiator, second.write, third).hasValue());
    recorded.responder = SecureLink::accept(recorded.now);
    Received again;
    QVERIFY(recorded.give(recorded.responder, recorded.first, again).hasValue());
    QVERIFY(again.write != second.write);
    QCOMPARE(errorOf(recorded, recorded.responder, third.write),
             std::optional(LinkError::BadHandshake));
}

void SecureLinkTest::framesBeforeAnErrorAreKept()
{
    LinkPair pair;
    QVERIFY(pair.connect());
    core::Bytes sent = pair.initiator.seal(pair.now, numbered(1));
    core::Bytes bad = pair.initiator.seal(pair.now, numbered(2));
    bad.back() ^= 1U;
    core::append(sent, bad);
    core::append(sent, pair.initiator.seal(pair.now, numbered(3)));
    Received received;
    const auto result = pair.give(pair.responder, sent, received);
    QVERIFY(!result);
    QCOMPARE(result.error(), LinkError::BadFrame);
    QCOMPARE(received.frames, Frames{numbered(1)});
}

void SecureLinkTest::nothingIsWrittenWhenACallFails()
{
    LinkPair pair;
    core::Bytes burst = pair.first;
    core::append(burst, framed(core::Bytes(64)));
    Received received;
    received.write = hello;
    const auto result = pair.give(pair.responder, burst, received);
    QVERIFY(!result);
    QCOMPARE(result.error(), LinkError::BadHandshake);
    QCOMPARE(received.write, hello);
}

void SecureLinkTest::oneselfIsNotAPeer()
{
    LinkPair pair;
    QVERIFY(pair.doors.remove(7));
    QVERIFY(pair.doors.add(7, secretOf(9), pair.initiatorKey.clone()));
    Received second;
    QVERIFY(pair.give(pair.responder, pair.first, second).hasValue());
    QCOMPARE(errorOf(pair, pair.initiator, second.write), std::optional(LinkError::OwnKey));

    // A responder notices it too, should the initiator's side not have.
    LinkPair other;
    QVERIFY(other.doors.remove(7));
    QVERIFY(other.doors.add(7, secretOf(9), other.initiatorKey.clone()));
    NoiseHandshake initiator = linkHandshake(Role::Initiator, secretOf(9));
    initiator.setStatic(other.initiatorKey.clone());
    Received answer;
    QVERIFY(other.give(other.responder, framed(initiator.write({}, other.rng).value()), answer)
                .hasValue());
    QVERIFY(initiator.read(core::ByteView(answer.write).subspan(2)).hasValue());
    const core::Bytes third = framed(initiator.write({}, other.rng).value());
    QCOMPARE(errorOf(other, other.responder, third), std::optional(LinkError::OwnKey));

    // One's own first message sent back is no answer.
    LinkPair mirror;
    QCOMPARE(errorOf(mirror, mirror.initiator, mirror.first),
             std::optional(LinkError::BadHandshake));
}

void SecureLinkTest::theHandshakeHasADeadline()
{
    LinkPair pair;
    const core::MonoTime deadline = pair.now + 5s;
    QCOMPARE(pair.initiator.nextWake(), std::optional(deadline));
    QCOMPARE(pair.responder.nextWake(), std::optional(deadline));
    QVERIFY(pair.initiator.handleTimeout(deadline - 1ns).hasValue());
    const auto timeout = pair.initiator.handleTimeout(deadline);
    QVERIFY(!timeout);
    QCOMPARE(timeout.error(), LinkError::Timeout);
    QVERIFY(pair.initiator.dead());

    // Progress does not move it, and a byte that comes too late does not help even if nobody woke the link.
    pair.now += 4s;
    Received second;
    QVERIFY(pair.give(pair.responder, pair.first, second).hasValue());
    QCOMPARE(pair.responder.nextWake(), std::optional(deadline));
    pair.now = deadline;
    QCOMPARE(errorOf(pair, pair.responder, hello), std::optional(LinkError::Timeout));
}

void SecureLinkTest::aStartedFrameHasADeadline()
{
    LinkPair pair;
    QVERIFY(pair.connect());
    pair.now += 1000s;
    QVERIFY(pair.responder.handleTimeout(pair.now).hasValue());
    const core::Bytes sent = pair.initiator.seal(pair.now, hello);
    Received received;
    QVERIFY(pair.give(pair.responder, core::ByteView(sent).first(1), received).hasValue());
    const core::MonoTime deadline = pair.now + messageTime;
    QCOMPARE(pair.responder.nextWake(), std::optional(deadline));
    pair.now += 10s;
    QVERIFY(pair.give(pair.responder, core::ByteView(sent).subspan(1, 5), received).hasValue());
    QCOMPARE(pair.responder.nextWake(), std::optional(deadline));
    pair.now += 10s;
    core::Bytes rest = core::copyOf(core::ByteView(sent).subspan(6));
    rest.push_back(0);
    QVERIFY(pair.give(pair.responder, rest, received).hasValue());
    QCOMPARE(received.frames, Frames{hello});
    QCOMPARE(pair.responder.nextWake(), std::optional(pair.now + messageTime));
    pair.now += messageTime;
    QCOMPARE(errorOf(pair, pair.responder, hello), std::optional(LinkError::Timeout));
}

void SecureLinkTest::rekeysAfterSoManyMessages()
{
    // Two pairs alike in all but the rule: their bytes part exactly behind the boundary.
    LinkPair often;
    LinkPair never;
    QVERIFY(often.connect() && never.connect());
    for (SecureLink* link : {&often.initiator, &often.responder}) {
        link->setRekeyRule({8, 1h});
    }
    for (std::uint8_t i = 1; i <= 40; ++i) {
        const core::Bytes sent = often.initiator.seal(often.now, numbered(i));
        const core::Bytes plain = never.initiator.seal(never.now, numbered(i));
        QCOMPARE(sent == plain, i <= 8);
        QCOMPARE(sent.size(), plain.size());
        QCOMPARE(deliver(often, often.responder, sent), Frames{numbered(i)});
        if (i % 3 == 0) {
            QCOMPARE(deliver(often, often.initiator, often.responder.seal(often.now, hello)),
                     Frames{hello});
        }
    }
}

void SecureLinkTest::endsMustCountAlike()
{
    LinkPair pair;
    QVERIFY(pair.connect());
    pair.initiator.setRekeyRule({4, 1h});
    for (std::uint8_t i = 1; i <= 4; ++i) {
        QCOMPARE(deliver(pair, pair.responder, pair.initiator.seal(pair.now, hello)),
                 Frames{hello});
    }
    const core::Bytes sent = pair.initiator.seal(pair.now, hello);
    QCOMPARE(errorOf(pair, pair.responder, sent), std::optional(LinkError::BadFrame));
}

void SecureLinkTest::anAnnouncementOnTheBoundaryRekeysOnce()
{
    for (int before = 0; before < 9; ++before) {
        LinkPair pair;
        QVERIFY(pair.connect());
        pair.initiator.setRekeyRule({4, 1h});
        pair.responder.setRekeyRule({4, 1h});
        for (int i = 0; i < before; ++i) {
            QCOMPARE(deliver(pair, pair.responder, pair.initiator.seal(pair.now, hello)),
                     Frames{hello});
        }
        pair.now += 1h;
        for (int i = 0; i < 9; ++i) {
            QCOMPARE(deliver(pair, pair.responder, pair.initiator.seal(pair.now, hello)),
                     Frames{hello});
        }
    }
}

void SecureLinkTest::rekeysAfterAnHour()
{
    LinkPair pair;
    QVERIFY(pair.connect());
    const std::size_t alone = 2 + 16 + hello.size();
    const std::size_t announced = 2 + 16 + alone;
    pair.now += 1h - 1ns;
    core::Bytes sent = pair.initiator.seal(pair.now, hello);
    QCOMPARE(sent.size(), alone);
    QCOMPARE(deliver(pair, pair.responder, sent), Frames{hello});
    pair.now += 1ns;
    sent = pair.initiator.seal(pair.now, hello);
    QCOMPARE(sent.size(), announced);
    QCOMPARE(deliver(pair, pair.responder, sent), Frames{hello});
    sent = pair.initiator.seal(pair.now, hello);
    QCOMPARE(sent.size(), alone);
    QCOMPARE(deliver(pair, pair.responder, sent), Frames{hello});
    // The other direction goes by its own key's age.
    sent = pair.responder.seal(pair.now, hello);
    QCOMPARE(sent.size(), announced);
    QCOMPARE(deliver(pair, pair.initiator, sent), Frames{hello});
    pair.now += 1h;
    sent = pair.initiator.seal(pair.now, hello);
    QCOMPARE(sent.size(), announced);
    // Without its announcement the frame does not open.
    QCOMPARE(errorOf(pair, pair.responder, core::ByteView(sent).subspan(18)),
             std::optional(LinkError::BadFrame));
}

/// After the announcement only the new key opens anything.
void SecureLinkTest::anOldKeyOpensNothingAfterARekey()
{
    for (const bool rekeyed : {false, true}) {
        LinkPair pair;
        CipherState send = dialByHand(pair);
        QVERIFY(deliver(pair, pair.responder, framed(send.encrypt({}, {}).value())).empty());
        QVERIFY(pair.responder.established());
        if (rekeyed) {
            send.rekey();
        }
        const core::Bytes next = framed(send.encrypt({}, hello).value());
        QCOMPARE(deliver(pair, pair.responder, next).size(), std::size_t(rekeyed ? 1 : 0));
        QCOMPARE(pair.responder.dead(), !rekeyed);
    }
}

/// The count is of the messages under the present key: an announcement begins it anew, in whichever place it stands.
void SecureLinkTest::theCountBeginsAnewWithEveryKey()
{
    constexpr std::uint64_t messages = 4;
    for (std::uint64_t before = 0; before < messages; ++before) {
        LinkPair pair;
        CipherState send = dialByHand(pair);
        pair.responder.setRekeyRule({messages, 1h});
        const auto say = [&](const core::Bytes& plain) {
            return deliver(pair, pair.responder, framed(send.encrypt({}, plain).value()));
        };
        for (std::uint64_t i = 0; i < before; ++i) {
            QCOMPARE(say(hello), Frames{hello});
        }
        QVERIFY(say({}).empty());
        send.rekey();
        for (int key = 0; key < 2; ++key) {
            for (std::uint64_t i = 0; i < messages; ++i) {
                QCOMPARE(say(hello), Frames{hello});
            }
            send.rekey();
        }
        QCOMPARE(say(hello), Frames{hello});
    }
}

void SecureLinkTest::bulkCryptoSpeaksTheSameWire()
{
    LinkPair pair;
    QVERIFY(pair.connect());
    pair.initiator.setRekeyRule({3, 1h});
    pair.responder.setRekeyRule({3, 1h});
    pair.initiator.useBulkCrypto();
    core::Bytes block(16384 + 100);
    pair.rng.fill(block);
    for (int i = 0; i < 10; ++i) {
        QCOMPARE(deliver(pair, pair.responder, pair.initiator.seal(pair.now, block)),
                 Frames{block});
        QCOMPARE(deliver(pair, pair.initiator, pair.responder.seal(pair.now, block)),
                 Frames{block});
    }
    core::Bytes bad = pair.responder.seal(pair.now, block);
    bad[1000] ^= 1U;
    QCOMPARE(errorOf(pair, pair.initiator, bad), std::optional(LinkError::BadFrame));
}

void SecureLinkTest::theRuleIsTheProtocols()
{
    QCOMPARE(RekeyRule().messages, std::uint64_t(1) << 20U);
    QVERIFY(RekeyRule().age == 1h);
    QCOMPARE(core::textOf(core::bytesOf(linkProtocol)),
             std::string("Noise_XXpsk0_25519_ChaChaPoly_SHA256"));
    QCOMPARE(core::textOf(core::bytesOf(linkPrologue)), std::string("parlour/1"));
}

QTEST_APPLESS_MAIN(SecureLinkTest)
#include "secure_link_test.moc"
