// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/epoch_origin.h"

#include "core/hash.h"

#include <algorithm>
#include <functional>

namespace engine::room {

namespace {

EpochOrigin masked(core::ByteView bytes, const EpochSecret& secret)
{
    const core::Secret<32> mask = core::deriveKey(secret.view(), "parlour epoch origin 1");
    EpochOrigin out{};
    std::transform(
        bytes.begin(), bytes.end(), mask.view().begin(), out.begin(), std::bit_xor<std::uint8_t>());
    return out;
}

EpochSecret secretOf(core::ByteView seed, const core::LogId& log)
{
    return core::hkdf({}, seed, {core::bytesOf("parlour epoch secret 1"), log.view()});
}

} // namespace

DrawnEpoch drawEpoch(core::Rng& rng, const core::LogId& log)
{
    const EpochSecret seed = EpochSecret::random(rng);
    EpochSecret secret = secretOf(seed.view(), log);
    const EpochOrigin origin = masked(seed.view(), secret);
    return {std::move(secret), origin};
}

bool isOriginOf(const EpochSecret& secret, const core::LogId& log, const EpochOrigin& origin)
{
    const EpochOrigin seed = masked(origin, secret);
    const EpochSecret made = secretOf(seed, log);
    return std::equal(made.view().begin(), made.view().end(), secret.view().begin());
}

} // namespace engine::room
