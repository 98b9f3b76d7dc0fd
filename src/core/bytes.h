// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Byte strings as everybody here passes them: owned (`Bytes`), borrowed (`ByteView`), fixed (`ByteArray<N>`).
// Nothing in here allocates behind the caller's back except the functions that return `Bytes` or `std::string`.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using MutableByteView = std::span<std::uint8_t>;
template<std::size_t N>
using ByteArray = std::array<std::uint8_t, N>;

/// The bytes of a text, borrowed: valid as long as the text is.
[[nodiscard]] inline ByteView bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The text made of these bytes, copied. No claim about its encoding.
[[nodiscard]] inline std::string textOf(ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] inline Bytes copyOf(ByteView bytes)
{
    return {bytes.begin(), bytes.end()};
}

inline void append(Bytes& out, ByteView more)
{
    out.insert(out.end(), more.begin(), more.end());
}

} // namespace core
