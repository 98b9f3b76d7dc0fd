// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room_export.h"

#include "engine/file_desk.h"
#include "engine/room_book.h"

#include <algorithm>

namespace engine {

namespace tuning = core::limits::tuning;

namespace {

constexpr std::size_t writeBytes = core::limits::spec::copyChunkBytes;
constexpr std::uint64_t pieceBytes = 4 * core::limits::spec::fileBlockBytes;
constexpr std::uint64_t flushEvery = tuning::fileFlushBytes;

} // namespace

void RoomExport::begin(Turn& turn)
{
    const auto room = m_around.book.find(m_wish.room);
    if (!room) {
        fail(turn, Reason::UnknownRoom);
        return;
    }
    if (room->state() != RoomState::Joined || room->roll() == nullptr) {
        fail(turn, Reason::NotMember);
        return;
    }
    if (m_wish.allFiles) {
        m_wish.files = m_around.files.wholeFiles(*room);
    }
    for (const EventRef& file : m_wish.files) {
        if (!room->files().contains(file)) {
            fail(turn, Reason::UnknownFile);
            return;
        }
        if (!m_around.files.whole(*room, file)) {
            fail(turn, Reason::FileGone, "not here");
            return;
        }
    }
    std::sort(m_wish.files.begin(), m_wish.files.end());
    m_wish.files.erase(std::unique(m_wish.files.begin(), m_wish.files.end()), m_wish.files.end());
    if (m_wish.files.size() > tuning::copyFiles
        || room->roll()->members().size() > core::limits::spec::copySlots) {
        fail(turn, Reason::TooLarge);
        return;
    }
    start(turn, *room);
}

void RoomExport::start(Turn& turn, room::Room& room)
{
    if (std::exchange(m_placed, false)) {
        turn.output(DropPart{number()});
    }
    m_step = Step::Slots;
    m_offset = 0;
    m_unflushed = 0;
    m_reading.reset();
    m_files = {m_wish.files.begin(), m_wish.files.end()};
    m_removals = room.roll()->removals();
    m_place = room::RoomCopy(room).begin();
    m_writer.emplace(turn.rng, static_cast<std::uint32_t>(m_place.members.size()));
    turn.output(PlaceDownload{number(), m_wish.path, {}, 0, true});
}

bool RoomExport::isStale(const room::Room& room) const
{
    return room.roll()->removals() != m_removals;
}

void RoomExport::handlePlaced(Turn& turn, std::optional<FileError> error)
{
    m_placed = !error;
    if (error) {
        // As for a log that is exported: no such folder, or a folder where the file is to be.
        fail(turn, *error == FileError::Gone ? Reason::BadArgument : copyReason(*error), "path");
        return;
    }
    goOn(turn);
}

void RoomExport::goOn(Turn& turn)
{
    const auto room = m_around.book.find(m_wish.room);
    if (!room || room->roll() == nullptr) {
        fail(turn, Reason::UnknownRoom);
        return;
    }
    if (isStale(*room)) {
        start(turn, *room);
        return;
    }
    bool slots = false; // a step of these is work enough
    while (!slots && m_step < Step::Written && m_writer->ready() < writeBytes) {
        slots = m_step == Step::Slots;
        if (!produce(turn, *room) || isOver()) {
            return;
        }
    }
    write(turn);
}

void RoomExport::write(Turn& turn)
{
    core::Bytes bytes = m_writer->take();
    if (bytes.empty()) {
        turn.output(FinishPart{number()});
        return;
    }
    const std::uint64_t offset = m_offset;
    m_offset += bytes.size();
    m_unflushed += bytes.size();
    turn.output(WritePart{number(), offset, std::move(bytes)});
}

void RoomExport::handleWritten(Turn& turn, std::optional<FileError> error)
{
    if (error) {
        fail(turn, copyReason(*error));
    } else if (m_unflushed >= flushEvery) {
        // So that the history's commits never wait behind a large one.
        m_unflushed = 0;
        turn.output(FlushPart{number()});
    } else {
        goOn(turn);
    }
}

void RoomExport::handleFlushed(Turn& turn, std::optional<FileError> error)
{
    if (error) {
        fail(turn, copyReason(*error));
    } else {
        goOn(turn);
    }
}

void RoomExport::handleFinished(Turn& turn,
                                std::optional<FileError> error,
                                const std::string& /*path*/)
{
    m_placed = false;
    if (error) {
        fail(turn, copyReason(*error));
    } else {
        answer(turn, Done{});
    }
}

bool RoomExport::produce(Turn& turn, room::Room& room)
{
    switch (m_step) {
    case Step::Slots:
        addSlots(room);
        return true;
    case Step::Start:
        addStart(turn, room);
        return true;
    case Step::Core:
        addCore(room);
        return true;
    case Step::Logs:
        return addLogs(turn, room);
    case Step::Forks:
        if (const auto proof = room::RoomCopy(room).nextFork(m_place)) {
            m_writer->add(room::CopyRecord::Forks, *proof);
        } else {
            m_step = Step::Files;
        }
        return true;
    case Step::Files:
        return addFiles(turn);
    case Step::End:
        m_writer->end(m_around.book.self.device);
        m_step = Step::Written;
        return true;
    case Step::Written:
        break;
    }
    return true;
}

void RoomExport::addSlots(room::Room& room)
{
    const room::RoomCopy copy(room);
    // To find out who is to have which secret costs a look at all openings, for each.
    const std::size_t most = tuning::copySlotsAStep / (m_place.hasOthers ? 8 : 1);
    for (std::size_t i = 0; i < most && m_place.nextMember < m_place.members.size(); ++i) {
        const IdentityId& member = m_place.members[m_place.nextMember++];
        m_writer->addSlot(member, copy.ownKeysOf(m_place, member));
    }
    m_step = m_place.nextMember == m_place.members.size() ? Step::Start : Step::Slots;
}

void RoomExport::addStart(Turn& turn, room::Room& room)
{
    const room::RoomCopy copy(room);
    m_writer->add(room::CopyRecord::Start, copy.start(m_around.book.self, turn.now.wall));
    for (const wire::Keys& keys : copy.everybodysKeys()) {
        m_writer->add(room::CopyRecord::Keys, keys);
    }
    m_writer->addOwnKeys();
    m_step = Step::Core;
}

void RoomExport::addCore(room::Room& room)
{
    const wire::Events events = room::RoomCopy(room).nextCore(m_place);
    if (events.events_size() == 0) {
        m_step = Step::Logs;
    } else {
        m_writer->add(room::CopyRecord::Core, events);
    }
}

bool RoomExport::addLogs(Turn& turn, room::Room& room)
{
    const auto read = room::RoomCopy(room).nextRows(m_place);
    if (!read) {
        m_step = Step::Forks;
        return true;
    }
    turn.readRows(
        *read, [weak = weak_from_this(), read = *read](Turn& later, const room::EventRows& rows) {
            if (const auto job = weak.lock(); job && !job->isOver()) {
                job->takeRows(later, read, rows);
            }
        });
    return false;
}

void RoomExport::takeRows(Turn& turn, const ReadRows& read, const room::EventRows& rows)
{
    const auto room = m_around.book.find(m_wish.room);
    if (room && room->roll() != nullptr && !isStale(*room)) {
        for (const wire::Frame& frame :
             room::RoomCopy(*room).rowsRead(m_place, read, rows, turn.now.wall)) {
            m_writer->add(room::CopyRecord::Events, frame.events());
        }
    }
    goOn(turn);
}

// ---- the content of files ----

bool RoomExport::addFiles(Turn& turn)
{
    if (m_reading) {
        readOn(turn);
        return false;
    }
    if (m_files.empty()) {
        m_step = Step::End;
        return true;
    }
    const EventRef file = m_files.front();
    m_files.pop_front();
    const auto room = m_around.book.find(m_wish.room);
    const auto whole = room ? m_around.files.whole(*room, file) : std::nullopt;
    if (!whole) {
        endFile(turn, false, Reason::FileGone);
        return true;
    }
    m_reading.emplace(Reading{file, whole->path, whole->manifest});
    wire::CopyFile card;
    card.set_log(core::textOf(file.log.view()));
    card.set_seq(file.seq);
    card.set_bytes(whole->manifest.length());
    m_writer->add(room::CopyRecord::File, card);
    if (whole->manifest.length() == 0) {
        endFile(turn, true, Reason::FileChanged);
        return true;
    }
    readOn(turn);
    return false;
}

void RoomExport::readOn(Turn& turn)
{
    const std::uint64_t done = m_reading->tree.length();
    const std::uint64_t left = m_reading->manifest.length() - done;
    turn.output(ReadFile{
        number(), m_reading->path, done, static_cast<std::uint32_t>(std::min(left, pieceBytes))});
}

void RoomExport::handleBytes(Turn& turn, std::optional<FileError> error, const core::Bytes& bytes)
{
    if (!m_reading) {
        return;
    }
    if (error) {
        endFile(turn, false, copyReason(*error));
    } else {
        m_reading->tree.add(bytes);
        m_writer->add(room::CopyRecord::Piece, bytes);
        if (m_reading->tree.length() == m_reading->manifest.length()) {
            const bool right = m_reading->tree.finish() == m_reading->manifest.root();
            endFile(turn, right, Reason::FileChanged);
        }
    }
    if (!isOver()) {
        goOn(turn);
    }
}

void RoomExport::endFile(Turn& turn, bool whole, Reason otherwise)
{
    if (!whole && !m_wish.allFiles) {
        fail(turn, otherwise);
        return;
    }
    if (m_reading) {
        m_writer->add(room::CopyRecord::FileEnd, core::Bytes(1, whole ? 1 : 0));
    }
    m_reading.reset();
}

void RoomExport::fail(Turn& turn, Reason reason, const std::string& detail)
{
    if (m_placed) {
        turn.output(DropPart{number()});
    }
    refuse(turn, reason, detail);
}

} // namespace engine
