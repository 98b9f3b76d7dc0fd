// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/content_trail.h"

#include "core/limits.h"
#include "engine/room/roll.h"

#include <algorithm>

namespace engine::room {

void ContentTrail::add(const Header& header, const Roll& roll)
{
    end = header.seq + 1;
    clock = std::max(clock, header.clock);
    if (isShown(header.kind)) {
        post = header.clock;
    }
    if (heads == header.auth) {
        return;
    }
    for (const core::EventId& id : header.auth) {
        if (!roll.holds(id) && unknown.size() < unknownMost) {
            unknown.insert(id);
        }
    }
    std::erase_if(heads, [&](const core::EventId& id) { return roll.reaches(header.auth, id); });
    for (const core::EventId& id : header.auth) {
        if (std::find(heads.begin(), heads.end(), id) == heads.end()) {
            heads.push_back(id);
        }
    }
    if (heads.size() > headsMost) {
        heads.erase(heads.begin(), heads.end() - static_cast<std::ptrdiff_t>(headsMost));
    }
}

ContentEvent contentEvent(const Header& header, const ContentTrail& trail, const Roll& roll)
{
    const auto known = [&](std::vector<core::EventId> ids) {
        std::erase_if(ids, [&](const core::EventId& id) { return !roll.holds(id); });
        return ids;
    };
    ContentEvent out;
    out.log = header.log;
    out.seq = header.seq;
    out.kind = header.kind;
    out.grant = header.grant;
    out.auth = known(header.auth);
    out.clock = header.clock;
    out.length = header.bodyLength;
    if (header.seq >= trail.end) {
        out.clockBefore = trail.clock;
        out.headsBefore = known(trail.heads);
        out.postBefore = trail.post;
    }
    return out;
}

std::vector<core::EventId> headsToCite(const ContentTrail& trail, const Roll& roll)
{
    constexpr std::size_t most = core::limits::spec::authHeads;
    const std::vector<core::EventId>& current = roll.heads();
    std::vector<core::EventId> out;
    const auto follows = [&](const core::EventId& before) {
        const auto from = std::find_if(current.begin(), current.end(), [&](const auto& head) {
            return roll.reaches({head}, before);
        });
        return from == current.end() ? before : *from;
    };
    for (const core::EventId& before : trail.heads) {
        if (out.size() < most && roll.holds(before) && !roll.reaches(out, before)) {
            out.push_back(follows(before));
        }
    }
    for (const core::EventId& head : current) {
        if (out.size() < most && std::find(out.begin(), out.end(), head) == out.end()) {
            out.push_back(head);
        }
    }
    return out;
}

} // namespace engine::room
