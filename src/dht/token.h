// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Tokens: who wants to store something here proves first that he receives what is sent to the address he writes
// from. A token is a short MAC over that address and the target; nothing is remembered per asker. The secret changes
// every five minutes and the previous one still counts, so a token lives five to ten minutes.

#include "core/endpoint.h"
#include "core/rng.h"
#include "core/secret_bytes.h"
#include "core/time.h"
#include "dht/node_id.h"

namespace dht {

class TokenIssuer
{
public:
    using Token = core::ByteArray<8>;

    TokenIssuer(core::MonoTime now, core::Rng& rng);

    [[nodiscard]] Token
    issue(core::MonoTime now, const core::Endpoint& asker, const Target& target);
    [[nodiscard]] bool accepts(core::MonoTime now,
                               core::ByteView token,
                               const core::Endpoint& asker,
                               const Target& target);

private:
    void rotate(core::MonoTime now);

    core::Rng& m_rng;
    core::Secret<32> m_current;
    core::Secret<32> m_previous;
    core::MonoTime m_since;
};

} // namespace dht
