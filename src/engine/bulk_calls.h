// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Getting a bulk link to a member: each of its addresses in turn, and where none can be dialled, a call over the chat link
// that asks the other end to dial us.

#include "engine/link_desk.h"
#include "engine/room_book.h"

#include <map>
#include <set>
#include <vector>

namespace engine {

class BulkCalls
{
public:
    static constexpr std::size_t attemptsMost = 64;

    BulkCalls(const RoomBook& book, LinkDesk& links);

    /// Harmless while one is up or on its way.
    void open(Turn& turn, const RoomId& room, const core::DeviceId& device);
    /// Somebody who cannot dial us asks to be dialled.
    void answer(Turn& turn, const Link& chat, const wire::BulkCall& call);
    void up(const Link& link);
    void down(Turn& turn, const Link& link, bool wasLive);

private:
    using Who = std::pair<RoomId, core::DeviceId>;
    struct Attempt {
        std::vector<core::Endpoint> left;
        LinkId link = 0;
        bool mayCall = true;
        core::MonoTime since;
    };

    void start(Turn& turn, const Who& who, Attempt attempt);
    void next(Turn& turn, const Who& who);

    const RoomBook& m_book;
    LinkDesk& m_links;
    std::map<Who, Attempt> m_attempts;
    std::map<Who, std::set<LinkId>> m_up;
};

} // namespace engine
