// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/transaction_table.h"

#include "core/codec.h"
#include "dht/limits.h"

#include <algorithm>

namespace dht {

std::optional<TransactionTable::Id> TransactionTable::open(const Transaction& transaction,
                                                           core::Rng& rng)
{
    if (m_open.size() >= tuning::transactions) {
        return std::nullopt;
    }
    Id id = 0;
    do {
        id = static_cast<Id>(rng.number());
    } while (m_open.contains(id));
    const core::MonoTime due = transaction.sent + tuning::queryIsSlow;
    m_open.emplace(id, Open{transaction, Stage::Slow, due});
    m_due.insert({due, id});
    return id;
}

std::optional<Transaction> TransactionTable::close(core::ByteView id, const core::Endpoint& from)
{
    if (id.size() != 4) {
        return std::nullopt;
    }
    const auto entry = m_open.find(core::Reader(id).u32());
    if (entry == m_open.end() || entry->second.transaction.to != from) {
        return std::nullopt;
    }
    const Transaction closed = entry->second.transaction;
    m_due.erase({entry->second.due, entry->first});
    m_open.erase(entry);
    return closed;
}

std::optional<TransactionTable::Due> TransactionTable::takeDue(core::MonoTime now)
{
    if (m_due.empty() || m_due.begin()->first > now) {
        return std::nullopt;
    }
    const Id id = m_due.begin()->second;
    m_due.erase(m_due.begin());
    const auto entry = m_open.find(id);
    Open& open = entry->second;
    const Due due{open.transaction, open.next};
    if (open.next == Stage::Forgotten) {
        m_open.erase(entry);
        return due;
    }
    const bool wasSlow = open.next == Stage::Slow;
    open.next = wasSlow ? Stage::TimedOut : Stage::Forgotten;
    open.due =
        open.transaction.sent
        + (wasSlow ? core::Duration(tuning::queryTimesOut) : core::Duration(tuning::lateAnswer));
    m_due.insert({open.due, id});
    return due;
}

std::optional<core::MonoTime> TransactionTable::next() const
{
    return m_due.empty() ? std::nullopt : std::optional(m_due.begin()->first);
}

bool TransactionTable::hasOpen(const core::Endpoint& to, std::optional<Purpose> purpose) const
{
    return std::any_of(m_open.begin(), m_open.end(), [&](const auto& entry) {
        const Transaction& transaction = entry.second.transaction;
        return transaction.to == to && (!purpose || transaction.purpose == *purpose);
    });
}

std::size_t TransactionTable::openFor(Purpose purpose) const
{
    return static_cast<std::size_t>(
        std::count_if(m_open.begin(), m_open.end(), [&](const auto& entry) {
            return entry.second.transaction.purpose == purpose;
        }));
}

void TransactionTable::clear()
{
    m_open.clear();
    m_due.clear();
}

core::ByteArray<4> TransactionTable::wire(Id id)
{
    core::Bytes bytes;
    core::Writer(bytes).u32(id);
    core::ByteArray<4> out{};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

} // namespace dht
