// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// The simulator's store against the real one: random operations into both, and whatever is asked has the same answer.
#include "engine/host/sqlite_store.h"
#include "engine/host/store_reader.h"
#include "engine/host/store_rows.h"
#include "engine/host/store_schema.h"
#include "sim/memory_store.h"
#include "support/seeded_rng.h"

#include <QTemporaryDir>
#include <QTest>

using namespace engine;
using support::idOf;

namespace {

bool sameRow(const EventRow& left, const EventRow& right)
{
    return left.ref == right.ref && left.id == right.id && left.header == right.header
           && left.signature == right.signature && left.nonce == right.nonce
           && left.body == right.body && left.hasBody == right.hasBody
           && left.sealed == right.sealed && left.core == right.core && left.kind == right.kind
           && left.author == right.author && left.arrivedMs == right.arrivedMs
           && left.order == right.order && left.late == right.late && left.shown == right.shown
           && left.olderRules == right.olderRules;
}

bool sameRows(const std::vector<EventRow>& left, const std::vector<EventRow>& right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), sameRow);
}

bool sameState(const StoredState& left, const StoredState& right)
{
    return std::equal(left.records.begin(),
                      left.records.end(),
                      right.records.begin(),
                      right.records.end(),
                      [](const StoredRecord& a, const StoredRecord& b) {
                          return a.room == b.room && a.kind == b.kind && a.key == b.key
                                 && a.value == b.value;
                      })
           && std::equal(left.core.begin(),
                         left.core.end(),
                         right.core.begin(),
                         right.core.end(),
                         [](const StoredCoreRow& a, const StoredCoreRow& b) {
                             return a.room == b.room && sameRow(a.row, b.row);
                         })
           && std::equal(left.receipts.begin(),
                         left.receipts.end(),
                         right.receipts.begin(),
                         right.receipts.end(),
                         [](const StoredReceipt& a, const StoredReceipt& b) {
                             return a.room == b.room && a.log == b.log && a.member == b.member
                                    && a.deliveredEnd == b.deliveredEnd && a.readEnd == b.readEnd;
                         });
}

/// Operations over few rooms, logs and seqs, so that they meet.
class OpSource
{
public:
    explicit OpSource(std::uint64_t seed)
        : m_rng(seed)
    {
    }

    StoreOp next()
    {
        switch (m_rng.below(20)) {
        case 0:
            return m_rng.below(10) == 0 ? StoreOp(DropRoom{room()})
                                        : StoreOp(DropBody{room(), ref()});
        case 1:
        case 2: {
            const std::uint64_t from = m_rng.below(30);
            const Shown states[] = {Shown::Visible, Shown::Void, Shown::Held};
            return SetShown{room(), log(), from, from + m_rng.below(10), states[m_rng.below(3)]};
        }
        case 3:
        case 4:
        case 5:
            return PutRecord{room(), recordKind(), key(), core::Bytes(m_rng.below(9), 4)};
        case 9:
            return SetOlderRules{room(), ref(), m_rng.below(2) == 0};
        case 6:
            return DropRecord{room(), recordKind(), key()};
        case 7:
        case 8:
            return PutReceipt{room(), log(), author(), m_rng.below(50), m_rng.below(50)};
        default:
            return event();
        }
    }
    RoomId room() { return idOf<RoomId>(static_cast<std::uint8_t>(1 + m_rng.below(2))); }
    core::LogId log() { return idOf<core::LogId>(static_cast<std::uint8_t>(10 + m_rng.below(3))); }
    std::uint64_t below(std::uint64_t bound) { return m_rng.below(bound); }

private:
    core::EventRef ref() { return {log(), m_rng.below(30)}; }
    IdentityId author() { return idOf<IdentityId>(static_cast<std::uint8_t>(20 + m_rng.below(3))); }
    RecordKind recordKind() { return static_cast<RecordKind>(1 + m_rng.below(3)); }
    core::Bytes key() { return core::Bytes(m_rng.below(3), 9); }
    StoreOp event()
    {
        const auto time = static_cast<std::int64_t>(1'000'000 + m_rng.below(1000));
        PutEvent out = support::textEvent(room(), log(), m_rng.below(30), author(), time, "text");
        out.row.core = m_rng.below(5) == 0;
        out.row.late = m_rng.below(5) == 0;
        out.row.olderRules = m_rng.below(5) == 0;
        out.row.sealed = m_rng.below(9) == 0;
        out.row.shown = m_rng.below(4) == 0 ? Shown::Never : Shown::Visible;
        return out;
    }

    support::SeededRng m_rng;
};

} // namespace

class MemoryStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void answersAsTheRealStoreDoes()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("a.db")).toStdString();
        QVERIFY(host::prepareDatabase(path, host::schemaSteps()));
        auto real = host::SqliteStore::open(path);
        QVERIFY(real);
        auto reader = host::StoreReader::open(path);
        QVERIFY(reader);
        sim::MemoryStore ours;
        OpSource source(5);
        for (CommitToken token = 1; token <= 150; ++token) {
            Persist batch;
            batch.token = token;
            for (std::uint64_t i = source.below(8); i > 0; --i) {
                batch.ops.push_back(source.next());
            }
            QVERIFY((*real)->apply({&batch, 1}));
            ours.apply(batch.ops);
            const auto state = (*real)->loadState();
            QVERIFY(state);
            QVERIFY(sameState(*state, ours.loadState()));
            const std::uint64_t from = source.below(30);
            const ReadRows rows{1, source.room(), source.log(), from, from + source.below(30), 7};
            QVERIFY(sameRows((*reader)->rows(rows), ours.rows(rows)));
            const ReadTail tail{1, source.room(), static_cast<std::uint32_t>(1 + source.below(9))};
            QVERIFY(sameRows((*reader)->tail(tail), ours.tail(tail)));
        }
    }
};

QTEST_GUILESS_MAIN(MemoryStoreTest)
#include "memory_store_test.moc"
