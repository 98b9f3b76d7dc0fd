// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a disk holds of a peer's history, as the SQLite store would: every store operation, the state that a start reads,
// rows and the tail. A value: copying it is a backup, assigning an older copy is a rolled-back disk.

#include "engine/peer_io.h"

#include <map>
#include <tuple>

namespace sim {

class MemoryStore
{
public:
    void apply(const std::vector<engine::StoreOp>& ops);
    [[nodiscard]] engine::StoredState loadState() const;
    [[nodiscard]] std::vector<engine::EventRow> rows(const engine::ReadRows& question) const;
    /// The newest visible rows in screen order, oldest first.
    [[nodiscard]] std::vector<engine::EventRow> tail(const engine::ReadTail& question) const;
    [[nodiscard]] std::vector<engine::EventRow> related(const engine::ReadRelated& question) const;
    [[nodiscard]] const engine::EventRow* find(const engine::RoomId& room,
                                               const engine::EventRef& ref) const;
    [[nodiscard]] bool knowsRoom(const engine::RoomId& room) const;
    [[nodiscard]] std::vector<engine::EventRow> visible(const engine::RoomId& room) const;
    /// Of everybody, shown or not.
    [[nodiscard]] std::vector<engine::EventRow> all(const engine::RoomId& room) const;
    [[nodiscard]] std::size_t records(const engine::RoomId& room) const;

private:
    using LogKey = std::pair<engine::RoomId, core::LogId>;
    using RecordKey = std::tuple<engine::RoomId, engine::RecordKind, core::Bytes>;
    using ReceiptKey = std::tuple<engine::RoomId, core::LogId, engine::IdentityId>;

    void applyOp(const engine::PutEvent& op);
    void applyOp(const engine::SetShown& op);
    void applyOp(const engine::SetOlderRules& op);
    void applyOp(const engine::DropBody& op);
    void applyOp(const engine::PutRecord& op);
    void applyOp(const engine::DropRecord& op);
    void applyOp(const engine::PutReceipt& op);
    void applyOp(const engine::DropRoom& op);

    std::map<LogKey, std::map<std::uint64_t, engine::EventRow>> m_logs;
    std::map<RecordKey, core::Bytes> m_records;
    std::map<ReceiptKey, std::pair<std::uint64_t, std::uint64_t>> m_receipts;
};

} // namespace sim
