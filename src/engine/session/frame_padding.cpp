// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/session/frame_padding.h"

#include "core/check.h"
#include "core/limits.h"

#include <algorithm>
#include <array>
#include <optional>

namespace engine::session {

namespace {

constexpr std::array<std::size_t, 4> smallSizes{64, 256, 1024, 4096};
constexpr std::size_t tagBytes = 2; // of field 63
constexpr std::size_t most = core::limits::spec::framePlainBytes;

std::size_t lengthBytesOf(std::size_t count)
{
    return count < (1U << 7U) ? 1 : count < (1U << 14U) ? 2 : 3;
}

/// How many padding bytes make a field of exactly `gap` bytes in all; an empty field is not encoded.
std::optional<std::size_t> paddingThatFills(std::size_t gap)
{
    if (gap == 0) {
        return 0;
    }
    for (std::size_t lengthBytes = 1; lengthBytes <= 3; ++lengthBytes) {
        if (gap > tagBytes + lengthBytes
            && lengthBytesOf(gap - tagBytes - lengthBytes) == lengthBytes) {
            return gap - tagBytes - lengthBytes;
        }
    }
    return std::nullopt;
}

std::size_t sizeFrom(std::size_t bytes)
{
    for (const std::size_t size : smallSizes) {
        if (bytes <= size) {
            return size;
        }
    }
    const std::size_t step = smallSizes.back();
    return std::min((bytes + step - 1) / step * step, most);
}

struct Fit {
    std::size_t total = 0;
    std::size_t padding = 0;
};

Fit fitOf(std::size_t encodedBytes)
{
    CHECK(encodedBytes <= most);
    for (std::size_t size = sizeFrom(encodedBytes);; size = sizeFrom(size + 1)) {
        if (const auto padding = paddingThatFills(size - encodedBytes)) {
            return {size, *padding};
        }
        if (size == most) {
            break;
        }
    }
    for (std::size_t total = most - 1; total > encodedBytes; --total) {
        if (const auto padding = paddingThatFills(total - encodedBytes)) {
            return {total, *padding};
        }
    }
    return {encodedBytes, 0};
}

} // namespace

std::size_t paddedFrameBytes(std::size_t encodedBytes)
{
    return fitOf(encodedBytes).total;
}

std::size_t paddingFor(std::size_t encodedBytes)
{
    return fitOf(encodedBytes).padding;
}

} // namespace engine::session
