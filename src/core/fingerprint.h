// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A key as words that two people can read to each other: 16 bits become one word of five letters (alternating consonants
// and vowels, after Wilkerson's proquints), four words of a key's hash are its fingerprint.

#include "core/bytes.h"

#include <string>

namespace core {

/// "lusab babad gutih tugad": the first 64 bits of BLAKE2b-256("parlour fingerprint 1" || key).
[[nodiscard]] std::string fingerprintWords(ByteView key);
/// One word for 16 bits.
[[nodiscard]] std::string proquint(std::uint16_t value);

} // namespace core
