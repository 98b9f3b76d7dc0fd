// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/store_reader.h"

#include "core/codec.h"
#include "core/limits.h"
#include "engine/host/message_search.h"
#include "engine/host/posix_file.h"
#include "engine/host/sqlite_store.h"
#include "engine/host/stored_message.h"
#include "engine/room/message_fold.h"

#include <algorithm>
#include <sys/stat.h>

namespace engine::host {

using core::fail;

namespace {

/// Counting the rows of a larger file reads all of it; there the stretches of the logs are added up, holes included.
constexpr std::uint64_t countedBytesMost = 64ULL * 1024 * 1024;

/// Leaves out what blocked people wrote; the records of the profile belong to the room of zeros.
constexpr const char* notBlocked =
    " AND events.author NOT IN (SELECT key FROM records JOIN rooms USING(room_no) "
    "WHERE room=zeroblob(32) AND kind=15) ";

/// More hangs on no message that people look at; edits come first.
constexpr std::uint32_t relatedMost = 10'000;

std::uint64_t sizeOf(const std::string& path)
{
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

} // namespace

/// Makes the snapshots of one page; what several messages share is asked for once.
class StoreReader::MessageMaker
{
public:
    MessageMaker(StoreReader& reader, std::int64_t roomNo, const IdentityId& self)
        : m_reader(reader)
        , m_roomNo(roomNo)
        , m_self(self)
    {
    }

    [[nodiscard]] MessageSnapshot make(const EventRow& row)
    {
        const bool own = row.author == m_self;
        MessageSnapshot message = messageFrom(row, own);
        message.name = nameOf(row.author);
        room::foldInto(message, m_reader.hanging(m_roomNo, row.ref));
        if (own) {
            applyProgress(progressOf(row.ref.log), row.ref.seq, message);
        }
        return message;
    }

private:
    const std::string& nameOf(const IdentityId& author)
    {
        const auto [entry, isNew] = m_names.try_emplace(author);
        if (isNew) {
            if (const auto name =
                    m_reader.record(m_roomNo, RecordKind::MemberName, author.view())) {
                entry->second = core::textOf(*name);
            }
        }
        return entry->second;
    }

    const LogProgress& progressOf(const core::LogId& log)
    {
        const auto [entry, isNew] = m_progress.try_emplace(log);
        if (isNew) {
            entry->second = readProgress(log);
        }
        return entry->second;
    }

    LogProgress readProgress(const core::LogId& log)
    {
        LogProgress progress;
        if (const auto sent = m_reader.record(m_roomNo, RecordKind::OwnSent, log.view())) {
            core::Reader reader(*sent);
            const std::uint64_t last = reader.u64();
            progress.sentEnd = reader.atEnd() && last < UINT64_MAX ? last + 1 : 0;
        }
        const auto number = m_reader.logNo(m_roomNo, log);
        if (!number) {
            return progress;
        }
        Statement receipts(*m_reader.m_database,
                           "SELECT member, delivered_end, read_end FROM receipts WHERE log_no=? "
                           "ORDER BY member");
        if (receipts.bind(*number).run()) {
            while (receipts.next()) {
                progress.members.push_back({receipts.id<IdentityId>(0),
                                            static_cast<std::uint64_t>(receipts.number(1)),
                                            static_cast<std::uint64_t>(receipts.number(2))});
            }
        }
        return progress;
    }

