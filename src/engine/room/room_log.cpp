// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_log.h"

#include "core/fingerprint.h"

#include <algorithm>

namespace engine::room {

std::vector<core::EventId> RoomLog::acts() const
{
    std::vector<core::EventId> out;
    out.reserve(m_room.m_core.size());
    for (const auto& [id, event] : m_room.m_core) {
        out.push_back(id);
    }
    return out;
}

NameOf RoomLog::nameOf() const
{
    return [this](const core::IdentityId& identity) {
        std::string name = m_room.nameOf(identity);
        return name.empty() ? core::fingerprintWords(identity.view()) : name;
    };
}

std::vector<LogEntrySnapshot> RoomLog::entries() const
{
    return moderationLog(*m_room.m_roll, acts(), nameOf());
}

std::vector<LogEntrySnapshot> RoomLog::news() const
{
    std::set<core::EventId> fresh;
    for (const auto& [id, event] : m_room.m_core) {
        const auto before = m_room.m_verdicts.acts.find(id);
        if (before == m_room.m_verdicts.acts.end()
            || before->second != m_room.m_roll->isValid(id)) {
            fresh.insert(id);
        }
    }
    return fresh.empty() || fresh.size() > newsMost
               ? std::vector<LogEntrySnapshot>()
               : moderationLog(*m_room.m_roll, acts(), nameOf(), fresh);
}

std::map<core::RoomId, std::set<core::IdentityId>> RoomLog::successions() const
{
    std::map<core::RoomId, std::set<core::IdentityId>> out;
    for (const auto& [id, event] : m_room.m_core) {
        if (event.header.kind != static_cast<std::uint8_t>(Kind::Succeed)
            || !m_room.m_roll->isValid(id)) {
            continue;
        }
        const CoreEvent* act = m_room.m_roll->act(id);
        const auto log = m_room.m_roll->log(event.header.log);
        const auto* said = act == nullptr ? nullptr : act->as<SucceedBody>();
        if (said != nullptr && log) {
            out[said->predecessor].insert(log->identity);
        }
    }
    return out;
}

core::Bytes RoomLog::file(const Self& self, core::WallTime wall) const
{
    const Roll& roll = *m_room.m_roll;
    LogFile out;
    out.genesis = m_room.m_genesis;
    std::map<core::EventId, const CarriedEvent*> events;
    for (const auto& [log, opening] : m_room.m_openings) {
        events.emplace(opening.id, &opening);
    }
    for (const auto& [id, event] : m_room.m_core) {
        events.emplace(id, &event);
    }
    for (const auto& [id, event] : events) {
        out.events.push_back(*event);
        out.verdicts[id] = roll.isValid(id);
        if (const auto log = roll.log(event->header.log)) {
            out.names[log->identity] = m_room.nameOf(log->identity);
        }
    }
    std::sort(out.events.begin(), out.events.end(), [](const auto& a, const auto& b) {
        return std::tie(a.header.clock, a.id) < std::tie(b.header.clock, b.id);
    });
    for (const auto& [log, proof] : m_room.m_forks) {
        out.forks.push_back(proof);
    }
    out.timeMs = wall.milliseconds;
    out.exporter = self.identityId;
    out.device = self.deviceId;
    out.certificate = self.certificate;
    return encodeLogFile(out, self.device);
}

} // namespace engine::room
