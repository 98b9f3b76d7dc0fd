// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/transfer_wire.h"

#include "transfer/manifest.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

namespace transfer {

namespace {

namespace wire = parlour::wire;
using Parsed = core::Result<Message, WireError>;

constexpr std::size_t reasonBytesMost = 64;
constexpr std::uint64_t blocksMost = 1ULL << treeHeightMost;

struct ReasonWord {
    RefuseReason reason;
    const char* word;
};
constexpr std::array<ReasonWord, 5> reasonWords{{
    {RefuseReason::Gone, "file_gone"},
    {RefuseReason::Changed, "file_changed"},
    {RefuseReason::Busy, "busy"},
    {RefuseReason::NotAllowed, "not_allowed"},
    {RefuseReason::Other, "other"},
}};

template<class Frame>
std::optional<core::EventRef> fileOf(const Frame& frame)
{
    const auto log = core::LogId::from(core::bytesOf(frame.log()));
    return log ? std::optional(core::EventRef{*log, frame.seq()}) : std::nullopt;
}

template<class Field>
std::optional<std::vector<Hash32>> hashesOf(const Field& field, std::size_t most)
{
    if (static_cast<std::size_t>(field.size()) > most) {
        return std::nullopt;
    }
    std::vector<Hash32> out;
    out.reserve(static_cast<std::size_t>(field.size()));
    for (const std::string& text : field) {
        if (text.size() != Hash32{}.size()) {
            return std::nullopt;
        }
        const auto bytes = core::bytesOf(text);
        std::copy(bytes.begin(), bytes.end(), out.emplace_back().begin());
    }
    return out;
}

Parsed malformed()
{
    return core::fail(WireError::Malformed);
}

Parsed parseHave(const wire::FileHave& frame)
{
    const auto file = fileOf(frame);
    const bool named = frame.complete() || frame.gone();
    if (!file || (frame.complete() && frame.gone()) || named != frame.bitmap().empty()
        || frame.bitmap().size() > chunksMost / 8) {
        return malformed();
    }
    return Message(
        Have{*file, frame.complete(), frame.gone(), core::copyOf(core::bytesOf(frame.bitmap()))});
}

Parsed parseHashRequest(const wire::FileHashRequest& frame)
{
    const auto file = fileOf(frame);
    const std::uint64_t count = frame.count();
    if (!file || frame.layer() > treeHeightMost || !std::has_single_bit(count)
        || count > rangeBlocks || frame.index() >= blocksMost || frame.index() % count != 0) {
        return malformed();
    }
    return Message(HashRequest{*file, frame.layer(), frame.index(), count});
}

Parsed parseHashes(const wire::FileHashes& frame)
{
    const auto file = fileOf(frame);
    auto hashes = hashesOf(frame.hashes(), rangeBlocks);
    auto uncles = hashesOf(frame.uncles(), treeHeightMost);
    if (!file || !hashes || hashes->empty() || !uncles || frame.layer() > treeHeightMost
        || frame.index() >= blocksMost) {
        return malformed();
    }
    return Message(
        Hashes{*file, frame.layer(), frame.index(), std::move(*hashes), std::move(*uncles)});
}

Parsed parseBlock(const wire::FileBlock& frame)
{
    const auto file = fileOf(frame);
    auto uncles = hashesOf(frame.uncles(), treeHeightMost);
    if (!file || !uncles || frame.block() >= blocksMost || frame.data().empty()
        || frame.data().size() > blockBytes) {
        return malformed();
    }
    return Message(
        Block{*file, frame.block(), core::copyOf(core::bytesOf(frame.data())), std::move(*uncles)});
}

Parsed parseRefuse(const wire::FileRefuse& frame)
{
    const auto file = fileOf(frame);
    if (!file || frame.reason().size() > reasonBytesMost) {
        return malformed();
    }
    const auto known =
        std::find_if(reasonWords.begin(), reasonWords.end(), [&frame](const ReasonWord& word) {
            return frame.reason() == word.word;
        });
    return Message(Refuse{*file, known == reasonWords.end() ? RefuseReason::Other : known->reason});
}

template<class Frame>
void putFile(const core::EventRef& file, Frame& out)
{
    out.set_log(core::textOf(file.log.view()));
    out.set_seq(file.seq);
}

struct FrameWriter {
    wire::Frame& frame;

    void operator()(const HaveRequest& message) const
    {
        putFile(message.file, *frame.mutable_file_have_request());
    }
    void operator()(const Have& message) const
    {
        auto& out = *frame.mutable_file_have();
        putFile(message.file, out);
        out.set_complete(message.complete);
        out.set_gone(message.gone);
        out.set_bitmap(core::textOf(message.bitmap));
    }
    void operator()(const HashRequest& message) const
    {
        auto& out = *frame.mutable_file_hash_request();
        putFile(message.file, out);
        out.set_layer(message.layer);
        out.set_index(message.index);
        out.set_count(static_cast<std::uint32_t>(message.count));
    }
    void operator()(const Hashes& message) const
    {
        auto& out = *frame.mutable_file_hashes();
        putFile(message.file, out);
        out.set_layer(message.layer);
        out.set_index(message.index);
        for (const Hash32& hash : message.hashes) {
            out.add_hashes(core::textOf(hash));
        }
        for (const Hash32& uncle : message.uncles) {
            out.add_uncles(core::textOf(uncle));
        }
    }
    void operator()(const BlockRequest& message) const
    {
        auto& out = *frame.mutable_file_block_request();
        putFile(message.file, out);
        out.set_block(message.block);
    }
    void operator()(const Block& message) const
    {
        auto& out = *frame.mutable_file_block();
        putFile(message.file, out);
        out.set_block(message.block);
        out.set_data(core::textOf(message.bytes));
        for (const Hash32& uncle : message.uncles) {
            out.add_uncles(core::textOf(uncle));
        }
    }
    void operator()(const Refuse& message) const
    {
        auto& out = *frame.mutable_file_refuse();
        putFile(message.file, out);
        for (const ReasonWord& word : reasonWords) {
            if (word.reason == message.reason) {
                out.set_reason(word.word);
            }
        }
    }
};

} // namespace

core::Result<Message, WireError> parseMessage(const wire::Frame& frame)
{
    switch (frame.kind_case()) {
    case wire::Frame::kFileHaveRequest: {
        const auto file = fileOf(frame.file_have_request());
        return file ? Parsed(Message(HaveRequest{*file})) : malformed();
    }
    case wire::Frame::kFileHave:
        return parseHave(frame.file_have());
    case wire::Frame::kFileHashRequest:
        return parseHashRequest(frame.file_hash_request());
    case wire::Frame::kFileHashes:
        return parseHashes(frame.file_hashes());
    case wire::Frame::kFileBlockRequest: {
        const auto file = fileOf(frame.file_block_request());
        const std::uint64_t block = frame.file_block_request().block();
        return file && block < blocksMost ? Parsed(Message(BlockRequest{*file, block}))
                                          : malformed();
    }
    case wire::Frame::kFileBlock:
        return parseBlock(frame.file_block());
    case wire::Frame::kFileRefuse:
        return parseRefuse(frame.file_refuse());
    default:
        return core::fail(WireError::NotAFileFrame);
    }
}

wire::Frame toFrame(const Message& message)
{
    wire::Frame frame;
    std::visit(FrameWriter{frame}, message);
    return frame;
}

} // namespace transfer
