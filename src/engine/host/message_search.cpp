// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/message_search.h"

#include "core/limits.h"
#include "engine/host/forgotten_rooms.h"
#include "engine/host/search_index.h"
#include "engine/host/sqlite_store.h"
#include "engine/host/stored_message.h"
#include "engine/room/event.h"
#include "engine/room/message_fold.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace engine::host {

namespace tuning = core::limits::tuning;
using core::fail;

namespace {

constexpr auto editKind = static_cast<std::uint8_t>(room::Kind::EditMessage);
constexpr auto fileKind = static_cast<std::uint8_t>(room::Kind::FileCard);

std::uint64_t clockOf(const core::ByteArray<16>& order)
{
    std::uint64_t clock = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        clock = (clock << 8U) | order[i];
    }
    return clock;
}

/// Behind every message of this clock.
core::ByteArray<16> endOf(std::uint64_t clock)
{
    core::ByteArray<16> order{};
    for (std::size_t i = 0; i < 8; ++i) {
        order[i] = static_cast<std::uint8_t>(clock >> (8 * (7 - i)));
        order[8 + i] = 0xff;
    }
    return order;
}

std::int64_t millisecondsOf(std::uint64_t clock)
{
    return static_cast<std::int64_t>(clock >> 16U);
}

} // namespace

struct MessageSearch::Statements {
    explicit Statements(Database& db)
        : waiting(db,
                  "SELECT w.log_no, w.seq, e.kind, e.late, e.order_key FROM search_waiting w "
                  "JOIN events e ON e.log_no=w.log_no AND e.seq=w.seq ORDER BY w.n DESC LIMIT ?")
        , blocks(db, "SELECT block, newest, starts FROM search_blocks ORDER BY newest DESC")
        , list(db, "SELECT docs FROM search_lists WHERE block=?")
        , page(db, "SELECT grams FROM search_pages WHERE page=?")
        , row(db,
              (std::string("SELECT") + eventColumns
               + ", logs.log, rooms.room, events.room_no FROM events "
                 "JOIN logs ON logs.log_no=events.log_no "
                 "JOIN rooms ON rooms.room_no=events.room_no "
                 "WHERE events.log_no=? AND events.seq=? AND "
               + roomIsThere)
                  .c_str())
        , logNo(db, "SELECT log_no FROM logs WHERE room_no=? AND log=?")
        , edited(db,
                 "SELECT 1 FROM relations WHERE room_no=? AND target_log=? AND target_seq=? "
                 "AND kind=65 LIMIT 1")
    {
    }

    Statement waiting;
    Statement blocks;
    Statement list;
    Statement page;
    Statement row;
    Statement logNo;
    Statement edited;
};

MessageSearch::MessageSearch(Database& database, Shows shows)
    : m_database(database)
    , m_shows(std::move(shows))
    , m_statements(std::make_unique<Statements>(database))
{
}

MessageSearch::~MessageSearch() = default;

core::Result<SearchPage, Reason> MessageSearch::run(const SearchMessages& question)
{
    m_question = question;
    m_question.limit = std::clamp<std::uint32_t>(question.limit, 1, historyLimitMost);
    if (const auto refused = prepare()) {
        return fail(*refused);
    }
    addWaiting();
    if (!m_statements->blocks.run()) {
        return fail(Reason::Internal);
    }
    fetchBlock();
    SearchPage page = walk();
    page.indexed = m_indexed;
    return page;
}

std::optional<Reason> MessageSearch::prepare()
{
    m_words = SearchWords::parse(m_question.query);
    if (!m_words) {
        return Reason::TooLarge;
    }
    if (m_question.room) {
        Statement known(m_database, "SELECT 1 FROM rooms WHERE room=?");
        if (m_question.room->isZero() || !known.bind(*m_question.room).run() || !known.next()) {
            return Reason::UnknownRoom;
        }
        m_wanted.push_back({roomGram(*m_question.room), SIZE_MAX});
    }
    if (m_question.before) {
        m_before = orderOf(*m_question.before);
        if (!m_before) {
            return Reason::UnknownMessage;
        }
    }
    if (m_question.from) {
        m_wanted.push_back({authorGram(*m_question.from), SIZE_MAX});
    }
    if (m_question.files) {
        m_wanted.push_back({fileGram(), SIZE_MAX});
    }
    const std::vector<Gram> grams = m_words->grams();
    for (const Gram gram : grams) {
        m_wanted.push_back({gram, 0});
    }
    readBlocked();
    return std::nullopt;
}

/// A message id alone does not tell the room; a log is in one.
std::optional<MessageSearch::Order> MessageSearch::orderOf(const core::EventRef& message)
{
    Statement find(
        m_database,
        "SELECT order_key FROM events JOIN logs USING(log_no) WHERE logs.log=? AND seq=?");
    if (!find.bind(message.log).bind(toSql(message.seq)).run() || !find.next()) {
        return std::nullopt;
    }
    const core::Bytes bytes = find.bytes(0);
    Order order{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), order.size()), order.begin());
    return order;
}

