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
        , authority(room, {person(0), person(other)})
    {
        founderLog = open(0, genesis());
        DoorBody door;
        door.level = 10;
        porch = act(open(other, genesis()), genesis(), door);
    }

    static constexpr std::uint64_t other = 999'999; ///< a founder who keeps out of it

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
                      const std::vector<core::EventId>& sees = {})
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

    // The same log, opened once more.
    void again(std::uint64_t log, const core::EventId& birth, std::vector<core::EventId> auth)
    {
        OpenBody body;
        body.identity = person(9);
        body.device = number<core::DeviceId>(9, 2);
        body.birth = birth;
        take({nextId(), logs[log].id, 0, {}, birth, std::move(auth), {}, body});
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
    core::EventId porch; ///< the other founder's door
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
        const core::EventId opening = writer.logs[log].tip;
        const core::EventId first =
            writer.act(log, staff[0].grant, GrantBody{Writer::person(writer.taken % 500), 10, {}});
        Writer::Log& at = writer.logs[log];
        at.seq = 0;
        at.tip = opening;
        writer.act(log, staff[0].grant, GrantBody{Writer::person(7), 10, {}});
        writer.act(writer.founderLog, writer.genesis(), PinBody{{writer.cut(log)}}, {first});
    }
}

// Founders who hand the room to two people again and again.
void transfers(Writer& writer)
{
    std::vector<std::uint64_t> logs;
    logs.reserve(20);
    for (int i = 0; i < 20; ++i) {
        logs.push_back(writer.open(0, writer.genesis()));
    }
    while (writer.taken < eventsMost) {
        writer.act(logs[writer.taken % logs.size()],
                   writer.genesis(),
                   TransferBody{Writer::person(1 + writer.taken % 3), {}});
    }
}

// One person banned from many logs, let in through doors of every level, now and then behind an unban.
void manyWays(Writer& writer)
{
    const auto staff = hire(writer, 1, 2, 90);
    std::vector<core::EventId> ways;
    ways.reserve(80);
    for (int level = 0; level < 80; ++level) {
        DoorBody door;
        door.level = level;
        ways.push_back(writer.act(staff[0].log, staff[0].grant, door));
    }
    std::uint64_t entered = writer.open(9, ways[0]);
    core::EventId unban = ways[0];
    while (writer.taken < eventsMost) {
        const std::uint64_t log = writer.open(1, staff[0].grant);
        RevokeBody body{one(9), {writer.cut(entered)}, true, std::nullopt, {}};
        const core::EventId ban = writer.act(log, staff[0].grant, std::move(body), {unban});
        if (writer.taken % 2 == 0) {
            unban = writer.act(
                staff[1].log, staff[1].grant, GrantBody{Writer::person(9), 10, {}}, {ban});
        }
        entered = writer.open(9, ways[writer.taken % ways.size()], {ban, unban});
    }
}

// Each demotion is a new standing; the demoted acts under each of them, in the one log that all demotions keep.
void demotions(Writer& writer)
{
    const auto staff = hire(writer, 1, 2, 90);
    core::EventId standing = staff[1].grant;
    while (writer.taken < eventsMost) {
        RevokeBody body{one(2), {writer.cut(staff[1].log)}, false, 80, {}};
        standing = writer.act(writer.taken % 4 == 0 ? writer.founderLog : staff[0].log,
                              writer.taken % 4 == 0 ? writer.genesis() : staff[0].grant,
                              std::move(body));
        writer.act(staff[1].log, standing, GrantBody{Writer::person(7), 10, {}});
    }
}

// Each time he comes in through the door, somebody acts in his first log under the new admission, which bans keep.
void guests(Writer& writer)
{
    const auto staff = hire(writer, 1, 2, 90);
    DoorBody door;
    door.level = 60;
    const core::EventId way = writer.act(staff[0].log, staff[0].grant, door);
    const std::uint64_t log = writer.open(9, way);
    core::EventId ban = way;
    while (writer.taken < eventsMost) {
        const core::EventId admission = writer.logs[writer.open(9, way, {ban})].tip;
        writer.act(log, admission, GrantBody{Writer::person(7), 10, {}});
        RevokeBody body{one(9), {writer.cut(log)}, true, std::nullopt, {}};
        ban = writer.act(staff[0].log, staff[0].grant, std::move(body));
    }
}

