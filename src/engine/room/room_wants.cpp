// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What is asked for: the holes of each log, by WANT, from whoever says that he has more. Every question is asked again
// elsewhere when it brings nothing.
#include "engine/room/room_forks.h"
#include "engine/room/room_gossip.h"
#include "engine/room/room_keys.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::chrono::seconds wantTime{10};
/// An answer about a moderator's log is not waited for longer than this before somebody else is asked as well.
constexpr std::chrono::seconds urgentAgain{1};
constexpr std::size_t urgentWantsMore = 16;
constexpr std::ptrdiff_t urgentSources = 4;

bool isUrgent(const std::optional<Roll>& roll, const core::LogId& log)
{
    const auto standing = roll ? roll->log(log) : std::nullopt;
    return standing && roll->level(standing->identity) >= levelModerator;
}

bool isAsked(const std::vector<Want>& wants,
             const core::LogId& log,
             core::MonoTime now,
             bool urgent)
{
    const auto asked = std::count_if(
        wants.begin(), wants.end(), [&](const Want& want) { return want.log == log; });
    const bool young = std::any_of(wants.begin(), wants.end(), [&](const Want& want) {
        return want.log == log && want.deadline - now > wantTime - urgentAgain;
    });
    return urgent ? young || asked >= urgentSources : asked > 0;
}

/// In flight while history comes slowly: what is under way when the minute's share is used up comes on top of it.
constexpr std::size_t wantsWithBudget = 2;
constexpr std::uint64_t eventsWithBudget = 64;
constexpr std::uint64_t littleMost = 8; ///< events

} // namespace

/// A head that was named, or a word or two that went by.
bool Room::lacksLittle(const core::LogId& log) const
{
    const auto entry = m_logs.find(log);
    const auto wanted = m_fetch.targets.find(log);
    if (entry == m_logs.end() || wanted == m_fetch.targets.end()) {
        return false;
    }
    std::uint64_t top = 0;
    for (const auto& [link, end] : wanted->second.sources) {
        top = std::max(top, end);
    }
    std::uint64_t missing = 0;
    for (const auto& [from, to] : entry->second.holesUpTo(top)) {
        missing += to - from + 1;
    }
    return missing <= littleMost;
}

void Room::noteAnswer(
    Turn& turn, LinkId link, const wire::Events& events, bool gained, bool postponed)
{
    for (Want& want : m_fetch.wants) {
        if (want.link == link && want.request == events.answer_to()) {
            want.gained += gained ? 1U : 0U;
            want.postponed = want.postponed || postponed;
            want.deadline = turn.now.mono + wantTime;
        }
    }
    if (events.last()) {
        finishWant(turn, link, events.answer_to());
        if (const auto it = m_links.find(link);
            it != m_links.end() && it->second.tailRequest == events.answer_to()) {
            it->second.tailRequest = 0;
        }
    }
}

void Room::target(const core::LogId& log, std::uint64_t top, LinkId source)
{
    const auto entry = m_logs.find(log);
    const auto end = entry == m_logs.end() ? std::nullopt : entry->second.end();
    if (end && entry->second.lacksOpening()) {
        top = 0; // that first: what it says of the rest is not known
    } else if (end) {
        if (*end == 0) {
            return;
        }
        top = std::min(top, *end - 1);
    }
    if (entry == m_logs.end() && m_logs.size() >= core::limits::tuning::logsPerRoom) {
        return;
    }
    std::uint64_t& known = m_fetch.targets[log].sources[source];
    known = std::max(known, top);
}

void Room::targetHoles(LinkId source)
{
    // Frontiers compare heads. What is missing below a head, because a link went down in the middle, shows only here.
    for (const auto& [log, entry] : m_logs) {
        const auto barren = m_fetch.barren.find(log);
        if ((entry.held.empty() && !entry.lacksOpening())
            || (barren != m_fetch.barren.end() && barren->second.contains(source))) {
            continue;
        }
        // Of a log that is over all is wanted, however far we have come by ourselves.
        if (entry.lacksOpening()) {
            target(log, 0, source);
        } else if (!entry.isWhole()) {
            target(log, entry.end().value_or(entry.held.topSeq() + 1) - 1, source);
        }
    }
}

