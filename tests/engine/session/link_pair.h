// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Two ends of a link without a network: what one writes is handed to the other by the test, which may cut, flip or
// repeat it on the way.

#include "core/codec.h"
#include "engine/session/secure_link.h"
#include "support/seeded_rng.h"

namespace support {

/// Gives out the bytes it was made with, once: for the ephemeral keys of published vectors.
class FixedRng final : public core::Rng
{
public:
    explicit FixedRng(core::Bytes bytes)
        : m_bytes(std::move(bytes))
    {
    }
    void fill(core::MutableByteView out) override
    {
        CHECK(m_used + out.size() <= m_bytes.size());
        for (std::uint8_t& byte : out) {
            byte = m_bytes[m_used++];
        }
    }

private:
    core::Bytes m_bytes;
    std::size_t m_used = 0;
};

inline core::Secret<32> secretOf(std::uint8_t byte)
{
    core::ByteArray<32> bytes;
    bytes.fill(byte);
    return core::Secret<32>(bytes);
}

/// A Noise message as it stands on the stream.
inline core::Bytes framed(const core::Bytes& message)
{
    core::Bytes out;
    out.reserve(2 + message.size());
    core::Writer writer(out);
    writer.u16(static_cast<std::uint16_t>(message.size()));
    writer.bytes(message);
    return out;
}

/// An initiator and a responder with one door (number 7), before anything was delivered.
struct LinkPair {
    using SecureLink = engine::session::SecureLink;

    SeededRng rng{1};
    core::MonoTime now{};
    core::AgreementKey initiatorKey{secretOf(1)};
    core::AgreementKey responderKey{secretOf(2)};
    engine::session::DoorSet doors;
    core::Bytes first; // message 1 with its length
    SecureLink initiator;
    SecureLink responder;

    LinkPair()
        : LinkPair(secretOf(9))
    {
    }
    explicit LinkPair(const core::Secret<32>& psk)
        : initiator(SecureLink::dial(now, psk, initiatorKey.clone(), rng, first))
        , responder(SecureLink::accept(now))
    {
        CHECK(doors.add(7, secretOf(9), responderKey.clone()));
    }

    core::Result<void, engine::session::LinkError>
    give(SecureLink& to, core::ByteView bytes, engine::session::Received& received)
    {
        return to.handleBytes(now, bytes, doors, rng, received);
    }

    /// Runs the handshake to its end.
    bool connect()
    {
        engine::session::Received second;
        engine::session::Received third;
        engine::session::Received last;
        return give(responder, first, second).hasValue()
               && give(initiator, second.write, third).hasValue()
               && give(responder, third.write, last).hasValue() && third.established
               && last.established && last.write.empty();
    }
};

} // namespace support
