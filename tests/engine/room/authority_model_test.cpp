// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// The rules themselves, before any product: the naive model on every written case and on random rooms of cheats.
// `authority_model_test FILE` prints valid and live_level for each case of any file of the same shape.
#include "support/authority_cases.h"
#include "support/authority_random.h"
#include "support/seeded_rng.h"

#include <QFile>
#include <QTest>

#include <algorithm>
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

template<class Value>
void report(std::string& wrong, const std::string& what, const Value& is, const Value& should)
{
    if (!(is == should)) {
        wrong += "\n  " + what;
    }
}

// What the model says against what the case expects, as text; empty when they agree.
std::string differences(const AuthorityCase& one)
{
    const AuthorityModel model(one.events);
    std::string wrong;
    for (const auto& [id, expected] : one.valid) {
        const ModelReason reason = model.reason(id);
        report(wrong,
               "valid(" + id + "): " + reason.word + (reason.by.empty() ? "" : " by " + reason.by),
               model.valid(id),
               expected);
    }
    for (const auto& [identity, expected] : one.liveLevel) {
        const int level = model.liveLevel(identity);
        report(wrong, "live_level(" + identity + "): " + std::to_string(level), level, expected);
    }
    if (one.doors) {
        report(wrong, "doors", model.openDoors(), *one.doors);
    }
    if (one.policy) {
        report(wrong, "policy", model.policy(), *one.policy);
    }
    if (one.forked) {
        report(wrong, "forked", model.forkedLogs(), *one.forked);
    }
    if (one.redacted) {
        report(wrong, "redacted", model.redacted(), *one.redacted);
    }
    return wrong.empty() ? wrong : one.name + wrong;
}

void print(const AuthorityCase& one)
{
    const AuthorityModel model(one.events);
    const auto yes = [](bool value) { return value ? "true" : "false"; };
    std::printf("case: %s\n  valid:", one.name.c_str());
    for (const auto& [id, expected] : one.valid) {
        std::printf(" %s=%s", id.c_str(), yes(model.valid(id)));
    }
    std::printf("\n  live_level:");
    for (const auto& [identity, expected] : one.liveLevel) {
        std::printf(" %s=%d", identity.c_str(), model.liveLevel(identity));
    }
    std::printf("\n  %s\n", differences(one).empty() ? "as expected" : differences(one).c_str());
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
        print(one);
        failures += differences(one).empty() ? 0 : 1;
    }
    std::printf("%zu cases, %d not as expected\n", file.cases.size(), failures);
    return failures == 0 ? 0 : 1;
}

std::map<std::string, std::string> verdicts(const AuthorityModel& model)
{
    std::map<std::string, std::string> found;
    for (const auto& [id, event] : model.events()) {
        found[id] = model.valid(id) ? "valid" : "void";
    }
    for (const std::string& identity : RandomRoom::people()) {
        found["level of " + identity] = std::to_string(model.liveLevel(identity));
    }
    return found;
}

} // namespace

class AuthorityModelTest : public QObject
{
    Q_OBJECT

private slots:
    void givenCases_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("least");
        QTest::newRow("given") << QStringLiteral("authority_cases.json") << 8;
        QTest::newRow("own") << QStringLiteral("authority_cases_parlour.json") << 30;
    }

    void givenCases()
    {
        QFETCH(QString, file);
        QFETCH(int, least);
        const AuthorityCases cases = load(QStringLiteral(PARLOUR_VECTORS "/") + file);
        QCOMPARE(QString::fromStdString(cases.error), QString());
        QVERIFY(cases.cases.size() >= static_cast<std::size_t>(least));
        for (const AuthorityCase& one : cases.cases) {
            QVERIFY2(!one.valid.empty(), one.name.c_str());
            QCOMPARE(QString::fromStdString(differences(one)), QString());
        }
    }

    void damagedFilesAreRefused()
    {
        QVERIFY(!readAuthorityCases("{").error.empty());
        QVERIFY(!readAuthorityCases("{\"cases\": 3}").error.empty());
        QVERIFY(readAuthorityCases("{\"cases\": []}").error.empty());
    }

    void orderNeverMatters()
    {
        for (std::uint64_t seed = 1; seed <= 300; ++seed) {
            SeededRng rng(seed);
            RandomRoom room(rng);
            for (int i = 0; i < 40; ++i) {
                room.step();
            }
            const auto expected = verdicts(AuthorityModel(room.events()));
            auto events = room.events();
            for (int turn = 0; turn < 3; ++turn) {
                shuffle(events, rng);
                QVERIFY2(verdicts(AuthorityModel(events)) == expected,
                         std::to_string(seed).c_str());
            }
        }
    }

    void theBannedAddNothing()
    {
        int attempts = 0;
        for (std::uint64_t seed = 1; seed <= 500; ++seed) {
            SeededRng rng(seed);
            RandomRoom room(rng);
            for (int i = 0; i < 30; ++i) {
                room.step();
            }
            const std::string identity = RandomRoom::people()[1 + rng.below(6)];
            room.ban(identity);
            const AuthorityModel before(room.events());
            if (!before.valid(room.events().back().id) || before.liveLevel(identity) == 100) {
                continue; // a founder, or a founder by transfer
            }
            auto more = room;
            for (int i = 0; i < 12; ++i) {
                more.stepBy(identity);
            }
            const AuthorityModel after(more.events());
            for (std::size_t i = room.events().size(); i < more.events().size(); ++i) {
                const ModelEvent& added = more.events()[i];
                QVERIFY2(added.kind == ModelKind::DeviceCut || !after.valid(added.id),
                         (std::to_string(seed) + " " + added.id).c_str());
            }
            for (const ModelEvent& event : room.events()) {
                QVERIFY2(!ownHistoryStands(after, identity)
                             || before.valid(event.id) == after.valid(event.id),
                         (std::to_string(seed) + " " + event.id).c_str());
            }
            ++attempts;
        }
        QVERIFY(attempts > 100);
    }

    void lowerLevelsNeverChangeHigherOnes()
    {
        for (std::uint64_t seed = 1; seed <= 300; ++seed) {
            SeededRng rng(seed);
            RandomRoom room(rng);
            for (int i = 0; i < 30; ++i) {
                room.step();
            }
            const AuthorityModel before(room.events());
            const std::string& author = RandomRoom::people()[rng.below(7)];
            auto more = room;
            for (int i = 0; i < 8; ++i) {
                more.stepBy(author);
            }
            int highest = -1;
            const AuthorityModel after(more.events());
            for (std::size_t i = room.events().size(); i < more.events().size(); ++i) {
                highest = std::max(highest, after.level(more.events()[i].id));
            }
            for (const ModelEvent& event : room.events()) {
                if (after.isCore(event) && after.level(event.id) > highest
                    && ownHistoryStands(after, author)) {
                    QVERIFY2(before.valid(event.id) == after.valid(event.id),
                             (std::to_string(seed) + " " + event.id).c_str());
                }
            }
        }
    }

private:
    // He neither forked nor cut a device of his: then nothing of his own history changed.
    static bool ownHistoryStands(const AuthorityModel& model, const std::string& author)
    {
        for (const auto& [id, event] : model.events()) {
            if (event.author == author
                && (model.forkedLogs().count(event.log) != 0 || event.kind == ModelKind::DeviceCut
                    || event.kind == ModelKind::Transfer)) {
                return false;
            }
        }
        return true;
    }
};

int main(int argc, char** argv)
{
    if (argc == 2 && argv[1][0] != '-') {
        return runFile(argv[1]);
    }
    AuthorityModelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "authority_model_test.moc"
