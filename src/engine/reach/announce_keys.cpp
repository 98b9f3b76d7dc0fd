// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/reach/announce_keys.h"

#include "core/codec.h"
#include "core/hash.h"

#include <algorithm>

namespace engine::reach {

namespace {

constexpr std::int64_t dayMs = 86'400'000;

std::int64_t shiftMs(const core::Secret<32>& dhtKey)
{
    const core::Hash32 hash = core::hmacSha256(dhtKey.view(), {core::bytesOf("day")});
    core::Reader reader(hash);
    return static_cast<std::int64_t>(reader.u32()) * 1000 % dayMs;
}

} // namespace

std::int64_t announceDay(const core::Secret<32>& dhtKey, core::WallTime at)
{
    // A clock before 1970 is as wrong as any other; what counts is that all agree who have the same.
    return (std::max<std::int64_t>(at.milliseconds, 0) + shiftMs(dhtKey)) / dayMs;
}

core::WallTime nextAnnounceDay(const core::Secret<32>& dhtKey, core::WallTime at)
{
    return {(announceDay(dhtKey, at) + 1) * dayMs - shiftMs(dhtKey)};
}

Infohash infohashOf(const core::Secret<32>& dhtKey, std::int64_t day)
{
    core::Bytes number;
    core::Writer(number).u64(static_cast<std::uint64_t>(day));
    const core::Hash32 hash = core::hmacSha256(dhtKey.view(), {core::bytesOf("mainline"), number});
    Infohash out{};
    std::copy_n(hash.begin(), out.size(), out.begin());
    return out;
}

} // namespace engine::reach
