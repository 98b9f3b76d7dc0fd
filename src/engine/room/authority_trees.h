// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The trees that the logs' core events form: each continues the one it cites first, so a log is one path as long as nobody
// forks. A cut or a pin names the head of a chain; an event is inside when it lies on that chain. With every subtree an
// interval of numbers, "lies on the chain of h" is one comparison.

#include "engine/room/authority_set.h"

namespace engine::room {

/// The entry of a log in a list sorted by log; null when it is not listed.
[[nodiscard]] const LogCut* cutFor(const std::vector<LogCut>& cuts, const core::LogId& log);

/// What a cut leaves of a log.
struct KeptHead {
    CoreIndex log = coreNone;
    CoreIndex head = coreNone;

    auto operator<=>(const KeptHead&) const = default;
};

class LogTrees
{
public:
    explicit LogTrees(const AuthoritySet& set);

    /// Of an event that came last and that no other one continues.
    void extend();

    /// a lies on the chain of h.
    [[nodiscard]] bool onChain(CoreIndex a, CoreIndex h) const
    {
        return enter(a) <= enter(h) && enter(h) < leave(a);
    }
    /// Its place: everything that continues it comes behind, up to `leave`.
    [[nodiscard]] std::uint32_t enter(CoreIndex index) const
    {
        return m_enter[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] std::uint32_t leave(CoreIndex index) const
    {
        return m_leave[static_cast<std::size_t>(index)];
    }
    /// The core event that a cut names, if it is one of that log.
    [[nodiscard]] CoreIndex headOf(const LogCut* cut) const;
    [[nodiscard]] bool inside(CoreIndex index, const std::vector<LogCut>& cuts) const;
    /// By log, without the cuts that leave nothing.
    [[nodiscard]] std::vector<KeptHead> headsOf(CoreIndex index) const;

private:
    void plant(CoreIndex root, const std::vector<std::vector<CoreIndex>>& children);

    const AuthoritySet& m_set;
    std::vector<std::uint32_t> m_enter;
    std::vector<std::uint32_t> m_leave;
    std::uint32_t m_counter = 0;
};

} // namespace engine::room
