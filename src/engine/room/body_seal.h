// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How content is sealed under a room's key epoch, and the keys derived from the reach secret.
//
//   sealed body = nonce 24 || XChaCha20-Poly1305(HKDF(epoch secret, "parlour body key 1" || log || seq),
//                                                AD = header with body length and body hash zeroed)
//   epoch id    = first 16 bytes of BLAKE2b-256("parlour epoch 1" || secret)
//
// The hash in the header covers the sealed bytes, so a removed text cannot be confirmed by guessing, and the associated
// data leaves it out, so that there is no circle. Sealing again with the same nonce gives the same bytes: the store keeps
// plaintext and nonce and every peer can serve every body.

#include "core/ids.h"
#include "core/secret_bytes.h"
#include "engine/room/event.h"

#include <optional>

namespace engine::room {

using EpochSecret = core::Secret<32>;
using ReachSecret = core::Secret<16>;
using BodyNonce = core::ByteArray<24>;

[[nodiscard]] core::EpochId epochIdOf(const EpochSecret& secret);
/// Epoch 0 of a room born public: everybody who knows the room id has it.
[[nodiscard]] EpochSecret publicEpochSecret(const core::RoomId& room);
[[nodiscard]] ReachSecret publicReachSecret(const core::RoomId& room);

/// `header` needs no length and hash yet.
[[nodiscard]] core::Bytes sealBody(const EpochSecret& epoch,
                                   const Header& header,
                                   const BodyNonce& nonce,
                                   core::ByteView plain);

struct OpenedBody {
    BodyNonce nonce{};
    core::Bytes plain;
};
/// Nothing when the bytes are too short or were not sealed under this epoch for this header.
[[nodiscard]] std::optional<OpenedBody>
openBody(const EpochSecret& epoch, const Header& header, core::ByteView sealed);

/// What RESET_REACH says of the secret that it announces.
[[nodiscard]] core::Hash32 reachHashOf(const ReachSecret& reach);
/// Sub-keys of the reach secret; `generation` is mixed in by its being another secret.
[[nodiscard]] core::Secret<32> linkPsk(const ReachSecret& reach);
[[nodiscard]] core::Secret<32> lanKey(const ReachSecret& reach);
[[nodiscard]] core::Secret<32> dhtKey(const ReachSecret& reach);

} // namespace engine::room
