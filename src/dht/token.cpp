// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/token.h"

#include "core/hash.h"
#include "dht/limits.h"

namespace dht {

namespace {

TokenIssuer::Token
macOf(const core::Secret<32>& secret, const core::Endpoint& asker, const Target& target)
{
    const core::Hash32 full =
        core::hashOf("parlour dht token", {secret.view(), target.view(), asker.compact()});
    TokenIssuer::Token out{};
    std::copy_n(full.begin(), out.size(), out.begin());
    return out;
}

} // namespace

TokenIssuer::TokenIssuer(core::MonoTime now, core::Rng& rng)
    : m_rng(rng)
    , m_current(core::Secret<32>::random(rng))
    , m_previous(core::Secret<32>::random(rng))
    , m_since(now)
{
}

TokenIssuer::Token
TokenIssuer::issue(core::MonoTime now, const core::Endpoint& asker, const Target& target)
{
    rotate(now);
    return macOf(m_current, asker, target);
}

bool TokenIssuer::accepts(core::MonoTime now,
                          core::ByteView token,
                          const core::Endpoint& asker,
                          const Target& target)
{
    rotate(now);
    return core::equalConstantTime(token, macOf(m_current, asker, target))
           || core::equalConstantTime(token, macOf(m_previous, asker, target));
}

void TokenIssuer::rotate(core::MonoTime now)
{
    // After a long sleep both secrets are stale: then two turns, no more.
    for (int turn = 0; turn < 2 && now - m_since >= spec::tokenSecretAge; ++turn) {
        m_previous = std::move(m_current);
        m_current = core::Secret<32>::random(m_rng);
        m_since += spec::tokenSecretAge;
    }
    if (now - m_since >= spec::tokenSecretAge) {
        m_since = now;
    }
}

} // namespace dht
