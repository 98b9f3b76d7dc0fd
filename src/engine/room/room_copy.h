// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room as a file, from the inside (copy_file.h is the container): what is written of it, in pieces of bounded size, and
// how such pieces are taken over. They are judged like what a neighbour sends in answer to a question, on the same path;
// nothing is believed because it came in a file.
//
// Written are the core, the openings, each log as runs, the proofs of forks, and secrets: those of every member for all, the
// others for whom they are. What was taken back, is older than the room keeps it, or lies beyond the end of its log goes
// without its text.

#include "engine/room/copy_file.h"
#include "engine/room/room.h"

namespace engine::room {

class RoomCopy
{
public:
    explicit RoomCopy(Room& room)
        : m_room(room)
    {
    }

    // ---- writing ----

    /// What is to be written, as it was when the writing began, and how far it has come.
    struct Place {
        struct CoreItem {
            core::EventId id;
            core::LogId log;
        };
        std::vector<core::IdentityId> members; ///< who can open it
        std::vector<CoreItem> core;            ///< causes before effects
        std::vector<core::LogId> logs;
        std::vector<core::LogId> forks;
        std::set<core::EpochId> everybodys; ///< secrets that are every member's
        bool hasOthers = false;             ///< and there are some that are not
        std::size_t nextMember = 0;
        std::size_t nextCore = 0;
        std::size_t nextLog = 0;
        std::size_t nextFork = 0;
        std::uint64_t nextSeq = 0; ///< of that log
    };
    /// Of somebody who is a member.
    [[nodiscard]] Place begin() const;
    [[nodiscard]] wire::CopyStart start(const Self& self, core::WallTime wall) const;
    [[nodiscard]] std::vector<wire::Keys> everybodysKeys() const;
    /// What this member is to have besides those.
    [[nodiscard]] std::vector<EpochSecret> ownKeysOf(const Place& place,
                                                     const core::IdentityId& member) const;
    /// Nothing in it: there are no more.
    [[nodiscard]] wire::Events nextCore(Place& place) const;
    /// Nothing: there are no more.
    [[nodiscard]] std::optional<ReadRows> nextRows(Place& place) const;
    [[nodiscard]] std::vector<wire::Frame>
    rowsRead(Place& place, const ReadRows& read, const EventRows& rows, core::WallTime wall) const;
    [[nodiscard]] std::optional<wire::Frontier> nextFork(Place& place) const;

    // ---- taking over ----

    /// A room that is not here yet. Until `goIn` it is one that was left. Nothing: the bytes are none.
    [[nodiscard]] static std::shared_ptr<Room>
    open(Turn& turn, const Self& self, const wire::CopyStart& start);
    /// The same for one that is here and that nobody has let us into so far. False: it is another one.
    [[nodiscard]] bool adopt(Turn& turn, const wire::CopyStart& start);

    struct Taken {
        bool sound = true;      ///< false: malformed, or not signed as it should be
        bool postponed = false; ///< something could not be taken yet
        LogSet gained;
        std::size_t messages = 0;
    };
    [[nodiscard]] Taken take(Turn& turn, const Self& self, const wire::Events& events);
    void takeKeys(Turn& turn, const wire::Keys& keys);
    void takeForks(Turn& turn, const wire::Frontier& forks);

    struct Counts {
        std::size_t bans = 0;
        std::size_t files = 0;
    };
    [[nodiscard]] Counts counts() const;
    /// While much comes, the person is not told of each message.
    void setQuiet(bool quiet);
    /// All has been taken: a member goes in, and neighbours hear of what is new.
    void finish(Turn& turn, const Self& self, const LogSet& gained);

private:
    void goIn(Turn& turn, const Self& self);
    void openOwnLog(Turn& turn, const Self& self);
    [[nodiscard]] bool showsOwnAhead(const wire::Events& events) const;
    bool takeOne(Turn& turn, const wire::SignedEvent& each, Taken& out);
    bool takeRun(Turn& turn, const wire::Run& run, Taken& out);

    Room& m_room;
};

} // namespace engine::room
