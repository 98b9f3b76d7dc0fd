// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_network.h"

#include "engine/room/log_remains.h"
#include "engine/room/message_fold.h"
#include "engine/room/room_door.h"
#include "engine/room/room_invites.h"
#include "engine/room/room_keys.h"
#include "engine/room/room_records.h"

#include <algorithm>

namespace fixture {

using namespace engine;
using engine::room::Room;
using engine::room::RoomDoor;

void RowStore::apply(const StoreOp& op)
{
    if (const auto* event = std::get_if<PutEvent>(&op)) {
        m_room = event->room;
        m_rows.insert_or_assign(event->row.ref, event->row);
    } else if (const auto* shown = std::get_if<SetShown>(&op)) {
        for (auto& [ref, row] : m_rows) {
            const bool inside =
                ref.log == shown->log && ref.seq >= shown->fromSeq && ref.seq <= shown->toSeq;
            const bool content = row.shown != Shown::Never && !row.sealed
                                 && (row.shown != Shown::Redacted || shown->redactedToo);
            if (inside && content && (row.hasBody || shown->shown != Shown::Visible)) {
                const bool hangs =
                    shown->shown == Shown::Visible && engine::room::isRelated(row.kind);
                row.shown = hangs ? Shown::Related : shown->shown;
            }
        }
    } else if (const auto* fold = std::get_if<SetOlderRules>(&op)) {
        m_rows.at(fold->ref).olderRules = fold->olderRules;
    } else if (const auto* body = std::get_if<DropBody>(&op)) {
        EventRow& row = m_rows.at(body->ref);
        row.nonce.clear();
        row.body.clear();
        row.hasBody = false;
        row.shown = row.shown == Shown::Never ? Shown::Never : Shown::Redacted;
    } else if (const auto* record = std::get_if<PutRecord>(&op)) {
        m_room = record->room;
        m_records[{record->kind, record->key}] = record->value;
    } else if (const auto* dropped = std::get_if<DropRecord>(&op)) {
        m_records.erase({dropped->kind, dropped->key});
    } else if (const auto* receipt = std::get_if<PutReceipt>(&op)) {
        m_receipts[{receipt->log, receipt->member}] = {
            receipt->room, receipt->log, receipt->member, receipt->deliveredEnd, receipt->readEnd};
    }
}

std::vector<EventRow> RowStore::rows(const ReadRows& read) const
{
    std::vector<EventRow> out;
    for (auto it = m_rows.lower_bound({read.log, read.fromSeq});
         it != m_rows.end() && it->first.log == read.log && it->first.seq <= read.toSeq
         && out.size() < read.most;
         ++it) {
        out.push_back(it->second);
    }
    return out;
}

std::vector<EventRow> RowStore::hanging(const core::EventRef& message) const
{
    std::vector<EventRow> out;
    for (const auto& [ref, row] : m_rows) {
        if (row.target == message && row.shown == Shown::Related) {
            out.push_back(row);
        }
    }
    return out;
}

std::vector<EventRow> RowStore::answer(const ReadRelated& read) const
{
    std::vector<EventRow> out = hanging(read.message);
    std::erase_if(out, [&](const EventRow& row) {
        return row.kind != read.kind || row.author != read.author;
    });
    return out;
}

std::vector<EventRow> RowStore::tail(std::size_t count) const
{
    std::vector<EventRow> out;
    for (const auto& [ref, row] : m_rows) {
        if (row.shown == Shown::Visible) {
            out.push_back(row);
        }
    }
    std::sort(out.begin(), out.end(), [](const EventRow& left, const EventRow& right) {
        return left.order < right.order;
    });
    out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(std::min(count, out.size())));
    return out;
}

const EventRow* RowStore::row(const core::EventRef& ref) const
{
    const auto it = m_rows.find(ref);
    return it == m_rows.end() ? nullptr : &it->second;
}

StoredState RowStore::state() const
{
    StoredState out;
    for (const auto& [key, value] : m_records) {
        out.records.push_back({m_room, key.first, key.second, value});
    }
    for (const auto& [ref, row] : m_rows) {
        if (row.core) {
            out.core.push_back({m_room, row});
        }
    }
    for (const auto& [key, receipt] : m_receipts) {
        out.receipts.push_back(receipt);
    }
    return out;
}

std::optional<core::Bytes> RowStore::record(RecordKind kind, core::ByteView key) const
{
    const auto it = m_records.find({kind, core::copyOf(key)});
    return it == m_records.end() ? std::nullopt : std::optional(it->second);
}

