// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/stored_message.h"

#include "core/limits.h"
#include "engine/room/event.h"

#include "events.pb.h"

namespace engine::host {

namespace {

/// The first 48 bits of the order key: when the row is shown.
std::int64_t shownTime(const core::ByteArray<16>& order)
{
    std::int64_t time = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        time = (time << 8) | order[i];
    }
    return time;
}

std::int64_t timeOf(const EventRow& row)
{
    if (row.late) { // shown where it arrived, with the time that it claims
        if (const auto header = room::decodeHeader(row.header)) {
            return header->clock.milliseconds();
        }
    }
    return shownTime(row.order);
}

template<class Body>
std::optional<Body> bodyOf(const EventRow& row)
{
    Body body;
    if (!row.hasBody || row.sealed
        || !body.ParseFromArray(row.body.data(), static_cast<int>(row.body.size()))) {
        return std::nullopt;
    }
    return body;
}

void readText(const EventRow& row, MessageSnapshot& message)
{
    const auto body = bodyOf<parlour::wire::TextMessage>(row);
    if (!body) {
        return;
    }
    message.text = body->text();
    for (const std::string& bytes : body->mentions()) {
        const auto id = IdentityId::from(core::bytesOf(bytes));
        if (id && message.mentions.size() < core::limits::spec::mentionsInMessage) {
            message.mentions.push_back(*id);
        }
    }
    if (body->has_reply_to()) {
        if (const auto log = core::LogId::from(core::bytesOf(body->reply_to().log()))) {
            message.replyTo = core::EventRef{*log, body->reply_to().seq()};
        }
    }
}

void readFile(const EventRow& row, MessageSnapshot& message)
{
    const auto body = bodyOf<parlour::wire::FileCard>(row);
    if (body) {
        message.text = body->caption();
        message.file = FileSummary{row.ref, body->name(), body->bytes(), false};
    }
}

} // namespace

MessageSnapshot messageFrom(const EventRow& row, bool own)
{
    MessageSnapshot message;
    message.message = row.ref;
    message.author = row.author;
    message.timeMs = timeOf(row);
    message.own = own;
    message.late = row.late;
    message.olderRules = row.olderRules;
    message.state = own ? MessageState::Stored : MessageState::Received;
    switch (static_cast<room::Kind>(row.kind)) {
    case room::Kind::TextMessage:
        readText(row, message);
        break;
    case room::Kind::FileCard:
        readFile(row, message);
        break;
    default:
        break;
    }
    return message;
}

std::string searchedText(std::uint8_t kind, const core::Bytes& body)
{
    if (kind == static_cast<std::uint8_t>(room::Kind::EditMessage)) {
        parlour::wire::EditMessage edit;
        return edit.ParseFromArray(body.data(), static_cast<int>(body.size())) ? edit.text()
                                                                               : std::string();
    }
    EventRow row;
    row.kind = kind;
    row.body = body;
    return searchedText(messageFrom(row, false));
}

std::string searchedText(const MessageSnapshot& message)
{
    return message.file ? message.text + '\n' + message.file->name : message.text;
}

void applyProgress(const LogProgress& progress, std::uint64_t seq, MessageSnapshot& message)
{
    bool read = false;
    for (const auto& member : progress.members) {
        if (member.deliveredEnd > seq || member.readEnd > seq) {
            message.deliveredTo.push_back(member.member);
        }
        read = read || member.readEnd > seq;
    }
    if (read) {
        message.state = MessageState::Read;
    } else if (!message.deliveredTo.empty()) {
        message.state = MessageState::Delivered;
    } else if (progress.sentEnd > seq) {
        message.state = MessageState::Sent;
    }
}

} // namespace engine::host
