// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A scripted engine behind the door: it answers from plain lists that the test fills, writes down every request, and
// answers as the real one does, after `submit` has returned. A test may answer any request itself through `script`.

#include "engine/engine.h"
#include "gui/plain_text.h"

#include <QTimer>

#include <algorithm>
#include <functional>
#include <map>

namespace gui::test {

/// An id made of one repeated byte pattern; different numbers give different ids.
template<class Id>
Id idOf(int number)
{
    core::ByteArray<Id::size> bytes{};
    for (std::size_t index = 0; index < Id::size; ++index) {
        bytes[index] =
            static_cast<std::uint8_t>((static_cast<std::size_t>(number) * 37 + 11) * (index + 1)
                                      + (static_cast<std::size_t>(number) >> 3U));
    }
    bytes[0] = static_cast<std::uint8_t>(number);
    bytes[1] = static_cast<std::uint8_t>(number / 256);
    return Id(bytes);
}

inline core::EventRef refOf(int number)
{
    return {idOf<core::LogId>(1), static_cast<std::uint64_t>(number)};
}

class FakeEngine : public engine::Engine
{
public:
    std::function<std::optional<engine::Answer>(const engine::Request&)> script;
    bool silent = false; ///< no answers at all
    std::vector<engine::Request> requests;
    engine::NodeInfo node;
    std::vector<engine::RoomSnapshot> rooms;
    std::map<core::RoomId, std::vector<engine::MemberSnapshot>> members;
    std::map<core::RoomId, std::vector<engine::MessageSnapshot>> history;
    std::map<core::RoomId, std::vector<engine::FileSnapshot>> files;
    std::map<core::RoomId, engine::RoomPolicy> policies;
    std::map<core::RoomId, engine::RoomHealth> health;
    std::vector<engine::PeerSnapshot> peers;
    std::vector<engine::InviteSnapshot> invites;
    std::vector<engine::LogEntrySnapshot> log;
    std::vector<engine::MessageSnapshot> pins;
    std::vector<engine::ListedRoom> directory;
    std::vector<engine::KnockSnapshot> knocks;
    std::vector<core::IdentityId> raiders;
    std::vector<engine::ReportSnapshot> reports;

    engine::RequestId submit(engine::Request request) override
    {
        const engine::RequestId id = ++m_last;
        requests.push_back(request);
        if (!silent) {
            QTimer::singleShot(0, this, [this, id, request] {
                const auto scripted = script ? script(request) : std::nullopt;
                emit answered(id, scripted ? *scripted : answerTo(request));
            });
        }
        return id;
    }

    void tell(const engine::Notice& notice) { emit noticed(notice); }

    /// Adds a message to the history and says so.
    void say(const core::RoomId& room, const engine::MessageSnapshot& message)
    {
        history[room].push_back(message);
        tell(engine::MessageNotice{room, message});
    }

    template<class Request>
    [[nodiscard]] std::vector<Request> asked() const
    {
        std::vector<Request> found;
        for (const engine::Request& request : requests) {
            if (const auto* one = std::get_if<Request>(&request)) {
                found.push_back(*one);
            }
        }
        return found;
    }

    /// The page of a history that a request is for.
    engine::HistoryPage pageOf(const engine::ReadHistory& request)
    {
        const auto& all = history[request.room];
        const auto at = [&](const core::EventRef& ref) {
            return std::find_if(
                all.begin(), all.end(), [&](const auto& one) { return one.message == ref; });
        };
        auto first = all.begin();
        auto last = request.before ? at(*request.before) : all.end();
        if (request.after) {
            first = at(*request.after);
            first += first == all.end() ? 0 : 1;
            last = all.end() - first > request.limit ? first + request.limit : all.end();
        } else if (last - first > request.limit) {
            first = last - request.limit;
        }
        return {{first, last}, first == all.begin()};
    }

private:
    engine::Answer answerTo(const engine::Request& request)
    {
        if (std::holds_alternative<engine::GetNodeInfo>(request)) {
            return node;
        }
        if (std::holds_alternative<engine::ListRooms>(request)) {
            return engine::RoomList{rooms};
        }
        if (std::holds_alternative<engine::ListPeers>(request)) {
            return engine::PeerList{peers};
        }
        if (const auto* list = std::get_if<engine::ListMembers>(&request)) {
            return engine::MemberList{members[list->room]};
        }
        if (const auto* list = std::get_if<engine::ListFiles>(&request)) {
            return engine::FileList{files[list->room]};
        }
        if (const auto* rules = std::get_if<engine::SetPolicy>(&request)) {
            return engine::PolicyAnswer{policies[rules->room]};
        }
        if (const auto* asked = std::get_if<engine::GetHealth>(&request)) {
            return health[asked->room];
        }
        if (std::holds_alternative<engine::ListInvites>(request)) {
            return engine::InviteList{invites};
        }
        if (std::holds_alternative<engine::ClearRaid>(request)) {
            return engine::RaidAnswer{raiders, raiders.empty() ? 0U : 1U};
        }
        if (std::holds_alternative<engine::ListKnocks>(request)) {
            return engine::KnockList{knocks};
        }
        if (std::holds_alternative<engine::ListReports>(request)) {
            return engine::ReportList{reports};
        }
        if (std::holds_alternative<engine::ReadLog>(request)) {
            return engine::ModerationLog{log};
        }
        if (std::holds_alternative<engine::ListPins>(request)) {
            return engine::PinList{pins};
        }
        if (std::holds_alternative<engine::SearchDirectory>(request)) {
            return engine::Directory{directory};
        }
        if (const auto* page = std::get_if<engine::ReadHistory>(&request)) {
            return pageOf(*page);
        }
        if (const auto* send = std::get_if<engine::SendMessage>(&request)) {
            static_cast<void>(send);
            return engine::MessageSent{refOf(90'000 + static_cast<int>(m_last)),
                                       engine::MessageState::Stored};
        }
        if (std::holds_alternative<engine::MarkRead>(request)) {
            return engine::UnreadLeft{0};
        }
        if (std::holds_alternative<engine::CreateRoom>(request)) {
            return engine::RoomCreated{idOf<core::RoomId>(200)};
        }
        if (std::holds_alternative<engine::InviteToRoom>(request)) {
            return engine::InviteMade{{}, "parlour:AAECAwQFBgcICQoLDA0ODw"};
        }
        if (std::holds_alternative<engine::ShareFile>(request)) {
            return engine::FileShared{refOf(7), refOf(7)};
        }
        return engine::Done{};
    }

    engine::RequestId m_last = 0;
};

inline engine::RoomSnapshot roomOf(int number, const std::string& name)
{
    engine::RoomSnapshot room;
    room.room = idOf<core::RoomId>(number);
    room.name = name;
    room.level = engine::levelMember;
    room.members = 3;
    room.online = 1;
    room.state = engine::RoomState::Joined;
    return room;
}

inline engine::MemberSnapshot memberOf(int number, const std::string& name, int level, bool online)
{
    engine::MemberSnapshot member;
    member.identity = idOf<core::IdentityId>(number);
    member.name = name;
    member.level = level;
    member.online = online;
    member.path = online ? engine::Path::Direct : engine::Path::None;
    return member;
}

inline engine::MessageSnapshot messageOf(
    int number, int author, const std::string& name, std::int64_t timeMs, const std::string& text)
{
    engine::MessageSnapshot message;
    message.message = refOf(number);
    message.author = idOf<core::IdentityId>(author);
    message.name = name;
    message.timeMs = timeMs;
    message.text = text;
    return message;
}

} // namespace gui::test