void RowStore::lose(const core::LogId& log, std::uint64_t from, std::uint64_t to)
{
    const std::pair key(RecordKind::LogState, core::copyOf(log.view()));
    engine::room::LogRemains remains(engine::room::logFromRecord(m_records.at(key)));
    std::erase_if(m_rows, [&](const auto& item) {
        return item.first.log == log && item.first.seq >= from && item.first.seq <= to;
    });
    for (const auto& [ref, row] : m_rows) {
        if (ref.log == log) {
            remains.add(ref.seq, row.header);
        }
    }
    m_records[key] = engine::room::logRecord(m_room, log, remains.entry()).value;
}

std::vector<std::string> RowStore::texts() const
{
    std::vector<std::string> out;
    for (const EventRow& row : tail(m_rows.size())) {
        wire::TextMessage body;
        if (body.ParseFromArray(row.body.data(), static_cast<int>(row.body.size()))) {
            out.push_back(body.text());
        }
    }
    return out;
}

std::optional<MessageSnapshot> Person::message(const core::EventRef& ref) const
{
    const EventRow* row = store.row(ref);
    if (row == nullptr || row->shown != Shown::Visible) {
        return std::nullopt;
    }
    MessageSnapshot out;
    wire::TextMessage body;
    if (body.ParseFromArray(row->body.data(), static_cast<int>(row->body.size()))) {
        out.text = body.text();
    }
    out.message = ref;
    out.author = row->author;
    out.olderRules = row->olderRules;
    engine::room::foldInto(out, store.hanging(ref));
    return out;
}

std::vector<MessageState> Person::statesOf(const core::EventRef& message) const
{
    std::vector<MessageState> out;
    for (const Notice& notice : notices) {
        std::optional<MessageState> state;
        if (const auto* first = std::get_if<MessageNotice>(&notice);
            first != nullptr && first->message.message == message) {
            state = first->message.state;
        } else if (const auto* later = std::get_if<MessageStateNotice>(&notice);
                   later != nullptr && later->message == message) {
            state = later->state;
        }
        if (state && (out.empty() || out.back() != *state)) {
            out.push_back(*state);
        }
    }
    return out;
}

Person& RoomNetwork::person(const std::string& name)
{
    return *m_people.emplace_back(std::make_unique<Person>(rng, name));
}

Person& RoomNetwork::device(const core::Seed& identity, const std::string& name)
{
    return *m_people.emplace_back(
        std::make_unique<Person>(identity.clone(), core::Seed::random(rng), name));
}

Person&
RoomNetwork::copy(const core::Seed& identity, const core::Seed& device, const std::string& name)
{
    return *m_people.emplace_back(std::make_unique<Person>(identity.clone(), device.clone(), name));
}

core::Now RoomNetwork::nowOf(const Person& person) const
{
    return {now.mono, now.wall.plus(person.clockOff)};
}

void RoomNetwork::run(Person& person, const std::function<void(Turn&)>& input)
{
    Turn turn(nowOf(person), rng);
    input(turn);
    if (person.room) {
        person.room->finishTurn(turn);
        for (const LinkId link : person.room->takeStrangers()) {
            m_leaving.push_back(link);
        }
    }
    carryOut(person, turn);
}

void RoomNetwork::carryOut(Person& person, Turn& turn)
{
    if (!person.diskFails) {
        for (const StoreOp& op : turn.ops()) {
            person.store.apply(op);
        }
    }
    for (Turn::Effect& effect : turn.effects()) {
        if (auto* frame = std::get_if<Turn::Frame>(&effect)) {
            const SentFrame out{
                &person, other(frame->link, person), std::move(frame->frame), frame->link};
            sent.push_back(out);
            if (out.to != nullptr) {
                m_underWay.emplace_back(frame->link, out);
            }
        } else if (auto* read = std::get_if<Turn::Read>(&effect)) {
            auto rows =
                std::visit([&](const auto& what) { return person.store.answer(what); }, read->what);
            m_turns.emplace_back(&person,
                                 [then = std::move(read->then), rows = std::move(rows)](
                                     Turn& later) mutable { then(later, std::move(rows)); });
        } else if (auto* output = std::get_if<Output>(&effect)) {
            if (const auto* notice = std::get_if<SendNotice>(&output->what)) {
                person.notices.push_back(notice->notice);
            } else if (const auto* tell = std::get_if<TellMessage>(&output->what)) {
                if (const auto message = person.message(tell->message)) {
                    person.notices.emplace_back(MessageNotice{tell->room, *message});
                }
            }
        } else if (const auto* close = std::get_if<Turn::Close>(&effect)) {
            m_turns.emplace_back(&person, [this, id = close->link](Turn&) { cut(id); });
        }
    }
    if (!person.diskFails) {
        for (Turn::Then& tell : turn.tell()) {
            m_turns.emplace_back(&person, std::move(tell));
        }
        for (Turn::Then& then : turn.then()) {
            m_turns.emplace_back(&person, std::move(then));
        }
    }
}

