// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/roll.h"

#include "core/text.h"
#include "engine/room/core_proof.h"

#include <algorithm>

namespace engine::room {

Roll::Roll(const core::RoomId& room, Genesis genesis)
    : m_room(room)
    , m_genesis(std::move(genesis))
    , m_authority(room, m_genesis.founders)
{
}

RollTaken Roll::take(const CarriedEvent& event)
{
    const Header& header = event.header;
    const bool opens = header.kind == static_cast<std::uint8_t>(Kind::LogOpen);
    if (header.room != m_room || event.bodiless || (!opens && !isAct(header.kind))) {
        return RollTaken::Refused;
    }
    const auto end = m_voidFrom.find(header.log);
    if (end != m_voidFrom.end() && header.seq >= end->second) {
        return RollTaken::Refused;
    }
    if (m_authority.holds(event.id)) {
        return RollTaken::Known;
    }
    auto core = decodeCoreEvent(event.id, header, event.body);
    if (!core) {
        return RollTaken::Refused;
    }
    return opens ? takeOpening(event, std::move(*core)) : takeAct(event, std::move(*core));
}

RollTaken Roll::takeOpening(const CarriedEvent& event, CoreEvent core)
{
    const auto* open = core.as<OpenBody>();
    if (open == nullptr || m_writers.contains(core.log)) {
        // A second opening of a log is a fork of it, and proves nothing else.
        return RollTaken::Refused;
    }
    const bool byGenesis = open->birth == genesisEvent(m_room);
    const CoreEvent* birth = byGenesis ? nullptr : m_authority.event(open->birth);
    if (!byGenesis && birth == nullptr) {
        return RollTaken::Refused;
    }
    const auto* door = birth == nullptr ? nullptr : birth->as<DoorBody>();
    if (!verifyEvent(open->device, event.id, event.signature)
        || !checkOpening(m_room, *open, door)) {
        return RollTaken::Refused;
    }
    const core::LogId log = core.log;
    const core::EventId entrance = open->birth;
    const bool byDoor = door != nullptr;
    const std::pair writer(open->identity, open->device);
    const RollTaken taken = add(std::move(core));
    if (taken == RollTaken::New) {
        m_writers.emplace(log, writer);
        m_logsOf[writer.second].push_back(log);
        if (byDoor) {
            // A person counts once, however many devices and incarnations he comes in with.
            m_entered[entrance].insert(writer.first);
        }
    }
    return taken;
}

RollTaken Roll::takeAct(const CarriedEvent& event, CoreEvent core)
{
    const auto writer = m_writers.find(core.log);
    if (writer == m_writers.end()
        || !verifyEvent(writer->second.second, event.id, event.signature)) {
        return RollTaken::Refused;
    }
    const auto* cut = core.as<DeviceCutBody>();
    if (cut != nullptr && !checkDeviceCut(m_room, writer->second.first, *cut)) {
        return RollTaken::Refused;
    }
    return add(std::move(core));
}

RollTaken Roll::add(CoreEvent core)
{
    const CoreAdded added = m_authority.add(std::move(core));
    if (added == CoreAdded::Accepted) {
        changed();
        return RollTaken::New;
    }
    return added == CoreAdded::Known ? RollTaken::Known : RollTaken::Refused;
}

void Roll::voidFrom(const core::LogId& log, std::uint64_t seq)
{
    m_voidFrom[log] = seq;
    static_cast<void>(m_authority.addFork(log, seq));
    changed();
}

void Roll::changed()
{
    m_answers = {};
    ++m_generation;
}

bool Roll::isCore(const Header& header) const
{
    if (isAct(header.kind)) {
        return true;
    }
    const auto standing = log(header.log);
    return header.kind == static_cast<std::uint8_t>(Kind::LogOpen) && standing
           && standing->level >= levelModerator;
}

LogStanding Roll::judge(const core::LogId& log) const
{
    const auto found = m_authority.log(log);
    const CoreEvent* opening = found ? m_authority.event(found->opening) : nullptr;
    const auto* open = opening == nullptr ? nullptr : opening->as<OpenBody>();
    if (open == nullptr) {
        return {};
    }
    return {found->identity,
            found->device,
            open->birth,
            found->validOpening,
            found->level,
            found->end ? std::optional(found->end->seq) : std::nullopt,
            found->end ? found->end->last : core::EventId()};
}

std::optional<LogStanding> Roll::log(const core::LogId& log) const
{
    if (!m_writers.contains(log)) {
        return std::nullopt;
    }
    const auto known = m_answers.logs.find(log);
    return known == m_answers.logs.end() ? m_answers.logs.emplace(log, judge(log)).first->second
                                         : known->second;
}

const std::map<core::IdentityId, int>& Roll::members() const
{
    if (!m_answers.members) {
        auto& out = m_answers.members.emplace();
        for (const AuthorityMember& member : m_authority.members()) {
            out.emplace(member.identity, member.level);
            if (member.mutedUntil) {
                m_answers.mutes.emplace(member.identity, *member.mutedUntil);
            }
        }
    }
    return *m_answers.members;
}

const std::map<core::IdentityId, HybridClock>& Roll::mutes() const
{
    static_cast<void>(members());
    return m_answers.mutes;
}

const std::map<core::IdentityId, bool>& Roll::removed() const
{
    if (!m_answers.removed) {
        auto& out = m_answers.removed.emplace();
        for (const core::EventId& removal : removals()) {
            for (const core::IdentityId& who :
                 m_authority.event(removal)->as<RevokeBody>()->targets) {
                if (level(who) == levelNone) {
                    out.emplace(who, m_authority.isBanned(who));
                }
            }
        }
    }
    return *m_answers.removed;
}

int Roll::level(const core::IdentityId& identity) const
{
    const auto it = members().find(identity);
    return it == members().end() ? levelNone : it->second;
}

bool Roll::isLive(const core::IdentityId& identity, const core::DeviceId& device) const
{
    const auto logs = m_logsOf.find(device);
    // Whoever has lost a log to a fork or a demotion is a member still, and comes to open the next one.
    return logs != m_logsOf.end() && level(identity) != levelNone
           && std::any_of(logs->second.begin(), logs->second.end(), [&](const core::LogId& id) {
                  return m_writers.at(id).first == identity && log(id)->valid;
              });
}

std::optional<core::IdentityId> Roll::liveOwner(const core::DeviceId& device) const
{
    const auto logs = m_logsOf.find(device);
    if (logs == m_logsOf.end()) {
        return std::nullopt;
    }
    const auto live = std::find_if(logs->second.begin(), logs->second.end(), [&](const auto& id) {
        return log(id)->valid && level(m_writers.at(id).first) != levelNone;
    });
    return live == logs->second.end() ? std::nullopt : std::optional(m_writers.at(*live).first);
}

std::set<std::pair<core::IdentityId, core::DeviceId>> Roll::live() const
{
    std::set<std::pair<core::IdentityId, core::DeviceId>> out;
    for (const auto& [log, writer] : m_writers) {
        if (!out.contains(writer) && level(writer.first) != levelNone && this->log(log)->valid) {
            out.insert(writer);
        }
    }
    return out;
}

std::optional<DoorStanding> Roll::door(const core::EventId& door) const
{
    const CoreEvent* event = m_authority.event(door);
    const auto* body = event == nullptr ? nullptr : event->as<DoorBody>();
    if (body == nullptr || !m_authority.isValid(door)) {
        return std::nullopt;
    }
    DoorStanding out;
    out.key = body->id;
    out.kind = body->kind;
    out.workBits = body->workBits;
    out.level = body->level;
    out.expiresMs = static_cast<std::int64_t>(std::min<std::uint64_t>(body->expiresMs, INT64_MAX));
    out.uses = body->uses;
    out.used = static_cast<std::uint32_t>(enteredBy(door).size());
    out.open = m_authority.isOpen(door);
    return out;
}

const std::set<core::IdentityId>& Roll::enteredBy(const core::EventId& door) const
{
    static const std::set<core::IdentityId> nobody;
    const auto entered = m_entered.find(door);
    return entered == m_entered.end() ? nobody : entered->second;
}

const RoomRules& Roll::rules() const
{
    if (!m_answers.rules) {
        RoomRules& out = m_answers.rules.emplace();
        out.merged = m_authority.policy();
        const PolicyBody& policy = out.merged;
        out.name = core::oneLine(policy.name.value_or(""));
        out.topic = core::oneLine(policy.topic.value_or(""));
        out.access = policy.access ? static_cast<Access>(*policy.access) : out.access;
        out.history = policy.history ? static_cast<HistoryAccess>(*policy.history) : out.history;
    }
    return *m_answers.rules;
}

const std::vector<core::EventId>& Roll::heads() const
{
    if (!m_answers.heads) {
        m_answers.heads = m_authority.heads();
    }
    return *m_answers.heads;
}

const std::vector<core::EventId>& Roll::removals() const
{
    if (!m_answers.removals) {
        m_answers.removals = m_authority.removals();
    }
    return *m_answers.removals;
}

core::EventId Roll::standingOf(const core::LogId& log) const
{
    const auto found = m_authority.log(log);
    return found ? found->standing : core::EventId();
}

} // namespace engine::room
