// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/request_codec.h"

#include "core/limits.h"
#include "node/method_table.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace node {

namespace {

using engine::Access;
using engine::CancelFile;
using engine::CreateRoom;
using engine::DhtAnnounce;
using engine::DhtGet;
using engine::DhtLookup;
using engine::DhtPeers;
using engine::DhtPing;
using engine::DhtPut;
using engine::DialPeer;
using engine::ExportRoom;
using engine::FetchFile;
using engine::ForgetRoom;
using engine::GetDhtInfo;
using engine::GetDigest;
using engine::GetHealth;
using engine::GetNodeInfo;
using engine::GetNodeStats;
using engine::GetSetting;
using engine::HistoryAccess;
using engine::historyLimitMost;
using engine::ImportRoom;
using engine::InviteToRoom;
using engine::JoinRoom;
using engine::LeaveRoom;
using engine::levelFounder;
using engine::levelMember;
using engine::levelObserver;
using engine::ListFiles;
using engine::ListMembers;
using engine::ListPeers;
using engine::ListRooms;
using engine::MarkRead;
using engine::NetworkChanged;
using engine::PauseFile;
using engine::ReadHistory;
using engine::Reason;
using engine::Refusal;
using engine::Request;
using engine::ResumeFile;
using engine::SearchMessages;
using engine::SendMessage;
using engine::SetProfile;
using engine::SetSetting;
using engine::SetTyping;
using engine::ShareFile;
using engine::StopNode;

Request createRoom(ParamReader& params)
{
    CreateRoom request;
    request.name = params.text(QLatin1String("name"));
    request.topic = params.textMaybe(QLatin1String("topic")).value_or(std::string());
    request.access = choice(params, QLatin1String("access"), everyAccess, Access::Invite);
    request.history = choice(params, QLatin1String("history"), everyHistory, HistoryAccess::All);
    request.password = params.textMaybe(QLatin1String("password")).value_or(std::string());
    request.listed = params.flagMaybe(QLatin1String("listed"));
    request.policy = policyOf(params, QLatin1String("policy"));
    return request;
}

Request inviteToRoom(ParamReader& params)
{
    InviteToRoom request;
    request.room = params.room();
    request.level = static_cast<int>(
        params.integerMaybe(QLatin1String("level"), levelObserver, levelFounder, levelMember));
    request.expiresMs = params.integerMaybe(
        QLatin1String("expiresMs"), 0, std::numeric_limits<std::int64_t>::max(), 0);
    request.uses = static_cast<std::uint32_t>(params.integerMaybe(
        QLatin1String("uses"), 0, std::numeric_limits<std::uint32_t>::max(), 0));
    return request;
}

Request joinRoom(ParamReader& params)
{
    return JoinRoom{params.text(QLatin1String("link")),
                    params.textMaybe(QLatin1String("password")).value_or(std::string()),
                    params.textMaybe(QLatin1String("message")).value_or(std::string())};
}

Request sendMessage(ParamReader& params)
{
    return SendMessage{
        params.room(),
        params.text(QLatin1String("text")),
        params.messageMaybe(QLatin1String("replyTo")),
        params.identitiesMaybe(QLatin1String("mentions"), core::limits::spec::mentionsInMessage)};
}

Request readHistory(ParamReader& params)
{
    ReadHistory request;
    request.room = params.room();
    request.before = params.messageMaybe(QLatin1String("before"));
    request.after = params.messageMaybe(QLatin1String("after"));
    request.limit = static_cast<std::uint32_t>(
        params.integerMaybe(QLatin1String("limit"), 1, historyLimitMost, request.limit));
    return request;
}

Request searchMessages(ParamReader& params)
{
    constexpr auto lastMs = std::numeric_limits<std::int64_t>::max();
    SearchMessages request;
    request.query = params.text(QLatin1String("query"));
    request.room = params.roomMaybe();
    request.from = params.identityMaybe(QLatin1String("from"));
    request.sinceMs = params.integerMaybe(QLatin1String("sinceMs"), 0, lastMs, 0);
    request.untilMs = params.integerMaybe(QLatin1String("untilMs"), 0, lastMs, 0);
    request.files = params.flagMaybe(QLatin1String("files"));
    request.limit = static_cast<std::uint32_t>(
        params.integerMaybe(QLatin1String("limit"), 1, historyLimitMost, request.limit));
    request.before = params.messageMaybe(QLatin1String("before"));
    return request;
}

Request setProfile(ParamReader& params)
{
    return SetProfile{params.textMaybe(QLatin1String("name")),
                      params.textMaybe(QLatin1String("status"))};
}

Request getSetting(ParamReader& params)
{
    return GetSetting{params.text(QLatin1String("key"))};
}

Request setSetting(ParamReader& params)
{
    const QLatin1String value("value");
    SetSetting request{params.text(QLatin1String("key")), false};
    if (params.value(value).isDouble()) {
        request.value = static_cast<std::uint32_t>(
            params.integerMaybe(value, 0, std::numeric_limits<std::uint32_t>::max(), 0));
    } else {
        request.value = params.flag(value);
    }
    return request;
}

Request markRead(ParamReader& params)
{
    return MarkRead{params.room(), params.message(QLatin1String("message"))};
}

Request setTyping(ParamReader& params)
{
    return SetTyping{params.room(), params.flag(QLatin1String("on"))};
}

/// `files`: true for all that are here, or a list.
Request exportRoom(ParamReader& params)
{
    const QLatin1String files("files");
    ExportRoom request;
    request.room = params.room();
    request.path = params.path(QLatin1String("path"));
    if (params.value(files).isBool()) {
        request.allFiles = params.flag(files);
    } else {
        request.files = params.filesMaybe(files, core::limits::tuning::copyFiles);
    }
    return request;
}

Request importRoom(ParamReader& params)
{
    return ImportRoom{params.path(QLatin1String("path"))};
}

Request shareFile(ParamReader& params)
{
    return ShareFile{params.room(), params.path(QLatin1String("path"))};
}

Request fetchFile(ParamReader& params)
{
    return FetchFile{params.file(), params.pathMaybe(QLatin1String("to")).value_or(std::string())};
}

Request dialPeer(ParamReader& params)
{
    return DialPeer{params.room(), params.text(QLatin1String("addr"))};
}

Request dhtPing(ParamReader& params)
{
    return DhtPing{params.text(QLatin1String("addr")), params.port(QLatin1String("port"))};
}

Request dhtLookup(ParamReader& params)
{
    return DhtLookup{params.dhtId(QLatin1String("target"))};
}

Request dhtPeers(ParamReader& params)
{
    return DhtPeers{params.dhtId(QLatin1String("infohash"))};
}

Request dhtAnnounce(ParamReader& params)
{
    DhtAnnounce request;
    request.infohash = params.dhtId(QLatin1String("infohash"));
    request.port =
        params.has(QLatin1String("port")) ? params.port(QLatin1String("port")) : std::uint16_t{0};
    return request;
}

std::optional<std::int64_t> sequenceMaybe(ParamReader& params, QLatin1String key)
{
    if (!params.has(key)) {
        return std::nullopt;
    }
    return params.integerMaybe(key, 0, std::numeric_limits<std::int64_t>::max(), 0);
}

Request dhtPut(ParamReader& params)
{
    DhtPut request;
    request.value = params.bytes(QLatin1String("v"));
    request.secretKey = params.bytesMaybe(QLatin1String("secretKey"));
    request.salt = params.bytesMaybe(QLatin1String("salt"));
    request.seq = sequenceMaybe(params, QLatin1String("seq"));
    request.cas = sequenceMaybe(params, QLatin1String("cas"));
    return request;
}

Request dhtGet(ParamReader& params)
{
    DhtGet request;
    request.salt = params.bytesMaybe(QLatin1String("salt"));
    if (params.has(QLatin1String("target"))) {
        request.target = params.dhtId(QLatin1String("target"));
        return request;
    }
    const core::Bytes key = params.bytes(QLatin1String("k"));
    core::ByteArray<32> exact{};
    if (key.size() != exact.size()) {
        params.refuse(Reason::BadArgument, "k has 64 hex digits");
        return request;
    }
    std::copy(key.begin(), key.end(), exact.begin());
    request.key = exact;
    return request;
}

template<class Kind>
Request ofFile(ParamReader& params)
{
    return Kind{params.file()};
}

Request listPeers(ParamReader& params)
{
    return ListPeers{params.roomMaybe()};
}

constexpr auto methods = std::to_array<Method>({
    {"node.info", plain<GetNodeInfo>},
    {"node.stats", plain<GetNodeStats>},
    {"node.stop", plain<StopNode>},
    {"profile.set", setProfile},
    {"settings.get", getSetting},
    {"settings.set", setSetting},
    {"room.create", createRoom},
    {"room.invite", inviteToRoom},
    {"room.join", joinRoom},
    {"room.leave", ofRoom<LeaveRoom>},
    {"room.forget", ofRoom<ForgetRoom>},
    {"room.export", exportRoom},
    {"room.import", importRoom},
    {"room.list", plain<ListRooms>},
    {"room.members", ofRoom<ListMembers>},
    {"room.send", sendMessage},
    {"room.markRead", markRead},
    {"room.typing", setTyping},
    {"room.history", readHistory},
    {"room.search", searchMessages},
    {"room.digest", ofRoom<GetDigest>},
    {"room.health", ofRoom<GetHealth>},
    {"file.share", shareFile},
    {"file.list", ofRoom<ListFiles>},
    {"file.fetch", fetchFile},
    {"file.pause", ofFile<PauseFile>},
    {"file.resume", ofFile<ResumeFile>},
    {"file.cancel", ofFile<CancelFile>},
    {"peers.list", listPeers},
    {"peers.dial", dialPeer},
    {"net.changed", plain<NetworkChanged>},
    {"dht.info", plain<GetDhtInfo>},
    {"dht.ping", dhtPing},
    {"dht.lookup", dhtLookup},
    {"dht.peers", dhtPeers},
    {"dht.announce", dhtAnnounce},
    {"dht.put", dhtPut},
    {"dht.get", dhtGet},
});

const Method* methodNamed(std::string_view name)
{
    for (const std::span<const Method> table :
         {std::span<const Method>(methods), moderationMethods()}) {
        const auto found = std::find_if(
            table.begin(), table.end(), [&](const Method& each) { return each.name == name; });
        if (found != table.end()) {
            return &*found;
        }
    }
    return nullptr;
}

} // namespace

core::Result<Request, Refusal> toRequest(const QString& method, const QJsonObject& params)
{
    const std::string name = method.toStdString();
    const Method* const found = methodNamed(name);
    if (found == nullptr) {
        return core::fail(Refusal{Reason::NotBuilt, "there is no such method here", 0});
    }
    ParamReader reader(params);
    Request request = found->decode(reader);
    if (reader.failure()) {
        return core::fail(*reader.failure());
    }
    return request;
}

} // namespace node
