// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What was taken back in a room: a member's own events by himself, those of people below by somebody of level >= 50. A
// REDACT of level >= 50 is the core's and stands as the core says; a member's is a leaf of his own log and stands as long as
// that log counts there. Both reach what comes after them as well as what came before: which of the two came first here
// makes no difference. Pure.

#include "engine/room/authority.h"
#include "engine/room/roll.h"

#include <functional>
#include <map>

namespace engine::room {

struct Redacted {
    bool erase =
        false; ///< nonce and text go now; otherwise they stay, unseen, while the act may still turn out void
};

class RedactionSet
{
public:
    /// Of members' own, over a whole room; what is beyond has no effect.
    static constexpr std::size_t leafRangesMost = 100'000;

    /// A REDACT whose author, by the header, is below level 50.
    [[nodiscard]] static bool isLeaf(const Roll& roll, const Header& header);
    /// A leaf as it was stored. False: not a REDACT that can be read.
    bool note(const core::EventId& id, const Header& header, core::ByteView body);
    /// When a REDACT of the core came here.
    void noteArrival(const core::EventId& id, std::int64_t arrivedMs) { m_arrived[id] = arrivedMs; }

    /// After the core or a log changed: what stands now, and the ranges of what stands only now or no longer.
    /// `holds`: whether the log still has the event there.
    [[nodiscard]] std::vector<RedactRange>
    refresh(const Roll& roll, const std::function<bool(const core::EventRef&)>& holds);
    /// Whether somebody took this event back who may.
    [[nodiscard]] std::optional<Redacted> find(const core::EventRef& ref,
                                               const core::IdentityId& author,
                                               int level,
                                               core::WallTime now) const;
    /// Ranges that others took back between these two times ago: their texts go for good.
    [[nodiscard]] std::vector<RedactRange> ripe(std::int64_t afterMs, std::int64_t untilMs) const;
    [[nodiscard]] bool empty() const { return m_spans.empty(); }

private:
    struct Leaf {
        Header header;
        std::vector<RedactRange> ranges;
    };
    struct Span {
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        core::IdentityId author; ///< of the redaction
        int level = levelNone;   ///< reaches others strictly below; none = the author's own only
        bool now = false;
        std::int64_t arrivedMs = 0;
    };
    void stand(const core::EventId& id, const RedactRange& range, const Span& like);

    std::map<core::EventId, Leaf> m_leaves;
    std::size_t m_leafRanges = 0;
    std::map<core::EventId, std::int64_t> m_arrived;
    std::map<core::EventId, std::vector<RedactRange>> m_standing;
    std::map<core::LogId, std::vector<Span>> m_spans;
};

} // namespace engine::room
