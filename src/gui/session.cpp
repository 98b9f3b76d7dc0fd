// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/session.h"

#include "gui/plain_text.h"
#include "gui/timeline/room_history.h"
#include "gui/wall_clock.h"
#include "gui/words.h"

#include <QTimer>

#include <algorithm>
#include <set>
#include <utility>

namespace gui {

using engine::FileStage;

namespace {

constexpr qint64 typingShown = 8000;

} // namespace

bool Session::Refresh::begin()
{
    if (flying) {
        again = true;
        return false;
    }
    flying = true;
    return true;
}

bool Session::Refresh::end()
{
    flying = false;
    return std::exchange(again, false);
}

Session::Session(engine::Engine& engine, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_typingTimer(new QTimer(this))
{
    connect(&engine, &engine::Engine::answered, this, &Session::onAnswered);
    connect(&engine, &engine::Engine::noticed, this, &Session::onNoticed);
    m_typingTimer->setInterval(1000);
    connect(m_typingTimer, &QTimer::timeout, this, &Session::dropStaleTyping);
}

Session::~Session() = default;

void Session::start()
{
    refreshNode();
    refreshRooms();
    refreshPeers();
}

void Session::ask(engine::Request request, QObject* context, Callback callback)
{
    const engine::RequestId id = m_engine.submit(std::move(request));
    m_pending.emplace(id, Pending{context, std::move(callback)});
}

void Session::tell(engine::Request request)
{
    m_engine.submit(std::move(request));
}

void Session::onAnswered(engine::RequestId id, const engine::Answer& answer)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end()) {
        return;
    }
    const Pending pending = std::move(found->second);
    m_pending.erase(found);
    if (pending.context) {
        pending.callback(answer);
    }
}

void Session::onNoticed(const engine::Notice& notice)
{
    std::visit([this](const auto& what) { take(what); }, notice);
}

const RoomEntry* Session::room(const core::RoomId& room) const
{
    const auto found = m_rooms.find(room);
    return found == m_rooms.end() ? nullptr : &found->second;
}

std::vector<core::RoomId> Session::roomsByActivity() const
{
    std::vector<std::pair<std::int64_t, core::RoomId>> keyed;
    keyed.reserve(m_rooms.size());
    for (const auto& [id, entry] : m_rooms) {
        keyed.emplace_back(entry.last ? -entry.last->timeMs : 0, id);
    }
    std::sort(keyed.begin(), keyed.end());
    std::vector<core::RoomId> order;
    order.reserve(keyed.size());
    for (const auto& [key, id] : keyed) {
        order.push_back(id);
    }
    return order;
}

std::size_t Session::peersOnline() const
{
    std::set<core::IdentityId> people;
    for (const engine::PeerSnapshot& link : m_links) {
        people.insert(link.identity);
    }
    return people.size();
}

std::uint32_t Session::unread() const
{
    std::uint32_t sum = 0;
    for (const auto& [id, entry] : m_rooms) {
        sum += entry.snapshot.unread;
    }
    return sum;
}

const std::vector<engine::MemberSnapshot>& Session::members(const core::RoomId& room) const
{
    static const std::vector<engine::MemberSnapshot> none;
    const auto found = m_members.find(room);
    return found == m_members.end() ? none : found->second;
}

const engine::MemberSnapshot* Session::member(const core::RoomId& room,
                                              const core::IdentityId& identity) const
{
    const auto& list = members(room);
    const auto found = std::find_if(
        list.begin(), list.end(), [&](const auto& one) { return one.identity == identity; });
    return found == list.end() ? nullptr : &*found;
}

QString Session::nameOf(const core::RoomId& room, const core::IdentityId& identity) const
{
    const engine::MemberSnapshot* known = member(room, identity);
    return isolated(Words::person(known == nullptr ? std::string() : known->name, identity));
}

std::vector<core::IdentityId> Session::typing(const core::RoomId& room) const
{
    std::vector<core::IdentityId> people;
    const auto found = m_typing.find(room);
    if (found != m_typing.end()) {
        for (const auto& [identity, until] : found->second) {
            people.push_back(identity);
        }
    }
    return people;
}

