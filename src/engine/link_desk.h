// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// All connections of the peer: who may knock, the handshake, who it is, how somebody comes in by a door, and from then on
// the frames between members. It knows rooms only by what they say of a person (live, admitted) and hands them their links.
// The stages are in link.h; their frames are handled in link_stages.cpp.
//
// Between two devices one chat link for each room survives: the one whose initiator has the smaller device id, or of two by
// the same initiator the newer. The initiator decides first and the responder counts a link only once a frame has come
// after its own HELLO, so both ends keep the same one. A link of an earlier run of the other end is dead and makes way.

#include "engine/link.h"
#include "engine/reach/seeker.h"
#include "engine/room/peer_scores.h"
#include "engine/room/room_door.h"
#include "engine/room/self.h"
#include "engine/session/door_set.h"
#include "engine/session/stranger_gate.h"
#include "engine/turn.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>

namespace engine {

using reach::LinkEnd;

class LinkDesk
{
public:
    static constexpr std::uint32_t publicDoor =
        0; ///< among the numbers of doors; rooms have the others
    static constexpr std::size_t guestsAtOnce = 8;
    static constexpr std::chrono::seconds guestTime{15};

    struct Ports {
        std::function<std::shared_ptr<room::Room>(const RoomId&)> room;
        std::function<void(Turn&, const Link&)> up;
        /// `wasLive` false: then `end` says why it came to nothing.
        std::function<void(Turn&, const Link&, bool wasLive, LinkEnd end)> down;
        /// The room's door answered an attempt to enter with this reason.
        std::function<void(Turn&, const Link&, Reason)> refused;
        std::function<void(Turn&, const RoomId&)> joined;
        /// What we asked at the room's door is kept there.
        std::function<void(Turn&, const RoomId&)> knocking;
        /// False: the frame breaks the protocol.
        std::function<bool(Turn&, LinkId, const wire::Frame&)> bulkFrame;
        std::function<void(Turn&, const Link&, const wire::BulkCall&)> bulkCall;
        std::function<void(Turn&, LinkId, std::size_t bytes)> sent;
        /// A frame at the public door, or about listings from a member. False: it breaks the protocol.
        std::function<bool(Turn&, const Link&, const wire::Frame&)> listings;
        /// How far a member's clock is from ours.
        std::function<void(Turn&, const core::DeviceId&, std::chrono::milliseconds)> clock;
    };

    LinkDesk(const room::Self& self, Ports ports);

    /// The room is answered at the port from now on, under the reach secrets that it answers now. True when it was before,
    /// under others.
    bool openDoor(const room::Room& room);
    void shutDoor(const RoomId& room);

    /// The public door, at which everybody may ask for listings.
    void openPublicDoor(bool open);

    /// `attempt`: so often nobody has answered there.
    LinkId dial(Turn& turn,
                const RoomId& room,
                const core::Endpoint& to,
                std::optional<Rung> rung,
                unsigned attempt = 0);
    LinkId dialBulk(Turn& turn, const RoomId& room, const core::Endpoint& to);
    LinkId dialGuest(Turn& turn, const core::Endpoint& to);
    [[nodiscard]] std::optional<LinkId> accepted(core::Now now, const core::Endpoint& from);
    void connected(Turn& turn, LinkId id);
    void dialFailed(Turn& turn, LinkId id);
    void handleBytes(Turn& turn, LinkId id, core::ByteView bytes);
    void closed(Turn& turn, LinkId id);
    void drained(Turn& turn, LinkId id, std::size_t queuedBytes);
    void handleTimer(Turn& turn);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

    /// Seals a frame that leaves now; empty when the link is not there any more.
    [[nodiscard]] core::Bytes write(core::Now now, LinkId id, const wire::Frame& frame);
    /// After its last frame was written: false when the other end had closed it before.
    bool forget(LinkId id);
    /// Ends the link from our side.
    void drop(Turn& turn, LinkId id, LinkEnd why);
    /// Everything is done that the room's door wants. False: nobody waits at it any more.
    bool enterNow(Turn& turn, room::Room& room);
    /// Those who wait at the room's door and have been let in, or not.
    void answerKnocks(Turn& turn, room::Room& room);
    void closeRoom(Turn& turn, const RoomId& room);
    void closeAll(Turn& turn);
    /// The network changed: who does not answer soon is gone.
    void probeAll(Turn& turn);

