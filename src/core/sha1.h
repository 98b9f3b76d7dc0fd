// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// SHA-1, for the Mainline DHT only: BEP 44 names its items by it. Nothing of ours rests on it, and libsodium rightly
// has none, so it comes from libcrypto.

#include "core/bytes.h"

#include <initializer_list>

namespace core {

[[nodiscard]] ByteArray<20> sha1(std::initializer_list<ByteView> parts);

} // namespace core
