// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who is here, by two kinds of evidence. Neighbours name the devices they are linked to: true at once, and never further
// than two links away. In a room too large for that each device says from time to time that it is here, signed, and all
// pass it on (a word): seen everywhere, and up to minutes old. Either is enough. It is a hint: what a member is told of
// others never decides more than what is shown.
//
// Pure: the room proves whose device it is, verifies and sends (room_presence.h).

#include "core/keys.h"
#include "core/limits.h"
#include "core/time.h"
#include "core/timer_table.h"
#include "engine/peer_io.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace engine::room {

struct HereWord {
    core::DeviceId device;
    std::int64_t atMs = 0;     ///< by the device's own clock
    std::uint32_t seconds = 0; ///< how long it holds; 0: the device leaves
    core::Signature signature{};
};

/// How often a device says that it is here, when so many are: the more there are, the less each may say.
[[nodiscard]] std::chrono::seconds herePeriod(std::size_t online);

class Presence
{
public:
    using Devices = std::vector<core::DeviceId>;

    // ---- what neighbours say ----

    /// One link's list took the place of the one before. Those for whom the answer may be another now.
    Devices replace(const Devices& before, const Devices& now);

    // ---- what each says of himself ----

    /// Before the signature is looked at: whether it is newer than what is here, fresh, and not one too many.
    [[nodiscard]] bool isNews(const HereWord& word, core::Now now) const;
    /// Passed on to others than `from`, at once when it changes what was known. 0: our own.
    void take(const HereWord& word, LinkId from, core::Now now);
    /// Devices whose word holds no longer.
    [[nodiscard]] Devices takeExpired(core::MonoTime now);
    struct Relay {
        HereWord word;
        LinkId from = 0;
    };
    /// To be passed on, all that wait as soon as one of them is due.
    [[nodiscard]] std::vector<Relay> takeDue(core::MonoTime now);
    /// All that hold, for somebody who asks.
    [[nodiscard]] std::vector<HereWord> words() const;
    [[nodiscard]] bool hasWords() const { return !m_said.empty(); }

    [[nodiscard]] bool isHere(const core::DeviceId& device) const;
    /// When takeExpired() or takeDue() has something to do.
    [[nodiscard]] std::optional<core::MonoTime> next() const;

private:
    struct Said {
        HereWord word;
        LinkId from = 0;
        core::MonoTime until;
        core::MonoTime paced; ///< up to here the device has used what it may say
        bool waits = false;   ///< to be passed on
    };

    std::map<core::DeviceId, unsigned> m_named; ///< by how many links
    std::map<core::DeviceId, Said> m_said;
    std::optional<core::MonoTime> m_dueAt;
};

/// What a room keeps of it.
struct PresenceState {
    Presence seen;
    std::set<core::IdentityId> told;                      ///< as online, to the person
    std::map<LinkId, std::set<core::DeviceId>> toldLinks; ///< whom each link was told to be ours
    std::map<LinkId, core::MonoTime> toldAll; ///< until then a link is not given all words again
    std::optional<core::MonoTime> nextWord;   ///< of our own
    core::MonoTime listsPaced;                ///< up to here lists of links were sent
};

} // namespace engine::room
