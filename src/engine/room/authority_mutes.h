// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who is silenced: a RESTRICT holds over what its target does later, up to its time, unless a lifting one follows it that
// speaks about the same event. Events of one level are asked about together, 512 in a walk (see authority_reach.h): what
// the lifts that concern an event reach is lifted for it.

#include "engine/room/authority_reach.h"
#include "engine/room/authority_trees.h"

namespace engine::room {

class Mutes
{
public:
    Mutes(const AuthoritySet& set, const LogTrees& trees);

    /// A valid RESTRICT, by falling level.
    void publish(CoreIndex restriction);
    /// Acts of a level below all that was published.
    void judge(Reach& reach, const std::vector<CoreIndex>& acts);
    /// What silences this act; coreNone when nothing does.
    [[nodiscard]] CoreIndex by(CoreIndex act) const { return m_by[static_cast<std::size_t>(act)]; }
    /// One act that was added since.
    void extend(CoreIndex act);

    [[nodiscard]] const std::vector<CoreIndex>& of(CoreIndex identity) const;
    /// The first of these that none of the lifts follows.
    [[nodiscard]] CoreIndex firstStanding(const std::vector<CoreIndex>& these,
                                          const std::vector<CoreIndex>& lifts) const;

private:
    /// Of one log; the places of its acts, to compare them with that of a head.
    struct Group {
        CoreIndex log = coreNone;
        std::vector<std::uint32_t> bits;
        std::vector<std::uint32_t> enter;
        std::vector<std::uint32_t> leave;
        std::uint32_t enterMost = 0;
        std::uint32_t leaveLeast = UINT32_MAX;
        Reach::Mask mask{};
    };
    /// The acts of one person among those that are judged together.
    struct Person {
        CoreIndex identity = coreNone;
        std::size_t begin = 0;
        std::size_t end = 0;
        std::vector<Group> groups;
        Reach::Mask mask{};
    };

    [[nodiscard]] bool lifts(CoreIndex restriction) const;
    [[nodiscard]] const std::vector<KeptHead>& headsOf(CoreIndex restriction) const;
    void judgeBatch(Reach& reach, const std::vector<CoreIndex>& acts);
    [[nodiscard]] Person personFrom(const std::vector<CoreIndex>& acts, std::size_t begin) const;
    void judgePerson(Reach& reach, const std::vector<CoreIndex>& acts, const Person& person);
    [[nodiscard]] Reach::Mask inside(const Person& person, CoreIndex restriction) const;

    const AuthoritySet& m_set;
    const LogTrees& m_trees;
    std::vector<CoreIndex> m_by;
    std::map<CoreIndex, std::vector<CoreIndex>> m_lists;
    std::map<CoreIndex, std::vector<KeptHead>> m_heads;
};

} // namespace engine::room
