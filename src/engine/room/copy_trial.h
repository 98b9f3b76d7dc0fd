// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the core in a file makes of a room, before anything of it is taken over: whether whoever reads it is a member, and
// whether whoever wrote it is. A joiner asks the same of the core that his host gives him. Nothing here is kept.

#include "engine/room/roll.h"

#include "archive.pb.h"
#include "frames.pb.h"

#include <vector>

namespace engine::room {

class CopyTrial
{
public:
    /// Nothing: that is no beginning of a room.
    [[nodiscard]] static std::optional<CopyTrial> begin(const wire::CopyStart& start);

    /// False: malformed, or more than a room can have.
    [[nodiscard]] bool take(const wire::Events& core);
    /// Once all is taken.
    [[nodiscard]] bool isMember(const core::IdentityId& identity);
    [[nodiscard]] bool isWriterLive();

private:
    CopyTrial(const core::RoomId& room, Genesis genesis, const wire::CopyStart& start);
    void settle();

    Roll m_roll;
    std::vector<CarriedEvent> m_waiting;
    core::IdentityId m_writer;
    core::DeviceId m_device;
};

} // namespace engine::room
