// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/lookup.h"

#include "dht/prefix.h"

#include <algorithm>

namespace dht {

Lookup::Lookup(const Target& target,
               const LookupOptions& options,
               const NodeId& own,
               core::Rng& rng)
    : m_target(target)
    , m_options(options)
    , m_own(own)
    , m_rng(rng)
    , m_exact(!options.blurred)
{
    m_options.paths = std::clamp<std::size_t>(options.paths, 1, tuning::pathsMost);
}

void Lookup::addSeed(const Contact& contact)
{
    add(contact, static_cast<std::uint8_t>(m_seeds++ % m_options.paths), 0);
}

std::optional<Lookup::Ask> Lookup::nextAsk()
{
    Candidate* candidate = nextCandidate();
    return candidate == nullptr ? std::nullopt : std::optional(askOf(*candidate));
}

bool Lookup::hasAsk()
{
    return nextCandidate() != nullptr;
}

Lookup::Candidate* Lookup::nextCandidate()
{
    if (m_asked >= tuning::asksPerLookup) {
        return nullptr;
    }
    const std::size_t atOnce = std::max<std::size_t>(2, tuning::alpha / m_options.paths);
    for (std::size_t path = 0; path < m_options.paths; ++path) {
        if (waitingFor(path) >= atOnce) {
            continue;
        }
        for (const bool fitting : {true, false}) {
            for (Candidate* candidate : window(path, fitting)) {
                if (isAskable(*candidate)) {
                    return candidate;
                }
            }
        }
    }
    return nullptr;
}

void Lookup::unask(const Contact& contact)
{
    Candidate* candidate = find(contact);
    if (candidate != nullptr && candidate->pending > 0 && --candidate->pending == 0) {
        candidate->state =
            candidate->askedExactly && m_options.blurred ? State::Answered : State::Fresh;
        candidate->askedExactly = false;
        --m_asked;
    }
}

void Lookup::askedAgain(const Contact& contact)
{
    if (Candidate* candidate = find(contact)) {
        ++candidate->pending;
    }
}

void Lookup::handleReply(const Contact& from,
                         const std::vector<Contact>& nodes,
                         core::ByteView token)
{
    Candidate* candidate = find(from);
    if (candidate == nullptr || candidate->state == State::Failed) {
        return;
    }
    if (candidate->state != State::Answered) {
        ++m_answered;
    }
    candidate->state = State::Answered;
    candidate->pending = 0;
    if (!token.empty()) {
        candidate->token = core::copyOf(token);
    }
    const std::uint8_t path = candidate->path;
    const auto depth = static_cast<std::uint8_t>(std::min(candidate->depth + 1, 255));
    std::vector<Contact> told;
    for (const Contact& node : nodes) {
        if (node.id != m_own && node.endpoint != from.endpoint
            && isPlausible(node.endpoint, from.endpoint.address)
            && node.endpoint.address.family() == from.endpoint.address.family()) {
            told.push_back(node);
        }
    }
    std::sort(told.begin(), told.end(), [&](const Contact& left, const Contact& right) {
        return isCloser(left.id, right.id, m_target);
    });
    told.resize(std::min(told.size(), tuning::nodesTakenPerReply));
    for (const Contact& node : told) {
        add(node, path, depth);
    }
}

void Lookup::handleSlow(const Contact& from)
{
    Candidate* candidate = find(from);
    if (candidate != nullptr && candidate->state == State::Asked) {
        candidate->state = State::Slow;
    }
}

void Lookup::handleTimeout(const Contact& from)
{
    Candidate* candidate = find(from);
    if (candidate == nullptr || candidate->pending == 0 || --candidate->pending > 0) {
        return;
    }
    candidate->state = State::Silent;
}

void Lookup::handleFailure(const Contact& from)
{
    if (Candidate* candidate = find(from)) {
        candidate->state = State::Failed;
        candidate->pending = 0;
        candidate->token.clear();
    }
}

bool Lookup::isDone()
{
    if (!isSettled()) {
        return false;
    }
    if (m_exact) {
        return true;
    }
    m_exact = true;
    return isSettled();
}

std::vector<Contact> Lookup::closest(std::size_t count) const
{
    std::vector<Contact> out;
    for (const auto& [distance, candidate] : m_candidates) {
        if (candidate.state == State::Answered && out.size() < count) {
            out.push_back(candidate.contact);
        }
    }
    return out;
}

std::vector<StoreTarget> Lookup::storeTargets(std::size_t count) const
{
    std::vector<StoreTarget> out;
    for (const bool fitting : {true, false}) {
        for (const auto& [distance, candidate] : m_candidates) {
            if (candidate.fits == fitting && candidate.state == State::Answered
                && !candidate.token.empty() && out.size() < count) {
                out.push_back({candidate.contact, candidate.token});
            }
        }
    }
    return out;
}

LookupFigures Lookup::figures() const
{
    LookupFigures out{m_asked, m_answered, 0, {}};
    for (const auto& [distance, candidate] : m_candidates) {
        if (candidate.state == State::Answered) {
            out.hops = candidate.depth + std::size_t(1);
            break;
        }
    }
    return out;
}

void Lookup::add(const Contact& contact, std::uint8_t path, std::uint8_t depth)
{
    const Distance distance = distanceBetween(contact.id, m_target);
    if (m_candidates.contains(distance)) {
        return;
    }
    Candidate candidate;
    candidate.contact = contact;
    candidate.fits = idFitsAddress(contact.id, contact.endpoint.address);
    candidate.path = path;
    candidate.depth = depth;
    m_candidates.emplace(distance, std::move(candidate));
    makeRoom(m_candidates.at(distance));
}

/// Each kind on each path has its own room, so that chosen ids cannot crowd out those that fit.
void Lookup::makeRoom(const Candidate& added)
{
    const auto isSameKind = [fits = added.fits, path = added.path](const Candidate& other) {
        return other.fits == fits && other.path == path;
    };
    const auto kind = std::count_if(m_candidates.begin(),
                                    m_candidates.end(),
                                    [&](const auto& entry) { return isSameKind(entry.second); });
    if (static_cast<std::size_t>(kind) <= tuning::candidatesPerKind) {
        return;
    }
    for (auto entry = m_candidates.end(); entry != m_candidates.begin();) {
        --entry;
        if (isSameKind(entry->second) && entry->second.pending == 0) {
            m_candidates.erase(entry);
            return;
        }
    }
}

Lookup::Candidate* Lookup::find(const Contact& contact)
{
    const auto entry = m_candidates.find(distanceBetween(contact.id, m_target));
    return entry != m_candidates.end() && entry->second.contact == contact ? &entry->second
                                                                           : nullptr;
}

std::vector<Lookup::Candidate*> Lookup::window(std::size_t path, bool fitting)
{
    std::vector<Candidate*> out;
    for (auto& [distance, candidate] : m_candidates) {
        const bool outOfPlay = candidate.state == State::Failed || candidate.state == State::Silent;
        if (candidate.path != path || outOfPlay || (fitting && !candidate.fits)) {
            continue;
        }
        // One voice per neighbourhood: whoever answers first has it.
        if (candidate.state == State::Fresh && neighbourAnswered(candidate)) {
            continue;
        }
        out.push_back(&candidate);
        if (out.size() == spec::bucketNodes) {
            break;
        }
    }
    return out;
}

bool Lookup::isAskable(const Candidate& candidate) const
{
    return candidate.state == State::Fresh
           || (m_exact && m_options.blurred && candidate.state == State::Answered
               && !candidate.askedExactly);
}

Lookup::Ask Lookup::askOf(Candidate& candidate)
{
    ++m_asked;
    candidate.state = State::Asked;
    candidate.pending = 1;
    candidate.askedExactly = m_exact;
    if (m_exact) {
        return {candidate.contact, m_target, false};
    }
    const unsigned bits =
        std::min(idBits, sharedBits(candidate.contact.id, m_target) + tuning::blurBits);
    return {candidate.contact, randomIdLike(m_target, bits, m_rng), true};
}

std::size_t Lookup::waitingFor(std::size_t path) const
{
    return static_cast<std::size_t>(
        std::count_if(m_candidates.begin(), m_candidates.end(), [&](const auto& entry) {
            return entry.second.path == path && entry.second.state == State::Asked;
        }));
}

bool Lookup::isSettled()
{
    const bool mayAsk = m_asked < tuning::asksPerLookup;
    for (std::size_t path = 0; path < m_options.paths; ++path) {
        for (const bool fitting : {true, false}) {
            for (const Candidate* candidate : window(path, fitting)) {
                const bool waiting =
                    candidate->state == State::Asked || candidate->state == State::Slow;
                if (waiting || (mayAsk && isAskable(*candidate))) {
                    return false;
                }
            }
        }
    }
    return true;
}

bool Lookup::neighbourAnswered(const Candidate& candidate) const
{
    const core::IpAddress& address = candidate.contact.endpoint.address;
    return !address.isPrivate()
           && std::any_of(m_candidates.begin(), m_candidates.end(), [&](const auto& entry) {
                  return entry.second.state == State::Answered
                         && sameNarrowPrefix(entry.second.contact.endpoint.address, address);
              });
}

} // namespace dht
