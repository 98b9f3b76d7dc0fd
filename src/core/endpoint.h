// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// An IPv4 or IPv6 address with a port, as plain bytes: the cores never see a socket type.

#include "core/bytes.h"

#include <compare>
#include <optional>
#include <string>

namespace core {

enum class IpFamily : std::uint8_t { V4 = 4, V6 = 6 };

class IpAddress
{
public:
    IpAddress() = default;
    [[nodiscard]] static IpAddress v4(const ByteArray<4>& bytes);
    [[nodiscard]] static IpAddress v6(const ByteArray<16>& bytes);
    /// "1.2.3.4" or an IPv6 text without brackets and without a zone. IPv4-mapped IPv6 becomes IPv4.
    [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);
    /// 4 or 16 bytes; 16 that hold an IPv4-mapped address become IPv4.
    [[nodiscard]] static std::optional<IpAddress> fromBytes(ByteView bytes);

    [[nodiscard]] IpFamily family() const { return m_family; }
    /// 4 or 16 bytes.
    [[nodiscard]] ByteView bytes() const
    {
        return ByteView(m_bytes).first(m_family == IpFamily::V4 ? 4 : 16);
    }
    [[nodiscard]] std::string text() const;

    [[nodiscard]] bool isUnspecified() const;
    [[nodiscard]] bool isLoopback() const;
    [[nodiscard]] bool isLinkLocal() const;
    [[nodiscard]] bool isMulticast() const;
    /// RFC 1918, unique local IPv6, link-local or loopback: exempt from prefix diversity and pacing rules.
    [[nodiscard]] bool isPrivate() const;
    /// The /24 of an IPv4 or the /64 of an IPv6 address, for limits per neighbourhood.
    [[nodiscard]] Bytes prefix() const;

    auto operator<=>(const IpAddress&) const = default;

private:
    IpFamily m_family = IpFamily::V4;
    ByteArray<16> m_bytes{};
};

struct Endpoint {
    IpAddress address;
    std::uint16_t port = 0;

    auto operator<=>(const Endpoint&) const = default;
    /// "1.2.3.4:5" or "[::1]:5".
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<Endpoint> parse(std::string_view text);
    /// Compact form of BEP 5 and 32: 6 or 18 bytes, big endian port.
    [[nodiscard]] Bytes compact() const;
    [[nodiscard]] static std::optional<Endpoint> fromCompact(ByteView bytes);
};

} // namespace core
