// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_content.h"

#include "core/text.h"
#include "engine/room/message_fold.h"
#include "engine/room/room_judge.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::uint32_t rowsAStep = 256;

void setTarget(wire::MessageRef& out, const core::EventRef& ref)
{
    out.set_log(core::textOf(ref.log.view()));
    out.set_seq(ref.seq);
}

/// Milliseconds at which a row stands on the screen.
std::int64_t shownAt(const EventRow& row)
{
    std::int64_t out = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        out = out << 8 | row.order[i];
    }
    return out;
}

/// One log after the other, each in steps.
class Looking : public std::enable_shared_from_this<Looking>
{
public:
    Looking(core::RoomId room, std::vector<core::LogId> logs, std::int64_t sinceMs, bool toEnd)
        : m_room(room)
        , m_logs(std::move(logs))
        , m_sinceMs(sinceMs)
        , m_toEnd(toEnd)
    {
    }

    void start(Turn& turn, RoomContent::Planned then)
    {
        m_then = std::move(then);
        next(turn);
    }

private:
    void next(Turn& turn)
    {
        if (m_at == m_logs.size()) {
            m_then(turn, std::move(m_plan));
            return;
        }
        const ReadRows read{0, m_room, m_logs[m_at], m_from, UINT64_MAX >> 1U, rowsAStep};
        turn.readRows(read, [self = shared_from_this()](Turn& later, const EventRows& rows) {
            self->take(rows);
            self->next(later);
        });
    }

    void take(const EventRows& rows)
    {
        for (const EventRow& row : rows) {
            const bool counts = row.shown == Shown::Visible || row.shown == Shown::Related;
            if (!counts || shownAt(row) < m_sinceMs) {
                continue;
            }
            m_range.from = m_range.to == 0 ? row.ref.seq : m_range.from;
            m_range.to = row.ref.seq;
            m_plan.messages += row.shown == Shown::Visible ? 1 : 0;
        }
        if (rows.size() == rowsAStep) {
            m_from = rows.back().ref.seq + 1;
            return;
        }
        if (m_range.to != 0) {
            m_range.log = m_logs[m_at];
            m_range.to = m_toEnd ? 0 : m_range.to;
            m_plan.ranges.push_back(m_range);
        }
        m_range = {};
        m_from = 1;
        ++m_at;
    }

    core::RoomId m_room;
    std::vector<core::LogId> m_logs;
    std::int64_t m_sinceMs;
    bool m_toEnd;
    std::size_t m_at = 0;
    std::uint64_t m_from = 1;
    RedactRange m_range;
    PurgePlan m_plan;
    RoomContent::Planned m_then;
};

} // namespace

std::optional<Reason> RoomContent::flaw() const
{
    return m_room.state() == RoomState::Joined && m_room.roll() != nullptr
               ? std::nullopt
               : std::optional(Reason::NotMember);
}

int RoomContent::ownLevel() const
{
    return m_room.roll()->level(m_self.identityId);
}

RoomContent::Written RoomContent::write(Kind kind, const google::protobuf::MessageLite& body)
{
    const core::Bytes bytes = core::copyOf(core::bytesOf(body.SerializeAsString()));
    if (const auto reason = RoomJudge(m_room).refusal(m_turn.now.wall, kind, bytes)) {
        return core::fail(*reason);
    }
    m_room.prepareToWrite(m_turn, m_self);
    return m_room.appendOwn(m_turn, m_self, kind, bytes);
}

RoomContent::Written RoomContent::edit(const EventRow& message, const std::string& text)
{
    if (const auto reason = flaw()) {
        return core::fail(*reason);
    }
    if (message.author != m_self.identityId) {
        return core::fail(Reason::NotAllowed);
    }
    if (text.size() > core::limits::spec::messageTextBytes) {
        return core::fail(Reason::TooLarge);
    }
    const bool card = message.kind == static_cast<std::uint8_t>(Kind::FileCard);
    if ((text.empty() && !card) || !core::isUtf8(text)) {
        return core::fail(Reason::BadArgument);
    }
    wire::EditMessage body;
    setTarget(*body.mutable_target(), message.ref);
    body.set_text(text);
    return write(Kind::EditMessage, body);
}

