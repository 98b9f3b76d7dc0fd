// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// CPace over ristretto255 with SHA-512 (CPACE-RISTR255-SHA512 of draft-irtf-cfrg-cpace-21), with an initiator and a
// responder: two who know the same password come to the same key, and whoever does not learns, by taking part once, no
// more than whether one guess was right. What is sent says nothing about the password to somebody who listens.

#include "core/bytes.h"
#include "core/secret_bytes.h"

#include <optional>

namespace core {

class Cpace
{
public:
    using Share = ByteArray<32>;
    using Key = Secret<64>; ///< the draft's ISK

    /// `channel` (the draft's CI) and `session` (sid) have to be the same at both ends. The scalar is of one use.
    Cpace(ByteView password, ByteView channel, ByteView session, Secret<32> scalar);

    [[nodiscard]] const Share& share() const { return m_share; }
    /// Nothing when the other's share is none, or none that anybody could know the secret of.
    [[nodiscard]] std::optional<Key> finish(bool initiator,
                                            const Share& other,
                                            ByteView initiatorSays,
                                            ByteView responderSays) const;

private:
    Bytes m_session;
    Secret<32> m_scalar;
    Share m_share{};
};

} // namespace core
