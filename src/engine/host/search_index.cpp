// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/search_index.h"

#include "core/limits.h"
#include "engine/host/bulk_statement.h"
#include "engine/host/stored_message.h"
#include "engine/room/event.h"
#include "engine/room/message_fold.h"

#include <algorithm>
#include <numeric>

namespace engine::host {

namespace tuning = core::limits::tuning;
using core::fail;

namespace {

/// So many blocks of about one weight become one. Heavier ones stay: a text is taken out of a block by writing all of
/// it, and a commit may have to wait until one is put together.
constexpr std::int64_t mergedTogether = 4;
constexpr std::int64_t weightsMerged[] = {4, 16, 64, 256, 1024};
static_assert(weightsMerged[4] * mergedTogether <= UINT16_MAX);
static_assert(tuning::searchBatch <= UINT16_MAX);

/// A message of a line or two weighs a little more than 1, the longest about 100.
constexpr std::size_t gramsPerWeight = 256;

std::uint64_t clockOf(core::ByteView order)
{
    std::uint64_t clock = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(order.size(), 8); ++i) {
        clock = (clock << 8U) | order[i];
    }
    return std::min<std::uint64_t>(clock, INT64_MAX);
}

} // namespace

bool isSearched(std::uint8_t kind)
{
    return room::isShown(kind) || kind == static_cast<std::uint8_t>(room::Kind::EditMessage);
}

struct SearchIndex::Statements {
    explicit Statements(Database& db)
        : wait(db, "INSERT INTO search_waiting(log_no, seq) VALUES(?, ?)")
        , waiting(db,
                  "SELECT w.n, w.log_no, w.seq, e.kind, "
                  "coalesce(e.has_body AND length(rooms.room)=32, 0), e.sealed, e.late, "
                  "e.order_key, e.author, e.body, e.room_no, rooms.room FROM search_waiting w "
                  "LEFT JOIN events e ON e.log_no=w.log_no AND e.seq=w.seq "
                  "LEFT JOIN rooms ON rooms.room_no=e.room_no ORDER BY w.n DESC LIMIT ?")
        , waited(db, "DELETE FROM search_waiting WHERE n>=?")
        , target(db,
                 "SELECT e.order_key FROM events e JOIN logs USING(log_no) "
                 "WHERE logs.room_no=? AND logs.log=? AND e.seq=?")
        , findDoc(db, "SELECT block FROM search_docs WHERE log_no=? AND seq=?")
        , putDoc(db, "INSERT OR REPLACE INTO search_docs(log_no, seq, block) VALUES(?, ?, ?)")
        , dropDoc(db, "DELETE FROM search_docs WHERE log_no=? AND seq=?")
        , addBlock(db,
                   "INSERT INTO search_blocks(weight, newest, starts) VALUES(?, ?, ?) "
                   "RETURNING block")
        , putList(db, "INSERT OR REPLACE INTO search_lists(block, docs) VALUES(?, ?)")
        , list(db, "SELECT docs FROM search_lists WHERE block=?")
        , putPage(db, "INSERT OR REPLACE INTO search_pages(page, grams) VALUES(?, ?)")
        , pages(db, "SELECT page, grams FROM search_pages WHERE page BETWEEN ? AND ?")
        , small(db,
                "SELECT block FROM search_blocks WHERE weight>=? AND weight<? "
                "AND weight<1024 ORDER BY newest DESC LIMIT ?")
    {
    }

    BulkStatement wait;
    Statement waiting;
    Statement waited;
    Statement target;
    Statement findDoc;
    BulkStatement putDoc;
    Statement dropDoc;
    Statement addBlock;
    Statement putList;
    Statement list;
    Statement putPage;
    Statement pages;
    Statement small;
};

/// What becomes one block.
struct SearchIndex::Batch {
    std::vector<SearchDoc> docs;
    std::vector<GramDoc> grams;
    std::int64_t rows = 0; ///< taken from the queue, those that hold no words included
    std::int64_t lowest = 0;

