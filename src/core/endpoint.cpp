// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/endpoint.h"

#include "core/codec.h"

#include <algorithm>
#include <charconv>

namespace core {

namespace {

constexpr ByteArray<12> mappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

template<class Number>
std::optional<Number> numberFrom(std::string_view text, int base, Number most)
{
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > most) {
        return std::nullopt;
    }
    return static_cast<Number>(value);
}

std::optional<ByteArray<4>> parseV4(std::string_view text)
{
    ByteArray<4> out{};
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t dot = i < 3 ? text.find('.') : text.size();
        if (dot == std::string_view::npos || dot == 0 || dot > 3
            || (dot > 1 && text.front() == '0')) {
            return std::nullopt;
        }
        const auto part = numberFrom<std::uint8_t>(text.substr(0, dot), 10, 255);
        if (!part) {
            return std::nullopt;
        }
        out[i] = *part;
        text = i < 3 ? text.substr(dot + 1) : std::string_view();
    }
    return out;
}

/// The groups of one side of "::"; the last of the whole address may be dotted IPv4. Nothing when one is malformed.
std::optional<Bytes> parseGroups(std::string_view text, bool mayEndDotted)
{
    Bytes out;
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view group = text.substr(0, colon);
        if (mayEndDotted && colon == std::string_view::npos
            && group.find('.') != std::string_view::npos) {
            const auto v4 = parseV4(group);
            if (!v4) {
                return std::nullopt;
            }
            append(out, *v4);
            return out;
        }
        const auto value =
            group.size() <= 4 ? numberFrom<std::uint16_t>(group, 16, 0xffff) : std::nullopt;
        if (!value || out.size() > 16) {
            return std::nullopt;
        }
        Writer(out).u16(*value);
        if (colon == std::string_view::npos) {
            return out;
        }
        text = text.substr(colon + 1);
        if (text.empty()) {
            return std::nullopt;
        }
    }
    return out;
}

std::optional<ByteArray<16>> parseV6(std::string_view text)
{
    const std::size_t gap = text.find("::");
    ByteArray<16> out{};
    if (gap == std::string_view::npos) {
        const auto all = parseGroups(text, true);
        if (!all || all->size() != 16) {
            return std::nullopt;
        }
        std::copy(all->begin(), all->end(), out.begin());
        return out;
    }
    const auto left = parseGroups(text.substr(0, gap), false);
    const auto right = parseGroups(text.substr(gap + 2), true);
    if (!left || !right || left->size() + right->size() > 14) {
        return std::nullopt;
    }
    std::copy(left->begin(), left->end(), out.begin());
    std::copy(right->rbegin(), right->rend(), out.rbegin());
    return out;
}

std::string v6Text(ByteView bytes)
{
    std::array<std::uint16_t, 8> groups{};
    Reader reader(bytes);
    for (auto& group : groups) {
        group = reader.u16();
    }
    // RFC 5952: the longest run of at least two zero groups becomes "::", the first one on a tie.
    std::size_t bestStart = 8;
    std::size_t bestLength = 1;
    for (std::size_t start = 0; start < 8; ++start) {
        std::size_t length = 0;
        while (start + length < 8 && groups[start + length] == 0) {
            ++length;
        }
        if (length > bestLength) {
            bestStart = start;
            bestLength = length;
        }
    }
    std::string out;
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == bestStart) {
            out += "::";
            i += bestLength - 1;
            continue;
        }
        if (!out.empty() && out.back() != ':') {
            out += ':';
        }
        std::array<char, 4> digits{};
        const auto end =
            std::to_chars(digits.data(), digits.data() + digits.size(), groups[i], 16).ptr;
        out.append(digits.data(), end);
    }
    return out;
}

} // namespace

IpAddress IpAddress::v4(const ByteArray<4>& bytes)
{
    IpAddress out;
    std::copy(bytes.begin(), bytes.end(), out.m_bytes.begin());
    return out;
}

