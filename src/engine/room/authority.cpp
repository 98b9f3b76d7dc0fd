// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/authority.h"

#include "core/codec.h"
#include "core/limits.h"
#include "engine/engine_types.h"

#include <algorithm>
#include <tuple>

namespace engine::room {

namespace {

/// Behind what the cut keeps; null or naming nothing: it keeps nothing.
LogEnd afterCut(const LogCut* cut)
{
    const bool keeps = cut != nullptr && !cut->lastEvent.isZero();
    return keeps ? LogEnd{cut->lastSeq + 1, cut->lastEvent} : LogEnd{};
}

/// Of two that name different events with one seq, the smaller id: the same for everybody.
LogEnd named(const LogEnd& a, const LogEnd& b)
{
    return a.last.isZero() || (!b.last.isZero() && b.last < a.last) ? b : a;
}

LogEnd lower(const std::optional<LogEnd>& a, const LogEnd& b)
{
    return !a || b.seq < a->seq ? b : a->seq < b.seq ? *a : named(*a, b);
}

LogEnd higher(const LogEnd& a, const LogEnd& b)
{
    return b.seq > a.seq ? b : a.seq > b.seq ? a : named(a, b);
}

} // namespace

Authority::Authority(const core::RoomId& room, const std::vector<core::IdentityId>& founders)
    : m_set(room, founders)
{
}

Authority::Judged& Authority::judged() const
{
    if (!m_judged) {
        m_judged = std::make_unique<Judged>(m_set);
    }
    return *m_judged;
}

CoreAdded Authority::add(CoreEvent event)
{
    const bool policy = event.as<PolicyBody>() != nullptr;
    const std::size_t forks = m_set.forks().size();
    const CoreAdded added = m_set.add(std::move(event));
    if (added != CoreAdded::Accepted || !m_judged) {
        return added;
    }
    const CoreIndex index = m_set.size() - 1;
    if (m_set.forks().size() != forks || !m_judged->judgement.extend(index)) {
        m_judged.reset();
    } else if (policy && m_judged->judgement.valid(index)) {
        m_judged->policy.extend(index);
        m_judged->content.forget();
    }
    return added;
}

bool Authority::addFork(const core::LogId& log, std::uint64_t seq)
{
    const bool news = m_set.addFork(log, seq);
    if (news) {
        m_judged.reset();
    }
    return news;
}

std::vector<core::EventId> Authority::missing(const CoreEvent& event) const
{
    return m_set.missing(event);
}

bool Authority::holds(const core::EventId& id) const
{
    return m_set.find(id) != coreNone;
}

const CoreEvent* Authority::event(const core::EventId& id) const
{
    const CoreIndex index = m_set.find(id);
    return index == coreNone || index == coreGenesis ? nullptr : &m_set.at(index).event;
}

bool Authority::isCore(const core::EventId& id) const
{
    const CoreIndex index = m_set.find(id);
    return index != coreNone
           && (m_set.at(index).level >= levelModerator
               || m_set.at(index).event.as<OpenBody>() == nullptr);
}

AuthorityVerdict Authority::named(const CoreVerdict& verdict) const
{
    AuthorityVerdict out{verdict.reason, std::nullopt};
    if (verdict.by != coreNone) {
        out.by = m_set.at(verdict.by).event.id;
    }
    return out;
}

AuthorityVerdict Authority::verdict(const core::EventId& id) const
{
    const CoreIndex index = m_set.find(id);
    return index == coreNone ? AuthorityVerdict{VoidReason::Unknown, std::nullopt}
                             : named(judged().judgement.verdict(index));
}

bool Authority::isValid(const core::EventId& id) const
{
    return verdict(id).valid();
}

std::vector<WhyStep> Authority::why(const core::EventId& id) const
{
    std::vector<WhyStep> steps;
    for (CoreIndex here = m_set.find(id); here != coreNone; here = m_set.at(here).grant) {
        const CoreNode& node = m_set.at(here);
        steps.push_back({node.event.id,
                         here == coreGenesis ? core::IdentityId() : m_set.identity(node.author).id,
                         node.level,
                         named(judged().judgement.verdict(here))});
    }
    return steps;
}

// ---- people ----

int Authority::level(const core::IdentityId& identity) const
{
    const CoreIndex index = m_set.findIdentity(identity);
    return index == coreNone ? levelNone : judged().judgement.liveLevel(index);
}

std::vector<AuthorityMember> Authority::members() const
{
    std::vector<AuthorityMember> found;
    for (std::size_t i = 0; i < m_set.identities().size(); ++i) {
        const int level = judged().judgement.liveLevel(static_cast<CoreIndex>(i));
        if (level >= 0) {
            found.push_back({m_set.identities()[i].id, level, std::nullopt});
        }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.identity < b.identity;
    });
    noteMutes(found);
    return found;
}

