// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Every number of the table of all rooms that a stranger could push against; docs/PROTOCOL.md prints the same table.
// `spec` is part of the protocol, `tuning` is each peer's own choice.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace engine::directory {

namespace spec {

constexpr std::size_t listingBytes = 4096;
constexpr std::size_t listingTags = 8;
constexpr std::size_t tagBytes = 32;
constexpr std::size_t languageBytes = 16;
constexpr std::size_t chainEvents = 4;
constexpr std::chrono::hours listingLife{24};
constexpr unsigned listingWorkBits = 16;
constexpr unsigned shards = 8;
constexpr std::size_t listingsPerFrame = 128;
constexpr std::size_t listingsFrameBytes = 48 * 1024;
constexpr std::uint32_t pagesMost = 4;

} // namespace spec

namespace tuning {

// What is kept, for each class of trust
constexpr std::size_t listingsPerClass = 1024;
constexpr std::size_t listingsBytesPerClass = 1024 * 1024;
constexpr std::size_t listingsPerAddress = 128;
constexpr std::size_t listingsPerStranger = 64;
constexpr std::size_t listingsPerPrefix = 128; ///< /24 of IPv4, /64 of IPv6
constexpr std::size_t tellersKept = 8;
constexpr std::size_t confirmations = 3; ///< strangers of different neighbourhoods

} // namespace tuning

} // namespace engine::directory