IpAddress IpAddress::v6(const ByteArray<16>& bytes)
{
    IpAddress out;
    out.m_family = IpFamily::V6;
    out.m_bytes = bytes;
    return out;
}

std::optional<IpAddress> IpAddress::fromBytes(ByteView bytes)
{
    if (bytes.size() == 4) {
        return v4(Reader(bytes).array<4>());
    }
    if (bytes.size() != 16) {
        return std::nullopt;
    }
    if (std::equal(mappedPrefix.begin(), mappedPrefix.end(), bytes.begin())) {
        return v4(Reader(bytes.subspan(12)).array<4>());
    }
    return v6(Reader(bytes).array<16>());
}

std::optional<IpAddress> IpAddress::parse(std::string_view text)
{
    if (text.find(':') == std::string_view::npos) {
        const auto bytes = parseV4(text);
        return bytes ? std::optional(v4(*bytes)) : std::nullopt;
    }
    const auto bytes = parseV6(text);
    return bytes ? fromBytes(*bytes) : std::nullopt;
}

std::string IpAddress::text() const
{
    if (m_family == IpFamily::V6) {
        return v6Text(bytes());
    }
    std::string out;
    for (const std::uint8_t byte : bytes()) {
        out += (out.empty() ? "" : ".") + std::to_string(byte);
    }
    return out;
}

bool IpAddress::isUnspecified() const
{
    return std::all_of(m_bytes.begin(), m_bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

bool IpAddress::isLoopback() const
{
    if (m_family == IpFamily::V4) {
        return m_bytes[0] == 127;
    }
    return m_bytes[15] == 1
           && std::all_of(m_bytes.begin(), m_bytes.end() - 1, [](auto byte) { return byte == 0; });
}

bool IpAddress::isLinkLocal() const
{
    return m_family == IpFamily::V4 ? m_bytes[0] == 169 && m_bytes[1] == 254
                                    : m_bytes[0] == 0xfe && (m_bytes[1] & 0xc0U) == 0x80;
}

bool IpAddress::isMulticast() const
{
    return m_family == IpFamily::V4 ? (m_bytes[0] & 0xf0U) == 0xe0 : m_bytes[0] == 0xff;
}

bool IpAddress::isPrivate() const
{
    if (isLoopback() || isLinkLocal()) {
        return true;
    }
    if (m_family == IpFamily::V6) {
        return (m_bytes[0] & 0xfeU) == 0xfc;
    }
    return m_bytes[0] == 10 || (m_bytes[0] == 172 && (m_bytes[1] & 0xf0U) == 16)
           || (m_bytes[0] == 192 && m_bytes[1] == 168);
}

Bytes IpAddress::prefix() const
{
    return copyOf(bytes().first(m_family == IpFamily::V4 ? 3 : 8));
}

std::string Endpoint::text() const
{
    const bool brackets = address.family() == IpFamily::V6;
    return (brackets ? "[" : "") + address.text() + (brackets ? "]:" : ":") + std::to_string(port);
}

std::optional<Endpoint> Endpoint::parse(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view host = text.substr(0, colon);
    const bool brackets = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    if (brackets) {
        host = host.substr(1, host.size() - 2);
    }
    const auto address = IpAddress::parse(host);
    const auto port = numberFrom<std::uint16_t>(text.substr(colon + 1), 10, 65535);
    const bool needsBrackets = host.find(':') != std::string_view::npos;
    if (!address || !port || brackets != needsBrackets) {
        return std::nullopt;
    }
    return Endpoint{*address, *port};
}

Bytes Endpoint::compact() const
{
    Bytes out = copyOf(address.bytes());
    Writer(out).u16(port);
    return out;
}

std::optional<Endpoint> Endpoint::fromCompact(ByteView bytes)
{
    if (bytes.size() != 6 && bytes.size() != 18) {
        return std::nullopt;
    }
    const auto address = IpAddress::fromBytes(bytes.first(bytes.size() - 2));
    return Endpoint{*address, Reader(bytes.last(2)).u16()};
}

} // namespace core
