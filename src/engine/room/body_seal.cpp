// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/body_seal.h"

#include "core/codec.h"
#include "core/seal.h"

#include <algorithm>

namespace engine::room {

namespace {

core::Secret<32> bodyKey(const EpochSecret& epoch, const Header& header)
{
    core::Bytes place;
    core::Writer writer(place);
    writer.id(header.log);
    writer.u64(header.seq);
    return core::hkdf({}, epoch.view(), {core::bytesOf("parlour body key 1"), place});
}

core::Bytes associatedData(Header header)
{
    header.bodyLength = 0;
    header.bodyHash = {};
    return encodeHeader(header);
}

template<std::size_t N>
core::Secret<N> firstOf(const core::Hash32& hash)
{
    return *core::Secret<N>::from(core::ByteView(hash).first(N));
}

} // namespace

core::EpochId epochIdOf(const EpochSecret& secret)
{
    const core::Hash32 hash = core::hashOf("parlour epoch 1", {secret.view()});
    return *core::EpochId::from(core::ByteView(hash).first(core::EpochId::size));
}

EpochSecret publicEpochSecret(const core::RoomId& room)
{
    return firstOf<32>(core::hashOf("parlour public epoch 1", {room.view()}));
}

ReachSecret publicReachSecret(const core::RoomId& room)
{
    return firstOf<16>(core::hashOf("parlour public reach 1", {room.view()}));
}

core::Bytes sealBody(const EpochSecret& epoch,
                     const Header& header,
                     const BodyNonce& nonce,
                     core::ByteView plain)
{
    core::Bytes out = core::copyOf(nonce);
    core::append(out,
                 core::sealRandom(bodyKey(epoch, header), nonce, associatedData(header), plain));
    return out;
}

std::optional<OpenedBody>
openBody(const EpochSecret& epoch, const Header& header, core::ByteView sealed)
{
    OpenedBody out;
    if (sealed.size() < out.nonce.size() + core::sealTagBytes) {
        return std::nullopt;
    }
    const core::ByteView nonce = sealed.first(out.nonce.size());
    std::copy(nonce.begin(), nonce.end(), out.nonce.begin());
    auto plain = core::openRandom(bodyKey(epoch, header),
                                  out.nonce,
                                  associatedData(header),
                                  sealed.subspan(out.nonce.size()));
    if (!plain) {
        return std::nullopt;
    }
    out.plain = std::move(*plain);
    return out;
}

core::Hash32 reachHashOf(const ReachSecret& reach)
{
    return core::hashOf("parlour reach 1", {reach.view()});
}

core::Secret<32> linkPsk(const ReachSecret& reach)
{
    return core::deriveKey(reach.view(), "parlour link psk 1");
}

core::Secret<32> lanKey(const ReachSecret& reach)
{
    return core::deriveKey(reach.view(), "parlour lan 1");
}

core::Secret<32> dhtKey(const ReachSecret& reach)
{
    return core::deriveKey(reach.view(), "parlour dht 1");
}

} // namespace engine::room
