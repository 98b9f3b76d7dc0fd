// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/memory_disk.h"

namespace sim {

using namespace engine;

MemoryDisk::MemoryDisk(Schedule& schedule, core::Rng& rng, DiskTraits traits)
    : m_schedule(schedule)
    , m_rng(rng)
    , m_traits(traits)
{
}

void MemoryDisk::start(Settled settled)
{
    m_settled = std::move(settled);
}

void MemoryDisk::crash()
{
    const std::uint64_t written = m_failing || m_error ? 0 : m_rng.below(m_queue.size() + 1);
    for (std::uint64_t i = 0; i < written; ++i) {
        m_store.apply(m_queue.front().ops);
        m_queue.pop_front();
    }
    m_queue.clear();
    m_failing = false;
    m_planned = false;
    m_life += 1;
}

void MemoryDisk::persist(Persist batch)
{
    m_queue.push_back(std::move(batch));
    planCommit();
}

void MemoryDisk::planCommit()
{
    if (m_planned || m_queue.empty()) {
        return;
    }
    m_planned = true;
    const auto span =
        static_cast<std::uint64_t>((m_traits.commitMost - m_traits.commitLeast).count());
    core::Duration delay =
        m_traits.commitLeast
        + core::Duration(static_cast<core::Duration::rep>(m_rng.below(span + 1)));
    delay *= m_rng.below(1000) < m_traits.slowPermille ? 100 : 1;
    const std::size_t group = m_queue.size(); // what is queued by now goes into one transaction
    m_schedule.after(delay, [this, life = m_life, group]() {
        if (life == m_life) {
            m_planned = false;
            commit(group);
            planCommit();
        }
    });
}

void MemoryDisk::commit(std::size_t count)
{
    for (std::size_t i = 0; i < count && !m_queue.empty(); ++i) {
        const Persist batch = std::move(m_queue.front());
        m_queue.pop_front();
        if (batch.probe && m_failing) {
            m_failing = m_error.has_value();
        }
        m_failing = m_failing || m_error.has_value();
        const std::uint64_t life = m_life;
        if (m_failing) {
            m_failures += 1;
            m_settled(batch.token, m_error.value_or(StoreError::Failed));
        } else {
            m_store.apply(batch.ops);
            m_settled(batch.token, std::nullopt);
        }
        if (life != m_life) {
            return;
        }
    }
}

void MemoryDisk::read(std::function<void(const MemoryStore&)> question)
{
    const core::Duration delay(static_cast<core::Duration::rep>(
        m_rng.below(static_cast<std::uint64_t>(m_traits.readMost.count()))));
    m_schedule.after(delay, [this, life = m_life, question = std::move(question)]() {
        if (life == m_life) {
            question(m_store);
        }
    });
}

void MemoryDisk::load(std::function<void(StoredState)> then)
{
    m_schedule.after(m_traits.commitLeast, [this, life = m_life, then = std::move(then)]() {
        if (life != m_life) {
            return;
        }
        if (m_queue.empty()) {
            then(m_store.loadState());
        } else {
            load(then);
        }
    });
}

} // namespace sim
