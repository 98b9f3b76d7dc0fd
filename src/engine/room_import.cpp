// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room_import.h"

#include "engine/file_desk.h"
#include "engine/room/genesis.h"
#include "engine/room_book.h"

#include <algorithm>

namespace engine {

namespace tuning = core::limits::tuning;

using room::CopyError;
using room::CopyPart;
using room::CopyRecord;
using room::RoomCopy;

namespace {

template<class Message>
std::optional<Message> parsed(const CopyPart& part)
{
    Message out;
    const bool good = out.ParseFromArray(part.bytes.data(), static_cast<int>(part.bytes.size()));
    return good ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

// ---- reading ----

void RoomImport::begin(Turn& turn)
{
    readFromStart(turn);
}

void RoomImport::readFromStart(Turn& turn)
{
    m_reader.emplace(m_around.book.self.identity);
    m_offset = 0;
    m_parts.clear();
    ask(turn);
}

void RoomImport::ask(Turn& turn)
{
    // Behind the end one byte more is asked for, and must not be there.
    const std::size_t wants = std::max<std::size_t>(m_reader->wants(), 1);
    turn.output(ReadFile{number(), m_wish.path, m_offset, static_cast<std::uint32_t>(wants)});
}

void RoomImport::handleBytes(Turn& turn, std::optional<FileError> error, const core::Bytes& bytes)
{
    if (m_step == Step::Checking && m_reader->hasEnded()) {
        if (error == FileError::Changed) {
            checked(turn);
        } else {
            fail(turn, CopyError::Damaged);
        }
        return;
    }
    if (error) {
        const bool cut = *error == FileError::Changed; // shorter than that
        if (!cut) {
            const bool denied = *error == FileError::Denied;
            fail(turn, denied ? Reason::NotAllowed : copyReason(*error), "path");
        } else {
            fail(turn, m_offset == 0 ? CopyError::NotOne : CopyError::Damaged);
        }
        return;
    }
    m_offset += bytes.size();
    auto parts = m_reader->take(bytes);
    if (!parts) {
        fail(turn, parts.error());
    } else if (m_step == Step::Checking) {
        check(turn, *parts);
    } else {
        std::move(parts->begin(), parts->end(), std::back_inserter(m_parts));
        goOn(turn);
    }
}

// ---- checking ----

void RoomImport::check(Turn& turn, const std::vector<CopyPart>& parts)
{
    if (m_room.isZero() && m_reader->start() && !knowRoom(turn)) {
        return;
    }
    for (const CopyPart& part : parts) {
        if (m_trial && part.kind == CopyRecord::Core) {
            const auto events = parsed<wire::Events>(part);
            if (!events || !m_trial->take(*events)) {
                fail(turn, CopyError::Damaged);
                return;
            }
        }
    }
    ask(turn);
}

/// False: it is not for us, and that has been said.
bool RoomImport::knowRoom(Turn& turn)
{
    const wire::CopyStart& start = *m_reader->start();
    m_room = room::roomIdOf(core::bytesOf(start.genesis()));
    const auto known = m_around.book.find(m_room);
    if (known && known->state() == RoomState::Banned) {
        fail(turn, Reason::Banned);
        return false;
    }
    if (known && known->state() == RoomState::Kicked) {
        fail(turn, Reason::NotMember, "removed");
        return false;
    }
    if (!known || known->state() != RoomState::Joined) {
        m_trial = room::CopyTrial::begin(start);
        if (!m_trial) {
            fail(turn, CopyError::Damaged);
            return false;
        }
    }
    return true;
}

void RoomImport::checked(Turn& turn)
{
    if (m_trial
        && (!m_trial->isMember(m_around.book.self.identityId) || !m_trial->isWriterLive())) {
        fail(turn, Reason::NotMember, "no member of that room, or not written by one");
        return;
    }
    m_trial.reset();
    if (!openRoom(turn)) {
        return;
    }
    const auto room = m_around.book.find(m_room);
    m_before = RoomCopy(*room).counts();
    RoomCopy(*room).setQuiet(true);
    m_step = Step::Taking;
    readFromStart(turn);
}

bool RoomImport::openRoom(Turn& turn)
{
    const wire::CopyStart& start = *m_reader->start();
    RoomBook& book = m_around.book;
    if (const auto known = book.find(m_room)) {
        if (known->roll() == nullptr && !RoomCopy(*known).adopt(turn, start)) {
            fail(turn, CopyError::Damaged);
            return false;
        }
        return true;
    }
    if (book.rooms.size() >= tuning::rooms) {
        fail(turn, Reason::Quota);
        return false;
    }
    auto made = RoomCopy::open(turn, book.self, start);
    if (!made) {
        fail(turn, CopyError::Damaged);
        return false;
    }
    m_made = true;
    book.rooms[m_room] = std::move(made);
    return true;
}

// ---- taking ----

void RoomImport::goOn(Turn& turn)
{
    const auto room = m_around.book.find(m_room);
    if (!room || room->roll() == nullptr) {
        fail(turn, Reason::UnknownRoom, "forgotten meanwhile");
        return;
    }
    while (!m_parts.empty()) {
        const bool content = m_parts.front().kind == CopyRecord::File;
        if (content && m_step == Step::Taking) {
            if (readsAgain()) {
                break;
            }
            m_step = Step::Files;
        }
        const CopyPart part = std::move(m_parts.front());
        m_parts.pop_front();
        if (!take(turn, *room, part) || isOver()) {
            return;
        }
    }
    if (m_step == Step::Taking && readsAgain() && (m_reader->hasEnded() || !m_parts.empty())) {
        ++m_round;
        m_gained = false;
        m_postponed = false;
        readFromStart(turn);
    } else if (m_reader->hasEnded()) {
        finish(turn, room);
    } else {
        ask(turn);
    }
}

/// What came before that on which it hangs may be taken now.
bool RoomImport::readsAgain() const
{
    return m_gained && m_postponed && m_round + 1 < tuning::copyRounds;
}

void RoomImport::goOnLater(Turn& turn)
{
    turn.afterCommit([weak = weak_from_this()](Turn& later) {
        if (const auto job = weak.lock(); job && !job->isOver()) {
            job->goOn(later);
        }
    });
}

bool RoomImport::take(Turn& turn, room::Room& room, const CopyPart& part)
{
    switch (part.kind) {
    case CopyRecord::Core:
    case CopyRecord::Events:
        return takeEvents(turn, room, part);
    case CopyRecord::Forks:
        if (const auto proofs = parsed<wire::Frontier>(part)) {
            RoomCopy(room).takeForks(turn, *proofs);
        }
        goOnLater(turn);
        return false;
    case CopyRecord::Keys:
    case CopyRecord::OwnKeys:
        takeKeys(turn, room, part);
        return true;
    case CopyRecord::File:
        return takeFile(turn, room, part);
    case CopyRecord::Piece:
        return takePiece(turn, part);
    case CopyRecord::FileEnd:
        return endFile(turn, part);
    default:
        return true;
    }
}

bool RoomImport::takeEvents(Turn& turn, room::Room& room, const CopyPart& part)
{
    const auto events = parsed<wire::Events>(part);
    RoomCopy::Taken taken;
    if (events) {
        taken = RoomCopy(room).take(turn, m_around.book.self, *events);
    }
    if (!events || !taken.sound) {
        fail(turn, Reason::FileChanged, "it holds what its author has not signed");
        return false;
    }
    m_gained = m_gained || !taken.gained.empty();
    m_postponed = m_postponed || taken.postponed;
    m_logs.insert(taken.gained.begin(), taken.gained.end());
    m_messages += taken.messages;
    goOnLater(turn);
    return false;
}

void RoomImport::takeKeys(Turn& turn, room::Room& room, const CopyPart& part) const
{
    if (const auto keys = parsed<wire::Keys>(part)) {
        RoomCopy(room).takeKeys(turn, *keys);
    }
}

// ---- the content of files ----

bool RoomImport::takeFile(Turn& turn, const room::Room& room, const CopyPart& part)
{
    const auto card = parsed<wire::CopyFile>(part);
    const auto log = card ? core::LogId::from(core::bytesOf(card->log())) : std::nullopt;
    if (!log || m_writing) {
        return true;
    }
    const EventRef file{*log, card->seq()};
    const auto wanted = m_around.files.wanted(room, file);
    if (!wanted || wanted->manifest.length() != card->bytes()) {
        return true; // no such card, or it is here
    }
    m_writing.emplace(Writing{file, wanted->manifest});
    turn.output(PlaceDownload{number(), {}, wanted->safeName, card->bytes()});
    return false;
}

void RoomImport::handlePlaced(Turn& turn, std::optional<FileError> error)
{
    if (error) {
        const EventRef file = m_writing->file;
        m_writing.reset(); // there is no part file that could be dropped
        turn.notice(FileFailedNotice{file, copyReason(*error)});
    }
    goOn(turn);
}

bool RoomImport::takePiece(Turn& turn, const CopyPart& part)
{
    if (!m_writing) {
        return true;
    }
    const std::uint64_t offset = m_writing->tree.length();
    if (part.bytes.empty() || part.bytes.size() > m_writing->manifest.length() - offset) {
        giveUpFile(turn, Reason::FileChanged);
        return true;
    }
    m_writing->tree.add(part.bytes);
    m_writing->unflushed += part.bytes.size();
    turn.output(WritePart{number(), offset, part.bytes});
    return false;
}

void RoomImport::handleWritten(Turn& turn, std::optional<FileError> error)
{
    if (error && m_writing) {
        giveUpFile(turn, copyReason(*error));
    } else if (m_writing && m_writing->unflushed >= tuning::fileFlushBytes) {
        m_writing->unflushed = 0;
        turn.output(FlushPart{number()});
        return;
    }
    goOn(turn);
}

void RoomImport::handleFlushed(Turn& turn, std::optional<FileError> error)
{
    if (error && m_writing) {
        giveUpFile(turn, copyReason(*error));
    }
    goOn(turn);
}

/// Nothing gets its name that is not what the card says, whatever whoever wrote the file claims.
bool RoomImport::endFile(Turn& turn, const CopyPart& part)
{
    if (!m_writing) {
        return true;
    }
    const bool claimed = part.bytes.size() == 1 && part.bytes.front() == 1;
    const bool whole = m_writing->tree.length() == m_writing->manifest.length();
    if (!claimed || !whole || m_writing->tree.finish() != m_writing->manifest.root()) {
        giveUpFile(turn, Reason::FileChanged);
        return true;
    }
    turn.output(FinishPart{number()});
    return false;
}

void RoomImport::handleFinished(Turn& turn, std::optional<FileError> error, const std::string& path)
{
    if (error) {
        giveUpFile(turn, copyReason(*error));
    } else if (const auto room = m_around.book.find(m_room)) {
        m_around.files.keep(turn, *room, m_writing->file, path, m_writing->tree.leaves());
        m_writing.reset();
    }
    if (!error) {
        goOnLater(turn);
    } else {
        goOn(turn);
    }
}

void RoomImport::giveUpFile(Turn& turn, Reason reason)
{
    turn.output(DropPart{number()});
    turn.notice(FileFailedNotice{m_writing->file, reason});
    m_writing.reset();
}

// ---- the end ----

void RoomImport::finish(Turn& turn, const std::shared_ptr<room::Room>& room)
{
    RoomCopy copy(*room);
    copy.setQuiet(false);
    copy.finish(turn, m_around.book.self, m_logs);
    m_around.entered(turn, *room);
    const RoomCopy::Counts now = copy.counts();
    const auto more = [](std::size_t after, std::size_t before) {
        return static_cast<std::uint32_t>(after - std::min(after, before));
    };
    const std::uint32_t files = more(now.files, m_before.files);
    const MergedNotice merged{
        m_room, more(m_messages, files), more(now.bans, m_before.bans), files};
    turn.afterCommit([merged, brought = !m_logs.empty()](Turn& later) {
        if (brought) {
            later.notice(merged);
        }
        later.notice(RoomListNotice{merged.room});
    });
    answer(turn, RoomImported{m_room});
}

void RoomImport::fail(Turn& turn, CopyError error)
{
    if (m_step != Step::Checking) {
        fail(turn, Reason::FileChanged, "changed while it was read");
        return;
    }
    switch (error) {
    case CopyError::NotOne:
        fail(turn, Reason::BadArgument, "no copy of a room");
        return;
    case CopyError::Newer:
        fail(turn, Reason::BadArgument, "made by a newer version");
        return;
    case CopyError::NotForUs:
        fail(turn, Reason::NotMember, "not written for this person");
        return;
    case CopyError::Damaged:
        break;
    }
    fail(turn, Reason::FileChanged, "damaged: not as it was written, or cut off");
}

void RoomImport::fail(Turn& turn, Reason reason, const std::string& detail)
{
    if (m_writing) {
        turn.output(DropPart{number()});
    }
    const auto room = m_around.book.find(m_room);
    if (room && m_step != Step::Checking) {
        RoomCopy(*room).setQuiet(false);
        if (m_made) {
            m_around.book.rooms.erase(m_room);
            m_around.files.forgetRoom(turn, m_room);
            turn.persist(DropRoom{m_room});
        }
    }
    refuse(turn, reason, detail);
}

} // namespace engine
