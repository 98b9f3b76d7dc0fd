// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What one may do with a message. The rules are the room's (docs/PROTOCOL.md); here they only decide what is shown.

#include "engine/engine_types.h"

namespace gui {

struct MessagePowers {
    bool reply = false;
    bool edit = false;
    bool react = false;
    bool pin = false;
    bool removeOwn = false;
    bool removeOther = false; ///< as somebody who runs the room
    bool report = false;
    bool versions = false;
};

/// `own` is the level of whoever looks, levelNone outside of the room; `author` that of who wrote it, levelNone when he
/// is gone.
[[nodiscard]] MessagePowers
messagePowers(int own, int author, bool writes, const engine::MessageSnapshot& message);

} // namespace gui
