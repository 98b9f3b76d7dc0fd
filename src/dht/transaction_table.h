// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Our open questions. An answer counts only when it comes from the exact endpoint that was asked, under the
// transaction id that was drawn for it, and (checked by the caller) from the id that was expected there. A question
// turns slow after one second, times out for its lookup after two, and is forgotten after fifteen: until then a late
// answer is welcome.

#include "core/rng.h"
#include "core/time.h"
#include "dht/krpc.h"

#include <map>
#include <set>

namespace dht {

enum class Purpose : std::uint8_t {
    Lookup,
    Store,
    Maintenance,
    Stranger,
    Bootstrap,
    Introduction,
    Ping,
    Proof
};

struct Transaction {
    core::Endpoint to;
    /// Nothing when we do not know who is there.
    std::optional<NodeId> expected;
    krpc::Method method = krpc::Method::Ping;
    Purpose purpose = Purpose::Ping;
    /// The search or task it belongs to; 0 for none.
    std::uint64_t owner = 0;
    core::MonoTime sent{};
};

enum class Stage : std::uint8_t { Slow, TimedOut, Forgotten };

class TransactionTable
{
public:
    using Id = std::uint32_t;

    struct Due {
        Transaction transaction;
        Stage stage{};
    };

    /// Nothing when too many questions are open.
    [[nodiscard]] std::optional<Id> open(const Transaction& transaction, core::Rng& rng);
    /// The question this answers, closed by the asking; nothing when there is none from this endpoint.
    [[nodiscard]] std::optional<Transaction> close(core::ByteView id, const core::Endpoint& from);
    /// The next question that has passed into a later stage.
    [[nodiscard]] std::optional<Due> takeDue(core::MonoTime now);
    [[nodiscard]] std::optional<core::MonoTime> next() const;

    [[nodiscard]] bool hasOpen(const core::Endpoint& to, std::optional<Purpose> purpose = {}) const;
    [[nodiscard]] std::size_t size() const { return m_open.size(); }
    [[nodiscard]] std::size_t openFor(Purpose purpose) const;
    void clear();

    /// The four bytes an id travels as.
    [[nodiscard]] static core::ByteArray<4> wire(Id id);

private:
    struct Open {
        Transaction transaction;
        Stage next = Stage::Slow;
        core::MonoTime due{};
    };

    std::map<Id, Open> m_open;
    std::set<std::pair<core::MonoTime, Id>> m_due;
};

} // namespace dht