FileEntry Session::file(const core::EventRef& file) const
{
    const auto found = m_files.find(file);
    return found == m_files.end() ? FileEntry{} : found->second;
}

RoomHistory& Session::history(const core::RoomId& room)
{
    auto& history = m_histories[room];
    if (!history) {
        history = std::make_unique<RoomHistory>(
            [this](const engine::ReadHistory& request, QObject* context, Callback take) {
                ask(request, context, std::move(take));
            },
            room);
    }
    return *history;
}

void Session::refreshNode()
{
    ask(engine::GetNodeInfo{}, this, [this](const engine::Answer& answer) {
        if (const auto* info = std::get_if<engine::NodeInfo>(&answer)) {
            m_node = *info;
            for (const engine::RungSnapshot& rung : info->rungs) {
                m_rungs[rung.rung] = rung;
            }
            emit nodeChanged();
            emit networkChanged();
        }
    });
}

void Session::refreshRooms()
{
    if (!m_roomsRefresh.begin()) {
        return;
    }
    ask(engine::ListRooms{}, this, [this](const engine::Answer& answer) {
        if (const auto* list = std::get_if<engine::RoomList>(&answer)) {
            takeRooms(*list);
        }
        if (m_roomsRefresh.end()) {
            refreshRooms();
        }
    });
}

void Session::takeRooms(const engine::RoomList& list)
{
    std::map<core::RoomId, RoomEntry> rooms;
    std::vector<core::RoomId> fresh;
    for (const engine::RoomSnapshot& snapshot : list.rooms) {
        const auto known = m_rooms.find(snapshot.room);
        RoomEntry entry = known == m_rooms.end() ? RoomEntry{} : known->second;
        entry.snapshot = snapshot;
        if (known == m_rooms.end()) {
            fresh.push_back(snapshot.room);
        }
        rooms.emplace(snapshot.room, std::move(entry));
    }
    m_rooms = std::move(rooms);
    std::erase_if(m_histories, [this](const auto& one) { return !m_rooms.contains(one.first); });
    m_roomsKnown = true;
    for (const core::RoomId& room : fresh) {
        refreshPreview(room);
    }
    emit roomsChanged();
}

void Session::refreshPreview(const core::RoomId& room)
{
    if (!m_previewRefreshes[room].begin()) {
        return;
    }
    engine::ReadHistory newest;
    newest.room = room;
    newest.limit = 1;
    ask(newest, this, [this, room](const engine::Answer& answer) {
        const auto* page = std::get_if<engine::HistoryPage>(&answer);
        const auto entry = m_rooms.find(room);
        if (page != nullptr && !page->messages.empty() && entry != m_rooms.end()) {
            entry->second.last = page->messages.back();
            emit roomChanged(room);
        }
        if (m_previewRefreshes[room].end()) {
            refreshPreview(room);
        }
    });
}

void Session::refreshMembers(const core::RoomId& room)
{
    if (!m_memberRefreshes[room].begin()) {
        return;
    }
    ask(engine::ListMembers{room}, this, [this, room](const engine::Answer& answer) {
        if (const auto* list = std::get_if<engine::MemberList>(&answer)) {
            m_members[room] = list->members;
            emit membersChanged(room);
        }
        if (m_memberRefreshes[room].end()) {
            refreshMembers(room);
        }
    });
}

void Session::refreshPeers()
{
    if (!m_peersRefresh.begin()) {
        return;
    }
    ask(engine::ListPeers{}, this, [this](const engine::Answer& answer) {
        if (const auto* list = std::get_if<engine::PeerList>(&answer)) {
            m_links = list->peers;
            emit networkChanged();
        }
        if (m_peersRefresh.end()) {
            refreshPeers();
        }
    });
}

