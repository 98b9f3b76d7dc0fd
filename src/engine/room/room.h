// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One room, sans-IO: its logs, its roll of members, its links and what is still to be fetched. Frames of live links and
// requests come in; effects go into the Turn. Events are judged, stored and then told, on one path (room_take.cpp). Who may
// link to it is decided in the link stages, by `isLive` and room_door.h; only links of live members are announced here.

#include "engine/room/epoch_cover.h"
#include "engine/room/epoch_ring.h"
#include "engine/room/presence.h"
#include "engine/room/reach_ring.h"
#include "engine/room/roll.h"
#include "engine/room/room_parts.h"
#include "engine/room/self.h"
#include "engine/turn.h"

#include "events.pb.h"

#include <memory>

namespace engine::room {

class Room : public std::enable_shared_from_this<Room>
{
public:
    static std::shared_ptr<Room> found(Turn& turn, const Self& self, const CreateRoom& wish);
    /// Waits for somebody who opens the door that the link names.
    static std::shared_ptr<Room>
    join(Turn& turn, const Self& self, const InviteLink& link, std::string text);
    void rejoin(Turn& turn, const InviteLink& link, std::string text); ///< after having left
    /// From the store; nothing when the record is not ours to read.
    static std::shared_ptr<Room>
    load(const Self& self, const core::RoomId& id, const StoredState& stored);

    [[nodiscard]] const core::RoomId& id() const { return m_id; }
    [[nodiscard]] RoomState state() const { return m_state; }
    [[nodiscard]] RoomSnapshot snapshot() const;
    [[nodiscard]] std::vector<MemberSnapshot> members() const;
    [[nodiscard]] Digest digest() const;
    [[nodiscard]] std::string nameOf(const core::IdentityId& identity) const;
    [[nodiscard]] const std::map<core::EventRef, FileCardInfo>& files() const { return m_files; }
    [[nodiscard]] std::size_t neighbourCount() const { return m_links.size(); }
    [[nodiscard]] const AddressMap& addresses() const { return m_addresses; }
    [[nodiscard]] const std::optional<InviteLink>& pendingLink() const { return m_pending.link; }
    [[nodiscard]] bool seeks() const;             ///< somebody who lets us in
    [[nodiscard]] bool isVoiceless() const;       ///< in it, and the opening of the own log is lost
    [[nodiscard]] bool awaitsFirstScreen() const; ///< the newest messages, asked for
    [[nodiscard]] bool hasKeys() const { return !m_epochs.isEmpty(); }
    [[nodiscard]] const ReachRing& reach() const { return m_reach; }
    [[nodiscard]] core::AgreementKey linkKey() const;
    /// Who is in it and what counts; null while the genesis is not known.
    [[nodiscard]] const Roll* roll() const { return m_roll ? &*m_roll : nullptr; }
    [[nodiscard]] const std::map<core::LogId, LogEntry>& logs() const { return m_logs; }

    // ---- beyond the door (room_join.cpp; room_door.h knows who comes in) ----

    [[nodiscard]] bool isLive(const core::IdentityId& identity, const core::DeviceId& device) const;
    [[nodiscard]] std::optional<wire::SignedEvent> ownOpening() const;
    [[nodiscard]] std::string genesisBytes() const;
    /// The core for somebody at the door, in frames; the last one says so.
    [[nodiscard]] std::vector<wire::Frame> coreFrames(std::uint64_t answerTo) const;
    /// Host side: takes the opening of somebody who was admitted; false when it is not sound.
    [[nodiscard]] bool
    takeNewcomer(Turn& turn, const Self& self, LinkId link, const wire::SignedEvent& opening);
    /// For whose opening is stored here.
    [[nodiscard]] std::vector<wire::Frame> welcome(const core::IdentityId& newcomer);
    /// Joiner side: genesis and core from the host. False: not this room, or the host is not live in it.
    [[nodiscard]] bool adoptGenesis(const std::string& genesis);
    [[nodiscard]] bool adoptCore(Turn& turn, const wire::Events& events);
    void setJoined(Turn& turn, const Self& self);
    void setState(Turn& turn, RoomState state, std::optional<Reason> reason);

    // ---- links (room_links.cpp) ----