RoomContent::Written
RoomContent::react(const EventRow& message, const std::string& emoji, bool remove)
{
    if (const auto reason = flaw()) {
        return core::fail(*reason);
    }
    if (!isEmoji(emoji)) {
        return core::fail(Reason::BadArgument);
    }
    wire::Reaction body;
    setTarget(*body.mutable_target(), message.ref);
    body.set_emoji(emoji);
    body.set_remove(remove);
    return write(Kind::Reaction, body);
}

RoomContent::Written RoomContent::pin(const EventRow& message, bool remove)
{
    if (const auto reason = flaw()) {
        return core::fail(*reason);
    }
    wire::PinMessage body;
    setTarget(*body.mutable_target(), message.ref);
    body.set_remove(remove);
    return write(Kind::PinMessage, body);
}

RoomContent::Written
RoomContent::erase(const EventRow& message, const EventRows& edits, const std::string& reason)
{
    if (const auto why = flaw()) {
        return core::fail(*why);
    }
    const auto header = decodeHeader(message.header);
    const Roll& roll = *m_room.roll();
    const int level =
        header ? roll.authority().levelOf(contentEvent(*header, {}, roll)) : levelFounder;
    const bool own = message.author == m_self.identityId;
    if (!own && (ownLevel() < levelModerator || level >= ownLevel())) {
        return core::fail(Reason::NotAllowed);
    }
    std::vector<RedactRange> ranges{{message.ref.log, message.ref.seq, message.ref.seq}};
    for (const EventRow& edit : edits) {
        if (ranges.size() < core::limits::spec::cutsInEvent) {
            ranges.push_back({edit.ref.log, edit.ref.seq, edit.ref.seq});
        }
    }
    return redact(std::move(ranges), reason);
}

RoomContent::Written RoomContent::redact(std::vector<RedactRange> ranges, const std::string& reason)
{
    if (reason.size() > core::limits::spec::reasonBytes || !core::isUtf8(reason)) {
        return core::fail(Reason::BadArgument);
    }
    std::sort(ranges.begin(), ranges.end(), [](const RedactRange& a, const RedactRange& b) {
        return std::pair(a.log, a.from) < std::pair(b.log, b.from);
    });
    const RedactBody body{std::move(ranges), false, reason};
    m_room.prepareToWrite(m_turn, m_self);
    const auto standing = m_room.roll()->log(m_room.m_own.log);
    if (standing && standing->level >= levelModerator) {
        return m_room.writeAct(m_turn, m_self, body);
    }
    const core::Bytes bytes = encodeCoreBody(body);
    if (const auto why = RoomJudge(m_room).refusal(m_turn.now.wall, Kind::Redact, bytes)) {
        return core::fail(*why);
    }
    return m_room.appendOwn(m_turn, m_self, Kind::Redact, bytes);
}

void RoomContent::planPurge(const core::IdentityId& author,
                            std::int64_t sinceMs,
                            bool toEnd,
                            Planned then)
{
    std::vector<core::LogId> logs = m_room.roll()->logsOf(author);
    std::sort(logs.begin(), logs.end());
    std::make_shared<Looking>(m_room.id(), std::move(logs), sinceMs, toEnd)
        ->start(m_turn, std::move(then));
}

core::Result<void, Reason>
RoomContent::purge(const core::IdentityId& author, const PurgePlan& plan, const std::string& reason)
{
    if (const auto why = flaw()) {
        return core::fail(*why);
    }
    const bool own = author == m_self.identityId;
    if (!own && (ownLevel() < levelModerator || m_room.roll()->level(author) >= ownLevel())) {
        return core::fail(Reason::NotAllowed);
    }
    constexpr std::size_t most = core::limits::spec::cutsInEvent;
    for (std::size_t from = 0; from < plan.ranges.size(); from += most) {
        const auto begin = plan.ranges.begin() + static_cast<std::ptrdiff_t>(from);
        const auto count = std::min(most, plan.ranges.size() - from);
        const auto written = redact({begin, begin + static_cast<std::ptrdiff_t>(count)}, reason);
        if (!written) {
            return core::fail(written.error());
        }
    }
    return {};
}

} // namespace engine::room
