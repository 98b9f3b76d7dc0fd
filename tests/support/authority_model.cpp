// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "support/authority_model.h"

#include <algorithm>

namespace support {

namespace {

constexpr int founder = 100;
constexpr int formerFounder = 80;
constexpr int resetReachLevel = 80;
constexpr int moderator = 50;

const ModelReason fine{"valid", {}};

bool names(const std::vector<std::string>& list, const std::string& name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

} // namespace

AuthorityModel::AuthorityModel(std::vector<ModelEvent> events)
{
    admit(std::move(events));
    for (const auto& [id, event] : m_events) {
        for (const auto& [otherId, other] : m_events) {
            if (id >= otherId || event.log != other.log || event.kind == ModelKind::Genesis
                || other.kind == ModelKind::Genesis) {
                continue;
            }
            const bool acts = m_citable.count(id) != 0 && m_citable.count(otherId) != 0
                              && event.kind != ModelKind::Open && other.kind != ModelKind::Open;
            const bool sameBase = acts && event.auth[0] == other.auth[0];
            if (event.seq == other.seq || sameBase) {
                const std::uint64_t point = std::min(event.seq, other.seq);
                const auto [at, added] = m_forks.emplace(event.log, point);
                at->second = std::min(at->second, point);
            }
        }
    }
}

// An event counts as held once everything it cites is held and may be cited: the rest is waiting, and not part of the set.
void AuthorityModel::admit(std::vector<ModelEvent> events)
{
    bool more = true;
    while (more) {
        more = false;
        for (const ModelEvent& event : events) {
            std::vector<std::string> cited = event.auth;
            if (event.kind != ModelKind::Genesis) {
                cited.push_back(event.grant);
            }
            if (has(event.id) || !std::all_of(cited.begin(), cited.end(), [this](const auto& id) {
                    return m_citable.count(id) != 0;
                })) {
                continue;
            }
            std::set<std::string>& ancestry = m_ancestry[event.id];
            for (const std::string& id : cited) {
                ancestry.insert(id);
                ancestry.insert(m_ancestry.at(id).begin(), m_ancestry.at(id).end());
            }
            m_events.emplace(event.id, event);
            m_levels[event.id] = computeLevel(event);
            if (isCore(event) && chained(event)) {
                m_citable.insert(event.id);
            }
            more = true;
        }
    }
}

// A core act cites its log's previous core event first, and never steps back.
bool AuthorityModel::chained(const Event& event) const
{
    if (event.kind == ModelKind::Genesis || event.kind == ModelKind::Open) {
        return event.seq == 0 && actAllowed(event);
    }
    if (event.auth.empty() || !actAllowed(event)) {
        return false;
    }
    const Event& base = at(event.auth[0]);
    return base.kind != ModelKind::Genesis && base.log == event.log && base.author == event.author
           && base.seq < event.seq && base.clock <= event.clock;
}

int AuthorityModel::level(const std::string& id) const
{
    return has(id) ? m_levels.at(id) : -1;
}

bool AuthorityModel::follows(const std::string& b, const std::string& a) const
{
    return m_ancestry.at(b).count(a) != 0;
}

bool AuthorityModel::isCore(const Event& event) const
{
    switch (event.kind) {
    case ModelKind::Genesis:
    case ModelKind::Open:
    case ModelKind::DeviceCut:
        return true;
    case ModelKind::Message:
    case ModelKind::File:
        return false;
    default:
        return level(event.id) >= moderator;
    }
}

// ---- levels: what is claimed, judged by shape alone ----

int AuthorityModel::standingLevel(const std::string& standing, const std::string& identity) const
{
    if (!has(standing)) {
        return -1;
    }
    const Event& event = at(standing);
    switch (event.kind) {
    case ModelKind::Genesis:
        return names(event.targets, identity) ? founder : -1;
    case ModelKind::Grant:
        return actAllowed(event) && names(event.targets, identity) ? event.level : -1;
    case ModelKind::Revoke:
        return actAllowed(event) && event.then && names(event.targets, identity) ? *event.then : -1;
    case ModelKind::Transfer:
        if (!actAllowed(event)) {
            return -1;
        }
        return names(event.targets, identity) ? founder
               : event.author == identity     ? formerFounder
                                              : -1;
    case ModelKind::Open: // the admission through a door
        return event.author == identity && at(event.grant).kind == ModelKind::Door ? level(event.id)
                                                                                   : -1;
    default:
        return -1;
    }
}

int AuthorityModel::computeLevel(const Event& event) const
{
    if (event.kind == ModelKind::Genesis) {
        return founder;
    }
    const Event& grant = at(event.grant);
    if (event.kind == ModelKind::Open && grant.kind == ModelKind::Door) {
        return actAllowed(grant) && !grant.ask ? grant.level : -1;
    }
    return standingLevel(event.grant, event.author);
}

// What a level may do at all. Strictly downwards, so that nothing ever hangs on an equal.
bool AuthorityModel::actAllowed(const Event& event) const
{
    const int own = level(event.id);
    switch (event.kind) {
    case ModelKind::Grant:
    case ModelKind::Door:
        return own >= moderator && event.level >= 0 && own > event.level;
    case ModelKind::Revoke:
        return own >= moderator && (!event.then || (*event.then >= 0 && own > *event.then));
    case ModelKind::Restrict:
    case ModelKind::Close:
    case ModelKind::Policy:
    case ModelKind::Pin:
        return own >= moderator;
    case ModelKind::ResetReach:
        return own >= resetReachLevel;
    case ModelKind::Transfer:
        return own == founder && event.targets.size() == 1 && event.targets[0] != event.author;
    case ModelKind::Genesis:
    case ModelKind::Open:
    case ModelKind::DeviceCut:
    case ModelKind::Redact: // one's own at any level; others' is a matter of effect
    case ModelKind::Message:
    case ModelKind::File:
        return own >= 0;
    }
    return false;
}

std::vector<const ModelEvent*> AuthorityModel::openingsOf(const std::string& log) const
{
    std::vector<const Event*> found;
    for (const auto& [id, event] : m_events) {
        if (event.kind == ModelKind::Open && event.log == log && m_citable.count(id) != 0) {
            found.push_back(&event);
        }
    }
    return found;
}

// Belongs to a log of its author, which was opened for nobody else.
bool AuthorityModel::shaped(const Event& event) const
{
    if (event.kind == ModelKind::Genesis) {
        return true;
    }
    const auto openings = openingsOf(event.log);
    const bool own = std::all_of(openings.begin(), openings.end(), [&](const Event* opening) {
        return opening->author == event.author;
    });
    if (openings.empty() || !own) {
        return false;
    }
    return isCore(event) ? m_citable.count(event.id) != 0 : event.seq != 0 && actAllowed(event);
}

// ---- the verdict ----

bool AuthorityModel::valid(const std::string& id) const
{
    return reason(id).word == "valid";
}

ModelReason AuthorityModel::reason(const std::string& id) const
{
    if (!has(id)) {
        return {"waiting", {}};
    }
    const auto known = m_judged.find(id);
    if (known != m_judged.end()) {
        return known->second;
    }
    const ModelReason verdict = judge(at(id));
    m_judged[id] = verdict;
    return verdict;
}

ModelReason AuthorityModel::judge(const Event& event) const
{
    if (event.kind == ModelKind::Genesis) {
        return fine;
    }
    if (!shaped(event)) {
        return {"not allowed", {}};
    }
    if (event.kind == ModelKind::DeviceCut) {
        return fine; // the identity's own signature is all it needs
    }
    if (!valid(event.grant)) {
        return {"grant void", event.grant};
    }
    for (const auto& verdict : {judgeDoor(event),
                                judgeRemovals(event),
                                judgeTransfers(event),
                                judgeRestrictions(event),
                                judgeDeviceCuts(event)}) {
        if (verdict.word != "valid") {
            return verdict;
        }
    }
    const bool tolerated = level(event.id) == founder && isCore(event);
    if (forkedAt(event) && !tolerated && !pinned(event)) {
        return {"fork", {}};
    }
    return isCore(event) ? fine : judgeContent(event);
}

// An admission through a door that was closed stays only where some close keeps it.
ModelReason AuthorityModel::judgeDoor(const Event& event) const
{
    if (event.kind != ModelKind::Open || at(event.grant).kind != ModelKind::Door) {
        return fine;
    }
    std::string closed;
    for (const auto& [id, close] : m_events) {
        if (close.kind != ModelKind::Close || close.door != event.grant
            || level(id) <= level(event.id) || !valid(id)) {
            continue;
        }
        if (names(close.keep, event.id)) {
            return fine;
        }
        closed = id;
    }
    return closed.empty() ? fine : ModelReason{"door closed", closed};
}

ModelReason AuthorityModel::judgeRemovals(const Event& event) const
{
    for (const auto& [id, removal] : m_events) {
        if (removal.kind == ModelKind::Revoke && names(removal.targets, event.author)
            && level(id) > level(event.id) && valid(id) && !exempt(event, removal)
            && !inside(event, removal.cuts)) {
            return {"revoked", id};
        }
    }
    return fine;
}

// Beyond the cut is void, except for what came in again afterwards: by a new log, under a standing that follows.
bool AuthorityModel::exempt(const Event& event, const Event& removal) const
{
    for (const Event* opening : openingsOf(event.log)) {
        if (!follows(opening->id, removal.id)) {
            return false;
        }
    }
    const bool admission = event.kind == ModelKind::Open && at(event.grant).kind == ModelKind::Door;
    return standingFollows(admission ? event.id : event.grant, event.author, removal);
}

bool AuthorityModel::standingFollows(const std::string& standing,
                                     const std::string& identity,
                                     const Event& removal) const
{
    if (standing == removal.id) {
        return true; // the `then` of the removal itself, or the 80 of a transfer
    }
    if (!follows(standing, removal.id)) {
        return false;
    }
    if (at(standing).kind == ModelKind::Open && at(at(standing).grant).kind != ModelKind::Door) {
        return standingFollows(at(standing).grant, identity, removal);
    }
    if (at(standing).kind != ModelKind::Open || !removal.ban) {
        return true;
    }
    // Through a door after a ban: only behind an unban, by somebody who could have let him in at that level.
    for (const auto& [id, event] : m_events) {
        if (event.kind == ModelKind::Grant && names(event.targets, identity)
            && follows(id, removal.id) && follows(standing, id) && level(id) > level(standing)
            && valid(id)) {
            return true;
        }
    }
    return false;
}

// The TRANSFERs that end a founder's standing: those under it that no other one precedes.
std::vector<const ModelEvent*> AuthorityModel::firstTransfers(const std::string& owner,
                                                              const std::string& standing) const
{
    std::vector<const Event*> all;
    for (const auto& [id, event] : m_events) {
        if (event.kind == ModelKind::Transfer && event.author == owner && event.grant == standing
            && shaped(event)) {
            all.push_back(&event);
        }
    }
    if (!all.empty() && !valid(standing)) {
        return {};
    }
    std::vector<const Event*> first;
    for (const Event* event : all) {
        if (std::none_of(all.begin(), all.end(), [&](const Event* other) {
                return follows(event->id, other->id);
            })) {
            first.push_back(event);
        }
    }
    return first;
}

bool AuthorityModel::conflict(const std::vector<const Event*>& transfers)
{
    return std::any_of(transfers.begin(), transfers.end(), [&](const Event* event) {
        return event->targets != transfers[0]->targets;
    });
}

ModelReason AuthorityModel::judgeTransfers(const Event& event) const
{
    std::set<std::string> standings;
    for (const auto& [id, transfer] : m_events) {
        if (transfer.kind == ModelKind::Transfer && transfer.author == event.author
            && level(id) == founder
            && (level(event.id) < founder || transfer.grant == event.grant)) {
            standings.insert(transfer.grant);
        }
    }
    for (const std::string& standing : standings) {
        const auto transfers = firstTransfers(event.author, standing);
        for (const Event* transfer : transfers) {
            if (std::find(transfers.begin(), transfers.end(), &event) != transfers.end()) {
                if (conflict(transfers)) {
                    return {"conflicting transfer",
                            transfer == &event ? transfers[1]->id : transfer->id};
                }
                continue;
            }
            if (!exempt(event, *transfer) && !inside(event, transfer->cuts)) {
                return {"transferred", transfer->id};
            }
        }
    }
    return fine;
}

ModelReason AuthorityModel::judgeRestrictions(const Event& event) const
{
    if (event.kind == ModelKind::Open) {
        return fine; // a mute silences, it does not shut out
    }
    const auto rules = [&](const Event& restriction) {
        return restriction.kind == ModelKind::Restrict && names(restriction.targets, event.author)
               && level(restriction.id) > level(event.id) && valid(restriction.id);
    };
    for (const auto& [id, restriction] : m_events) {
        if (!rules(restriction) || event.clock >= restriction.until
            || inside(event, restriction.cuts)) {
            continue;
        }
        const bool lifted = std::any_of(m_events.begin(), m_events.end(), [&](const auto& entry) {
            const Event& lift = entry.second;
            return rules(lift) && lift.until == 0 && follows(lift.id, id)
                   && !inside(event, lift.cuts);
        });
        if (!lifted) {
            return {"muted", id};
        }
    }
    return fine;
}

// An identity's cut of its own device has the force of an own fork: what somebody higher pinned stays, and so does what a
// transfer of ownership builds on; otherwise years of acts could be taken back at will.
ModelReason AuthorityModel::judgeDeviceCuts(const Event& event) const
{
    for (const auto& [id, cut] : m_events) {
        if (cut.kind == ModelKind::DeviceCut && cut.author == event.author && shaped(cut)
            && openingsOf(event.log)[0]->device == cut.device && !inside(event, cut.cuts)
            && !pinned(event) && !coveredByTransfer(event)) {
            return {"device cut", id};
        }
    }
    return fine;
}

bool AuthorityModel::coveredByTransfer(const Event& event) const
{
    if (level(event.id) != founder || !isCore(event)) {
        return false;
    }
    for (const Event* transfer : firstTransfers(event.author, event.grant)) {
        if (transfer == &event || follows(transfer->id, event.id)) {
            return true;
        }
    }
    return false;
}

// ---- chains, cuts, forks and pins ----

bool AuthorityModel::onCoreChain(const std::string& id, const std::string& head) const
{
    std::string here = head;
    while (has(here)) {
        if (here == id) {
            return true;
        }
        const Event& event = at(here);
        if (event.kind == ModelKind::Open || m_citable.count(here) == 0 || event.auth.empty()) {
            return false;
        }
        here = event.auth[0];
    }
    return false;
}

bool AuthorityModel::onPrevChain(const std::string& id, const std::string& head) const
{
    std::string here = head;
    std::set<std::string> been;
    while (has(here) && been.insert(here).second) {
        if (here == id) {
            return true;
        }
        here = at(here).prev;
    }
    return false;
}

bool AuthorityModel::inside(const Event& event, const std::vector<ModelCut>& cuts) const
{
    return std::any_of(cuts.begin(), cuts.end(), [&](const ModelCut& cut) {
        return cut.log == event.log
               && (isCore(event) ? onCoreChain(event.id, cut.lastCore)
                                 : onPrevChain(event.id, cut.lastEvent));
    });
}

bool AuthorityModel::forkedAt(const Event& event) const
{
    const auto fork = m_forks.find(event.log);
    return fork != m_forks.end() && event.seq >= fork->second;
}

bool AuthorityModel::pinned(const Event& event) const
{
    return std::any_of(m_events.begin(), m_events.end(), [&](const auto& entry) {
        return level(entry.first) > level(event.id) && level(entry.first) >= moderator
               && isCore(entry.second) && entry.second.kind != ModelKind::DeviceCut
               && entry.second.kind != ModelKind::Genesis && pins(entry.second, event)
               && valid(entry.first);
    });
}

bool AuthorityModel::pins(const Event& pin, const Event& event) const
{
    if (inside(event, pin.cuts)) {
        return true;
    }
    const auto holds = [&](const std::string& head) {
        return at(head).log == event.log
               && (isCore(event) ? onCoreChain(event.id, head) : onPrevChain(event.id, head));
    };
    if (std::none_of(pin.auth.begin(), pin.auth.end(), holds)) {
        return false;
    }
    // Who cites both branches has seen the fork, and does not choose.
    for (const std::string& one : pin.auth) {
        for (const std::string& other : pin.auth) {
            if (at(one).log == event.log && at(other).log == event.log && !onCoreChain(one, other)
                && !onCoreChain(other, one)) {
                return false;
            }
        }
    }
    return true;
}

} // namespace support
