// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/node_id.h"

#include "core/check.h"

#include <bit>

namespace dht {

namespace {

constexpr std::array<std::uint32_t, 256> crcTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value & 1U) != 0 ? (value >> 1U) ^ 0x82f63b78U : value >> 1U;
        }
        table[i] = value;
    }
    return table;
}();

constexpr core::ByteArray<4> maskV4 = {0x03, 0x0f, 0x3f, 0xff};
constexpr core::ByteArray<8> maskV6 = {0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, 0xff};

std::uint8_t byteOf(std::uint32_t value, unsigned shift)
{
    return static_cast<std::uint8_t>(value >> shift);
}

} // namespace

Distance distanceBetween(const NodeId& left, const NodeId& right)
{
    Distance out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = left.bytes()[i] ^ right.bytes()[i];
    }
    return out;
}

bool isCloser(const NodeId& left, const NodeId& right, const Target& target)
{
    for (std::size_t i = 0; i < NodeId::size; ++i) {
        const std::uint8_t leftByte = left.bytes()[i] ^ target.bytes()[i];
        const std::uint8_t rightByte = right.bytes()[i] ^ target.bytes()[i];
        if (leftByte != rightByte) {
            return leftByte < rightByte;
        }
    }
    return false;
}

unsigned sharedBits(const NodeId& left, const NodeId& right)
{
    unsigned bits = 0;
    for (std::size_t i = 0; i < NodeId::size; ++i) {
        const std::uint8_t difference = left.bytes()[i] ^ right.bytes()[i];
        if (difference != 0) {
            return bits + static_cast<unsigned>(std::countl_zero(difference));
        }
        bits += 8;
    }
    return bits;
}

NodeId randomId(core::Rng& rng)
{
    return NodeId(rng.bytes<20>());
}

NodeId randomIdLike(const NodeId& like, unsigned bits, core::Rng& rng)
{
    core::ByteArray<20> out = rng.bytes<20>();
    for (unsigned i = 0; i < NodeId::size; ++i) {
        const unsigned kept = bits <= i * 8 ? 0 : std::min(8U, bits - i * 8);
        const auto mask = static_cast<std::uint8_t>(0xff00U >> kept);
        out[i] = static_cast<std::uint8_t>((like.bytes()[i] & mask) | (out[i] & ~mask));
    }
    return NodeId(out);
}

NodeId randomIdInBucket(const NodeId& own, unsigned bits, core::Rng& rng)
{
    CHECK(bits < idBits);
    core::ByteArray<20> flipped = own.bytes();
    flipped[bits / 8] ^= static_cast<std::uint8_t>(0x80U >> (bits % 8));
    return randomIdLike(NodeId(flipped), bits + 1, rng);
}

std::uint32_t crc32c(core::ByteView bytes)
{
    std::uint32_t value = 0xffffffff;
    for (const std::uint8_t byte : bytes) {
        value = crcTable[(value ^ byte) & 0xffU] ^ (value >> 8U);
    }
    return ~value;
}

std::uint32_t addressChecksum(const core::IpAddress& address, std::uint8_t salt)
{
    core::ByteArray<8> masked{};
    const bool v4 = address.family() == core::IpFamily::V4;
    const std::size_t length = v4 ? 4 : 8;
    for (std::size_t i = 0; i < length; ++i) {
        masked[i] = address.bytes()[i] & (v4 ? maskV4[i] : maskV6[i]);
    }
    masked[0] |= static_cast<std::uint8_t>((salt & 7U) << 5U);
    return crc32c(core::ByteView(masked).first(length));
}

NodeId idForAddress(const core::IpAddress& address, core::Rng& rng)
{
    core::ByteArray<20> out = rng.bytes<20>();
    const std::uint32_t checksum = addressChecksum(address, out[19]);
    out[0] = byteOf(checksum, 24);
    out[1] = byteOf(checksum, 16);
    out[2] = static_cast<std::uint8_t>((byteOf(checksum, 8) & 0xf8U) | (out[2] & 7U));
    return NodeId(out);
}

bool idFitsAddress(const NodeId& id, const core::IpAddress& address)
{
    if (address.isPrivate()) {
        return true;
    }
    const std::uint32_t checksum = addressChecksum(address, id.bytes()[19]);
    return id.bytes()[0] == byteOf(checksum, 24) && id.bytes()[1] == byteOf(checksum, 16)
           && (id.bytes()[2] & 0xf8U) == (byteOf(checksum, 8) & 0xf8U);
}

} // namespace dht
