// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/log_entry.h"

#include <algorithm>

namespace engine::room {

std::optional<std::uint64_t> LogEntry::end() const
{
    return forkedAt && voidFrom ? std::min(*forkedAt, *voidFrom) : forkedAt ? forkedAt : voidFrom;
}

core::EventId LogEntry::anchor() const
{
    const auto at = end();
    if (!at || *at == 0) {
        return {};
    }
    return voidFrom == at && !voidAfter.isZero() ? voidAfter
           : forkedAt == at                      ? forkedAfter
                                                 : core::EventId();
}

std::uint64_t LogEntry::leadFrom() const
{
    if (!isAnchored()) {
        return 0;
    }
    const Stretch* lead = endId == anchor() ? held.stretchWith(*end() - 1) : nullptr;
    return lead == nullptr ? *end() : lead->from;
}

bool LogEntry::counts(std::uint64_t seq) const
{
    const auto at = end();
    return !at || (seq < *at && (looseCounts || seq >= leadFrom()));
}

bool LogEntry::joins(std::uint64_t seq, const core::EventId& id) const
{
    const auto at = end();
    if (!isAnchored() || endSought) {
        return false;
    }
    const std::uint64_t lead = leadFrom();
    if (lead == *at) {
        return seq + 1 == lead && id == anchor();
    }
    return seq + 1 == lead && held.stretchWith(lead)->before == id;
}

bool LogEntry::mayTake(std::uint64_t seq, const core::EventId& id) const
{
    return seq < end().value_or(UINT64_MAX) && (!isAnchored() || endSought || joins(seq, id));
}

std::vector<Stretch> LogEntry::loose() const
{
    std::vector<Stretch> out;
    const std::uint64_t lead = leadFrom();
    for (const Stretch& stretch : held.stretches()) {
        if (stretch.from < lead) {
            out.push_back(stretch);
            out.back().to = std::min(stretch.to, lead - 1);
        }
    }
    return out;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> LogEntry::holesUpTo(std::uint64_t to) const
{
    const std::uint64_t lead = leadFrom();
    if (!isAnchored()) {
        return held.holesUpTo(to);
    }
    if (lead == 0 || to + 1 < lead) {
        return {};
    }
    const std::vector<Stretch> below = loose();
    const std::uint64_t from = below.empty() ? 0 : std::min(below.back().to + 1, lead - 1);
    return {{from, lead - 1}};
}

bool LogEntry::reachesEnd() const
{
    if (isAnchored()) {
        return voidFrom && endId == anchor();
    }
    return voidFrom && (*voidFrom == 0 || (!held.empty() && held.topSeq() + 1 >= *voidFrom));
}

bool LogEntry::isWhole() const
{
    if (lacksOpening()) {
        return false;
    }
    if (isAnchored()) {
        return leadFrom() == 0;
    }
    return held.empty() || held.wholeEnd() >= end().value_or(held.topSeq() + 1);
}

} // namespace engine::room
