// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The epochs of a room: the secrets that are held, the EPOCH events that announced them, and under which of them the next
// words are sealed. A secret counts once an EPOCH event names its hash; those of a welcome are taken on the host's word
// until then. Which epochs still serve is the caller's to say (`covers`): one that a removed member holds does not.
// Several EPOCHs may name one secret: what counts is the one in the log that the secret was made for (epoch_origin.h);
// of those where nothing tells, the earliest.

#include "engine/room/epoch_origin.h"

#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace engine::room {

struct EpochEvent {
    core::EventRef ref;
    core::EventId id;
    std::vector<core::EventId> auth;
    std::vector<core::EventId> removals; ///< covered besides those in the ancestry of auth
    HybridClock clock;
    EpochOrigin origin{};
    std::uint32_t history = 0; ///< whose it is, as HistoryAccess (room_keys.h)
};

class EpochRing
{
public:
    static constexpr std::size_t secretsMost = 4096;
    static constexpr std::size_t pendingMost = 1024;
    static constexpr std::size_t eventsMost = 65'536;
    static constexpr std::size_t announcedMost = 8; ///< of one epoch, until its secret tells

    using Covers = std::function<bool(const EpochEvent&)>;

    /// From the store, or from a host's welcome.
    void restore(EpochSecret secret);
    /// One that we open ourselves: there is always room for it, whatever others have filled the ring with.
    void addOwn(EpochSecret secret);
    /// From a member. True when it is new here and an EPOCH event names it; without one it is kept aside until that
    /// many newer ones have come.
    [[nodiscard]] bool offer(EpochSecret secret);
    /// One that was kept aside counts from now on, whatever announces it. Null when there is none.
    const EpochSecret* adopt(const core::EpochId& epoch);
    /// An EPOCH event was taken. The id of the secret that waited for it, when one did.
    std::optional<core::EpochId> note(const core::EpochId& epoch, EpochEvent event);
    /// What the host of a welcome named first; serves as long as its event has not come.
    void setTold(const core::EpochId& epoch) { m_told = epoch; }

    /// Null when it is not held.
    [[nodiscard]] const EpochSecret* find(const core::EpochId& epoch) const;
    [[nodiscard]] bool isEmpty() const { return m_secrets.empty(); }
    /// The newest that still covers everything; none when a new one has to be opened.
    [[nodiscard]] std::optional<core::EpochId> current(const Covers& covers) const;
    /// By whom and as what; one once the secret is held.
    [[nodiscard]] const std::vector<EpochEvent>& announced(const core::EpochId& epoch) const;
    /// Something was sealed under it, by anybody. Counted since the start only.
    void noteUse(const core::EpochId& epoch);
    /// It has served long enough, or often enough: whoever writes next opens another one.
    [[nodiscard]] bool
    isWorn(const core::EpochId& epoch, core::WallTime wall, std::chrono::milliseconds age) const;
    /// Newest first, at most `count`; those that no event names come last.
    [[nodiscard]] std::vector<core::EpochId> newest(std::size_t count) const;
    [[nodiscard]] const core::EpochId& told() const { return m_told; }

private:
    using Announced = std::vector<EpochEvent>; ///< one once the secret is held
    using Pending = std::deque<std::pair<core::EpochId, EpochSecret>>;

    [[nodiscard]] Pending::iterator waitingFor(const core::EpochId& epoch);
    void keepTrueOne(const core::EpochId& epoch);

    std::map<core::EpochId, EpochSecret> m_secrets;
    Pending m_pending; ///< oldest first
    std::map<core::EpochId, Announced> m_events;
    std::map<core::EpochId, std::uint64_t> m_uses; ///< of secrets that are held
    core::EpochId m_told;
};

} // namespace engine::room
