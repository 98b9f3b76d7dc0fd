// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Which addresses to dial for which room, and when. Every rung of discovery offers addresses; each is tried at once, then
// with growing pauses, and forgotten when it never worked. Nothing here knows whether a link already exists: the caller
// skips what it does not need.

#include "core/endpoint.h"
#include "core/ids.h"
#include "core/rng.h"
#include "core/time.h"
#include "engine/engine_types.h"

#include <map>
#include <optional>
#include <vector>

namespace engine::reach {

struct Candidate {
    core::RoomId room;
    core::Endpoint to;
    auto operator<=>(const Candidate&) const = default;
};

class Dialler
{
public:
    static constexpr std::size_t candidatesPerRoom = 64;
    static constexpr unsigned failuresMost = 12; ///< then forgotten; a rung may offer it again
    static constexpr std::chrono::seconds firstPause{1};
    static constexpr std::chrono::seconds longestPause{30};

    /// Due at once when new, or when `again`: somebody has just shown that he is there.
    void offer(core::MonoTime now, const Candidate& candidate, Rung rung, bool again);
    /// Where there are as many as may be, any one of those who are not needed now makes room for somebody who is sought.
    void makeRoom(const Candidate& sought, core::Rng& rng);
    /// What is due; each is on its way afterwards until failed(), linked() or closed() is called for it.
    [[nodiscard]] std::vector<std::pair<Candidate, Rung>> takeDue(core::MonoTime now);
    void failed(core::MonoTime now, const Candidate& candidate, core::Rng& rng);
    void linked(const Candidate& candidate);
    /// The link to it went down: due again soon.
    void closed(core::MonoTime now, const Candidate& candidate, core::Rng& rng);
    /// Not needed now: due again after this pause, and no failure.
    void later(core::MonoTime now, const Candidate& candidate, core::Duration pause);
    /// Somebody is needed: of those who have not failed everybody is due soon.
    void hurry(core::MonoTime now, const core::RoomId& room, core::Rng& rng);
    /// Another way of calling: everybody in the room who is not linked is due now, as if he had never failed.
    void retry(core::MonoTime now, const core::RoomId& room);
    /// How often in a row it came to nothing.
    [[nodiscard]] unsigned failures(const Candidate& candidate) const;
    void drop(const Candidate& candidate);
    void dropRoom(const core::RoomId& room);
    /// The network changed: everything that is not linked is due now.
    void retryAll(core::MonoTime now);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;
    [[nodiscard]] bool isTrying(Rung rung) const;
    [[nodiscard]] bool hasAny(const core::RoomId& room) const;

private:
    struct State {
        Rung rung = Rung::Cached;
        std::optional<core::MonoTime> due; ///< nothing while dialling or linked
        bool linked = false;
        unsigned failures = 0;
    };

    /// Something changed: when the next one is due is to be found out anew.
    void changed() { m_next.reset(); }

    std::map<Candidate, State> m_candidates;
    /// Asked for after every input of the peer.
    mutable std::optional<std::optional<core::MonoTime>> m_next;
};

} // namespace engine::reach
