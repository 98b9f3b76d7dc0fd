// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/listing_issuer.h"

#include "core/codec.h"
#include "core/limits.h"
#include "core/text.h"
#include "dht/publications.h"
#include "engine/directory/listing_chain.h"
#include "engine/directory/listing_words.h"
#include "engine/room/invite_hints.h"
#include "engine/room/room_door.h"

namespace engine {

namespace {

/// What people read in it: a new member is no reason to say it again.
core::Hash32 saidIn(const directory::Listing& listing)
{
    core::Bytes addresses;
    for (const core::Endpoint& address : listing.addresses) {
        core::append(addresses, address.compact());
    }
    return core::hashOf("parlour listing said 1",
                        {core::bytesOf(listing.title),
                         core::bytesOf("\n"),
                         core::bytesOf(listing.topic),
                         core::bytesOf("\n"),
                         listing.door.view(),
                         addresses});
}

std::vector<room::HintCandidate> hintsOf(const room::Roll& roll, const room::AddressMap& books)
{
    std::vector<room::HintCandidate> out;
    for (const auto& [device, book] : books) {
        if (roll.isLive(book.identity, device)) {
            const bool superpeer = roll.level(book.identity) >= directory::listingLevel;
            out.push_back({book.addresses, superpeer, book.sinceMs, book.seenMs});
        }
    }
    return out;
}

/// By which right we list it, from the bytes that the room keeps of its core.
std::optional<std::vector<room::CarriedEvent>> chainOf(const room::Room& room,
                                                       const core::EventId& standing)
{
    if (standing == room::genesisEvent(room.id())) {
        return std::vector<room::CarriedEvent>();
    }
    std::map<core::EventId, room::CarriedEvent> acts;
    std::map<core::LogId, room::CarriedEvent> openings;
    for (const wire::Frame& frame : room.coreFrames(1)) {
        for (const wire::SignedEvent& each : frame.events().events()) {
            auto event = room::decodeSigned(each);
            if (!event) {
                continue;
            }
            if (event->header.kind == static_cast<std::uint8_t>(room::Kind::LogOpen)) {
                openings.emplace(event->header.log, std::move(event.value()));
            } else {
                acts.emplace(event->id, std::move(event.value()));
            }
        }
    }
    const auto find = [](const auto& in, const auto& id) {
        const auto it = in.find(id);
        return it == in.end() ? nullptr : &it->second;
    };
    return directory::chainFor(
        room.id(),
        standing,
        [&](const core::EventId& id) { return find(acts, id); },
        [&](const core::LogId& log) { return find(openings, log); });
}

} // namespace

std::vector<RoomId> ListingIssuer::review(const Turn& turn, const RoomBook& book)
{
    std::vector<RoomId> gone;
    for (auto plan = m_plans.begin(); plan != m_plans.end();) {
        const auto room = book.find(plan->first);
        if (room && isListed(*room)) {
            ++plan;
            continue;
        }
        gone.push_back(plan->first);
        plan = m_plans.erase(plan);
    }
    for (const auto& [id, room] : book.rooms) {
        if (!isListed(*room)) {
            continue;
        }
        Plan& plan = m_plans[id];
        const std::uint64_t generation = room->roll()->generation();
        if (std::exchange(plan.generation, generation) == generation) {
            continue;
        }
        const auto draft = draftListing(*room, book.self, turn.now.wall);
        if (!draft) {
            plan.due.reset();
            plan.work.reset();
        } else if (!plan.due || saidIn(*draft) != plan.said) {
            const bool first = !plan.due;
            plan.said = saidIn(*draft);
            plan.due = turn.now.mono + (first ? core::Duration() : core::Duration(changedAfter));
        }
    }
    return gone;
}

std::vector<core::Bytes> ListingIssuer::step(const Turn& turn, const RoomBook& book)
{
    std::vector<core::Bytes> out;
    for (auto& [id, plan] : m_plans) {
        const auto room = book.find(id);
        if (room && plan.due && *plan.due <= turn.now.mono) {
            plan.due = turn.now.mono + dht::jittered(issueEvery, jitterPercent, turn.rng);
            plan.draft = draftListing(*room, book.self, turn.now.wall);
            plan.work.reset();
            const auto standing = room->roll()->bestStanding(book.self.identityId);
            auto chain = standing && plan.draft ? chainOf(*room, *standing) : std::nullopt;
            if (plan.draft && chain) {
                plan.draft->chain = std::move(*chain);
                plan.said = saidIn(*plan.draft);
                directory::signListing(*plan.draft, book.self.device);
                plan.work.emplace(directory::listingDigest(*plan.draft), turn.rng, m_rule);
                plan.nextStep = turn.now.mono;
            }
        }
        if (plan.work && plan.nextStep <= turn.now.mono) {
            plan.nextStep = turn.now.mono + stepEvery;
            if (const auto nonce = plan.work->step()) {
                plan.draft->nonce = *nonce;
                out.push_back(directory::encodeListing(*plan.draft));
                plan.work.reset();
                plan.draft.reset();
            }
        }
    }
    std::erase_if(out, [](const core::Bytes& each) { return each.empty(); });
    return out;
}

std::optional<core::MonoTime> ListingIssuer::nextWake() const
{
    std::optional<core::MonoTime> out;
    for (const auto& [id, plan] : m_plans) {
        out = core::earlier(out, plan.work ? std::optional(plan.nextStep) : plan.due);
    }
    return out;
}

// ---- what is said ----

bool isListed(const room::Room& room)
{
    const room::Roll* roll = room.roll();
    if (roll == nullptr || room.state() != RoomState::Joined) {
        return false;
    }
    const room::PolicyBody& policy = roll->rules().merged;
    return policy.listed.value_or(false) && roll->rules().access == Access::Public;
}

std::optional<directory::Listing>
draftListing(const room::Room& room, const room::Self& self, core::WallTime now)
{
    const room::Roll* roll = room.roll();
    if (!isListed(room) || roll->level(self.identityId) < directory::listingLevel) {
        return std::nullopt;
    }
    const auto door = room::standingDoor(*roll, room::DoorKind::Open);
    if (!door) {
        return std::nullopt;
    }
    directory::Listing out;
    const auto& rules = roll->rules();
    const auto words = directory::wordsOf(rules.topic);
    out.room = room.id();
    out.genesis = core::copyOf(core::bytesOf(room.genesisBytes()));
    out.title = core::cutUtf8(core::oneLine(rules.name), core::limits::spec::nameBytes);
    out.topic = core::cutUtf8(core::oneLine(rules.topic), core::limits::spec::topicBytes);
    out.tags = words.tags;
    out.language = words.language;
    out.members = static_cast<std::uint32_t>(roll->members().size());
    out.door = *door;
    out.coreTag = core::Reader(door->view()).array<8>();
    out.addresses = room::chooseHints(self.listening, hintsOf(*roll, room.addresses()), now);
    out.issued = now;
    out.expires = now.plus(directory::spec::listingLife);
    out.issuer = self.identityId;
    out.device = self.deviceId;
    out.certificate = self.certificate;
    return out;
}

} // namespace engine
