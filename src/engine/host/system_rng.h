// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The operating system's random generator: the only random device of the house, and what production passes wherever a
// core asks for a core::Rng.

#include "core/rng.h"

namespace engine::host {

class SystemRng final : public core::Rng
{
public:
    SystemRng();
    void fill(core::MutableByteView out) override;
};

} // namespace engine::host
