// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/copy_trial.h"

#include "core/limits.h"

#include <algorithm>

namespace engine::room {

namespace tuning = core::limits::tuning;

CopyTrial::CopyTrial(const core::RoomId& room, Genesis genesis, const wire::CopyStart& start)
    : m_roll(room, std::move(genesis))
    , m_writer(core::IdentityId::from(core::bytesOf(start.identity())).value_or(core::IdentityId()))
    , m_device(core::DeviceId::from(core::bytesOf(start.device())).value_or(core::DeviceId()))
{
}

std::optional<CopyTrial> CopyTrial::begin(const wire::CopyStart& start)
{
    const core::ByteView bytes = core::bytesOf(start.genesis());
    auto genesis = decodeGenesis(bytes);
    if (!genesis) {
        return std::nullopt;
    }
    return CopyTrial(roomIdOf(bytes), std::move(*genesis), start);
}

bool CopyTrial::take(const wire::Events& core)
{
    for (const wire::SignedEvent& each : core.events()) {
        auto event = decodeSigned(each);
        if (!event || m_waiting.size() >= tuning::coreEvents) {
            return false;
        }
        if (m_roll.take(*event) == RollTaken::Refused) {
            m_waiting.push_back(std::move(*event));
        }
    }
    return true;
}

/// Causes come before effects, but clocks may be wrong.
void CopyTrial::settle()
{
    for (std::size_t before = m_waiting.size() + 1; m_waiting.size() < before;) {
        before = m_waiting.size();
        std::erase_if(m_waiting, [this](const CarriedEvent& event) {
            return m_roll.take(event) != RollTaken::Refused;
        });
    }
}

bool CopyTrial::isMember(const core::IdentityId& identity)
{
    settle();
    return m_roll.level(identity) != levelNone;
}

bool CopyTrial::isWriterLive()
{
    settle();
    return m_roll.isLive(m_writer, m_device);
}

} // namespace engine::room
