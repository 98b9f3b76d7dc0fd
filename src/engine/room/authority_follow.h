// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who follows whom, answered beforehand. Whether somebody's return (an opening, a standing, a lifted mute) has a removal of
// his in its ancestry is the one question about the graph that a judgement asks again and again. It is asked within one
// person only, so the table holds, per identity, a bit for each pair of (what may follow, what may be followed), filled 64
// at a time by one pass over the set: 100,000 events cost a second at worst, an ordinary room nothing at all, because nobody
// follows anything. A table that would outgrow its bound is left out, and its questions are answered by walking.

#include "engine/room/authority_set.h"

namespace engine::room {

class FollowTable
{
public:
    explicit FollowTable(const AuthoritySet& set);

    /// Both concern this identity. Right for every pair; quick for those that the table was made for.
    [[nodiscard]] bool follows(CoreIndex identity, CoreIndex later, CoreIndex earlier) const;

private:
    struct Person {
        std::vector<CoreIndex> rows;    ///< ascending
        std::vector<CoreIndex> columns; ///< ascending
        std::vector<std::uint64_t> bits;

        [[nodiscard]] std::size_t words() const { return (columns.size() + 63) / 64; }
    };

    [[nodiscard]] Person personOf(const CoreIdentity& identity) const;
    void fill();
    void pass(const std::vector<CoreIndex>& batch,
              const std::map<CoreIndex, std::vector<CoreIndex>>& whose);

    const AuthoritySet& m_set;
    std::map<CoreIndex, Person> m_people;
    std::vector<std::uint64_t> m_mask;
};

} // namespace engine::room
