// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_judge.h"

#include "engine/room/message_fold.h"
#include "engine/room/policy_merge.h"
#include "engine/room/room_redactions.h"
#include "engine/room/room_rules.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::uint32_t rowsAStep = 256;
constexpr std::size_t logsAtOnce = 4;
constexpr std::size_t sealBytes = 24 + 16;

/// Whose events may count otherwise when this does; nobody named and `everybody` set: all.
struct Concerned {
    std::vector<core::IdentityId> people;
    bool everybody = false;
};

Concerned concernedBy(const CoreBody& body, bool isNew)
{
    if (const auto* mute = std::get_if<RestrictBody>(&body)) {
        return {{mute->target}, false};
    }
    if (const auto* grant = std::get_if<GrantBody>(&body)) {
        return {isNew ? std::vector<core::IdentityId>() : std::vector{grant->identity}, false};
    }
    if (const auto* revoke = std::get_if<RevokeBody>(&body)) {
        return {revoke->targets, false};
    }
    return {{}, std::holds_alternative<PolicyBody>(body) && !isNew};
}

/// From when on this act may fold or unfold what does not cite it: never, unless it says what may be written.
HybridClock measuresFrom(const CoreEvent& act)
{
    const auto* policy = act.as<PolicyBody>();
    return policy != nullptr && saysWhatMayBeWritten(*policy) ? act.clock : HybridClock::never();
}

Said saidBy(const Roll& roll, const ContentEvent& event)
{
    return {static_cast<Kind>(event.kind), roll.authority().levelOf(event), event.seq};
}

/// Below the end of its log, and not on the way to it: it says nothing of what is.
bool isLoose(const LogEntry& entry, std::uint64_t seq)
{
    return seq < entry.end().value_or(0) && !entry.counts(seq);
}

std::optional<Reason> reasonOf(VoidReason verdict)
{
    switch (verdict) {
    case VoidReason::None:
        return std::nullopt;
    case VoidReason::Muted:
        return Reason::Muted;
    case VoidReason::SlowMode:
        return Reason::SlowMode;
    case VoidReason::TooLong:
        return Reason::TooLarge;
    default:
        return Reason::NotAllowed;
    }
}

} // namespace

bool RoomJudge::counts(const Header& header,
                       const ContentTrail& trail,
                       const core::Bytes& body) const
{
    const auto standing = m_room.m_roll->log(header.log);
    const auto entry = m_room.m_logs.find(header.log);
    const bool outside = entry != m_room.m_logs.end() && !entry->second.counts(header.seq);
    if (outside || !standing || (standing->voidFrom && header.seq >= *standing->voidFrom)) {
        return false;
    }
    const Roll& roll = *m_room.m_roll;
    const ContentEvent event = contentEvent(header, trail, roll);
    return roll.judge(event).valid()
           && !contentFlaw(roll.policyOf(event), saidBy(roll, event), body);
}

bool RoomJudge::isUnderOlderRules(const EventRow& row,
                                  const Header& header,
                                  const ContentTrail& trail) const
{
    // What came late stands where it came, whatever its author claims.
    const core::WallTime stands{row.late ? row.arrivedMs : header.clock.milliseconds()};
    const core::WallTime known = stands.plus(-core::limits::spec::olderRulesGrace);
    if (known.milliseconds < 0) {
        return false;
    }
    const Roll& roll = *m_room.m_roll;
    const ContentEvent event = contentEvent(header, trail, roll);
    const auto isRefused = [&](core::WallTime until) {
        const auto due = roll.authority().duePolicyOf(event, HybridClock::at(until));
        return due
               && (!roll.authority().keeps(event, *due)
                   || contentFlaw(*due, saidBy(roll, event), row.body));
    };
    // What a rule has allowed since may be written at once.
    return isRefused(known) && isRefused(stands);
}

/// Why what would be written now would count for nobody. A log that is lost is first replaced by another; it is the new
/// one's business.
std::optional<Reason>
RoomJudge::refusal(core::WallTime wall, Kind kind, const core::Bytes& body) const
{
    const auto entry = m_room.m_logs.find(m_room.m_own.log);
    if (m_room.isVoiceless()) {
        return Reason::Busy;
    }
    if (m_room.m_own.lost || entry == m_room.m_logs.end()) {
        return std::nullopt;
    }
    Header header = m_room.nextHeader(wall, kind);
    header.bodyLength = static_cast<std::uint32_t>(body.size() + sealBytes);
    const Roll& roll = *m_room.m_roll;
    const ContentEvent event = contentEvent(header, entry->second.trail, roll);
    const auto reason = reasonOf(roll.judge(event).reason);
    return reason ? reason : contentFlaw(roll.policyOf(event), saidBy(roll, event), body);
}

