// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Letters come from strangers at the door and are passed on by members. Each input is tried as a whole letter, as one that
// is signed as it should be, and as what is inside of one.

#include "core/check.h"
#include "core/text.h"
#include "engine/room/letter.h"
#include "support/seeded_rng.h"

using namespace engine::room;

namespace {

struct World {
    support::SeededRng rng{1};
    core::RoomId room{rng.bytes<32>()};
    Self self{core::Seed::random(rng), core::Seed::random(rng)};
    core::AgreementKey key{core::Seed::random(rng)};
};

void tryLetter(const World& world, const wire::Letter& bytes)
{
    static_cast<void>(letterId(bytes));
    const auto letter = decodeLetter(world.room, bytes);
    if (!letter) {
        return;
    }
    CHECK((letter->kind == LetterKind::Report) == letter->identity.isZero());
    CHECK(core::isUtf8(refusalReason(*letter)));
    if (const auto text = openLetter(world.room, *letter, world.key)) {
        CHECK(core::isUtf8(text->name) && core::isUtf8(text->text) && core::isUtf8(text->reason));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    static World world;
    wire::Letter letter;
    if (letter.ParseFromArray(input, static_cast<int>(size))) {
        tryLetter(world, letter);
    }
    const std::string text = core::textOf(core::ByteView(input, size));
    const core::WallTime now{1};
    const auto half = world.key.publicKey();
    tryLetter(world, makeKnock(world.rng, world.room, world.self, half, text, now));
    const ReportedMessage message{{}, world.self.identityId, text, text};
    tryLetter(world, makeReport(world.rng, world.room, world.self, half, message, now));
    tryLetter(world, makeRefusal(world.room, world.self, world.self.identityId, text, now));
    return 0;
}
