// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a person was told, or is to be told, of how complete a room is (room_tidings.h has the rules).

#include "core/time.h"
#include "engine/engine_types.h"

#include <cstdint>
#include <optional>

namespace engine::room {

struct Tidings {
    std::uint32_t missing = 0; ///< as told last
    std::uint32_t asking = 0;
    std::optional<core::MonoTime> gapSince;
    MergedNotice merged;                    ///< so far
    std::optional<core::MonoTime> gathered; ///< when the last of that came
};

} // namespace engine::room