std::chrono::milliseconds RoomJudge::slowModeLeft(core::WallTime wall) const
{
    const auto entry = m_room.m_logs.find(m_room.m_own.log);
    if (!m_room.m_roll || entry == m_room.m_logs.end() || !entry->second.trail.post) {
        return {};
    }
    const Header header = m_room.nextHeader(wall, Kind::TextMessage);
    const auto policy =
        m_room.m_roll->policyOf(contentEvent(header, entry->second.trail, *m_room.m_roll));
    const std::chrono::seconds every(policy.slowModeSeconds.value_or(0));
    const std::chrono::milliseconds since(header.clock.milliseconds()
                                          - entry->second.trail.post->milliseconds());
    return std::max(every - since, std::chrono::milliseconds(0));
}

void RoomJudge::judgeAgain(const core::LogId& log)
{
    m_room.m_logs[log].gapFilled = false;
    m_room.m_logs[log].toJudge = true;
    m_room.m_dirty.insert(log);
    Sweep& sweep = m_room.m_verdicts.sweeps[log];
    if (sweep.reading) {
        sweep.again = true;
    } else {
        sweep = {};
    }
}

/// After the core grew: which logs its news concern.
void RoomJudge::judgeActs()
{
    LogSet logs;
    std::vector<core::EventId> came;
    HybridClock measured = HybridClock::never(); // what is later, by rules that have come now
    // What a fork has taken out of the core may have been anything.
    bool everybody = std::any_of(
        m_room.m_verdicts.acts.begin(), m_room.m_verdicts.acts.end(), [this](const auto& act) {
            return act.second && !m_room.m_core.contains(act.first);
        });
    for (const auto& [id, event] : m_room.m_core) {
        const bool valid = m_room.m_roll->isValid(id);
        const auto before = m_room.m_verdicts.acts.find(id);
        const bool isNew = before == m_room.m_verdicts.acts.end();
        if (isNew) {
            came.push_back(id);
        }
        const CoreEvent* act = m_room.m_roll->act(id);
        if (act == nullptr || (isNew ? !valid : before->second == valid)) {
            continue;
        }
        measured = std::min(measured, isNew ? measuresFrom(*act) : HybridClock::never());
        const Concerned concerned = concernedBy(act->body, isNew);
        everybody = everybody || concerned.everybody;
        for (const core::IdentityId& person : concerned.people) {
            const std::vector<core::LogId> theirs = m_room.m_roll->logsOf(person);
            logs.insert(theirs.begin(), theirs.end());
        }
    }
    for (const auto& [log, entry] : m_room.m_logs) {
        const auto cited = [&unknown = entry.trail.unknown](const core::EventId& id) {
            return unknown.contains(id);
        };
        if (everybody || entry.lastClock >= measured
            || std::any_of(came.begin(), came.end(), cited)) {
            logs.insert(log);
        }
    }
    for (const core::LogId& log : logs) {
        if (const auto entry = m_room.m_logs.find(log);
            entry != m_room.m_logs.end() && !entry->second.held.empty()) {
            judgeAgain(log);
        }
    }
}

void RoomJudge::runSweeps(Turn& turn)
{
    // A hole was filled: what lies behind it is judged with what is known now, once for all that is on its way.
    for (const core::LogId& log : m_room.m_dirty) {
        if (m_room.m_roll && m_room.m_logs.at(log).gapFilled && !m_room.isFetching(log)) {
            judgeAgain(log);
        }
    }
    auto& sweeps = m_room.m_verdicts.sweeps;
    auto running = static_cast<std::size_t>(std::count_if(
        sweeps.begin(), sweeps.end(), [](const auto& item) { return item.second.reading; }));
    for (auto& [log, sweep] : sweeps) {
        if (running >= logsAtOnce || !m_room.m_roll) {
            return;
        }
        if (sweep.reading) {
            continue;
        }
        ++running;
        sweep.reading = true;
        sweep.held = m_room.m_logs[log].held;
        const std::uint64_t top = sweep.held.empty() ? 0 : sweep.held.topSeq();
        const ReadRows read{0, m_room.m_id, log, sweep.next, top, rowsAStep};
        // What this turn took is read once it is on disk.
        turn.afterCommit([weak = m_room.weak_from_this(), read](Turn& later) {
            later.readRows(read, [weak, swept = read.log](Turn& last, const EventRows& rows) {
                if (const auto room = weak.lock()) {
                    RoomJudge(*room).takeSweep(last, swept, rows);
                }
            });
        });
    }
}

