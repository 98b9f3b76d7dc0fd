// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// The one path that every event takes, own, live or by sync: place it in its log, judge it, open it, store it, and tell
// of it once it is on disk. What cannot be judged yet is not stored at all: the comparison of frontiers brings it again.
#include "core/codec.h"
#include "core/text.h"
#include "engine/room/message_fold.h"
#include "engine/room/room_ends.h"
#include "engine/room/room_judge.h"
#include "engine/room/room_keys.h"
#include "engine/room/room_redactions.h"
#include "engine/room/room_retention.h"
#include "engine/room/room_tidings.h"

#include <algorithm>

namespace engine::room {

namespace {

core::ByteArray<16> orderKey(std::uint64_t shownAt, const core::EventId& id)
{
    core::Bytes bytes;
    core::Writer writer(bytes);
    writer.u64(shownAt);
    writer.bytes(id.view().first(8));
    return core::Reader(bytes).array<16>();
}

EventRow rowOf(const CarriedEvent& event)
{
    EventRow row;
    row.ref = event.header.ref();
    row.id = event.id;
    row.header = event.headerBytes;
    row.signature = event.signature;
    row.kind = event.header.kind;
    row.hasBody = !event.bodiless;
    return row;
}

std::vector<core::IdentityId> mentionsIn(const wire::TextMessage& body)
{
    std::vector<core::IdentityId> out;
    for (const std::string& bytes : body.mentions()) {
        const auto id = core::IdentityId::from(core::bytesOf(bytes));
        if (id && out.size() < core::limits::spec::mentionsInMessage) {
            out.push_back(*id);
        }
    }
    return out;
}

std::optional<core::EventRef> refOf(const wire::MessageRef& ref)
{
    const auto log = core::LogId::from(core::bytesOf(ref.log()));
    return log ? std::optional(core::EventRef{*log, ref.seq()}) : std::nullopt;
}

/// Why its place in the log does not let it in; nothing when it does.
std::optional<Took> cannotTake(const LogEntry& entry, const CarriedEvent& event, bool act)
{
    const Header& header = event.header;
    if (entry.forkedAt && header.seq >= *entry.forkedAt) {
        return Took::NotYet;
    }
    if (entry.joins(header.seq, event.id)) {
        return std::nullopt;
    }
    const Fit fit = entry.held.fit(header.seq, header.prev, event.id);
    if (fit != Fit::New) {
        return fit == Fit::Held ? Took::Known : Took::NotYet;
    }
    // Acts come alone and from everywhere in a log; they are the core's, and it has bounds of its own.
    const bool tooEarly = entry.isAnchored() && header.seq < *entry.end();
    return !act && (tooEarly || !entry.held.hasRoomFor(header.seq)) ? std::optional(Took::NotYet)
                                                                    : std::nullopt;
}

} // namespace

Took Room::take(Turn& turn, const CarriedEvent& event, Way way, bool verified)
{
    const Header& header = event.header;
    if (header.room != m_id || !m_roll) {
        return Took::Refused;
    }
    // Our own clock may have been set back since we last wrote; what we write follows it all the same.
    if (way != Way::Own
        && header.clock.milliseconds()
               > turn.now.wall.plus(core::limits::spec::clockAhead).milliseconds) {
        return Took::NotYet;
    }
    if (header.kind == static_cast<std::uint8_t>(Kind::LogOpen)) {
        return takeOpening(turn, event, way);
    }
    const auto standing = m_roll->log(header.log);
    if (!standing) {
        return Took::NeedsOpening;
    }
    const bool act = isAct(header.kind) && !RedactionSet::isLeaf(*m_roll, header);
    const auto entry = m_logs.find(header.log);
    if (entry != m_logs.end()) {
        if (const auto took = cannotTake(entry->second, event, act)) {
            return *took;
        }
    }
    // Nobody keeps what lies behind the end of a log; of acts the core judges, whatever they are.
    if (way != Way::Own && !act && standing->voidFrom && header.seq >= *standing->voidFrom) {
        return Took::NotYet;
    }
    if (!verified && !verifyEvent(standing->device, event.id, event.signature)) {
        return Took::Refused;
    }
    return store(turn, event, way, standing->identity);
}

Took Room::takeOpening(Turn& turn, const CarriedEvent& event, Way way)
{
    const RollTaken taken = m_roll->take(event);
    if (taken == RollTaken::Refused) {
        // Its birth may simply not be known yet.
        return Took::NotYet;
    }
    noteCore(event);
    LogEntry& entry = m_logs[event.header.log];
    if (entry.held.fit(0, event.header.prev, event.id) != Fit::New || !entry.held.hasRoomFor(0)) {
        return Took::Known;
    }
    const auto standing = m_roll->log(event.header.log);
    return standing ? store(turn, event, way, standing->identity) : Took::NotYet;
}

Took Room::store(Turn& turn, const CarriedEvent& event, Way way, const core::IdentityId& author)
{
    const Header& header = event.header;
    EventRow row = rowOf(event);
    row.author = author;
    row.arrivedMs = turn.now.wall.milliseconds;
    bool opens = false;
    if (!isContent(header.kind)) {
        row.core = true;
        row.body = event.body;
        if (const auto known = m_core.find(event.id); known != m_core.end()) {
            row.signature = known->second.signature; // in a run it has none of its own
        }
        if (const Took took = takePlain(turn, event, row); took != Took::New) {
            return took;
        }
    } else if (event.bodiless) {
        if (!RoomRedactions(*this).find(header, author, turn.now.wall)
            && !RoomRetention(*this).mayBeHollow(header)) {
            return Took::NotYet; // the text is wanted, from somebody else
        }
        row.shown = Shown::Redacted;
    } else if (const EpochSecret* epoch = RoomKeys(*this).secretOf(turn, header.epoch);
               epoch == nullptr) {
        if (!RoomKeys(*this).lack(turn, header.epoch, header.log)) {
            return Took::NotYet;
        }
        row.sealed = true;
        row.body = event.body;
        row.shown = Shown::Held;
        row.order = orderKey(header.clock.value, event.id);
    } else {
        auto opened = openBody(*epoch, header, event.body);
        if (!opened) {
            return Took::Refused;
        }
        row.nonce = core::copyOf(opened->nonce);
        row.body = std::move(opened->plain);
        m_epochs.noteUse(header.epoch);
        opens = true;
    }
    if (place(turn, event)) {
        LogEntry& entry = m_logs[header.log];
        if (opens) {
            showContent(turn, row, header, way, entry.trail);
        }
        if (row.hasBody) {
            RoomRetention::cameIn(entry, header.seq);
        }
        if (header.seq >= entry.trail.end) {
            entry.trail.add(header, *m_roll);
        } else {
            entry.gapFilled = true;
            entry.toJudge = true;
        }
    }
    turn.persist(PutEvent{m_id, std::move(row)});
    return Took::New;
}

/// False: there is no room for it. It is an act then, and takes its place when its neighbours come.
bool Room::place(Turn& turn, const CarriedEvent& event)
{
    const Header& header = event.header;
    LogEntry& entry = m_logs[header.log];
    const bool joins = entry.joins(header.seq, event.id);
    if (joins) {
        RoomEnds(*this).makeWay(turn, event);
    }
    if (!entry.held.hasRoomFor(header.seq)) {
        return false;
    }
    entry.held.insert(header.seq, header.prev, event.id);
    if (entry.end() == header.seq + 1) {
        entry.endId = event.id;
    }
    if (joins) {
        // It may stand where another text was shown, and with it may count again what lies below.
        m_after.screen = true;
        m_after.stale = m_after.stale || entry.leadFrom() < header.seq;
        entry.gapFilled = true;
        entry.toJudge = true;
    }
    entry.lastClock = std::max(entry.lastClock, header.clock);
    m_dirty.insert(header.log);
    return true;
}

/// An opening, an act, an epoch; a member's REDACT, which is no act of the core.
Took Room::takePlain(Turn& turn, const CarriedEvent& event, const EventRow& row)
{
    const Header& header = event.header;
    if (RedactionSet::isLeaf(*m_roll, header)) {
        return RoomRedactions(*this).takeLeaf(event) ? Took::New : Took::Refused;
    }
    if (header.kind == static_cast<std::uint8_t>(Kind::Epoch)) {
        RoomKeys(*this).note(&turn, event);
    } else if (header.kind != static_cast<std::uint8_t>(Kind::LogOpen)) { // the roll has that
        if (m_roll->take(event) == RollTaken::Refused) {
            return Took::NotYet;
        }
        if (header.kind == static_cast<std::uint8_t>(Kind::Redact)) {
            m_after.redactions.noteArrival(event.id, row.arrivedMs);
        }
        noteCore(event);
        turn.output(SendNotice{RoomListNotice{m_id}});
    }
    return Took::New;
}

void Room::showContent(
    Turn& turn, EventRow& row, const Header& header, Way way, const ContentTrail& trail)
{
    std::uint64_t shownAt = header.clock.value;
    if (way == Way::Live
        && turn.now.wall.since({header.clock.milliseconds()}) > core::limits::spec::late) {
        row.late = true;
        shownAt = static_cast<std::uint64_t>(turn.now.wall.milliseconds) << 16U;
    }
    row.order = orderKey(shownAt, row.id);
    const bool isVoid = !RoomJudge(*this).counts(header, trail, row.body);
    if (header.kind == static_cast<std::uint8_t>(Kind::Profile) && !isVoid) {
        takeProfile(turn, row, header);
        return;
    }
    auto message = isShown(header.kind) ? messageOf(row, header) : std::nullopt;
    row.target = relatedTo(header.kind, row.body);
    if (!message && !row.target) {
        return; // of no kind that this version knows, or not whole
    }
    row.olderRules = !isVoid && RoomJudge(*this).isUnderOlderRules(row, header, trail);
    if (const auto gone = RoomRedactions(*this).find(header, row.author, turn.now.wall)) {
        row.shown = Shown::Redacted;
        row.hasBody = !gone->erase;
        if (gone->erase) {
            row.nonce.clear();
            row.body.clear();
        }
        return;
    }
    row.shown = isVoid ? Shown::Void : row.target ? Shown::Related : Shown::Visible;
    if (row.shown == Shown::Related) {
        noteRelated(*row.target);
    }
    if (row.shown != Shown::Visible) {
        return;
    }
    if (m_after.early.erase(row.ref) > 0) {
        m_after.changed.insert(row.ref);
    }
    if (header.kind == static_cast<std::uint8_t>(Kind::FileCard)) {
        row.core = true; // cards are few and wanted at hand: they come back at start
        CarriedEvent event;
        event.header = header;
        noteFile(event, row);
    }
    if (m_logs[header.log].isAnchored()) {
        m_after.screen =
            true; // of a log that is over nothing is news, and it may have been there before
    } else {
        message->olderRules = row.olderRules;
        m_fresh.push_back({std::move(*message), way});
    }
}

void Room::noteRelated(const core::EventRef& message)
{
    const auto entry = m_logs.find(message.log);
    if (entry != m_logs.end() && entry->second.held.has(message.seq)) {
        m_after.changed.insert(message);
    } else if (m_after.early.size() < Afterwards::earlyMost) {
        m_after.early.insert(message);
    }
}

void Room::noteFile(const CarriedEvent& event, const EventRow& row)
{
    wire::FileCard card;
    const bool parsed = card.ParseFromArray(row.body.data(), static_cast<int>(row.body.size()));
    const auto root = core::FileRoot::from(core::bytesOf(card.root()));
    if (parsed && root) {
        m_files[event.header.ref()] = {row.author,
                                       core::oneLine(card.name()),
                                       card.bytes(),
                                       *root,
                                       event.header.clock.milliseconds()};
    }
}

/// From the disk.
void Room::loadRows(const std::vector<StoredCoreRow>& rows)
{
    for (const auto& [log, entry] : m_logs) {
        if (m_roll && entry.forkedAt) {
            m_roll->voidFrom(log, *entry.forkedAt);
            m_own.lost = m_own.lost || log == m_own.log;
        }
    }
    // Judging needs causes before effects; the roll refuses what it cannot place yet, so the rest is tried again.
    std::vector<CarriedEvent> waiting;
    for (const StoredCoreRow& stored : rows) {
        if (auto event = carried(stored.row)) {
            if (isShown(event->header.kind)) {
                if (stored.row.shown == Shown::Visible) {
                    noteFile(*event, stored.row);
                }
            } else if (event->header.kind == static_cast<std::uint8_t>(Kind::Epoch)) {
                RoomKeys(*this).note(nullptr, *event);
            } else {
                waiting.push_back(std::move(*event));
            }
        }
    }
    takeSettled(waiting);
    if (m_roll) {
        RoomRedactions(*this).restore(rows, waiting);
        letGo(waiting);
        noteVerdicts();
        const auto standing = m_roll->log(m_own.log);
        const bool counts =
            standing && !standing->voidFrom && standing->level >= m_roll->level(m_own.identity);
        m_own.lost = m_own.lost || (standing && !counts);
    }
}

/// What hangs on acts that this disk has lost cannot be placed, and would not be taken again while it is held.
void Room::letGo(const std::vector<CarriedEvent>& unplaced)
{
    if (std::none_of(
            m_logs.begin(), m_logs.end(), [](const auto& item) { return item.second.holed; })) {
        return;
    }
    for (const CarriedEvent& event : unplaced) {
        const auto entry = m_logs.find(event.header.log);
        if (entry != m_logs.end() && event.header.kind != static_cast<std::uint8_t>(Kind::Redact)) {
            entry->second.held.drop(event.header.seq, event.header.prev, event.id);
            entry->second.committedEnd = entry->second.held.wholeEnd();
            entry->second.holed = true;
            m_dirty.insert(event.header.log);
        }
    }
}

std::optional<MessageSnapshot> Room::messageOf(const EventRow& row, const Header& header) const
{
    MessageSnapshot out;
    out.message = row.ref;
    out.author = row.author;
    out.name = nameOf(row.author);
    out.timeMs = header.clock.milliseconds();
    out.late = row.late;
    out.own = row.author == m_own.identity;
    out.state = out.own ? MessageState::Stored : MessageState::Received;
    if (header.kind == static_cast<std::uint8_t>(Kind::TextMessage)) {
        wire::TextMessage body;
        if (!body.ParseFromArray(row.body.data(), static_cast<int>(row.body.size()))
            || body.text().size() > core::limits::spec::messageTextBytes
            || !core::isUtf8(body.text())) {
            return std::nullopt;
        }
        out.text = body.text();
        if (body.has_reply_to()) {
            out.replyTo = refOf(body.reply_to());
        }
        out.mentions = mentionsIn(body);
        return out;
    }
    wire::FileCard card;
    if (!card.ParseFromArray(row.body.data(), static_cast<int>(row.body.size()))
        || card.root().size() != core::FileRoot::size
        || card.bytes() > core::limits::spec::fileBytes || !core::isUtf8(card.name())
        || card.name().size() > core::limits::spec::fileNameBytes
        || card.caption().size() > core::limits::spec::messageTextBytes
        || !core::isUtf8(card.caption())) {
        return std::nullopt;
    }
    out.text = card.caption();
    out.file = FileSummary{row.ref, core::oneLine(card.name()), card.bytes(), out.own};
    return out;
}

void Room::takeProfile(Turn& turn, const EventRow& row, const Header& header)
{
    wire::ProfileCard card;
    if (!card.ParseFromArray(row.body.data(), static_cast<int>(row.body.size()))
        || !core::isUtf8(card.name())) {
        return;
    }
    const std::string name =
        core::cutUtf8(core::oneLine(card.name()), core::limits::spec::nameBytes);
    auto& known = m_names[row.author];
    if (header.clock < known.first || name.empty()) {
        return;
    }
    const bool changed = known.second != name;
    known = {header.clock, name};
    core::Bytes clock;
    core::Writer(clock).u64(header.clock.value);
    const core::Bytes key = core::copyOf(row.author.view());
    turn.persist(PutRecord{m_id, RecordKind::MemberName, key, core::copyOf(core::bytesOf(name))});
    turn.persist(PutRecord{m_id, RecordKind::NameClock, key, clock});
    if (changed) {
        turn.afterCommit([room = m_id, author = row.author](Turn& later) {
            later.notice(MemberNotice{room, author, MemberChange::Name});
        });
    }
}

void Room::tellFresh(Turn& turn, const std::vector<Fresh>& fresh)
{
    const auto synced = static_cast<std::size_t>(std::count_if(
        fresh.begin(), fresh.end(), [](const Fresh& each) { return each.way == Way::Sync; }));
    const bool tellEach = !m_fetch.backfilling && synced <= core::limits::tuning::tailEvents;
    for (const Fresh& each : fresh) {
        if (each.way != Way::Sync || tellEach) {
            MessageSnapshot message = each.message;
            message.name = nameOf(message.author);
            if (message.own) {
                message.state = stateOf(message.message);
            }
            turn.notice(MessageNotice{m_id, std::move(message)});
        }
    }
    if (synced > 0) {
        turn.notice(HistoryNotice{m_id, static_cast<std::uint32_t>(synced)});
    }
    RoomTidings(*this).note(turn, fresh);
    if (!m_receiptsDue.empty()) {
        arm(RoomTimer::Receipts, turn.now.mono + std::chrono::milliseconds(5));
    }
}

} // namespace engine::room
