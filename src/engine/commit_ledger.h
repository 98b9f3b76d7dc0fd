// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What waits for which batch to be on disk. A batch that fails takes everything behind it along: nothing may be written
// above a hole. The ledger only remembers; the peer runs what comes out.

#include "engine/turn.h"

#include <map>
#include <vector>

namespace engine {

class CommitLedger
{
public:
    struct Entry {
        std::vector<Turn::Waiting> answers;
        std::vector<Turn::Then> tell; ///< before `then`
        std::vector<Turn::Then> then;
    };

    /// The number of a new batch.
    [[nodiscard]] CommitToken add(Entry entry);
    /// Nothing when the token is not known: of a run before a reload.
    [[nodiscard]] Entry take(CommitToken token);
    /// All that wait, oldest first; the ledger is empty afterwards.
    [[nodiscard]] std::vector<Entry> takeAll();
    /// The newest batch under way, or 0.
    [[nodiscard]] CommitToken newest() const
    {
        return m_waiting.empty() ? 0 : m_waiting.rbegin()->first;
    }

private:
    CommitToken m_last = 0;
    std::map<CommitToken, Entry> m_waiting;
};

} // namespace engine
