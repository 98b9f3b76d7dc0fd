// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_letters.h"

#include "core/text.h"

#include <algorithm>

namespace engine::room {

namespace spec = core::limits::spec;
namespace tuning = core::limits::tuning;

namespace {

constexpr std::size_t frameBudget = 48 * 1024;
constexpr std::size_t lettersPerFrame = 64;

std::optional<core::Hash32> hashFrom(const std::string& bytes)
{
    core::Hash32 out{};
    if (bytes.size() != out.size()) {
        return std::nullopt;
    }
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

/// What those who run the room are shown of it: a text, or what a file is called.
std::string wordsOf(const EventRow& row)
{
    const auto size = static_cast<int>(row.body.size());
    wire::TextMessage text;
    wire::FileCard file;
    if (row.kind == static_cast<std::uint8_t>(Kind::TextMessage)) {
        return text.ParseFromArray(row.body.data(), size) ? text.text() : std::string();
    }
    return file.ParseFromArray(row.body.data(), size) ? file.name() : std::string();
}

std::vector<core::Hash32> hashesFrom(const google::protobuf::RepeatedPtrField<std::string>& in)
{
    std::vector<core::Hash32> out;
    for (const std::string& bytes : in) {
        const auto id = hashFrom(bytes);
        if (id && out.size() < tuning::lettersPerLink) {
            out.push_back(*id);
        }
    }
    return out;
}

} // namespace

bool RoomLetters::runs(const core::IdentityId& identity) const
{
    return m_room.m_roll && m_room.m_roll->level(identity) >= levelModerator;
}

std::optional<core::PublicKey> RoomLetters::key() const
{
    const auto& key = m_room.m_roll->rules().merged.moderatorsKey;
    return key && *key != core::PublicKey{} ? key : std::nullopt;
}

/// Named by rules that somebody set, now or once.
bool RoomLetters::isKey(const core::PublicKey& half) const
{
    return std::any_of(m_room.m_core.begin(), m_room.m_core.end(), [&](const auto& item) {
        const CoreEvent* act = m_room.m_roll->act(item.first);
        const auto* rules = act == nullptr ? nullptr : act->template as<PolicyBody>();
        return rules != nullptr && rules->moderatorsKey == half;
    });
}

// ---- between members ----

void RoomLetters::linkUp(const RoomLink& link)
{
    expire();
    const auto& all = m_room.m_after.letters.all();
    if (!all.empty()) {
        wire::Frame frame;
        for (const auto& [id, kept] : all) {
            frame.mutable_letters()->add_have(core::textOf(id));
        }
        m_turn.send(link.who.link, std::move(frame));
    }
    if (runs(link.who.identity)) {
        sendKeys(link.who.link);
    }
}

void RoomLetters::sendKeys(LinkId link) const
{
    const auto& keys = m_room.m_after.letters.keys();
    if (keys.empty() || !runs(m_room.m_own.identity)) {
        return;
    }
    wire::Frame frame;
    for (const auto& [half, key] : keys) {
        frame.mutable_moderators_keys()->add_secrets(core::textOf(key.secret().view()));
    }
    m_turn.send(link, std::move(frame));
}

void RoomLetters::send(LinkId link, const std::vector<core::Hash32>& ids) const
{
    wire::Frame frame;
    std::size_t bytes = 0;
    const auto& all = m_room.m_after.letters.all();
    for (const core::Hash32& id : ids) {
        const auto kept = all.find(id);
        if (kept == all.end()) {
            continue;
        }
        const std::size_t size = kept->second.bytes.ByteSizeLong();
        const auto count = static_cast<std::size_t>(frame.letters().letters_size());
        if (count >= lettersPerFrame || (count > 0 && bytes + size > frameBudget)) {
            m_turn.send(link, std::move(frame));
            frame = {};
            bytes = 0;
        }
        *frame.mutable_letters()->add_letters() = kept->second.bytes;
        bytes += size;
    }
    if (frame.letters().letters_size() > 0) {
        m_turn.send(link, std::move(frame));
    }
}

bool RoomLetters::handle(RoomLink& link, const wire::Letters& letters)
{
    if (static_cast<std::size_t>(letters.letters_size()) > lettersPerFrame) {
        return false;
    }
    expire();
    const auto minutes =
        std::chrono::duration_cast<std::chrono::minutes>(m_turn.now.mono - link.since).count();
    const std::size_t most =
        tuning::lettersPerLink
        + tuning::lettersPerMinute * static_cast<std::size_t>(std::max<std::int64_t>(minutes, 0));
    for (const wire::Letter& each : letters.letters()) {
        if (link.letters >= most) {
            return true; // more than anybody has to say
        }
        auto letter = decodeLetter(m_room.m_id, each);
        if (!letter) {
            return false;
        }
        link.letters += keep(each, std::move(*letter), link.who.link) ? 1U : 0U;
    }
    wire::Frame frame;
    for (const core::Hash32& id : hashesFrom(letters.have())) {
        if (!m_room.m_after.letters.all().contains(id)) {
            frame.mutable_letters()->add_wanted(core::textOf(id));
        }
    }
    if (frame.letters().wanted_size() > 0) {
        m_turn.send(link.who.link, std::move(frame));
    }
    send(link.who.link, hashesFrom(letters.wanted()));
    return true;
}

/// Stored, and told to all other neighbours once that is on disk.
bool RoomLetters::keep(const wire::Letter& bytes, Letter letter, LinkId from)
{
    const bool refusal = letter.kind == LetterKind::Refusal;
    const bool answered = letter.kind == LetterKind::Knock
                          && (m_room.m_roll->level(letter.identity) != levelNone
                              || m_room.m_roll->isBanned(letter.identity));
    if (answered || (refusal && !runs(letter.identity))) {
        return false;
    }
    const core::Hash32 id = letterId(bytes);
    const auto taken =
        m_room.m_after.letters.take(m_room.m_id, bytes, std::move(letter), m_turn.now.wall);
    drop(taken.dropped);
    if (!taken.fresh) {
        return false;
    }
    tellCounts();
    m_turn.persist(PutRecord{m_room.m_id,
                             RecordKind::Letter,
                             core::copyOf(id),
                             core::copyOf(core::bytesOf(bytes.SerializeAsString()))});
    wire::Frame frame;
    *frame.mutable_letters()->add_letters() = bytes;
    m_turn.afterCommit([weak = m_room.weak_from_this(), frame, from](Turn& later) {
        if (const auto room = weak.lock()) {
            for (const auto& [link, other] : room->m_links) {
                if (link != from) {
                    later.send(link, frame);
                }
            }
        }
    });
    return true;
}

void RoomLetters::drop(const LetterBox::Ids& ids)
{
    for (const core::Hash32& id : ids) {
        m_turn.persist(DropRecord{m_room.m_id, RecordKind::Letter, core::copyOf(id)});
    }
}

void RoomLetters::expire()
{
    const LetterBox::Ids over = m_room.m_after.letters.expire(m_turn.now.wall);
    drop(over);
    if (!over.empty()) {
        tellCounts();
    }
}

void RoomLetters::tellCounts()
{
    if (!runs(m_room.m_own.identity)) {
        return;
    }
    m_turn.afterCommit([weak = m_room.weak_from_this()](Turn& later) {
        if (const auto room = weak.lock()) {
            const RoomSnapshot now = room->snapshot();
            later.notice(KnocksNotice{now.room, now.knocks, now.reports});
        }
    });
}

void RoomLetters::handleKeys(const RoomLink& link, const wire::ModeratorsKeys& keys)
{
    // Whoever sends them knows that we run the room, perhaps before we do.
    if (!runs(link.who.identity)) {
        return;
    }
    bool fresh = false;
    std::size_t looked = 0;
    for (const std::string& bytes : keys.secrets()) {
        auto secret = core::Seed::from(core::bytesOf(bytes));
        if (!secret || ++looked > tuning::moderatorsKeys) {
            return;
        }
        const core::PublicKey half = core::AgreementKey(secret->clone()).publicKey();
        fresh = (isKey(half) && learn(half, *secret)) || fresh;
    }
    if (!fresh) {
        return;
    }
    tellCounts();
    for (const auto& [id, other] : m_room.m_links) {
        if (id != link.who.link && runs(other.who.identity)) {
            sendKeys(id);
        }
    }
}

bool RoomLetters::learn(const core::PublicKey& half, const core::Seed& secret)
{
    LetterBox& box = m_room.m_after.letters;
    if (box.opens(half)) {
        return false;
    }
    if (const auto spare = box.makeRoom(key())) {
        m_turn.persist(DropRecord{m_room.m_id, RecordKind::ModeratorsKey, core::copyOf(*spare)});
    }
    if (!box.addSecret(m_room.m_id, secret.clone())) {
        return false;
    }
    m_turn.persist(PutRecord{
        m_room.m_id, RecordKind::ModeratorsKey, core::copyOf(half), core::copyOf(secret.view())});
    return true;
}

core::PublicKey RoomLetters::newKey()
{
    const core::Seed secret = core::Seed::random(m_turn.rng);
    const core::PublicKey half = core::AgreementKey(secret.clone()).publicKey();
    learn(half, secret);
    return half;
}

void RoomLetters::renewKey(const Self& self)
{
    PolicyBody rules;
    rules.moderatorsKey = newKey();
    static_cast<void>(m_room.writeAct(m_turn, self, rules));
    m_turn.afterCommit([weak = m_room.weak_from_this()](Turn& later) {
        const auto room = weak.lock();
        if (!room) {
            return;
        }
        const RoomLetters letters(*room, later);
        for (const auto& [id, link] : room->m_links) {
            if (letters.runs(link.who.identity)) {
                letters.sendKeys(id);
            }
        }
    });
}

void RoomLetters::levelsChanged()
{
    LetterBox::Ids answered;
    std::vector<core::IdentityId> waiting;
    for (const auto& [id, kept] : m_room.m_after.letters.all()) {
        if (kept.letter.kind == LetterKind::Knock) {
            waiting.push_back(kept.letter.identity);
        }
    }
    for (const core::IdentityId& identity : waiting) {
        if (m_room.m_roll->level(identity) != levelNone || m_room.m_roll->isBanned(identity)) {
            if (const auto id = m_room.m_after.letters.dropKnock(identity)) {
                answered.push_back(*id);
            }
        }
    }
    drop(answered);
    if (!answered.empty()) {
        tellCounts();
    }
    const auto& before = m_room.m_verdicts.levels;
    for (const auto& [id, link] : m_room.m_links) {
        const auto was = before.find(link.who.identity);
        const int old = was == before.end() ? levelNone : was->second;
        if (old < levelModerator && runs(link.who.identity)) {
            m_turn.afterCommit([weak = m_room.weak_from_this(), id = id](Turn& later) {
                if (const auto room = weak.lock()) {
                    RoomLetters(*room, later).sendKeys(id);
                }
            });
        }
    }
}

// ---- at the door ----

std::optional<Reason> RoomLetters::refused(const core::IdentityId& identity) const
{
    if (m_room.m_roll->isBanned(identity)) {
        return Reason::Banned;
    }
    const Letter* refusal = m_room.m_after.letters.refusalOf(identity);
    const bool stands = refusal != nullptr
                        && std::chrono::milliseconds(m_turn.now.wall.milliseconds - refusal->timeMs)
                               < tuning::refusalStands;
    return stands ? std::optional(Reason::NotAllowed) : std::nullopt;
}

std::optional<Reason> RoomLetters::takeKnock(const wire::Knock& knock,
                                             const core::IdentityId& identity,
                                             const core::DeviceId& device)
{
    auto letter = decodeLetter(m_room.m_id, knock.letter());
    const auto wanted = key();
    if (m_room.m_state != RoomState::Joined || m_room.m_roll->rules().access != Access::Knock
        || !letter || letter->kind != LetterKind::Knock || letter->identity != identity
        || letter->device != device || !wanted || letter->key != *wanted) {
        return Reason::BadInvite;
    }
    if (const auto reason = refused(identity)) {
        return reason;
    }
    expire();
    const auto span = [this](std::int64_t sinceMs) {
        return std::chrono::milliseconds(m_turn.now.wall.milliseconds - sinceMs);
    };
    LetterBox& box = m_room.m_after.letters;
    if (const LetterBox::Kept* before = box.knockOf(identity);
        before != nullptr && before->letter.key == letter->key
        && span(before->letter.timeMs) < tuning::knockSame) {
        return std::nullopt;
    }
    return keep(knock.letter(), std::move(*letter), 0) ? std::nullopt : std::optional(Reason::Busy);
}

// ---- this person ----

core::Result<void, Reason>
RoomLetters::report(const Self& self, const EventRow& row, const std::string& reason)
{
    if (m_room.m_state != RoomState::Joined || !m_room.m_roll) {
        return core::fail(Reason::NotMember);
    }
    if (reason.size() > spec::reasonBytes || !core::isUtf8(reason)
        || row.author == self.identityId) {
        return core::fail(Reason::BadArgument);
    }
    const auto to = key();
    if (!to) {
        return core::fail(Reason::Unreachable);
    }
    const ReportedMessage message{row.ref, row.author, wordsOf(row), reason};
    const wire::Letter bytes =
        makeReport(m_turn.rng, m_room.m_id, self, *to, message, m_turn.now.wall);
    auto letter = decodeLetter(m_room.m_id, bytes);
    if (!letter || !keep(bytes, std::move(*letter), 0)) {
        return core::fail(Reason::Internal);
    }
    return {};
}

core::Result<std::vector<KnockSnapshot>, Reason> RoomLetters::knocks()
{
    if (!runs(m_room.m_own.identity)) {
        return core::fail(Reason::NotAllowed);
    }
    std::vector<KnockSnapshot> out;
    for (const auto& [id, kept] : m_room.m_after.letters.all()) {
        if (kept.letter.kind == LetterKind::Knock && kept.text) {
            out.push_back(
                {kept.letter.identity, kept.text->name, kept.text->text, kept.letter.timeMs});
        }
    }
    std::sort(out.begin(), out.end(), [](const KnockSnapshot& a, const KnockSnapshot& b) {
        return std::tie(a.timeMs, a.identity) < std::tie(b.timeMs, b.identity);
    });
    return out;
}

core::Result<std::vector<ReportSnapshot>, Reason> RoomLetters::reports()
{
    if (!runs(m_room.m_own.identity)) {
        return core::fail(Reason::NotAllowed);
    }
    std::vector<ReportSnapshot> out;
    for (const auto& [id, kept] : m_room.m_after.letters.all()) {
        if (kept.letter.kind == LetterKind::Report && kept.text) {
            const LetterText& text = *kept.text;
            out.push_back({text.message,
                           text.author,
                           m_room.nameOf(text.author),
                           text.text,
                           text.identity,
                           text.reason,
                           kept.letter.timeMs});
        }
    }
    std::sort(out.begin(), out.end(), [](const ReportSnapshot& a, const ReportSnapshot& b) {
        return std::tie(b.timeMs, b.message) < std::tie(a.timeMs, a.message);
    });
    return out;
}

core::Result<void, Reason> RoomLetters::answer(const Self& self, const AnswerKnock& wish)
{
    if (!runs(m_room.m_own.identity)) {
        return core::fail(Reason::NotAllowed);
    }
    if (wish.reason.size() > spec::reasonBytes || !core::isUtf8(wish.reason)) {
        return core::fail(Reason::BadArgument);
    }
    if (m_room.m_after.letters.knockOf(wish.identity) == nullptr) {
        return core::fail(Reason::UnknownIdentity);
    }
    if (wish.admit) {
        static_cast<void>(
            m_room.writeAct(m_turn, self, GrantBody{wish.identity, levelMember, wish.reason}));
        return {};
    }
    const wire::Letter bytes =
        makeRefusal(m_room.m_id, self, wish.identity, wish.reason, m_turn.now.wall);
    auto letter = decodeLetter(m_room.m_id, bytes);
    if (!letter || !keep(bytes, std::move(*letter), 0)) {
        return core::fail(Reason::Internal);
    }
    return {};
}

} // namespace engine::room
