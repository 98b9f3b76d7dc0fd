// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// KRPC messages: what parses encodes, and what was encoded parses to the same bytes again.
#include "core/check.h"
#include "dht/krpc.h"

namespace {

core::Bytes encoded(const dht::krpc::Message& message)
{
    return std::visit([](const auto& kind) { return dht::krpc::encode(kind); }, message);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto document = dht::bencode::Document::parse(core::ByteView(data, size));
    if (!document) {
        return 0;
    }
    const auto message = dht::krpc::parse(*document);
    if (!message) {
        CHECK(message.error().transaction.size() <= dht::krpc::transactionBytesMost);
        return 0;
    }
    const core::Bytes once = encoded(*message);
    const auto again = dht::bencode::Document::parse(once);
    CHECK(again && again->root().canonical());
    const auto second = dht::krpc::parse(*again);
    // A put names no target and an unknown method loses its name: those alone may not come back.
    if (second) {
        CHECK(second->index() == message->index());
        CHECK(encoded(*second) == once);
    }
    return 0;
}