void MessageSearch::readBlocked()
{
    Statement blocked(m_database,
                      "SELECT key FROM records JOIN rooms USING(room_no) "
                      "WHERE room=zeroblob(32) AND kind=15");
    if (blocked.run()) {
        while (blocked.next()) {
            m_blocked.insert(blocked.id<IdentityId>(0));
        }
    }
}

// ---- the heap ----

void MessageSearch::addWaiting()
{
    Statement& waiting = m_statements->waiting;
    std::int64_t rows = 0;
    if (!waiting.bind(tuning::searchScanned + 1).run()) {
        return;
    }
    while (waiting.next()) {
        if (++rows > tuning::searchScanned) {
            m_indexed = false;
            break;
        }
        const core::Bytes key = waiting.bytes(4);
        Order order{};
        std::copy_n(key.begin(), std::min(key.size(), order.size()), order.begin());
        const bool edit = waiting.number(2) == editKind;
        // What an edit speaks of is not looked up for every one of them: they are examined first.
        pushDoc({waiting.number(0),
                 waiting.number(1),
                 edit ? std::uint64_t{INT64_MAX} : clockOf(order),
                 edit || waiting.number(3) != 0});
    }
    waiting.finish();
}

void MessageSearch::fetchBlock()
{
    Statement& blocks = m_statements->blocks;
    m_nextBlock.reset();
    if (blocks.next()) {
        const auto newest = static_cast<std::uint64_t>(blocks.number(1));
        if (millisecondsOf(newest) >= m_question.sinceMs) {
            m_nextBlock = Block{blocks.number(0), endOf(newest), blocks.bytes(2), {}};
        }
    }
}

/// All whose turn could be the next one.
void MessageSearch::addBlocks()
{
    while (m_nextBlock && (m_heap.empty() || m_heap.top().order < m_nextBlock->newest)) {
        push(m_nextBlock->newest, Entry::Kind::Block, m_blocks.size());
        m_blocks.push_back(std::move(*m_nextBlock));
        fetchBlock();
    }
}

void MessageSearch::push(const Order& order, Entry::Kind kind, std::size_t index)
{
    m_heap.push({order, kind, index});
}

void MessageSearch::pushDoc(const SearchDoc& doc)
{
    push(endOf(doc.clock), Entry::Kind::Doc, m_docs.size());
    m_docs.push_back(doc);
}

/// Opens the block, or takes its next message out; either way it comes again in its order.
void MessageSearch::goOn(std::size_t index)
{
    Block& block = m_blocks[index];
    if (!block.open) {
        open(block);
    } else {
        pushDoc(block.docs[block.next++]);
    }
    if (block.next < block.docs.size()) {
        push(endOf(block.docs[block.next].clock), Entry::Kind::Block, index);
    }
}

void MessageSearch::open(Block& block)
{
    block.open = true;
    const DocNumbers numbers = docsWithAll(block);
    if (numbers.empty()) {
        return;
    }
    Statement& list = m_statements->list;
    if (!list.bind(block.number).run() || !list.next()) {
        return;
    }
    const std::vector<SearchDoc> docs = decodeDocs(list.bytes(0));
    list.finish();
    for (const std::uint16_t number : numbers) {
        if (number < docs.size() && mayFit(docs[number])) {
            block.docs.push_back(docs[number]);
        }
    }
}

DocNumbers MessageSearch::docsWithAll(const Block& block)
{
    const std::vector<Gram> starts = decodeStarts(block.starts);
    std::map<std::size_t, core::Bytes> pages;
    DocNumbers all;
    bool first = true;
    for (Wanted& wanted : m_wanted) {
        const auto number = pageOf(starts, wanted.gram);
        if (number && !pages.contains(*number)) {
            pages.emplace(*number, page(block, *number));
        }
        DocNumbers docs = number ? docsWith(pages[*number], wanted.gram) : DocNumbers();
        wanted.docs = docs.size();
        if (first) {
            all = std::move(docs);
        } else {
            DocNumbers both;
            std::set_intersection(
                all.begin(), all.end(), docs.begin(), docs.end(), std::back_inserter(both));
            all = std::move(both);
        }
        first = false;
        if (all.empty()) {
            break;
        }
    }
    std::stable_sort(m_wanted.begin(), m_wanted.end(), [](const Wanted& a, const Wanted& b) {
        return a.docs < b.docs;
    });
    if (m_wanted.empty()) {
        for (std::uint32_t number = 0; number < UINT16_MAX; ++number) {
            all.push_back(static_cast<std::uint16_t>(number));
        }
    }
    return all;
}

