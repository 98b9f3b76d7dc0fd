// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// What the verdicts of authority_model.cpp mean: for content, for members, doors, policy and redactions.
#include "support/authority_model.h"

#include <algorithm>

namespace support {

namespace {

constexpr int founder = 100;
constexpr int moderator = 50;
constexpr int member = 10;

const ModelReason fine{"valid", {}};

bool names(const std::vector<std::string>& list, const std::string& name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

bool isContentKind(ModelKind kind)
{
    return kind == ModelKind::Message || kind == ModelKind::File;
}

} // namespace

ModelReason AuthorityModel::judgeContent(const Event& event) const
{
    // Neither the clock nor the heads step back along a log.
    std::set<std::string> been;
    for (std::string here = event.prev; has(here) && been.insert(here).second;
         here = at(here).prev) {
        const Event& earlier = at(here);
        if (earlier.clock > event.clock) {
            return {"clock steps back", here};
        }
        for (const std::string& head : earlier.auth) {
            if (!follows(event.id, head)) {
                return {"heads step back", here};
            }
        }
    }
    if (!isContentKind(event.kind)) {
        return fine;
    }
    const auto rules = mergedPolicy(event.id);
    const auto rule = [&](const std::string& field, std::int64_t otherwise) {
        const auto found = rules.find(field);
        return found == rules.end() ? otherwise : found->second;
    };
    const int own = level(event.id);
    if (own < rule("posting_level", member)
        || (event.kind == ModelKind::File && own < rule("files_level", member))) {
        return {"posting level", {}};
    }
    if (rule("max_message_bytes", 0) != 0 && event.length > rule("max_message_bytes", 0)) {
        return {"too long", {}};
    }
    if (own >= moderator) {
        return fine;
    }
    const auto slow = static_cast<std::uint64_t>(rule("slow_mode_seconds", 0)) * 1000;
    been.clear();
    for (std::string here = event.prev; has(here) && been.insert(here).second;
         here = at(here).prev) {
        if (isContentKind(at(here).kind)) {
            return (event.clock >> 16U) < (at(here).clock >> 16U) + slow
                       ? ModelReason{"slow mode", here}
                       : fine;
        }
    }
    return fine;
}

// ---- what follows from it ----

bool AuthorityModel::standingLive(const std::string& standing, const std::string& identity) const
{
    const int own = standingLevel(standing, identity);
    if (own < 0 || !valid(standing)) {
        return false;
    }
    for (const auto& [id, event] : m_events) {
        if (event.kind == ModelKind::Revoke && names(event.targets, identity) && level(id) > own
            && valid(id) && !standingFollows(standing, identity, event)) {
            return false;
        }
        if (event.kind == ModelKind::Transfer && event.author == identity && level(id) == founder
            && (own < founder || event.grant == standing)) {
            const auto first = firstTransfers(identity, event.grant);
            if (std::find(first.begin(), first.end(), &event) != first.end()
                && !standingFollows(standing, identity, event)) {
                return false;
            }
        }
    }
    return true;
}

int AuthorityModel::liveLevel(const std::string& identity) const
{
    int highest = -1;
    for (const auto& [id, event] : m_events) {
        if (standingLive(id, identity)) {
            highest = std::max(highest, standingLevel(id, identity));
        }
    }
    return highest;
}

std::set<std::string> AuthorityModel::identities() const
{
    std::set<std::string> found;
    for (const auto& [id, event] : m_events) {
        found.insert(event.author);
        if (event.kind != ModelKind::Restrict) {
            found.insert(event.targets.begin(), event.targets.end());
        }
    }
    return found;
}

std::vector<std::string> AuthorityModel::grantChain(const std::string& id) const
{
    std::vector<std::string> chain;
    for (std::string here = id; has(here); here = at(here).grant) {
        chain.push_back(here);
        if (at(here).kind == ModelKind::Genesis) {
            break;
        }
    }
    return chain;
}

std::set<std::string> AuthorityModel::openDoors() const
{
    std::set<std::string> open;
    for (const auto& [id, door] : m_events) {
        const std::string& name = id;
        const int admits = door.level;
        const bool closed = std::any_of(m_events.begin(), m_events.end(), [&](const auto& entry) {
            return entry.second.kind == ModelKind::Close && entry.second.door == name
                   && level(entry.first) > admits && valid(entry.first);
        });
        if (door.kind == ModelKind::Door && valid(id) && !closed) {
            open.insert(id);
        }
    }
    return open;
}

std::int64_t strictness(const std::string& field, std::int64_t value)
{
    if (field == "access") { // public, password, knock, invite
        constexpr std::int64_t ranks[] = {0, 3, 2, 1};
        return value >= 0 && value < 4 ? ranks[value] : 0;
    }
    if (field == "listed" || field == "links_allowed") {
        return 1 - value;
    }
    if (field == "retention_days" || field == "max_file_bytes" || field == "max_message_bytes") {
        return value == 0 ? INT64_MIN : -value; // 0 = no bound
    }
    return value;
}

// Per field: what no other one supersedes; of those the higher issuer, the stricter value, the smaller id.
std::map<std::string, std::int64_t> AuthorityModel::mergedPolicy(const std::string& view) const
{
    std::vector<const Event*> rules;
    for (const auto& [id, event] : m_events) {
        if (event.kind == ModelKind::Policy && (view.empty() || follows(view, id)) && valid(id)) {
            rules.push_back(&event);
        }
    }
    std::map<std::string, std::int64_t> merged;
    std::map<std::string, const Event*> winner;
    for (const Event* rule : rules) {
        for (const auto& [name, value] : rule->policy) {
            const std::string& field = name;
            if (std::any_of(rules.begin(), rules.end(), [&](const Event* later) {
                    return later->policy.count(field) != 0 && follows(later->id, rule->id);
                })) {
                continue;
            }
            const auto rank = [&](const Event* one) {
                return std::pair(level(one->id), strictness(field, one->policy.at(field)));
            };
            const Event*& best = winner[field];
            if (best == nullptr || rank(rule) > rank(best)
                || (rank(rule) == rank(best) && rule->id < best->id)) {
                best = rule;
                merged[field] = value;
            }
        }
    }
    return merged;
}

std::map<std::string, std::int64_t> AuthorityModel::policy() const
{
    return mergedPolicy({});
}

std::map<std::string, std::uint64_t> AuthorityModel::forkedLogs() const
{
    return m_forks;
}

std::set<std::string> AuthorityModel::redacted() const
{
    std::set<std::string> gone;
    for (const auto& [id, event] : m_events) {
        for (const auto& [by, redaction] : m_events) {
            const Event& content = event;
            if (!isContentKind(event.kind) || !shaped(event) || redaction.kind != ModelKind::Redact
                || (redaction.author != event.author
                    && (level(by) < moderator || level(by) <= level(id)))
                || !valid(by)) {
                continue;
            }
            if (std::any_of(
                    redaction.ranges.begin(), redaction.ranges.end(), [&](const ModelRange& range) {
                        return range.log == content.log && content.seq >= range.from
                               && (range.to == 0 || content.seq <= range.to);
                    })) {
                gone.insert(id);
            }
        }
    }
    return gone;
}

} // namespace support
