// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/text.h"

namespace core {

namespace {

constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes of the well-formed character at the start of `text`; 0 when there is none (Unicode table 3-7).
std::size_t characterBytes(std::string_view text)
{
    const auto at = [&](std::size_t i) {
        return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t(0);
    };
    const std::uint8_t first = at(0);
    if (first < 0x80) {
        return first == 0 ? 0 : 1;
    }
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || length > text.size()) {
        return 0;
    }
    const std::uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const std::uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (at(1) < low || at(1) > high) {
        return 0;
    }
    for (std::size_t i = 2; i < length; ++i) {
        if (at(i) < 0x80 || at(i) > 0xbf) {
            return 0;
        }
    }
    return length;
}

/// U+202A..U+202E and U+2066..U+2069: they could make a name read as something else.
bool isBidiControl(std::string_view character)
{
    if (character.size() != 3 || character[0] != '\xe2') {
        return false;
    }
    const auto second = static_cast<std::uint8_t>(character[1]);
    const auto third = static_cast<std::uint8_t>(character[2]);
    return (second == 0x80 && third >= 0xaa && third <= 0xae)
           || (second == 0x81 && third >= 0xa6 && third <= 0xa9);
}

} // namespace

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = characterBytes(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::string cutUtf8(std::string_view text, std::size_t most)
{
    std::size_t end = 0;
    while (end < text.size()) {
        const std::size_t length = characterBytes(text.substr(end));
        if (length == 0 || end + length > most) {
            break;
        }
        end += length;
    }
    return std::string(text.substr(0, end));
}

std::string oneLine(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const std::size_t length = characterBytes(text);
        if (length == 0) {
            text.remove_prefix(1);
            continue;
        }
        const std::string_view character = text.substr(0, length);
        text.remove_prefix(length);
        const auto byte = static_cast<std::uint8_t>(character.front());
        const bool control = byte < 0x20 || byte == 0x7f
                             || (byte == 0xc2 && static_cast<std::uint8_t>(character[1]) < 0xa0);
        if (control) {
            out += ' ';
        } else if (!isBidiControl(character)) {
            out += character;
        }
    }
    const std::size_t first = out.find_first_not_of(' ');
    const std::size_t last = out.find_last_not_of(' ');
    return first == std::string::npos ? std::string() : out.substr(first, last - first + 1);
}

std::string toBase64Url(ByteView bytes)
{
    std::string out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const std::uint8_t byte : bytes) {
        bits = (bits << 8U) | byte;
        count += 8;
        while (count >= 6) {
            count -= 6;
            out += digits[(bits >> count) & 63U];
        }
    }
    if (count > 0) {
        out += digits[(bits << (6 - count)) & 63U];
    }
    return out;
}

std::optional<Bytes> fromBase64Url(std::string_view text)
{
    Bytes out;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const std::size_t value = digits.find(c);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.push_back(static_cast<std::uint8_t>(bits >> count));
        }
    }
    if (count >= 6 || (bits & ((1U << count) - 1U)) != 0) {
        return std::nullopt;
    }
    return out;
}

} // namespace core
