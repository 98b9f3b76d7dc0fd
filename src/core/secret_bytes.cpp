// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/secret_bytes.h"

#include <sodium.h>

namespace core {

void wipe(MutableByteView bytes)
{
    sodium_memzero(bytes.data(), bytes.size());
}

bool equalConstantTime(ByteView left, ByteView right)
{
    return left.size() == right.size()
           && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace core
