// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing.h"

#include "core/codec.h"
#include "core/limits.h"
#include "core/text.h"
#include "engine/directory/listing_chain.h"
#include "engine/directory/listing_words.h"

#include <algorithm>
#include <bit>

namespace engine::directory {

namespace {

constexpr std::uint8_t version = 1;
constexpr std::string_view listingContext = "parlour listing 1";
constexpr std::string_view workContext = "parlour listing work 1";

void writeShort(core::Writer& writer, core::ByteView bytes)
{
    writer.u8(static_cast<std::uint8_t>(bytes.size()));
    writer.bytes(bytes);
}

void writeLong(core::Writer& writer, core::ByteView bytes)
{
    writer.u16(static_cast<std::uint16_t>(bytes.size()));
    writer.bytes(bytes);
}

core::ByteView readShort(core::Reader& reader)
{
    return reader.bytes(reader.u8());
}

core::ByteView readLong(core::Reader& reader)
{
    return reader.bytes(reader.u16());
}

/// Everything before the signature.
core::Bytes encodeFields(const Listing& listing)
{
    core::Bytes out;
    core::Writer writer(out);
    writer.u8(version);
    writeShort(writer, listing.genesis);
    writeShort(writer, core::bytesOf(listing.title));
    writeLong(writer, core::bytesOf(listing.topic));
    writer.u8(static_cast<std::uint8_t>(listing.tags.size()));
    for (const std::string& tag : listing.tags) {
        writeShort(writer, core::bytesOf(tag));
    }
    writeShort(writer, core::bytesOf(listing.language));
    writer.u32(listing.members);
    writer.id(listing.door);
    writer.bytes(listing.coreTag);
    writer.u8(static_cast<std::uint8_t>(listing.addresses.size()));
    for (const core::Endpoint& address : listing.addresses) {
        writeShort(writer, address.compact());
    }
    writer.u64(static_cast<std::uint64_t>(listing.issued.milliseconds));
    writer.u64(static_cast<std::uint64_t>(listing.expires.milliseconds));
    writer.id(listing.issuer);
    writer.id(listing.device);
    writer.bytes(listing.certificate);
    writer.u8(static_cast<std::uint8_t>(listing.chain.size()));
    for (const room::CarriedEvent& event : listing.chain) {
        writeLong(writer, event.headerBytes);
        writer.bytes(event.signature);
        writeLong(writer, event.body);
    }
    return out;
}

std::string readText(core::ByteView bytes)
{
    return core::textOf(bytes);
}

bool readWords(core::Reader& reader, Listing& out)
{
    out.title = readText(readShort(reader));
    out.topic = readText(readLong(reader));
    const std::size_t tags = reader.u8();
    if (tags > spec::listingTags) {
        return false;
    }
    for (std::size_t i = 0; i < tags; ++i) {
        out.tags.push_back(readText(readShort(reader)));
    }
    out.language = readText(readShort(reader));
    out.members = reader.u32();
    return reader.ok();
}

bool readAddresses(core::Reader& reader, Listing& out)
{
    const std::size_t count = reader.u8();
    if (count == 0 || count > core::limits::spec::linkAddresses) {
        return false;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto address = core::Endpoint::fromCompact(readShort(reader));
        if (!address || address->port == 0 || address->address.isUnspecified()
            || address->address.isMulticast()) {
            return false;
        }
        out.addresses.push_back(*address);
    }
    return true;
}

bool readChain(core::Reader& reader, Listing& out)
{
    const std::size_t count = reader.u8();
    if (count > spec::chainEvents) {
        return false;
    }
    for (std::size_t i = 0; i < count; ++i) {
        room::CarriedEvent event;
        event.headerBytes = core::copyOf(readLong(reader));
        event.signature = core::copyOf(reader.bytes(core::Signature().size()));
        event.body = core::copyOf(readLong(reader));
        auto header = room::decodeHeader(event.headerBytes);
        if (!reader.ok() || !header || header->bodyLength != event.body.size()) {
            return false;
        }
        event.header = std::move(header.value());
        event.id = room::eventId(event.headerBytes);
        out.chain.push_back(std::move(event));
    }
    return true;
}

bool isOneLine(const std::string& text, std::size_t bytesMost)
{
    return text.size() <= bytesMost && core::isUtf8(text) && core::oneLine(text) == text;
}

bool hasGoodWords(const Listing& listing)
{
    const auto& tags = listing.tags;
    return !listing.title.empty() && isOneLine(listing.title, core::limits::spec::nameBytes)
           && isOneLine(listing.topic, core::limits::spec::topicBytes)
           && isLanguage(listing.language) && tags.size() <= spec::listingTags
           && std::all_of(tags.begin(), tags.end(), isTag)
           && std::adjacent_find(tags.begin(), tags.end(), std::greater_equal<>()) == tags.end();
}

bool isTimely(const Listing& listing, core::WallTime now)
{
    return listing.issued <= now.plus(core::limits::spec::clockAhead) && now < listing.expires
           && listing.issued < listing.expires
           && listing.expires.since(listing.issued) <= spec::listingLife;
}

} // namespace

core::Hash32 listingDigest(const Listing& listing)
{
    return core::hashOf(listingContext, {encodeFields(listing)});
}

unsigned listingWork(const core::Hash32& digest, const core::ByteArray<8>& nonce)
{
    unsigned bits = 0;
    for (const std::uint8_t byte : core::hashOf(workContext, {digest, nonce})) {
        bits += static_cast<unsigned>(std::countl_zero(byte));
        if (byte != 0) {
            break;
        }
    }
    return bits;
}

void signListing(Listing& listing, const core::SigningKey& device)
{
    listing.signature = device.sign(listingContext, {encodeFields(listing)});
}

core::Bytes encodeListing(const Listing& listing)
{
    if (!hasGoodWords(listing) || listing.addresses.empty()
        || listing.addresses.size() > core::limits::spec::linkAddresses
        || listing.chain.size() > spec::chainEvents) {
        return {};
    }
    core::Bytes out = encodeFields(listing);
    core::append(out, listing.signature);
    core::append(out, listing.nonce);
    return out.size() <= spec::listingBytes ? out : core::Bytes();
}

core::Result<Listing, ListingError> decodeListing(core::ByteView bytes)
{
    const auto malformed = core::fail(ListingError::Malformed);
    core::Reader reader(bytes);
    if (bytes.size() > spec::listingBytes || reader.u8() != version) {
        return malformed;
    }
    Listing out;
    out.genesis = core::copyOf(readShort(reader));
    if (!reader.ok() || !room::decodeGenesis(out.genesis)) {
        return malformed;
    }
    out.room = room::roomIdOf(out.genesis);
    if (!readWords(reader, out)) {
        return malformed;
    }
    out.door = reader.id<core::EventId>();
    out.coreTag = reader.array<8>();
    if (!readAddresses(reader, out)) {
        return malformed;
    }
    out.issued = {static_cast<std::int64_t>(reader.u64())};
    out.expires = {static_cast<std::int64_t>(reader.u64())};
    out.issuer = reader.id<core::IdentityId>();
    out.device = reader.id<core::DeviceId>();
    out.certificate = reader.array<64>();
    if (!readChain(reader, out)) {
        return malformed;
    }
    out.signature = reader.array<64>();
    out.nonce = reader.array<8>();
    if (!reader.atEnd() || !hasGoodWords(out) || out.issued.milliseconds < 0
        || out.expires.milliseconds < 0 || encodeListing(out) != core::copyOf(bytes)) {
        return malformed;
    }
    return out;
}

core::Result<void, ListingError>
checkListing(const Listing& listing, core::WallTime now, const ListingRule& rule)
{
    if (!isTimely(listing, now)) {
        return core::fail(ListingError::Time);
    }
    const core::Hash32 digest = listingDigest(listing);
    if (listingWork(digest, listing.nonce) < rule.workBits) {
        return core::fail(ListingError::Work);
    }
    const auto genesis = room::decodeGenesis(listing.genesis);
    if (!genesis || room::roomIdOf(listing.genesis) != listing.room
        || !leadsTo(listing.room, *genesis, listing.chain, listing.issuer)) {
        return core::fail(ListingError::Issuer);
    }
    if (!room::verifyDevice(listing.issuer, listing.device, listing.certificate)
        || !core::verify(listing.device.view(), digest, listing.signature)) {
        return core::fail(ListingError::Signature);
    }
    return {};
}

} // namespace engine::directory
