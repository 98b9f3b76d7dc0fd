// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Links come out of mails and clipboards. Each input is tried as the text it is, and as fields under a checksum that
// fits, since nothing but chance would find one.

#include "core/check.h"
#include "core/hash.h"
#include "core/limits.h"
#include "core/text.h"
#include "engine/room/invite_link.h"

using namespace engine::room;

namespace {

void tryText(const std::string& text)
{
    const auto link = decodeLink(text);
    if (!link) {
        return;
    }
    const std::string again = encodeLink(*link);
    CHECK(again.size() <= core::limits::spec::linkCharacters);
    const auto same = decodeLink(again);
    CHECK(same && *same == *link);
    CHECK(core::isUtf8(link->name));
    CHECK(link->addresses.size() <= core::limits::spec::linkAddresses);
    CHECK(link->dhtNodes.size() <= core::limits::spec::linkDhtNodes);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    const core::ByteView bytes(input, size);
    tryText(core::textOf(bytes));
    core::Bytes fields = core::copyOf(bytes);
    const core::Hash32 hash = core::hashOf("parlour link 1", {fields});
    core::append(fields, core::ByteView(hash).first(4));
    tryText("parlour:" + core::toBase64Url(fields));
    return 0;
}
