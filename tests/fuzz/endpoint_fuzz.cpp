// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Addresses come from invites, peers, the DHT and people's clipboards: whatever parses must print back to itself.

#include "core/check.h"
#include "core/endpoint.h"
#include "core/ids.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    const core::ByteView bytes(input, size);
    const std::string text = core::textOf(bytes);
    if (const auto endpoint = core::Endpoint::parse(text)) {
        CHECK(core::Endpoint::parse(endpoint->text()) == endpoint);
        CHECK(core::Endpoint::fromCompact(endpoint->compact()) == endpoint);
    }
    if (const auto address = core::IpAddress::parse(text)) {
        CHECK(core::IpAddress::parse(address->text()) == address);
        CHECK(core::IpAddress::fromBytes(address->bytes()) == address);
    }
    if (const auto endpoint = core::Endpoint::fromCompact(bytes)) {
        CHECK(core::Endpoint::parse(endpoint->text()) == endpoint);
    }
    if (const auto event = core::EventRef::fromText(text)) {
        CHECK(event->text() == text);
    }
    if (const auto decoded = core::fromHex(text)) {
        CHECK(core::toHex(*decoded) == text);
    }
    return 0;
}
