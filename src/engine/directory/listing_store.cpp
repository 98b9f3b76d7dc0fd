// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing_store.h"

#include <algorithm>
#include <set>

namespace engine::directory {

namespace {

/// Who wants to be several strangers needs addresses in several of these.
std::string neighbourhoodOf(const core::IpAddress& address)
{
    const std::size_t bytes = address.family() == core::IpFamily::V4 ? 2 : 4;
    return core::textOf(address.bytes().first(bytes));
}

std::string prefixOf(const core::IpAddress& address)
{
    return core::textOf(address.prefix());
}

/// Only what somebody vouches for is of his own class; hearsay is a stranger's word whoever says it.
Trust trustOf(const Teller& teller)
{
    return teller.vouches || teller.trust == Trust::Own ? teller.trust : Trust::Stranger;
}

/// The best class that the tellers give, and who gives it.
std::pair<Trust, Teller> bestOf(const std::vector<Teller>& tellers)
{
    const auto best =
        std::min_element(tellers.begin(), tellers.end(), [](const auto& a, const auto& b) {
            return trustOf(a) < trustOf(b);
        });
    if (trustOf(*best) != Trust::Stranger) {
        return {trustOf(*best), *best};
    }
    std::set<std::string> neighbourhoods;
    for (const Teller& teller : tellers) {
        if (teller.vouches && !teller.address.isPrivate()) {
            neighbourhoods.insert(neighbourhoodOf(teller.address));
        }
    }
    const bool confirmed = neighbourhoods.size() >= tuning::confirmations;
    return {confirmed ? Trust::Confirmed : Trust::Stranger, *best};
}

std::size_t shareOf(Trust trust)
{
    switch (trust) {
    case Trust::Own:
        return tuning::listingsPerClass;
    case Trust::Circle:
    case Trust::Lan:
        return tuning::listingsPerAddress;
    case Trust::Confirmed:
    case Trust::Stranger:
        break;
    }
    return tuning::listingsPerStranger;
}

template<class Key>
std::size_t countOf(const std::map<Key, std::size_t>& counts, const Key& key)
{
    const auto it = counts.find(key);
    return it == counts.end() ? 0 : it->second;
}

template<class Key>
void uncount(std::map<Key, std::size_t>& counts, const Key& key)
{
    const auto it = counts.find(key);
    if (it != counts.end() && --it->second == 0) {
        counts.erase(it);
    }
}

} // namespace

bool ListingStore::hasShare(Trust trust, const core::IpAddress& source) const
{
    const Class& kept = classOf(trust);
    const bool stranger = trust == Trust::Stranger || trust == Trust::Confirmed;
    return countOf(kept.perAddress, source) < shareOf(trust)
           && (!stranger || countOf(kept.perPrefix, prefixOf(source)) < tuning::listingsPerPrefix);
}

std::size_t ListingStore::loudness(Trust trust, const core::IpAddress& source) const
{
    return trust == Trust::Stranger || trust == Trust::Confirmed
               ? countOf(classOf(trust).perPrefix, prefixOf(source))
               : countOf(classOf(trust).perAddress, source);
}

bool ListingStore::makeRoom(Trust trust, const core::IpAddress& source, std::size_t bytes)
{
    if (!hasShare(trust, source)) {
        return false;
    }
    while (classOf(trust).count >= tuning::listingsPerClass
           || classOf(trust).bytes + bytes > tuning::listingsBytesPerClass) {
        const KeptListing* victim = nullptr;
        std::size_t loudest = loudness(trust, source);
        for (const auto& [room, kept] : m_kept) {
            const std::size_t loud =
                kept.trust == trust ? loudness(trust, kept.charged.address) : 0;
            const bool louder = loud > loudest;
            const bool sooner = victim != nullptr && loud == loudest
                                && kept.listing.expires < victim->listing.expires;
            if (louder || sooner) {
                loudest = loud;
                victim = &kept;
            }
        }
        if (victim == nullptr) {
            return false;
        }
        remove(core::RoomId(victim->listing.room));
    }
    return true;
}

void ListingStore::charge(KeptListing& kept, Trust trust, const Teller& teller)
{
    kept.trust = trust;
    kept.charged = teller;
    Class& into = classOf(trust);
    ++into.count;
    into.bytes += kept.bytes.size();
    ++into.perAddress[teller.address];
    ++into.perPrefix[prefixOf(teller.address)];
}

void ListingStore::discharge(const KeptListing& kept)
{
    Class& from = classOf(kept.trust);
    --from.count;
    from.bytes -= kept.bytes.size();
    uncount(from.perAddress, kept.charged.address);
    uncount(from.perPrefix, prefixOf(kept.charged.address));
}

/// One more teller, and perhaps a better class for it.
void ListingStore::hear(KeptListing& kept, const Teller& teller)
{
    const auto known =
        std::find_if(kept.tellers.begin(), kept.tellers.end(), [&](const Teller& each) {
            return each.trust == teller.trust && each.address == teller.address;
        });
    if (known != kept.tellers.end()) {
        known->vouches = known->vouches || teller.vouches;
    } else if (kept.tellers.size() < tuning::tellersKept) {
        kept.tellers.push_back(teller);
    } else if (trustOf(teller) < kept.trust) {
        kept.tellers.back() = teller; // its word weighs more than one more stranger's
    }
    const auto [trust, giver] = bestOf(kept.tellers);
    if (trust < kept.trust && makeRoom(trust, giver.address, kept.bytes.size())) {
        discharge(kept);
        charge(kept, trust, giver);
    }
}

Told ListingStore::take(core::WallTime now, core::ByteView bytes, const Teller& teller)
{
    auto listing = decodeListing(bytes);
    if (!listing) {
        return Told::Refused;
    }
    const core::RoomId room = listing->room;
    const auto held = m_kept.find(room);
    if (held != m_kept.end() && listing->issued <= held->second.listing.issued) {
        if (std::equal(
                bytes.begin(), bytes.end(), held->second.bytes.begin(), held->second.bytes.end())) {
            hear(held->second, teller);
        }
        return Told::Known;
    }
    const Trust trust = trustOf(teller);
    if (held == m_kept.end() && !hasShare(trust, teller.address)) {
        return Told::Full; // before anything is computed for it
    }
    if (!checkListing(*listing, now, m_rule)) {
        return Told::Refused;
    }
    listing->chain.clear();
    if (held != m_kept.end()) {
        // The room is the same, proved by the same founders: who told of it before has told of this.
        KeptListing& kept = held->second;
        discharge(kept);
        if (classOf(kept.trust).bytes + bytes.size() > tuning::listingsBytesPerClass) {
            m_kept.erase(held);
            return Told::Full;
        }
        kept.listing = std::move(listing.value());
        kept.bytes = core::copyOf(bytes);
        charge(kept, kept.trust, kept.charged);
        hear(kept, teller);
        return Told::Newer;
    }
    if (!makeRoom(trust, teller.address, bytes.size())) {
        return Told::Full;
    }
    KeptListing& kept = m_kept[room];
    kept.listing = std::move(listing.value());
    kept.bytes = core::copyOf(bytes);
    kept.tellers = {teller};
    charge(kept, trust, teller);
    return Told::New;
}

void ListingStore::remove(const core::RoomId& room)
{
    const auto kept = m_kept.find(room);
    discharge(kept->second);
    m_kept.erase(kept);
}

void ListingStore::drop(const core::RoomId& room)
{
    if (find(room) != nullptr) {
        remove(core::RoomId(room));
    }
}

void ListingStore::expire(core::WallTime now)
{
    std::vector<core::RoomId> over;
    for (const auto& [room, kept] : m_kept) {
        if (kept.listing.expires <= now) {
            over.push_back(room);
        }
    }
    for (const core::RoomId& room : over) {
        remove(room);
    }
}

std::size_t ListingStore::bytes() const
{
    std::size_t out = 0;
    for (const Class& each : m_classes) {
        out += each.bytes;
    }
    return out;
}

const KeptListing* ListingStore::find(const core::RoomId& room) const
{
    const auto it = m_kept.find(room);
    return it == m_kept.end() ? nullptr : &it->second;
}

std::vector<const KeptListing*> ListingStore::ranked() const
{
    std::vector<const KeptListing*> out;
    out.reserve(m_kept.size());
    for (std::size_t trust = 0; trust < trusts; ++trust) {
        std::map<core::IpAddress, std::vector<const KeptListing*>> sources;
        for (const auto& [room, kept] : m_kept) {
            if (static_cast<std::size_t>(kept.trust) == trust) {
                sources[kept.charged.address].push_back(&kept);
            }
        }
        std::vector<std::pair<std::size_t, const KeptListing*>> order; // by turns of the sources
        for (auto& [source, told] : sources) {
            std::stable_sort(told.begin(), told.end(), [](const auto* a, const auto* b) {
                return std::pair(b->tellers.size(), b->listing.issued)
                       < std::pair(a->tellers.size(), a->listing.issued);
            });
            for (std::size_t i = 0; i < told.size(); ++i) {
                order.emplace_back(i, told[i]);
            }
        }
        std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
            return a.first < b.first;
        });
        for (const auto& [place, kept] : order) {
            out.push_back(kept);
        }
    }
    return out;
}

} // namespace engine::directory
