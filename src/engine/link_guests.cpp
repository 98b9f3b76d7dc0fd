// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: link_desk.h
// The public door: anybody who knows how to knock at any peer gets in, and finds listings there and nothing else. Nobody
// says who he is: both static keys are thrown away with the link, there is no HELLO, and no frame carries a member's data.
#include "engine/directory/listing_search.h"
#include "engine/link_desk.h"

#include <algorithm>

namespace engine {

void LinkDesk::openPublicDoor(bool open)
{
    if (open == m_publicDoor) {
        return;
    }
    m_publicDoor = open ? m_doors.add(publicDoor, directory::publicDoorPsk(), std::nullopt)
                        : !m_doors.remove(publicDoor);
}

LinkId LinkDesk::dialGuest(Turn& turn, const core::Endpoint& to)
{
    return start(turn, RoomId(), to, LinkUse::Guest);
}

void LinkDesk::connectedGuest(Turn& turn, Link& link)
{
    link.stage = LinkStage::Handshake;
    core::Bytes first;
    link.wire = session::SecureLink::dial(turn.now.mono,
                                          directory::publicDoorPsk(),
                                          core::AgreementKey(core::Seed::random(turn.rng)),
                                          turn.rng,
                                          first);
    m_bytesOut += first.size();
    turn.output(LinkBytes{link.id, std::move(first)});
}

void LinkDesk::beGuest(Turn& turn, Link& link)
{
    const auto guests = std::count_if(m_links.begin(), m_links.end(), [](const auto& item) {
        return !item.second.initiator && item.second.stage == LinkStage::Guest;
    });
    if (!link.initiator && static_cast<std::size_t>(guests) >= guestsAtOnce) {
        drop(turn, link.id, LinkEnd::Broken);
        return;
    }
    link.use = LinkUse::Guest;
    link.stage = LinkStage::Guest;
    link.deadline = turn.now.mono + guestTime;
    if (link.initiator) {
        m_ports.up(turn, link);
    }
}

bool LinkDesk::handleGuest(Turn& turn, const Link& link, const wire::Frame& frame) const
{
    const bool expected = link.initiator ? frame.has_listings() : frame.has_listings_wanted();
    return expected && m_ports.listings(turn, link, frame);
}

} // namespace engine
