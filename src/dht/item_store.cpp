// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/item_store.h"

#include "dht/limits.h"
#include "dht/prefix.h"

#include <algorithm>

namespace dht {

using krpc::ErrorCode;

core::Result<Item, ErrorCode> itemFrom(core::ByteView value,
                                       core::ByteView key,
                                       core::ByteView salt,
                                       std::optional<std::int64_t> seq,
                                       core::ByteView signature)
{
    if (value.size() > spec::itemValueBytes) {
        return core::fail(ErrorCode::ValueTooBig);
    }
    if (value.empty()) {
        return core::fail(ErrorCode::Protocol);
    }
    Item item{core::copyOf(value), std::nullopt};
    if (key.empty() && signature.empty()) {
        return item;
    }
    if (salt.size() > spec::itemSaltBytes) {
        return core::fail(ErrorCode::SaltTooBig);
    }
    if (key.size() != 32 || signature.size() != 64 || !seq || *seq < 0) {
        return core::fail(ErrorCode::Protocol);
    }
    MutablePart part;
    std::copy(key.begin(), key.end(), part.key.begin());
    std::copy(signature.begin(), signature.end(), part.signature.begin());
    part.salt = core::copyOf(salt);
    part.seq = *seq;
    item.mutablePart = std::move(part);
    if (!hasValidSignature(item)) {
        return core::fail(ErrorCode::BadSignature);
    }
    return item;
}

core::Result<void, ErrorCode>
ItemStore::put(core::MonoTime now, const krpc::Query& query, const core::IpAddress& from)
{
    auto item = itemFrom(query.value, query.key, query.salt, query.seq, query.signature);
    if (!item) {
        return core::fail(item.error());
    }
    return replace(now, std::move(*item), query.cas, from);
}

const Item* ItemStore::find(core::MonoTime now, const Target& target) const
{
    const auto stored = m_items.find(target);
    return stored == m_items.end() || now - stored->second.lastPut >= tuning::itemLife
               ? nullptr
               : &stored->second.item;
}

void ItemStore::expire(core::MonoTime now)
{
    while (!m_byLastPut.empty() && now - m_byLastPut.begin()->first >= tuning::itemLife) {
        erase(m_items.find(m_byLastPut.begin()->second));
    }
}

core::Result<void, ErrorCode> ItemStore::replace(core::MonoTime now,
                                                 Item item,
                                                 std::optional<std::int64_t> cas,
                                                 const core::IpAddress& from)
{
    const Target target = targetOf(item);
    const auto known = m_items.find(target);
    if (known != m_items.end()) {
        const auto& old = known->second.item.mutablePart;
        if (item.mutablePart && old) {
            const bool same =
                item.mutablePart->seq == old->seq && item.value == known->second.item.value;
            if (cas && *cas != old->seq) {
                return core::fail(ErrorCode::CasMismatch);
            }
            if (item.mutablePart->seq < old->seq || (item.mutablePart->seq == old->seq && !same)) {
                return core::fail(ErrorCode::SequenceTooLow);
            }
        }
        known->second.item = std::move(item);
        touch(now, known);
        return {};
    }
    const std::string bringer = core::textOf(narrowPrefix(from));
    std::size_t& brought = m_broughtBy[bringer];
    constexpr std::size_t share = tuning::items * tuning::prefixSharePercent / 100;
    if (brought >= share && !from.isPrivate()) {
        return core::fail(ErrorCode::Server);
    }
    ++brought;
    if (m_items.size() >= tuning::items) {
        erase(m_items.find(m_byLastPut.begin()->second));
    }
    m_items[target] = Stored{std::move(item), now, bringer};
    m_byLastPut.insert({now, target});
    return {};
}

void ItemStore::touch(core::MonoTime now, Items::iterator stored)
{
    m_byLastPut.erase({stored->second.lastPut, stored->first});
    stored->second.lastPut = now;
    m_byLastPut.insert({now, stored->first});
}

void ItemStore::erase(Items::iterator stored)
{
    m_byLastPut.erase({stored->second.lastPut, stored->first});
    const auto bringer = m_broughtBy.find(stored->second.bringer);
    if (--bringer->second == 0) {
        m_broughtBy.erase(bringer);
    }
    m_items.erase(stored);
}

} // namespace dht
