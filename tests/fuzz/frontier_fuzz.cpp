// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// A member says anything as a frontier. The first byte is how many logs we hold; whatever comes, the answer is one that
// we would accept ourselves, fits a frame and counts the round up.

#include "core/check.h"
#include "core/limits.h"
#include "engine/room/frontier.h"
#include "support/seeded_rng.h"

using namespace engine::room;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    support::SeededRng rng(7);
    FrontierMap mine;
    for (std::size_t i = 0; i < std::size_t{input[0]} * 4; ++i) {
        const core::LogId log(rng.bytes<32>());
        mine[log] = {rng.below(100), core::EventId(rng.bytes<32>()), false};
    }
    const core::ByteView rest = core::ByteView(input, size).subspan(1);
    wire::Frontier theirs;
    if (!theirs.ParseFromArray(rest.data(), static_cast<int>(rest.size()))) {
        return 0;
    }
    const FrontierStep step = stepFrontier(mine, theirs);
    CHECK(step.sound || (!step.reply && step.wanted.empty()));
    if (step.reply) {
        CHECK(step.reply->round() == theirs.round() + 1);
        CHECK(step.reply->ByteSizeLong() < core::limits::spec::framePlainBytes);
        CHECK(stepFrontier(FrontierMap(), *step.reply).sound);
        CHECK(stepFrontier(mine, *step.reply).sound);
    }
    for (const FrontierDifference& difference : step.wanted) {
        const auto held = mine.find(difference.log);
        CHECK(held == mine.end() || !(held->second == difference.theirs));
    }
    return 0;
}
