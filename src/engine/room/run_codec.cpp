// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/run_codec.h"

#include "core/check.h"
#include "core/limits.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::size_t signatureBytes = 64;

bool signatureSound(const std::string& signature)
{
    return signature.empty() || signature.size() == signatureBytes;
}

/// Takes over from the item what it names; the rest stays as in the previous header.
bool applyItem(Header& header, const wire::RunItem& item)
{
    if (item.kind() > 255 || !signatureSound(item.signature())) {
        return false;
    }
    header.kind = static_cast<std::uint8_t>(item.kind());
    if (!item.grant().empty()) {
        const auto grant = core::EventId::from(core::bytesOf(item.grant()));
        if (!grant) {
            return false;
        }
        header.grant = *grant;
    }
    if (!item.auth_same()) {
        header.auth.clear();
        for (const std::string& bytes : item.auth()) {
            const auto head = core::EventId::from(core::bytesOf(bytes));
            if (!head || header.auth.size() >= core::limits::spec::authHeads) {
                return false;
            }
            header.auth.push_back(*head);
        }
    }
    if (!isContent(header.kind)) {
        header.epoch = {};
    } else if (!item.epoch().empty()) {
        const auto epoch = core::EpochId::from(core::bytesOf(item.epoch()));
        if (!epoch) {
            return false;
        }
        header.epoch = *epoch;
    }
    header.clock.value = item.clock();
    return true;
}

bool applyBody(CarriedEvent& event, const wire::RunItem& item)
{
    event.bodiless = item.bodiless();
    event.signature = core::copyOf(core::bytesOf(item.signature()));
    if (event.bodiless) {
        event.header.bodyLength = item.body_length();
        if (item.body_hash().size() != event.header.bodyHash.size()) {
            return false;
        }
        const auto hash = core::bytesOf(item.body_hash());
        std::copy(hash.begin(), hash.end(), event.header.bodyHash.begin());
        return true;
    }
    event.body = core::copyOf(core::bytesOf(item.body()));
    event.header.bodyLength = static_cast<std::uint32_t>(event.body.size());
    event.header.bodyHash = bodyHash(event.body);
    return true;
}

} // namespace

wire::Run encodeRun(const std::vector<CarriedEvent>& events)
{
    CHECK(!events.empty());
    wire::Run run;
    const Header& first = events.front().header;
    run.set_log(core::textOf(first.log.view()));
    run.set_first_seq(first.seq);
    run.set_first_prev(core::textOf(first.prev.view()));
    const Header* previous = nullptr;
    core::EpochId
        epoch; // that of the last content event: acts in between do not make it be sent again
    for (const CarriedEvent& event : events) {
        auto* item = run.add_items();
        const Header& header = event.header;
        item->set_kind(header.kind);
        if (previous == nullptr || previous->grant != header.grant) {
            item->set_grant(core::textOf(header.grant.view()));
        }
        item->set_auth_same(previous != nullptr && previous->auth == header.auth);
        if (!item->auth_same()) {
            for (const core::EventId& head : header.auth) {
                item->add_auth(core::textOf(head.view()));
            }
        }
        item->set_clock(header.clock.value);
        const bool sameEpoch =
            previous != nullptr && isContent(previous->kind) && epoch == header.epoch;
        if (isContent(header.kind) && !sameEpoch) {
            item->set_epoch(core::textOf(header.epoch.view()));
        }
        epoch = header.epoch;
        item->set_bodiless(event.bodiless);
        if (event.bodiless) {
            item->set_body_length(header.bodyLength);
            item->set_body_hash(core::textOf(header.bodyHash));
        } else {
            item->set_body(core::textOf(event.body));
        }
        const bool last = &event == &events.back();
        if (last || header.seq % core::limits::spec::runSignatureEvery == 0) {
            item->set_signature(core::textOf(event.signature));
        }
        previous = &header;
    }
    return run;
}

core::Result<std::vector<CarriedEvent>, RunError> decodeRun(const wire::Run& run,
                                                            const core::RoomId& room)
{
    if (static_cast<std::size_t>(run.items_size()) > core::limits::tuning::eventsPerFrame) {
        return core::fail(RunError::TooLong);
    }
    Header header;
    const auto log = core::LogId::from(core::bytesOf(run.log()));
    const auto prev = core::EventId::from(core::bytesOf(run.first_prev()));
    if (!log || !prev || run.items_size() == 0) {
        return core::fail(RunError::Malformed);
    }
    header.room = room;
    header.log = *log;
    header.seq = run.first_seq();
    header.prev = *prev;
    std::vector<CarriedEvent> out;
    for (const wire::RunItem& item : run.items()) {
        CarriedEvent event;
        if (!applyItem(header, item)) {
            return core::fail(RunError::Malformed);
        }
        event.header = header;
        if (!applyBody(event, item)) {
            return core::fail(RunError::Malformed);
        }
        event.headerBytes = encodeHeader(event.header);
        if (!decodeHeader(event.headerBytes)) {
            return core::fail(RunError::Malformed);
        }
        event.id = eventId(event.headerBytes);
        header.seq += 1;
        header.prev = event.id;
        out.push_back(std::move(event));
    }
    if (out.back().signature.empty()) {
        return core::fail(RunError::Malformed);
    }
    return out;
}

wire::SignedEvent encodeSigned(const CarriedEvent& event)
{
    wire::SignedEvent out;
    out.set_header(core::textOf(event.headerBytes));
    out.set_signature(core::textOf(event.signature));
    out.set_bodiless(event.bodiless);
    if (!event.bodiless) {
        out.set_body(core::textOf(event.body));
    }
    return out;
}

core::Result<CarriedEvent, RunError> decodeSigned(const wire::SignedEvent& event)
{
    CarriedEvent out;
    out.headerBytes = core::copyOf(core::bytesOf(event.header()));
    auto header = decodeHeader(out.headerBytes);
    if (!header || event.signature().size() != signatureBytes) {
        return core::fail(RunError::Malformed);
    }
    out.header = std::move(*header);
    out.id = eventId(out.headerBytes);
    out.signature = core::copyOf(core::bytesOf(event.signature()));
    out.bodiless = event.bodiless();
    if (!out.bodiless) {
        out.body = core::copyOf(core::bytesOf(event.body()));
        if (out.body.size() != out.header.bodyLength || bodyHash(out.body) != out.header.bodyHash) {
            return core::fail(RunError::BodyHash);
        }
    }
    return out;
}

} // namespace engine::room
