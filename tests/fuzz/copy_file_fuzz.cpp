// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// A room as a file comes from anybody's hand. Each input is tried as the file, and as records inside of one that a member
// wrote: whatever stands in them reaches the room, the trial and the core.

#include "core/check.h"
#include "core/codec.h"
#include "core/text.h"
#include "engine/room/copy_trial.h"
#include "engine/room/room_copy.h"
#include "engine/turn.h"
#include "support/seeded_rng.h"

using namespace engine::room;

namespace {

constexpr std::size_t headBytes = 13 + 1 + 32 + 4 + 64 + 16;

struct World {
    support::SeededRng rng{1};
    Self self{core::Seed::random(rng), core::Seed::random(rng)};
    engine::Turn turn{{core::MonoTime(std::chrono::hours(1)), {1'800'000'000'000}}, rng};
    std::shared_ptr<Room> room = Room::found(turn, self, {"Hall", ""});
};

std::vector<CopyPart> readAll(const World& world, core::ByteView file, bool whole)
{
    std::vector<CopyPart> out;
    CopyReader reader(world.self.identity);
    while (reader.wants() > 0 && reader.wants() <= file.size()) {
        const std::size_t wants = reader.wants();
        auto parts = reader.take(file.first(wants));
        if (!parts) {
            CHECK(!whole);
            return {};
        }
        for (CopyPart& part : *parts) {
            CHECK(reader.start().has_value());
            CHECK(part.bytes.size() <= core::limits::spec::copyRecordBytes);
            out.push_back(std::move(part));
        }
        file = file.subspan(wants);
    }
    CHECK(!whole || reader.hasEnded());
    return out;
}

template<class Message>
std::optional<Message> parsed(const CopyPart& part)
{
    Message out;
    const bool good = out.ParseFromArray(part.bytes.data(), static_cast<int>(part.bytes.size()));
    return good ? std::optional(std::move(out)) : std::nullopt;
}

void takeAll(World& world, const std::vector<CopyPart>& parts)
{
    engine::Turn turn{world.turn.now, world.rng};
    RoomCopy copy(*world.room);
    auto trial = CopyTrial::begin(copy.start(world.self, turn.now.wall));
    CHECK(trial.has_value());
    for (const CopyPart& part : parts) {
        if (const auto events = parsed<wire::Events>(part)) {
            static_cast<void>(trial->take(*events));
            static_cast<void>(copy.take(turn, world.self, *events));
        }
        if (const auto keys = parsed<wire::Keys>(part)) {
            copy.takeKeys(turn, *keys);
        }
        if (const auto forks = parsed<wire::Frontier>(part)) {
            copy.takeForks(turn, *forks);
        }
    }
    CHECK(trial->isMember(world.self.identityId)); // the founder, by the beginning alone
    world.room->finishTurn(turn);
}

/// First byte: the kind; two for the length; so many bytes; and so on.
core::Bytes fileOf(World& world, core::ByteView input)
{
    CopyWriter writer(world.rng, 1);
    writer.addSlot(world.self.identityId, {});
    writer.add(CopyRecord::Start, RoomCopy(*world.room).start(world.self, world.turn.now.wall));
    core::Reader reader(input);
    while (reader.left() > 3) {
        const auto kind = static_cast<CopyRecord>(2 + reader.u8() % 100);
        const std::size_t length = std::min<std::size_t>(reader.u16(), reader.left());
        const core::ByteView bytes = reader.bytes(length);
        if (kind != CopyRecord::End) {
            writer.add(kind, bytes);
        }
    }
    writer.end(world.self.device);
    return writer.take();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    static World world;
    const core::ByteView bytes(input, size);
    static_cast<void>(readAll(world, bytes, false));
    core::Bytes file = fileOf(world, bytes);
    takeAll(world, readAll(world, file, true));
    // The same with a part of it changed.
    for (std::size_t i = 0; i < std::min<std::size_t>(size, 8); ++i) {
        file[(input[i] * 257U + i) % (headBytes + 200)] ^= static_cast<std::uint8_t>(1U << (i % 8));
    }
    static_cast<void>(readAll(world, file, false));
    return 0;
}
