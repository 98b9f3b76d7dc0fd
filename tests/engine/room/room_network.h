// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Several rooms of several people in one process: a store of rows for each, links that carry serialised frames, and a
// clock that moves when it is told to. It does what the peer and its host do around a room: a turn's operations are
// written, what waits for them runs as a turn of its own, questions to the store are answered, frames are delivered in
// order. Everything is drawn from one seed.

#include "engine/room/room.h"
#include "support/seeded_rng.h"

#include <deque>
#include <functional>

namespace fixture {

namespace wire = ::parlour::wire;

/// What one profile has on disk of its rooms.
class RowStore
{
public:
    void apply(const engine::StoreOp& op);
    [[nodiscard]] std::vector<engine::EventRow> rows(const engine::ReadRows& read) const;
    /// The newest visible rows, oldest first.
    [[nodiscard]] std::vector<engine::EventRow> tail(std::size_t count) const;
    [[nodiscard]] std::vector<engine::EventRow> hanging(const core::EventRef& message) const;
    [[nodiscard]] std::vector<engine::EventRow> answer(const engine::ReadRows& read) const
    {
        return rows(read);
    }
    [[nodiscard]] std::vector<engine::EventRow> answer(const engine::ReadTail& read) const
    {
        return tail(read.count);
    }
    [[nodiscard]] std::vector<engine::EventRow> answer(const engine::ReadRelated& read) const;
    [[nodiscard]] const engine::EventRow* row(const core::EventRef& ref) const;
    [[nodiscard]] engine::StoredState state() const;
    [[nodiscard]] std::optional<core::Bytes> record(engine::RecordKind kind,
                                                    core::ByteView key) const;
    /// Texts of what is visible, in screen order.
    [[nodiscard]] std::vector<std::string> texts() const;
    /// As a disk loses events, and is mended (engine/host/store_mend.h).
    void lose(const core::LogId& log, std::uint64_t from, std::uint64_t to);

private:
    core::RoomId m_room;
    std::map<core::EventRef, engine::EventRow> m_rows;
    std::map<std::pair<engine::RecordKind, core::Bytes>, core::Bytes> m_records;
    std::map<std::pair<core::LogId, core::IdentityId>, engine::StoredReceipt> m_receipts;
};

/// Somebody with a room.
struct Person {
    Person(core::Rng& rng, std::string name)
        : self(core::Seed::random(rng), core::Seed::random(rng))
    {
        self.name = std::move(name);
    }
    Person(core::Seed identity, core::Seed device, std::string name)
        : self(std::move(identity), std::move(device))
    {
        self.name = std::move(name);
    }

    engine::room::Self self;
    std::shared_ptr<engine::room::Room> room;
    RowStore store;
    std::vector<engine::Notice> notices;
    std::string password;                  ///< what he says at a door that asks for one
    std::chrono::milliseconds clockOff{0}; ///< how wrong his clock is
    bool diskFails = false;                ///< batches are lost: what waits for them never runs

    template<class NoticeType>
    [[nodiscard]] std::vector<NoticeType> told() const
    {
        std::vector<NoticeType> out;
        for (const engine::Notice& notice : notices) {
            if (const auto* one = std::get_if<NoticeType>(&notice)) {
                out.push_back(*one);
            }
        }
        return out;
    }
    /// The message as it is shown, with what hangs on it; nothing when it is not.
    [[nodiscard]] std::optional<engine::MessageSnapshot> message(const core::EventRef& ref) const;
    /// The states that were told of this message, in order, repeats left out.
    [[nodiscard]] std::vector<engine::MessageState> statesOf(const core::EventRef& message) const;
    [[nodiscard]] engine::Digest digest() const { return room->digest(); }
};

struct SentFrame {
    Person* from = nullptr;
    Person* to = nullptr;
    wire::Frame frame;
    engine::LinkId link = 0;
};

class RoomNetwork
{
public:
    explicit RoomNetwork(std::uint64_t seed)
        : rng(seed)
    {
    }

    Person& person(const std::string& name);
    /// Another device of the same identity; `seed` is the identity's.
    Person& device(const core::Seed& identity, const std::string& name);
    /// The same person on a copy of the same disk.
    Person& copy(const core::Seed& identity, const core::Seed& device, const std::string& name);
    [[nodiscard]] core::Now nowOf(const Person& person) const;

    /// One input to this person's room and all that follows from it inside the person.
    void turn(Person& person, const std::function<void(engine::Turn&)>& input);
    void found(Person& person, const engine::CreateRoom& wish = {"Parlour", ""});
    [[nodiscard]] std::string invite(Person& person, const engine::InviteToRoom& wish = {});
    core::EventRef send(Person& person, const std::string& text);
    /// A newcomer's whole way, as the two peers walk it. The link they end up with is 0 when it failed on the way.
    engine::LinkId enter(Person& newcomer, Person& host, const std::string& link);
    /// A live link; both are members.
    engine::LinkId link(Person& dialler, Person& listener);
    /// A neighbour without a room behind him: what is sent there is seen in `sent` only.
    engine::LinkId mute(Person& person, const engine::room::Self& neighbour);
    void cut(engine::LinkId link);
    /// A frame as somebody at the other end of the link might make it. False when the room closes the link over it.
    bool feed(Person& to, engine::LinkId link, const wire::Frame& frame);

    /// Delivers until nothing is under way.
    void deliver();
    /// Lets time pass, with every timer that is due on the way.
    void pass(std::chrono::milliseconds time);
    /// Until all rooms are settled; false when that takes more than two minutes.
    [[nodiscard]] bool settle();
    /// Starts a person's room again from what is on his disk.
    void restart(Person& person);

    support::SeededRng rng;
    core::Now now{core::MonoTime(std::chrono::hours(1)), {1'700'000'000'000}};
    std::vector<SentFrame> sent; ///< all frames so far
    int closed = 0;              ///< links that a room closed over a frame
    bool endless = false;        ///< two rooms answered each other for ever

private:
    struct Ends {
        Person* dialler = nullptr;
        Person* listener = nullptr;
    };

    static bool exchangePassword(engine::Turn& turn, Person& newcomer, const Person& host);
    void run(Person& person, const std::function<void(engine::Turn&)>& input);
    void carryOut(Person& person, engine::Turn& turn);
    [[nodiscard]] Person* other(engine::LinkId link, const Person& person) const;

    std::deque<std::unique_ptr<Person>> m_people;
    std::map<engine::LinkId, Ends> m_links;
    std::deque<std::pair<engine::LinkId, SentFrame>> m_underWay;
    std::deque<engine::LinkId> m_leaving; ///< links to people who were removed
    std::deque<std::pair<Person*, std::function<void(engine::Turn&)>>> m_turns;
    engine::LinkId m_nextLink = 1;
};

} // namespace fixture