void RoomNetwork::turn(Person& person, const std::function<void(Turn&)>& input)
{
    run(person, input);
    while (!m_turns.empty()) {
        auto [who, next] = std::move(m_turns.front());
        m_turns.pop_front();
        run(*who, next);
    }
}

void RoomNetwork::found(Person& person, const CreateRoom& wish)
{
    turn(person, [&](Turn& turn) { person.room = Room::found(turn, person.self, wish); });
}

std::string RoomNetwork::invite(Person& person, const InviteToRoom& wish)
{
    std::string out;
    turn(person, [&](Turn& turn) {
        const auto made = engine::room::RoomInvites(*person.room, turn, person.self).make(wish);
        out = made ? made->link : std::string();
    });
    return out;
}

core::EventRef RoomNetwork::send(Person& person, const std::string& text)
{
    core::EventRef out;
    turn(person, [&](Turn& turn) {
        const auto sentAs = person.room->sendText(turn, person.self, {person.room->id(), text, {}});
        out = sentAs ? *sentAs : core::EventRef();
    });
    return out;
}

/// Both halves over one handshake; whatever is wrong with the password shows here.
bool RoomNetwork::exchangePassword(Turn& turn, Person& newcomer, const Person& host)
{
    const auto handshake = turn.rng.bytes<32>();
    RoomDoor outside(*newcomer.room);
    const RoomDoor inside(*host.room);
    outside.usePassword(turn, newcomer.password);
    const wire::Card card = inside.card();
    const auto ours = outside.beginPassword(turn.rng, handshake, card);
    if (!ours) {
        return false;
    }
    wire::Password ask;
    ask.set_door(card.door());
    ask.set_share(core::textOf(ours->share()));
    const auto answer = inside.answerPassword(turn.rng, handshake, ask);
    return answer && outside.takePassword(*ours, handshake, *answer);
}

LinkId RoomNetwork::enter(Person& newcomer, Person& host, const std::string& text)
{
    const auto invite = engine::room::decodeLink(text);
    if (!invite) {
        return 0;
    }
    turn(newcomer, [&](Turn& turn) {
        if (newcomer.room) {
            newcomer.room->rejoin(turn, *invite, text);
        } else {
            newcomer.room = Room::join(turn, newcomer.self, *invite, text);
        }
    });
    Room& joining = *newcomer.room;
    Room& open = *host.room;
    bool ok = true;
    turn(newcomer, [&](Turn& turn) {
        ok = RoomDoor(joining).takeCard(turn, newcomer.self, RoomDoor(open).card());
    });
    if (ok && RoomDoor(joining).wantsPassword(RoomDoor(open).card())) {
        turn(newcomer, [&](Turn& turn) { ok = exchangePassword(turn, newcomer, host); });
    }
    // Work is done by the room's own timer.
    for (int i = 0; ok && i < 10'000 && !RoomDoor(joining).enterProof(newcomer.self); ++i) {
        pass(RoomDoor::stepEvery);
    }
    const auto proof = RoomDoor(joining).enterProof(newcomer.self);
    const engine::room::Self& who = newcomer.self;
    if (!ok || !proof || RoomDoor(open).admits(nowOf(host), *proof, who.identityId, who.deviceId)
        || !joining.adoptGenesis(open.genesisBytes())) {
        return 0;
    }
    for (const wire::Frame& frame : open.coreFrames(1)) {
        turn(newcomer, [&](Turn& turn) { ok = ok && joining.adoptCore(turn, frame.events()); });
    }
    // A host below moderator is not in the core; his greeting shows his opening.
    wire::Events greeting;
    *greeting.add_events() = open.ownOpening().value_or(wire::SignedEvent());
    turn(newcomer, [&](Turn& turn) { ok = ok && joining.adoptCore(turn, greeting); });
    ok = ok && joining.roll()->isLive(host.self.identityId, host.self.deviceId);
    turn(newcomer,
         [&](Turn& turn) { ok = ok && RoomDoor(joining).openOwnLog(turn, newcomer.self); });
    turn(host, [&](Turn& turn) {
        ok = ok && joining.ownOpening()
             && open.takeNewcomer(turn, host.self, 0, *joining.ownOpening());
    });
    for (const wire::Frame& frame :
         ok ? open.welcome(newcomer.self.identityId) : std::vector<wire::Frame>()) {
        turn(newcomer, [&](Turn& turn) {
            if (frame.has_keys()) {
                engine::room::RoomKeys(joining).take(turn, frame.keys(), 0);
            } else {
                joining.setJoined(turn, newcomer.self);
            }
        });
    }
    return ok ? link(newcomer, host) : 0;
}

