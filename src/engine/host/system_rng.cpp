// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/system_rng.h"

#include "core/check.h"

#include <sodium.h>

namespace engine::host {

SystemRng::SystemRng()
{
    CHECK(sodium_init() >= 0);
}

void SystemRng::fill(core::MutableByteView out)
{
    randombytes_buf(out.data(), out.size());
}

} // namespace engine::host
