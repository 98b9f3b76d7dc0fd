// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the person asks for, one function a request: checked, handed to the room or the desk that can do it, and answered
// once what it wrote is on disk. Joining is the one that takes its time: it is answered when the room is reached or
// refuses, or with "joining" before the ten seconds of the contract are over; it goes on by itself after that.

#include "engine/block_desk.h"
#include "engine/copy_desk.h"
#include "engine/dht_desk.h"
#include "engine/directory_desk.h"
#include "engine/file_desk.h"
#include "engine/finder.h"
#include "engine/link_desk.h"
#include "engine/message_desk.h"
#include "engine/moderation_desk.h"
#include "engine/room_book.h"
#include "engine/settings_desk.h"
#include "engine/succession_desk.h"

#include <map>
#include <string>

namespace engine {

class Requests
{
public:
    /// The parts of the peer that do the work; all outlive this.
    struct Parts {
        RoomBook& book;
        LinkDesk& links;
        Finder& finder;
        FileDesk& files;
        DhtDesk& dht;
        SettingsDesk& settings;
        DirectoryDesk& directory;
        ModerationDesk& moderation;
        MessageDesk& messages;
        BlockDesk& blocks;
        SuccessionDesk& succession;
        CopyDesk& copies;
        std::string version;
    };

    explicit Requests(Parts parts);

    void setStarted(core::Now now) { m_started = now.mono; }
    void setDhtPort(std::uint16_t port) { m_dhtPort = port; }
    void handle(Turn& turn, RequestId id, const Request& request);
    /// Whether it writes, and so has to wait while the disk takes nothing.
    [[nodiscard]] static bool writes(const Request& request);

    void joined(Turn& turn, const RoomId& room);
    /// What we asked at the room's door is kept there.
    void knocking(Turn& turn, const RoomId& room);
    /// A door said no. Final once nowhere else is left to ask.
    void refused(Turn& turn, const RoomId& room, Reason reason);
    /// An attempt to reach the room is over.
    void attemptEnded(Turn& turn, const RoomId& room);
    /// The disk takes nothing more and the parts begin anew: whoever waits for a room that is stored is told that it is
    /// on its way, as after a restart.
    void diskFailed(Turn& turn);
    /// Of a room that was in this turn: who was removed goes, and if it is us, the room is closed.
    void letGo(Turn& turn, room::Room& room);
    /// Last thing in every turn: whoever was let in is told so once the first screen is there.
    void finishTurn(Turn& turn);
    void handleTimer(Turn& turn);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

private:
    struct Join {
        std::vector<RequestId> asked;
        core::MonoTime deadline;
        std::optional<Reason> reason; ///< of the newest refusal
        bool stored = false;          ///< the wish is on disk
        bool in = false;
    };

    void answer(Turn& turn, RequestId id, const GetNodeInfo& request);
    void answer(Turn& turn, RequestId id, const GetNodeStats& request) const;
    void answer(Turn& turn, RequestId id, const SetProfile& request);
    void answer(Turn& turn, RequestId id, const CreateRoom& request);
    void answer(Turn& turn, RequestId id, const SucceedRoom& request);
    void answer(Turn& turn, RequestId id, const InviteToRoom& request);
    void answer(Turn& turn, RequestId id, const ChangeMember& request);
    void answer(Turn& turn, RequestId id, const JoinRoom& request);
    void answer(Turn& turn, RequestId id, const LeaveRoom& request);
    void answer(Turn& turn, RequestId id, const ForgetRoom& request);
    void answer(Turn& turn, RequestId id, const ListRooms& request);
    void answer(Turn& turn, RequestId id, const ListMembers& request);
    void answer(Turn& turn, RequestId id, const SendMessage& request);
    void answer(Turn& turn, RequestId id, const MarkRead& request);
    void answer(Turn& turn, RequestId id, const SetTyping& request);
    void answer(Turn& turn, RequestId id, const GetDigest& request);
    void answer(Turn& turn, RequestId id, const GetHealth& request);
    void answer(Turn& turn, RequestId id, const ListPeers& request) const;
    void answer(Turn& turn, RequestId id, const DialPeer& request);
    void answer(Turn& turn, RequestId id, const NetworkChanged& request);
    template<class Other>
    void answer(Turn& turn, RequestId id, const Other& request) const;

    void refuse(Turn& turn, RequestId id, Reason reason, std::string detail = {}) const;
    [[nodiscard]] std::shared_ptr<room::Room> roomFor(Turn& turn, RequestId id, const RoomId& room);
    void close(Turn& turn, const RoomId& room);
    void conclude(Turn& turn, const RoomId& room, Reason reason);

    Parts m_parts;
    core::MonoTime m_started;
    std::uint16_t m_dhtPort = 0;
    std::map<RoomId, Join> m_joins;
};

} // namespace engine
