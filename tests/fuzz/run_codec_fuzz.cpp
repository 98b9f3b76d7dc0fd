// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Runs and single events as they come off a link, and the record of what is held, which is read back from the disk. The
// first byte chooses; what decodes is a chain, fits its own log event by event, and encodes to what decodes alike.

#include "core/check.h"
#include "core/limits.h"
#include "engine/room/held_log.h"
#include "engine/room/run_codec.h"

using namespace engine::room;

namespace {

void checkEvent(const CarriedEvent& event)
{
    CHECK(event.headerBytes == encodeHeader(event.header));
    CHECK(event.id == eventId(event.headerBytes));
    CHECK(event.signature.empty() || event.signature.size() == 64);
    CHECK(event.bodiless || bodyHash(event.body) == event.header.bodyHash);
    CHECK(event.bodiless || event.body.size() == event.header.bodyLength);
    CHECK(event.body.size() <= core::limits::spec::eventBodyBytes);
}

void tryRun(core::ByteView bytes)
{
    wire::Run run;
    if (!run.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return;
    }
    const core::RoomId room;
    const auto events = decodeRun(run, room);
    if (!events) {
        return;
    }
    CHECK(!events->empty() && events->size() <= core::limits::tuning::eventsPerFrame);
    HeldLog held;
    for (const CarriedEvent& event : *events) {
        checkEvent(event);
        CHECK(held.fit(event.header.seq, event.header.prev, event.id) == Fit::New);
        held.insert(event.header.seq, event.header.prev, event.id);
    }
    CHECK(held.stretches().size() == 1);
    const auto again = decodeRun(encodeRun(*events), room);
    CHECK(again && again->size() == events->size() && again->back().id == events->back().id);
}

void trySigned(core::ByteView bytes)
{
    wire::SignedEvent event;
    if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return;
    }
    if (const auto decoded = decodeSigned(event)) {
        checkEvent(*decoded);
        const auto again = decodeSigned(encodeSigned(*decoded));
        CHECK(again && again->id == decoded->id && again->body == decoded->body);
    }
}

void tryHeld(core::ByteView bytes)
{
    if (const auto held = HeldLog::decode(bytes)) {
        core::Bytes out;
        held->encode(out);
        CHECK(out == core::copyOf(bytes));
        if (!held->empty()) {
            CHECK(held->has(held->topSeq()));
            CHECK(held->holesUpTo(held->topSeq()).size() <= held->stretches().size());
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const core::ByteView rest = core::ByteView(input, size).subspan(1);
    switch (input[0] % 3) {
    case 0:
        tryRun(rest);
        break;
    case 1:
        trySigned(rest);
        break;
    default:
        tryHeld(rest);
    }
    return 0;
}