void Session::refreshFiles(const core::RoomId& room)
{
    ask(engine::ListFiles{room}, this, [this, room](const engine::Answer& answer) {
        if (const auto* list = std::get_if<engine::FileList>(&answer)) {
            takeFiles(room, *list);
        }
    });
}

void Session::takeFiles(const core::RoomId& /*room*/, const engine::FileList& list)
{
    for (const engine::FileSnapshot& snapshot : list.files) {
        changeFile(snapshot.file, [&](FileEntry& entry) {
            entry.stage = snapshot.stage;
            entry.done = std::max(entry.done, snapshot.bytesDone);
            entry.copies = snapshot.copies;
            entry.path = textFrom(snapshot.path);
        });
    }
}

void Session::markRead(const core::RoomId& room, const core::EventRef& message)
{
    ask(engine::MarkRead{room, message}, this, [this, room](const engine::Answer& answer) {
        const auto* left = std::get_if<engine::UnreadLeft>(&answer);
        const auto entry = m_rooms.find(room);
        if (left != nullptr && entry != m_rooms.end()
            && entry->second.snapshot.unread != left->unread) {
            entry->second.snapshot.unread = left->unread;
            emit roomChanged(room);
        }
    });
}

// ---- files ----

void Session::changeFile(const core::EventRef& file, const std::function<void(FileEntry&)>& change)
{
    change(m_files[file]);
    emit fileChanged(file);
}

void Session::actOnFile(engine::Request request,
                        const core::EventRef& file,
                        std::optional<FileStage> then)
{
    ask(std::move(request), this, [this, file, then](const engine::Answer& answer) {
        changeFile(file, [&](FileEntry& entry) {
            if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
                entry.failure = refusal->reason;
            } else {
                entry.failure.reset();
                entry.stage = then;
                entry.rate = 0;
            }
        });
    });
}

void Session::fetchFile(const core::EventRef& file)
{
    actOnFile(engine::FetchFile{file, {}}, file, FileStage::Fetching);
}

void Session::pauseFile(const core::EventRef& file)
{
    actOnFile(engine::PauseFile{file}, file, FileStage::Paused);
}

void Session::resumeFile(const core::EventRef& file)
{
    actOnFile(engine::ResumeFile{file}, file, FileStage::Fetching);
}

void Session::cancelFile(const core::EventRef& file)
{
    const bool sharing = this->file(file).stage == FileStage::Shared;
    actOnFile(engine::CancelFile{file}, file, sharing ? FileStage::Gone : FileStage::Offered);
    changeFile(file, [](FileEntry& entry) { entry.done = 0; });
}

// ---- notices ----

void Session::take(const engine::ReadyNotice& /*notice*/)
{
    start();
}

void Session::take(const engine::RoomNotice& notice)
{
    const auto entry = m_rooms.find(notice.room);
    if (entry != m_rooms.end()) {
        entry->second.snapshot.state = notice.state;
        entry->second.reason = notice.reason;
        emit roomChanged(notice.room);
    }
    refreshRooms();
    if (notice.state == engine::RoomState::Joined) {
        refreshMembers(notice.room);
    }
}

void Session::take(const engine::RoomListNotice& /*notice*/)
{
    refreshRooms();
}

void Session::take(const engine::MemberNotice& notice)
{
    if (m_members.contains(notice.room)) {
        refreshMembers(notice.room);
    }
    refreshRooms();
    if (notice.change == engine::MemberChange::Online
        || notice.change == engine::MemberChange::Offline) {
        refreshPeers();
    }
}

void Session::take(const engine::MessageNotice& notice)
{
    const auto entry = m_rooms.find(notice.room);
    const auto history = m_histories.find(notice.room);
    if (entry != m_rooms.end()) {
        auto& last = entry->second.last;
        const bool newer = !last || last->timeMs <= notice.message.timeMs || notice.message.late
                           || last->message == notice.message.message;
        const bool repeat = last && last->message == notice.message.message;
        if (newer) {
            last = notice.message;
        }
        if (!notice.message.own && !repeat && !notice.message.edited && !notice.message.deleted) {
            ++entry->second.snapshot.unread;
        }
        emit roomChanged(notice.room);
    }
    if (m_typing[notice.room].erase(notice.message.author) > 0) {
        emit typingChanged(notice.room);
    }
    if (history != m_histories.end()) {
        history->second->takeMessage(notice.message);
    }
    emit messageArrived(notice.room, notice.message);
}

