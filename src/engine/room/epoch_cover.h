// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Whom an epoch is for, where the room does not show its past to everybody: an EPOCH names the openings of members that its
// writer saw, and may go on from an earlier EPOCH, whose names then count for it as well. What an opening proves about its
// writer is the roll's to say.

#include "core/ids.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace engine::room {

class EpochCover
{
public:
    static constexpr std::size_t depthMost = 256; ///< a longer line of EPOCHs is read no further
    static constexpr std::size_t notesMost = 65'536;
    static constexpr std::size_t namesMost =
        262'144; ///< in all of them; what comes then is forgotten

    using Names = std::set<core::EventId>;

    void note(const core::EventId& epoch,
              std::vector<core::EventId> openings,
              const std::optional<core::EventId>& after);
    /// All that count for it, as far as their line is known here.
    [[nodiscard]] Names named(const core::EventId& epoch) const;
    [[nodiscard]] bool namesAny(const core::EventId& epoch, const Names& openings) const;
    /// How many EPOCHs it goes on from.
    [[nodiscard]] std::size_t depth(const core::EventId& epoch) const;

private:
    struct Note {
        std::vector<core::EventId> openings;
        std::optional<core::EventId> after;
    };

    /// Stops where `visit` says true.
    template<class Visit>
    void walk(const core::EventId& epoch, const Visit& visit) const;

    std::map<core::EventId, Note> m_notes;
    std::size_t m_names = 0;
};

} // namespace engine::room
