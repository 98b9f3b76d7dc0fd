// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The roll of a room: who is in it, at which level, through which log, and what the room is called. It is a function of
// the set of core events and openings taken, whatever their order. It never sees a message.

#include "core/ids.h"
#include "engine/engine_types.h"
#include "engine/room/core_event.h"
#include "engine/room/genesis.h"
#include "engine/room/run_codec.h"

#include <map>
#include <optional>
#include <set>

namespace engine::room {

struct LogStanding {
    core::IdentityId identity;
    core::DeviceId device;
    core::EventId opening;
    core::EventId birth;
    bool valid = false; ///< the opening stands
    int level = levelNone;
    /// First seq that is void; everything from there on is.
    std::optional<std::uint64_t> voidFrom;
};

struct DoorStanding {
    core::DoorId key;
    int level = levelMember;
    std::int64_t expiresMs = 0;
    std::uint32_t uses = 0;
    std::uint32_t used = 0;
    bool open = true;
};

struct RoomRules {
    std::string name;
    std::string topic;
    Access access = Access::Invite;
    HistoryAccess history = HistoryAccess::All;
};

enum class RollTaken : std::uint8_t { New, Known, Refused };

class Roll
{
public:
    Roll(const core::RoomId& room, Genesis genesis);

    /// An opening or an act. Refused: malformed, or by its own bytes not what it claims (certificate, log id, proof).
    [[nodiscard]] RollTaken take(const CarriedEvent& event);
    /// The log forked there: its acts from there on are refused. For a new roll, before anything is taken.
    void voidFrom(const core::LogId& log, std::uint64_t seq) { m_voidFrom[log] = seq; }
    /// True for what CORE carries: acts, and openings of logs of level >= 50.
    [[nodiscard]] bool isCore(const Header& header) const;

    [[nodiscard]] std::optional<LogStanding> log(const core::LogId& log) const;
    [[nodiscard]] std::map<core::IdentityId, int> members() const;
    [[nodiscard]] int level(const core::IdentityId& identity) const;
    [[nodiscard]] bool isLive(const core::IdentityId& identity, const core::DeviceId& device) const;
    [[nodiscard]] std::optional<DoorStanding> door(const core::EventId& door) const;
    [[nodiscard]] const RoomRules& rules() const { return m_rules; }
    /// Newest core events, at most 4: what the next event cites.
    [[nodiscard]] std::vector<core::EventId> heads() const;
    /// What somebody acts under who was admitted by this opening.
    [[nodiscard]] core::EventId standingOf(const core::LogId& log) const;
    [[nodiscard]] core::Hash32 digest() const;
    [[nodiscard]] const Genesis& genesis() const { return m_genesis; }

private:
    struct Act {
        Header header;
        core::EventId id;
    };

    [[nodiscard]] RollTaken takeOpening(const CarriedEvent& event);
    [[nodiscard]] RollTaken takeAct(const CarriedEvent& event);
    void applyPolicies();
    [[nodiscard]] bool isFounder(const core::IdentityId& identity) const;

    core::RoomId m_room;
    Genesis m_genesis;
    std::map<core::LogId, LogStanding> m_logs;
    std::map<core::EventId, Act> m_acts;
    std::map<core::EventId, DoorStanding> m_doors;
    std::map<core::EventId, core::LogId> m_openings;
    std::map<core::LogId, std::uint64_t> m_voidFrom;
    std::set<std::pair<core::EventId, core::IdentityId>> m_entered; ///< by which door who came in
    std::map<std::pair<HybridClock, core::EventId>, PolicyBody> m_policies;
    RoomRules m_rules;
};

} // namespace engine::room
