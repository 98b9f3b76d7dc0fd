// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What the core says now is carried out: logs end where they were cut, people who were removed lose their links, and what
// is sealed from now on is sealed without them. The core may also take back what it said; then what was hidden comes back.
#include "core/codec.h"
#include "core/text.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_judge.h"
#include "engine/room/room_log.h"
#include "engine/room/room_records.h"
#include "engine/room/room_redactions.h"

#include <algorithm>

namespace engine::room {

namespace {

PutRecord epochRecord(const core::RoomId& room, const EpochSecret& secret)
{
    return {room,
            RecordKind::Epoch,
            core::copyOf(epochIdOf(secret).view()),
            core::copyOf(secret.view())};
}

/// A log that hangs on something void counts for nothing at all.
std::optional<std::uint64_t> endOf(const Roll& roll, const core::LogId& log)
{
    const auto standing = roll.log(log);
    return standing ? standing->voidFrom : std::optional<std::uint64_t>(0);
}

std::map<core::EventId, bool> actsOf(const std::map<core::EventId, CarriedEvent>& core,
                                     const Roll& roll)
{
    std::map<core::EventId, bool> out;
    for (const auto& [id, event] : core) {
        out.emplace(id, roll.isValid(id));
    }
    return out;
}

} // namespace

std::vector<LinkId> Room::takeStrangers()
{
    return std::exchange(m_verdicts.strangers, {});
}

void Room::finishTurn(Turn& turn)
{
    applyVerdicts(turn);
    RoomRedactions(*this).run(turn);
    for (const core::LogId& log : std::exchange(m_after.restored, {})) {
        RoomJudge(*this).judgeAgain(log);
    }
    RoomJudge(*this).runSweeps(turn);
    tellChanged(turn);
    std::vector<std::pair<core::LogId, std::uint64_t>> committed;
    for (const core::LogId& log : m_dirty) {
        const LogEntry& entry = m_logs.at(log);
        turn.persist(logRecord(m_id, log, entry));
        committed.emplace_back(log, entry.held.wholeEnd());
    }
    m_dirty.clear();
    if (committed.empty() && m_fresh.empty()) {
        return;
    }
    turn.tellAfterCommit([weak = weak_from_this(),
                          committed = std::move(committed),
                          fresh = std::move(m_fresh)](Turn& later) {
        if (const auto room = weak.lock()) {
            for (const auto& [log, end] : committed) {
                LogEntry& entry = room->m_logs[log];
                if (end > entry.committedEnd) {
                    entry.committedEnd = end;
                    room->m_receiptsDue.insert(log);
                }
            }
            room->tellFresh(later, fresh);
        }
    });
    m_fresh.clear();
}

/// Messages that something hangs on which came or went: the person is told of them as they are now.
void Room::tellChanged(Turn& turn)
{
    if (m_after.changed.empty()) {
        return;
    }
    turn.afterCommit([room = m_id, changed = std::exchange(m_after.changed, {})](Turn& later) {
        if (changed.size() > core::limits::tuning::tailEvents) {
            later.notice(HistoryNotice{room, 0}); // the screen is read anew
            return;
        }
        for (const core::EventRef& message : changed) {
            later.output(TellMessage{room, message});
        }
    });
}

void Room::applyVerdicts(Turn& turn)
{
    if (!m_roll || m_verdicts.generation == m_roll->generation()) {
        return;
    }
    bool changed = false;
    for (auto& [log, entry] : m_logs) {
        changed = endLog(turn, log, entry) || changed;
    }
    if (changed) {
        turn.afterCommit([room = m_id](Turn& later) { later.notice(HistoryNotice{room, 0}); });
    }
    RoomJudge(*this).judgeActs();
    RoomRedactions(*this).refresh(true);
    for (LogEntrySnapshot& entry : RoomLog(*this).news()) {
        turn.afterCommit([notice = ModerationNotice{m_id, std::move(entry)}](Turn& later) {
            later.notice(notice);
        });
    }
    applyToPeople(turn);
    applyMutes(turn);
    if (const auto wait = RoomInvites::closesIn(*this, turn.now.wall, turn.rng)) {
        arm(RoomTimer::Doors, turn.now.mono + *wait);
    }
    if (!m_timers.at(RoomTimer::Pins)) {
        arm(RoomTimer::Pins, turn.now.mono + core::limits::tuning::pinEvery);
    }
    if (!m_timers.at(RoomTimer::Erase)) {
        arm(RoomTimer::Erase, turn.now.mono + RoomRedactions::eraseEvery);
    }
    m_verdicts.generation = m_roll->generation();
    m_verdicts.levels = m_roll->members();
    m_verdicts.acts = actsOf(m_core, *m_roll);
}

/// As the roll says, without doing anything about it: the store has it already.
void Room::noteVerdicts()
{
    m_verdicts.generation = m_roll->generation();
    m_verdicts.levels = m_roll->members();
    m_timers.set(RoomTimer::Doors, core::MonoTime()); // so may some doors be
    m_timers.set(RoomTimer::Pins, core::MonoTime());
    m_timers.set(RoomTimer::Erase, core::MonoTime());
    RoomRedactions(*this).refresh(false);
    m_verdicts.mutes = m_roll->mutes();
    if (!m_verdicts.mutes.empty()) {
        m_timers.set(RoomTimer::Mutes, core::MonoTime()); // some may have ended meanwhile
    }
    m_verdicts.acts = actsOf(m_core, *m_roll);
    for (auto& [log, entry] : m_logs) {
        entry.voidFrom = endOf(*m_roll, log);
    }
}

bool Room::endLog(Turn& turn, const core::LogId& log, LogEntry& entry)
{
    const auto end = endOf(*m_roll, log);
    const auto before = std::exchange(entry.voidFrom, end);
    if (end == before) {
        return false;
    }
    if (end && (!before || *end < *before)) {
        turn.persist(SetShown{m_id, log, *end, UINT64_MAX, Shown::Void});
        const auto isVoid = [&](const core::EventRef& ref) {
            return ref.log == log && ref.seq >= *end;
        };
        std::erase_if(m_files, [&](const auto& item) { return isVoid(item.first); });
        std::erase_if(m_fresh, [&](const Fresh& each) { return isVoid(each.message.message); });
        m_fetch.targets.erase(log);
    } else if (!entry.held.empty()) {
        const std::uint64_t last = end ? *end - 1 : entry.held.topSeq();
        turn.persist(SetShown{m_id, log, *before, last, Shown::Visible});
        RoomJudge(*this).judgeAgain(log);
        arm(RoomTimer::Repair, turn.now.mono); // what was not taken meanwhile is fetched
    }
    return true;
}

void Room::applyToPeople(Turn& turn)
{
    const std::map<core::IdentityId, int>& now = m_roll->members();
    for (const auto& [identity, level] : m_verdicts.levels) {
        const auto still = now.find(identity);
        if (still != now.end() && still->second == level) {
            continue;
        }
        const MemberChange change = still != now.end()           ? MemberChange::Level
                                    : m_roll->isBanned(identity) ? MemberChange::Banned
                                                                 : MemberChange::Kicked;
        turn.afterCommit([room = m_id, who = identity, change](Turn& later) {
            later.notice(MemberNotice{room, who, change});
        });
    }
    if (m_state == RoomState::Joined) {
        applyToSelf(turn, m_roll->level(m_own.identity));
    }
    // They are told of it first: what floods goes out before this.
    turn.afterCommit([weak = weak_from_this()](Turn&) {
        if (const auto room = weak.lock()) {
            for (const auto& [id, link] : room->m_links) {
                if (!room->isLive(link.who.identity, link.who.device)) {
                    room->m_verdicts.strangers.push_back(id);
                }
            }
        }
    });
}

/// Who is silenced now, by the clock of this machine. What they write is judged by their own clocks, wherever it comes.
void Room::applyMutes(Turn& turn)
{
    constexpr std::chrono::milliseconds lookAgain = std::chrono::hours(1); // clocks jump
    const auto before = std::exchange(m_verdicts.mutes, {});
    for (const auto& [who, until] : m_roll->mutes()) {
        const std::chrono::milliseconds left(until.milliseconds() - turn.now.wall.milliseconds);
        if (left.count() > 0) {
            m_verdicts.mutes.emplace(who, until);
            arm(RoomTimer::Mutes, turn.now.mono + std::min(left, lookAgain));
        }
    }
    const auto tell = [&](const auto& these, const auto& others, MemberChange change) {
        for (const auto& [who, until] : these) {
            const auto other = others.find(who);
            const bool same = other != others.end()
                              && (change == MemberChange::Unmuted || other->second == until);
            if (!same && m_roll->level(who) != levelNone) {
                turn.afterCommit([room = m_id, who = who, change](Turn& later) {
                    later.notice(MemberNotice{room, who, change});
                });
            }
        }
    };
    tell(m_verdicts.mutes, before, MemberChange::Muted);
    tell(before, m_verdicts.mutes, MemberChange::Unmuted);
}

void Room::applyToSelf(Turn& turn, int level)
{
    const auto standing = m_roll->log(m_own.log);
    if (level == levelNone) {
        const bool banned = m_roll->isBanned(m_own.identity);
        setState(turn, banned ? RoomState::Banned : RoomState::Kicked, std::nullopt);
    } else if (standing && (standing->voidFrom || standing->level < level)) {
        m_own.lost = true;
        arm(RoomTimer::OwnLog, turn.now.mono);
    }
}

std::optional<core::EpochId> Room::currentEpoch() const
{
    if (!m_roll) {
        return std::nullopt;
    }
    if (m_roll->genesis().bornPublic) {
        return epochIdOf(publicEpochSecret(m_id));
    }
    return m_epochs.current([this](const EpochEvent& event) {
        const auto standing = m_roll->log(event.ref.log);
        if (!standing || (standing->voidFrom && event.ref.seq >= *standing->voidFrom)) {
            return false;
        }
        const std::vector<core::EventId>& removals = m_roll->removals();
        return std::all_of(removals.begin(), removals.end(), [&](const core::EventId& removal) {
            return std::binary_search(event.removals.begin(), event.removals.end(), removal)
                   || m_roll->reaches(event.auth, removal);
        });
    });
}

void Room::openEpoch(Turn& turn, const Self& self)
{
    DrawnEpoch drawn = drawEpoch(turn.rng, m_own.log);
    EpochSecret& secret = drawn.secret;
    const core::EpochId id = epochIdOf(secret);
    wire::Epoch body;
    body.set_secret_hash(core::textOf(core::hashOf("parlour epoch 1", {secret.view()})));
    body.set_origin(core::textOf(drawn.origin));
    for (const core::EventId& removal : m_roll->removals()) {
        if (!m_roll->reaches(m_roll->heads(), removal)) {
            body.add_removals(core::textOf(removal.view()));
        }
    }
    turn.persist(epochRecord(m_id, secret));
    m_epochs.addOwn(std::move(secret));
    appendOwn(turn, self, Kind::Epoch, core::copyOf(core::bytesOf(body.SerializeAsString())));
    turn.afterCommit([weak = weak_from_this(), id](Turn& later) {
        if (const auto room = weak.lock()) {
            room->passKeys(later, {id}, 0);
        }
    });
}

/// To all live neighbours but `from`.
void Room::passKeys(Turn& turn, const std::vector<core::EpochId>& epochs, LinkId from)
{
    const wire::Frame frame = keysFrame(epochs);
    for (const auto& [id, link] : m_links) {
        if (id != from && isLive(link.who.identity, link.who.device)) {
            turn.send(id, frame);
        }
    }
}

wire::Frame Room::keysFrame(const std::vector<core::EpochId>& epochs) const
{
    wire::Frame frame;
    auto* keys = frame.mutable_keys();
    for (const core::EpochId& id : epochs) {
        if (const EpochSecret* secret = m_epochs.find(id)) {
            keys->add_epoch_secrets(core::textOf(secret->view()));
        }
    }
    return frame;
}

void Room::noteEpoch(Turn* turn, const CarriedEvent& event)
{
    if (m_roll && m_roll->genesis().bornPublic) {
        return; // there are no others
    }
    wire::Epoch body;
    const bool parsed = body.ParseFromArray(event.body.data(), static_cast<int>(event.body.size()));
    if (!parsed || body.secret_hash().size() != core::Hash32().size()) {
        return;
    }
    EpochEvent note{event.header.ref(), event.id, event.header.auth, {}, event.header.clock, {}};
    if (body.origin().size() == note.origin.size()) {
        note.origin = core::Reader(core::bytesOf(body.origin())).array<32>();
    }
    for (const std::string& bytes : body.removals()) {
        if (const auto id = core::EventId::from(core::bytesOf(bytes))) {
            note.removals.push_back(*id);
        }
    }
    std::sort(note.removals.begin(), note.removals.end());
    const core::EpochId id(core::Reader(core::bytesOf(body.secret_hash())).array<16>());
    if (const auto came = m_epochs.note(id, std::move(note)); came && turn != nullptr) {
        turn->persist(epochRecord(m_id, *m_epochs.find(*came)));
        passKeys(*turn, {*came}, 0);
        arm(RoomTimer::Repair, turn->now.mono);
    }
}

void Room::takeKeys(Turn& turn, const wire::Keys& keys, LinkId from)
{
    if (m_roll && m_roll->genesis().bornPublic) {
        return;
    }
    std::vector<core::EpochId> fresh;
    std::size_t taken = 0;
    for (const std::string& bytes : keys.epoch_secrets()) {
        auto secret = EpochSecret::from(core::bytesOf(bytes));
        if (!secret || ++taken > EpochRing::secretsMost) {
            return;
        }
        const core::EpochId id = epochIdOf(*secret);
        if (m_state != RoomState::Joined) {
            // The host that lets us in vouches for them; he names first the one that he uses.
            if (m_epochs.isEmpty()) {
                m_epochs.setTold(id);
            }
            turn.persist(epochRecord(m_id, *secret));
            m_epochs.restore(std::move(*secret));
        } else if (m_epochs.offer(std::move(*secret))) {
            turn.persist(epochRecord(m_id, *m_epochs.find(id)));
            fresh.push_back(id);
        }
    }
    if (!fresh.empty()) {
        passKeys(turn, fresh, from);
        arm(RoomTimer::Repair, turn.now.mono); // what could not be opened is fetched again
    }
}

} // namespace engine::room
