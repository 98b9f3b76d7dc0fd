// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/fork_proof.h"

#include "core/text.h"

#include <utility>

namespace engine::room {

namespace {

using Headers = google::protobuf::RepeatedPtrField<std::string>;

/// The header of the branch's first event; nothing when they do not follow each other to one that the device signed.
std::optional<Header> vouchedFor(const std::string& first,
                                 const Headers& then,
                                 const core::DeviceId& device,
                                 const std::string& signature)
{
    const auto begin = decodeHeader(core::bytesOf(first));
    if (!begin || static_cast<std::size_t>(then.size()) >= ForkBranch::headersMost) {
        return std::nullopt;
    }
    Header last = *begin;
    core::EventId id = eventId(core::bytesOf(first));
    for (const std::string& bytes : then) {
        const auto next = decodeHeader(core::bytesOf(bytes));
        if (!next || next->log != last.log || next->seq != last.seq + 1 || next->prev != id) {
            return std::nullopt;
        }
        last = *next;
        id = eventId(core::bytesOf(bytes));
    }
    return verifyEvent(device, id, core::bytesOf(signature)) ? std::optional(*begin) : std::nullopt;
}

} // namespace

std::optional<wire::ForkProof> makeForkProof(const ForkBranch& one, const ForkBranch& other)
{
    if (one.headers.empty() || other.headers.empty() || one.signature.empty()
        || other.signature.empty()) {
        return std::nullopt;
    }
    const auto order = [](const ForkBranch& branch) {
        const auto header = decodeHeader(branch.headers.front());
        return std::pair(header ? header->seq : UINT64_MAX, eventId(branch.headers.front()));
    };
    const bool inOrder = order(one) < order(other);
    const ForkBranch& first = inOrder ? one : other;
    const ForkBranch& then = inOrder ? other : one;
    const auto a = decodeHeader(first.headers.front());
    const auto b = decodeHeader(then.headers.front());
    if (!a || !b || !areTornApart(*a, eventId(first.headers.front()), *b)) {
        return std::nullopt;
    }
    wire::ForkProof out;
    out.set_header_a(core::textOf(first.headers.front()));
    out.set_signature_a(core::textOf(first.signature));
    out.set_header_b(core::textOf(then.headers.front()));
    out.set_signature_b(core::textOf(then.signature));
    for (std::size_t i = 1; i < first.headers.size(); ++i) {
        out.add_then_a(core::textOf(first.headers[i]));
    }
    for (std::size_t i = 1; i < then.headers.size(); ++i) {
        out.add_then_b(core::textOf(then.headers[i]));
    }
    return out;
}

std::optional<std::pair<std::uint64_t, core::EventId>> lastBeforeFork(const wire::ForkProof& proof)
{
    const auto a = decodeHeader(core::bytesOf(proof.header_a()));
    const auto b = decodeHeader(core::bytesOf(proof.header_b()));
    return a && b && a->seq == b->seq && a->prev == b->prev
               ? std::optional(std::pair(a->seq, a->prev))
               : std::nullopt;
}

bool isBetterProof(const wire::ForkProof& one, const wire::ForkProof& other)
{
    const auto a = decodeHeader(core::bytesOf(one.header_a()));
    const auto b = decodeHeader(core::bytesOf(other.header_a()));
    if (!a || !b || a->seq != b->seq) {
        return a && (!b || a->seq < b->seq);
    }
    const auto named = lastBeforeFork(one);
    const auto than = lastBeforeFork(other);
    return named && (!than || named->second < than->second);
}

std::optional<core::EventRef>
forkProvedBy(const wire::ForkProof& proof, const core::RoomId& room, const WriterOf& writerOf)
{
    const auto named = decodeHeader(core::bytesOf(proof.header_a()));
    const auto writer = named && named->room == room ? writerOf(named->log) : std::nullopt;
    if (!writer) {
        return std::nullopt;
    }
    const auto a = vouchedFor(proof.header_a(), proof.then_a(), *writer, proof.signature_a());
    const auto b = vouchedFor(proof.header_b(), proof.then_b(), *writer, proof.signature_b());
    return a && b && areTornApart(*a, eventId(core::bytesOf(proof.header_a())), *b)
               ? std::optional(a->ref())
               : std::nullopt;
}

} // namespace engine::room
