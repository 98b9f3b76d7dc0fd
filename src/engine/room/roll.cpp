// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/roll.h"

#include "core/codec.h"
#include "core/hash.h"
#include "core/limits.h"
#include "core/text.h"

#include "events.pb.h"

#include <algorithm>

namespace engine::room {

namespace {

template<class Message>
std::optional<Message> parseCanonical(core::ByteView body)
{
    Message message;
    if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))
        || message.SerializeAsString() != core::textOf(body)) {
        return std::nullopt;
    }
    return message;
}

bool isAct(std::uint8_t kind)
{
    return !isContent(kind) && kind != static_cast<std::uint8_t>(Kind::LogOpen)
           && kind != static_cast<std::uint8_t>(Kind::Epoch);
}

} // namespace

Roll::Roll(const core::RoomId& room, Genesis genesis)
    : m_room(room)
    , m_genesis(std::move(genesis))
{
}

RollTaken Roll::take(const CarriedEvent& event)
{
    if (event.header.room != m_room || event.bodiless) {
        return RollTaken::Refused;
    }
    const auto end = m_voidFrom.find(event.header.log);
    if (end != m_voidFrom.end() && event.header.seq >= end->second) {
        return RollTaken::Refused;
    }
    if (event.header.kind == static_cast<std::uint8_t>(Kind::LogOpen)) {
        return takeOpening(event);
    }
    return isAct(event.header.kind) ? takeAct(event) : RollTaken::Refused;
}

RollTaken Roll::takeOpening(const CarriedEvent& event)
{
    if (const auto known = m_logs.find(event.header.log); known != m_logs.end()) {
        return known->second.opening == event.id ? RollTaken::Known : RollTaken::Refused;
    }
    const auto body = parseCanonical<wire::LogOpen>(event.body);
    const auto identity =
        body ? core::IdentityId::from(core::bytesOf(body->identity())) : std::nullopt;
    const auto device = body ? core::DeviceId::from(core::bytesOf(body->device())) : std::nullopt;
    const auto birth = body ? core::EventId::from(core::bytesOf(body->birth())) : std::nullopt;
    if (!identity || !device || !birth || *birth != event.header.grant
        || !verifyDevice(*identity, *device, core::bytesOf(body->device_cert()))
        || logId(m_room, *device, *birth, body->incarnation()) != event.header.log
        || !verifyEvent(*device, event.id, event.signature)) {
        return RollTaken::Refused;
    }
    LogStanding standing{*identity, *device, event.id, *birth, false, levelNone, std::nullopt};
    if (*birth == genesisEvent(m_room)) {
        standing.valid = isFounder(*identity);
        standing.level = levelFounder;
    } else if (const auto door = m_doors.find(*birth); door != m_doors.end()) {
        standing.valid =
            verifyEntry(door->second.key, m_room, *identity, core::bytesOf(body->door_proof()));
        standing.level = door->second.level;
        // A person counts once, however many devices and incarnations he comes in with.
        const bool counts = standing.valid && m_entered.emplace(*birth, *identity).second;
        door->second.used += counts ? 1 : 0;
    } else if (const auto admission = m_openings.find(*birth); admission != m_openings.end()) {
        const LogStanding& first = m_logs.at(admission->second);
        standing.valid = first.valid && first.identity == *identity;
        standing.level = first.level;
    }
    if (!standing.valid) {
        return RollTaken::Refused;
    }
    m_logs.emplace(event.header.log, standing);
    m_openings.emplace(event.id, event.header.log);
    return RollTaken::New;
}

RollTaken Roll::takeAct(const CarriedEvent& event)
{
    if (m_acts.contains(event.id)) {
        return RollTaken::Known;
    }
    const auto log = m_logs.find(event.header.log);
    if (log == m_logs.end() || log->second.level < levelModerator
        || !verifyEvent(log->second.device, event.id, event.signature)) {
        return RollTaken::Refused;
    }
    if (event.header.kind == static_cast<std::uint8_t>(Kind::Door)) {
        const auto body = decodeCoreBody(event.header.kind, event.body);
        const auto* door = body ? std::get_if<DoorBody>(&*body) : nullptr;
        if (door == nullptr || door->kind != DoorKind::Key || door->level >= log->second.level) {
            return RollTaken::Refused;
        }
        const auto expiresMs =
            static_cast<std::int64_t>(std::min<std::uint64_t>(door->expiresMs, INT64_MAX));
        m_doors[event.id] = {door->id, door->level, expiresMs, door->uses, 0, true};
    } else if (event.header.kind == static_cast<std::uint8_t>(Kind::Policy)) {
        auto body = decodeCoreBody(event.header.kind, event.body);
        auto* policy = body ? std::get_if<PolicyBody>(&*body) : nullptr;
        if (policy == nullptr) {
            return RollTaken::Refused;
        }
        m_policies.emplace(std::pair(event.header.clock, event.id), std::move(*policy));
        applyPolicies();
    }
    m_acts.emplace(event.id, Act{event.header, event.id});
    return RollTaken::New;
}

