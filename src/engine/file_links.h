// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The bulk links of all rooms and the members that may be asked for one. A link knows what was written to it in which
// order, so that bytes that left the machine can be given back to the upload that they belong to.

#include "engine/turn.h"
#include "transfer/messages.h"

#include <deque>
#include <functional>
#include <map>
#include <vector>

namespace engine {

constexpr std::size_t bulkLinksMost = core::limits::tuning::linksInAll;
constexpr std::size_t bulkMembersMost = 256; ///< remembered a room
constexpr std::chrono::seconds bulkAskEvery{15};
/// A member that was asked for a link counts as on its way for so long.
constexpr std::chrono::seconds bulkPatience{5};
constexpr std::chrono::seconds bulkIdle{60};

class FileLinks
{
public:
    using OpenBulk = std::function<void(Turn&, const RoomId&, const core::DeviceId&)>;
    struct Member {
        RoomId room;
        core::DeviceId device;
    };
    /// Window of one upload that is free again.
    struct Returned {
        EventRef file;
        std::size_t bytes = 0;
    };

    explicit FileLinks(OpenBulk openBulk);

    /// May be asked for a link from then on.
    void memberUp(core::MonoTime askAt, const RoomId& room, const core::DeviceId& device);
    /// False when there are too many.
    [[nodiscard]] bool linkUp(core::MonoTime now, LinkId link, const Member& member);
    void linkDown(LinkId link);
    /// Closes the room's links; they stay known until linkDown.
    void forgetRoom(Turn& turn, const RoomId& room);

    /// Nothing for a link that is unknown or on its way out.
    [[nodiscard]] const Member* find(LinkId link) const;
    [[nodiscard]] std::vector<std::pair<LinkId, core::DeviceId>> linksOf(const RoomId& room) const;
    void noteUse(core::MonoTime now, LinkId link);

    /// Asks members without a link for one until `most` have one or are on their way.
    void ask(Turn& turn, const RoomId& room, std::size_t most);
    /// Somebody was asked and may still come.
    [[nodiscard]] bool expecting(core::MonoTime now, const RoomId& room) const;

    /// `windowBytes` come back by handleSent once the message has left.
    void
    send(Turn& turn, LinkId link, const transfer::Message& message, std::size_t windowBytes = 0);
    [[nodiscard]] std::vector<Returned> handleSent(LinkId link, std::size_t bytes);
    void close(Turn& turn, LinkId link);

    /// Closes what nobody has used for a while.
    void handleTimer(Turn& turn);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

private:
    struct Sent {
        EventRef file;
        std::size_t wireBytes = 0;
        std::size_t windowBytes = 0;
    };
    struct Link {
        Member member;
        bool closing = false;
        core::MonoTime usedAt;
        std::deque<Sent> sent; ///< bounded by the uploads' windows
        std::size_t credit = 0;
    };
    struct Asking {
        core::MonoTime askAt = core::MonoTime::min();
        std::optional<core::MonoTime> askedAt; ///< and no link came since
    };

    OpenBulk m_openBulk;
    std::map<LinkId, Link> m_links;
    std::map<RoomId, std::map<core::DeviceId, Asking>> m_members;
};

} // namespace engine