    StoreReader& m_reader;
    std::int64_t m_roomNo;
    const IdentityId& m_self;
    std::map<IdentityId, std::string> m_names;
    std::map<core::LogId, LogProgress> m_progress;
};

core::Result<std::unique_ptr<StoreReader>, StoreError> StoreReader::open(const DatabasePlace& place)
{
    auto database = Database::open(place, Database::Mode::Read);
    if (!database) {
        return fail(database.error());
    }
    return std::unique_ptr<StoreReader>(new StoreReader(std::move(*database)));
}

std::optional<std::int64_t> StoreReader::roomNo(const RoomId& room)
{
    Statement find(*m_database, "SELECT room_no FROM rooms WHERE room=?");
    if (!find.bind(room).run() || !find.next()) {
        return std::nullopt;
    }
    return find.number(0);
}

std::optional<std::int64_t> StoreReader::logNo(std::int64_t roomNo, const core::LogId& log)
{
    Statement find(*m_database, "SELECT log_no FROM logs WHERE room_no=? AND log=?");
    if (!find.bind(roomNo).bind(log).run() || !find.next()) {
        return std::nullopt;
    }
    return find.number(0);
}

std::optional<core::Bytes>
StoreReader::record(std::int64_t roomNo, RecordKind kind, core::ByteView key)
{
    Statement find(*m_database, "SELECT value FROM records WHERE room_no=? AND kind=? AND key=?");
    if (!find.bind(roomNo).bind(static_cast<std::int64_t>(kind)).bind(key).run() || !find.next()) {
        return std::nullopt;
    }
    return find.bytes(0);
}

std::vector<EventRow> StoreReader::rows(const ReadRows& question)
{
    std::vector<EventRow> out;
    const auto room = roomNo(question.room);
    const auto log = room ? logNo(*room, question.log) : room;
    if (!log) {
        return out;
    }
    const std::string sql = std::string("SELECT") + eventColumns
                            + "FROM events WHERE log_no=? AND seq BETWEEN ? AND ? "
                              "ORDER BY seq LIMIT ?";
    Statement select(*m_database, sql.c_str());
    if (select.bind(*log)
            .bind(toSql(question.fromSeq))
            .bind(toSql(question.toSeq))
            .bind(std::int64_t{question.most})
            .run()) {
        while (select.next()) {
            out.push_back(eventRowFrom(select, question.log));
        }
    }
    return out;
}

std::vector<EventRow>
StoreReader::visible(const Screen& screen, core::ByteView from, bool older, std::uint32_t most)
{
    const char* side = from.empty() ? "" : older ? "AND order_key<? " : "AND order_key>? ";
    const std::string sql = std::string("SELECT") + eventColumns
                            + ", logs.log FROM events JOIN logs ON logs.log_no=events.log_no "
                              "WHERE events.room_no=? AND events.shown=1 "
                            + (screen.everybody ? "" : notBlocked) + side + "ORDER BY order_key "
                            + (older ? "DESC" : "ASC") + " LIMIT ?";
    Statement select(*m_database, sql.c_str());
    select.bind(screen.roomNo);
    if (!from.empty()) {
        select.bind(from);
    }
    std::vector<EventRow> out;
    if (select.bind(std::int64_t{most}).run()) {
        while (select.next()) {
            out.push_back(eventRowFrom(select, select.id<core::LogId>(eventColumnCount)));
        }
    }
    return out;
}

std::vector<EventRow> StoreReader::tail(const ReadTail& question)
{
    const auto room = roomNo(question.room);
    if (!room) {
        return {};
    }
    auto out = visible({*room, true}, {}, true, question.count); // for others, as well
    std::reverse(out.begin(), out.end());
    return out;
}

std::vector<EventRow> StoreReader::hanging(std::int64_t roomNo, const core::EventRef& message)
{
    const std::string sql = std::string("SELECT") + eventColumns
                            + ", logs.log FROM relations r JOIN events ON events.log_no=r.log_no "
                              "AND events.seq=r.seq JOIN logs ON logs.log_no=r.log_no "
                              "WHERE r.room_no=? AND r.target_log=? AND r.target_seq=? "
                              "AND events.shown=5"
                            + notBlocked + "ORDER BY r.kind LIMIT ?";
    Statement select(*m_database, sql.c_str());
    std::vector<EventRow> out;
    if (select.bind(roomNo)
            .bind(message.log)
            .bind(toSql(message.seq))
            .bind(std::int64_t{relatedMost})
            .run()) {
        while (select.next()) {
            out.push_back(eventRowFrom(select, select.id<core::LogId>(eventColumnCount)));
        }
    }
    return out;
}

std::vector<EventRow> StoreReader::related(const ReadRelated& question)
{
    const auto room = roomNo(question.room);
    if (!room) {
        return {};
    }
    auto out = hanging(*room, question.message);
    std::erase_if(out, [&](const EventRow& row) {
        return row.kind != question.kind || row.author != question.author;
    });
    out.resize(std::min<std::size_t>(out.size(), question.most));
    return out;
}

std::optional<EventRow> StoreReader::shownRow(const RoomId& room, const core::EventRef& message)
{
    auto found = rows(ReadRows{0, room, message.log, message.seq, message.seq, 1});
    return found.empty() || found.front().shown != Shown::Visible
               ? std::nullopt
               : std::optional(std::move(found.front()));
}

std::optional<MessageSnapshot> StoreReader::message(const TellMessage& question,
                                                    const IdentityId& self)
{
    const auto room = roomNo(question.room);
    const auto row = room ? shownRow(question.room, question.message) : std::nullopt;
    if (!row || record(roomNo(RoomId()).value_or(0), RecordKind::Blocked, row->author.view())) {
        return std::nullopt;
    }
    return MessageMaker(*this, *room, self).make(*row);
}

core::Result<EditList, Reason> StoreReader::edits(const ReadEdits& question, const IdentityId& self)
{
    const auto room = roomNo(question.room);
    if (!room) {
        return fail(Reason::UnknownRoom);
    }
    const auto row = shownRow(question.room, question.message);
    if (!row) {
        return fail(Reason::UnknownMessage);
    }
    return EditList{
        room::versionsOf(messageFrom(*row, row->author == self), hanging(*room, row->ref))};
}

core::Result<PinList, Reason> StoreReader::pins(const ListPins& question, const IdentityId& self)
{
    const auto room = roomNo(question.room);
    if (!room) {
        return fail(Reason::UnknownRoom);
    }
    Statement targets(*m_database,
                      "SELECT DISTINCT target_log, target_seq FROM relations "
                      "WHERE room_no=? AND kind=69 LIMIT ?");
    std::vector<core::EventRef> messages;
    if (targets.bind(*room).bind(std::int64_t{relatedMost}).run()) {
        while (targets.next()) {
            messages.push_back(
                {targets.id<core::LogId>(0), static_cast<std::uint64_t>(targets.number(1))});
        }
    }
    MessageMaker maker(*this, *room, self);
    std::vector<std::pair<std::uint64_t, MessageSnapshot>> pinned;
    for (const core::EventRef& ref : messages) {
        const auto at = room::pinnedAt(hanging(*room, ref));
        const auto row = at ? shownRow(question.room, ref) : std::nullopt;
        if (row) {
            pinned.emplace_back(*at, maker.make(*row));
        }
    }
    std::sort(pinned.begin(), pinned.end(), [](const auto& a, const auto& b) {
        return a.first > b.first;
    });
    PinList out;
    for (auto& [at, message] : pinned) {
        if (out.messages.size() < core::limits::tuning::pinsOfRoom) {
            out.messages.push_back(std::move(message));
        }
    }
    return out;
}

bool StoreReader::anythingBefore(std::int64_t roomNo, core::ByteView order)
{
    const std::string sql = std::string("SELECT 1 FROM events WHERE room_no=? AND shown=1 ")
                            + notBlocked + "AND order_key<? LIMIT 1";
    Statement select(*m_database, sql.c_str());
    return select.bind(roomNo).bind(order).run() && select.next();
}

core::Result<HistoryPage, Reason> StoreReader::history(const ReadHistory& question,
                                                       const IdentityId& self)
{
    const auto room = roomNo(question.room);
    if (!room) {
        return fail(Reason::UnknownRoom);
    }
    const bool older = question.before.has_value() || !question.after.has_value();
    const auto& from = question.before ? question.before : question.after;
    core::Bytes order;
    if (from) {
        const auto known = orderOf(question.room, *from);
        if (!known) {
            return fail(Reason::UnknownMessage);
        }
        order = core::copyOf(*known);
    }
    const auto limit = std::clamp<std::uint32_t>(question.limit, 1, historyLimitMost);
    auto rows = visible({*room, false}, order, older, limit);
    if (older) {
        std::reverse(rows.begin(), rows.end());
    }
    if (question.before && question.after) {
        const auto floor = orderOf(question.room, *question.after);
        if (!floor) {
            return fail(Reason::UnknownMessage);
        }
        std::erase_if(rows, [&floor](const EventRow& row) { return row.order <= *floor; });
    }
    HistoryPage page;
    page.complete = rows.empty() ? order.empty() || !anythingBefore(*room, order)
                                 : !anythingBefore(*room, rows.front().order);
    MessageMaker maker(*this, *room, self);
    for (const EventRow& row : rows) {
        page.messages.push_back(maker.make(row));
    }
    return page;
}

core::Result<SearchPage, Reason> StoreReader::search(const SearchMessages& question,
                                                     const IdentityId& self)
{
    if (!m_database->run("BEGIN")) {
        return fail(Reason::Internal);
    }
    const auto shows = [this, &self](const TellMessage& asked) { return message(asked, self); };
    auto page = MessageSearch(*m_database, shows).run(question);
    static_cast<void>(m_database->run("COMMIT"));
    return page;
}

std::uint32_t StoreReader::unread(const RoomId& room, const IdentityId& self)
{
    const auto number = roomNo(room);
    if (!number) {
        return 0;
    }
    const auto mark = record(*number, RecordKind::ReadMark, {});
    const std::string sql =
        std::string("SELECT count(*) FROM (SELECT 1 FROM events WHERE room_no=? AND shown=1 ")
        + notBlocked + "AND order_key>? AND author<>? LIMIT ?)";
    Statement count(*m_database, sql.c_str());
    if (!count.bind(*number)
             .bind(core::ByteView(mark ? *mark : core::Bytes()))
             .bind(self)
             .bind(std::int64_t{unreadMost})
             .run()
        || !count.next()) {
        return 0;
    }
    return static_cast<std::uint32_t>(count.number(0));
}

std::optional<core::ByteArray<16>> StoreReader::orderOf(const RoomId& room,
                                                        const core::EventRef& ref)
{
    const auto inRoom = roomNo(room);
    const auto log = inRoom ? logNo(*inRoom, ref.log) : inRoom;
    if (!log) {
        return std::nullopt;
    }
    Statement find(*m_database, "SELECT order_key FROM events WHERE log_no=? AND seq=?");
    if (!find.bind(*log).bind(toSql(ref.seq)).run() || !find.next()) {
        return std::nullopt;
    }
    const core::Bytes bytes = find.bytes(0);
    core::ByteArray<16> order{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), order.size()), order.begin());
    return order;
}

StoreFigures StoreReader::figures()
{
    StoreFigures figures;
    figures.dbBytes = sizeOf(m_database->path()) + sizeOf(m_database->path() + "-wal");
    const bool small = figures.dbBytes < countedBytesMost;
    const auto events = m_database->number(
        small ? "SELECT count(*) FROM events"
              : "SELECT sum(1 + (SELECT max(seq) FROM events e WHERE e.log_no=l.log_no) - "
                "(SELECT min(seq) FROM events e WHERE e.log_no=l.log_no)) FROM logs l");
    figures.events = events ? static_cast<std::uint64_t>(*events) : 0;
    const auto waiting = m_database->number("SELECT count(*) FROM search_waiting");
    figures.waiting = waiting ? static_cast<std::uint64_t>(*waiting) : 0;
    return figures;
}

} // namespace engine::host