void Roll::applyPolicies()
{
    // From the oldest on, so that the order of arrival does not matter.
    m_rules = {};
    for (const auto& [at, policy] : m_policies) {
        m_rules.name = policy.name ? core::oneLine(*policy.name) : m_rules.name;
        m_rules.topic = policy.topic ? core::oneLine(*policy.topic) : m_rules.topic;
        m_rules.access = policy.access ? static_cast<Access>(*policy.access) : m_rules.access;
        m_rules.history =
            policy.history ? static_cast<HistoryAccess>(*policy.history) : m_rules.history;
    }
}

bool Roll::isCore(const Header& header) const
{
    if (isAct(header.kind)) {
        return true;
    }
    const auto log = m_logs.find(header.log);
    return header.kind == static_cast<std::uint8_t>(Kind::LogOpen) && log != m_logs.end()
           && log->second.level >= levelModerator;
}

bool Roll::isFounder(const core::IdentityId& identity) const
{
    return std::find(m_genesis.founders.begin(), m_genesis.founders.end(), identity)
           != m_genesis.founders.end();
}

std::optional<LogStanding> Roll::log(const core::LogId& log) const
{
    const auto it = m_logs.find(log);
    if (it == m_logs.end()) {
        return std::nullopt;
    }
    LogStanding standing = it->second;
    if (const auto end = m_voidFrom.find(log); end != m_voidFrom.end()) {
        standing.voidFrom = end->second;
    }
    return standing;
}

std::map<core::IdentityId, int> Roll::members() const
{
    std::map<core::IdentityId, int> out;
    for (const core::IdentityId& founder : m_genesis.founders) {
        out[founder] = levelFounder;
    }
    for (const auto& [log, standing] : m_logs) {
        auto& level = out.try_emplace(standing.identity, levelNone).first->second;
        level = std::max(level, standing.level);
    }
    return out;
}

int Roll::level(const core::IdentityId& identity) const
{
    const auto all = members();
    const auto it = all.find(identity);
    return it == all.end() ? levelNone : it->second;
}

bool Roll::isLive(const core::IdentityId& identity, const core::DeviceId& device) const
{
    return std::any_of(m_logs.begin(), m_logs.end(), [&](const auto& item) {
        return item.second.valid && item.second.identity == identity
               && item.second.device == device;
    });
}

std::optional<DoorStanding> Roll::door(const core::EventId& door) const
{
    const auto it = m_doors.find(door);
    return it == m_doors.end() ? std::nullopt : std::optional(it->second);
}

std::vector<core::EventId> Roll::heads() const
{
    std::set<core::EventId> cited;
    for (const auto& [id, act] : m_acts) {
        cited.insert(act.header.auth.begin(), act.header.auth.end());
    }
    std::vector<core::EventId> out;
    for (const auto& [id, act] : m_acts) {
        if (!cited.contains(id) && out.size() < core::limits::spec::authHeads) {
            out.push_back(id);
        }
    }
    return out;
}

core::EventId Roll::standingOf(const core::LogId& log) const
{
    const auto it = m_logs.find(log);
    if (it == m_logs.end()) {
        return {};
    }
    return m_doors.contains(it->second.birth) ? it->second.opening : it->second.birth;
}

core::Hash32 Roll::digest() const
{
    core::Bytes bytes;
    core::Writer writer(bytes);
    for (const auto& [identity, level] : members()) {
        writer.id(identity);
        writer.u32(static_cast<std::uint32_t>(level));
    }
    for (const auto& [id, act] : m_acts) {
        writer.id(id);
    }
    return core::hashOf("parlour authority 1", {bytes});
}

} // namespace engine::room
