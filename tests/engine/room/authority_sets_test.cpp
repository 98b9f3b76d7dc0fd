// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Random rooms full of cheats, in every order and from every side of a partition: what the product says must be a function
// of the set alone, and the naive model must say the same. PARLOUR_AUTHORITY_SETS in the environment says how many sets
// (10,000 in the long run), PARLOUR_AUTHORITY_SEED where to begin; a failure names its seed.
//
// covers: engine/room/authority.cpp
#include "support/authority_random.h"
#include "support/authority_twin.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <algorithm>

using namespace support;

namespace {

using Events = std::vector<ModelEvent>;

std::uint64_t fromEnvironment(const char* name, std::uint64_t otherwise)
{
    const QByteArray value = qgetenv(name);
    return value.isEmpty() ? otherwise : value.toULongLong();
}

Events randomRoom(core::Rng& rng)
{
    RandomRoom room(rng);
    // Mostly small ones, where every event matters; some long enough for chains of cuts and returns.
    const std::uint64_t steps = rng.below(20) == 0 ? 60 + rng.below(60) : 8 + rng.below(32);
    for (std::uint64_t i = 0; i < steps; ++i) {
        room.step();
    }
    return room.events();
}

// Of several removals that each make an event void, the one named as the cause is the one that came first here: so the
// word is compared, and the cause is not.
std::map<std::string, std::string> everything(const Events& events, const AuthorityTwin& twin)
{
    std::map<std::string, std::string> said;
    for (const ModelEvent& event : events) {
        const std::string reason = twin.reason(event.id);
        said[event.id] = reason.substr(0, reason.find(" by "));
    }
    for (const std::string& identity : RandomRoom::people()) {
        said["level of " + identity] = std::to_string(twin.liveLevel(identity));
    }
    return said;
}

std::string firstDifference(const std::map<std::string, std::string>& one,
                            const std::map<std::string, std::string>& other)
{
    for (const auto& [what, said] : one) {
        if (other.at(what) != said) {
            return ": " + what + " is " + said + ", and " + other.at(what);
        }
    }
    return {};
}

// Only what holds without the rest: an event waits while something that it cites is on the other side.
struct Sides {
    Events left;
    Events right;
};

// As a broken network parts them: from some moment on each author is on one side, and some sit on both. Or by chance alone.
Sides part(const Events& events, core::Rng& rng)
{
    const std::uint64_t moment = rng.below(events.size());
    const bool byAuthor = rng.below(2) == 0;
    std::map<std::string, std::uint64_t> sideOf;
    for (const std::string& identity : RandomRoom::people()) {
        sideOf[identity] = rng.below(5);
    }
    Sides sides;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const std::uint64_t side = i < moment ? 4
                                   : byAuthor ? sideOf[events[i].author]
                                              : rng.below(5);
        const bool genesis = events[i].kind == ModelKind::Genesis;
        if (genesis || side != 0) {
            sides.left.push_back(events[i]);
        }
        if (genesis || side == 0 || side > 2) {
            sides.right.push_back(events[i]);
        }
    }
    return sides;
}

// One peer's view: what he has, judged as it came.
std::string oneSide(const Events& events, core::Rng& rng)
{
    Events order = events;
    shuffle(order, rng);
    AuthorityTwin twin(events);
    twin.feed(order, true);
    return differences(AuthorityModel(events), twin);
}

} // namespace

class AuthoritySetsTest : public QObject
{
    Q_OBJECT

private slots:
    void sameForEveryOrderAndAfterEveryPartition()
    {
        const std::uint64_t first = fromEnvironment("PARLOUR_AUTHORITY_SEED", 1);
        const std::uint64_t sets = fromEnvironment("PARLOUR_AUTHORITY_SETS", 250);
        std::size_t voids = 0;
        std::size_t total = 0;
        for (std::uint64_t seed = first; seed < first + sets; ++seed) {
            SeededRng rng(seed * 0x9E3779B97F4A7C15ULL + 77);
            const Events events = randomRoom(rng);
            const AuthorityModel model(events);
            const std::string where = "seed " + std::to_string(seed) + " ";

            AuthorityTwin asWritten(events);
            asWritten.feed(events, true);
            const std::string wrong = differences(model, asWritten);
            QVERIFY2(wrong.empty(), (where + "as written" + wrong).c_str());
            const auto said = everything(events, asWritten);
            const core::Hash32 digest = asWritten.authority().digest();
            const core::Hash32 coreHash = asWritten.authority().coreHash();

            Events order = events;
            for (int turn = 0; turn < 3; ++turn) {
                shuffle(order, rng);
                AuthorityTwin shuffled(events);
                shuffled.feed(order, turn != 0);
                const std::string other = firstDifference(said, everything(events, shuffled));
                QVERIFY2(other.empty(), (where + "shuffled" + other).c_str());
                QVERIFY2(shuffled.authority().digest() == digest, (where + "digest").c_str());
                QVERIFY2(shuffled.authority().coreHash() == coreHash, (where + "core").c_str());
            }

            const Sides sides = part(events, rng);
            for (const Events& side : {sides.left, sides.right}) {
                const std::string apart = oneSide(side, rng);
                QVERIFY2(apart.empty(), (where + "apart" + apart).c_str());
                // And then the two meet: what this side had judged already must not shine through.
                AuthorityTwin merged(events);
                merged.feed(side, true);
                merged.feed(order, rng.below(2) == 0);
                const std::string other = firstDifference(said, everything(events, merged));
                QVERIFY2(other.empty(), (where + "merged" + other).c_str());
                QVERIFY2(merged.authority().digest() == digest, (where + "merged digest").c_str());
            }
            for (const ModelEvent& event : events) {
                voids += model.valid(event.id) ? 0U : 1U;
            }
            total += events.size();
        }
        qInfo("%llu sets, %zu events, %zu of them void",
              static_cast<unsigned long long>(sets),
              total,
              voids);
        QVERIFY(voids * 20 > total); // they do cheat
    }
};

QTEST_APPLESS_MAIN(AuthoritySetsTest)
#include "authority_sets_test.moc"
