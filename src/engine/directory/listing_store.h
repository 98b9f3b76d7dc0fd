// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The table of all rooms as one peer knows it. Anybody can make rooms and listings by the thousand, so what is kept and
// what comes first does not follow from what a listing says but from who told it:
//
//     own        a room of ours
//     circle     vouched for by somebody who runs a room of ours
//     lan        vouched for by a computer on this network
//     confirmed  vouched for by strangers of several neighbourhoods of the internet
//     stranger   the rest, and whatever anybody has only heard of
//
// "Vouched for" means that the teller says he is in that room. Each class has a quota of its own, so a flood in one never
// pushes anything out of another. Within a class an address (for strangers, a prefix too) has a share, and when the class
// is full, whoever has told most makes room: so one loud source never pushes out a quiet one, and a source that is as loud
// as the loudest is refused. The order is that of the classes; inside one the sources take turns.
//
// Of a room the newest listing counts. All of it is forgotten after a day at most.

#include "engine/directory/listing.h"

#include <array>
#include <map>
#include <vector>

namespace engine::directory {

/// Best first.
enum class Trust : std::uint8_t { Own, Circle, Lan, Confirmed, Stranger };
constexpr std::size_t trusts = 5;

struct Teller {
    Trust trust = Trust::Stranger; ///< never Confirmed: that is for the store to say
    core::IpAddress address;
    bool vouches = false; ///< says that he is in the room

    bool operator==(const Teller&) const = default;
};

struct KeptListing {
    Listing listing;   ///< without its chain
    core::Bytes bytes; ///< as it is passed on
    Trust trust = Trust::Stranger;
    Teller charged;              ///< whose share it takes
    std::vector<Teller> tellers; ///< distinct, at most tellersKept
};

enum class Told : std::uint8_t {
    New,
    Newer,   ///< takes the place of an older one of the room
    Known,   ///< this one or a newer one is held
    Refused, ///< does not hold up
    Full,    ///< its source has told enough, or the class is full of quieter ones
};

class ListingStore
{
public:
    explicit ListingStore(ListingRule rule = {})
        : m_rule(rule)
    {
    }

    Told take(core::WallTime now, core::ByteView bytes, const Teller& teller);
    /// The room is not listed by us any more, or not ours.
    void drop(const core::RoomId& room);
    void expire(core::WallTime now);

    [[nodiscard]] std::size_t size() const { return m_kept.size(); }
    [[nodiscard]] std::size_t size(Trust trust) const { return classOf(trust).count; }
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] const KeptListing* find(const core::RoomId& room) const;
    /// Best first.
    [[nodiscard]] std::vector<const KeptListing*> ranked() const;

private:
    struct Class {
        std::size_t count = 0;
        std::size_t bytes = 0;
        std::map<core::IpAddress, std::size_t> perAddress;
        std::map<std::string, std::size_t> perPrefix;
    };

    [[nodiscard]] const Class& classOf(Trust trust) const
    {
        return m_classes[static_cast<std::size_t>(trust)];
    }
    [[nodiscard]] Class& classOf(Trust trust) { return m_classes[static_cast<std::size_t>(trust)]; }
    [[nodiscard]] bool hasShare(Trust trust, const core::IpAddress& source) const;
    [[nodiscard]] std::size_t loudness(Trust trust, const core::IpAddress& source) const;
    /// Room for one more of that source in this class; false when it is the loudest itself.
    [[nodiscard]] bool makeRoom(Trust trust, const core::IpAddress& source, std::size_t bytes);
    void charge(KeptListing& kept, Trust trust, const Teller& teller);
    void discharge(const KeptListing& kept);
    void hear(KeptListing& kept, const Teller& teller);
    void remove(const core::RoomId& room);

    ListingRule m_rule;
    std::map<core::RoomId, KeptListing> m_kept;
    std::array<Class, trusts> m_classes;
};

} // namespace engine::directory
