// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One link's wire: a Noise_XXpsk0_25519_ChaChaPoly_SHA256 handshake with the prologue "parlour/1" and empty payloads,
// then sealed frames, over any ordered byte stream. Everything on the stream is `length (2 bytes, big endian) || Noise
// message`. The link knows nothing of sockets: bytes and the time come in, bytes to write and frames come out.
//
//     stage         input                                   then
//     AwaitFirst    48 bytes that a door's psk opens        writes message 2 (96), AwaitThird     responder
//     AwaitSecond   96 bytes                                writes message 3 (64), Open           initiator
//     AwaitThird    64 bytes                                Open                                  responder
//     Open          17..65535 bytes: a frame; 16: a rekey   Open
//     any           anything else, or its deadline          Dead: for good, keys wiped, nothing written
//
// A responder is silent to whoever does not hold a psk of his: he looks at the first two bytes, then at one tag per
// door, and does no curve arithmetic before one fits.
//
// Rekeying, each direction on its own. A sending key is replaced by Noise's Rekey() (the nonce runs on)
//  - after its 2^20th message: both sides count, nothing is said;
//  - after a message with empty plaintext: that is how a sender whose key is an hour old says "this was the last one
//    under this key". It is counted like any other message, changes the key once even if it is the 2^20th, and is
//    never delivered. Frames proper are therefore never empty.
// It is sound because the announcement is itself sealed under the old key at a fixed place of the stream: it can be
// neither forged, dropped, repeated nor moved without the next tag failing.
//
// Memory: between calls at most one incomplete message (65,537 bytes) is held.

#include "core/keys.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/rng.h"
#include "core/time.h"
#include "engine/session/door_set.h"
#include "engine/session/noise_handshake.h"

#include <optional>
#include <vector>

namespace engine::session {

enum class LinkError : std::uint8_t {
    NotOurs,      // the first two bytes are another protocol's
    WrongKey,     // no door opens under the first message
    BadHandshake, // wrong length, tag or curve point
    OwnKey,       // the other end is this very device
    BadFrame,     // shorter than a tag, or the tag does not fit: altered, repeated, reordered
    Timeout,      // the handshake, or a started frame, took too long
    Closed,       // died before
};

/// A started message must be whole within this time, so that nobody holds a link and its buffer by a trickle.
constexpr std::chrono::seconds messageTime{30};

/// When a sending key is replaced. Part of the protocol as far as `messages` goes; only tests use another one.
struct RekeyRule {
    std::uint64_t messages = core::limits::spec::rekeyMessages;
    core::Duration age = core::limits::spec::rekeyAge;
};

/// What one call of handleBytes brought.
struct Received {
    std::vector<core::Bytes>
        frames;               // authentic and in order, also those before an error in the same call
    core::Bytes write;        // to be written to the stream
    bool established = false; // the link was opened in this call
};

class SecureLink
{
public:
    /// The initiator's end; what it says first is appended to `out`.
    [[nodiscard]] static SecureLink dial(core::MonoTime now,
                                         const core::Secret<32>& psk,
                                         core::AgreementKey staticKey,
                                         core::Rng& rng,
                                         core::Bytes& out);
    [[nodiscard]] static SecureLink accept(core::MonoTime now);

    /// On an error the stream is to be closed without another byte. `doors` matters to a responder's first message.
    [[nodiscard]] core::Result<void, LinkError> handleBytes(core::MonoTime now,
                                                            core::ByteView in,
                                                            const DoorSet& doors,
                                                            core::Rng& rng,
                                                            Received& received);
    [[nodiscard]] core::Result<void, LinkError> handleTimeout(core::MonoTime now);
    /// While a handshake or an incomplete message is pending.
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const { return m_deadline; }

    /// Bytes to write for one frame of 1 to framePlainBytes. Only once established; empty when the link is dead.
    [[nodiscard]] core::Bytes seal(core::MonoTime now, core::ByteView frame);
    /// For links that carry files, once established: the same bytes from the faster library.
    void useBulkCrypto();
    void setRekeyRule(const RekeyRule& rule) { m_rule = rule; }

    [[nodiscard]] Role role() const { return m_role; }
    [[nodiscard]] bool established() const { return m_stage == Stage::Open; }
    [[nodiscard]] bool dead() const { return m_stage == Stage::Dead; }
    // The rest is meaningful from the moment of being established on, and stays so when the link dies.
    [[nodiscard]] const core::Hash32& handshakeHash() const { return m_handshakeHash; }
    [[nodiscard]] const core::PublicKey& remoteStatic() const { return m_remoteStatic; }
    /// The number of the door that the caller came through; responder only.
    [[nodiscard]] std::uint32_t door() const { return m_door; }

private:
    enum class Stage : std::uint8_t { AwaitFirst, AwaitSecond, AwaitThird, Open, Dead };
    using Step = core::Result<void, LinkError>;

    /// One direction's key and how much it has been used.
    struct Direction {
        CipherState cipher;
        std::uint64_t messages = 0; // under the present key
    };

    SecureLink(Role role, Stage stage, core::MonoTime now);
    [[nodiscard]] core::Result<std::optional<core::ByteView>, LinkError>
    nextMessage(core::ByteView& in, core::Bytes& held);
    [[nodiscard]] Step checkLength() const;
    [[nodiscard]] Step handleMessage(core::MonoTime now,
                                     core::ByteView message,
                                     const DoorSet& doors,
                                     core::Rng& rng,
                                     Received& received);
    [[nodiscard]] Step
    handleFirst(core::ByteView message, const DoorSet& doors, core::Rng& rng, core::Bytes& write);
    [[nodiscard]] Step handleSecond(core::ByteView message, core::Rng& rng, core::Bytes& write);
    [[nodiscard]] Step handleThird(core::ByteView message);
    [[nodiscard]] Step handleFrame(core::ByteView message, Received& received);
    [[nodiscard]] Step reply(core::Rng& rng, core::Bytes& write);
    [[nodiscard]] bool remoteIsSelf() const;
    void open(core::MonoTime now);
    void sealOne(core::MonoTime now, core::ByteView plain, core::Bytes& out);
    /// Counts one message and replaces the key if it was the last one under it; says whether it was.
    bool countMessage(Direction& direction, bool announced) const;
    core::Failure<LinkError> die(LinkError error);

    Role m_role;
    Stage m_stage;
    RekeyRule m_rule;
    std::optional<core::MonoTime> m_deadline;
    core::Bytes m_partial; // length and as much of the message as has come
    std::optional<NoiseHandshake> m_handshake;
    Direction m_send;
    Direction m_receive;
    core::MonoTime m_sendKeyMade;
    core::Hash32 m_handshakeHash{};
    core::PublicKey m_remoteStatic{};
    std::uint32_t m_door = 0;
};

} // namespace engine::session
