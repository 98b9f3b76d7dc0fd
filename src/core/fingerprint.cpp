// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/fingerprint.h"

#include "core/codec.h"
#include "core/hash.h"

namespace core {

std::string proquint(std::uint16_t value)
{
    static constexpr char consonants[] = "bdfghjklmnprstvz";
    static constexpr char vowels[] = "aiou";
    const auto at = [value](unsigned shift, unsigned mask) {
        return (static_cast<unsigned>(value) >> shift) & mask;
    };
    return {consonants[at(12, 15)],
            vowels[at(10, 3)],
            consonants[at(6, 15)],
            vowels[at(4, 3)],
            consonants[at(0, 15)]};
}

std::string fingerprintWords(ByteView key)
{
    const Hash32 hash = hashOf("parlour fingerprint 1", {key});
    Reader reader(hash);
    std::string out;
    for (int i = 0; i < 4; ++i) {
        out += (out.empty() ? "" : " ") + proquint(reader.u16());
    }
    return out;
}

} // namespace core
