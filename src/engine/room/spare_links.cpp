// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/spare_links.h"

#include "core/limits.h"

#include <algorithm>

namespace engine::room {

namespace tuning = core::limits::tuning;

std::vector<LinkId> spareLinks(std::vector<HeldLink> links, core::MonoTime now)
{
    if (links.size() <= tuning::linksPerRoom) {
        return {};
    }
    const std::size_t tooMany = links.size() - tuning::linksPerRoom;
    std::sort(links.begin(), links.end(), [](const HeldLink& one, const HeldLink& other) {
        return one.since < other.since;
    });
    links.erase(links.begin(), links.begin() + tuning::linksPerRoom / 2);
    std::erase_if(links, [now](const HeldLink& link) {
        return link.superpeer || now - link.since < tuning::linkSpareAfter;
    });
    // First those who say that they have enough, and of these who came last. Who lies loses a link by it.
    std::sort(links.begin(), links.end(), [](const HeldLink& one, const HeldLink& other) {
        return one.hasEnough != other.hasEnough ? one.hasEnough : one.since > other.since;
    });
    links.resize(std::min(links.size(), tooMany));
    std::vector<LinkId> out(links.size());
    std::transform(
        links.begin(), links.end(), out.begin(), [](const HeldLink& link) { return link.link; });
    return out;
}

} // namespace engine::room
