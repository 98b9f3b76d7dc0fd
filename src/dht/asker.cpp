// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/asker.h"

namespace dht {

namespace {

/// A question without a value, with its IP and UDP headers.
constexpr std::size_t questionBytes = 130;

} // namespace

Asker::Asker(core::MonoTime now, Tables& tables, core::Rng& rng)
    : m_tables(tables)
    , m_rng(rng)
    , m_pacing(now)
{
}

bool Asker::ask(core::MonoTime now, Transaction transaction, krpc::Query query, Outbox& out)
{
    const core::IpAddress& address = transaction.to.address;
    if (m_transactions.size() >= tuning::transactions
        || !m_pacing.mayAsk(now, address, questionBytes + query.value.size())) {
        return false;
    }
    transaction.sent = now;
    transaction.method = query.method;
    const auto id = m_transactions.open(transaction, m_rng);
    if (!id) {
        return false;
    }
    const core::ByteArray<4> wire = TransactionTable::wire(*id);
    query.transaction = wire;
    query.sender = m_tables.of(address.family()).own();
    query.readOnly = m_readOnly;
    query.version = core::bytesOf(versionText);
    if (transaction.expected) {
        m_tables.of(address.family()).asked(now, {*transaction.expected, transaction.to});
    }
    out.emplace_back(Datagram{transaction.to, krpc::encode(query)});
    return true;
}

core::MonoTime Asker::retryAt(core::MonoTime now, const core::Endpoint& to) const
{
    // Never "now": whoever was refused for another reason than pace would ask for ever.
    return std::max(m_pacing.askAgainAt(now, to.address, questionBytes),
                    now + std::chrono::milliseconds(20));
}

} // namespace dht
