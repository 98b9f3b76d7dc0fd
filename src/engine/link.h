// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One connection from the first byte to the last. Which stages it passes:
//
//     initiator                                      responder
//     Dialling     connected                         -
//     Handshake    Noise done, HELLO sent            Handshake    Noise done
//     AwaitAnswer  HELLO of a member: Live           AwaitHello   HELLO of a member, answered: AwaitConfirm
//                  CARD, answered by ENTER: again                 of anybody else, answered by CARD: AwaitEnter
//                  HELLO with genesis: AwaitCore     AwaitEnter   ENTER accepted, HELLO and core sent: AwaitOpening
//     AwaitCore    core taken, opening written       AwaitOpening opening stored, WELCOME sent: Live
//                  and sent: AwaitWelcome            AwaitConfirm any frame: the initiator has kept the link: Live
//     AwaitWelcome WELCOME: Live
//     any          refused, closed, too late: Gone
//
// At the public door there are neither rooms nor members: both ends go from Handshake to Guest, and no further. Whoever
// dialled asks for listings, the other end gives them, and the stage's time ends it (link_guests.cpp).
//
// An initiator who is a member and cannot place the answering one asks for his core and waits in AwaitCore as well.

#include "core/cpace.h"
#include "core/endpoint.h"
#include "core/ids.h"
#include "engine/peer_io.h"
#include "engine/reach/dialler.h"
#include "engine/session/secure_link.h"

#include "frames.pb.h"

#include <cstdint>
#include <optional>

namespace engine {

enum class LinkStage : std::uint8_t {
    Dialling,
    Handshake,
    AwaitHello,
    AwaitAnswer,
    AwaitEnter,
    AwaitCore,
    AwaitOpening,
    AwaitWelcome,
    AwaitConfirm,
    Live,
    Guest, ///< at the public door; for both its last stage
    Gone,  ///< closed by us; waits only for its last frames to be sealed
};

enum class LinkUse : std::uint8_t { Chat, Bulk, Guest };

struct Link {
    LinkId id = 0;
    LinkStage stage = LinkStage::Dialling;
    LinkUse use = LinkUse::Chat;
    bool initiator = false;
    bool atGate = false;  ///< counted by the gate as a handshake under way
    bool carded = false;  ///< was told what the door wants
    bool entered = false; ///< has shown what lets it in
    bool toldCore = false;
    RoomId room;
    core::Endpoint remote;
    std::optional<Rung> rung; ///< how the address was found, where we dialled
    unsigned attempt = 0;     ///< nobody has answered there so often before
    std::optional<session::SecureLink> wire;
    std::optional<core::MonoTime> deadline; ///< of the stage

    // Known from the other end's HELLO on.
    core::IdentityId identity;
    core::DeviceId device;
    core::Bytes run; ///< drawn by the other end when it started
    bool superpeer = false;
    std::optional<core::Cpace> password; ///< our half of the exchange at a door with one
    bool knocked = false;                ///< somebody asks to be let in, over it
    bool triedPassword = false;          ///< the other end has taken its guess
    parlour::wire::SignedEvent opening;  ///< what it wrote when it came in, as it says

    core::MonoTime lastIn;
    core::MonoTime lastOut;
    core::MonoTime lastUse; ///< of a bulk link: the last frame of a file
    std::uint64_t pings = 0;
    std::optional<core::MonoTime> pingSent;
    core::Duration rtt{};
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::size_t queued = 0;
    std::int64_t sinceMs = 0;

    [[nodiscard]] reach::Candidate candidate() const { return {room, remote}; }
    [[nodiscard]] bool live() const { return stage == LinkStage::Live; }
};

} // namespace engine
