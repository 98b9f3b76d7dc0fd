// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room.h"

#include "core/codec.h"
#include "core/text.h"
#include "engine/room/room_records.h"

#include "records.pb.h"

#include <algorithm>

namespace engine::room {

Room::Room(core::RoomId id, ReachRing reach, core::Seed linkSeed)
    : m_id(id)
    , m_reach(std::move(reach))
    , m_linkSeed(std::move(linkSeed))
{
}

std::shared_ptr<Room>
Room::join(Turn& turn, const Self& self, const InviteLink& link, std::string text)
{
    ReachSecret reach = link.reach ? ReachSecret(*link.reach) : publicReachSecret(link.room);
    std::shared_ptr<Room> room(new Room(link.room,
                                        ReachRing(std::move(reach), link.reachGeneration),
                                        core::Seed::random(turn.rng)));
    room->m_pending.link = link;
    room->m_learned.dhtNodes = link.dhtNodes;
    room->m_pending.text = std::move(text);
    room->m_nameHint = core::oneLine(link.name);
    room->m_own.identity = self.identityId;
    room->m_own.device = self.deviceId;
    room->persistRoom(turn);
    return room;
}

std::shared_ptr<Room>
Room::load(const Self& self, const core::RoomId& id, const StoredState& stored)
{
    const auto own = [&](const StoredRecord& record) { return record.room == id; };
    const auto main =
        std::find_if(stored.records.begin(), stored.records.end(), [&](const StoredRecord& record) {
            return own(record) && record.kind == RecordKind::Room;
        });
    wire::RoomRecord record;
    if (main == stored.records.end()
        || !record.ParseFromArray(main->value.data(), static_cast<int>(main->value.size()))) {
        return nullptr;
    }
    auto reach = ReachSecret::from(core::bytesOf(record.reach_secret()));
    auto linkSeed = core::Seed::from(core::bytesOf(record.link_seed()));
    if (!reach || !linkSeed) {
        return nullptr;
    }
    std::shared_ptr<Room> room(new Room(
        id, ReachRing(std::move(*reach), record.reach_generation()), std::move(*linkSeed)));
    room->m_own.identity = self.identityId;
    room->m_own.device = self.deviceId;
    for (const StoredRecord& each : stored.records) {
        if (own(each)) {
            room->loadRecord(each);
        }
    }
    std::vector<StoredCoreRow> rows;
    std::copy_if(stored.core.begin(),
                 stored.core.end(),
                 std::back_inserter(rows),
                 [&](const StoredCoreRow& row) { return row.room == id; });
    room->loadRows(rows);
    for (const StoredReceipt& receipt : stored.receipts) {
        if (receipt.room == id) {
            room->m_receipts[receipt.log][receipt.member] = {receipt.deliveredEnd, receipt.readEnd};
        }
    }
    room->m_own.lost = room->m_own.lost || room->lacksOwn();
    return room;
}

/// The disk has lost a part of the own log: it may be what the next act would build on, or what others hold of it.
bool Room::lacksOwn() const
{
    if (m_state != RoomState::Joined || m_own.log.isZero()) {
        return false;
    }
    const auto own = m_logs.find(m_own.log);
    if (own == m_logs.end() || own->second.holed || own->second.held.empty()) {
        return true;
    }
    const HeldLog& held = own->second.held;
    return held.wholeEnd() <= held.topSeq() || m_own.sentEnd > held.topSeq() + 1;
}

namespace {

/// False: it is none, nor what opens them.
bool restoreLetter(LetterBox& letters, const core::RoomId& room, const StoredRecord& stored)
{
    if (stored.kind == RecordKind::Letter) {
        letters.restore(room, stored.value);
        return true;
    }
    if (stored.kind != RecordKind::ModeratorsKey) {
        return false;
    }
    if (auto secret = core::Seed::from(stored.value)) {
        letters.addSecret(room, std::move(*secret));
    }
    return true;
}

} // namespace

void Room::loadMain(const StoredRecord& stored)
{
    wire::RoomRecord record;
    if (!record.ParseFromArray(stored.value.data(), static_cast<int>(stored.value.size()))) {
        return;
    }
    m_state = static_cast<RoomState>(
        std::min(record.state(), static_cast<std::uint32_t>(RoomState::Left)));
    static_cast<void>(adoptGenesis(record.genesis()));
    loadReach(m_reach, record);
    m_own.log = core::LogId::from(core::bytesOf(record.own_log())).value_or(core::LogId());
    m_own.grant = core::EventId::from(core::bytesOf(record.own_grant())).value_or(core::EventId());
    m_epochs.setTold(
        core::EpochId::from(core::bytesOf(record.newest_epoch())).value_or(core::EpochId()));
    m_own.incarnation = record.incarnation();
    m_pending.text = record.join_link();
    if (auto link = decodeLink(m_pending.text)) {
        m_learned.dhtNodes = link->dhtNodes;
        m_pending.link = std::move(*link);
    }
    m_pending.password = core::Secret<32>::from(core::bytesOf(record.join_password()));
    m_pending.message = record.join_message();
    m_nameHint = record.name_hint();
    m_lastOnlineMs = record.last_online_ms();
    m_after.erasedMs = record.erased_ms();
    for (const wire::RetentionRecord& step : record.retention()) {
        m_after.retention.steps.restore({step.days(), step.since_ms()});
    }
    if (record.reason() != 0) {
        m_reason = static_cast<Reason>(record.reason() - 1);
    }
}

bool Room::loadMainOrKey(const StoredRecord& stored)
{
    const core::ByteView value = stored.value;
    if (stored.kind == RecordKind::Room) {
        loadMain(stored);
        return true;
    }
    if (stored.kind == RecordKind::Epoch) {
        if (auto secret = EpochSecret::from(value)) {
            m_epochs.restore(std::move(*secret));
        }
        return true;
    }
    if (stored.kind == RecordKind::EpochLacked) {
        const auto epoch = core::EpochId::from(stored.key);
        auto lacked = lackedFromRecord(value);
        if (epoch && lacked && m_fetch.lacked.size() < Lacked::epochsMost) {
            m_fetch.lacked.insert_or_assign(*epoch, std::move(*lacked));
        }
        return true;
    }
    return false;
}

void Room::loadRecord(const StoredRecord& stored)
{
    // A key is an id of its own kind; one that is none names nothing.
    const core::ByteView value = stored.value;
    const auto id = core::LogId::from(stored.key);
    if (loadMainOrKey(stored) || !id || restoreLetter(m_after.letters, m_id, stored)) {
        return;
    }
    if (stored.kind == RecordKind::DoorSeed) {
        if (auto secret = doorFromRecord(value)) {
            m_doorSeeds.insert_or_assign(core::EventId(id->bytes()), std::move(*secret));
        }
    } else if (stored.kind == RecordKind::LogState) {
        if (auto entry = logFromRecord(value)) {
            if (entry->toJudge) {
                m_verdicts.sweeps.emplace(*id, Sweep());
            }
            m_logs.insert_or_assign(*id, std::move(*entry));
        }
    } else if (stored.kind == RecordKind::MemberName) {
        m_names[core::IdentityId(id->bytes())].second = core::textOf(value);
    } else if (stored.kind == RecordKind::NameClock) {
        m_names[core::IdentityId(id->bytes())].first.value = core::Reader(value).u64();
    } else if (stored.kind == RecordKind::ForkProof) {
        static_cast<void>(
            m_forks[*id].ParseFromArray(value.data(), static_cast<int>(value.size())));
    } else if (stored.kind == RecordKind::OwnSent && *id == m_own.log && value.size() == 8) {
        m_own.sentEnd = core::Reader(value).u64() + 1;
    } else if (stored.kind == RecordKind::Address) {
        if (auto book = addressesFromRecord(value)) {
            m_addresses.insert_or_assign(core::DeviceId(id->bytes()), std::move(*book));
        }
    }
}

void Room::takeSettled(std::vector<CarriedEvent>& waiting)
{
    bool progress = m_roll.has_value();
    while (progress && !waiting.empty()) {
        std::vector<CarriedEvent> again;
        progress = false;
        for (CarriedEvent& event : waiting) {
            if (m_roll->take(event) == RollTaken::Refused) {
                again.push_back(std::move(event));
            } else {
                noteCore(event);
                progress = true;
            }
        }
        waiting = std::move(again);
    }
}

void Room::noteCore(const CarriedEvent& event)
{
    if (event.header.kind == static_cast<std::uint8_t>(Kind::LogOpen)) {
        m_openings.insert_or_assign(event.header.log, event);
    }
    if (m_roll->isCore(event.header)) {
        m_core.insert_or_assign(event.id, event);
        LogEntry& entry = m_logs[event.header.log];
        entry.lastClock = std::max(entry.lastClock, event.header.clock);
        if (event.header.log == m_own.log) {
            const auto known = m_core.find(m_own.coreHead);
            if (known == m_core.end() || known->second.header.seq < event.header.seq) {
                m_own.coreHead = event.id;
            }
        }
    }
    if (event.header.log == m_own.log && m_own.coreHead.isZero()) {
        m_own.coreHead = event.id;
    }
}

void Room::persistRoom(Turn& turn) const
{
    wire::RoomRecord record;
    record.set_state(static_cast<std::uint32_t>(m_state));
    record.set_genesis(core::textOf(m_genesis));
    storeReach(m_reach, record);
    record.set_erased_ms(m_after.erasedMs);
    for (const RetentionSteps::Step& step : m_after.retention.steps.all()) {
        wire::RetentionRecord& out = *record.add_retention();
        out.set_days(step.days);
        out.set_since_ms(step.sinceMs);
    }
    record.set_link_seed(core::textOf(m_linkSeed.view()));
    record.set_own_log(core::textOf(m_own.log.view()));
    record.set_own_grant(core::textOf(m_own.grant.view()));
    record.set_newest_epoch(core::textOf(m_epochs.told().view()));
    record.set_incarnation(m_own.incarnation);
    record.set_join_link(m_pending.text);
    if (m_pending.password) {
        record.set_join_password(core::textOf(m_pending.password->view()));
    }
    record.set_join_message(m_pending.message);
    record.set_name_hint(m_nameHint);
    record.set_last_online_ms(m_lastOnlineMs);
    record.set_reason(m_reason ? static_cast<std::uint32_t>(*m_reason) + 1 : 0);
    turn.persist(PutRecord{
        m_id, RecordKind::Room, {}, core::copyOf(core::bytesOf(record.SerializeAsString()))});
}

core::Hash32 Room::coreHash() const
{
    core::Bytes bytes;
    core::Writer writer(bytes);
    for (const auto& [id, event] : m_core) {
        writer.id(id);
    }
    return core::hashOf("parlour core 1", {m_id.view(), bytes});
}

Digest Room::digest() const
{
    Digest out;
    core::Bytes held;
    core::Bytes heads;
    core::Writer heldWriter(held);
    core::Writer headWriter(heads);
    bool pending = false; // holes, and what is not on the disk yet
    for (const auto& [log, point] : frontier()) {
        const LogEntry& entry = m_logs.at(log);
        const HeldLog& ours = entry.held;
        const std::uint64_t end =
            std::min(point.forked ? point.seq : point.seq + 1, entry.end().value_or(UINT64_MAX));
        headWriter.id(log);
        headWriter.u64(point.seq);
        headWriter.id(point.lacks ? core::EventId() : point.head);
        const bool lacks = entry.isAnchored() ? !entry.isWhole() : ours.wholeEnd() < end;
        pending = pending || entry.endSought || (lacks && mayFill(log))
                  || entry.committedEnd < ours.wholeEnd();
        heldWriter.id(log);
        for (const Stretch& stretch : ours.stretches()) {
            if (stretch.from < end && entry.counts(stretch.from)) {
                heldWriter.u64(stretch.from);
                heldWriter.u64(std::min(stretch.to, end - 1));
            }
        }
    }
    const bool compared = std::all_of(m_links.begin(), m_links.end(), [](const auto& link) {
        return link.second.compared && link.second.ownChecked;
    });
    out.authority = m_roll ? core::toHex(m_roll->digest()) : std::string();
    out.frontier = core::toHex(core::hashOf("parlour frontier digest 1", {heads}));
    out.bodies = core::toHex(core::hashOf("parlour bodies digest 1", {held}));
    out.settled = m_state == RoomState::Joined && !pending && compared && m_fetch.targets.empty()
                  && m_fetch.wants.empty() && !m_fetch.needTail && m_verdicts.sweeps.empty();
    return out;
}

core::AgreementKey Room::linkKey() const
{
    return core::AgreementKey(m_linkSeed.clone());
}

std::optional<core::MonoTime> Room::nextWake() const
{
    return m_timers.next();
}

void Room::arm(RoomTimer timer, core::MonoTime at)
{
    const auto set = m_timers.at(timer);
    if (!set || at < *set) {
        m_timers.set(timer, at);
    }
}

} // namespace engine::room