// All bans and returns of one person, by many who cite whatever there is.
void storm(Writer& writer)
{
    support::SeededRng rng(13);
    const auto staff = hire(writer, 1, 300, 80);
    std::vector<core::EventId> all{writer.porch};
    while (writer.taken < eventsMost) {
        const auto any = [&] { return all[rng.below(all.size())]; };
        const Staff& by = staff[rng.below(staff.size())];
        const std::uint64_t what = rng.below(16);
        if (what < 7) {
            all.push_back(
                writer.logs[writer.open(9, writer.porch, {any(), any(), any(), any()})].tip);
        } else if (what < 8) {
            all.push_back(writer.act(
                by.log, by.grant, GrantBody{Writer::person(9), 20, {}}, {any(), any(), any()}));
        } else {
            RevokeBody body{one(9), {}, what % 2 == 0, std::nullopt, {}};
            all.push_back(writer.act(by.log, by.grant, std::move(body), {any(), any(), any()}));
        }
    }
}

// A moderator is muted and freed without end, and goes on acting.
void mutes(Writer& writer)
{
    const auto staff = hire(writer, 1, 3, 80);
    const auto loud = hire(writer, 4, 1, 50);
    while (writer.taken < eventsMost) {
        const Staff& by = staff[writer.taken % 3];
        const bool lift = writer.taken % 2 == 0;
        std::vector<LogCut> cuts;
        if (writer.taken % 5 != 0) {
            cuts.push_back(writer.cut(loud[0].log));
        }
        writer.act(by.log,
                   by.grant,
                   RestrictBody{Writer::person(4), std::move(cuts), {lift ? 0U : 9U}, {}});
        writer.act(loud[0].log, loud[0].grant, GrantBody{Writer::person(7), 10, {}});
    }
}

// Much was said, and then as many mutes that leave all of it.
void lateMutes(Writer& writer)
{
    const auto staff = hire(writer, 1, 2, 80);
    const auto loud = hire(writer, 4, 1, 50);
    while (writer.taken < eventsMost / 2) {
        writer.act(loud[0].log, loud[0].grant, GrantBody{Writer::person(7), 10, {}});
    }
    while (writer.taken < eventsMost) {
        const Staff& by = staff[writer.taken % 2];
        RestrictBody body{Writer::person(4), {writer.cut(loud[0].log)}, {writer.taken % 3}, {}};
        writer.act(by.log, by.grant, std::move(body));
    }
}

// Crowds removed at once, each of whom comes back at once.
void crowds(Writer& writer)
{
    const auto staff = hire(writer, 1, 2, 80);
    std::vector<core::IdentityId> crowd;
    for (std::uint64_t who = 100; who < 356; ++who) {
        crowd.push_back(Writer::person(who));
    }
    std::sort(crowd.begin(), crowd.end());
    core::EventId ban = writer.porch;
    while (writer.taken < eventsMost) {
        const Staff& by = staff[writer.taken % 2];
        if (writer.taken % 40 == 0) {
            ban = writer.act(
                by.log, by.grant, RevokeBody{crowd, {}, writer.taken % 80 == 0, std::nullopt, {}});
        }
        writer.open(100 + writer.taken % 256, writer.porch, {ban});
    }
}

// People who were handed the room give it away twice each, long after one another.
void founders(Writer& writer)
{
    std::vector<Staff> owners;
    for (std::uint64_t who = 1; who <= 25'000; ++who) {
        const core::EventId transfer =
            writer.act(writer.founderLog, writer.genesis(), TransferBody{Writer::person(who), {}});
        owners.push_back({who, transfer, writer.open(who, transfer)});
    }
    while (writer.taken < eventsMost) {
        const Staff& by = owners[writer.taken % owners.size()];
        writer.act(by.log, by.grant, TransferBody{Writer::person(by.who + 1), {}});
    }
}

// Somebody gives up his devices again and again, a founder who has given the room away among them.
void devices(Writer& writer)
{
    const auto staff = hire(writer, 1, 1, 80);
    std::uint64_t log = staff[0].log;
    const auto cutDevice = [&](std::uint64_t who, const core::EventId& grant, std::uint64_t from) {
        const DeviceCutBody body{number<core::DeviceId>(who, 2), {writer.cut(from)}, {}};
        writer.act(from, grant, body);
    };
    while (writer.taken < eventsMost / 2) {
        log = writer.taken % 5 == 0 ? writer.open(1, staff[0].grant) : log;
        cutDevice(1, staff[0].grant, log);
        cutDevice(0, writer.genesis(), writer.founderLog);
    }
    while (writer.taken < eventsMost) {
        writer.act(writer.founderLog, writer.genesis(), GrantBody{Writer::person(7), 10, {}});
        if (writer.taken == eventsMost - 10) {
            writer.act(writer.founderLog, writer.genesis(), TransferBody{Writer::person(3), {}});
        }
    }
}

