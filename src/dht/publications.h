// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What we want others to keep for us: announces every 15 minutes, items every hour, both with jitter, so that neither
// a room's members nor our own rooms can be told by their beat.

#include "core/rng.h"
#include "core/time.h"
#include "dht/item.h"

#include <map>

namespace dht {

class Publications
{
public:
    struct Announcement {
        Target infohash;
        std::uint16_t port = 0;
    };

    /// Keeps announcing; the first time is the caller's. False when there are too many.
    bool announce(core::MonoTime now, const Announcement& announcement, core::Rng& rng);
    bool publish(core::MonoTime now, const Item& item, core::Rng& rng);
    void withdraw(const Target& target);

    [[nodiscard]] std::optional<Announcement> takeDueAnnouncement(core::MonoTime now,
                                                                  core::Rng& rng);
    [[nodiscard]] std::optional<Item> takeDueItem(core::MonoTime now, core::Rng& rng);
    [[nodiscard]] std::optional<core::MonoTime> next() const;
    /// Another network: all is due within the given time.
    void hurry(core::MonoTime now, core::Duration within, core::Rng& rng);
    [[nodiscard]] std::size_t size() const { return m_announced.size() + m_published.size(); }

private:
    struct Announced {
        std::uint16_t port = 0;
        core::MonoTime due{};
    };
    struct Published {
        Item item;
        core::MonoTime due{};
    };

    std::map<Target, Announced> m_announced;
    std::map<Target, Published> m_published;
};

/// `period`, give or take that many per cent.
[[nodiscard]] core::Duration jittered(core::Duration period, unsigned percent, core::Rng& rng);

} // namespace dht
