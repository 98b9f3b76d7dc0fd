// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Each body of the core there and back, and every other encoding refused.
// covers: engine/room/core_event.cpp
// covers: engine/room/core_event_encode.cpp
#include "core/limits.h"
#include "engine/room/core_event.h"
#include "engine/room/log_fixture.h"

#include <QTest>

#include <algorithm>

using namespace engine::room;
using namespace fixture;

namespace {

namespace spec = core::limits::spec;

std::vector<LogCut> cuts(core::Rng& rng)
{
    std::vector<LogCut> out;
    out.push_back({randomId<core::LogId>(rng),
                   randomId<core::EventId>(rng),
                   randomId<core::EventId>(rng),
                   7});
    out.push_back({randomId<core::LogId>(rng), randomId<core::EventId>(rng), {}, 3});
    out.push_back({randomId<core::LogId>(rng), {}, {}, 0});
    std::sort(
        out.begin(), out.end(), [](const LogCut& a, const LogCut& b) { return a.log < b.log; });
    return out;
}

template<class IdType>
std::vector<IdType> ids(core::Rng& rng, std::size_t count)
{
    std::vector<IdType> out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back(randomId<IdType>(rng));
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::vector<CoreBody> bodies(core::Rng& rng)
{
    using core::IdentityId;
    PolicyBody policy;
    policy.name = "Parlour";
    policy.topic = "";
    policy.access = 3;
    policy.history = 0;
    policy.listed = false;
    policy.slowModeSeconds = 30;
    policy.postingLevel = 50;
    policy.filesLevel = 10;
    policy.linksAllowed = true;
    policy.maxFileBytes = 1ULL << 40U;
    policy.retentionDays = 0;
    policy.quarantineMessages = 5;
    policy.workBits = 20;
    policy.maxMessageBytes = 1000;
    policy.picture = core::FileRoot();
    policy.moderatorsKey = rng.bytes<32>();
    policy.heirs = ids<IdentityId>(rng, 2);
    PolicyBody cleared;
    cleared.picture = randomId<core::FileRoot>(rng);
    cleared.moderatorsKey = core::PublicKey{};
    cleared.heirs.emplace();
    OpenBody worked{randomId<IdentityId>(rng),
                    randomId<core::DeviceId>(rng),
                    rng.bytes<64>(),
                    randomId<core::EventId>(rng),
                    9,
                    rng.bytes<64>(),
                    rng.bytes<8>()};
    OpenBody plain = worked;
    plain.doorProof.reset();
    plain.work.reset();
    plain.incarnation = 0;
    return {worked,
            plain,
            GrantBody{randomId<IdentityId>(rng), 80, "trusted"},
            RevokeBody{ids<IdentityId>(rng, 3), cuts(rng), true, 0, "spam"},
            RevokeBody{ids<IdentityId>(rng, 1), {}, false, std::nullopt, ""},
            RestrictBody{randomId<IdentityId>(rng), cuts(rng), {123}, "quiet"},
            DoorBody{randomId<core::DoorId>(rng), DoorKind::Ask, 10, 5, 6, 7},
            CloseBody{randomId<core::EventId>(rng), ids<core::EventId>(rng, 2), "enough"},
            policy,
            cleared,
            PolicyBody{},
            RedactBody{{{randomId<core::LogId>(rng), 4, 9}}, true, "gone"},
            TransferBody{randomId<IdentityId>(rng), cuts(rng)},
            PinBody{cuts(rng)},
            ResetReachBody{3, rng.bytes<32>()},
            DeviceCutBody{randomId<core::DeviceId>(rng), cuts(rng), rng.bytes<64>()},
            SucceedBody{
                randomId<core::RoomId>(rng), ids<core::EventId>(rng, 2), ids<IdentityId>(rng, 4)}};
}

std::uint8_t kindByte(const CoreBody& body)
{
    return static_cast<std::uint8_t>(kindOf(body));
}

std::optional<CoreEventError> errorOf(const CoreBody& body)
{
    const auto decoded = decodeCoreBody(kindByte(body), encodeCoreBody(body));
    return decoded ? std::nullopt : std::optional(decoded.error());
}

} // namespace

class CoreEventTest : public QObject
{
    Q_OBJECT

private slots:
    void everyBodyThereAndBack()
    {
        support::SeededRng rng(1);
        std::set<std::size_t> seen;
        for (const CoreBody& body : bodies(rng)) {
            const core::Bytes bytes = encodeCoreBody(body);
            const auto decoded = decodeCoreBody(kindByte(body), bytes);
            QVERIFY2(decoded, std::to_string(body.index()).c_str());
            QVERIFY(*decoded == body);
            QCOMPARE(encodeCoreBody(*decoded), bytes);
            seen.insert(body.index());
        }
        QCOMPARE(seen.size(), std::variant_size_v<CoreBody>);
    }

