// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The reading side of the database, on a connection and a thread of its own: history, tails, runs of a log, unread counts.
// Every question is one snapshot of what is committed; nothing here writes.

#include "core/result.h"
#include "engine/host/database.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace engine::host {

constexpr std::uint32_t unreadMost = 1000;

struct StoreFigures {
    std::uint64_t dbBytes = 0;
    std::uint64_t events = 0;
    std::uint64_t waiting = 0; ///< texts that are not in the index yet
};

class StoreReader
{
public:
    [[nodiscard]] static core::Result<std::unique_ptr<StoreReader>, StoreError>
    open(const DatabasePlace& place);

    /// Ascending. Empty on an error too: the peer asks again or somebody else.
    [[nodiscard]] std::vector<EventRow> rows(const ReadRows& question);
    /// The newest visible rows, oldest first.
    [[nodiscard]] std::vector<EventRow> tail(const ReadTail& question);
    /// Rows of this kind and author that hang on the message and count.
    [[nodiscard]] std::vector<EventRow> related(const ReadRelated& question);
    /// One message as it is shown; nothing when it is not.
    [[nodiscard]] std::optional<MessageSnapshot> message(const TellMessage& question,
                                                         const IdentityId& self);
    [[nodiscard]] core::Result<EditList, Reason> edits(const ReadEdits& question,
                                                       const IdentityId& self);
    /// Newest pin first.
    [[nodiscard]] core::Result<PinList, Reason> pins(const ListPins& question,
                                                     const IdentityId& self);
    [[nodiscard]] core::Result<HistoryPage, Reason> history(const ReadHistory& question,
                                                            const IdentityId& self);
    [[nodiscard]] core::Result<SearchPage, Reason> search(const SearchMessages& question,
                                                          const IdentityId& self);
    /// Visible rows of others after the read mark, at most unreadMost.
    [[nodiscard]] std::uint32_t unread(const RoomId& room, const IdentityId& self);
    /// The order key of one event, when it is stored.
    [[nodiscard]] std::optional<core::ByteArray<16>> orderOf(const RoomId& room,
                                                             const core::EventRef& ref);
    [[nodiscard]] StoreFigures figures();
    /// An answer may lack what could not be read.
    [[nodiscard]] bool sawDamage() const { return m_database->sawDamage(); }

private:
    class MessageMaker;

    explicit StoreReader(std::unique_ptr<Database> database)
        : m_database(std::move(database))
    {
    }
    [[nodiscard]] std::optional<std::int64_t> roomNo(const RoomId& room);
    [[nodiscard]] std::optional<std::int64_t> logNo(std::int64_t roomNo, const core::LogId& log);
    [[nodiscard]] std::optional<core::Bytes>
    record(std::int64_t roomNo, RecordKind kind, core::ByteView key);
    struct Screen {
        std::int64_t roomNo = 0;
        bool everybody = false; ///< blocked people, too
    };
    /// Visible rows on one side of `from` (all when empty), nearest first.
    [[nodiscard]] std::vector<EventRow>
    visible(const Screen& screen, core::ByteView from, bool older, std::uint32_t most);
    /// What hangs on a message and counts, of all kinds; at most relatedMost.
    [[nodiscard]] std::vector<EventRow> hanging(std::int64_t roomNo, const core::EventRef& message);
    /// The row when it is shown.
    [[nodiscard]] std::optional<EventRow> shownRow(const RoomId& room,
                                                   const core::EventRef& message);
    [[nodiscard]] bool anythingBefore(std::int64_t roomNo, core::ByteView order);

    std::unique_ptr<Database> m_database;
};

} // namespace engine::host
