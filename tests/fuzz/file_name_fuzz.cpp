// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// Any bytes as a file name: the result is never a path, never hidden, never empty, and stays what it is.

#include "core/check.h"
#include "transfer/file_name.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    const std::string given(reinterpret_cast<const char*>(bytes), size);
    const std::string safe = transfer::safeName(given);
    CHECK(!safe.empty() && safe.size() <= transfer::localNameBytesMost);
    CHECK(safe.find_first_of(std::string_view("/\\:*?\"<>|\0\n\r\t\x7F", 14)) == std::string::npos);
    CHECK(safe.front() != '.' && safe.front() != ' ' && safe.front() != '-');
    CHECK(safe.back() != '.' && safe.back() != ' ');
    CHECK(transfer::safeName(safe) == safe);
    const std::string second = transfer::numbered(safe, 1);
    CHECK(second != safe && second.size() <= transfer::localNameBytesMost);
    CHECK(transfer::safeName(second) == second);
    return 0;
}
