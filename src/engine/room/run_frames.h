// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Packs events of one log into runs, each up to an event whose signature is kept, and these into frames of a bounded
// size. An act ends its run: the core takes it with its own signature only, and inside a run it has none.

#include "core/limits.h"
#include "engine/room/run_codec.h"

namespace engine::room {

class RunFrames
{
public:
    static constexpr std::size_t budget = 44 * 1024; ///< of one frame

    /// The next event of the log. False: no signature is in reach of one frame, and what follows has to be asked for by
    /// another range.
    [[nodiscard]] bool add(CarriedEvent event);
    /// At least one frame.
    [[nodiscard]] std::vector<wire::Frame> take();

private:
    void close();

    std::vector<wire::Frame> m_frames;
    std::size_t m_frameBytes = 0; ///< of the last one
    std::vector<CarriedEvent> m_part;
    std::size_t m_bytes = 0;
    std::size_t m_signed = 0; ///< length of the part up to its last signed event
};

} // namespace engine::room