// The longest restriction that no lift follows; all members at once, so that many cost little more than one.
void Authority::noteMutes(std::vector<AuthorityMember>& members) const
{
    std::vector<Reach::Question> questions;
    std::vector<AuthorityMember*> whose;
    for (AuthorityMember& member : members) {
        Reach::Question question;
        for (const CoreIndex one :
             judged().judgement.mutes().of(m_set.findIdentity(member.identity))) {
            if (m_set.at(one).level > member.level) {
                const bool lifts = m_set.at(one).event.as<RestrictBody>()->until.value == 0;
                (lifts ? question.from : question.to).push_back(one);
            }
        }
        if (!question.to.empty()) {
            questions.push_back(std::move(question));
            whose.push_back(&member);
        }
    }
    if (questions.empty()) {
        return;
    }
    Reach(m_set).answer(questions);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        for (std::size_t j = 0; j < questions[i].to.size(); ++j) {
            const HybridClock ends = m_set.at(questions[i].to[j]).event.as<RestrictBody>()->until;
            std::optional<HybridClock>& until = whose[i]->mutedUntil;
            if (!questions[i].answers[j] && (!until || ends > *until)) {
                until = ends;
            }
        }
    }
}

bool Authority::isBanned(const core::IdentityId& identity) const
{
    const CoreIndex index = m_set.findIdentity(identity);
    return index != coreNone && judged().judgement.banned(index)
           && judged().judgement.liveLevel(index) < 0;
}

bool Authority::reaches(const std::vector<core::EventId>& heads, const core::EventId& id) const
{
    const CoreIndex wanted = m_set.find(id);
    return wanted != coreNone
           && std::any_of(heads.begin(), heads.end(), [&](const core::EventId& head) {
                  const CoreIndex from = m_set.find(head);
                  return from != coreNone && (from == wanted || m_set.follows(from, wanted));
              });
}

