// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// Any bytes as a frame: what parses is bounded, and comes out of the encoder as it went in.

#include "core/check.h"
#include "transfer/chunk_map.h"
#include "transfer/manifest.h"
#include "transfer/transfer_wire.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    parlour::wire::Frame frame;
    if (size > core::limits::spec::framePlainBytes
        || !frame.ParseFromArray(bytes, static_cast<int>(size))) {
        return 0;
    }
    const auto message = transfer::parseMessage(frame);
    if (!message) {
        return 0;
    }
    const auto again = transfer::parseMessage(transfer::toFrame(*message));
    CHECK(again && *again == *message);
    if (const auto* hashes = std::get_if<transfer::Hashes>(&*message)) {
        CHECK(hashes->hashes.size() <= transfer::rangeBlocks);
        CHECK(hashes->uncles.size() <= transfer::treeHeightMost);
    } else if (const auto* block = std::get_if<transfer::Block>(&*message)) {
        CHECK(block->bytes.size() <= transfer::blockBytes);
    } else if (const auto* have = std::get_if<transfer::Have>(&*message)) {
        static_cast<void>(transfer::Bitmap::decode(have->bitmap.size() * 8, have->bitmap));
    }
    return 0;
}
