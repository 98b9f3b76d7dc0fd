// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// Answers that the host gives alone (history, stopping) or completes (unread counts, figures, which files are here).
#include "engine/host/engine_worker.h"
#include "engine/host/store_reader.h"

#include <algorithm>
#include <fstream>
#include <unistd.h>
#include <utility>

namespace engine::host {

namespace {

std::uint64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

Reason reasonOf(FileError error)
{
    switch (error) {
    case FileError::DiskFull:
        return Reason::DiskFull;
    case FileError::Denied:
        return Reason::ReadOnly;
    case FileError::Exists:
        return Reason::FileExists;
    case FileError::Gone:
        return Reason::BadArgument; // no such folder
    case FileError::Changed:
    case FileError::Failed:
        break;
    }
    return Reason::Internal;
}

void markHeld(std::vector<MessageSnapshot>& messages, const FileList& files)
{
    for (MessageSnapshot& message : messages) {
        const auto same = [&message](const FileSnapshot& file) {
            return message.file && file.file == message.file->file;
        };
        const auto found = std::find_if(files.files.begin(), files.files.end(), same);
        if (found != files.files.end()) {
            message.file->have = found->have;
        }
    }
}

} // namespace

void EngineWorker::carryOut(SendAnswer& what)
{
    if (const auto page = m_pagesWithFiles.extract(what.request)) {
        auto& [messages, then] = page.mapped();
        if (const auto* files = std::get_if<FileList>(&what.answer)) {
            markHeld(messages, *files);
        }
        then(std::move(messages));
        return;
    }
    const auto marked = m_markingRead.extract(what.request);
    if (auto* rooms = std::get_if<RoomList>(&what.answer)) {
        completeRooms(what.request, std::move(*rooms));
    } else if (std::holds_alternative<UnreadLeft>(what.answer) && marked) {
        completeUnread(what.request, marked.mapped());
    } else if (const auto* stats = std::get_if<NodeStats>(&what.answer)) {
        completeStats(what.request, *stats);
    } else {
        answer(what.request, std::move(what.answer));
    }
}

void EngineWorker::carryOut(WriteFile& what)
{
    const auto done = [this, id = what.request](std::optional<FileError> error) {
        answer(id, error ? Answer(Refusal{reasonOf(*error), {}, 0}) : Answer(Done{}));
    };
    m_files->writeWhole(std::move(what), done);
}

void EngineWorker::answer(RequestId id, Answer answer)
{
    if (m_open.erase(id) > 0) {
        m_person.push(PersonStream::Answered{id, std::move(answer)});
    }
}

template<class Question, class Ask>
void EngineWorker::answerFromStore(RequestId id, const Question& question, Ask ask)
{
    m_storage->read([this, id, question, ask, self = m_self](
                        StoreReader* reader) -> StorageThread::Then {
        using Said = decltype(ask(*reader, question, self));
        auto said = std::make_shared<Said>(reader ? ask(*reader, question, self)
                                                  : Said(core::fail(Reason::Internal)));
        return [this, id, said, room = question.room]() {
            if (!*said) {
                answer(id, Refusal{said->error(), {}, 0});
                return;
            }
            if constexpr (requires { (**said).messages; }) {
                auto messages = std::exchange((**said).messages, {});
                completePage(
                    std::move(messages), room, [this, id, said](std::vector<MessageSnapshot> page) {
                        (**said).messages = std::move(page);
                        answer(id, std::move(**said));
                    });
            } else {
                answer(id, std::move(**said));
            }
        };
    });
}

bool EngineWorker::answerFromStore(RequestId id, const Request& request)
{
    if (const auto* history = std::get_if<ReadHistory>(&request)) {
        answerFromStore(id, *history, [](StoreReader& reader, const auto& asked, const auto& self) {
            return reader.history(asked, self);
        });
    } else if (const auto* edits = std::get_if<ReadEdits>(&request)) {
        answerFromStore(id, *edits, [](StoreReader& reader, const auto& asked, const auto& self) {
            return reader.edits(asked, self);
        });
    } else if (const auto* search = std::get_if<SearchMessages>(&request)) {
        answerSearch(id, *search);
    } else if (const auto* pins = std::get_if<ListPins>(&request)) {
        answerFromStore(id, *pins, [](StoreReader& reader, const auto& asked, const auto& self) {
            return reader.pins(asked, self);
        });
    } else {
        return false;
    }
    return true;
}

void EngineWorker::answerSearch(RequestId id, const SearchMessages& question)
{
    m_storage->read(
        [this, id, question, self = m_self](StoreReader* reader) -> StorageThread::Then {
            auto said = reader ? reader->search(question, self)
                               : core::Result<SearchPage, Reason>(core::fail(Reason::Internal));
            if (!said) {
                return [this, id, reason = said.error()]() { answer(id, Refusal{reason, {}, 0}); };
            }
            auto page = std::make_shared<SearchPage>(std::move(*said));
            return [this, id, page]() { completeSearch(id, page, 0); };
        });
}

/// Which files are here is asked room by room: for one stretch of messages of one room at a time.
void EngineWorker::completeSearch(RequestId id,
                                  const std::shared_ptr<SearchPage>& page,
                                  std::size_t from)
{
    auto& found = page->found;
    while (from < found.size() && !found[from].message.file) {
        ++from;
    }
    if (from == found.size()) {
        answer(id, std::move(*page));
        return;
    }
    std::vector<MessageSnapshot> stretch;
    const RoomId room = found[from].room;
    for (std::size_t at = from; at < found.size() && found[at].room == room; ++at) {
        stretch.push_back(std::move(found[at].message));
    }
    completePage(
        std::move(stretch), room, [this, id, page, from](std::vector<MessageSnapshot> done) {
            std::size_t at = from;
            for (MessageSnapshot& message : done) {
                page->found[at++].message = std::move(message);
            }
            completeSearch(id, page, at);
        });
}

/// Whether a file is here is known to the peer alone.
void EngineWorker::completePage(std::vector<MessageSnapshot> page, const RoomId& room, GotPage then)
{
    const bool files = std::any_of(
        page.begin(), page.end(), [](const MessageSnapshot& one) { return one.file.has_value(); });
    if (!files) {
        then(std::move(page));
        return;
    }
    const RequestId question = m_nextOwnQuestion++;
    m_pagesWithFiles.emplace(question, std::pair(std::move(page), std::move(then)));
    input([question, room](Peer& peer, core::Now now, Outbox& out) {
        peer.handleRequest(now, question, ListFiles{room}, out);
    });
}

void EngineWorker::answerStop(RequestId id)
{
    m_storage->flush([this, id]() { answer(id, Done{}); });
}

void EngineWorker::completeRooms(RequestId id, RoomList list)
{
    if (m_open.erase(id) == 0) {
        return;
    }
    const PersonStream::Slot slot = m_person.reserve();
    m_storage->read([this, id, slot, list = std::move(list), self = m_self](
                        StoreReader* reader) mutable -> StorageThread::Then {
        for (RoomSnapshot& room : list.rooms) {
            room.unread = reader ? reader->unread(room.room, self) : room.unread;
        }
        return [this, id, slot, list = std::move(list)]() {
            m_person.fill(slot, PersonStream::Answered{id, list});
        };
    });
}

void EngineWorker::completeUnread(RequestId id, const RoomId& room)
{
    if (m_open.erase(id) == 0) {
        return;
    }
    const PersonStream::Slot slot = m_person.reserve();
    m_storage->read(
        [this, id, slot, room, self = m_self](StoreReader* reader) -> StorageThread::Then {
            const std::uint32_t unread = reader ? reader->unread(room, self) : 0;
            return [this, id, slot, unread]() {
                m_person.fill(slot, PersonStream::Answered{id, UnreadLeft{unread}});
            };
        });
}

void EngineWorker::completeStats(RequestId id, NodeStats stats)
{
    if (m_open.erase(id) == 0) {
        return;
    }
    stats.rssBytes = residentBytes();
    const auto& traffic = m_links->total();
    stats.roomsBytesIn = std::max(stats.roomsBytesIn, traffic.in);
    stats.roomsBytesOut = std::max(stats.roomsBytesOut, traffic.out);
    const PersonStream::Slot slot = m_person.reserve();
    m_storage->read([this, id, slot, stats](StoreReader* reader) mutable -> StorageThread::Then {
        const StoreFigures figures = reader ? reader->figures() : StoreFigures();
        stats.dbBytes = figures.dbBytes;
        stats.eventsStored = figures.events;
        stats.indexLag = figures.waiting;
        return
            [this, id, slot, stats]() { m_person.fill(slot, PersonStream::Answered{id, stats}); };
    });
}

} // namespace engine::host