void Session::take(const engine::HistoryNotice& notice)
{
    refreshRooms();
    refreshPreview(notice.room);
    const auto history = m_histories.find(notice.room);
    if (history != m_histories.end()) {
        history->second->takeSync(notice.count);
    }
}

void Session::take(const engine::MessageStateNotice& notice)
{
    const auto history = m_histories.find(notice.room);
    if (history != m_histories.end()) {
        history->second->takeState(notice);
    }
}

void Session::take(const engine::ModerationNotice& notice)
{
    if (m_members.contains(notice.room)) {
        refreshMembers(notice.room);
    }
    refreshRooms();
    emit moderated(notice.room);
}

void Session::take(const engine::KnocksNotice& notice)
{
    const auto entry = m_rooms.find(notice.room);
    if (entry != m_rooms.end()) {
        entry->second.snapshot.knocks = notice.knocks;
        entry->second.snapshot.reports = notice.reports;
        emit roomChanged(notice.room);
    }
    emit turnedTo(notice.room);
}

void Session::take(const engine::TypingNotice& notice)
{
    auto& people = m_typing[notice.room];
    if (notice.on) {
        people[notice.identity] = wallNow().toMSecsSinceEpoch() + typingShown;
        m_typingTimer->start();
    } else {
        people.erase(notice.identity);
    }
    emit typingChanged(notice.room);
}

void Session::dropStaleTyping()
{
    const qint64 now = wallNow().toMSecsSinceEpoch();
    bool anybody = false;
    for (auto& [room, people] : m_typing) {
        if (std::erase_if(people, [now](const auto& one) { return one.second <= now; }) > 0) {
            emit typingChanged(room);
        }
        anybody = anybody || !people.empty();
    }
    if (!anybody) {
        m_typingTimer->stop();
    }
}

void Session::take(const engine::FileHashingNotice& notice)
{
    emit hashingProgress(textFrom(notice.path), notice.bytesDone, notice.bytesTotal);
}

void Session::take(const engine::FileProgressNotice& notice)
{
    changeFile(notice.file, [&](FileEntry& entry) {
        if (entry.stage != FileStage::Paused) {
            entry.stage = FileStage::Fetching;
        }
        entry.done = notice.bytesDone;
        entry.rate = notice.rate;
        entry.peers = notice.peers;
        entry.failure.reset();
    });
}

void Session::take(const engine::FileDoneNotice& notice)
{
    changeFile(notice.file, [&](FileEntry& entry) {
        entry.stage = FileStage::Here;
        entry.path = textFrom(notice.path);
        entry.rate = 0;
        entry.failure.reset();
    });
}

void Session::take(const engine::FileFailedNotice& notice)
{
    changeFile(notice.file, [&](FileEntry& entry) {
        entry.failure = notice.reason;
        entry.rate = 0;
    });
}

void Session::take(const engine::FileCopiesNotice& notice)
{
    changeFile(notice.file, [&](FileEntry& entry) { entry.copies = notice.copies; });
}

void Session::take(const engine::RungNotice& notice)
{
    m_rungs[notice.rung.rung] = notice.rung;
    emit networkChanged();
}

void Session::take(const engine::GapNotice& notice)
{
    const auto entry = m_rooms.find(notice.room);
    if (entry != m_rooms.end()) {
        entry->second.missing = notice.missing;
        entry->second.asking = notice.asking;
        emit roomChanged(notice.room);
    }
}

void Session::take(const engine::MergedNotice& notice)
{
    emit merged(notice.room, notice);
}

void Session::take(const engine::WarningNotice& notice)
{
    emit warned(notice.warning);
}

} // namespace gui