    void anotherEncodingOfTheSameIsRefused()
    {
        support::SeededRng rng(2);
        for (const CoreBody& body : bodies(rng)) {
            core::Bytes bytes = encodeCoreBody(body);
            bytes.insert(bytes.end(), {0xF8, 0x3F, 0x01}); // an unknown field 1023
            const auto decoded = decodeCoreBody(kindByte(body), bytes);
            QVERIFY(!decoded);
            QCOMPARE(decoded.error(), CoreEventError::Canonical);
        }
        // A default written out, and fields out of order.
        const CoreBody grant = GrantBody{randomId<core::IdentityId>(rng), 0, ""};
        core::Bytes bytes = encodeCoreBody(grant);
        bytes.insert(bytes.end(), {0x10, 0x00});
        QCOMPARE(decodeCoreBody(kindByte(grant), bytes).error(), CoreEventError::Canonical);
        core::Bytes turned{0x10, 0x0A};
        core::append(turned, encodeCoreBody(grant));
        QCOMPARE(decodeCoreBody(kindByte(grant), turned).error(), CoreEventError::Canonical);
    }

    void whatIsCutShortIsRefused()
    {
        support::SeededRng rng(3);
        for (const CoreBody& body : bodies(rng)) {
            const core::Bytes bytes = encodeCoreBody(body);
            for (std::size_t length = 0; length < bytes.size(); ++length) {
                const auto decoded =
                    decodeCoreBody(kindByte(body), core::ByteView(bytes).first(length));
                // What still decodes is another body, and its own one encoding.
                QVERIFY(!decoded
                        || (!(*decoded == body) && encodeCoreBody(*decoded).size() == length));
            }
        }
    }

    void boundsAreKept()
    {
        support::SeededRng rng(4);
        const auto identity = randomId<core::IdentityId>(rng);
        const auto malformed = std::optional(CoreEventError::Malformed);
        QCOMPARE(errorOf(GrantBody{identity, 100, std::string(spec::reasonBytes, 'r')}),
                 std::optional<CoreEventError>());
        QCOMPARE(errorOf(GrantBody{identity, 101, ""}), malformed);
        QCOMPARE(errorOf(GrantBody{identity, 10, std::string(spec::reasonBytes + 1, 'r')}),
                 malformed);
        QCOMPARE(errorOf(RevokeBody{{}, {}, false, {}, ""}), malformed);
        QCOMPARE(errorOf(RevokeBody{
                     ids<core::IdentityId>(rng, spec::targetsInEvent), {}, false, {}, ""}),
                 std::optional<CoreEventError>());
        QCOMPARE(errorOf(RevokeBody{
                     ids<core::IdentityId>(rng, spec::targetsInEvent + 1), {}, false, {}, ""}),
                 malformed);
        QCOMPARE(errorOf(CloseBody{randomId<core::EventId>(rng),
                                   ids<core::EventId>(rng, spec::keepsInClose + 1),
                                   ""}),
                 malformed);
        QCOMPARE(errorOf(PinBody{}), malformed);
        QCOMPARE(errorOf(RedactBody{}), malformed);
        QCOMPARE(errorOf(RedactBody{{{randomId<core::LogId>(rng), 9, 4}}, false, ""}), malformed);
        QCOMPARE(errorOf(DoorBody{randomId<core::DoorId>(rng), DoorKind::Open, 10, 0, 0, 65}),
                 malformed);
        PolicyBody policy;
        policy.name = std::string(spec::nameBytes + 1, 'n');
        QCOMPARE(errorOf(policy), malformed);
        policy = {};
        policy.access = 4;
        QCOMPARE(errorOf(policy), malformed);
        policy = {};
        policy.topic = std::string(spec::topicBytes + 1, 't');
        QCOMPARE(errorOf(policy), malformed);
        const core::Bytes huge(spec::eventBodyBytes + 1, 0);
        QCOMPARE(decodeCoreBody(static_cast<std::uint8_t>(Kind::Grant), huge).error(),
                 CoreEventError::Malformed);
    }

