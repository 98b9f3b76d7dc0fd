// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/epoch_cover.h"

#include <algorithm>

namespace engine::room {

void EpochCover::note(const core::EventId& epoch,
                      std::vector<core::EventId> openings,
                      const std::optional<core::EventId>& after)
{
    if (m_notes.size() >= notesMost || m_names + openings.size() > namesMost) {
        return;
    }
    const std::size_t names = openings.size();
    if (m_notes.try_emplace(epoch, Note{std::move(openings), after}).second) {
        m_names += names;
    }
}

template<class Visit>
void EpochCover::walk(const core::EventId& epoch, const Visit& visit) const
{
    auto note = m_notes.find(epoch);
    for (std::size_t step = 0; step < depthMost && note != m_notes.end(); ++step) {
        if (visit(note->second) || !note->second.after) {
            return;
        }
        note = m_notes.find(*note->second.after);
    }
}

EpochCover::Names EpochCover::named(const core::EventId& epoch) const
{
    Names out;
    walk(epoch, [&out](const Note& note) {
        out.insert(note.openings.begin(), note.openings.end());
        return false;
    });
    return out;
}

bool EpochCover::namesAny(const core::EventId& epoch, const Names& openings) const
{
    bool found = false;
    walk(epoch, [&](const Note& note) {
        found = std::any_of(note.openings.begin(), note.openings.end(), [&](const auto& opening) {
            return openings.contains(opening);
        });
        return found;
    });
    return found;
}

std::size_t EpochCover::depth(const core::EventId& epoch) const
{
    std::size_t out = 0;
    walk(epoch, [&out](const Note& note) {
        out += note.after ? 1U : 0U;
        return false;
    });
    return out;
}

} // namespace engine::room
