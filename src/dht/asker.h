// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The one way our questions leave: paced, with a transaction opened for the answer, under the id of the family they
// go out in, and marked read-only (BEP 43) as long as nobody can reach us.

#include "dht/output.h"
#include "dht/pacing.h"
#include "dht/tables.h"
#include "dht/transaction_table.h"

namespace dht {

/// "v" of all our messages: two letters for the program, two bytes for its version.
constexpr std::string_view versionText{"PL\0\1", 4};

class Asker
{
public:
    Asker(core::MonoTime now, Tables& tables, core::Rng& rng);

    /// False: not now, try again at `retryAt`. Transaction, sender, version and read-only mark of the query are filled
    /// in here.
    [[nodiscard]] bool
    ask(core::MonoTime now, Transaction transaction, krpc::Query query, Outbox& out);
    [[nodiscard]] core::MonoTime retryAt(core::MonoTime now, const core::Endpoint& to) const;

    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    [[nodiscard]] bool isReadOnly() const { return m_readOnly; }
    [[nodiscard]] TransactionTable& transactions() { return m_transactions; }
    [[nodiscard]] const TransactionTable& transactions() const { return m_transactions; }
    [[nodiscard]] Pacing& pacing() { return m_pacing; }
    [[nodiscard]] Tables& tables() { return m_tables; }
    [[nodiscard]] const Tables& tables() const { return m_tables; }
    [[nodiscard]] core::Rng& rng() { return m_rng; }

private:
    Tables& m_tables;
    core::Rng& m_rng;
    TransactionTable m_transactions;
    Pacing m_pacing;
    bool m_readOnly = true;
};

} // namespace dht
