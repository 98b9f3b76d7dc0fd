// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory_round.h"

namespace engine {

void DirectoryRound::offer(const Candidate& candidate)
{
    Kind& kind = kindOf(candidate.trust);
    const core::IpAddress& address = candidate.at.address;
    if (candidate.at.port == 0 || address.isUnspecified() || address.isMulticast()
        || kind.known.size() >= candidatesMost || kind.known.contains(candidate.at)) {
        return;
    }
    std::size_t& sameAddress = kind.perAddress[address];
    std::size_t& samePrefix = kind.perPrefix[core::textOf(address.prefix())];
    if (sameAddress >= perAddress || (!address.isPrivate() && samePrefix >= perPrefix)) {
        return;
    }
    ++sameAddress;
    ++samePrefix;
    kind.known.insert(candidate.at);
    kind.waiting.push_back(candidate);
}

std::optional<DirectoryRound::Candidate> DirectoryRound::next(core::Rng& rng)
{
    for (Kind* kind : {&m_lan, &m_strangers}) {
        if (kind->waiting.empty() || kind->asking >= asksAtOnce || kind->asked >= asksMost) {
            continue;
        }
        const auto place =
            kind->waiting.begin() + static_cast<std::ptrdiff_t>(rng.below(kind->waiting.size()));
        const Candidate out = *place;
        kind->waiting.erase(place);
        ++kind->asked;
        ++kind->asking;
        return out;
    }
    return std::nullopt;
}

void DirectoryRound::ended(directory::Trust trust)
{
    Kind& kind = kindOf(trust);
    kind.asking -= kind.asking > 0 ? 1 : 0;
}

bool DirectoryRound::isBusy() const
{
    const auto busy = [](const Kind& kind) {
        return kind.asking > 0 || (!kind.waiting.empty() && kind.asked < asksMost);
    };
    return busy(m_lan) || busy(m_strangers);
}

} // namespace engine