    void add(const SearchDoc& doc, const std::vector<Gram>& of)
    {
        const auto number = static_cast<std::uint16_t>(docs.size());
        docs.push_back(doc);
        for (const Gram gram : of) {
            grams.push_back({gram, number});
        }
    }
    /// Newest first, and everything in the order in which it is stored.
    void arrange()
    {
        std::vector<std::uint16_t> order(docs.size());
        std::iota(order.begin(), order.end(), std::uint16_t{0});
        std::stable_sort(order.begin(), order.end(), [this](std::uint16_t a, std::uint16_t b) {
            return docs[a].clock > docs[b].clock;
        });
        std::vector<std::uint16_t> place(docs.size());
        std::vector<SearchDoc> arranged;
        for (const std::uint16_t number : order) {
            place[number] = static_cast<std::uint16_t>(arranged.size());
            arranged.push_back(docs[number]);
        }
        docs = std::move(arranged);
        for (GramDoc& one : grams) {
            one.doc = place[one.doc];
        }
        std::sort(grams.begin(), grams.end());
    }
};

SearchIndex::SearchIndex(Database& database)
    : m_database(database)
    , m_statements(std::make_unique<Statements>(database))
{
}

SearchIndex::~SearchIndex() = default;

// ---- what is stored and erased ----

SearchIndex::Applied SearchIndex::wait(std::int64_t logNo, std::int64_t seq)
{
    return m_statements->wait.bind(logNo).bind(seq).run();
}

void SearchIndex::forget(std::int64_t logNo, std::int64_t seq)
{
    m_forgotten.emplace(logNo, seq);
}

SearchIndex::Applied SearchIndex::finish()
{
    std::map<std::int64_t, std::set<std::pair<std::int64_t, std::int64_t>>> byBlock;
    for (const auto& [logNo, seq] : std::exchange(m_forgotten, {})) {
        auto& find = m_statements->findDoc;
        if (const auto ran = find.bind(logNo).bind(seq).run(); !ran) {
            return ran;
        }
        if (!find.next()) {
            continue;
        }
        byBlock[find.number(0)].emplace(logNo, seq);
        find.finish();
        if (const auto ran = m_statements->dropDoc.bind(logNo).bind(seq).run(); !ran) {
            return ran;
        }
    }
    for (const auto& [block, places] : byBlock) {
        const auto chosen = [&of = places](const SearchDoc& doc) {
            return of.contains({doc.logNo, doc.seq});
        };
        if (const auto taken = takeOut(block, chosen); !taken) {
            return taken;
        }
    }
    return {};
}

SearchIndex::Applied SearchIndex::takeLogsOut(const Place& any, const std::set<std::int64_t>& logs)
{
    const auto docs = docsOf(any.block);
    if (!docs) {
        return fail(docs.error());
    }
    auto done =
        takeOut(any.block, [&logs](const SearchDoc& doc) { return logs.contains(doc.logNo); });
    for (const SearchDoc& doc : *docs) {
        if (done && !doc.gone && logs.contains(doc.logNo)) {
            done = m_statements->dropDoc.bind(doc.logNo).bind(doc.seq).run();
        }
    }
    // Whatever the block says of it: who takes out all would come back here for ever.
    return done ? m_statements->dropDoc.bind(any.logNo).bind(any.seq).run() : done;
}

core::Result<std::vector<SearchDoc>, StoreError> SearchIndex::docsOf(std::int64_t block)
{
    auto& list = m_statements->list;
    if (const auto ran = list.bind(block).run(); !ran) {
        return fail(ran.error());
    }
    std::vector<SearchDoc> docs =
        list.next() ? decodeDocs(list.bytes(0)) : std::vector<SearchDoc>();
    list.finish();
    return docs;
}

SearchIndex::Applied SearchIndex::takeOut(std::int64_t block, const Chosen& chosen)
{
    auto docs = docsOf(block);
    if (!docs) {
        return fail(docs.error());
    }
    std::vector<bool> out(docs->size(), false);
    bool left = false;
    for (std::size_t i = 0; i < docs->size(); ++i) {
        SearchDoc& doc = (*docs)[i];
        out[i] = !doc.gone && chosen(doc);
        doc.gone = doc.gone || out[i];
        left = left || !doc.gone;
    }
    return left ? rewrite(block, *docs, out) : remove(block);
}

