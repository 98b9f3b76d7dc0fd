// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The reading side of the index over all texts: messages that say something, newest first. Blocks and what waits for the
// index lie in one heap by the newest message that they can name, and are opened when their turn comes; so a frequent word
// costs one page of the newest block, and the order is right even where blocks overlap. Whatever is named is read and
// held against the query as it is shown now: edited, taken back, void and blocked texts fall out here.
//
// Used once; the caller holds one snapshot of the database around it.

#include "core/result.h"
#include "engine/host/database.h"
#include "engine/host/search_block.h"
#include "engine/peer_io.h"

#include <queue>

#include <functional>
#include <memory>
#include <set>

namespace engine::host {

class MessageSearch
{
public:
    /// One message as it is shown, nothing when it is not.
    using Shows = std::function<std::optional<MessageSnapshot>(const TellMessage&)>;

    MessageSearch(Database& database, Shows shows);
    MessageSearch(const MessageSearch&) = delete;
    MessageSearch& operator=(const MessageSearch&) = delete;
    MessageSearch(MessageSearch&&) = delete;
    MessageSearch& operator=(MessageSearch&&) = delete;
    ~MessageSearch();

    [[nodiscard]] core::Result<SearchPage, Reason> run(const SearchMessages& question);

private:
    using Order = core::ByteArray<16>;
    struct Statements;
    /// A place in the heap: what is behind it is not newer than `order`.
    struct Entry {
        enum class Kind : std::uint8_t { Block, Doc, Message };
        Order order{};
        Kind kind = Kind::Block;
        std::size_t index = 0; ///< into m_blocks, m_docs, m_ready

        bool operator<(const Entry& other) const { return order < other.order; }
    };
    struct Block {
        std::int64_t number = 0;
        Order newest{};
        core::Bytes starts;
        std::vector<SearchDoc> docs; ///< those that have all grams, once it was opened
        std::size_t next = 0;
        bool open = false;
    };
    struct Wanted {
        Gram gram = 0;
        std::size_t docs = 0; ///< with it, in the last block that was asked
    };
    struct Ready {
        RoomId room;
        core::EventRef ref;
    };
    /// A row, and where it lies.
    struct Place {
        EventRow row;
        RoomId room;
        std::int64_t roomNo = 0;
    };

    [[nodiscard]] std::optional<Reason> prepare();
    [[nodiscard]] std::optional<Order> orderOf(const core::EventRef& message);
    void readBlocked();
    void addWaiting();
    void fetchBlock();
    void addBlocks();
    void push(const Order& order, Entry::Kind kind, std::size_t index);
    void pushDoc(const SearchDoc& doc);
    void goOn(std::size_t index);
    void open(Block& block);
    [[nodiscard]] DocNumbers docsWithAll(const Block& block);
    [[nodiscard]] core::Bytes page(const Block& block, std::size_t number);
    [[nodiscard]] bool mayFit(const SearchDoc& doc) const;
    void examine(const SearchDoc& doc);
    [[nodiscard]] std::optional<Place> placeOf(std::int64_t logNo, std::int64_t seq);
    [[nodiscard]] std::optional<Place> messageOf(Place place);
    [[nodiscard]] bool fits(const Place& place) const;
    [[nodiscard]] bool says(const Place& place);
    [[nodiscard]] SearchPage walk();
    void tell(SearchPage& page, const Ready& ready);

    Database& m_database;
    Shows m_shows;
    std::unique_ptr<Statements> m_statements;

    SearchMessages m_question;
    std::optional<SearchWords> m_words;
    std::vector<Wanted> m_wanted; ///< the rarest first
    std::optional<Order> m_before;
    std::set<IdentityId> m_blocked;
    bool m_indexed = true;

    std::priority_queue<Entry> m_heap;
    std::vector<Block> m_blocks;      ///< whose turn came
    std::optional<Block> m_nextBlock; ///< the newest of the others
    std::vector<SearchDoc> m_docs;
    std::vector<Ready> m_ready;
    std::set<core::EventRef> m_seen;
    std::size_t m_examined = 0;
    std::uint64_t m_lastClock = UINT64_MAX;
    std::optional<core::EventRef> m_last; ///< everything that is newer was examined
};

} // namespace engine::host
