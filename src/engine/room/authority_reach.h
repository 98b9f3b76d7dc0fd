// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who follows whom, asked for 512 at once. Whether somebody's return (an opening, a standing, a lifted mute) has a removal
// of his in its ancestry is the one question about the graph that a judgement asks again and again, and those who want it
// to take for ever make both sides of it long. No table of pairs is kept: every event has a mask of bits, one walk over the
// set carries the bits up to what follows or down to what is cited, and whoever asked reads his answers before the next
// walk. So n events cost n / 512 walks, whatever their shape, and 64 bytes each.

#include "engine/room/authority_set.h"

#include <array>

namespace engine::room {

class Reach
{
public:
    static constexpr std::size_t words = 8;
    static constexpr std::size_t width = words * 64;
    using Mask = std::array<std::uint64_t, words>;

    /// Bits that an event hands down but has not itself: those of its lower half that `of` names, moved to the upper half.
    struct Turn {
        CoreIndex event = coreNone;
        Mask of{};
    };
    /// Which of `to` are among `from` or behind one of them?
    struct Question {
        std::vector<CoreIndex> from;
        std::vector<CoreIndex> to;
        std::vector<bool> answers;
    };

    explicit Reach(const AuthoritySet& set);

    [[nodiscard]] Mask& at(CoreIndex index) { return m_masks[static_cast<std::size_t>(index)]; }
    void set(CoreIndex index, std::size_t bit)
    {
        at(index)[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
    /// Everything in [first, last] takes over the bits of what it cites.
    void rise(CoreIndex first, CoreIndex last);
    /// Everything in [first, last] hands its bits to what it cites. `turns` come newest first.
    void sink(CoreIndex first, CoreIndex last, const std::vector<Turn>& turns = {});
    /// The bits of [first, last] only: the caller knows where he put some.
    void clear(CoreIndex first, CoreIndex last);
    /// Whether something that the event cites has this bit.
    [[nodiscard]] bool cites(CoreIndex index, std::size_t bit) const;

    void answer(std::vector<Question>& questions);

private:
    void answerBatch(std::vector<Question>& questions, std::size_t from, std::size_t to);

    std::vector<std::uint32_t> m_begin; ///< of each event's citations
    std::vector<CoreIndex> m_cited;     ///< without the genesis, which follows nothing
    std::vector<Mask> m_masks;
};

} // namespace engine::room
