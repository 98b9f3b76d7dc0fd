// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A history in which tests of the index and of searching write and look: who and where, what an event looks like, and a
// store with its reader on a file of their own. Messages are named by their log and place: A7 is the seventh of log A.

#include "engine/host/sqlite_store.h"
#include "engine/host/store_reader.h"
#include "engine/host/store_schema.h"
#include "store_rows.h"

#include <QTemporaryDir>
#include <QTest>

namespace support {

const inline auto hall = idOf<engine::RoomId>(1);
const inline auto attic = idOf<engine::RoomId>(2);
const inline auto logA = idOf<core::LogId>(10);
const inline auto logB = idOf<core::LogId>(11);
const inline auto logC = idOf<core::LogId>(12); // in the attic
const inline auto self = idOf<engine::IdentityId>(20);
const inline auto other = idOf<engine::IdentityId>(21);

inline engine::PutEvent text(std::uint64_t seq, std::int64_t timeMs, const std::string& said)
{
    return textEvent(hall, logA, seq, self, timeMs, said);
}

inline engine::PutEvent
edit(std::uint64_t seq, std::int64_t timeMs, const core::EventRef& target, const std::string& said)
{
    auto out = textEvent(hall, target.log, seq, self, timeMs, "");
    auto header = *engine::room::decodeHeader(out.row.header);
    header.kind = static_cast<std::uint8_t>(engine::room::Kind::EditMessage);
    parlour::wire::EditMessage body;
    body.mutable_target()->set_log(core::textOf(target.log.view()));
    body.mutable_target()->set_seq(target.seq);
    body.set_text(said);
    out.row.kind = header.kind;
    out.row.header = engine::room::encodeHeader(header);
    out.row.id = engine::room::eventId(out.row.header);
    out.row.body = serialised(body);
    out.row.target = target;
    out.row.shown = engine::Shown::Related;
    return out;
}

inline engine::PutEvent
card(std::uint64_t seq, std::int64_t timeMs, const std::string& name, const std::string& said)
{
    auto out = textEvent(hall, logB, seq, other, timeMs, "");
    parlour::wire::FileCard body;
    body.set_name(name);
    body.set_bytes(77);
    body.set_caption(said);
    out.row.kind = static_cast<std::uint8_t>(engine::room::Kind::FileCard);
    out.row.body = serialised(body);
    return out;
}

class SearchBench
{
protected:
    void startAnew()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("parlour.db")).toStdString();
        QVERIFY(engine::host::prepareDatabase(m_path, engine::host::schemaSteps()).hasValue());
        reopen();
    }
    void end()
    {
        m_reader.reset();
        m_store.reset();
    }
    void reopen()
    {
        m_reader.reset();
        m_store.reset();
        engine::host::DatabasePlace place(m_path);
        place.synchronous = "OFF"; // nothing here cuts the power
        m_store = std::move(*engine::host::SqliteStore::open(place));
        m_reader = std::move(*engine::host::StoreReader::open(m_path));
    }
    void apply(std::vector<engine::StoreOp> ops)
    {
        const engine::Persist batch{1, std::move(ops)};
        QVERIFY(m_store->apply(std::span(&batch, 1)));
    }
    void fill()
    {
        for (;;) {
            const auto more = m_store->tidy();
            QVERIFY(more.hasValue());
            if (!*more) {
                return;
            }
        }
    }
    [[nodiscard]] std::int64_t number(const std::string& sql) const
    {
        const auto database =
            engine::host::Database::open(m_path, engine::host::Database::Mode::Read);
        return *(*database)->number(sql);
    }
    [[nodiscard]] std::int64_t count(const std::string& table) const
    {
        return number("SELECT count(*) FROM " + table);
    }
    [[nodiscard]] qint64 waiting() const { return count("search_waiting"); }
    [[nodiscard]] engine::SearchPage page(const engine::SearchMessages& ask)
    {
        auto answer = m_reader->search(ask, self);
        return answer ? std::move(*answer) : engine::SearchPage();
    }
    [[nodiscard]] static QStringList names(const engine::SearchPage& page)
    {
        QStringList out;
        for (const auto& one : page.found) {
            const auto& ref = one.message.message;
            const char log = ref.log == logA ? 'A' : ref.log == logB ? 'B' : 'C';
            out += QLatin1Char(log) + QString::number(ref.seq);
        }
        return out;
    }
    [[nodiscard]] QString found(const std::string& query)
    {
        return names(page({query})).join(u' ');
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<engine::host::SqliteStore> m_store;
    std::unique_ptr<engine::host::StoreReader> m_reader;
};

} // namespace support
