// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// A whole peer and somebody who means it no good. The first byte says how far he has come, the rest is what he says, in
// pieces of a length byte and so many bytes:
//
//     0  a stranger: raw bytes on a connection              2  admitted by the door: frames in the place of his opening
//     1  a link holder: frames after the handshake          3  a member: frames on a live link
//     4  somebody on the LAN: datagrams
//
// Whatever it is, the peer lives, answers its person, keeps its queues bounded and its own words as they were.

#include "core/check.h"
#include "core/limits.h"
#include "sim/link_holder.h"

using namespace engine;
using namespace sim;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

std::vector<core::ByteView> piecesOf(core::ByteView rest)
{
    constexpr std::size_t piecesMost = 64;
    std::vector<core::ByteView> out;
    while (!rest.empty() && out.size() < piecesMost) {
        // Long pieces are what the end of the input is for.
        const std::size_t length = rest[0] == 255 ? rest.size() - 1 : rest[0];
        rest = rest.subspan(1);
        const std::size_t taken = std::min(length, rest.size());
        out.push_back(rest.first(taken));
        rest = rest.subspan(taken);
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const unsigned stage = input[0] % 5U;
    const auto pieces = piecesOf(core::ByteView(input, size).subspan(1));
    World world{RunOptions{}};
    SimPeer& ann = world.addPeer();
    const RoomId room = world.createRoom(ann);
    const auto said = world.ask(ann, SendMessage{room, "still here", std::nullopt});
    const EventRef own = std::get<MessageSent>(*said).message;
    LinkHolder holder(world, world.invite(ann, room), 1);
    holder.onOpen = [stage](LinkHolder& self) {
        if (stage >= 2) {
            self.say(self.hello(wire::LINK_MODE_ENTER));
        }
    };
    holder.onFrame = [stage](LinkHolder& self, const wire::Frame& frame) {
        if (frame.has_card()) {
            self.say(self.enter(self.doorKey()));
        } else if (stage == 3 && frame.has_events() && frame.events().last()
                   && !self.heard(wire::Frame::kWelcome)) {
            self.say(self.opening());
        }
    };
    if (stage < 4) {
        holder.call(ann);
        world.run(milliseconds(stage == 0 ? 20 : 300));
    }
    CHECK(stage != 3 || holder.heard(wire::Frame::kWelcome));
    for (const core::ByteView piece : pieces) {
        if (stage == 0) {
            holder.sayRaw(core::copyOf(piece));
        } else if (stage == 4) {
            world.network().datagram(
                holder.node(), world.network().addressOf(ann.node()), core::copyOf(piece));
        } else {
            holder.saySealed(piece);
        }
        world.run(milliseconds(5));
    }
    world.run(seconds(2));

    const auto list = world.ask(ann, ListRooms{});
    CHECK(std::get<RoomList>(*list).rooms.size() == 1);
    const auto again = world.ask(ann, SendMessage{room, "and again", std::nullopt});
    CHECK(std::holds_alternative<MessageSent>(*again));
    const EventRow* row = ann.disk().store().find(room, own);
    CHECK(row != nullptr && row->shown == Shown::Visible);
    CHECK(ann.person().complaints.empty());
    CHECK(world.network().longestQueue()
          <= core::limits::tuning::linkQueueBytesHard + core::limits::spec::noiseMessageBytes);
    return 0;
}
