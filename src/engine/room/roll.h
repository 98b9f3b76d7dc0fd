// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The roll of a room: who is in it, at which level, through which log, and what the room is called. It proves what came
// off the wire (signatures, certificates, door proofs) and asks the authority core (authority.h) what of it counts; so it is
// a function of the set of core events and openings taken, whatever their order. It never sees a message.

#include "core/ids.h"
#include "engine/engine_types.h"
#include "engine/room/authority.h"
#include "engine/room/genesis.h"
#include "engine/room/run_codec.h"

#include <map>
#include <optional>
#include <set>

namespace engine::room {

struct LogStanding {
    core::IdentityId identity;
    core::DeviceId device;
    core::EventId birth;
    bool valid = false; ///< the opening stands
    int level = levelNone;
    /// First seq that is void; everything from there on is.
    std::optional<std::uint64_t> voidFrom;
    core::EventId endsWith; ///< the event before it, where what ends the log names it; else zero
};

struct DoorStanding {
    core::DoorId key;
    DoorKind kind = DoorKind::Key;
    std::uint32_t workBits = 0;
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
    PolicyBody merged; ///< all of it, as the core has it
};

enum class RollTaken : std::uint8_t { New, Known, Refused };

class Roll
{
public:
    Roll(const core::RoomId& room, Genesis genesis);

    /// An opening or an act. Refused: malformed, by its own bytes not what it claims (certificate, log id, proof), never
    /// allowed at its level, or citing what is not here yet.
    [[nodiscard]] RollTaken take(const CarriedEvent& event);
    /// The log forked there: its acts from there on are refused. For a new roll, before anything is taken.
    void voidFrom(const core::LogId& log, std::uint64_t seq);
    /// True for what CORE carries: acts, and openings of logs of level >= 50.
    [[nodiscard]] bool isCore(const Header& header) const;

    [[nodiscard]] std::optional<LogStanding> log(const core::LogId& log) const;
    [[nodiscard]] const std::map<core::IdentityId, int>& members() const;
    [[nodiscard]] int level(const core::IdentityId& identity) const;
    /// Until when members are silenced, whether that is over or not; all bits set = until it is lifted.
    [[nodiscard]] const std::map<core::IdentityId, HybridClock>& mutes() const;
    /// Who was removed and is no member now; true: by a ban.
    [[nodiscard]] const std::map<core::IdentityId, bool>& removed() const;
    [[nodiscard]] bool isLive(const core::IdentityId& identity, const core::DeviceId& device) const;
    /// Whose device that is, if it is live.
    [[nodiscard]] std::optional<core::IdentityId> liveOwner(const core::DeviceId& device) const;
    /// All for whom that is so.
    [[nodiscard]] std::set<std::pair<core::IdentityId, core::DeviceId>> live() const;
    [[nodiscard]] std::optional<DoorStanding> door(const core::EventId& door) const;
    /// Each person once, whatever became of them.
    [[nodiscard]] const std::set<core::IdentityId>& enteredBy(const core::EventId& door) const;
    [[nodiscard]] const RoomRules& rules() const;
    /// Core events that nothing valid cites, at most 4: what the next event cites.
    [[nodiscard]] const std::vector<core::EventId>& heads() const;
    /// Grows with everything that may change an answer.
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }
    [[nodiscard]] bool isBanned(const core::IdentityId& identity) const
    {
        return m_authority.isBanned(identity);
    }
    /// The best that this person may act under now.
    [[nodiscard]] std::optional<core::EventId> bestStanding(const core::IdentityId& who) const
    {
        return m_authority.standingOf(who);
    }
    [[nodiscard]] std::vector<core::LogId> logsOf(const core::IdentityId& who) const
    {
        return m_authority.logsOf(who);
    }
    /// The last core event of a log that counts, or its opening.
    [[nodiscard]] core::EventId lastCoreOf(const core::LogId& log) const
    {
        return m_authority.lastCoreOf(log).value_or(core::EventId());
    }
    /// Removals of people who are no members now; what is sealed for the room must follow them all.
    [[nodiscard]] const std::vector<core::EventId>& removals() const;
    [[nodiscard]] bool reaches(const std::vector<core::EventId>& heads,
                               const core::EventId& id) const
    {
        return m_authority.reaches(heads, id);
    }
    [[nodiscard]] bool holds(const core::EventId& id) const { return m_authority.holds(id); }
    [[nodiscard]] bool isValid(const core::EventId& act) const { return m_authority.isValid(act); }
    /// Null when it is not here.
    [[nodiscard]] const CoreEvent* act(const core::EventId& id) const
    {
        return m_authority.event(id);
    }
    /// An event outside the core.
    [[nodiscard]] AuthorityVerdict judge(const ContentEvent& event) const
    {
        return m_authority.judge(event);
    }
    [[nodiscard]] PolicyBody policyOf(const ContentEvent& event) const
    {
        return m_authority.policyOf(event);
    }
    /// What somebody acts under who was admitted by this opening.
    [[nodiscard]] core::EventId standingOf(const core::LogId& log) const;
    [[nodiscard]] core::Hash32 digest() const { return m_authority.digest(); }
    /// What was taken, for whoever asks more about it than a member has to.
    [[nodiscard]] const Authority& authority() const { return m_authority; }
    [[nodiscard]] const Genesis& genesis() const { return m_genesis; }

private:
    [[nodiscard]] RollTaken takeOpening(const CarriedEvent& event, CoreEvent core);
    [[nodiscard]] RollTaken takeAct(const CarriedEvent& event, CoreEvent core);
    [[nodiscard]] RollTaken add(CoreEvent core);
    [[nodiscard]] LogStanding judge(const core::LogId& log) const;

    /// Asked for with every message; good until the set grows.
    struct Answers {
        std::map<core::LogId, LogStanding> logs;
        std::optional<std::vector<core::EventId>> heads;
        std::optional<std::map<core::IdentityId, int>> members;
        std::map<core::IdentityId, HybridClock> mutes; ///< with the members
        std::optional<std::map<core::IdentityId, bool>> removed;
        std::optional<RoomRules> rules;
        std::optional<std::vector<core::EventId>> removals;
    };
    void changed();

    core::RoomId m_room;
    Genesis m_genesis;
    Authority m_authority;
    std::map<core::LogId, std::pair<core::IdentityId, core::DeviceId>> m_writers;
    std::map<core::DeviceId, std::vector<core::LogId>> m_logsOf; ///< the same, from the other end
    std::map<core::LogId, std::uint64_t> m_voidFrom;
    std::map<core::EventId, std::set<core::IdentityId>> m_entered; ///< by which door who came in
    std::uint64_t m_generation = 0;
    mutable Answers m_answers;
};

} // namespace engine::room