SearchIndex::Applied SearchIndex::rewrite(std::int64_t block,
                                          const std::vector<SearchDoc>& docs,
                                          const std::vector<bool>& out)
{
    const core::Bytes list = encodeDocs(docs);
    auto done = m_statements->putList.bind(block).bind(core::ByteView(list)).run();
    std::map<std::int64_t, core::Bytes> changed;
    auto& pages = m_statements->pages;
    if (done) {
        done = pages.bind(firstPage(block)).bind(firstPage(block + 1) - 1).run();
    }
    while (done && pages.next()) {
        std::vector<GramDoc> grams = decodePage(pages.bytes(1));
        const auto gone = std::erase_if(
            grams, [&out](const GramDoc& one) { return one.doc < out.size() && out[one.doc]; });
        if (gone > 0) {
            changed.emplace(pages.number(0), encodePage(grams));
        }
    }
    for (const auto& [page, bytes] : changed) {
        if (done) {
            done = m_statements->putPage.bind(page).bind(core::ByteView(bytes)).run();
        }
    }
    return done;
}

SearchIndex::Applied SearchIndex::remove(std::int64_t block)
{
    const std::string number = std::to_string(block);
    for (const std::string& sql :
         {"DELETE FROM search_pages WHERE page BETWEEN " + std::to_string(firstPage(block))
              + " AND " + std::to_string(firstPage(block + 1) - 1),
          "DELETE FROM search_lists WHERE block=" + number,
          "DELETE FROM search_blocks WHERE block=" + number}) {
        if (const auto ran = m_database.run(sql); !ran) {
            return ran;
        }
    }
    return {};
}

// ---- filling ----

core::Result<bool, StoreError> SearchIndex::fill()
{
    auto batch = newestWaiting();
    if (!batch) {
        return fail(batch.error());
    }
    if (batch->rows == 0) {
        return mergeSmall();
    }
    // What is stored a second time is indexed as it is now.
    for (const SearchDoc& doc : batch->docs) {
        forget(doc.logNo, doc.seq);
    }
    auto done = finish();
    if (done) {
        done = write(*batch);
    }
    if (done) {
        done = m_statements->waited.bind(batch->lowest).run();
    }
    if (!done) {
        return fail(done.error());
    }
    return true;
}

core::Result<SearchIndex::Batch, StoreError> SearchIndex::newestWaiting()
{
    Batch batch;
    auto& waiting = m_statements->waiting;
    if (const auto ran = waiting.bind(std::int64_t{tuning::searchBatch}).run(); !ran) {
        return fail(ran.error());
    }
    while (batch.grams.size() < tuning::searchBatchGrams && waiting.next()) {
        readWaiting(batch);
    }
    if (const auto error = waiting.failed()) {
        return fail(*error);
    }
    waiting.finish();
    return batch;
}

void SearchIndex::readWaiting(Batch& batch)
{
    const Statement& row = m_statements->waiting;
    ++batch.rows;
    batch.lowest = row.number(0);
    SearchDoc doc;
    doc.logNo = row.number(1);
    doc.seq = row.number(2);
    const auto kind = static_cast<std::uint8_t>(row.number(3));
    const bool sealed = row.number(5) != 0;
    const auto same = [&doc](const SearchDoc& one) {
        return one.logNo == doc.logNo && one.seq == doc.seq;
    };
    if (!isSearched(kind) || row.number(4) == 0 || sealed
        || std::any_of(batch.docs.begin(), batch.docs.end(), same)) {
        return;
    }
    const bool edit = !room::isShown(kind);
    const core::Bytes body = row.bytes(9);
    doc.clock = clockOf(row.bytes(7));
    doc.loose = edit || row.number(6) != 0;
    if (const auto target = edit ? room::relatedTo(kind, body) : std::nullopt) {
        doc.clock = std::max(doc.clock, clockOfTarget(row.number(10), *target));
    }
    std::vector<Gram> grams = gramsOf(foldedText(searchedText(kind, body)));
    grams.push_back(roomGram(row.id<RoomId>(11)));
    grams.push_back(authorGram(row.id<IdentityId>(8)));
    if (kind != static_cast<std::uint8_t>(room::Kind::TextMessage)) {
        grams.push_back(fileGram()); // an edit may be one of what is said with a file
    }
    batch.add(doc, grams);
}

