// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Headers come from anybody with a link: what decodes has exactly one encoding, and one bit more or less is refused.

#include "core/check.h"
#include "core/limits.h"
#include "engine/room/event.h"

using namespace engine::room;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    const core::ByteView bytes(input, size);
    const auto header = decodeHeader(bytes);
    if (!header) {
        return 0;
    }
    CHECK(encodeHeader(*header) == core::copyOf(bytes));
    CHECK(header->auth.size() <= core::limits::spec::authHeads);
    CHECK(header->bodyLength <= core::limits::spec::eventBodyBytes);
    CHECK(isContent(header->kind) != header->epoch.isZero());
    CHECK(header->seq != UINT64_MAX);
    CHECK((header->seq == 0) == header->prev.isZero());
    CHECK(!decodeHeader(bytes.first(size - 1)));
    CHECK(header->clock.next({header->clock.milliseconds()}) != header->clock);
    return 0;
}
