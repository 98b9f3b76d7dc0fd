// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Answers to questions of others, and what they store here. An answer to an endpoint that has not shown that it
// receives what we send is at most three and a half times as large as the question, so that nobody gains by forging
// a source. What does not fit is left out piece by piece, but an item cannot be: then the asker has to show itself
// first.

#include "dht/item_store.h"
#include "dht/peer_store.h"
#include "dht/tables.h"
#include "dht/token.h"

namespace dht {

struct Question {
    const krpc::Query& query;
    core::Endpoint from;
    std::size_t bytes = 0;
    bool proven = false;
};

struct Answer {
    core::Bytes bytes;
    /// The asker brought back a token that only he can have.
    bool proves = false;
    /// There is an item for him that is too large to send to an endpoint that may be forged.
    bool needsProof = false;
};

class Responder
{
public:
    Responder(core::MonoTime now, const Tables& tables, core::Rng& rng, bool answersSamples);

    [[nodiscard]] Answer answer(core::MonoTime now, const Question& question);
    [[nodiscard]] core::Bytes error(krpc::ErrorCode code,
                                    std::string_view text,
                                    core::ByteView transaction,
                                    const core::Endpoint& to) const;
    void expire(core::MonoTime now);

    [[nodiscard]] const PeerStore& peers() const { return m_peers; }
    [[nodiscard]] const ItemStore& items() const { return m_items; }

private:
    [[nodiscard]] krpc::Reply replyTo(const Question& question) const;
    void addNodes(core::MonoTime now, const Question& question, krpc::Reply& reply) const;
    [[nodiscard]] Answer getPeers(core::MonoTime now, const Question& question);
    [[nodiscard]] Answer announce(core::MonoTime now, const Question& question);
    [[nodiscard]] Answer get(core::MonoTime now, const Question& question);
    [[nodiscard]] Answer put(core::MonoTime now, const Question& question);
    [[nodiscard]] Answer sample(core::MonoTime now, const Question& question);
    [[nodiscard]] Answer fitted(krpc::Reply reply, const Question& question) const;
    [[nodiscard]] Answer
    failed(krpc::ErrorCode code, std::string_view text, const Question& question) const;

    const Tables& m_tables;
    core::Rng& m_rng;
    TokenIssuer m_tokens;
    PeerStore m_peers;
    ItemStore m_items;
    bool m_answersSamples;
};

} // namespace dht
