// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/checkers.h"

#include "core/limits.h"

#include "events.pb.h"

#include <algorithm>
#include <cstdio>

namespace sim {

using namespace engine;

namespace {

constexpr std::uint64_t firstHandshakeBytes = 48;
constexpr std::chrono::seconds answerTime{20};

using Digests = std::map<std::string, std::optional<Digest>>;

Digests askDigests(World& world, const RoomId& room, const std::vector<SimPeer*>& members)
{
    Digests out;
    std::size_t asked = 0;
    auto answers = std::make_shared<Digests>(); // somebody may answer when nobody waits any more
    for (SimPeer* member : members) {
        out[member->name()] = std::nullopt;
        ++asked;
        member->ask(GetDigest{room}, [answers, name = member->name()](const Answer& answer) {
            const auto* digest = std::get_if<Digest>(&answer);
            (*answers)[name] = digest != nullptr ? std::optional(*digest) : std::nullopt;
        });
    }
    if (!world.runUntil(answerTime, [&]() { return answers->size() == asked; })) {
        world.find("somebody does not answer");
    }
    for (const auto& [name, digest] : *answers) {
        out[name] = digest;
    }
    return out;
}

bool sameState(const Digest& one, const Digest& other)
{
    return one.authority == other.authority && one.frontier == other.frontier
           && one.bodies == other.bodies;
}

/// All have the same, and each has been settled with it: not all at one moment, because on a bad network there is always
/// somebody whose newest link has not been compared yet. `settled` is the state each was last settled with.
bool agree(const Digests& digests, Digests& settled)
{
    const auto& first = digests.begin()->second;
    bool out = first.has_value();
    for (const auto& [name, each] : digests) {
        if (each && each->settled) {
            settled[name] = each;
        }
        const auto known = settled.find(name);
        out = out && each && sameState(*each, *first) && known != settled.end()
              && sameState(*known->second, *first);
    }
    return out;
}

std::string textOf(const EventRow& row)
{
    ::parlour::wire::TextMessage body;
    return body.ParseFromArray(row.body.data(), static_cast<int>(row.body.size())) ? body.text()
                                                                                   : std::string();
}

std::string shortened(const std::string& text)
{
    return text.substr(0, 40);
}

} // namespace

void checkAgreement(World& world,
                    const RoomId& room,
                    const std::vector<SimPeer*>& members,
                    core::Duration most)
{
    const core::MonoTime end = world.schedule().now() + most;
    Digests digests;
    Digests settled;
    do {
        digests = askDigests(world, room, members);
        if (agree(digests, settled)) {
            return;
        }
        world.run(std::chrono::milliseconds(500));
    } while (world.schedule().now() < end);
    world.find("the members do not come to the same state");
    for (const auto& [name, digest] : digests) {
        std::printf("    %s authority %.8s frontier %.8s bodies %.8s %s\n",
                    name.c_str(),
                    digest ? digest->authority.c_str() : "-",
                    digest ? digest->frontier.c_str() : "-",
                    digest ? digest->bodies.c_str() : "-",
                    digest && digest->settled ? "settled" : "unsettled");
    }
}

void checkNothingLost(World& world, const RoomId& room, const std::vector<SimPeer*>& members)
{
    std::map<EventRef, std::string> expected;
    std::set<std::string> texts;
    for (SimPeer* member : members) {
        for (const EventRow& row : member->disk().store().visible(room)) {
            expected.emplace(row.ref, textOf(row));
            texts.insert(textOf(row));
        }
    }
    for (SimPeer* member : members) {
        for (const Person::Sent& sent : member->person().acknowledged) {
            // What was written on an older disk is said again in another log. Every text is said once, so it tells.
            const auto known = expected.find(sent.message);
            const bool asItWas = known != expected.end() && known->second == sent.text;
            if (sent.room == room && !asItWas && !texts.contains(sent.text)) {
                world.find("lost: " + shortened(sent.text));
            }
        }
        std::size_t missing = 0;
        std::string example;
        for (const auto& [ref, text] : expected) {
            const EventRow* row = member->disk().store().find(room, ref);
            if (row == nullptr || row->shown != Shown::Visible || textOf(*row) != text) {
                missing += 1;
                example = "seq " + std::to_string(ref.seq) + " of " + ref.log.hex().substr(0, 8)
                          + ", \"" + shortened(text)
                          + (row == nullptr
                                 ? "\", is not there"
                                 : "\", shown " + std::to_string(static_cast<int>(row->shown)));
            }
        }
        if (missing > 0) {
            world.find(member->name() + " misses " + std::to_string(missing) + " of "
                       + std::to_string(expected.size()) + " messages: " + example);
        }
        for (const EventRef& ref : member->person().shown[room]) {
            if (member->disk().store().find(room, ref) == nullptr) {
                world.find(member->name() + " was shown what is not on its disk");
            }
        }
    }
}

void checkPromises(World& world)
{
    for (SimPeer* peer : world.everybody()) {
        for (const std::string& complaint : peer->person().complaints) {
            world.find(complaint);
        }
        if (peer->openRequests() > 0) {
            world.find(peer->name() + " never answered " + std::to_string(peer->openRequests())
                       + " questions");
        }
    }
    if (world.network().longestQueue()
        > core::limits::tuning::linkQueueBytesHard + core::limits::spec::noiseMessageBytes) {
        world.find("a link's queue grew to " + std::to_string(world.network().longestQueue()));
    }
}

void checkStrangers(World& world, const SimPeer& one, const SimPeer& other)
{
    for (const auto& [from, to] : {std::pair(&one, &other), std::pair(&other, &one)}) {
        const auto sent = world.network().traffic().find({from->node(), to->node()});
        if (sent != world.network().traffic().end() && sent->second > firstHandshakeBytes) {
            world.find(from->name() + " sent " + std::to_string(sent->second) + " bytes to "
                       + to->name() + ", who is no member");
        }
    }
}

void checkNotStored(World& world, SimPeer& peer, const RoomId& room)
{
    if (peer.disk().store().knowsRoom(room)) {
        world.find(peer.name() + " stores something of a room that is not its own");
    }
}

} // namespace sim
