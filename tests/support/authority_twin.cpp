// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "support/authority_twin.h"

#include "core/hash.h"

#include <algorithm>

namespace support {

using namespace engine::room;

namespace {

template<class IdType>
IdType idOf(const std::string& text)
{
    return text.empty() ? IdType()
                        : IdType(core::hashOf("parlour test id 1", {core::bytesOf(text)}));
}

core::RoomId roomId()
{
    return core::RoomId(core::hashOf("parlour test id 1", {core::bytesOf("G")}));
}

std::vector<core::IdentityId> identitiesOf(const std::vector<std::string>& names)
{
    std::vector<core::IdentityId> ids;
    for (const std::string& name : names) {
        ids.push_back(idOf<core::IdentityId>(name));
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<core::IdentityId> foundersOf(const std::vector<ModelEvent>& events)
{
    for (const ModelEvent& event : events) {
        if (event.kind == ModelKind::Genesis) {
            return identitiesOf(event.targets);
        }
    }
    return {};
}

std::vector<LogCut> cutsOf(const ModelEvent& event, const std::map<std::string, ModelEvent>& all)
{
    std::vector<LogCut> cuts;
    for (const ModelCut& cut : event.cuts) {
        const auto last = all.find(cut.lastEvent);
        cuts.push_back({idOf<core::LogId>(cut.log),
                        idOf<core::EventId>(cut.lastEvent),
                        idOf<core::EventId>(cut.lastCore),
                        last == all.end() ? 0 : last->second.seq});
    }
    std::sort(
        cuts.begin(), cuts.end(), [](const LogCut& a, const LogCut& b) { return a.log < b.log; });
    return cuts;
}

PolicyBody policyOf(const std::map<std::string, std::int64_t>& fields)
{
    PolicyBody body;
    const auto set = [&](const char* name, auto& out) {
        const auto at = fields.find(name);
        if (at != fields.end()) {
            out = static_cast<typename std::decay_t<decltype(out)>::value_type>(at->second);
        }
    };
    set("access", body.access);
    set("history", body.history);
    set("listed", body.listed);
    set("slow_mode_seconds", body.slowModeSeconds);
    set("posting_level", body.postingLevel);
    set("files_level", body.filesLevel);
    set("links_allowed", body.linksAllowed);
    set("max_file_bytes", body.maxFileBytes);
    set("retention_days", body.retentionDays);
    set("quarantine_messages", body.quarantineMessages);
    set("max_message_bytes", body.maxMessageBytes);
    return body;
}

CoreBody bodyOf(const ModelEvent& event, const std::map<std::string, ModelEvent>& all)
{
    const core::IdentityId target =
        event.targets.empty() ? core::IdentityId() : idOf<core::IdentityId>(event.targets[0]);
    switch (event.kind) {
    case ModelKind::Open: {
        OpenBody body;
        body.identity = idOf<core::IdentityId>(event.author);
        body.device = idOf<core::DeviceId>(event.device);
        body.birth = idOf<core::EventId>(event.grant);
        return body;
    }
    case ModelKind::Grant:
        return GrantBody{target, event.level, {}};
    case ModelKind::Revoke:
        return RevokeBody{
            identitiesOf(event.targets), cutsOf(event, all), event.ban, event.then, {}};
    case ModelKind::Restrict:
        return RestrictBody{target, cutsOf(event, all), {event.until}, {}};
    case ModelKind::Door: {
        DoorBody body;
        body.kind = event.ask ? DoorKind::Ask : DoorKind::Key;
        body.level = event.level;
        return body;
    }
    case ModelKind::Close: {
        CloseBody body{idOf<core::EventId>(event.door), {}, {}};
        for (const std::string& id : event.keep) {
            body.keep.push_back(idOf<core::EventId>(id));
        }
        std::sort(body.keep.begin(), body.keep.end());
        return body;
    }
    case ModelKind::Policy:
        return policyOf(event.policy);
    case ModelKind::Redact: {
        RedactBody body;
        for (const ModelRange& range : event.ranges) {
            body.ranges.push_back({idOf<core::LogId>(range.log), range.from, range.to});
        }
        return body;
    }
    case ModelKind::Transfer:
        return TransferBody{target, cutsOf(event, all)};
    case ModelKind::Pin:
        return PinBody{cutsOf(event, all)};
    case ModelKind::DeviceCut:
        return DeviceCutBody{idOf<core::DeviceId>(event.device), cutsOf(event, all), {}};
    default:
        return ResetReachBody{};
    }
}

bool isContentKind(ModelKind kind)
{
    return kind == ModelKind::Message || kind == ModelKind::File;
}

class Chain final : public LogChain
{
public:
    explicit Chain(std::set<core::EventId> heads)
        : m_heads(std::move(heads))
    {
    }
    [[nodiscard]] bool endsAt(const core::EventId& head, std::uint64_t) const override
    {
        return m_heads.contains(head);
    }

private:
    std::set<core::EventId> m_heads;
};

} // namespace

core::EventId AuthorityTwin::eventId(const std::string& text)
{
    return idOf<core::EventId>(text);
}

CoreEvent AuthorityTwin::coreEvent(const ModelEvent& event,
                                   const std::map<std::string, ModelEvent>& all)
{
    CoreEvent out;
    out.id = eventId(event.id);
    out.log = idOf<core::LogId>(event.log);
    out.seq = event.seq;
    out.prev = idOf<core::EventId>(event.prev);
    out.grant = idOf<core::EventId>(event.grant);
    for (const std::string& id : event.auth) {
        out.auth.push_back(eventId(id));
    }
    out.clock = {event.clock};
    out.body = bodyOf(event, all);
    return out;
}

AuthorityTwin::AuthorityTwin(const std::vector<ModelEvent>& events)
    : m_authority(roomId(), foundersOf(events))
{
    for (const ModelEvent& event : events) {
        m_events.emplace(event.id, event);
        m_names.emplace(eventId(event.id), event.id);
    }
}

bool AuthorityTwin::held(const ModelEvent& event) const
{
    return event.kind != ModelKind::Genesis
           && (m_authority.holds(eventId(event.id))
               || m_authority.missing(coreEvent(event, m_events)).empty());
}

void AuthorityTwin::feed(const std::vector<ModelEvent>& order, bool askInBetween)
{
    for (bool more = true; more;) {
        more = false;
        for (const ModelEvent& event : order) {
            if (event.kind == ModelKind::Genesis || isContentKind(event.kind)) {
                continue;
            }
            more = m_authority.add(coreEvent(event, m_events)) == CoreAdded::Accepted || more;
            if (askInBetween) {
                static_cast<void>(liveLevel(event.author));
                static_cast<void>(m_authority.policy());
            }
        }
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        for (std::size_t j = i + 1; j < order.size(); ++j) {
            if (order[i].log == order[j].log && order[i].seq == order[j].seq && held(order[i])
                && held(order[j]) && order[i].id != order[j].id) {
                m_authority.addFork(idOf<core::LogId>(order[i].log), order[i].seq);
            }
        }
    }
}

AuthorityVerdict AuthorityTwin::verdict(const ModelEvent& event) const
{
    if (event.kind == ModelKind::Genesis || m_authority.holds(eventId(event.id))) {
        return m_authority.verdict(eventId(event.id));
    }
    const CoreEvent as = coreEvent(event, m_events);
    ContentEvent content{
        as.log, as.seq, 0, as.grant, as.auth, as.clock, event.length, {}, {}, {}, nullptr};
    content.kind = static_cast<std::uint8_t>(event.kind == ModelKind::Message ? Kind::TextMessage
                                             : event.kind == ModelKind::File  ? Kind::FileCard
                                                                              : kindOf(as.body));
    // What the keeper of the log tells about what came before, and which heads it leads to.
    std::set<std::string> been{event.id};
    for (std::string here = event.prev; m_events.contains(here) && been.insert(here).second;
         here = m_events.at(here).prev) {
        const ModelEvent& earlier = m_events.at(here);
        if (!held(earlier)) {
            break;
        }
        content.clockBefore = std::max(content.clockBefore, HybridClock{earlier.clock});
        for (const std::string& id : earlier.auth) {
            content.headsBefore.push_back(eventId(id));
        }
        if (isContentKind(earlier.kind) && !content.postBefore) {
            content.postBefore = HybridClock{earlier.clock};
        }
    }
    std::set<core::EventId> leads;
    for (const auto& [id, other] : m_events) {
        if (held(other) && onPrevChain(event.id, eventId(id))) {
            leads.insert(eventId(id));
        }
    }
    const Chain chain(std::move(leads));
    content.chain = &chain;
    return m_authority.judge(content);
}

bool AuthorityTwin::onPrevChain(const std::string& id, const core::EventId& head) const
{
    const auto name = m_names.find(head);
    std::set<std::string> been;
    std::string here = name == m_names.end() ? std::string() : name->second;
    while (m_events.contains(here) && held(m_events.at(here)) && been.insert(here).second) {
        if (here == id) {
            return true;
        }
        here = m_events.at(here).prev;
    }
    return false;
}

bool AuthorityTwin::valid(const std::string& id) const
{
    return verdict(m_events.at(id)).valid();
}

std::string AuthorityTwin::reason(const std::string& id) const
{
    const AuthorityVerdict found = verdict(m_events.at(id));
    std::string text = "reason " + std::to_string(static_cast<int>(found.reason));
    return found.by && m_names.contains(*found.by) ? text + " by " + m_names.at(*found.by) : text;
}

int AuthorityTwin::liveLevel(const std::string& identity) const
{
    return m_authority.level(idOf<core::IdentityId>(identity));
}

std::set<std::string> AuthorityTwin::openDoors() const
{
    std::set<std::string> open;
    for (const AuthorityDoor& door : m_authority.doors()) {
        if (door.open) {
            open.insert(m_names.at(door.event));
        }
    }
    return open;
}

std::map<std::string, std::int64_t> AuthorityTwin::policy() const
{
    std::map<std::string, std::int64_t> found;
    const PolicyBody body = m_authority.policy();
    const auto get = [&](const char* name, const auto& field) {
        if (field) {
            found[name] = static_cast<std::int64_t>(*field);
        }
    };
    get("access", body.access);
    get("history", body.history);
    get("listed", body.listed);
    get("slow_mode_seconds", body.slowModeSeconds);
    get("posting_level", body.postingLevel);
    get("files_level", body.filesLevel);
    get("links_allowed", body.linksAllowed);
    get("max_file_bytes", body.maxFileBytes);
    get("retention_days", body.retentionDays);
    get("quarantine_messages", body.quarantineMessages);
    get("max_message_bytes", body.maxMessageBytes);
    return found;
}

std::map<std::string, std::uint64_t> AuthorityTwin::forkedLogs() const
{
    std::map<std::string, std::uint64_t> found;
    for (const auto& [id, event] : m_events) {
        const auto fork = m_authority.forks().find(idOf<core::LogId>(event.log));
        if (fork != m_authority.forks().end()) {
            found[event.log] = fork->second;
        }
    }
    return found;
}

std::set<std::string> AuthorityTwin::redacted() const
{
    std::set<std::string> gone;
    for (const auto& [id, event] : m_events) {
        if (!isContentKind(event.kind) || !held(event)) {
            continue;
        }
        const CoreEvent as = coreEvent(event, m_events);
        ContentEvent content{
            as.log, as.seq, 0, as.grant, as.auth, as.clock, 0, {}, {}, {}, nullptr};
        const int level = m_authority.levelOf(content);
        if (level < 0) {
            continue; // nothing that anybody would show
        }
        const auto hits = [&](const RedactBody& body) {
            return std::any_of(
                body.ranges.begin(), body.ranges.end(), [&](const RedactRange& range) {
                    return range.log == content.log && content.seq >= range.from
                           && (range.to == 0 || content.seq <= range.to);
                });
        };
        for (const StandingRedaction& one : m_authority.redactions()) {
            const std::string& author = m_events.at(m_names.at(one.event)).author;
            if ((one.level > level || author == event.author) && hits(*one.body)) {
                gone.insert(id);
            }
        }
        for (const auto& [by, other] : m_events) {
            if (other.kind == ModelKind::Redact && other.author == event.author
                && !m_authority.holds(eventId(by)) && held(other)
                && hits(std::get<RedactBody>(coreEvent(other, m_events).body)) && valid(by)) {
                gone.insert(id);
            }
        }
    }
    return gone;
}

std::string differences(const AuthorityModel& model, const AuthorityTwin& twin)
{
    std::string wrong;
    for (const auto& [id, event] : model.events()) {
        if (model.valid(id) != twin.valid(id)) {
            wrong += "\n  " + id + ": model " + model.reason(id).word + " by " + model.reason(id).by
                     + ", product " + twin.reason(id);
        }
    }
    for (const std::string& identity : model.identities()) {
        if (model.liveLevel(identity) != twin.liveLevel(identity)) {
            wrong += "\n  level of " + identity + ": model "
                     + std::to_string(model.liveLevel(identity)) + ", product "
                     + std::to_string(twin.liveLevel(identity));
        }
    }
    wrong += model.openDoors() != twin.openDoors() ? "\n  doors" : "";
    wrong += model.policy() != twin.policy() ? "\n  policy" : "";
    wrong += model.forkedLogs() != twin.forkedLogs() ? "\n  forks" : "";
    wrong += model.redacted() != twin.redacted() ? "\n  redacted" : "";
    return wrong;
}

} // namespace support