// Policies, redactions and pins by many, each of whom cites as widely as he may.
void paper(Writer& writer)
{
    support::SeededRng rng(11);
    const auto staff = hire(writer, 1, 300, 80);
    std::vector<core::EventId> all{writer.porch};
    while (writer.taken < eventsMost) {
        const Staff& by = staff[rng.below(staff.size())];
        const std::vector<core::EventId> sees{
            all[rng.below(all.size())], all[rng.below(all.size())], all.back()};
        PolicyBody policy;
        policy.slowModeSeconds = static_cast<std::uint32_t>(rng.below(60));
        policy.topic = "whatever";
        const RedactBody redact{{{writer.logs[by.log].id, rng.below(100), 0}}, false, {}};
        const PinBody pin{{writer.cut(staff[rng.below(staff.size())].log)}};
        const std::uint64_t what = rng.below(3);
        all.push_back(what == 0   ? writer.act(by.log, by.grant, policy, sees)
                      : what == 1 ? writer.act(by.log, by.grant, redact, sees)
                                  : writer.act(by.log, by.grant, pin, sees));
    }
}

// Doors that are closed over and over, each time with other exceptions.
void closes(Writer& writer)
{
    std::vector<core::EventId> entered;
    for (std::uint64_t who = 100; writer.taken < eventsMost * 9 / 10; ++who) {
        entered.push_back(writer.logs[writer.open(who, writer.porch)].tip);
    }
    std::sort(entered.begin(), entered.end());
    while (writer.taken < eventsMost) {
        CloseBody close{writer.porch, {}, {}};
        for (std::size_t i = writer.taken % 800; i < entered.size(); i += 800) {
            close.keep.push_back(entered[i]);
        }
        writer.act(writer.founderLog, writer.genesis(), std::move(close));
    }
}

// One log, opened over and over, of a person removed over and over: the log came in behind what all openings follow.
void openings(Writer& writer)
{
    const auto staff = hire(writer, 1, 2, 80);
    const std::uint64_t log = writer.open(9, writer.porch);
    while (writer.taken < eventsMost) {
        const Staff& by = staff[writer.taken % 2];
        const core::EventId ban =
            writer.act(by.log, by.grant, RevokeBody{one(9), {}, false, std::nullopt, {}});
        writer.again(log, writer.porch, {ban});
    }
}

struct Shape {
    const char* name;
    void (*write)(Writer&);
};

constexpr Shape shapes[] = {
    {"brawl", brawl},
    {"revolving door", revolvingDoor},
    {"forks", forks},
    {"transfers", transfers},
    {"many ways", manyWays},
    {"demotions", demotions},
    {"guests", guests},
    {"storm", storm},
    {"mutes", mutes},
    {"late mutes", lateMutes},
    {"crowds", crowds},
    {"founders", founders},
    {"devices", devices},
    {"paper", paper},
    {"closes", closes},
    {"openings", openings},
};

} // namespace

class AuthorityLoadTest : public QObject
{
    Q_OBJECT

private slots:
    void hundredThousandEvents_data()
    {
        QTest::addColumn<int>("shape");
        int shape = 0;
        for (const auto& [name, write] : shapes) {
            QTest::newRow(name) << shape++;
        }
    }

    void hundredThousandEvents()
    {
        QFETCH(int, shape);
        Writer writer;
        shapes[shape].write(writer);
        QVERIFY(writer.taken >= eventsMost);
        QElapsedTimer timer;
        timer.start();
        const core::Hash32 digest = writer.authority.digest();
        const qint64 first = timer.elapsed();
        qInfo(
            "%zu events judged in %lld ms", writer.authority.size(), static_cast<long long>(first));
        QVERIFY(first < millisecondsMost);
        QCOMPARE(writer.authority.digest() == digest, true);

        // One more opening joins without judging anew, of a stranger and of him whom most of it was about.
        timer.restart();
        const std::size_t before = writer.taken;
        for (std::uint64_t who = 1'000'000; who < 1'000'020; ++who) {
            const std::uint64_t log = writer.open(who, writer.porch);
            QVERIFY(writer.authority.isValid(writer.logs[log].tip)
                    == (shapes[shape].write != closes));
            static_cast<void>(writer.authority.level(Writer::person(who)));
            writer.open(9, writer.porch);
            static_cast<void>(writer.authority.level(Writer::person(9)));
        }
        QCOMPARE(writer.taken, before + 40);
        qInfo("40 more in %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY(timer.elapsed() < millisecondsMost / 10);
    }
};

QTEST_APPLESS_MAIN(AuthorityLoadTest)
#include "authority_load_test.moc"
