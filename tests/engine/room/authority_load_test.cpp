// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// 100,000 events by people who want the judgement to take for ever: judged in seconds and bounded memory. The time limits
// leave room for sanitizers and busy machines; what it really took is printed.
#include "engine/engine_types.h"
#include "engine/room/authority.h"
#include "support/seeded_rng.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace engine::room;

namespace {

constexpr std::size_t eventsMost = 100'000;
#if defined(__SANITIZE_ADDRESS__)
constexpr qint64 millisecondsMost = 120'000;
#else
constexpr qint64 millisecondsMost = 15'000;
#endif

template<class IdType>
IdType number(std::uint64_t value, std::uint8_t space)
{
    core::ByteArray<32> bytes{};
    // Scattered, like hashes, so that the order of ids says nothing about the order of events.
    value = (value + 1) * 0x9E3779B97F4A7C15ULL;
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    bytes[31] = space;
    return IdType(bytes);
}

// Writes events of a room one after the other; every log has a tip.
class Writer
{
public:
    Writer()
        : room(core::RoomId(number<core::EventId>(0, 9).bytes()))
        , authority(room, {person(0)})
    {
        founderLog = open(0, genesis());
    }

    static core::IdentityId person(std::uint64_t who) { return number<core::IdentityId>(who, 1); }
    core::EventId genesis() const { return core::EventId(room.bytes()); }

    std::uint64_t
    open(std::uint64_t who, const core::EventId& birth, std::vector<core::EventId> auth = {})
    {
        OpenBody body;
        body.identity = person(who);
        body.device = number<core::DeviceId>(who, 2);
        body.birth = birth;
        Log log{number<core::LogId>(logs.size(), 3), {}, 0};
        CoreEvent event{nextId(), log.id, 0, {}, birth, std::move(auth), {}, body};
        if (event.auth.empty()) {
            event.auth = {birth};
        }
        log.tip = event.id;
        logs.push_back(log);
        take(std::move(event));
        return logs.size() - 1;
    }

    core::EventId act(std::uint64_t log,
                      const core::EventId& grant,
                      CoreBody body,
                      std::vector<core::EventId> sees = {})
    {
        Log& at = logs[log];
        CoreEvent event{nextId(), at.id, ++at.seq, at.tip, grant, {at.tip}, {}, std::move(body)};
        for (const core::EventId& id : sees) {
            if (event.auth.size() < 4 && id != at.tip) {
                event.auth.push_back(id);
            }
        }
        at.tip = event.id;
        const core::EventId id = event.id;
        take(std::move(event));
        return id;
    }

    core::EventId grant(std::uint64_t who, int level)
    {
        return act(founderLog, genesis(), GrantBody{person(who), level, {}});
    }

    LogCut cut(std::uint64_t log) const
    {
        return {logs[log].id, logs[log].tip, logs[log].tip, logs[log].seq};
    }

    struct Log {
        core::LogId id;
        core::EventId tip;
        std::uint64_t seq = 0;
    };

    core::RoomId room;
    Authority authority;
    std::vector<Log> logs;
    std::uint64_t founderLog = 0;
    std::size_t taken = 0;

private:
    core::EventId nextId() { return number<core::EventId>(++m_count, 4); }
    void take(CoreEvent event)
    {
        const CoreAdded added = authority.add(std::move(event));
        taken += added == CoreAdded::Accepted ? 1 : 0;
    }