core::Bytes MessageSearch::page(const Block& block, std::size_t number)
{
    Statement& page = m_statements->page;
    if (!page.bind(firstPage(block.number) + static_cast<std::int64_t>(number)).run()
        || !page.next()) {
        return {};
    }
    core::Bytes bytes = page.bytes(0);
    page.finish();
    return bytes;
}

bool MessageSearch::mayFit(const SearchDoc& doc) const
{
    const std::int64_t time = millisecondsOf(doc.clock);
    const bool tooOld = time < m_question.sinceMs;
    const bool tooNew = !doc.loose
                        && ((m_question.untilMs > 0 && time > m_question.untilMs)
                            || (m_before && doc.clock > clockOf(*m_before)));
    return !doc.gone && !tooOld && !tooNew;
}

// ---- the messages ----

SearchPage MessageSearch::walk()
{
    SearchPage page;
    for (addBlocks(); !m_heap.empty(); addBlocks()) {
        const Entry entry = m_heap.top();
        if (entry.kind != Entry::Kind::Message && m_examined >= tuning::searchExamined
            && clockOf(entry.order) < m_lastClock) {
            page.next = m_last;
            return page;
        }
        m_heap.pop();
        switch (entry.kind) {
        case Entry::Kind::Block:
            goOn(entry.index);
            break;
        case Entry::Kind::Doc:
            examine(m_docs[entry.index]);
            break;
        case Entry::Kind::Message:
            if (page.found.size() == m_question.limit) {
                return page;
            }
            tell(page, m_ready[entry.index]);
            break;
        }
    }
    page.complete = true;
    return page;
}

void MessageSearch::tell(SearchPage& page, const Ready& ready)
{
    if (auto message = m_shows({ready.room, ready.ref})) {
        page.found.push_back({ready.room, std::move(*message)});
    }
}

void MessageSearch::examine(const SearchDoc& doc)
{
    if (!mayFit(doc)) {
        return;
    }
    ++m_examined;
    auto place = placeOf(doc.logNo, doc.seq);
    if (!place) {
        return;
    }
    if (!doc.loose) {
        m_last = place->row.ref;
        m_lastClock = doc.clock;
    }
    const auto message = messageOf(std::move(*place));
    if (!message || !fits(*message) || m_seen.contains(message->row.ref) || !says(*message)) {
        return;
    }
    m_seen.insert(message->row.ref);
    push(message->row.order, Entry::Kind::Message, m_ready.size());
    m_ready.push_back({message->room, message->row.ref});
}

std::optional<MessageSearch::Place> MessageSearch::placeOf(std::int64_t logNo, std::int64_t seq)
{
    Statement& select = m_statements->row;
    if (!select.bind(logNo).bind(seq).run() || !select.next()) {
        return std::nullopt;
    }
    Place place;
    place.row = eventRowFrom(select, select.id<core::LogId>(eventColumnCount));
    place.room = select.id<RoomId>(eventColumnCount + 1);
    place.roomNo = select.number(eventColumnCount + 2);
    select.finish();
    return place;
}

/// The message that it is, or that it edits.
std::optional<MessageSearch::Place> MessageSearch::messageOf(Place place)
{
    if (place.row.kind != editKind) {
        return place;
    }
    const auto target = place.row.shown == Shown::Related
                            ? room::relatedTo(editKind, place.row.body)
                            : std::nullopt;
    Statement& logNo = m_statements->logNo;
    if (!target || !logNo.bind(place.roomNo).bind(target->log).run() || !logNo.next()) {
        return std::nullopt;
    }
    const std::int64_t number = logNo.number(0);
    logNo.finish();
    return placeOf(number, toSql(target->seq));
}

bool MessageSearch::fits(const Place& place) const
{
    const EventRow& row = place.row;
    if (row.shown != Shown::Visible || !room::isShown(row.kind)
        || (m_question.room && place.room != *m_question.room)
        || (m_question.from && row.author != *m_question.from)
        || (m_question.files && row.kind != fileKind) || (m_before && row.order >= *m_before)
        || m_blocked.contains(row.author)) {
        return false;
    }
    const std::int64_t time = messageFrom(row, false).timeMs;
    return time >= m_question.sinceMs && (m_question.untilMs <= 0 || time <= m_question.untilMs);
}

bool MessageSearch::says(const Place& place)
{
    if (m_words->empty()) {
        return true;
    }
    const core::EventRef& ref = place.row.ref;
    Statement& edited = m_statements->edited;
    const bool isEdited =
        edited.bind(place.roomNo).bind(ref.log).bind(toSql(ref.seq)).run() && edited.next();
    edited.finish();
    if (!isEdited) {
        return m_words->matches(foldedText(searchedText(place.row.kind, place.row.body)));
    }
    const auto message = m_shows({place.room, ref});
    return message && m_words->matches(foldedText(searchedText(*message)));
}

} // namespace engine::host
