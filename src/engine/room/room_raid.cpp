// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_raid.h"

#include "core/text.h"
#include "engine/room/room_acts.h"
#include "engine/room/room_door.h"
#include "engine/room/room_invites.h"

#include <algorithm>

namespace engine::room {

namespace {

/// An opening by somebody who may be shown out.
struct Entrance {
    core::LogId log;
    core::IdentityId who;
    core::EventId door; ///< zero: a further log of somebody who was here
    std::int64_t clockMs = 0;
};

/// One opening after the other is looked up in the store.
class Looking : public std::enable_shared_from_this<Looking>
{
public:
    Looking(core::RoomId room,
            std::vector<Entrance> entrances,
            std::int64_t sinceMs,
            std::int64_t companyMs)
        : m_room(room)
        , m_entrances(std::move(entrances))
        , m_sinceMs(sinceMs)
        , m_companyMs(companyMs)
    {
    }

    void start(Turn& turn, RoomRaid::Planned then)
    {
        m_then = std::move(then);
        next(turn);
    }

private:
    void next(Turn& turn)
    {
        if (m_at == m_entrances.size()) {
            finish(turn);
            return;
        }
        const ReadRows read{0, m_room, m_entrances[m_at].log, 0, 0, 1};
        turn.readRows(read, [self = shared_from_this()](Turn& later, const EventRows& rows) {
            self->take(rows);
            self->next(later);
        });
    }

    void take(const EventRows& rows)
    {
        const Entrance& entrance = m_entrances[m_at++];
        const bool seen = rows.size() == 1 && rows.front().arrivedMs >= m_sinceMs;
        const bool recent = seen && (m_companyMs <= m_sinceMs || entrance.clockMs >= m_sinceMs);
        (recent ? m_recent : m_known).insert(entrance.who);
    }

    /// Whoever has been here before by another door, or on another device, is no newcomer.
    void finish(Turn& turn)
    {
        RaidPlan plan;
        std::set<core::EventId> doors;
        std::set_difference(m_recent.begin(),
                            m_recent.end(),
                            m_known.begin(),
                            m_known.end(),
                            std::back_inserter(plan.people));
        for (const Entrance& entrance : m_entrances) {
            if (!entrance.door.isZero()
                && std::binary_search(plan.people.begin(), plan.people.end(), entrance.who)) {
                doors.insert(entrance.door);
            }
        }
        plan.doors.assign(doors.begin(), doors.end());
        m_then(turn, std::move(plan));
    }

    core::RoomId m_room;
    std::vector<Entrance> m_entrances;
    std::int64_t m_sinceMs;
    std::int64_t m_companyMs;
    std::size_t m_at = 0;
    std::set<core::IdentityId> m_recent;
    std::set<core::IdentityId> m_known;
    RoomRaid::Planned m_then;
};

} // namespace

std::optional<Reason> RoomRaid::flaw() const
{
    if (m_room.m_state != RoomState::Joined || !m_room.m_roll) {
        return Reason::NotMember;
    }
    if (m_room.m_roll->level(m_self.identityId) < levelModerator) {
        return Reason::NotAllowed;
    }
    return RoomActs(m_room, m_turn, m_self).silenced();
}

/// By the wall clock; the future when nobody is here.
std::int64_t RoomRaid::inCompanySinceMs() const
{
    std::chrono::milliseconds longest{-1};
    for (const auto& [id, link] : m_room.m_links) {
        longest = std::max(
            longest,
            std::chrono::duration_cast<std::chrono::milliseconds>(m_turn.now.mono - link.since));
    }
    return m_turn.now.wall.milliseconds - longest.count();
}

void RoomRaid::plan(std::int64_t sinceMs, Planned then)
{
    const Roll& roll = *m_room.m_roll;
    std::vector<Entrance> entrances;
    for (const auto& [log, opening] : m_room.m_openings) {
        const auto standing = roll.log(log);
        const CoreEvent* birth = standing ? roll.act(standing->birth) : nullptr;
        if (!standing || !standing->valid || standing->identity == m_self.identityId
            || roll.level(standing->identity) == levelNone
            || roll.level(standing->identity) >= levelModerator) {
            continue;
        }
        const bool byDoor = birth != nullptr && birth->as<DoorBody>() != nullptr;
        entrances.push_back({log,
                             standing->identity,
                             byDoor ? standing->birth : core::EventId(),
                             opening.header.clock.milliseconds()});
    }
    std::make_shared<Looking>(m_room.m_id, std::move(entrances), sinceMs, inCompanySinceMs())
        ->start(m_turn, std::move(then));
}

core::Result<void, Reason> RoomRaid::clear(const RaidPlan& plan, const std::string& reason)
{
    if (const auto why = flaw()) {
        return core::fail(*why);
    }
    if (reason.size() > core::limits::spec::reasonBytes || !core::isUtf8(reason)) {
        return core::fail(Reason::BadArgument);
    }
    constexpr std::size_t most = core::limits::spec::targetsInEvent;
    for (std::size_t from = 0; from < plan.people.size(); from += most) {
        const auto begin = plan.people.begin() + static_cast<std::ptrdiff_t>(from);
        const auto count = std::min(most, plan.people.size() - from);
        static_cast<void>(m_room.writeAct(
            m_turn,
            m_self,
            RevokeBody{{begin, begin + static_cast<std::ptrdiff_t>(count)}, {}, true, {}, reason}));
    }
    for (const core::EventId& door : plan.doors) {
        closeDoor(door, reason);
    }
    return {};
}

/// They are banned by now, so their openings are not among those that are kept.
void RoomRaid::closeDoor(const core::EventId& door, const std::string& reason)
{
    const auto standing = m_room.m_roll->door(door);
    const bool closed =
        standing && standing->open && !RoomInvites(m_room, m_turn, m_self).close(door, reason);
    if (closed && standing->kind == DoorKind::Open) {
        RoomDoor(m_room).makeOpenDoor(m_turn, m_self);
    }
}

} // namespace engine::room