    std::uint64_t m_count = 0;
};

struct Staff {
    std::uint64_t who;
    core::EventId grant;
    std::uint64_t log;
};

std::vector<Staff> hire(Writer& writer, std::uint64_t first, std::uint64_t count, int level)
{
    std::vector<Staff> staff;
    for (std::uint64_t who = first; who < first + count; ++who) {
        const core::EventId grant = writer.grant(who, level);
        staff.push_back({who, grant, writer.open(who, grant)});
    }
    return staff;
}

std::vector<core::IdentityId> one(std::uint64_t who)
{
    return {Writer::person(who)};
}

// Everybody against everybody: bans, returns, mutes, doors, forks, policies.
void brawl(Writer& writer)
{
    support::SeededRng rng(7);
    auto staff = hire(writer, 1, 20, 80);
    const auto lower = hire(writer, 21, 60, 50);
    staff.insert(staff.end(), lower.begin(), lower.end());
    std::vector<core::EventId> recent{writer.genesis()};
    while (writer.taken < eventsMost) {
        const Staff& by = staff[rng.below(staff.size())];
        const std::uint64_t target = 1 + rng.below(400);
        const std::vector<core::EventId> sees{recent[rng.below(recent.size())], recent.back()};
        core::EventId id;
        switch (rng.below(8)) {
        case 0:
        case 1: {
            RevokeBody body{one(target), {}, rng.below(2) == 0, std::nullopt, {}};
            for (const Staff& other : staff) {
                if (other.who == target && rng.below(4) != 0) {
                    body.cuts.push_back(writer.cut(other.log));
                }
            }
            id = writer.act(by.log, by.grant, body, sees);
            break;
        }
        case 2:
            id = writer.act(by.log,
                            by.grant,
                            RestrictBody{Writer::person(target), {}, {rng.below(1000)}, {}},
                            sees);
            break;
        case 3: {
            PolicyBody body;
            body.slowModeSeconds = static_cast<std::uint32_t>(rng.below(60));
            id = writer.act(by.log, by.grant, body, sees);
            break;
        }
        case 4:
            id = writer.act(
                by.log, by.grant, PinBody{{writer.cut(staff[rng.below(staff.size())].log)}}, sees);
            break;
        case 5: // comes in again
            id = writer.grant(target, 10);
            writer.open(target, id, {id, recent.back()});
            break;
        default:
            id = writer.act(by.log, by.grant, GrantBody{Writer::person(target), 10, {}}, sees);
        }
        recent.push_back(id);
        if (recent.size() > 50) {
            recent.erase(recent.begin());
        }
        if (rng.below(50) == 0) {
            writer.authority.addFork(writer.logs[by.log].id,
                                     1 + rng.below(writer.logs[by.log].seq + 1));
        }
    }
}

// One person banned by turns and let in again by turns: each return follows some of the bans.
void revolvingDoor(Writer& writer)
{
    const auto staff = hire(writer, 1, 2, 80);
    DoorBody door;
    door.level = 10;
    const core::EventId way = writer.act(staff[0].log, staff[0].grant, door);
    while (writer.taken < eventsMost) {
        const core::EventId ban =
            writer.act(staff[0].log,
                       staff[0].grant,
                       RevokeBody{one(9), {}, writer.taken % 4 == 0, std::nullopt, {}});
        if (writer.taken % 3 == 0) {
            writer.act(staff[0].log, staff[0].grant, GrantBody{Writer::person(9), 10, {}});
        }
        writer.open(9, way, {ban, way});
    }
}

// A rogue moderator with a log for every fork.
void forks(Writer& writer)
{
    const auto staff = hire(writer, 1, 2, 50);
    while (writer.taken < eventsMost) {
        const std::uint64_t log = writer.open(1, staff[0].grant);
        const core::EventId first =
            writer.act(log, staff[0].grant, GrantBody{Writer::person(writer.taken % 500), 10, {}});
        Writer::Log& at = writer.logs[log];
        at.seq = 0;
        at.tip = writer.authority.lastCoreOf(at.id).value_or(first);
        writer.act(log, staff[0].grant, GrantBody{Writer::person(7), 10, {}});
        writer.authority.addFork(at.id, 1);
        writer.act(writer.founderLog, writer.genesis(), PinBody{{writer.cut(log)}}, {first});
    }
}

// Founders who hand the room to two people again and again.
void transfers(Writer& writer)
{
    const std::vector<core::EventId> none;
    std::vector<std::uint64_t> logs;
    for (int i = 0; i < 20; ++i) {
        logs.push_back(writer.open(0, writer.genesis()));
    }
    while (writer.taken < eventsMost) {
        writer.act(logs[writer.taken % logs.size()],
                   writer.genesis(),
                   TransferBody{Writer::person(1 + writer.taken % 3), {}});
    }
}

} // namespace

class AuthorityLoadTest : public QObject
{
    Q_OBJECT

private slots:
    void hundredThousandEvents_data()
    {
        QTest::addColumn<int>("shape");
        QTest::newRow("brawl") << 0;
        QTest::newRow("revolving door") << 1;
        QTest::newRow("forks") << 2;
        QTest::newRow("transfers") << 3;
    }

    void hundredThousandEvents()
    {
        QFETCH(int, shape);
        Writer writer;
        void (*const shapes[])(Writer&) = {brawl, revolvingDoor, forks, transfers};
        shapes[shape](writer);
        QVERIFY(writer.taken >= eventsMost);
        QElapsedTimer timer;
        timer.start();
        const core::Hash32 digest = writer.authority.digest();
        const qint64 first = timer.elapsed();
        qInfo(
            "%zu events judged in %lld ms", writer.authority.size(), static_cast<long long>(first));
        QVERIFY(first < millisecondsMost);
        QCOMPARE(writer.authority.digest() == digest, true);

        // One more opening joins without judging anew.
        timer.restart();
        for (std::uint64_t who = 1000; who < 1020; ++who) {
            writer.open(who, writer.genesis());
            static_cast<void>(writer.authority.level(Writer::person(who)));
        }
        QVERIFY(timer.elapsed() < millisecondsMost / 10);
    }
};

QTEST_APPLESS_MAIN(AuthorityLoadTest)
#include "authority_load_test.moc"