bool Room::isFetching(const core::LogId& log) const
{
    return m_fetch.targets.contains(log)
           || std::any_of(m_fetch.wants.begin(), m_fetch.wants.end(), [&](const Want& want) {
                  return want.log == log;
              });
}

/// There is a neighbour who has not said yet that he cannot fill the holes of it, or there is nobody.
bool Room::mayFill(const core::LogId& log) const
{
    const auto barren = m_fetch.barren.find(log);
    return m_links.empty() || barren == m_fetch.barren.end()
           || std::any_of(m_links.begin(), m_links.end(), [&](const auto& link) {
                  return !barren->second.contains(link.first);
              });
}

void Room::scheduleWants(Turn& turn)
{
    const auto later = m_fetch.budget.freeAt(turn.now.mono);
    if (later) {
        arm(RoomTimer::Wants, *later);
    }
    std::vector<core::LogId> logs;
    logs.reserve(m_fetch.targets.size());
    for (const auto& [log, wanted] : m_fetch.targets) {
        logs.push_back(log);
    }
    // What moderators do first, and it does not queue behind a crowd's texts.
    std::stable_partition(
        logs.begin(), logs.end(), [this](const core::LogId& log) { return isUrgent(m_roll, log); });
    for (const core::LogId& log : logs) {
        const bool urgent = isUrgent(m_roll, log);
        // Slowly goes the history; what was said just now does not wait for it, and acts come with the core.
        const bool soon = lacksLittle(log);
        const auto usual =
            m_fetch.budget.isSet() ? wantsWithBudget : core::limits::tuning::wantsInFlight;
        const auto most = usual + (urgent || soon ? urgentWantsMore : 0);
        if (later && !soon) {
            continue;
        }
        if (isAsked(m_fetch.wants, log, turn.now.mono, urgent) || m_fetch.wants.size() >= most) {
            continue;
        }
        const auto wanted = m_fetch.targets.find(log);
        if (!startWant(turn, log, wanted->second)) {
            m_fetch.targets.erase(wanted);
        } else if (urgent) {
            arm(RoomTimer::Wants, turn.now.mono + urgentAgain);
        }
        if (const auto entry = m_logs.find(log); entry != m_logs.end() && entry->second.gapFilled) {
            m_dirty.insert(log);
        }
    }
    if (m_fetch.targets.empty() && m_fetch.wants.empty() && m_fetch.backfilling
        && std::any_of(m_links.begin(), m_links.end(), [](const auto& link) {
               return link.second.compared && link.second.tailRequest == 0;
           })) {
        m_fetch.backfilling = false;
        m_learned.askAgain = true; // what was told of members not known yet was not believed
        arm(RoomTimer::Addresses, turn.now.mono);
    }
}

bool Room::startWant(Turn& turn, const core::LogId& log, Target& wanted)
{
    const auto entry = m_logs.find(log);
    const auto holesUpTo = [&](std::uint64_t top) {
        return entry == m_logs.end() ? HeldLog().holesUpTo(top) : entry->second.holesUpTo(top);
    };
    std::erase_if(wanted.sources, [&](const auto& source) {
        return !m_links.contains(source.first) || holesUpTo(source.second).empty();
    });
    if (wanted.sources.empty()) {
        return false;
    }
    std::vector<std::map<LinkId, std::uint64_t>::const_iterator> unasked;
    for (auto it = wanted.sources.cbegin(); it != wanted.sources.cend(); ++it) {
        if (std::none_of(m_fetch.wants.begin(), m_fetch.wants.end(), [&](const Want& want) {
                return want.log == log && want.link == it->first;
            })) {
            unasked.push_back(it);
        }
    }
    if (unasked.empty()) {
        return true; // all of them are
    }
    const auto points = [&](const auto& source) {
        return m_fetch.scores.of(m_links.at(source->first).who.device, turn.now.mono);
    };
    const double least = points(
        *std::min_element(unasked.begin(), unasked.end(), [&](const auto& one, const auto& other) {
            return points(one) < points(other);
        }));
    // Among equals by lot; who has let questions run out of time waits until the others have been asked.
    std::erase_if(unasked, [&](const auto& source) {
        return points(source) >= least + core::limits::tuning::scoreUnanswered;
    });
    const auto chosen = unasked[turn.rng.below(unasked.size())];
    const auto holes = holesUpTo(chosen->second);
    // The newest first; but acts may have to wait for others that are missing further down.
    const bool any = m_fetch.stuck.contains(log);
    const auto& hole = any ? holes[turn.rng.below(holes.size())] : holes.back();
    Want want;
    want.log = log;
    want.to = hole.second;
    const std::uint64_t before =
        (m_fetch.budget.isSet() ? eventsWithBudget : core::limits::tuning::eventsPerFrame) - 1;
    want.from = std::max(hole.first, want.to >= before ? want.to - before : 0);
    if (!m_roll || !m_roll->log(log)) {
        want.from = 0; // the opening first: nothing else can be judged without it
        want.to = 0;
    }
    want.link = chosen->first;
    want.request = m_fetch.nextRequest++;
    want.deadline = turn.now.mono + wantTime;
    wire::Frame frame;
    frame.mutable_want()->set_request(want.request);
    frame.mutable_want()->set_log(core::textOf(log.view()));
    frame.mutable_want()->set_from_seq(want.from);
    frame.mutable_want()->set_to_seq(want.to);
    turn.send(want.link, frame);
    arm(RoomTimer::Wants, want.deadline);
    m_fetch.wants.push_back(want);
    return true;
}

