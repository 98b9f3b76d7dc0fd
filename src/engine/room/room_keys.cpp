// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_keys.h"

#include "core/codec.h"
#include "core/hash.h"
#include "core/text.h"
#include "engine/room/room_judge.h"
#include "engine/room/room_reach.h"
#include "engine/room/room_records.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr auto forAll = static_cast<std::uint32_t>(HistoryAccess::All);
constexpr auto forThoseThere = static_cast<std::uint32_t>(HistoryAccess::None);

PutRecord epochRecord(const core::RoomId& room, const EpochSecret& secret)
{
    return {room,
            RecordKind::Epoch,
            core::copyOf(epochIdOf(secret).view()),
            core::copyOf(secret.view())};
}

std::uint32_t historyOf(const Roll& roll)
{
    return static_cast<std::uint32_t>(roll.rules().history);
}

std::vector<core::EventId> idsIn(const google::protobuf::RepeatedPtrField<std::string>& items)
{
    std::vector<core::EventId> out;
    for (const std::string& bytes : items) {
        if (const auto id = core::EventId::from(core::bytesOf(bytes))) {
            out.push_back(*id);
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

// ---- who is in which epoch ----

/// What a person has opened and what still counts of it: nothing from before he was shown out.
std::map<core::IdentityId, EpochCover::Names> RoomKeys::openings() const
{
    std::map<core::IdentityId, EpochCover::Names> out;
    for (const auto& [log, opening] : m_room.m_openings) {
        const auto standing = m_room.m_roll->log(log);
        if (standing && standing->valid && !standing->voidFrom
            && m_room.m_roll->level(standing->identity) != levelNone) {
            out[standing->identity].insert(opening.id);
        }
    }
    return out;
}

EpochCover::Names RoomKeys::openingsOf(const core::IdentityId& identity) const
{
    auto all = openings();
    return std::move(all[identity]);
}

bool RoomKeys::namesAllMembers(const EpochEvent& event) const
{
    const EpochCover::Names named = m_room.m_cover.named(event.id);
    const auto all = openings();
    return std::all_of(all.begin(), all.end(), [&](const auto& person) {
        return std::any_of(person.second.begin(), person.second.end(), [&](const auto& opening) {
            return named.contains(opening);
        });
    });
}

bool RoomKeys::covers(const EpochEvent& event) const
{
    const Roll& roll = *m_room.m_roll;
    const auto standing = roll.log(event.ref.log);
    const auto entry = m_room.m_logs.find(event.ref.log);
    if (!standing || (standing->voidFrom && event.ref.seq >= *standing->voidFrom)
        || (entry != m_room.m_logs.end() && !entry->second.counts(event.ref.seq))
        || event.history != historyOf(roll)) {
        return false;
    }
    const std::vector<core::EventId>& removals = roll.removals();
    const bool closed =
        std::all_of(removals.begin(), removals.end(), [&](const core::EventId& removal) {
            return std::binary_search(event.removals.begin(), event.removals.end(), removal)
                   || roll.reaches(event.auth, removal);
        });
    return closed && (event.history == forAll || namesAllMembers(event));
}

std::optional<core::EpochId> RoomKeys::current() const
{
    if (!m_room.m_roll) {
        return std::nullopt;
    }
    if (m_room.m_roll->genesis().bornPublic) {
        return epochIdOf(publicEpochSecret(m_room.m_id));
    }
    return m_room.m_epochs.current([this](const EpochEvent& event) { return covers(event); });
}

bool RoomKeys::isWorn(const core::EpochId& epoch, core::WallTime wall) const
{
    const bool thoseThere = m_room.m_roll && historyOf(*m_room.m_roll) == forThoseThere;
    return m_room.m_epochs.isWorn(epoch,
                                  wall,
                                  thoseThere ? core::limits::tuning::epochAgeLive
                                             : core::limits::tuning::epochAge);
}

bool RoomKeys::knowsAncestry(const EpochEvent& event) const
{
    const auto isHere = [this](const core::EventId& id) { return m_room.m_roll->holds(id); };
    return std::all_of(event.auth.begin(), event.auth.end(), isHere)
           && std::all_of(event.removals.begin(), event.removals.end(), isHere);
}

std::vector<core::EpochId> RoomKeys::forMember(const core::IdentityId& identity,
                                               std::vector<core::EpochId> epochs) const
{
    const EpochCover::Names names = openingsOf(identity);
    const auto now = current();
    std::erase_if(epochs, [&](const core::EpochId& epoch) {
        if (identity == m_room.m_own.identity) {
            return false; // another device of ours
        }
        const auto& announced = m_room.m_epochs.announced(epoch);
        if (announced.empty() && epoch == m_room.m_epochs.told()
            && historyOf(*m_room.m_roll) == forAll) {
            return false; // in use when we came in, and all removals of that time came with it
        }
        if (announced.empty() || !knowsAncestry(announced.front())) {
            return true; // it may follow the removal of just this person
        }
        const EpochEvent& event = announced.front();
        const bool there = event.history != forThoseThere || epoch == now;
        return event.history != forAll && !(there && m_room.m_cover.namesAny(event.id, names));
    });
    return epochs;
}

std::vector<core::EpochId> RoomKeys::allFor(const core::IdentityId& identity) const
{
    if (!m_room.m_roll || m_room.m_roll->genesis().bornPublic) {
        return {}; // he derives the one there is
    }
    return forMember(identity, m_room.m_epochs.newest(EpochRing::secretsMost));
}

std::vector<core::EpochId> RoomKeys::forNewcomer(const core::IdentityId& identity) const
{
    std::vector<core::EpochId> out = allFor(identity);
    const auto now = current();
    const auto first = std::find(out.begin(), out.end(), now.value_or(core::EpochId()));
    if (first != out.end()) {
        std::rotate(out.begin(), first, std::next(first));
    }
    return out;
}

// ---- opening one ----

void RoomKeys::open(Turn& turn, const Self& self)
{
    const std::uint32_t history = historyOf(*m_room.m_roll);
    std::optional<core::EventId> after;
    for (const core::EpochId& epoch : m_room.m_epochs.newest(1)) {
        const auto& announced = m_room.m_epochs.announced(epoch);
        if (history != forAll && !announced.empty() && announced.front().history != forAll
            && m_room.m_cover.depth(announced.front().id) + 2 < EpochCover::depthMost) {
            after = announced.front().id;
        }
    }
    const std::size_t rounds = m_room.m_openings.size() / namesInEpoch + 1;
    for (std::size_t round = 0; round < rounds && (round == 0 || !current()); ++round) {
        after = openOne(turn, self, after);
    }
}

core::EventId
RoomKeys::openOne(Turn& turn, const Self& self, const std::optional<core::EventId>& after)
{
    const Roll& roll = *m_room.m_roll;
    DrawnEpoch drawn = drawEpoch(turn.rng, m_room.m_own.log);
    EpochSecret& secret = drawn.secret;
    const core::EpochId id = epochIdOf(secret);
    wire::Epoch body;
    body.set_secret_hash(core::textOf(core::hashOf("parlour epoch 1", {secret.view()})));
    body.set_origin(core::textOf(drawn.origin));
    for (const core::EventId& removal : roll.removals()) {
        if (!roll.reaches(roll.heads(), removal)) {
            body.add_removals(core::textOf(removal.view()));
        }
    }
    body.set_history(historyOf(roll));
    if (body.history() != forAll) {
        if (after) {
            body.set_after(core::textOf(after->view()));
        }
        for (const core::EventId& opening : unnamed(after)) {
            body.add_openings(core::textOf(opening.view()));
        }
    }
    turn.persist(epochRecord(m_room.m_id, secret));
    m_room.m_epochs.addOwn(std::move(secret));
    m_room.appendOwn(
        turn, self, Kind::Epoch, core::copyOf(core::bytesOf(body.SerializeAsString())));
    turn.afterCommit([weak = m_room.weak_from_this(), id](Turn& later) {
        if (const auto room = weak.lock()) {
            RoomKeys(*room).pass(later, {id}, 0);
        }
    });
    return m_room.m_logs.at(m_room.m_own.log).held.topId();
}

/// Of those who are not named yet, as many as one EPOCH takes, sorted.
std::vector<core::EventId> RoomKeys::unnamed(const std::optional<core::EventId>& after) const
{
    const EpochCover::Names named = after ? m_room.m_cover.named(*after) : EpochCover::Names();
    std::vector<core::EventId> out;
    for (const auto& [identity, names] : openings()) {
        const bool known = std::any_of(names.begin(), names.end(), [&](const auto& opening) {
            return named.contains(opening);
        });
        if (!known && out.size() < namesInEpoch) {
            out.push_back(*names.rbegin());
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

// ---- between members ----

wire::Frame RoomKeys::frameOf(const std::vector<core::EpochId>& epochs) const
{
    wire::Frame frame;
    auto* keys = frame.mutable_keys();
    for (const core::EpochId& id : epochs) {
        if (const EpochSecret* secret = m_room.m_epochs.find(id)) {
            keys->add_epoch_secrets(core::textOf(secret->view()));
        }
    }
    return frame;
}

/// To all live neighbours but `from`, each what is for him.
void RoomKeys::pass(Turn& turn, const std::vector<core::EpochId>& epochs, LinkId from) const
{
    for (const auto& [id, link] : m_room.m_links) {
        if (id == from || !m_room.isLive(link.who.identity, link.who.device)) {
            continue;
        }
        const wire::Frame frame = frameOf(forMember(link.who.identity, epochs));
        if (frame.keys().epoch_secrets_size() > 0) {
            turn.send(id, frame);
        }
    }
}

void RoomKeys::linkUp(Turn& turn, const RoomLink& link)
{
    if (!m_room.hasKeys() || m_room.m_roll->genesis().bornPublic) {
        return;
    }
    const wire::Frame frame =
        frameOf(forMember(link.who.identity, m_room.m_epochs.newest(keysAtOnce)));
    if (frame.keys().epoch_secrets_size() > 0) {
        turn.send(link.who.link, frame);
    }
    askFor(turn, link.who.link, true);
}

bool RoomKeys::handleWanted(Turn& turn, const RoomLink& link, const wire::KeysWanted& wanted) const
{
    if (static_cast<std::size_t>(wanted.epochs_size()) > core::limits::tuning::keysWanted) {
        return false;
    }
    std::vector<core::EpochId> asked;
    for (const std::string& bytes : wanted.epochs()) {
        const auto id = core::EpochId::from(core::bytesOf(bytes));
        if (!id) {
            return false;
        }
        asked.push_back(*id);
    }
    if (m_room.isLive(link.who.identity, link.who.device) && !m_room.m_roll->genesis().bornPublic) {
        const wire::Frame frame = frameOf(forMember(link.who.identity, std::move(asked)));
        if (frame.keys().epoch_secrets_size() > 0) {
            turn.send(link.who.link, frame);
        }
    }
    return true;
}

void RoomKeys::note(Turn* turn, const CarriedEvent& event)
{
    if (m_room.m_roll && m_room.m_roll->genesis().bornPublic) {
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
    note.removals = idsIn(body.removals());
    note.history = body.history();
    if (note.history != forAll) {
        m_room.m_cover.note(
            event.id, idsIn(body.openings()), core::EventId::from(core::bytesOf(body.after())));
    }
    const core::EpochId id(core::Reader(core::bytesOf(body.secret_hash())).array<16>());
    if (const auto came = m_room.m_epochs.note(id, std::move(note)); came && turn != nullptr) {
        turn->persist(epochRecord(m_room.m_id, *m_room.m_epochs.find(*came)));
        gained(*turn, {*came}, 0);
    }
}

void RoomKeys::take(Turn& turn, const wire::Keys& keys, LinkId from)
{
    if (m_room.m_roll && m_room.m_roll->genesis().bornPublic) {
        return;
    }
    RoomReach(m_room).take(turn, keys, from);
    EpochRing& ring = m_room.m_epochs;
    std::vector<core::EpochId> fresh;
    std::size_t taken = 0;
    for (const std::string& bytes : keys.epoch_secrets()) {
        auto secret = EpochSecret::from(core::bytesOf(bytes));
        if (!secret || ++taken > EpochRing::secretsMost) {
            break;
        }
        const core::EpochId id = epochIdOf(*secret);
        if (m_room.m_state != RoomState::Joined) {
            // The host that lets us in vouches for them; he names first the one that he uses.
            if (ring.isEmpty()) {
                ring.setTold(id);
            }
            turn.persist(epochRecord(m_room.m_id, *secret));
            ring.restore(std::move(*secret));
        } else if (ring.offer(std::move(*secret))
                   || (m_room.m_fetch.lacked.contains(id) && ring.adopt(id) != nullptr)) {
            turn.persist(epochRecord(m_room.m_id, *ring.find(id)));
            fresh.push_back(id);
        }
    }
    if (!fresh.empty()) {
        gained(turn, fresh, from);
    }
}

/// Whoever is removed now may have it, and until its EPOCH comes nothing tells whether it follows the removal.
void RoomKeys::removalsCame(Turn& turn)
{
    const auto opening = m_room.m_openings.find(m_room.m_own.log);
    if (m_room.m_epochs.told().isZero() || opening == m_room.m_openings.end()) {
        return;
    }
    const std::vector<core::EventId>& removals = m_room.m_roll->removals();
    const bool isNew =
        std::any_of(removals.begin(), removals.end(), [&](const core::EventId& removal) {
            const auto before = m_room.m_verdicts.acts.find(removal);
            return (before == m_room.m_verdicts.acts.end() || !before->second)
                   && !m_room.m_roll->reaches(opening->second.header.auth, removal);
        });
    if (isNew) {
        m_room.m_epochs.setTold({});
        m_room.persistRoom(turn);
    }
}

void RoomKeys::gained(Turn& turn, const std::vector<core::EpochId>& epochs, LinkId from)
{
    pass(turn, epochs, from);
    m_room.arm(RoomTimer::Repair, turn.now.mono);
    for (const core::EpochId& epoch : epochs) {
        const auto lacked = m_room.m_fetch.lacked.find(epoch);
        if (lacked == m_room.m_fetch.lacked.end()) {
            continue;
        }
        for (const auto& [log, entry] : m_room.m_logs) {
            if (lacked->second.everywhere || lacked->second.logs.contains(log)) {
                RoomJudge(m_room).judgeAgain(log);
            }
        }
        turn.persist(DropRecord{m_room.m_id, RecordKind::EpochLacked, core::copyOf(epoch.view())});
        m_room.m_fetch.lacked.erase(lacked);
    }
}

// ---- words whose secret is not here ----

const EpochSecret* RoomKeys::secretOf(Turn& turn, const core::EpochId& epoch)
{
    if (const EpochSecret* held = m_room.m_epochs.find(epoch)) {
        return held;
    }
    const EpochSecret* adopted = m_room.m_epochs.adopt(epoch);
    if (adopted != nullptr) {
        turn.persist(epochRecord(m_room.m_id, *adopted));
        gained(turn, {epoch}, 0);
    }
    return adopted;
}

bool RoomKeys::lack(Turn& turn, const core::EpochId& epoch, const core::LogId& log)
{
    const bool known = m_room.m_fetch.lacked.contains(epoch);
    if (m_room.m_roll->genesis().bornPublic
        || (!known && m_room.m_fetch.lacked.size() >= Lacked::epochsMost)) {
        return false;
    }
    Lacked& lacked = m_room.m_fetch.lacked[epoch];
    if (lacked.everywhere || lacked.logs.contains(log)) {
        return true;
    }
    if (lacked.logs.size() < Lacked::logsMost) {
        lacked.logs.insert(log);
    } else {
        lacked.everywhere = true;
        lacked.logs.clear();
    }
    turn.persist(lackedRecord(m_room.m_id, epoch, lacked));
    return true;
}

/// Nobody gives us what was sealed before we came, where the room has it so.
bool RoomKeys::mayCome(const core::EpochId& epoch) const
{
    const auto& announced = m_room.m_epochs.announced(epoch);
    const EpochCover::Names names = openingsOf(m_room.m_own.identity);
    return announced.empty()
           || std::any_of(announced.begin(), announced.end(), [&](const EpochEvent& event) {
                  return event.history == forAll || m_room.m_cover.namesAny(event.id, names);
              });
}

void RoomKeys::askFor(Turn& turn, LinkId link, bool isNew)
{
    wire::Frame frame;
    auto* wanted = frame.mutable_keys_wanted();
    for (auto& [epoch, lacked] : m_room.m_fetch.lacked) {
        const bool due = isNew || !lacked.asked
                         || turn.now.mono - *lacked.asked >= core::limits::tuning::keysWantedAgain;
        if (!due
            || static_cast<std::size_t>(wanted->epochs_size())
                   >= core::limits::tuning::keysWanted) {
            continue;
        }
        lacked.asked = turn.now.mono;
        if (mayCome(epoch)) {
            wanted->add_epochs(core::textOf(epoch.view()));
        }
    }
    if (wanted->epochs_size() > 0) {
        turn.send(link, std::move(frame));
    }
}

} // namespace engine::room
