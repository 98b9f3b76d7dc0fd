// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/saved_state.h"

#include "core/codec.h"
#include "dht/limits.h"

#include <algorithm>

namespace dht {

namespace {

constexpr std::uint8_t version = 1;

void writeAddress(core::Writer& writer, const std::optional<core::IpAddress>& address)
{
    const core::ByteView bytes = address ? address->bytes() : core::ByteView();
    writer.u8(static_cast<std::uint8_t>(bytes.size()));
    writer.bytes(bytes);
}

std::optional<core::IpAddress> readAddress(core::Reader& reader)
{
    return core::IpAddress::fromBytes(reader.bytes(reader.u8()));
}

} // namespace

core::Bytes encodeState(const SavedState& state)
{
    core::Bytes out;
    out.reserve(128 + tuning::savedNodes * 39);
    core::Writer writer(out);
    writer.u8(version);
    writer.id(state.idV4);
    writer.id(state.idV6);
    writeAddress(writer, state.addressV4);
    writeAddress(writer, state.addressV6);
    const std::size_t count = std::min(state.nodes.size(), tuning::savedNodes);
    writer.u16(static_cast<std::uint16_t>(count));
    for (std::size_t i = 0; i < count; ++i) {
        const core::Bytes endpoint = state.nodes[i].endpoint.compact();
        writer.id(state.nodes[i].id);
        writer.u8(static_cast<std::uint8_t>(endpoint.size()));
        writer.bytes(endpoint);
    }
    return out;
}

core::Result<SavedState, StateFlaw> decodeState(core::ByteView bytes)
{
    core::Reader reader(bytes);
    if (reader.u8() != version) {
        return core::fail(StateFlaw::UnknownVersion);
    }
    SavedState state;
    state.idV4 = reader.id<NodeId>();
    state.idV6 = reader.id<NodeId>();
    state.addressV4 = readAddress(reader);
    state.addressV6 = readAddress(reader);
    const std::size_t count = reader.u16();
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        const NodeId id = reader.id<NodeId>();
        const auto endpoint = core::Endpoint::fromCompact(reader.bytes(reader.u8()));
        if (endpoint && endpoint->port != 0 && state.nodes.size() < tuning::savedNodes) {
            state.nodes.push_back({id, *endpoint});
        }
    }
    if (!reader.atEnd()) {
        return core::fail(StateFlaw::Malformed);
    }
    return state;
}

} // namespace dht