bool RoomJudge::openRow(Turn& turn, const EventRow& row, const ContentTrail& trail) const
{
    const auto header = decodeHeader(row.header);
    const EpochSecret* secret = header ? m_room.m_epochs.find(header->epoch) : nullptr;
    auto opened = secret == nullptr ? std::nullopt : openBody(*secret, *header, row.body);
    if (!opened) {
        return false;
    }
    EventRow now = row;
    now.sealed = false;
    now.nonce = core::copyOf(opened->nonce);
    now.body = std::move(opened->plain);
    now.shown = Shown::Never;
    m_room.m_epochs.noteUse(header->epoch);
    m_room.showContent(turn, now, *header, Way::Sync, trail);
    const bool visible = now.shown == Shown::Visible;
    turn.persist(PutEvent{m_room.m_id, std::move(now)});
    return visible;
}

bool RoomJudge::judgeRow(Turn& turn,
                         const EventRow& row,
                         const Header& header,
                         const ContentTrail& trail)
{
    if (row.sealed) {
        return openRow(turn, row, trail);
    }
    const Shown was = row.shown == Shown::Related ? Shown::Visible : row.shown;
    const bool judged = was == Shown::Visible || was == Shown::Void || was == Shown::Redacted;
    if (!judged || !row.hasBody) {
        return false;
    }
    const auto gone = RoomRedactions(m_room).find(header, row.author, turn.now.wall);
    const Shown now = gone                              ? Shown::Redacted
                      : counts(header, trail, row.body) ? Shown::Visible
                                                        : Shown::Void;
    if (gone && gone->erase) {
        turn.persist(DropBody{m_room.m_id, row.ref});
    } else if (was != now) {
        turn.persist(SetShown{m_room.m_id, row.ref.log, row.ref.seq, row.ref.seq, now, true});
    }
    if (was != now) {
        tellJudged(turn, row, header, now);
    }
    if (now == Shown::Visible) {
        fold(turn, row, isUnderOlderRules(row, header, trail));
    }
    return was != now && now == Shown::Visible;
}

void RoomJudge::takeSweep(Turn& turn, const core::LogId& log, const EventRows& rows)
{
    const auto found = m_room.m_verdicts.sweeps.find(log);
    if (found == m_room.m_verdicts.sweeps.end() || !m_room.m_roll) {
        return;
    }
    Sweep& sweep = found->second;
    sweep.reading = false;
    if (sweep.again) {
        sweep = {};
        return;
    }
    bool back = false;
    for (const EventRow& row : rows) {
        const auto header = decodeHeader(row.header);
        sweep.next = row.ref.seq + 1;
        if (!header || !sweep.held.has(row.ref.seq)) {
            continue;
        }
        back = judgeRow(turn, row, *header, sweep.trail) || back;
        if (row.ref.seq >= sweep.trail.end && !isLoose(m_room.m_logs[log], row.ref.seq)) {
            sweep.trail.add(*header, *m_room.m_roll);
        }
    }
    if (back) {
        turn.afterCommit(
            [room = m_room.m_id](Turn& later) { later.notice(HistoryNotice{room, 0}); });
    }
    if (rows.size() == rowsAStep) {
        return;
    }
    LogEntry& entry = m_room.m_logs[log];
    if (sweep.trail.end >= entry.trail.end) {
        entry.trail = std::move(sweep.trail);
    }
    entry.toJudge = entry.gapFilled;
    m_room.m_dirty.insert(log);
    m_room.m_verdicts.sweeps.erase(found);
}

void RoomJudge::fold(Turn& turn, const EventRow& row, bool olderRules)
{
    if (row.olderRules == olderRules) {
        return;
    }
    turn.persist(SetOlderRules{m_room.m_id, row.ref, olderRules});
    m_room.m_after.changed.insert(relatedTo(row.kind, row.body).value_or(row.ref));
}

/// What is void now goes from the screen; what counts again is read anew with the page.
void RoomJudge::tellJudged(Turn& turn, const EventRow& row, const Header& header, Shown now)
{
    if (now != Shown::Visible) {
        if (row.shown == Shown::Visible || row.shown == Shown::Related) {
            RoomRedactions(m_room).tellGone(turn, row, header);
        }
        return;
    }
    CarriedEvent event;
    event.header = header;
    if (header.kind == static_cast<std::uint8_t>(Kind::FileCard)) {
        m_room.noteFile(event, row);
    }
}

} // namespace engine::room