std::vector<core::EventId> Authority::removals() const
{
    std::vector<core::EventId> out;
    for (std::size_t i = 0; i < m_set.identities().size(); ++i) {
        if (judged().judgement.liveLevel(static_cast<CoreIndex>(i)) >= 0) {
            continue;
        }
        for (const CoreIndex one : m_set.identities()[i].removals) {
            if (judged().judgement.valid(one)) {
                out.push_back(m_set.at(one).event.id);
            }
        }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::optional<core::EventId> Authority::standingOf(const core::IdentityId& identity) const
{
    const CoreIndex index = m_set.findIdentity(identity);
    std::optional<core::EventId> best;
    int highest = levelNone;
    for (const CoreIndex standing :
         index == coreNone ? std::vector<CoreIndex>{} : m_set.identity(index).standings) {
        const int level = m_set.standingLevel(standing, index);
        if (level >= highest && level >= 0 && judged().judgement.standingLive(standing, index)) {
            const core::EventId& id = m_set.at(standing).event.id;
            best = level > highest || !best ? id : std::min(*best, id);
            highest = level;
        }
    }
    return best;
}

// ---- logs, doors, policy ----

std::vector<core::LogId> Authority::logsOf(const core::IdentityId& identity) const
{
    std::vector<core::LogId> found;
    const CoreIndex index = m_set.findIdentity(identity);
    if (index != coreNone) {
        for (const CoreIndex log : m_set.identity(index).logs) {
            found.push_back(m_set.log(log).id);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::optional<AuthorityLog> Authority::log(const core::LogId& log) const
{
    const CoreIndex index = m_set.findLog(log);
    if (index == coreNone) {
        return std::nullopt;
    }
    const CoreLog& entry = m_set.log(index);
    const CoreIndex opening = entry.openings.front();
    const CoreNode& node = m_set.at(opening);
    const CoreIndex standing = node.admission ? opening : node.grant;
    AuthorityLog out{m_set.identity(entry.author).id,
                     entry.device,
                     node.event.id,
                     m_set.at(standing).event.id,
                     node.level,
                     judged().judgement.valid(opening),
                     false,
                     endOf(index, standing, node.level)};
    if (!out.validOpening) {
        out.end = LogEnd{};
    }
    out.closed = out.end.has_value();
    return out;
}

std::optional<LogEnd> Authority::endOf(CoreIndex log, CoreIndex standing, int level) const
{
    std::optional<LogEnd> lowest = ownEndOf(log, level);
    for (const StandingCut& one : judged().judgement.cutsOn(log, standing, level)) {
        lowest = lower(lowest, afterCut(one.cut));
    }
    return lowest;
}

// By forks and cut devices, as far as no pin reaches.
std::optional<LogEnd> Authority::ownEndOf(CoreIndex log, int level) const
{
    const CoreLog& entry = m_set.log(log);
    std::optional<LogEnd> end;
    if (const auto fork = m_set.forkOf(entry.id)) {
        end = LogEnd{*fork, {}};
    }
    for (const CoreIndex one : m_set.identity(entry.author).deviceCuts) {
        const auto& body = *m_set.at(one).event.as<DeviceCutBody>();
        if (body.device == entry.device) {
            end = lower(end, afterCut(cutFor(body.cuts, entry.id)));
        }
    }
    if (!end) {
        return end;
    }
    for (const CoreIndex pin : judged().judgement.pinsOf(log)) {
        if (m_set.at(pin).level <= level) {
            continue;
        }
        const LogCut* cut = cutFor(cutsOf(m_set.at(pin).event.body), entry.id);
        if (cut != nullptr && !cut->lastEvent.isZero()) {
            end = higher(*end, afterCut(cut));
        }
        for (const CoreIndex head : m_set.at(pin).auth) {
            if (head != coreGenesis && m_set.at(head).log == log
                && judged().judgement.citesOneBranch(pin, head)) {
                const CoreEvent& last = m_set.at(head).event;
                end = higher(*end, {last.seq + 1, last.id});
            }
        }
    }
    return end;
}

std::vector<AuthorityDoor> Authority::doors() const
{
    std::map<CoreIndex, std::size_t> admitted;
    std::vector<AuthorityDoor> found;
    for (CoreIndex index = 1; index < m_set.size(); ++index) {
        const CoreNode& node = m_set.at(index);
        if (node.admission && judged().judgement.valid(index)) {
            ++admitted[node.grant];
        }
    }
    for (const auto& [id, index] : m_set.ids()) {
        const auto* door = index == coreGenesis ? nullptr : m_set.at(index).event.as<DoorBody>();
        if (door != nullptr && judged().judgement.valid(index)) {
            found.push_back({id,
                             m_set.identity(m_set.at(index).author).id,
                             *door,
                             !judged().judgement.doorClosed(index),
                             admitted[index]});
        }
    }
    return found;
}

bool Authority::isOpen(const core::EventId& door) const
{
    const CoreIndex index = m_set.find(door);
    return index != coreNone && index != coreGenesis
           && m_set.at(index).event.as<DoorBody>() != nullptr && judged().judgement.valid(index)
           && !judged().judgement.doorClosed(index);
}

PolicyBody Authority::policy() const
{
    return judged().policy.current();
}

std::vector<StandingRedaction> Authority::redactions() const
{
    std::vector<StandingRedaction> found;
    for (const auto& [id, index] : m_set.ids()) {
        const auto* body = index == coreGenesis ? nullptr : m_set.at(index).event.as<RedactBody>();
        if (body != nullptr && judged().judgement.valid(index)) {
            found.push_back({id, m_set.at(index).level, body});
        }
    }
    return found;
}

std::vector<ReachReset> Authority::reachResets() const
{
    std::vector<CoreIndex> found;
    std::vector<CoreIndex> cited; // by those that count
    for (CoreIndex index = 1; index < m_set.size(); ++index) {
        const CoreNode& node = m_set.at(index);
        if (node.event.as<ResetReachBody>() == nullptr) {
            continue;
        }
        found.push_back(index);
        if (judged().judgement.valid(index)) {
            cited.insert(cited.end(), node.auth.begin(), node.auth.end());
            cited.push_back(node.grant);
        }
    }
    if (found.empty()) {
        return {};
    }
    const CoreIndex floor = found.front();
    const std::vector<bool> followed = m_set.behind(cited, floor);
    const auto isFollowed = [&](CoreIndex index) {
        return followed[static_cast<std::size_t>(index - floor)];
    };
    const auto rank = [&](CoreIndex index) {
        const CoreNode& node = m_set.at(index);
        const bool valid = judged().judgement.valid(index);
        const bool open = valid && !isFollowed(index);
        const std::uint64_t age = open ? 0 : UINT64_MAX - node.event.clock.value;
        return std::tuple(!valid, !open, open ? -node.level : 0, age, node.event.id);
    };
    std::sort(
        found.begin(), found.end(), [&](CoreIndex a, CoreIndex b) { return rank(a) < rank(b); });
    std::vector<ReachReset> out;
    out.reserve(found.size());
    for (const CoreIndex index : found) {
        const CoreEvent& event = m_set.at(index).event;
        const auto* body = event.as<ResetReachBody>();
        out.push_back({event.id,
                       event.log,
                       event.seq,
                       body->generation,
                       body->secretHash,
                       judged().judgement.valid(index),
                       isFollowed(index)});
    }
    return out;
}

AuthorityVerdict Authority::judge(const ContentEvent& event) const
{
    return named(judged().content.judge(event));
}

int Authority::levelOf(const ContentEvent& event) const
{
    return judged().content.levelOf(event);
}

PolicyBody Authority::policyOf(const ContentEvent& event) const
{
    return judged().content.policyOf(event);
}

std::optional<PolicyBody> Authority::duePolicyOf(const ContentEvent& event, HybridClock until) const
{
    return judged().content.duePolicyOf(event, until);
}

bool Authority::keeps(const ContentEvent& event, const PolicyBody& policy) const
{
    return judged().content.keeps(event, policy);
}

// ---- what to cite, what to compare ----

std::vector<core::EventId> Authority::heads() const
{
    std::vector<bool> cited(static_cast<std::size_t>(m_set.size()), false);
    std::vector<CoreIndex> open;
    for (CoreIndex index = m_set.size() - 1; index >= 0; --index) {
        const CoreNode& node = m_set.at(index);
        const bool counts =
            index == coreGenesis || (isCore(node.event.id) && judged().judgement.valid(index));
        if (counts && !cited[static_cast<std::size_t>(index)]) {
            open.push_back(index);
        }
        // What lies behind a void event is reached through it no more than through nothing.
        if (counts || cited[static_cast<std::size_t>(index)]) {
            for (const CoreIndex one : node.auth) {
                cited[static_cast<std::size_t>(one)] = true;
            }
            if (node.grant != coreNone) {
                cited[static_cast<std::size_t>(node.grant)] = true;
            }
        }
    }
    std::stable_sort(open.begin(), open.end(), [this](CoreIndex a, CoreIndex b) {
        return m_set.at(a).level > m_set.at(b).level;
    });
    std::vector<core::EventId> out;
    for (const CoreIndex index : open) {
        if (out.size() < core::limits::spec::authHeads) {
            out.push_back(m_set.at(index).event.id);
        }
    }
    return out;
}

std::optional<core::EventId> Authority::lastCoreOf(const core::LogId& log) const
{
    const CoreIndex index = m_set.findLog(log);
    if (index == coreNone) {
        return std::nullopt;
    }
    CoreIndex last = m_set.log(index).openings.front();
    for (const CoreIndex one : m_set.log(index).events) {
        const CoreNode& node = m_set.at(one);
        if (judged().judgement.valid(one) && node.event.seq >= m_set.at(last).event.seq) {
            last = one;
        }
    }
    return m_set.at(last).event.id;
}

core::Hash32 Authority::digest() const
{
    core::Bytes bytes;
    core::Writer writer(bytes);
    for (const AuthorityMember& member : members()) {
        writer.id(member.identity);
        writer.u8(static_cast<std::uint8_t>(member.level));
        writer.u64(member.mutedUntil ? member.mutedUntil->value : 0);
    }
    std::vector<core::IdentityId> banned;
    for (const CoreIdentity& identity : m_set.identities()) {
        if (isBanned(identity.id)) {
            banned.push_back(identity.id);
        }
    }
    std::sort(banned.begin(), banned.end());
    writer.u64(banned.size());
    for (const core::IdentityId& identity : banned) {
        writer.id(identity);
    }
    for (const AuthorityDoor& door : doors()) {
        writer.id(door.event);
        writer.u8(door.open ? 1 : 0);
    }
    writer.bytes(encodeCoreBody(policy()));
    writer.bytes(coreHash());
    return core::hashOf("parlour authority state 1", {bytes});
}

core::Hash32 Authority::coreHash() const
{
    core::Bytes bytes;
    core::Writer writer(bytes);
    for (const auto& [id, index] : m_set.ids()) {
        if (isCore(id)) {
            writer.id(id);
        }
    }
    for (const auto& [log, seq] : m_set.forks()) {
        writer.id(log);
        writer.u64(seq);
    }
    return core::hashOf("parlour authority core 1", {bytes});
}

} // namespace engine::room
