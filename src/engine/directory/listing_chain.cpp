// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing_chain.h"

#include "engine/directory/limits.h"
#include "engine/room/core_event.h"

#include <algorithm>

namespace engine::directory {

namespace {

constexpr int founderLevel = 100;

/// Whom the chain has reached.
struct Standing {
    core::IdentityId who;
    core::EventId by; ///< the room itself for founders
    int level = founderLevel;
};

std::optional<room::CoreEvent>
authentic(const core::RoomId& room, const room::CarriedEvent& event, const core::DeviceId& device)
{
    if (event.header.room != room || event.bodiless
        || room::bodyHash(event.body) != event.header.bodyHash
        || !room::verifyEvent(device, event.id, event.signature)) {
        return std::nullopt;
    }
    auto core = room::decodeCoreEvent(event.id, event.header, event.body);
    return core ? std::optional(std::move(core.value())) : std::nullopt;
}

/// The opening of the log that grants; it names its own device, whose signature is then asked for.
std::optional<room::OpenBody> openingOf(const core::RoomId& room, const room::CarriedEvent& event)
{
    const auto core = room::decodeCoreEvent(event.id, event.header, event.body);
    const auto* open = core ? core->as<room::OpenBody>() : nullptr;
    if (open == nullptr || !authentic(room, event, open->device)
        || !room::verifyDevice(open->identity, open->device, open->certificate)) {
        return std::nullopt;
    }
    return *open;
}

std::optional<Standing> given(const room::CoreEvent& act, int byLevel)
{
    if (const auto* grant = act.as<room::GrantBody>()) {
        return grant->level < byLevel
                   ? std::optional(Standing{grant->identity, act.id, grant->level})
                   : std::nullopt;
    }
    if (const auto* transfer = act.as<room::TransferBody>()) {
        return byLevel == founderLevel
                   ? std::optional(Standing{transfer->newOwner, act.id, founderLevel})
                   : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

bool leadsTo(const core::RoomId& room,
             const room::Genesis& genesis,
             const std::vector<room::CarriedEvent>& chain,
             const core::IdentityId& issuer)
{
    if (chain.size() > spec::chainEvents || chain.size() % 2 != 0) {
        return false;
    }
    const auto isFounder = [&](const core::IdentityId& who) {
        return std::find(genesis.founders.begin(), genesis.founders.end(), who)
               != genesis.founders.end();
    };
    if (chain.empty()) {
        return isFounder(issuer);
    }
    std::optional<Standing> reached;
    for (std::size_t i = 0; i < chain.size(); i += 2) {
        const auto open = openingOf(room, chain[i]);
        if (!open || (reached ? open->identity != reached->who : !isFounder(open->identity))) {
            return false;
        }
        const Standing giver =
            reached.value_or(Standing{open->identity, room::genesisEvent(room), founderLevel});
        const auto act = authentic(room, chain[i + 1], open->device);
        if (!act || chain[i + 1].header.log != chain[i].header.log || act->grant != giver.by) {
            return false;
        }
        reached = given(*act, giver.level);
        if (!reached || reached->level < listingLevel) {
            return false;
        }
    }
    return reached->who == issuer;
}

std::optional<std::vector<room::CarriedEvent>> chainFor(const core::RoomId& room,
                                                        const core::EventId& standing,
                                                        const FindEvent& event,
                                                        const FindOpening& opening)
{
    std::vector<room::CarriedEvent> backwards;
    core::EventId at = standing;
    while (at != room::genesisEvent(room)) {
        const room::CarriedEvent* act = event(at);
        const room::CarriedEvent* open = act == nullptr ? nullptr : opening(act->header.log);
        if (open == nullptr || backwards.size() + 2 > spec::chainEvents) {
            return std::nullopt;
        }
        backwards.push_back(*act);
        backwards.push_back(*open);
        at = act->header.grant;
    }
    std::reverse(backwards.begin(), backwards.end());
    return backwards;
}

} // namespace engine::directory