    void linkUp(Turn& turn, const Self& self, const Neighbour& neighbour);
    void linkDown(Turn& turn, LinkId id);
    /// False: the frame breaks the protocol, and the link is to be closed.
    [[nodiscard]] bool
    handleFrame(Turn& turn, const Self& self, LinkId id, const wire::Frame& frame);
    void handleTimer(Turn& turn, const Self& self);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;
    /// Devices whose addresses are new since the last call.
    [[nodiscard]] std::vector<core::DeviceId> takeLearned();
    void tellOwnAddresses(Turn& turn, const Self& self);   ///< to all neighbours
    [[nodiscard]] std::vector<core::Bytes> takeDhtNodes(); ///< told by the invite or members, once
    /// Links whose other ends are no members any more, once they could hear of it.
    [[nodiscard]] std::vector<LinkId> takeStrangers();

    // ---- own acts (room_own.cpp; room_acts.h knows which those of a moderator are) ----

    /// The next event of the own log, with whatever it takes to write one. Who may is the caller's to know.
    core::EventRef writeAct(Turn& turn, const Self& self, const CoreBody& body);
    [[nodiscard]] core::Result<core::EventRef, Reason>
    sendText(Turn& turn, const Self& self, const SendMessage& wish);
    [[nodiscard]] core::Result<core::EventRef, Reason>
    shareFile(Turn& turn, const Self& self, const wire::FileCard& card);
    void sendProfile(Turn& turn, const Self& self);
    void setTyping(Turn& turn, const Self& self, bool on); ///< if others are told that
    void markRead(Turn& turn, const Self& self, const EventRow& row, bool newest);
    [[nodiscard]] MessageState stateOf(const core::EventRef& own) const;
    /// Last thing in every turn that touched the room: what changed is written, what is new is told after the commit.
    void finishTurn(Turn& turn);

private:
    friend class RoomAddresses;
    friend class RoomCopy;
    friend class RoomDoor;
    friend class RoomEarly;
    friend class RoomEnds;
    friend class RoomForks;
    friend class RoomGossip;
    friend class RoomInvites;
    friend class RoomContent;
    friend class RoomJudge;
    friend class RoomKeys;
    friend class RoomLetters;
    friend class RoomLog;
    friend class RoomPresence;
    friend class RoomRaid;
    friend class RoomReach;
    friend class RoomRedactions;
    friend class RoomRetention;
    friend class RoomTidings;
    friend class RoomUpkeep;
    Room(core::RoomId id, ReachRing reach, core::Seed linkSeed);
    // room_take.cpp
    Took take(Turn& turn, const CarriedEvent& event, Way way, bool verified);
    Took takeOpening(Turn& turn, const CarriedEvent& event, Way way);
    Took store(Turn& turn, const CarriedEvent& event, Way way, const core::IdentityId& author);
    bool place(Turn& turn, const CarriedEvent& event);
    void noteCore(const CarriedEvent& event);
    void noteFile(const CarriedEvent& event, const EventRow& row);
    void takeSettled(std::vector<CarriedEvent>& waiting);
    Took takePlain(Turn& turn, const CarriedEvent& event, const EventRow& row);
    void showContent(
        Turn& turn, EventRow& row, const Header& header, Way way, const ContentTrail& trail);
    void noteRelated(const core::EventRef& message);
    void tellChanged(Turn& turn);
    std::optional<MessageSnapshot> messageOf(const EventRow& row, const Header& header) const;
    void takeProfile(Turn& turn, const EventRow& row, const Header& header);
    void tellFresh(Turn& turn, const std::vector<Fresh>& fresh);

    // room_sync.cpp
    bool handleEvents(Turn& turn, LinkId link, const wire::Events& events);
    void noteAnswer(Turn& turn, LinkId link, const wire::Events&, bool gained, bool postponed);
    bool takeRun(Turn& turn, LinkId link, const wire::Run& run, LogSet& gained, bool& postponed);
    void
    handleCoreState(Turn& turn, const Self& self, RoomLink& link, const wire::CoreState& state);
    bool handleCoreIds(Turn& turn, RoomLink& link, const wire::CoreIds& ids) const;
    bool handleFrontier(Turn& turn, RoomLink& link, const wire::Frontier& theirs);
    bool handleAnnounce(Turn& turn, LinkId link, const wire::Announce& announce);
    void handleGone(Turn& turn, LinkId link, const wire::Gone& gone);
    void sendCoreState(Turn& turn, const RoomLink& link, bool first) const;
    void sendCoreIds(Turn& turn, LinkId link) const;
    void checkOwnLog(Turn& turn, const Self& self, RoomLink& link, const Difference& yours);
    void trustOwnLog(Turn& turn, LinkId link);
    [[nodiscard]] std::optional<std::uint64_t> incarnationOf(const core::LogId& log) const;
    void target(const core::LogId& log, std::uint64_t top, LinkId source);
    void targetHoles(LinkId source);
    [[nodiscard]] bool lacksLittle(const core::LogId& log) const;
    void repair(Turn& turn); // room_links.cpp
    [[nodiscard]] bool isFetching(const core::LogId& log) const;
    [[nodiscard]] bool mayFill(const core::LogId& log) const;
    void scheduleWants(Turn& turn);
    bool startWant(Turn& turn, const core::LogId& log, Target& wanted);
    void finishWant(Turn& turn, LinkId link, std::uint64_t request);
    [[nodiscard]] FrontierMap frontier() const;

