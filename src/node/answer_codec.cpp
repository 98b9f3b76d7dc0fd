// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/answer_codec.h"

#include "node/json_rpc.h"
#include "node/moderation_json.h"
#include "node/value_json.h"

#include <QJsonDocument>

#include <variant>

namespace node {

namespace {

using engine::Answer;
using engine::DhtAnnounced;
using engine::DhtInfo;
using engine::DhtNode;
using engine::DhtNodeList;
using engine::DhtPeerList;
using engine::DhtPonged;
using engine::DhtStored;
using engine::DhtValue;
using engine::Digest;
using engine::Done;
using engine::FileCopiesNotice;
using engine::FileDoneNotice;
using engine::FileFailedNotice;
using engine::FileHashingNotice;
using engine::FileList;
using engine::FileProgressNotice;
using engine::FileShared;
using engine::GapNotice;
using engine::HistoryNotice;
using engine::HistoryPage;
using engine::InviteMade;
using engine::MemberList;
using engine::MemberNotice;
using engine::MergedNotice;
using engine::MessageNotice;
using engine::MessageSent;
using engine::MessageStateNotice;
using engine::NodeInfo;
using engine::NodeStats;
using engine::Notice;
using engine::PeerList;
using engine::ReadyNotice;
using engine::reasonWord;
using engine::Refusal;
using engine::RoomCreated;
using engine::RoomHealth;
using engine::RoomId;
using engine::RoomImported;
using engine::RoomJoined;
using engine::RoomList;
using engine::RoomListNotice;
using engine::RoomNotice;
using engine::RoomSucceeded;
using engine::RungNotice;
using engine::RungSnapshot;
using engine::SearchPage;
using engine::SettingValue;
using engine::TypingNotice;
using engine::UnreadLeft;
using engine::Warning;
using engine::WarningNotice;
using engine::wordOf;

template<class... Parts>
struct Overloaded : Parts... {
    using Parts::operator()...;
};

QJsonObject resultOf(const NodeInfo& info, std::int64_t nowMs)
{
    QJsonArray rungs;
    for (const RungSnapshot& rung : info.rungs) {
        rungs.append(toJson(rung, nowMs));
    }
    return {{QStringLiteral("version"), qtText(info.version)},
            {QStringLiteral("identity"), qtText(info.identity.hex())},
            {QStringLiteral("device"), qtText(info.device.hex())},
            {QStringLiteral("name"), qtText(info.name)},
            {QStringLiteral("fingerprint"), qtText(info.fingerprint)},
            {QStringLiteral("listen"), addresses(info.listen)},
            {QStringLiteral("dhtPort"), info.dhtPort},
            {QStringLiteral("uptimeMs"), static_cast<qint64>(info.uptimeMs)},
            {QStringLiteral("rungs"), rungs}};
}

QJsonObject resultOf(const NodeStats& stats)
{
    return {{QStringLiteral("rssBytes"), number(stats.rssBytes)},
            {QStringLiteral("links"), number(stats.links)},
            {QStringLiteral("roomsBytesIn"), number(stats.roomsBytesIn)},
            {QStringLiteral("roomsBytesOut"), number(stats.roomsBytesOut)},
            {QStringLiteral("dhtPacketsIn"), number(stats.dhtPacketsIn)},
            {QStringLiteral("dhtPacketsOut"), number(stats.dhtPacketsOut)},
            {QStringLiteral("dbBytes"), number(stats.dbBytes)},
            {QStringLiteral("eventsStored"), number(stats.eventsStored)},
            {QStringLiteral("indexLag"), number(stats.indexLag)}};
}

QJsonObject resultOf(const HistoryPage& page)
{
    return {{QStringLiteral("messages"), toArray(page.messages)},
            {QStringLiteral("complete"), page.complete}};
}

QJsonObject inRoom(const engine::FoundMessage& found)
{
    QJsonObject message = toJson(found.message);
    message.insert(QStringLiteral("room"), qtText(found.room.hex()));
    return message;
}

QJsonObject resultOf(const SearchPage& page)
{
    QJsonArray messages;
    for (const engine::FoundMessage& found : page.found) {
        messages.append(inRoom(found));
    }
    QJsonObject result{{QStringLiteral("messages"), messages},
                       {QStringLiteral("complete"), page.complete},
                       {QStringLiteral("indexed"), page.indexed}};
    if (page.next) {
        result.insert(QStringLiteral("next"), qtText(page.next->text()));
    }
    return result;
}

QJsonObject resultOf(const RoomHealth& health)
{
    return {{QStringLiteral("members"), number(health.members)},
            {QStringLiteral("online"), number(health.online)},
            {QStringLiteral("superpeers"), number(health.superpeers)},
            {QStringLiteral("compared"), number(health.compared)},
            {QStringLiteral("equal"), number(health.equal)},
            {QStringLiteral("missing"), number(health.missing)},
            {QStringLiteral("copies"), number(health.copies)}};
}

QJsonObject resultOf(const Digest& digest)
{
    return {{QStringLiteral("authority"), qtText(digest.authority)},
            {QStringLiteral("frontier"), qtText(digest.frontier)},
            {QStringLiteral("bodies"), qtText(digest.bodies)},
            {QStringLiteral("settled"), digest.settled}};
}

QJsonObject resultOf(const DhtInfo& info)
{
    return {{QStringLiteral("id"), qtText(info.id.hex())},
            {QStringLiteral("nodes"), number(info.nodes)},
            {QStringLiteral("nodes6"), number(info.nodes6)},
            {QStringLiteral("readOnly"), info.readOnly},
            {QStringLiteral("external"), qtText(info.external)},
            {QStringLiteral("storedPeers"), number(info.storedPeers)},
            {QStringLiteral("storedItems"), number(info.storedItems)}};
}

QJsonObject resultOf(const DhtNodeList& list)
{
    QJsonArray nodes;
    for (const DhtNode& node : list.nodes) {
        nodes.append(QJsonObject{{QStringLiteral("id"), qtText(node.id.hex())},
                                 {QStringLiteral("addr"), qtText(node.at.addr)},
                                 {QStringLiteral("port"), node.at.port}});
    }
    return {{QStringLiteral("nodes"), nodes}};
}

QJsonObject resultOf(const DhtStored& stored)
{
    QJsonObject result{{QStringLiteral("target"), qtText(stored.target.hex())},
                       {QStringLiteral("acks"), number(stored.acks)}};
    if (stored.key) {
        result.insert(QStringLiteral("k"), qtText(core::toHex(*stored.key)));
        result.insert(QStringLiteral("seq"), static_cast<qint64>(stored.seq));
    }
    return result;
}

/// A value that nobody holds is null, so that it can be told from the empty one.
QJsonObject resultOf(const DhtValue& value)
{
    if (value.value.empty()) {
        return {{QStringLiteral("v"), QJsonValue::Null}};
    }
    QJsonObject result{{QStringLiteral("v"), qtText(core::toHex(value.value))}};
    if (value.key) {
        result.insert(QStringLiteral("k"), qtText(core::toHex(*value.key)));
        result.insert(QStringLiteral("seq"), static_cast<qint64>(value.seq));
        result.insert(QStringLiteral("sig"), qtText(core::toHex(value.signature)));
    }
    return result;
}

QJsonObject named(const RoomId& room)
{
    return {{QStringLiteral("room"), qtText(room.hex())}};
}

QJsonObject resultOf(const SettingValue& setting)
{
    const auto* yes = std::get_if<bool>(&setting.value);
    return {{QStringLiteral("value"),
             yes != nullptr ? QJsonValue(*yes) : number(std::get<std::uint32_t>(setting.value))}};
}

QJsonObject resultOf(const Answer& answer, std::int64_t nowMs)
{
    return std::visit(
        Overloaded{[](const Refusal&) { return QJsonObject(); }, // an error, never a result
                   [](const Done&) { return QJsonObject(); },
                   [nowMs](const NodeInfo& info) { return resultOf(info, nowMs); },
                   [](const NodeStats& stats) { return resultOf(stats); },
                   [](const SettingValue& setting) { return resultOf(setting); },
                   [](const RoomCreated& made) { return named(made.room); },
                   [](const RoomSucceeded& made) {
                       return QJsonObject{{QStringLiteral("room"), qtText(made.room.hex())},
                                          {QStringLiteral("link"), qtText(made.link)},
                                          {QStringLiteral("told"), made.told}};
                   },
                   [](const RoomImported& read) { return named(read.room); },
                   [](const InviteMade& made) {
                       return QJsonObject{{QStringLiteral("invite"), qtText(made.invite.hex())},
                                          {QStringLiteral("link"), qtText(made.link)}};
                   },
                   [](const RoomJoined& joined) {
                       return QJsonObject{{QStringLiteral("room"), qtText(joined.room.hex())},
                                          {QStringLiteral("state"), qtText(wordOf(joined.state))}};
                   },
                   [](const RoomList& list) {
                       return QJsonObject{{QStringLiteral("rooms"), toArray(list.rooms)}};
                   },
                   [](const MemberList& list) {
                       return QJsonObject{{QStringLiteral("members"), toArray(list.members)}};
                   },
                   [](const MessageSent& sent) {
                       return QJsonObject{{QStringLiteral("message"), qtText(sent.message.text())},
                                          {QStringLiteral("state"), qtText(wordOf(sent.state))}};
                   },
                   [](const UnreadLeft& left) {
                       return QJsonObject{{QStringLiteral("unread"), number(left.unread)}};
                   },
                   [](const HistoryPage& page) { return resultOf(page); },
                   [](const SearchPage& page) { return resultOf(page); },
                   [](const Digest& digest) { return resultOf(digest); },
                   [](const RoomHealth& health) { return resultOf(health); },
                   [](const FileShared& shared) {
                       return QJsonObject{
                           {QStringLiteral("file"), qtText(shared.file.text())},
                           {QStringLiteral("message"), qtText(shared.message.text())}};
                   },
                   [](const FileList& list) {
                       return QJsonObject{{QStringLiteral("files"), toArray(list.files)}};
                   },
                   [](const PeerList& list) {
                       return QJsonObject{{QStringLiteral("peers"), toArray(list.peers)}};
                   },
                   [](const DhtInfo& info) { return resultOf(info); },
                   [](const DhtPonged& pong) {
                       return QJsonObject{{QStringLiteral("id"), qtText(pong.id.hex())}};
                   },
                   [](const DhtNodeList& list) { return resultOf(list); },
                   [](const DhtPeerList& list) {
                       return QJsonObject{{QStringLiteral("peers"), addresses(list.peers)}};
                   },
                   [](const DhtAnnounced& done) {
                       return QJsonObject{{QStringLiteral("acks"), number(done.acks)}};
                   },
                   [](const DhtStored& stored) { return resultOf(stored); },
                   [](const DhtValue& value) { return resultOf(value); },
                   [](const auto& other) { return toJson(other); }},
        answer);
}

/// As many messages as fit into one line, counted from the end that was asked for; one always stays.
QByteArray cutToLine(const AnswerPlace& place, HistoryPage page)
{
    qsizetype left = lineBytesMost - resultLine(place.id, resultOf(HistoryPage())).size();
    std::size_t keep = 0;
    while (keep < page.messages.size()) {
        const std::size_t index = place.forward ? keep : page.messages.size() - 1 - keep;
        left -= QJsonDocument(toJson(page.messages[index])).toJson(QJsonDocument::Compact).size();
        left -= 1; // the comma
        if (left < 0 && keep > 0) {
            break;
        }
        ++keep;
    }
    const auto count = static_cast<std::ptrdiff_t>(keep);
    if (place.forward) {
        page.messages.erase(page.messages.begin() + count, page.messages.end());
    } else if (keep < page.messages.size()) {
        page.messages.erase(page.messages.begin(), page.messages.end() - count);
        page.complete = false;
    }
    return resultLine(place.id, resultOf(page));
}

/// As many as fit, the newest; whoever asks goes on from the last of them.
QByteArray cutToLine(const AnswerPlace& place, SearchPage page)
{
    page.next.reset();
    page.complete = false;
    qsizetype left = lineBytesMost - resultLine(place.id, resultOf(SearchPage())).size();
    std::size_t keep = 0;
    for (; keep < page.found.size(); ++keep) {
        const QByteArray text =
            QJsonDocument(inRoom(page.found[keep])).toJson(QJsonDocument::Compact);
        left -= text.size() + 1; // the comma
        if (left < 0 && keep > 0) {
            break;
        }
    }
    page.found.resize(keep);
    return resultLine(place.id, resultOf(page));
}

QString warningText(Warning warning)
{
    switch (warning) {
    case Warning::DiskFull:
        return QStringLiteral("The disk is full: nothing new can be stored until there is room.");
    case Warning::DiskFailed:
        return QStringLiteral("The history cannot be written.");
    case Warning::ClockWrong:
        return QStringLiteral("This computer's clock differs from everybody else's.");
    case Warning::NoMulticast:
        return QStringLiteral("The local network cannot be searched.");
    case Warning::KeyUnprotected:
        return QStringLiteral("The key to the history lies on this disk without a passphrase.");
    case Warning::PortTaken:
        return QStringLiteral("The remembered port is in use; another one was picked.");
    case Warning::HistoryMended:
        return QStringLiteral("A part of the history on this disk could not be read. It was left "
                              "out, and the other members are asked for it.");
    case Warning::RoomsLost:
        return QStringLiteral("The key to a room could not be read from this disk. It takes an "
                              "invite to come in again.");
    }
    return QStringLiteral("Something is wrong.");
}

QString warningWord(Warning warning)
{
    switch (warning) {
    case Warning::DiskFull:
        return QStringLiteral("disk_full");
    case Warning::DiskFailed:
        return QStringLiteral("disk_failed");
    case Warning::ClockWrong:
        return QStringLiteral("clock_wrong");
    case Warning::NoMulticast:
        return QStringLiteral("no_multicast");
    case Warning::KeyUnprotected:
        return QStringLiteral("key_unprotected");
    case Warning::HistoryMended:
        return QStringLiteral("history_mended");
    case Warning::RoomsLost:
        return QStringLiteral("rooms_lost");
    case Warning::PortTaken:
        break;
    }
    return QStringLiteral("port_taken");
}

QString hexOf(const RoomId& room)
{
    return qtText(room.hex());
}

NoticeText textOf(const ReadyNotice& ready)
{
    return {QStringLiteral("ready"),
            {{QStringLiteral("version"), qtText(ready.version)},
             {QStringLiteral("identity"), qtText(ready.identity.hex())},
             {QStringLiteral("listen"), addresses(ready.listen)},
             {QStringLiteral("dhtPort"), ready.dhtPort}}};
}

NoticeText textOf(const RoomNotice& notice)
{
    QJsonObject params{{QStringLiteral("room"), hexOf(notice.room)},
                       {QStringLiteral("state"), qtText(wordOf(notice.state))}};
    if (notice.reason) {
        params.insert(QStringLiteral("reason"), qtText(reasonWord(*notice.reason)));
    }
    return {QStringLiteral("room"), params};
}

NoticeText textOf(const RoomListNotice& notice)
{
    return {QStringLiteral("roomChanged"), {{QStringLiteral("room"), hexOf(notice.room)}}, true};
}

NoticeText textOf(const MemberNotice& notice)
{
    return {QStringLiteral("member"),
            {{QStringLiteral("room"), hexOf(notice.room)},
             {QStringLiteral("identity"), qtText(notice.identity.hex())},
             {QStringLiteral("change"), qtText(wordOf(notice.change))}},
            true};
}

NoticeText textOf(const MessageNotice& notice)
{
    QJsonObject params = toJson(notice.message);
    params.insert(QStringLiteral("room"), hexOf(notice.room));
    return {QStringLiteral("message"), params};
}

NoticeText textOf(const HistoryNotice& notice)
{
    return {QStringLiteral("history"),
            {{QStringLiteral("room"), hexOf(notice.room)},
             {QStringLiteral("count"), number(notice.count)}}};
}

NoticeText textOf(const MessageStateNotice& notice)
{
    return {QStringLiteral("messageState"),
            {{QStringLiteral("room"), hexOf(notice.room)},
             {QStringLiteral("message"), qtText(notice.message.text())},
             {QStringLiteral("state"), qtText(wordOf(notice.state))},
             {QStringLiteral("deliveredTo"), identities(notice.deliveredTo)}}};
}

NoticeText textOf(const engine::ModerationNotice& notice)
{
    return {QStringLiteral("moderation"),
            {{QStringLiteral("room"), hexOf(notice.room)},
             {QStringLiteral("entry"), toJson(notice.entry)}}};
}

NoticeText textOf(const engine::KnocksNotice& notice)
{
    return {QStringLiteral("knocks"),
            {{QStringLiteral("room"), hexOf(notice.room)},
             {QStringLiteral("knocks"), number(notice.knocks)},
             {QStringLiteral("reports"), number(notice.reports)}}};
}

NoticeText textOf(const TypingNotice& notice)
{
    return {QStringLiteral("typing"),
            {{QStringLiteral("room"), hexOf(notice.room)},
             {QStringLiteral("identity"), qtText(notice.identity.hex())},
             {QStringLiteral("on"), notice.on}}};
}

NoticeText textOf(const FileHashingNotice& notice)
{
    return {QStringLiteral("file.hashing"),
            {{QStringLiteral("path"), qtText(notice.path)},
             {QStringLiteral("bytesDone"), number(notice.bytesDone)},
             {QStringLiteral("bytesTotal"), number(notice.bytesTotal)}},
            true};
}

NoticeText textOf(const FileProgressNotice& notice)
{
    return {QStringLiteral("file.progress"),
            {{QStringLiteral("file"), qtText(notice.file.text())},
             {QStringLiteral("bytesDone"), number(notice.bytesDone)},
             {QStringLiteral("bytesTotal"), number(notice.bytesTotal)},
             {QStringLiteral("rate"), number(notice.rate)},
             {QStringLiteral("peers"), number(notice.peers)}},
            true};
}

NoticeText textOf(const FileDoneNotice& notice)
{
    return {QStringLiteral("file.done"),
            {{QStringLiteral("file"), qtText(notice.file.text())},
             {QStringLiteral("path"), qtText(notice.path)}}};
}

NoticeText textOf(const FileFailedNotice& notice)
{
    return {QStringLiteral("file.failed"),
            {{QStringLiteral("file"), qtText(notice.file.text())},
             {QStringLiteral("reason"), qtText(reasonWord(notice.reason))}}};
}

NoticeText textOf(const FileCopiesNotice& notice)
{
    return {QStringLiteral("file.copies"),
            {{QStringLiteral("file"), qtText(notice.file.text())},
             {QStringLiteral("copies"), number(notice.copies)}},
            true};
}

NoticeText textOf(const GapNotice& notice)
{
    return {QStringLiteral("gap"),
            {{QStringLiteral("room"), hexOf(notice.room)},
             {QStringLiteral("missing"), number(notice.missing)},
             {QStringLiteral("asking"), number(notice.asking)}}};
}

NoticeText textOf(const MergedNotice& notice)
{
    return {QStringLiteral("merged"),
            {{QStringLiteral("room"), hexOf(notice.room)},
             {QStringLiteral("messages"), number(notice.messages)},
             {QStringLiteral("bans"), number(notice.bans)},
             {QStringLiteral("files"), number(notice.files)}}};
}

NoticeText textOf(const WarningNotice& notice)
{
    return {QStringLiteral("warning"),
            {{QStringLiteral("text"), warningText(notice.warning)},
             {QStringLiteral("kind"), warningWord(notice.warning)},
             {QStringLiteral("detail"), qtText(notice.detail)}}};
}

} // namespace

QByteArray answerLine(const AnswerPlace& place, const Answer& answer)
{
    if (const auto* const refusal = std::get_if<Refusal>(&answer)) {
        return errorLine(place.id, *refusal);
    }
    QByteArray line = resultLine(place.id, resultOf(answer, place.nowMs));
    const auto* const page = std::get_if<HistoryPage>(&answer);
    if (page != nullptr && line.size() > lineBytesMost) {
        line = cutToLine(place, *page);
    }
    const auto* const found = std::get_if<SearchPage>(&answer);
    if (found != nullptr && line.size() > lineBytesMost) {
        line = cutToLine(place, *found);
    }
    return line;
}

NoticeText noticeText(const Notice& notice, std::int64_t nowMs)
{
    return std::visit(Overloaded{[](const auto& plain) { return textOf(plain); },
                                 [nowMs](const RungNotice& rung) {
                                     return NoticeText{
                                         QStringLiteral("rung"), toJson(rung.rung, nowMs), true};
                                 }},
                      notice);
}

} // namespace node
