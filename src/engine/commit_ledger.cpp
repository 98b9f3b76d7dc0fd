// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/commit_ledger.h"

namespace engine {

CommitToken CommitLedger::add(Entry entry)
{
    m_waiting.emplace(++m_last, std::move(entry));
    return m_last;
}

CommitLedger::Entry CommitLedger::take(CommitToken token)
{
    auto node = m_waiting.extract(token);
    return node ? std::move(node.mapped()) : Entry();
}

std::vector<CommitLedger::Entry> CommitLedger::takeAll()
{
    std::vector<Entry> out;
    out.reserve(m_waiting.size());
    for (auto& [token, entry] : m_waiting) {
        out.push_back(std::move(entry));
    }
    m_waiting.clear();
    return out;
}

} // namespace engine
