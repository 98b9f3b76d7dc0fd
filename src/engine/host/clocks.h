// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The real clocks. Monotonic time goes on while the machine sleeps, so that after waking up every timeout that has
// passed in between is seen to have passed.

#include "core/time.h"

namespace engine::host {

[[nodiscard]] core::Now realNow();
/// Time that the machine has slept since it was started; a step means that it has just woken up.
[[nodiscard]] core::Duration timeAsleep();

} // namespace engine::host
