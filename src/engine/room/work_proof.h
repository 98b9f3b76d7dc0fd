// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What an open door asks of a stranger: a nonce that a hash over room, door, identity and device takes long to find
// (core_proof.h). It is looked for in small steps, so that nothing else waits for it.

#include "core/rng.h"
#include "engine/room/core_proof.h"

namespace engine::room {

/// An open door asks for so much where the room's rules name nothing else: a fraction of a second on one core.
constexpr std::uint32_t workBitsUsual = 18;

/// What it is done for.
struct WorkTask {
    core::RoomId room;
    core::DoorId door;
    core::IdentityId identity;
    core::DeviceId device;
    std::uint32_t bits = 0;

    bool operator==(const WorkTask&) const = default;
};

class WorkProof
{
public:
    static constexpr unsigned triesPerStep = 4096; ///< a few milliseconds

    /// Begins at a place by lot: what somebody else has tried is not tried again.
    WorkProof(const WorkTask& task, core::Rng& rng)
        : m_task(task)
        , m_next(rng.number())
    {
    }

    [[nodiscard]] const WorkTask& task() const { return m_task; }
    /// The nonce once it is found.
    [[nodiscard]] const std::optional<core::ByteArray<8>>& step();
    [[nodiscard]] const std::optional<core::ByteArray<8>>& found() const { return m_found; }

private:
    WorkTask m_task;
    std::uint64_t m_next = 0;
    std::optional<core::ByteArray<8>> m_found;
};

} // namespace engine::room
