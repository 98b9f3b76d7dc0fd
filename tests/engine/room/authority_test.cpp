// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// The product against the naive model: every written case, thousands of random rooms of cheats, in many orders, judged at
// the end and judged after every event. `authority_test FILE` prints what the product says for any file of cases.
//
// covers: engine/room/authority_judgement.cpp
// covers: engine/room/authority_standing.cpp
// covers: engine/room/authority_content.cpp
// covers: engine/room/authority_set.cpp
// covers: engine/room/authority_gather.cpp
// covers: engine/room/authority_limits.cpp
// covers: engine/room/authority_mutes.cpp
// covers: engine/room/authority_reach.cpp
// covers: engine/room/authority_trees.cpp
// covers: engine/room/policy_merge.cpp
#include "support/authority_cases.h"
#include "support/authority_random.h"
#include "support/authority_twin.h"
#include "support/seeded_rng.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <cstdio>

using namespace support;

namespace {

AuthorityCases load(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {{}, "cannot open " + path.toStdString()};
    }
    return readAuthorityCases(file.readAll());
}

int runFile(const char* path)
{
    const AuthorityCases file = load(QString::fromLocal8Bit(path));
    if (!file.error.empty()) {
        std::fprintf(stderr, "%s: %s\n", path, file.error.c_str());
        return 2;
    }
    int failures = 0;
    for (const AuthorityCase& one : file.cases) {
        AuthorityTwin twin(one.events);
        twin.feed(one.events, false);
        bool right = true;
        std::printf("case: %s\n  valid:", one.name.c_str());
        for (const auto& [id, expected] : one.valid) {
            right = right && twin.valid(id) == expected;
            std::printf(" %s=%s", id.c_str(), twin.valid(id) ? "true" : "false");
        }
        std::printf("\n  live_level:");
        for (const auto& [identity, expected] : one.liveLevel) {
            right = right && twin.liveLevel(identity) == expected;
            std::printf(" %s=%d", identity.c_str(), twin.liveLevel(identity));
        }
        std::printf("\n  %s\n", right ? "as expected" : "NOT AS EXPECTED");
        failures += right ? 0 : 1;
    }
    std::printf("%zu cases, %d not as expected\n", file.cases.size(), failures);
    return failures == 0 ? 0 : 1;
}

std::vector<ModelEvent> randomRoom(std::uint64_t seed, int steps)
{
    SeededRng rng(seed);
    RandomRoom room(rng);
    for (int i = 0; i < steps; ++i) {
        room.step();
    }
    return room.events();
}

} // namespace

class AuthorityTest : public QObject
{
    Q_OBJECT

private slots:
    void writtenCases_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("given") << QStringLiteral("authority_cases.json");
        QTest::newRow("own") << QStringLiteral("authority_cases_parlour.json");
    }

    void writtenCases()
    {
        QFETCH(QString, file);
        const AuthorityCases cases = load(QStringLiteral(PARLOUR_VECTORS "/") + file);
        QVERIFY(cases.error.empty() && !cases.cases.empty());
        for (const AuthorityCase& one : cases.cases) {
            AuthorityTwin twin(one.events);
            twin.feed(one.events, false);
            for (const auto& [id, expected] : one.valid) {
                QVERIFY2(twin.valid(id) == expected, (one.name + ": " + id).c_str());
            }
            for (const auto& [identity, expected] : one.liveLevel) {
                QVERIFY2(twin.liveLevel(identity) == expected,
                         (one.name + ": " + identity).c_str());
            }
            const std::string wrong = differences(AuthorityModel(one.events), twin);
            QVERIFY2(wrong.empty(), (one.name + wrong).c_str());
        }
    }

    void agreesWithTheModelInEveryOrder_data()
    {
        QTest::addColumn<int>("rooms");
        QTest::addColumn<int>("steps");
        QTest::newRow("small") << 500 << 25;
        QTest::newRow("middle") << 80 << 60;
        QTest::newRow("large") << 2 << 200;
    }

    void agreesWithTheModelInEveryOrder()
    {
        QFETCH(int, rooms);
        QFETCH(int, steps);
        for (int seed = 1; seed <= rooms; ++seed) {
            const auto events = randomRoom(static_cast<std::uint64_t>(seed + steps * 10000), steps);
            const AuthorityModel model(events);
            SeededRng rng(static_cast<std::uint64_t>(seed));
            core::Hash32 digest{};
            auto order = events;
            for (int turn = 0; turn < 3; ++turn) {
                AuthorityTwin twin(events);
                twin.feed(order, turn != 1);
                const std::string wrong = differences(model, twin);
                QVERIFY2(wrong.empty(),
                         ("seed " + std::to_string(seed) + " turn " + std::to_string(turn) + wrong)
                             .c_str());
                QVERIFY(turn == 0 || twin.authority().digest() == digest);
                digest = twin.authority().digest();
                shuffle(order, rng);
            }
        }
    }
};

int main(int argc, char** argv)
{
    if (argc == 2 && argv[1][0] != '-') {
        return runFile(argv[1]);
    }
    AuthorityTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "authority_test.moc"
