// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The items others put here, each for two hours from its last put. Full, the store forgets the item whose last put is
// the oldest; one neighbourhood holds at most a tenth. The order of checks is libtorrent's, so the error codes are.

#include "core/time.h"
#include "dht/item.h"
#include "dht/krpc.h"

#include <map>
#include <set>
#include <string>

namespace dht {

class ItemStore
{
public:
    /// Stores, refreshes or refuses what a put says; the token has been checked.
    [[nodiscard]] core::Result<void, krpc::ErrorCode>
    put(core::MonoTime now, const krpc::Query& query, const core::IpAddress& from);
    /// Borrowed until the next call that changes the store.
    [[nodiscard]] const Item* find(core::MonoTime now, const Target& target) const;
    void expire(core::MonoTime now);
    [[nodiscard]] std::size_t size() const { return m_items.size(); }

private:
    struct Stored {
        Item item;
        core::MonoTime lastPut{};
        std::string bringer;
    };
    using Items = std::map<Target, Stored>;

    [[nodiscard]] core::Result<void, krpc::ErrorCode> replace(core::MonoTime now,
                                                              Item item,
                                                              std::optional<std::int64_t> cas,
                                                              const core::IpAddress& from);
    void touch(core::MonoTime now, Items::iterator stored);
    void erase(Items::iterator stored);

    Items m_items;
    std::set<std::pair<core::MonoTime, Target>> m_byLastPut;
    std::map<std::string, std::size_t> m_broughtBy;
};

/// The item a put or a reply to a get carries, checked for form, size and signature.
[[nodiscard]] core::Result<Item, krpc::ErrorCode> itemFrom(core::ByteView value,
                                                           core::ByteView key,
                                                           core::ByteView salt,
                                                           std::optional<std::int64_t> seq,
                                                           core::ByteView signature);

} // namespace dht
