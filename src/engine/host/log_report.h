// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// `--verify-log FILE`: an exported moderation log, checked without a network and shown as lines that people read.

#include "core/bytes.h"

#include <string>

namespace engine::host {

struct LogReport {
    int exitCode = 0; ///< 0 valid, 1 invalid, 2 unreadable
    std::string
        text; ///< one act a line, then what does not fit; control characters of peers are left out
};

[[nodiscard]] LogReport reportOnLog(core::ByteView bytes);

} // namespace engine::host
