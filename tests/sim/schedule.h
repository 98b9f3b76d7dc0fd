// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Virtual time: what is to happen, in order. Two things at one instant happen in the order in which they were planned, so
// a run is decided by its seed alone.

#include "core/time.h"

#include <queue>

#include <functional>
#include <vector>

namespace sim {

class Schedule
{
public:
    using Task = std::function<void()>;

    [[nodiscard]] core::MonoTime now() const { return m_now; }
    void at(core::MonoTime when, Task task)
    {
        m_plan.push({std::max(when, m_now), m_count++, std::move(task)});
    }
    void after(core::Duration delay, Task task) { at(m_now + delay, std::move(task)); }
    /// Everything up to and including `end`; stops early when `until` says so.
    void run(core::MonoTime end, const std::function<bool()>& until = {})
    {
        while (!m_plan.empty() && m_plan.top().when <= end) {
            if (until && until()) {
                return;
            }
            const Task task = m_plan.top().task;
            m_now = m_plan.top().when;
            m_plan.pop();
            task();
            ++m_done;
        }
        if (!until || !until()) {
            m_now = std::max(m_now, end);
        }
    }
    [[nodiscard]] std::uint64_t done() const { return m_done; }

private:
    struct Planned {
        core::MonoTime when;
        std::uint64_t number = 0;
        Task task;
        bool operator<(const Planned& other) const
        {
            return std::tie(other.when, other.number) < std::tie(when, number);
        }
    };

    std::priority_queue<Planned> m_plan;
    core::MonoTime m_now;
    std::uint64_t m_count = 0;
    std::uint64_t m_done = 0;
};

} // namespace sim
