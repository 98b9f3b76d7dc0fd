// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_presence.h"

#include "core/codec.h"

#include <algorithm>

namespace engine::room {

namespace tuning = core::limits::tuning;
using std::chrono::seconds;

namespace {

constexpr std::chrono::milliseconds presenceDelay{200};
/// Between two lists, with a few to spare: where links break all the time, lists of them were half of all that is sent.
constexpr seconds presenceEvery{10};
constexpr int presenceSpare = 2;
constexpr std::string_view hereContext = "parlour here 1";
/// A word outlives two that got lost.
constexpr int periodsHeld = 5; // halves

core::Bytes textOf(const HereWord& word)
{
    core::Bytes out;
    core::Writer writer(out);
    writer.id(word.device);
    writer.u64(static_cast<std::uint64_t>(word.atMs));
    writer.u32(word.seconds);
    return out;
}

wire::HereWord toWire(const HereWord& word)
{
    wire::HereWord out;
    out.set_device(core::textOf(word.device.view()));
    out.set_at_ms(word.atMs);
    out.set_seconds(word.seconds);
    out.set_signature(core::textOf(core::ByteView(word.signature)));
    return out;
}

std::optional<HereWord> fromWire(const wire::HereWord& bytes)
{
    const auto device = core::DeviceId::from(core::bytesOf(bytes.device()));
    HereWord out;
    if (!device || bytes.at_ms() < 0 || bytes.signature().size() != out.signature.size()) {
        return std::nullopt;
    }
    out.device = *device;
    out.atMs = bytes.at_ms();
    out.seconds = bytes.seconds();
    std::copy_n(
        core::bytesOf(bytes.signature()).begin(), out.signature.size(), out.signature.begin());
    return out;
}

} // namespace

bool RoomPresence::isOnline(const Room& room, const core::IdentityId& identity)
{
    const bool linked =
        std::any_of(room.m_links.begin(), room.m_links.end(), [&](const auto& item) {
            return item.second.who.identity == identity;
        });
    if (linked || !room.m_roll || room.m_roll->level(identity) == levelNone) {
        return linked;
    }
    const auto logs = room.m_roll->logsOf(identity);
    return std::any_of(logs.begin(), logs.end(), [&](const core::LogId& log) {
        const auto standing = room.m_roll->log(log);
        return standing && standing->valid && room.m_presence.seen.isHere(standing->device);
    });
}

bool RoomPresence::isLarge() const
{
    return m_room.m_roll && m_room.m_state == RoomState::Joined
           && m_room.m_roll->members().size() > tuning::hereFrom;
}

/// Says that he came or left, if it is not what was said last.
void RoomPresence::look(Turn& turn, const core::IdentityId& identity)
{
    std::set<core::IdentityId>& told = m_room.m_presence.told;
    if (identity == m_room.m_own.identity) {
        return;
    }
    const bool online = isOnline(m_room, identity);
    if (online ? told.insert(identity).second : told.erase(identity) > 0) {
        turn.notice(MemberNotice{
            m_room.m_id, identity, online ? MemberChange::Online : MemberChange::Offline});
    }
}

void RoomPresence::look(Turn& turn, const Presence::Devices& devices)
{
    for (const core::DeviceId& device : devices) {
        if (const auto owner = m_room.m_roll ? m_room.m_roll->liveOwner(device) : std::nullopt) {
            look(turn, *owner);
        }
    }
}

// ---- neighbours ----

void RoomPresence::linkUp(Turn& turn, RoomLink& link)
{
    static_cast<void>(m_room.m_presence.seen.replace({}, {link.who.device}));
    look(turn, link.who.identity); // who has just come in may not know any other device's owner
    linksChanged(turn);
    m_room.arm(RoomTimer::Here, turn.now.mono + tuning::hereNewsDelay);
    if (isLarge() && !m_room.m_presence.seen.hasWords()) {
        ask(turn, link);
    }
}

void RoomPresence::linkDown(Turn& turn, const RoomLink& link)
{
    Presence::Devices gone = link.presence;
    gone.push_back(link.who.device);
    m_room.m_presence.toldAll.erase(link.who.link);
    m_room.m_presence.toldLinks.erase(link.who.link);
    look(turn, m_room.m_presence.seen.replace(gone, {}));
    look(turn, link.who.identity);
    linksChanged(turn);
}

void RoomPresence::linksChanged(const Turn& turn)
{
    m_room.arm(RoomTimer::Presence,
               std::max(turn.now.mono + presenceDelay,
                        m_room.m_presence.listsPaced - presenceSpare * presenceEvery));
}

void RoomPresence::tellLinks(Turn& turn)
{
    core::MonoTime& paced = m_room.m_presence.listsPaced;
    paced = std::max(paced, turn.now.mono) + presenceEvery;
    std::set<core::DeviceId> now{m_room.m_own.device};
    for (const auto& [id, link] : m_room.m_links) {
        now.insert(link.who.device);
    }
    for (const auto& [id, link] : m_room.m_links) {
        std::set<core::DeviceId>& told = m_room.m_presence.toldLinks[id];
        if (told == now) {
            continue;
        }
        wire::Frame frame;
        auto* presence = frame.mutable_presence();
        const bool first = told.empty();
        for (const core::DeviceId& device : now) {
            if (!told.contains(device)) {
                (first ? presence->add_online() : presence->add_came())
                    ->assign(core::textOf(device.view()));
            }
        }
        for (const core::DeviceId& device : told) {
            if (!now.contains(device)) {
                presence->add_gone(core::textOf(device.view()));
            }
        }
        told = now;
        turn.send(id, frame);
    }
}

void RoomPresence::handlePresence(Turn& turn, RoomLink& link, const wire::Presence& presence)
{
    const auto add = [](Presence::Devices& to, const auto& list) {
        for (const std::string& bytes : list) {
            const auto device = core::DeviceId::from(core::bytesOf(bytes));
            if (device && to.size() < tuning::presenceRead) {
                to.push_back(*device);
            }
        }
    };
    Presence::Devices now;
    add(now, presence.online());
    if (presence.online().empty()) {
        Presence::Devices gone;
        add(gone, presence.gone());
        now = link.presence;
        for (const core::DeviceId& device : gone) {
            std::erase(now, device);
        }
        add(now, presence.came());
    }
    const auto changed = m_room.m_presence.seen.replace(link.presence, now);
    link.presence = std::move(now);
    look(turn, changed);
}

// ---- words ----

void RoomPresence::ask(Turn& turn, RoomLink& link)
{
    wire::Frame frame;
    frame.mutable_here()->set_ask(true);
    turn.send(link.who.link, frame);
}

void RoomPresence::membersKnown(Turn& turn)
{
    for (const auto& [id, link] : m_room.m_links) {
        look(turn, link.presence);
    }
    if (!isLarge() || m_room.m_links.empty()) {
        return;
    }
    const auto any = std::next(m_room.m_links.begin(),
                               static_cast<std::ptrdiff_t>(turn.rng.below(m_room.m_links.size())));
    ask(turn, any->second);
}

void RoomPresence::tellAll(Turn& turn, RoomLink& link)
{
    core::MonoTime& until = m_room.m_presence.toldAll[link.who.link];
    if (until > turn.now.mono) {
        return;
    }
    until = turn.now.mono + tuning::hereAskedAgain;
    wire::Frame frame;
    for (const HereWord& word : m_room.m_presence.seen.words()) {
        *frame.mutable_here()->add_words() = toWire(word);
        if (static_cast<std::size_t>(frame.here().words_size()) == tuning::hereWords) {
            turn.send(link.who.link, frame);
            frame.Clear();
        }
    }
    if (frame.has_here()) {
        turn.send(link.who.link, frame);
    }
}

/// False: the signature is not the device's. Whoever passes a word on has looked at it.
bool RoomPresence::take(Turn& turn, const RoomLink& link, const wire::HereWord& bytes)
{
    const auto word = fromWire(bytes);
    if (!word || word->device == m_room.m_own.device
        || !m_room.m_presence.seen.isNews(*word, turn.now)
        || !m_room.m_roll->liveOwner(word->device)) {
        return true;
    }
    if (!core::verify(word->device.view(),
                      hereContext,
                      {m_room.m_id.view(), textOf(*word)},
                      core::ByteView(word->signature))) {
        return false;
    }
    m_room.m_presence.seen.take(*word, link.who.link, turn.now);
    look(turn, {word->device});
    return true;
}

bool RoomPresence::handleHere(Turn& turn, RoomLink& link, const wire::Here& here)
{
    if (here.ask()) {
        tellAll(turn, link);
    }
    if (!m_room.m_roll || here.words_size() > static_cast<int>(tuning::hereWords)) {
        return true;
    }
    const bool sound = std::all_of(here.words().begin(), here.words().end(), [&](const auto& word) {
        return take(turn, link, word);
    });
    rearm();
    return sound;
}

HereWord RoomPresence::say(Turn& turn, const Self& self, seconds holds)
{
    HereWord word;
    word.device = m_room.m_own.device;
    word.atMs = turn.now.wall.milliseconds;
    word.seconds = static_cast<std::uint32_t>(holds.count());
    word.signature = self.device.sign(hereContext, {m_room.m_id.view(), textOf(word)});
    m_room.m_presence.seen.take(word, 0, turn.now);
    return word;
}

/// A few neighbours are enough: what gets lost on the way is said again before it has run out.
void RoomPresence::passOn(Turn& turn)
{
    const auto relays = m_room.m_presence.seen.takeDue(turn.now.mono);
    std::map<LinkId, wire::Frame> frames;
    for (const Presence::Relay& relay : relays) {
        std::vector<LinkId> to;
        for (const auto& [id, link] : m_room.m_links) {
            if (id != relay.from && link.who.device != relay.word.device) {
                to.push_back(id);
            }
        }
        for (std::size_t i = 0; i < std::min(tuning::hereTo, to.size()); ++i) {
            std::swap(to[i], to[i + turn.rng.below(to.size() - i)]);
            wire::Frame& frame = frames[to[i]];
            *frame.mutable_here()->add_words() = toWire(relay.word);
            if (static_cast<std::size_t>(frame.here().words_size()) == tuning::hereWords) {
                turn.send(to[i], frame);
                frame.Clear();
            }
        }
    }
    for (const auto& [id, frame] : frames) {
        if (frame.has_here()) {
            turn.send(id, frame);
        }
    }
}

void RoomPresence::rearm()
{
    if (const auto next =
            core::earlier(m_room.m_presence.seen.next(), m_room.m_presence.nextWord)) {
        m_room.m_timers.set(RoomTimer::Here, *next);
    }
}

void RoomPresence::handleTimer(Turn& turn, const Self& self)
{
    if (m_room.m_timers.takeDue(RoomTimer::Presence, turn.now.mono)) {
        tellLinks(turn);
    }
    if (!m_room.m_timers.takeDue(RoomTimer::Here, turn.now.mono)) {
        return;
    }
    look(turn, m_room.m_presence.seen.takeExpired(turn.now.mono));
    if (!m_room.m_presence.nextWord || *m_room.m_presence.nextWord <= turn.now.mono) {
        const seconds period = herePeriod(m_room.m_presence.told.size());
        if (!self.tellsOnline) {
            leave(turn, self);
        } else if (isLarge() && !m_room.m_links.empty()) {
            static_cast<void>(say(turn, self, period * periodsHeld / 2));
        }
        // Not all in one step.
        m_room.m_presence.nextWord =
            turn.now.mono + period
            - seconds(turn.rng.below(static_cast<std::uint64_t>(period.count()) / 8));
    }
    passOn(turn);
    rearm();
}

void RoomPresence::leave(Turn& turn, const Self& self)
{
    // By our own words: neighbours' lists name us as long as we are linked.
    const auto words = m_room.m_presence.seen.words();
    const bool saidHere = std::any_of(words.begin(), words.end(), [this](const HereWord& word) {
        return word.device == m_room.m_own.device && word.seconds > 0;
    });
    if (!saidHere) {
        return; // nobody was told otherwise
    }
    wire::Frame frame;
    *frame.mutable_here()->add_words() = toWire(say(turn, self, seconds(0)));
    for (const auto& [id, link] : m_room.m_links) {
        turn.send(id, frame);
    }
}

} // namespace engine::room