void Room::finishWant(Turn& turn, LinkId link, std::uint64_t request)
{
    const auto it = std::find_if(m_fetch.wants.begin(), m_fetch.wants.end(), [&](const Want& want) {
        return want.link == link && want.request == request;
    });
    if (it == m_fetch.wants.end()) {
        return;
    }
    const Want want = *it;
    m_fetch.wants.erase(it);
    if (const auto judged = m_logs.find(want.log);
        judged != m_logs.end() && judged->second.gapFilled) {
        m_dirty.insert(want.log);
    }
    const auto entry = m_logs.find(want.log);
    const auto holes =
        entry == m_logs.end() ? HeldLog().holesUpTo(want.to) : entry->second.holesUpTo(want.to);
    // What was asked for may have come from elsewhere in the meantime.
    const bool stillMissing = !holes.empty() && holes.back().second >= want.from;
    if (want.gained > 0) {
        m_fetch.barren.erase(want.log);
        m_fetch.stuck.erase(want.log);
    } else if (stillMissing) {
        if (const auto asked = m_links.find(link);
            asked != m_links.end() && want.deadline <= turn.now.mono) {
            m_fetch.scores.blame(
                asked->second.who.device, core::limits::tuning::scoreUnanswered, turn.now.mono);
        }
        if (!want.postponed) {
            m_fetch.barren[want.log].insert(link);
        } else {
            m_fetch.stuck.insert(want.log);
        }
        // This neighbour cannot fill the hole; the next comparison may name him again, so it never spins.
        if (const auto wanted = m_fetch.targets.find(want.log); wanted != m_fetch.targets.end()) {
            wanted->second.sources.erase(link);
        }
    }
    arm(RoomTimer::Wants, turn.now.mono);
}

bool Room::handleAnnounce(Turn& turn, LinkId link, const wire::Announce& announce)
{
    if (static_cast<std::size_t>(announce.events_size()) > core::limits::tuning::eventsPerFrame) {
        return false;
    }
    for (const wire::FrontierEntry& entry : announce.events()) {
        const auto announced = fromWire(entry);
        if (!announced) {
            return false;
        }
        if (const auto from = m_links.find(link); from != m_links.end()) {
            RoomGossip(*this).named(turn, from->second, {announced->log, announced->theirs.seq});
        }
        target(announced->log, announced->theirs.seq, link);
    }
    scheduleWants(turn);
    return true;
}

void Room::handleGone(Turn& turn, LinkId link, const wire::Gone& gone)
{
    const auto log = core::LogId::from(core::bytesOf(gone.log()));
    if (const auto wanted = log ? m_fetch.targets.find(*log) : m_fetch.targets.end();
        wanted != m_fetch.targets.end()) {
        wanted->second.sources.erase(link);
    }
    scheduleWants(turn);
}

} // namespace engine::room
