// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// A stranger writes one of the three handshake messages: whatever differs from the genuine one by a byte under a tag
// is refused, the handshake is then spent, and no input reaches a CHECK. Also reads the whole input as a pattern name.
//
// Byte 0: the pattern (low 3 bits), which message is touched (2 bits), raw or altered (1 bit); the rest is that
// message, or what is XORed over the genuine one.

#include "core/check.h"
#include "engine/session/noise_handshake.h"
#include "support/seeded_rng.h"

#include <array>

namespace {

using engine::session::HandshakeError;
using engine::session::NoiseHandshake;
using engine::session::NoisePattern;
using engine::session::Role;

constexpr std::array<std::string_view, 8> patterns{"XX",
                                                   "XXpsk0",
                                                   "XXpsk1",
                                                   "XXpsk2",
                                                   "XXpsk3",
                                                   "XXpsk0+psk1",
                                                   "XXpsk0+psk3",
                                                   "XXpsk0+psk1+psk2+psk3"};

core::Secret<32> secretOf(std::uint8_t byte)
{
    core::ByteArray<32> bytes;
    bytes.fill(byte);
    return core::Secret<32>(bytes);
}

NoiseHandshake sideOf(const std::string& name, std::size_t pskCount, Role role)
{
    std::vector<core::Secret<32>> psks;
    for (std::size_t i = 0; i < pskCount; ++i) {
        psks.push_back(secretOf(static_cast<std::uint8_t>(100 + i)));
    }
    NoiseHandshake side(name, role, core::bytesOf("fuzz"), std::move(psks));
    side.setStatic(core::AgreementKey(secretOf(role == Role::Initiator ? 1 : 2)));
    return side;
}

core::Bytes touched(const core::Bytes& genuine, core::ByteView input, bool raw)
{
    if (raw) {
        return core::copyOf(input);
    }
    core::Bytes message = genuine;
    for (std::size_t i = 0; i < input.size() && i < message.size(); ++i) {
        message[i] ^= input[i];
    }
    return message;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    const core::ByteView bytes(input, size);
    if (const auto parsed = NoisePattern::parse(core::textOf(bytes))) {
        CHECK(parsed->psks <= 4);
    }
    if (bytes.empty()) {
        return 0;
    }
    const std::string name =
        "Noise_" + std::string(patterns[bytes[0] & 7U]) + "_25519_ChaChaPoly_SHA256";
    const std::size_t psks = NoisePattern::parse(name)->psks;
    const std::size_t which = ((bytes[0] >> 3U) & 3U) % 3;
    support::SeededRng rng(7);
    NoiseHandshake sides[2] = {sideOf(name, psks, Role::Initiator),
                               sideOf(name, psks, Role::Responder)};
    for (std::size_t i = 0; i < which; ++i) {
        CHECK(sides[1 - i % 2].read(sides[i % 2].write({}, rng).value()).hasValue());
    }
    const core::Bytes genuine = sides[which % 2].write({}, rng).value();
    const core::Bytes message = touched(genuine, bytes.subspan(1), (bytes[0] & 32U) != 0);
    NoiseHandshake& reader = sides[1 - which % 2];
    const auto payload = reader.read(message);
    if (message == genuine) {
        CHECK(payload.hasValue() && payload.value().empty());
        CHECK(which != 2 || sides[0].hash() == sides[1].hash());
        return 0;
    }
    // Only a first message without a psk mixed in before its end carries no tag.
    const bool sealed =
        which > 0 || patterns[bytes[0] & 7U].find("psk0") != std::string_view::npos || psks > 0;
    CHECK(!sealed || !payload);
    if (!payload) {
        CHECK(reader.read(genuine).error() == HandshakeError::Spent);
        CHECK(reader.write({}, rng).error() == HandshakeError::Spent);
    } else if (!reader.finished()) {
        static_cast<void>(
            reader.write({}, rng)); // may be refused: the ephemeral key can be of low order
    }
    return 0;
}
