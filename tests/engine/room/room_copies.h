// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room written to bytes, and read from them by somebody, as the copy desk does it with a host around.

#include "engine/room/copy_trial.h"
#include "engine/room/room_copy.h"
#include "engine/room/room_network.h"

namespace fixture {

using engine::room::CopyError;
using engine::room::CopyPart;
using engine::room::CopyReader;
using engine::room::CopyRecord;
using engine::room::CopyTrial;
using engine::room::CopyWriter;
using engine::room::RoomCopy;

/// What `person` holds of the room, for its members as he knows them.
inline core::Bytes written(RoomNetwork& net, Person& person)
{
    const RoomCopy copy(*person.room);
    RoomCopy::Place place = copy.begin();
    CopyWriter writer(net.rng, static_cast<std::uint32_t>(place.members.size()));
    for (const core::IdentityId& member : place.members) {
        writer.addSlot(member, copy.ownKeysOf(place, member));
    }
    const core::WallTime wall = net.nowOf(person).wall;
    writer.add(CopyRecord::Start, copy.start(person.self, wall));
    for (const wire::Keys& keys : copy.everybodysKeys()) {
        writer.add(CopyRecord::Keys, keys);
    }
    writer.addOwnKeys();
    for (auto events = copy.nextCore(place); events.events_size() > 0;
         events = copy.nextCore(place)) {
        writer.add(CopyRecord::Core, events);
    }
    while (const auto read = copy.nextRows(place)) {
        for (const wire::Frame& frame :
             copy.rowsRead(place, *read, person.store.rows(*read), wall)) {
            writer.add(CopyRecord::Events, frame.events());
        }
    }
    while (const auto proof = copy.nextFork(place)) {
        writer.add(CopyRecord::Forks, *proof);
    }
    writer.end(person.self.device);
    return writer.take();
}

/// Nothing, when it is not for him.
inline std::optional<std::vector<CopyPart>>
opened(const core::Bytes& file, const engine::room::Self& self, wire::CopyStart& start)
{
    std::vector<CopyPart> out;
    CopyReader reader(self.identity);
    core::ByteView left(file);
    while (reader.wants() > 0 && reader.wants() <= left.size()) {
        const std::size_t wants = reader.wants();
        auto parts = reader.take(left.first(wants));
        if (!parts) {
            return std::nullopt;
        }
        left = left.subspan(wants);
        std::move(parts->begin(), parts->end(), std::back_inserter(out));
    }
    start = *reader.start();
    return reader.hasEnded() ? std::optional(std::move(out)) : std::nullopt;
}

template<class Message>
Message message(const CopyPart& part)
{
    Message out;
    static_cast<void>(out.ParseFromArray(part.bytes.data(), static_cast<int>(part.bytes.size())));
    return out;
}

enum class ReadEnd { Taken, NotForHim, NoMember, Unsound };

/// A round over all parts; false: something is not as its author signed it.
inline bool takeParts(RoomNetwork& net,
                      Person& person,
                      const std::vector<CopyPart>& parts,
                      RoomCopy::Taken& all)
{
    for (const CopyPart& part : parts) {
        net.turn(person, [&](engine::Turn& turn) {
            RoomCopy copy(*person.room);
            if (part.kind == CopyRecord::Core || part.kind == CopyRecord::Events) {
                const auto taken = copy.take(turn, person.self, message<wire::Events>(part));
                all.sound = all.sound && taken.sound;
                all.postponed = all.postponed || taken.postponed;
                all.gained.insert(taken.gained.begin(), taken.gained.end());
                all.messages += taken.messages;
            } else if (part.kind == CopyRecord::Keys || part.kind == CopyRecord::OwnKeys) {
                copy.takeKeys(turn, message<wire::Keys>(part));
            } else if (part.kind == CopyRecord::Forks) {
                copy.takeForks(turn, message<wire::Frontier>(part));
            }
        });
        net.deliver();
    }
    return all.sound;
}

inline ReadEnd read(RoomNetwork& net, Person& person, const core::Bytes& file)
{
    wire::CopyStart start;
    const auto parts = opened(file, person.self, start);
    if (!parts) {
        return ReadEnd::NotForHim;
    }
    if (!person.room || person.room->state() != engine::RoomState::Joined) {
        auto trial = CopyTrial::begin(start);
        for (const CopyPart& part : *parts) {
            if (part.kind == CopyRecord::Core && !trial->take(message<wire::Events>(part))) {
                return ReadEnd::Unsound;
            }
        }
        if (!trial->isMember(person.self.identityId) || !trial->isWriterLive()) {
            return ReadEnd::NoMember;
        }
    }
    if (!person.room) {
        net.turn(person, [&](engine::Turn& turn) {
            person.room = RoomCopy::open(turn, person.self, start);
        });
    }
    constexpr std::size_t rounds = 8;
    engine::room::LogSet gained;
    for (std::size_t round = 0; round < rounds; ++round) {
        RoomCopy::Taken all;
        if (!takeParts(net, person, *parts, all)) {
            return ReadEnd::Unsound;
        }
        gained.insert(all.gained.begin(), all.gained.end());
        if (!all.postponed || all.gained.empty()) {
            break;
        }
    }
    net.turn(person,
             [&](engine::Turn& turn) { RoomCopy(*person.room).finish(turn, person.self, gained); });
    net.deliver();
    return ReadEnd::Taken;
}

} // namespace fixture