std::uint64_t SearchIndex::clockOfTarget(std::int64_t roomNo, const core::EventRef& target)
{
    auto& find = m_statements->target;
    if (!find.bind(roomNo).bind(target.log).bind(toSql(target.seq)).run()) {
        return INT64_MAX;
    }
    const std::uint64_t clock = find.next() ? clockOf(find.bytes(0)) : INT64_MAX;
    find.finish();
    return clock;
}

SearchIndex::Applied SearchIndex::write(Batch& batch)
{
    if (batch.docs.empty()) {
        return {};
    }
    batch.arrange();
    const SearchPages pages = encodePages(batch.grams);
    const core::Bytes starts = encodeStarts(pages.starts);
    auto& add = m_statements->addBlock;
    const std::size_t weight = batch.docs.size() + batch.grams.size() / gramsPerWeight;
    const auto added = add.bind(static_cast<std::int64_t>(weight))
                           .bind(toSql(batch.docs.front().clock))
                           .bind(core::ByteView(starts))
                           .run();
    if (!added) {
        return added;
    }
    if (!add.next()) {
        return fail(add.failed().value_or(StoreError::Failed));
    }
    const std::int64_t block = add.number(0);
    add.finish();
    const core::Bytes list = encodeDocs(batch.docs);
    auto done = m_statements->putList.bind(block).bind(core::ByteView(list)).run();
    for (std::size_t i = 0; done && i < pages.pages.size(); ++i) {
        done = m_statements->putPage.bind(firstPage(block) + static_cast<std::int64_t>(i))
                   .bind(core::ByteView(pages.pages[i]))
                   .run();
    }
    for (std::size_t i = 0; done && i < batch.docs.size(); ++i) {
        done = m_statements->putDoc.bind(batch.docs[i].logNo)
                   .bind(batch.docs[i].seq)
                   .bind(block)
                   .run();
    }
    return done;
}

core::Result<bool, StoreError> SearchIndex::mergeSmall()
{
    std::vector<std::int64_t> blocks;
    std::int64_t from = 0;
    for (const std::int64_t below : weightsMerged) {
        auto& small = m_statements->small;
        if (const auto ran = small.bind(from).bind(below).bind(mergedTogether).run(); !ran) {
            return fail(ran.error());
        }
        blocks.clear();
        while (small.next()) {
            blocks.push_back(small.number(0));
        }
        if (std::ssize(blocks) == mergedTogether) {
            break;
        }
        from = below;
    }
    if (std::ssize(blocks) < mergedTogether) {
        return false;
    }
    Batch merged;
    for (const std::int64_t block : blocks) {
        auto done = load(block, merged);
        if (done) {
            done = remove(block);
        }
        if (!done) {
            return fail(done.error());
        }
    }
    if (const auto written = write(merged); !written) {
        return fail(written.error());
    }
    return true;
}

SearchIndex::Applied SearchIndex::load(std::int64_t block, Batch& into)
{
    const auto docs = docsOf(block);
    if (!docs) {
        return fail(docs.error());
    }
    std::vector<std::uint16_t> numbers;
    for (const SearchDoc& doc : *docs) {
        numbers.push_back(static_cast<std::uint16_t>(into.docs.size()));
        if (!doc.gone) {
            into.docs.push_back(doc);
        }
    }
    auto& pages = m_statements->pages;
    if (const auto ran = pages.bind(firstPage(block)).bind(firstPage(block + 1) - 1).run(); !ran) {
        return ran;
    }
    while (pages.next()) {
        for (const GramDoc& one : decodePage(pages.bytes(1))) {
            if (one.doc < numbers.size() && !(*docs)[one.doc].gone) {
                into.grams.push_back({one.gram, numbers[one.doc]});
            }
        }
    }
    return {};
}

} // namespace engine::host
