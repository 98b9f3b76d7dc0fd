// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The doors at which this peer answers: one for each room (and for the odd generation of its reach secret, for a
// device link, for the public door). A caller does not say which one he means: his first message opens under the psk
// of exactly that one, and to anybody without a psk all doors look the same, namely absent.
//
// Trying a door is cheap by design: what depends on the psk alone is computed when the door is added, so a try is
// one hash, one key step and one tag, and no curve arithmetic at all.

#include "core/keys.h"
#include "core/limits.h"
#include "engine/session/noise_handshake.h"

#include <optional>
#include <string_view>
#include <vector>

namespace engine::session {

constexpr std::string_view linkProtocol = "Noise_XXpsk0_25519_ChaChaPoly_SHA256";
constexpr std::string_view linkPrologue = "parlour/1";
constexpr std::size_t firstMessageBytes = 48;

/// One side of a link's handshake, ready but for its static key.
[[nodiscard]] NoiseHandshake linkHandshake(Role role, const core::Secret<32>& psk);

class DoorSet
{
public:
    static constexpr std::size_t doorsMost = core::limits::spec::doorsTried;

    /// `number` is the owner's name for the door. Without a static key every caller gets a throw-away one. False, and
    /// nothing changed, when the number is taken or the set is full.
    [[nodiscard]] bool add(std::uint32_t number,
                           const core::Secret<32>& psk,
                           std::optional<core::AgreementKey> staticKey);
    /// False when there was no such door. Links that came through it are not touched.
    bool remove(std::uint32_t number);
    [[nodiscard]] bool has(std::uint32_t number) const;
    [[nodiscard]] std::size_t size() const { return m_doors.size(); }

    struct Opened {
        std::uint32_t number = 0;
        NoiseHandshake handshake; // first message read, static key set
    };
    /// The first door, by number, that `firstMessage` opens.
    [[nodiscard]] std::optional<Opened> open(core::ByteView firstMessage, core::Rng& rng) const;

private:
    struct Door {
        std::uint32_t number = 0;
        NoiseHandshake prepared;
        std::optional<core::AgreementKey> staticKey;
    };

    std::vector<Door> m_doors; // sorted by number
};

} // namespace engine::session
