// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The key file: who this installation is. It is apart from the database, so that damage to one never takes the other,
// mode 0600, replaced atomically, and sealed by a passphrase when one is set.
//
//     "PARLKEYS" | version 2 | form 1 (0 plain, 1 passphrase) | length 4 | payload | BLAKE2b-256 of all before
//     payload, plain or sealed: identity seed 32 | device seed 32
//
// The checksum lies outside the seal, so a damaged file and a wrong passphrase are told apart.

#include "core/passphrase.h"
#include "core/result.h"
#include "engine/peer.h"

#include <string>
#include <string_view>

namespace engine::host {

enum class KeyFileError : std::uint8_t {
    Missing,
    WrongPassphrase, ///< or none was given and the file is sealed
    Damaged,
    NewerVersion,
    Io,
};

/// A file that others can read is made private again. A plain file opens with any passphrase.
[[nodiscard]] core::Result<PeerKeys, KeyFileError> readKeyFile(const std::string& path,
                                                               std::string_view passphrase);
/// Sealed when the passphrase is not empty.
[[nodiscard]] core::Result<void, KeyFileError> writeKeyFile(const std::string& path,
                                                            const PeerKeys& keys,
                                                            std::string_view passphrase,
                                                            core::PassphraseCost cost,
                                                            core::Rng& rng);
/// True when opening this file needs a passphrase; the window asks before it starts the engine.
[[nodiscard]] core::Result<bool, KeyFileError> isKeyFileSealed(const std::string& path);
[[nodiscard]] PeerKeys makeKeys(core::Rng& rng);
/// Seals the history (sealed_vfs.h).
[[nodiscard]] core::Secret<32> historyKey(const PeerKeys& keys);

} // namespace engine::host
