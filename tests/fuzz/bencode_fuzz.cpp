// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Bencode: whatever parses can be walked, and a value with one valid encoding is written back byte for byte.
#include "core/check.h"
#include "dht/bencode.h"

#include <algorithm>

namespace {

void rewrite(const dht::bencode::Value& value, dht::bencode::Writer& writer)
{
    if (const auto text = value.string()) {
        writer.string(*text);
    } else if (const auto number = value.integer()) {
        writer.integer(*number);
    } else {
        if (value.isDict()) {
            writer.dict();
        } else {
            writer.list();
        }
        for (auto at = value.first(); at; at = at.next()) {
            rewrite(at, writer);
        }
        writer.end();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const core::ByteView in(data, size);
    const auto document = dht::bencode::Document::parse(in);
    if (!document) {
        return 0;
    }
    core::Bytes out;
    dht::bencode::Writer writer(out);
    rewrite(document->root(), writer);
    CHECK(std::equal(out.begin(), out.end(), in.begin(), in.end()));
    CHECK(document->root().raw().size() == size);
    for (const char* key : {"a", "id", "", "zz"}) {
        const auto found = document->root().find(key);
        CHECK(!found || document->root().isDict());
    }
    return 0;
}