LinkId RoomNetwork::link(Person& dialler, Person& listener)
{
    const LinkId id = m_nextLink++;
    m_links[id] = {&dialler, &listener};
    const auto up = [&](Person& here, const Person& there, bool initiator) {
        turn(here, [&](Turn& turn) {
            here.room->linkUp(turn,
                              here.self,
                              {id, there.self.identityId, there.self.deviceId, initiator, false});
        });
    };
    up(listener, dialler, false);
    up(dialler, listener, true);
    return id;
}

LinkId RoomNetwork::mute(Person& person, const engine::room::Self& neighbour)
{
    const LinkId id = m_nextLink++;
    m_links[id] = {&person, nullptr};
    turn(person, [&](Turn& turn) {
        person.room->linkUp(
            turn, person.self, {id, neighbour.identityId, neighbour.deviceId, true, false});
    });
    return id;
}

void RoomNetwork::cut(LinkId link)
{
    const auto it = m_links.find(link);
    if (it == m_links.end()) {
        return;
    }
    const Ends ends = it->second;
    m_links.erase(it);
    std::erase_if(m_underWay, [link](const auto& item) { return item.first == link; });
    for (Person* person : {ends.dialler, ends.listener}) {
        if (person != nullptr) {
            turn(*person, [&](Turn& turn) { person->room->linkDown(turn, link); });
        }
    }
}

bool RoomNetwork::feed(Person& to, LinkId link, const wire::Frame& frame)
{
    bool sound = true;
    turn(to, [&](Turn& turn) { sound = to.room->handleFrame(turn, to.self, link, frame); });
    return sound;
}

void RoomNetwork::deliver()
{
    constexpr int framesMost = 5'000;
    for (int frames = 0; !m_underWay.empty() || !m_leaving.empty(); ++frames) {
        if (m_underWay.empty()) { // what was said before the link goes arrives
            const LinkId link = m_leaving.front();
            m_leaving.pop_front();
            cut(link);
            continue;
        }
        if (frames == framesMost) {
            endless = true;
            m_underWay.clear();
            return;
        }
        const auto [link, item] = std::move(m_underWay.front());
        m_underWay.pop_front();
        wire::Frame arrived;
        const bool parsed = arrived.ParseFromString(item.frame.SerializeAsString());
        if (!parsed || !feed(*item.to, link, arrived)) {
            ++closed;
            cut(link);
        }
    }
}

void RoomNetwork::pass(std::chrono::milliseconds time)
{
    const core::MonoTime end = now.mono + time;
    deliver();
    while (true) {
        core::MonoTime next = end;
        for (const auto& person : m_people) {
            if (person->room) {
                next = std::min(next, person->room->nextWake().value_or(end));
            }
        }
        next = std::max(next, now.mono);
        now.wall = now.wall.plus(std::chrono::ceil<std::chrono::milliseconds>(next - now.mono));
        now.mono = next;
        bool woke = false;
        for (const auto& person : m_people) {
            if (person->room && person->room->nextWake() && *person->room->nextWake() <= now.mono) {
                woke = true;
                turn(*person, [&](Turn& turn) { person->room->handleTimer(turn, person->self); });
            }
        }
        deliver();
        if (!woke && now.mono >= end) {
            return;
        }
    }
}

bool RoomNetwork::settle()
{
    for (int second = 0; second < 120 && !endless; ++second) {
        pass(std::chrono::seconds(1));
        const bool all = std::all_of(m_people.begin(), m_people.end(), [](const auto& person) {
            return !person->room || person->room->digest().settled;
        });
        if (all) {
            return true;
        }
    }
    return false;
}

void RoomNetwork::restart(Person& person)
{
    const std::map<LinkId, Ends> links = m_links;
    for (const auto& [id, ends] : links) {
        if (ends.dialler == &person || ends.listener == &person) {
            cut(id);
        }
    }
    const core::RoomId id = person.room->id();
    person.room = Room::load(person.self, id, person.store.state());
}

Person* RoomNetwork::other(LinkId link, const Person& person) const
{
    const auto it = m_links.find(link);
    if (it == m_links.end()) {
        return nullptr;
    }
    return it->second.dialler == &person ? it->second.listener : it->second.dialler;
}

} // namespace fixture
