// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/sha1.h"

#include "core/check.h"

#include <openssl/evp.h>

namespace core {

ByteArray<20> sha1(std::initializer_list<ByteView> parts)
{
    Bytes joined;
    for (const ByteView part : parts) {
        append(joined, part);
    }
    ByteArray<20> out{};
    unsigned length = 0;
    CHECK(EVP_Digest(joined.data(), joined.size(), out.data(), &length, EVP_sha1(), nullptr) == 1);
    CHECK(length == out.size());
    return out;
}

} // namespace core
