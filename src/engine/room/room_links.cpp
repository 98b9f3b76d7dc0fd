// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// The room's live links: who is there, what floods, what was received by whom, where members can be dialled.
#include "core/codec.h"
#include "engine/room/room_addresses.h"
#include "engine/room/room_door.h"
#include "engine/room/room_early.h"
#include "engine/room/room_gossip.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_keys.h"
#include "engine/room/room_letters.h"
#include "engine/room/room_presence.h"
#include "engine/room/room_reach.h"
#include "engine/room/room_redactions.h"
#include "engine/room/room_retention.h"
#include "engine/room/room_tidings.h"
#include "engine/room/room_upkeep.h"

#include "records.pb.h"

#include <algorithm>

namespace engine::room {

namespace {

/// Another look at the heads to pin: not before.
constexpr std::chrono::hours pinLook{1};
constexpr std::size_t receiptItemsMost = 1000;

core::Bytes receiptText(const wire::Receipts& receipts)
{
    core::Bytes out;
    core::Writer writer(out);
    for (const wire::ReceiptItem& item : receipts.items()) {
        writer.bytes(core::bytesOf(item.log()));
        writer.u64(item.delivered_end());
        writer.u64(item.read_end());
    }
    return out;
}

} // namespace

void Room::linkUp(Turn& turn, const Self& self, const Neighbour& neighbour)
{
    RoomLink& link = m_links[neighbour.link];
    link.who = neighbour;
    link.since = turn.now.mono;
    m_lastOnlineMs = turn.now.wall.milliseconds;
    sendCoreState(turn, link, true);
    RoomKeys(*this).linkUp(turn, link);
    RoomReach(*this).linkUp(turn, link);
    if (neighbour.initiator) {
        wire::Frame frame;
        *frame.mutable_frontier() = openFrontier(frontier(), turn.rng.bytes<8>());
        turn.send(neighbour.link, frame);
    }
    if (m_fetch.needTail) {
        link.tailRequest = m_fetch.nextRequest++;
        wire::Frame frame;
        frame.mutable_tail()->set_request(link.tailRequest);
        frame.mutable_tail()->set_count(core::limits::tuning::tailEvents);
        turn.send(neighbour.link, frame);
        m_fetch.needTail = false;
    }
    sendReceipts(turn, self, link, true);
    RoomLetters(*this, turn).linkUp(link);
    turn.send(neighbour.link, RoomAddresses(*this).frameFor(turn, self, link));
    RoomPresence(*this).linkUp(turn, link);
    m_fetch.compareEvery = Fetching::compareSoonest;
    arm(RoomTimer::Repair, turn.now.mono + Fetching::compareSoonest);
}

void Room::linkDown(Turn& turn, LinkId id)
{
    const auto it = m_links.find(id);
    if (it == m_links.end()) {
        return;
    }
    m_fetch.needTail = m_fetch.needTail || it->second.tailRequest != 0;
    const auto gone = m_links.extract(it);
    RoomPresence(*this).linkDown(turn, gone.mapped());
    m_lastOnlineMs = turn.now.wall.milliseconds;
    std::erase_if(m_fetch.wants, [id](const Want& want) { return want.link == id; });
    RoomEarly(*this).linkDown(id);
    RoomGossip(*this).linkDown(turn);
    std::erase_if(m_fetch.probes, [id](const Probe& probe) { return probe.link == id; });
    for (auto target = m_fetch.targets.begin(); target != m_fetch.targets.end();) {
        target->second.sources.erase(id);
        target = target->second.sources.empty() ? m_fetch.targets.erase(target) : std::next(target);
    }
    for (auto& [log, links] : m_fetch.barren) {
        links.erase(id);
    }
    for (const auto& [log, entry] : m_logs) {
        if (entry.gapFilled) {
            m_dirty.insert(log); // it may have waited for what that link was to bring
        }
    }
    scheduleWants(turn);
    persistRoom(turn);
}

bool Room::handleFrame(Turn& turn, const Self& self, LinkId id, const wire::Frame& frame)
{
    m_fetch.budget.setPerMinute(self.fetchBytesPerMinute);
    const auto it = m_links.find(id);
    if (it == m_links.end()) {
        return false;
    }
    RoomLink& link = it->second;
    switch (frame.kind_case()) {
    case wire::Frame::kEvents:
        return handleEvents(turn, id, frame.events());
    case wire::Frame::kCoreState:
        handleCoreState(turn, self, link, frame.core_state());
        return true;
    case wire::Frame::kCoreIds:
        return handleCoreIds(turn, link, frame.core_ids());
    case wire::Frame::kFrontier:
        return handleFrontier(turn, link, frame.frontier());
    case wire::Frame::kTail:
        handleTail(turn, id, frame.tail());
        return true;
    case wire::Frame::kWant:
        return handleWant(turn, id, frame.want());
    case wire::Frame::kGone:
        handleGone(turn, id, frame.gone());
        return true;
    case wire::Frame::kAnnounce:
        return handleAnnounce(turn, id, frame.announce());
    case wire::Frame::kKeys:
        RoomKeys(*this).take(turn, frame.keys(), id);
        return true;
    case wire::Frame::kKeysWanted:
        return RoomKeys(*this).handleWanted(turn, link, frame.keys_wanted());
    case wire::Frame::kReceipts:
        handleReceipts(turn, link, frame.receipts());
        return true;
    case wire::Frame::kAddresses:
        RoomAddresses(*this).take(turn, link, frame.addresses());
        return true;
    case wire::Frame::kLetters:
        return RoomLetters(*this, turn).handle(link, frame.letters());
    case wire::Frame::kModeratorsKeys:
        RoomLetters(*this, turn).handleKeys(link, frame.moderators_keys());
        return true;
    case wire::Frame::kPush:
        link.tree.takesWhole = frame.push().whole();
        return true;
    case wire::Frame::kPresence:
        RoomPresence(*this).handlePresence(turn, link, frame.presence());
        return true;
    case wire::Frame::kHere:
        return RoomPresence(*this).handleHere(turn, link, frame.here());
    case wire::Frame::kTyping:
        link.typing = frame.typing().on();
        turn.notice(TypingNotice{m_id, link.who.identity, link.typing});
        return true;
    default:
        return true; // made by a newer version
    }
}

void Room::handleReceipts(Turn& turn, const RoomLink& link, const wire::Receipts& receipts)
{
    const auto log = core::LogId::from(core::bytesOf(receipts.log()));
    const auto standing = log && m_roll ? m_roll->log(*log) : std::nullopt;
    if (!standing || standing->identity == m_own.identity || standing->device != link.who.device
        || static_cast<std::size_t>(receipts.items_size()) > receiptItemsMost
        || !core::verify(standing->device.view(),
                         "parlour receipt 1",
                         {m_id.view(), log->view(), receiptText(receipts)},
                         core::bytesOf(receipts.signature()))) {
        return;
    }
    for (const wire::ReceiptItem& item : receipts.items()) {
        const auto ours = core::LogId::from(core::bytesOf(item.log()));
        const auto opening = ours ? m_roll->log(*ours) : std::nullopt;
        const auto entry = ours ? m_logs.find(*ours) : m_logs.end();
        if (!opening || opening->identity != m_own.identity || entry == m_logs.end()
            || entry->second.held.empty()) {
            continue;
        }
        const std::uint64_t end = entry->second.held.topSeq() + 1;
        Receipt& known = m_receipts[*ours][standing->identity];
        const Receipt before = known;
        known.deliveredEnd = std::max(known.deliveredEnd, std::min(item.delivered_end(), end));
        known.readEnd = std::max(known.readEnd, std::min(item.read_end(), known.deliveredEnd));
        if (known.deliveredEnd == before.deliveredEnd && known.readEnd == before.readEnd) {
            continue;
        }
        turn.persist(
            PutReceipt{m_id, *ours, standing->identity, known.deliveredEnd, known.readEnd});
        const std::uint64_t from = std::min(before.readEnd, before.deliveredEnd);
        tellStates(turn,
                   *ours,
                   std::max(from, end > 100 ? end - 100 : 0),
                   std::max(known.deliveredEnd, known.readEnd));
    }
}

void Room::tellStates(Turn& turn, const core::LogId& log, std::uint64_t from, std::uint64_t end)
{
    for (std::uint64_t seq = from; seq < end; ++seq) {
        MessageStateNotice notice{m_id, {log, seq}, stateOf({log, seq}), {}};
        for (const auto& [member, receipt] : m_receipts[log]) {
            if (receipt.deliveredEnd > seq) {
                notice.deliveredTo.push_back(member);
            }
        }
        turn.notice(std::move(notice));
    }
}

void Room::flushReceipts(Turn& turn, const Self& self)
{
    for (const auto& [id, link] : m_links) {
        sendReceipts(turn, self, link, false);
    }
    m_receiptsDue.clear();
}

void Room::sendReceipts(Turn& turn, const Self& self, const RoomLink& link, bool all)
{
    if (m_own.log == core::LogId() || !m_roll) {
        return;
    }
    wire::Frame frame;
    auto* receipts = frame.mutable_receipts();
    for (const core::LogId& log : m_roll->logsOf(link.who.identity)) {
        const auto held = m_logs.find(log);
        if (held == m_logs.end() || held->second.committedEnd == 0
            || (!all && !m_receiptsDue.contains(log))
            || static_cast<std::size_t>(receipts->items_size()) >= receiptItemsMost) {
            continue;
        }
        const LogEntry& entry = held->second;
        auto* item = receipts->add_items();
        item->set_log(core::textOf(log.view()));
        item->set_delivered_end(entry.committedEnd);
        item->set_read_end(self.tellsRead ? std::min(entry.readEnd, entry.committedEnd) : 0);
    }
    if (receipts->items_size() == 0) {
        return;
    }
    receipts->set_log(core::textOf(m_own.log.view()));
    const core::Signature signature = self.device.sign(
        "parlour receipt 1", {m_id.view(), m_own.log.view(), receiptText(*receipts)});
    receipts->set_signature(core::textOf(signature));
    turn.send(link.who.link, frame);
}

std::vector<core::DeviceId> Room::takeLearned()
{
    return std::exchange(m_learned.toDial, {});
}

std::vector<core::Bytes> Room::takeDhtNodes()
{
    return std::exchange(m_learned.dhtNodes, {});
}

void Room::tellOwnAddresses(Turn& turn, const Self& self)
{
    for (const auto& [id, link] : m_links) {
        turn.send(id, RoomAddresses(*this).frameFor(turn, self, link));
    }
}

void Room::handleTimer(Turn& turn, const Self& self)
{
    const core::MonoTime now = turn.now.mono;
    m_fetch.budget.setPerMinute(self.fetchBytesPerMinute);
    RoomDoor(*this).handleTimer(turn);
    if (m_timers.takeDue(RoomTimer::Receipts, now)) {
        flushReceipts(turn, self);
    }
    RoomPresence(*this).handleTimer(turn, self);
    if (m_timers.takeDue(RoomTimer::Addresses, now)) {
        RoomAddresses(*this).tellLearned(turn);
        if (std::exchange(m_learned.askAgain, false)) {
            tellOwnAddresses(turn, self);
            RoomPresence(*this).membersKnown(turn);
        }
    }
    if (m_timers.takeDue(RoomTimer::SentMarks, now) && m_own.sentEnd > 0) {
        core::Bytes value;
        core::Writer(value).u64(m_own.sentEnd - 1);
        turn.persist(PutRecord{m_id, RecordKind::OwnSent, core::copyOf(m_own.log.view()), value});
    }
    if (m_timers.takeDue(RoomTimer::Mutes, now) && m_roll) {
        applyMutes(turn);
    }
    if (m_timers.takeDue(RoomTimer::Doors, now)) {
        RoomInvites(*this, turn, self).closeOver();
        if (const auto wait = RoomInvites::closesIn(*this, turn.now.wall, turn.rng)) {
            arm(RoomTimer::Doors, now + *wait);
        }
    }
    if (m_timers.takeDue(RoomTimer::Pins, now) && m_roll) {
        const auto wait = RoomUpkeep::pinsIn(*this, turn.now.wall);
        if (wait <= std::chrono::milliseconds(0)) {
            RoomUpkeep(*this, turn, self).pinHeads();
        }
        arm(RoomTimer::Pins, now + std::max<std::chrono::milliseconds>(wait, pinLook));
    }
    RoomRedactions(*this).handleTimer(turn);
    RoomRetention(*this).handleTimer(turn);
    RoomEarly(*this).handleTimer(turn);
    RoomGossip(*this).handleTimer(turn);
    RoomTidings(*this).handleTimer(turn);
    RoomReach(*this).handleTimer(turn, self);
    if (m_timers.takeDue(RoomTimer::OwnLog, now) && m_own.lost) {
        retireOwnLog(turn, self);
    }
    if (m_timers.takeDue(RoomTimer::Wants, now)) {
        std::vector<Want> late;
        std::copy_if(m_fetch.wants.begin(),
                     m_fetch.wants.end(),
                     std::back_inserter(late),
                     [now](const Want& want) { return want.deadline <= now; });
        for (const Want& want : late) {
            finishWant(turn, want.link, want.request);
        }
        scheduleWants(turn);
        for (const Want& want : m_fetch.wants) {
            arm(RoomTimer::Wants, want.deadline);
        }
    }
    if (m_timers.takeDue(RoomTimer::Repair, now) && !m_links.empty()) {
        repair(turn);
    }
}

/// One comparison with one neighbour at a time: cheap when equal, and every loss is found in the end. Every other one with
/// one of those who run the room, where there is one: whoever keeps something back cannot keep it from them, too.
void Room::repair(Turn& turn)
{
    std::vector<std::map<LinkId, RoomLink>::iterator> all;
    std::vector<std::map<LinkId, RoomLink>::iterator> superpeers;
    for (auto it = m_links.begin(); it != m_links.end(); ++it) {
        all.push_back(it);
        if (m_roll && m_roll->level(it->second.who.identity) >= levelModerator) {
            superpeers.push_back(it);
        }
    }
    const auto& among = superpeers.empty() || turn.rng.below(2) == 0 ? all : superpeers;
    const auto chosen = among[turn.rng.below(among.size())];
    sendCoreState(turn, chosen->second, false);
    chosen->second.comparesCore = true;
    wire::Frame frame;
    *frame.mutable_frontier() = openFrontier(frontier(), turn.rng.bytes<8>());
    turn.send(chosen->first, frame);
    // A hole may be filled by any one of them, also by who could not the last time.
    m_fetch.barren.clear();
    for (const auto& [id, link] : m_links) {
        targetHoles(id);
        RoomKeys(*this).askFor(turn, id, true); // so may a secret be anybody's
    }
    scheduleWants(turn);
    arm(RoomTimer::Repair, turn.now.mono + m_fetch.compareEvery);
    m_fetch.compareEvery = std::min(m_fetch.compareEvery * 2, Fetching::compareLatest);
}

} // namespace engine::room
