// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The storage thread of a simulated host: batches wait in a queue, are committed in groups after a delay that varies, and
// fail when the disk is made to. After a failure everything is refused until a probe succeeds, as in the app. A crash
// keeps what was committed and perhaps some of the queue, as a real one does: committed, and nobody was told.

#include "core/rng.h"
#include "sim/memory_store.h"
#include "sim/schedule.h"

#include <deque>
#include <functional>
#include <optional>

namespace sim {

struct DiskTraits {
    core::Duration commitLeast = std::chrono::microseconds(100);
    core::Duration commitMost = std::chrono::milliseconds(4);
    core::Duration readMost = std::chrono::milliseconds(2);
    unsigned slowPermille = 5; ///< commits that take a hundred times as long
};

class MemoryDisk
{
public:
    using Settled = std::function<void(engine::CommitToken, std::optional<engine::StoreError>)>;

    MemoryDisk(Schedule& schedule, core::Rng& rng, DiskTraits traits);

    void start(Settled settled);
    void crash();
    void persist(engine::Persist batch);
    void read(std::function<void(const MemoryStore&)> question);
    /// Once everything persisted before is settled.
    void load(std::function<void(engine::StoredState)> then);

    /// From now on writes fail like this; nothing: they succeed again (after a probe).
    void setError(std::optional<engine::StoreError> error) { m_error = error; }
    [[nodiscard]] const MemoryStore& store() const { return m_store; }
    void replace(MemoryStore older) { m_store = std::move(older); }
    [[nodiscard]] std::uint64_t failures() const { return m_failures; }

private:
    void planCommit();
    void commit(std::size_t count);

    Schedule& m_schedule;
    core::Rng& m_rng;
    DiskTraits m_traits;
    MemoryStore m_store;
    std::deque<engine::Persist> m_queue;
    Settled m_settled;
    std::optional<engine::StoreError> m_error;
    bool m_failing = false;
    bool m_planned = false;
    std::uint64_t m_life = 0;
    std::uint64_t m_failures = 0;
};

} // namespace sim
