// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a room keeps: one entry a log, a link, an address book, a file card, a hole that is being filled. Plain values
// without rules of their own; the rules are the room's (room.h).

#include "core/keys.h"
#include "core/limits.h"
#include "core/time.h"
#include "core/timer_table.h"
#include "engine/peer_io.h"
#include "engine/room/address_book.h"
#include "engine/room/byte_budget.h"
#include "engine/room/event.h"
#include "engine/room/frontier.h"
#include "engine/room/gossip_tree.h"
#include "engine/room/invite_link.h"
#include "engine/room/letter_box.h"
#include "engine/room/log_entry.h"
#include "engine/room/peer_scores.h"
#include "engine/room/redaction_set.h"
#include "engine/room/retention_steps.h"
#include "engine/room/run_codec.h"
#include "engine/room/tidings.h"
#include "engine/room/work_proof.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace engine::room {

/// A live member at the other end of a link.
struct Neighbour {
    LinkId link = 0;
    core::IdentityId identity;
    core::DeviceId device;
    bool initiator = false; ///< we dialled
    bool superpeer = false;
};

/// A file card as the room keeps it at hand.
struct FileCardInfo {
    core::IdentityId author;
    std::string name;
    std::uint64_t bytes = 0;
    core::FileRoot root;
    std::int64_t timeMs = 0;
};

using EventRows = std::vector<EventRow>;
using LogSet = std::set<core::LogId>;
using Difference = std::optional<FrontierDifference>;

/// A stretch of a log that is looked through because somebody took something back, or took that back.
struct Reread {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
};
/// What is older than the room keeps it.
struct Retention {
    RetentionSteps steps;
    std::uint32_t hollowDays = 0; ///< what was older than that
    core::WallTime hollowAt;      ///< then, may have lost its text
    bool waits = false; ///< since the start, to hear what was changed before anything is erased
    std::optional<core::MonoTime> waitsUntil;
    bool looking = false; ///< the logs are being looked through
};
/// What hangs on messages, what was taken back, and what is said of it to those who run the room.
struct Afterwards {
    static constexpr std::size_t earlyMost = 2000;
    RedactionSet redactions;
    bool stale = false;                    ///< something was taken back since it was last asked
    std::map<core::LogId, Reread> rereads; ///< to be read
    LogSet reading;                        ///< being read
    LogSet restored;           ///< something in them is not taken back any more: to be judged again
    std::int64_t erasedMs = 0; ///< what was ripe then is gone
    std::set<core::EventRef> early;   ///< messages spoken of before they came
    std::set<core::EventRef> changed; ///< to be told again at the end of the turn
    LogSet loose;                     ///< over, and of them something loose still counts
    bool screen = false;              ///< all that is on it is to be read anew
    LetterBox letters;
    Retention retention;
};
/// What the roll said when it was last asked.
struct Verdicts {
    std::uint64_t generation = UINT64_MAX;
    std::map<core::IdentityId, int> levels;
    std::map<core::IdentityId, HybridClock> mutes; ///< those in force
    std::vector<LinkId> strangers;      ///< links whose other ends are no members any more
    std::map<core::EventId, bool> acts; ///< whether each counts
    std::map<core::LogId, Sweep> sweeps;
};
/// The log that this device writes.
struct OwnLog {
    core::IdentityId identity;
    core::DeviceId device;
    core::LogId log;
    core::EventId grant;    ///< what it acts under
    core::EventId coreHead; ///< its previous core event, or its opening
    std::uint64_t incarnation = 0;
    bool lost = false; ///< forked, cut, holed or outranked: the next thing written opens a new one
    std::uint64_t sentEnd = 0; ///< seqs below it were written to a link
};
struct RoomLink {
    Neighbour who;
    bool ownChecked = false;  ///< has told what it knows of our log
    unsigned digests = 0;     ///< of addresses, that were compared
    std::size_t replaced = 0; ///< addresses of others that it put in the place of others'
    bool compared = false;    ///< frontiers were compared since the link came up
    bool equal = false;       ///< and were the same the last time
    std::vector<core::DeviceId> presence;
    std::vector<core::EventId> coreIds; ///< collected until the last part has come
    bool comparesCore = false; ///< was told our core state, and if it differs what that consists of
    bool typing = false;
    TreeLink tree;
    std::uint64_t tailRequest = 0;
    core::MonoTime since;    ///< when it came up
    std::size_t letters = 0; ///< new ones that came over it