    // room_forks.cpp
    bool voidFrom(Turn& turn, const core::LogId& log, std::uint64_t seq); ///< false: no news
    void rebuildRoll();

    // room_serve.cpp
    bool handleWant(Turn& turn, LinkId link, const wire::Want& want);
    void handleTail(Turn& turn, LinkId link, const wire::Tail& tail);
    void serveRows(Turn& turn, LinkId link, const wire::Want& want, const EventRows& rows);
    void serveTail(Turn& turn, LinkId link, std::uint64_t request, const EventRows& rows);
    [[nodiscard]] std::optional<CarriedEvent> carried(const EventRow& row) const;

    // room_links.cpp
    void tellStates(Turn& turn, const core::LogId& log, std::uint64_t from, std::uint64_t end);
    void handleReceipts(Turn& turn, const RoomLink& link, const wire::Receipts& receipts);
    void flushReceipts(Turn& turn, const Self& self);
    void sendReceipts(Turn& turn, const Self& self, const RoomLink& link, bool all);

    // room_verdicts.cpp
    void applyVerdicts(Turn& turn);
    void noteVerdicts();
    void applyToPeople(Turn& turn);
    void applyMutes(Turn& turn);
    void applyToSelf(Turn& turn, int level);

    // room_own.cpp
    [[nodiscard]] Header nextHeader(core::WallTime wall, Kind kind) const;
    core::EventRef appendOwn(Turn& turn, const Self& self, Kind kind, const core::Bytes& body);
    void
    openLog(Turn& turn, const Self& self, const core::EventId& birth, const wire::Enter& proof);
    void retireOwnLog(Turn& turn, const Self& self);
    void cutUnsent(Turn& turn, const Self& self, const core::LogId& log, std::uint64_t from);
    void prepareToWrite(Turn& turn, const Self& self);
    void markSent(Turn& turn, std::uint64_t seq);

    // room.cpp
    void persistRoom(Turn& turn) const;
    [[nodiscard]] core::Hash32 coreHash() const;
    void loadMain(const StoredRecord& stored);
    [[nodiscard]] bool loadMainOrKey(const StoredRecord& stored);
    void loadRecord(const StoredRecord& stored);
    void loadRows(const std::vector<StoredCoreRow>& rows);
    [[nodiscard]] bool lacksOwn() const;
    void letGo(const std::vector<CarriedEvent>& unplaced);
    void arm(RoomTimer timer, core::MonoTime at);

    core::RoomId m_id;
    RoomState m_state = RoomState::Joining;
    std::optional<Reason> m_reason;
    std::optional<Roll> m_roll; ///< once the genesis is known
    core::Bytes m_genesis;
    ReachRing m_reach;
    core::Seed m_linkSeed;
    EpochRing m_epochs;
    EpochCover m_cover;
    Verdicts m_verdicts;
    OwnLog m_own;
    std::map<core::EventId, DoorSecret> m_doorSeeds; ///< of doors that this device opens
    PendingJoin m_pending;
    std::string m_nameHint;
    std::int64_t m_lastOnlineMs = 0;
    std::map<core::LogId, LogEntry> m_logs;
    std::map<core::EventId, CarriedEvent> m_core;   ///< what CORE carries
    std::map<core::LogId, CarriedEvent> m_openings; ///< of every log, members' included
    std::map<core::EventRef, FileCardInfo> m_files;
    std::map<core::IdentityId, std::pair<HybridClock, std::string>> m_names;
    AddressMap m_addresses;
    LearnedAddresses m_learned;
    std::map<core::LogId, std::map<core::IdentityId, Receipt>> m_receipts; ///< for own logs
    std::map<core::LogId, wire::ForkProof> m_forks;
    std::map<LinkId, RoomLink> m_links;
    PresenceState m_presence;
    Fetching m_fetch;
    LogSet m_cutting; ///< own, left: their unsent end is being taken out
    LogSet m_receiptsDue;
    LogSet m_dirty; ///< logs whose record is to be written at the end of the turn
    std::vector<Fresh> m_fresh;
    Afterwards m_after;
    core::TimerTable<RoomTimer> m_timers;
};

} // namespace engine::room
