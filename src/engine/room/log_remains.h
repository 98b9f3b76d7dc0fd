// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What is held of a log after its disk has lost some of its events: what is left of what was held, as far as it chains up.
// What it says of the rest is judged again, and the log is marked: nobody writes on one of his own that has lost something.

#include "engine/room/log_entry.h"

namespace engine::room {

class LogRemains
{
public:
    /// `before` as its record said; nothing where that is lost, too.
    explicit LogRemains(std::optional<LogEntry> before);

    /// One that is left, in ascending order.
    void add(std::uint64_t seq, core::ByteView header);
    [[nodiscard]] bool isEmpty() const { return m_held.empty(); }
    /// Events that were held and are not any more.
    [[nodiscard]] std::uint64_t lost() const;
    [[nodiscard]] LogEntry entry() const;

private:
    std::optional<LogEntry> m_before;
    HeldLog m_held;
    HybridClock m_lastClock;
    std::uint64_t m_kept = 0;
};

} // namespace engine::room