    /// Whether this is the author's device or has a link to it.
    [[nodiscard]] bool knows(const core::DeviceId& author) const
    {
        return who.device == author
               || std::find(presence.begin(), presence.end(), author) != presence.end();
    }
};
/// A log that somebody has more of, with how far each source says that it goes.
struct Target {
    std::map<LinkId, std::uint64_t> sources;
};
/// Events asked for although we hold them, because two chains of their log part there or below.
constexpr std::uint64_t probeWidth = 64;
struct Probe {
    core::LogId log;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    LinkId link = 0;
    core::MonoTime deadline;
};
struct Want {
    std::uint64_t request = 0;
    core::LogId log;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    LinkId link = 0;
    core::MonoTime deadline;
    std::size_t gained = 0;
    bool postponed = false; ///< something came that could not be taken yet
};
/// An act that came before what it hangs on (room_early.h).
struct EarlyAct {
    CarriedEvent act;
    LinkId from = 0;
    core::MonoTime until;
};
/// What is sealed under a secret that is not here.
struct Lacked {
    static constexpr std::size_t epochsMost = 256;
    static constexpr std::size_t logsMost = 64;
    LogSet logs;
    bool everywhere = false; ///< in more logs than are listed
    std::optional<core::MonoTime> asked = {};
};
/// What is to come from others: holes, the first screen, comparisons.
struct Fetching {
    std::map<core::LogId, Target> targets;
    std::vector<Want> wants;
    std::vector<Probe> probes;
    std::vector<EarlyAct> early;
    std::map<core::EpochId, Lacked> lacked;
    std::map<core::LogId, std::set<LinkId>> barren; ///< who could not fill the holes of a log
    PeerScores scores;                              ///< of those who do not answer
    LogSet stuck; ///< what came for the highest hole of these has to wait for something lower
    std::uint64_t nextRequest = 2; ///< 1 marks the core sent to a newcomer
    bool needTail = false;
    Tidings tidings;
    ByteBudget budget; ///< of what is asked for
    // What floods arrives, so comparing is for what went wrong; it must not be what an idle room lives for.
    static constexpr std::chrono::seconds compareSoonest{10};
    static constexpr std::chrono::seconds compareLatest{160};
    std::chrono::seconds compareEvery{compareSoonest}; ///< grows while comparing brings nothing
    bool backfilling = false; ///< since joining, until the first time nothing is missing
};
/// What lets others in by a door that this device stands at.
struct DoorSecret {
    core::Seed seed;                               ///< of the door's key
    std::optional<core::Secret<32>> password = {}; ///< stretched, where the door has one
};
struct PendingJoin {
    std::optional<InviteLink> link;
    std::string text;
    std::optional<WorkProof> work;            ///< for the open door that a card named
    core::EventId workDoor;                   ///< its event
    std::optional<core::Secret<32>> password; ///< stretched
    core::EventId passwordDoor;               ///< that it has opened
    std::optional<core::Seed> won;            ///< the seed behind it
    bool ready = false;                       ///< everything is done that the door wants
    std::string message;                      ///< for a door at which one knocks
    bool knockDue = true;                     ///< it is time to ask again
    std::chrono::milliseconds knockEvery{};   ///< until the next time; grows
};
struct Receipt {
    std::uint64_t deliveredEnd = 0;
    std::uint64_t readEnd = 0;
};
enum class RoomTimer : std::uint8_t {
    Receipts,
    Presence,
    Repair,
    Wants,
    Names,
    Early, ///< what an act hangs on did not come
    SentMarks,
    OwnLog, ///< it forked: a new one is opened
    Addresses,
    Here,      ///< somebody's word runs out, or is to be passed on, or ours is to be said
    Mutes,     ///< one may be over
    Pins,      ///< a week has passed
    Doors,     ///< one is over, and is to be closed
    Erase,     ///< texts that others took back a week ago may be due
    Work,      ///< for an open door
    Knock,     ///< at a door where one asks, again
    Retention, ///< something may be older by now than the room keeps it
    Tidings,   ///< something may have to be said of what is missing, or of what came
    Reach,     ///< an old reach secret may be answered no more
    Count
};
enum class Took : std::uint8_t { New, Known, NeedsOpening, NotYet, Refused };
enum class Way : std::uint8_t { Own, Live, Sync };
struct Fresh {
    MessageSnapshot message;
    Way way = Way::Sync;
};

} // namespace engine::room