    void listsAreSortedAndDistinct()
    {
        support::SeededRng rng(5);
        const auto malformed = std::optional(CoreEventError::Malformed);
        auto targets = ids<core::IdentityId>(rng, 2);
        std::swap(targets[0], targets[1]);
        QCOMPARE(errorOf(RevokeBody{targets, {}, false, {}, ""}), malformed);
        targets[0] = targets[1];
        QCOMPARE(errorOf(RevokeBody{targets, {}, false, {}, ""}), malformed);
        auto heads = cuts(rng);
        std::swap(heads[0], heads[2]);
        QCOMPARE(errorOf(PinBody{heads}), malformed);
        // A cut that keeps nothing names nothing.
        QCOMPARE(errorOf(PinBody{{{randomId<core::LogId>(rng), {}, {}, 5}}}), malformed);
        QCOMPARE(
            errorOf(PinBody{{{randomId<core::LogId>(rng), {}, randomId<core::EventId>(rng), 0}}}),
            malformed);
    }

    void onlyKindsOfTheCore()
    {
        for (const int kind : {0, 2, 15, int(Kind::Epoch), 29, 63, int(Kind::TextMessage), 255}) {
            QCOMPARE(decodeCoreBody(static_cast<std::uint8_t>(kind), {}).error(),
                     CoreEventError::Kind);
        }
    }

    void anOpeningIsTheLogThatItNames()
    {
        const LogFixture log(6);
        const CarriedEvent& opening = log.events[0];
        const auto decode = [&](const Header& header) {
            const auto event = decodeCoreEvent(opening.id, header, opening.body);
            return event ? std::nullopt : std::optional(event.error());
        };
        const auto event = decodeCoreEvent(opening.id, opening.header, opening.body);
        QVERIFY(event);
        QVERIFY(event->as<OpenBody>() != nullptr && event->as<GrantBody>() == nullptr);
        QCOMPARE(event->as<OpenBody>()->device, log.deviceId());
        QCOMPARE(event->log, log.log);
        Header other = opening.header;
        other.seq = 1;
        QCOMPARE(decode(other), std::optional(CoreEventError::Header));
        other = opening.header;
        other.grant = core::EventId();
        QCOMPARE(decode(other), std::optional(CoreEventError::Header));
        other = opening.header;
        other.log = core::LogId();
        QCOMPARE(decode(other), std::optional(CoreEventError::Header));
        // And nothing else opens a log.
        Header grant = opening.header;
        grant.kind = static_cast<std::uint8_t>(Kind::Grant);
        QCOMPARE(decodeCoreEvent(opening.id, grant, encodeCoreBody(GrantBody{})).error(),
                 CoreEventError::Header);
    }

    void cutsAreFoundWhereTheyAre()
    {
        support::SeededRng rng(7);
        const auto some = cuts(rng);
        QVERIFY(cutsOf(PinBody{some}) == some);
        QVERIFY(cutsOf(RevokeBody{{}, some, false, {}, ""}) == some);
        QVERIFY(cutsOf(RestrictBody{{}, some, {}, ""}) == some);
        QVERIFY(cutsOf(TransferBody{{}, some}) == some);
        QVERIFY(cutsOf(DeviceCutBody{{}, some, {}}) == some);
        QVERIFY(cutsOf(GrantBody{}).empty());
    }
};

QTEST_APPLESS_MAIN(CoreEventTest)
#include "core_event_test.moc"