    [[nodiscard]] const std::map<LinkId, Link>& links() const { return m_links; }
    [[nodiscard]] const Link* find(LinkId id) const;
    [[nodiscard]] const Link* chatLink(const RoomId& room, const core::DeviceId& device) const;
    [[nodiscard]] std::size_t liveCount() const;
    [[nodiscard]] std::uint64_t bytesIn() const { return m_bytesIn; }
    [[nodiscard]] std::uint64_t bytesOut() const { return m_bytesOut; }

private:
    // link_stages.cpp
    void hello(Turn& turn, Link& link, const room::Room& room, bool withGenesis);
    [[nodiscard]] bool takeHello(Turn& turn, Link& link, const wire::Hello& hello);
    [[nodiscard]] bool handleFrame(Turn& turn, Link& link, const wire::Frame& frame);
    [[nodiscard]] bool
    handleDoor(Turn& turn, Link& link, room::Room& room, const wire::Frame& frame);
    [[nodiscard]] bool
    handleVisit(Turn& turn, Link& link, room::Room& room, const wire::Frame& frame);
    [[nodiscard]] bool
    handleAnswer(Turn& turn, Link& link, room::Room& room, const wire::Hello& hello);
    [[nodiscard]] bool
    handleCore(Turn& turn, Link& link, room::Room& room, const wire::Events& events);
    [[nodiscard]] bool enter(Turn& turn, Link& link, room::Room& room);
    [[nodiscard]] bool handleCard(Turn& turn, Link& link, room::Room& room, const wire::Card& card);
    [[nodiscard]] bool knock(Turn& turn, Link& link, room::Room& room, const wire::Card& card);
    [[nodiscard]] bool handleKept(Turn& turn, Link& link, room::Room& room) const;
    [[nodiscard]] bool
    handleKnock(Turn& turn, Link& link, room::Room& room, const wire::Knock& knock);
    [[nodiscard]] bool
    beginPassword(Turn& turn, Link& link, room::Room& room, const wire::Card& card);
    [[nodiscard]] bool
    finishPassword(Turn& turn, Link& link, room::Room& room, const wire::Password& answer);
    [[nodiscard]] bool
    handlePassword(Turn& turn, Link& link, room::Room& room, const wire::Password& ask);
    [[nodiscard]] bool takeOpening(Turn& turn, const Link& link, room::Room& room);
    [[nodiscard]] bool
    handleWelcome(Turn& turn, Link& link, room::Room& room, const wire::Frame& frame);
    [[nodiscard]] bool
    handleCaller(Turn& turn, Link& link, room::Room& room, const wire::Hello& hello);
    [[nodiscard]] bool
    handleEnter(Turn& turn, Link& link, room::Room& room, const wire::Enter& enter);
    [[nodiscard]] bool
    handleOpening(Turn& turn, Link& link, room::Room& room, const wire::Events& events);
    [[nodiscard]] bool handleLive(Turn& turn, Link& link, const wire::Frame& frame);
    void refuse(Turn& turn, Link& link, Reason reason);
    void welcome(Turn& turn, LinkId id);
    /// True when the link is the one to keep; the others are ended then.
    [[nodiscard]] bool prevails(Turn& turn, const Link& link);
    void goLive(Turn& turn, LinkId id);
    void stageUntil(Turn& turn, Link& link, LinkStage stage);

    LinkId start(Turn& turn, const RoomId& room, const core::Endpoint& to, LinkUse use);
    void established(Turn& turn, Link& link);
    // link_guests.cpp
    void connectedGuest(Turn& turn, Link& link);
    void beGuest(Turn& turn, Link& link);
    [[nodiscard]] bool handleGuest(Turn& turn, const Link& link, const wire::Frame& frame) const;
    void end(Turn& turn, Link& link, bool wasLive, LinkEnd why);
    void releaseGate(Link& link);
    void ping(Turn& turn, Link& link);
    void watchLive(Turn& turn, Link& link);
    void trim(Turn& turn);
    [[nodiscard]] core::MonoTime wakeOf(const Link& link) const;

    const room::Self& m_self;
    Ports m_ports;
    session::DoorSet m_doors;
    session::StrangerGate m_gate;
    std::map<RoomId, std::deque<core::MonoTime>> m_passwordTries; ///< of the last minute, by room
    /// One for each reach secret.
    struct Door {
        RoomId room;
        core::Secret<32> psk;
        bool old = false; ///< under a secret that was replaced
    };
    [[nodiscard]] bool addDoor(const room::Room& room, core::Secret<32> psk, bool old);
    std::map<std::uint32_t, Door> m_doorRooms;
    std::map<RoomId, std::uint64_t> m_doorMarks; ///< which secrets those are, as the room counts it
    bool m_publicDoor = false;
    std::uint32_t m_nextDoor = 1;
    room::PeerScores m_scores;
    std::map<LinkId, Link> m_links;
    LinkId m_nextLink = 1;
    std::optional<core::MonoTime> m_trimAt; ///< some room has more links than it is to keep
    std::uint64_t m_bytesIn = 0;
    std::uint64_t m_bytesOut = 0;
};

} // namespace engine
