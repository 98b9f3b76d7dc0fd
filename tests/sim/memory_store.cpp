// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// GCC 12 takes the three-way comparison of the byte vectors in the keys for one of endless length.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wstringop-overread"
#endif
#include "sim/memory_store.h"

#include "engine/room/event.h"

#include <algorithm>

namespace sim {

using namespace engine;

void MemoryStore::apply(const std::vector<StoreOp>& ops)
{
    for (const StoreOp& op : ops) {
        std::visit([this](const auto& one) { applyOp(one); }, op);
    }
}

void MemoryStore::applyOp(const PutEvent& op)
{
    m_logs[{op.room, op.row.ref.log}].insert_or_assign(op.row.ref.seq, op.row);
}

void MemoryStore::applyOp(const SetShown& op)
{
    auto& rows = m_logs[{op.room, op.log}];
    for (auto it = rows.lower_bound(op.fromSeq); it != rows.end() && it->first <= op.toSeq; ++it) {
        EventRow& row = it->second;
        const bool content = row.shown != Shown::Never && !row.sealed
                             && (row.shown != Shown::Redacted || op.redactedToo);
        if (content && (row.hasBody || op.shown != Shown::Visible)) {
            const bool hangs = op.shown == Shown::Visible && room::isRelated(row.kind);
            row.shown = hangs ? Shown::Related : op.shown;
        }
    }
}

void MemoryStore::applyOp(const SetOlderRules& op)
{
    auto& rows = m_logs[{op.room, op.ref.log}];
    if (const auto it = rows.find(op.ref.seq); it != rows.end()) {
        it->second.olderRules = op.olderRules;
    }
}

void MemoryStore::applyOp(const DropBody& op)
{
    auto& rows = m_logs[{op.room, op.ref.log}];
    if (const auto it = rows.find(op.ref.seq); it != rows.end()) {
        it->second.body.clear();
        it->second.nonce.clear();
        it->second.hasBody = false;
        it->second.sealed = false;
        it->second.shown = it->second.shown == Shown::Never ? Shown::Never : Shown::Redacted;
    }
}

void MemoryStore::applyOp(const PutRecord& op)
{
    m_records.insert_or_assign({op.room, op.kind, op.key}, op.value);
}

void MemoryStore::applyOp(const DropRecord& op)
{
    m_records.erase({op.room, op.kind, op.key});
}

void MemoryStore::applyOp(const PutReceipt& op)
{
    auto& [delivered, read] = m_receipts[{op.room, op.log, op.member}];
    delivered = std::max(delivered, op.deliveredEnd);
    read = std::max(read, op.readEnd);
}

void MemoryStore::applyOp(const DropRoom& op)
{
    std::erase_if(m_logs, [&](const auto& entry) { return entry.first.first == op.room; });
    std::erase_if(m_records,
                  [&](const auto& entry) { return std::get<0>(entry.first) == op.room; });
    std::erase_if(m_receipts,
                  [&](const auto& entry) { return std::get<0>(entry.first) == op.room; });
}

StoredState MemoryStore::loadState() const
{
    StoredState out;
    for (const auto& [key, value] : m_records) {
        out.records.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), value});
    }
    for (const auto& [key, rows] : m_logs) {
        for (const auto& [seq, row] : rows) {
            if (row.core) {
                out.core.push_back({key.first, row});
            }
        }
    }
    for (const auto& [key, ends] : m_receipts) {
        out.receipts.push_back(
            {std::get<0>(key), std::get<1>(key), std::get<2>(key), ends.first, ends.second});
    }
    return out;
}

std::vector<EventRow> MemoryStore::rows(const ReadRows& question) const
{
    std::vector<EventRow> out;
    const auto log = m_logs.find({question.room, question.log});
    if (log == m_logs.end()) {
        return out;
    }
    for (auto it = log->second.lower_bound(question.fromSeq);
         it != log->second.end() && it->first <= question.toSeq && out.size() < question.most;
         ++it) {
        out.push_back(it->second);
    }
    return out;
}

std::vector<EventRow> MemoryStore::visible(const RoomId& room) const
{
    std::vector<EventRow> out;
    for (auto log = m_logs.lower_bound({room, core::LogId()});
         log != m_logs.end() && log->first.first == room;
         ++log) {
        for (const auto& [seq, row] : log->second) {
            if (row.shown == Shown::Visible) {
                out.push_back(row);
            }
        }
    }
    std::sort(out.begin(), out.end(), [](const EventRow& left, const EventRow& right) {
        return left.order < right.order;
    });
    return out;
}

std::vector<EventRow> MemoryStore::tail(const ReadTail& question) const
{
    std::vector<EventRow> out = visible(question.room);
    if (out.size() > question.count) {
        out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(question.count));
    }
    return out;
}

std::vector<EventRow> MemoryStore::related(const ReadRelated& question) const
{
    std::vector<EventRow> out;
    for (auto log = m_logs.lower_bound({question.room, core::LogId()});
         log != m_logs.end() && log->first.first == question.room;
         ++log) {
        for (const auto& [seq, row] : log->second) {
            const bool hangs = row.target == question.message && row.shown == Shown::Related;
            if (hangs && row.kind == question.kind && row.author == question.author
                && out.size() < question.most) {
                out.push_back(row);
            }
        }
    }
    return out;
}

const EventRow* MemoryStore::find(const RoomId& room, const EventRef& ref) const
{
    const auto log = m_logs.find({room, ref.log});
    if (log == m_logs.end()) {
        return nullptr;
    }
    const auto row = log->second.find(ref.seq);
    return row == log->second.end() ? nullptr : &row->second;
}

bool MemoryStore::knowsRoom(const RoomId& room) const
{
    const auto log = m_logs.lower_bound({room, core::LogId()});
    if (log != m_logs.end() && log->first.first == room) {
        return true;
    }
    const auto record = m_records.lower_bound({room, RecordKind::Profile, {}});
    return record != m_records.end() && std::get<0>(record->first) == room;
}

std::vector<EventRow> MemoryStore::all(const RoomId& room) const
{
    std::vector<EventRow> out;
    for (const auto& [key, rows] : m_logs) {
        for (const auto& [seq, row] : rows) {
            if (key.first == room) {
                out.push_back(row);
            }
        }
    }
    return out;
}

std::size_t MemoryStore::records(const RoomId& room) const
{
    return static_cast<std::size_t>(
        std::count_if(m_records.begin(), m_records.end(), [&](const auto& record) {
            return std::get<RoomId>(record.first) == room;
        }));
}

} // namespace sim
