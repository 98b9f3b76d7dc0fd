// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/work_proof.h"

#include "core/codec.h"

namespace engine::room {

const std::optional<core::ByteArray<8>>& WorkProof::step()
{
    for (unsigned i = 0; i < triesPerStep && !m_found; ++i) {
        core::Bytes bytes;
        core::Writer(bytes).u64(m_next++);
        const auto nonce = core::Reader(bytes).array<8>();
        if (workBits(m_task.room, m_task.door, m_task.identity, m_task.device, nonce)
            >= m_task.bits) {
            m_found = nonce;
        }
    }
    return m_found;
}

} // namespace engine::room
