// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/invite_link.h"

#include "core/codec.h"
#include "core/hash.h"
#include "core/limits.h"
#include "core/text.h"

#include <algorithm>
#include <cctype>

namespace engine::room {

namespace {

constexpr std::string_view scheme = "parlour:";
constexpr std::uint8_t linkVersion = 1;
constexpr std::uint8_t flagReach = 1;
constexpr std::uint8_t flagSeed = 2;
constexpr std::size_t checksumBytes = 4;
constexpr std::size_t linkNameBytes = 64;
constexpr std::size_t compactNodeV4 = 26; // 20 of id, 6 or 18 of address
constexpr std::size_t compactNodeV6 = 38;

core::Bytes checksumOf(core::ByteView bytes)
{
    const core::Hash32 hash = core::hashOf("parlour link 1", {bytes});
    return core::copyOf(core::ByteView(hash).first(checksumBytes));
}

/// White space and punctuation that mail programs put around a link.
std::string_view trimmed(std::string_view text)
{
    const auto isEdge = [](char c) {
        return std::isspace(static_cast<unsigned char>(c)) != 0
               || std::string_view("<>()[]\"'.,;").find(c) != std::string_view::npos;
    };
    while (!text.empty() && isEdge(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isEdge(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

bool startsWithScheme(std::string_view text)
{
    return text.size() > scheme.size()
           && std::equal(scheme.begin(), scheme.end(), text.begin(), [](char wanted, char found) {
                  return wanted == std::tolower(static_cast<unsigned char>(found));
              });
}

void writeList(core::Writer& writer, const std::vector<core::Bytes>& items)
{
    writer.u8(static_cast<std::uint8_t>(items.size()));
    for (const core::Bytes& item : items) {
        writer.u8(static_cast<std::uint8_t>(item.size()));
        writer.bytes(item);
    }
}

std::vector<core::Bytes> readList(core::Reader& reader, std::size_t most)
{
    std::vector<core::Bytes> out;
    const std::size_t count = reader.u8();
    for (std::size_t i = 0; i < count && i <= most && reader.ok(); ++i) {
        const std::size_t size = reader.u8();
        out.push_back(core::copyOf(reader.bytes(size)));
    }
    return out;
}

core::Result<InviteLink, LinkTextError> decodeFields(core::ByteView bytes)
{
    core::Reader reader(bytes);
    if (reader.u8() != linkVersion) {
        return core::fail(LinkTextError::NewerVersion);
    }
    InviteLink link;
    const std::uint8_t kind = reader.u8();
    link.kind = static_cast<LinkKind>(kind);
    link.room = reader.id<core::RoomId>();
    const std::uint8_t flags = reader.u8();
    if ((flags & flagReach) != 0) {
        link.reachGeneration = reader.u32();
        link.reach = reader.array<16>();
    }
    link.door = reader.id<core::EventId>();
    if ((flags & flagSeed) != 0) {
        link.doorSeed = reader.array<32>();
    }
    link.coreTag = reader.array<8>();
    const std::size_t nameLength = reader.u8();
    link.name = core::textOf(reader.bytes(nameLength));
    for (const core::Bytes& item : readList(reader, core::limits::spec::linkAddresses)) {
        const auto endpoint = core::Endpoint::fromCompact(item);
        if (!endpoint) {
            return core::fail(LinkTextError::Damaged);
        }
        link.addresses.push_back(*endpoint);
    }
    link.dhtNodes = readList(reader, core::limits::spec::linkDhtNodes);
    link.expiresMs = static_cast<std::int64_t>(reader.u64());
    const auto isNode = [](const core::Bytes& node) {
        return node.size() == compactNodeV4 || node.size() == compactNodeV6;
    };
    const bool sound = reader.atEnd() && kind >= 1 && kind <= 3 && flags <= (flagReach | flagSeed)
                       && nameLength <= linkNameBytes && core::isUtf8(link.name)
                       && link.addresses.size() <= core::limits::spec::linkAddresses
                       && link.dhtNodes.size() <= core::limits::spec::linkDhtNodes
                       && std::all_of(link.dhtNodes.begin(), link.dhtNodes.end(), isNode)
                       && link.expiresMs >= 0;
    if (!sound) {
        return core::fail(LinkTextError::Damaged);
    }
    return link;
}

} // namespace

std::string encodeLink(const InviteLink& link)
{
    core::Bytes out;
    out.reserve(512);
    core::Writer writer(out);
    writer.u8(linkVersion);
    writer.u8(static_cast<std::uint8_t>(link.kind));
    writer.id(link.room);
    writer.u8(
        static_cast<std::uint8_t>((link.reach ? flagReach : 0) | (link.doorSeed ? flagSeed : 0)));
    if (link.reach) {
        writer.u32(link.reachGeneration);
        writer.bytes(*link.reach);
    }
    writer.id(link.door);
    if (link.doorSeed) {
        writer.bytes(*link.doorSeed);
    }
    writer.bytes(link.coreTag);
    const std::string name = core::cutUtf8(link.name, linkNameBytes);
    writer.u8(static_cast<std::uint8_t>(name.size()));
    writer.bytes(core::bytesOf(name));
    std::vector<core::Bytes> addresses;
    for (const core::Endpoint& address : link.addresses) {
        addresses.push_back(address.compact());
    }
    writeList(writer, addresses);
    writeList(writer, link.dhtNodes);
    writer.u64(static_cast<std::uint64_t>(link.expiresMs));
    core::append(out, checksumOf(out));
    return std::string(scheme) + core::toBase64Url(out);
}

core::Result<InviteLink, LinkTextError> decodeLink(std::string_view text)
{
    const std::string_view link = trimmed(text);
    if (!startsWithScheme(link)) {
        return core::fail(LinkTextError::NotALink);
    }
    const auto bytes = core::fromBase64Url(link.substr(scheme.size()));
    if (link.size() > core::limits::spec::linkCharacters || !bytes
        || bytes->size() <= checksumBytes) {
        return core::fail(LinkTextError::Damaged);
    }
    const core::ByteView all(*bytes);
    const core::ByteView fields = all.first(all.size() - checksumBytes);
    const core::ByteView checksum = all.last(checksumBytes);
    if (!std::equal(checksum.begin(), checksum.end(), checksumOf(fields).begin())) {
        return core::fail(LinkTextError::Damaged);
    }
    return decodeFields(fields);
}

} // namespace engine::room
