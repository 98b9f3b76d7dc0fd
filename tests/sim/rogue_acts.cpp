// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/rogue_acts.h"

#include "core/text.h"
#include "engine/room/epoch_origin.h"

#include "events.pb.h"

#include <algorithm>

namespace sim {

using namespace engine;
using namespace engine::room;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

core::Bytes bodyOf(const google::protobuf::MessageLite& message)
{
    return core::copyOf(core::bytesOf(message.SerializeAsString()));
}

core::Bytes textBody(const std::string& text)
{
    wire::TextMessage body;
    body.set_text(text);
    return bodyOf(body);
}

std::string noise(Rogue& rogue, std::size_t bytes)
{
    core::Bytes out(bytes);
    rogue.world().rng().fill(out);
    return core::textOf(out);
}

Rogue::Spoil shifted(Rogue& rogue, std::chrono::milliseconds by)
{
    return [at = rogue.now().wall.plus(by)](Header& header) { header.clock = HybridClock::at(at); };
}

IdentityId someoneElse(const Rogue& rogue)
{
    for (const auto& [identity, level] : rogue.room().roll()->members()) {
        if (identity != rogue.self().identityId && level >= levelModerator) {
            return identity;
        }
    }
    return {};
}

/// A log of somebody else, with how far it is known.
std::pair<core::LogId, std::uint64_t> anotherLog(const Rogue& rogue)
{
    for (const auto& [log, entry] : rogue.room().logs()) {
        if (log != rogue.log() && !entry.held.empty()) {
            return {log, entry.held.topSeq()};
        }
    }
    return {};
}

Rogue::Said once(const CarriedEvent& event)
{
    return Rogue::toAll({Rogue::frameOf(event)});
}

// ---- his own log ----

Rogue::Said fork(Rogue& rogue)
{
    const CarriedEvent left = rogue.make(Kind::TextMessage, textBody("the left branch"));
    const CarriedEvent right = rogue.make(Kind::TextMessage, textBody("the right branch"));
    static_cast<void>(rogue.writeText("after the fork"));
    return [left, right](std::size_t number) {
        return Rogue::Frames{Rogue::frameOf(number % 2 == 0 ? left : right)};
    };
}

Rogue::Said stepBack(Rogue& rogue)
{
    const CarriedEvent now = rogue.writeText("a true one");
    const CarriedEvent back =
        rogue.writeText("never: written before what it follows", shifted(rogue, -hours(30)));
    return Rogue::toAll({Rogue::frameOf(now), Rogue::frameOf(back)});
}

Rogue::Said minutesAhead(Rogue& rogue)
{
    return once(rogue.make(Kind::TextMessage,
                           textBody("never: from half an hour ahead"),
                           shifted(rogue, minutes(30))));
}

Rogue::Said yearsAhead(Rogue& rogue)
{
    return once(rogue.make(Kind::TextMessage,
                           textBody("never: from ten years ahead"),
                           shifted(rogue, hours(24 * 3650))));
}

Rogue::Said endOfTime(Rogue& rogue)
{
    return once(rogue.make(Kind::TextMessage,
                           textBody("never: from the end of time"),
                           [](Header& header) { header.clock = HybridClock::never(); }));
}

Rogue::Said brokenChain(Rogue& rogue)
{
    // Where what went before it was not taken either, nobody can tell.
    const core::EventId other(rogue.world().rng().bytes<32>());
    return once(rogue.make(Kind::TextMessage, textBody("follows nothing"), [other](Header& header) {
        header.prev = other;
    }));
}

Rogue::Said farAhead(Rogue& rogue)
{
    return once(rogue.make(Kind::TextMessage, textBody("a million later"), [](Header& header) {
        header.seq += 1'000'000;
    }));
}

Rogue::Said withhold(Rogue& rogue)
{
    static_cast<void>(rogue.writeText("kept back"));
    static_cast<void>(rogue.writeText("kept back, too"));
    return once(rogue.writeText("the one after them"));
}

Rogue::Said badSignature(Rogue& rogue)
{
    CarriedEvent event = rogue.make(Kind::TextMessage, textBody("never: signed by nobody"));
    event.signature[7] ^= 1;
    return once(event);
}

Rogue::Said inAnothersLog(Rogue& rogue)
{
    const auto [log, top] = anotherLog(rogue);
    return once(rogue.make(Kind::TextMessage,
                           textBody("never: in the name of another"),
                           [log = log, top = top](Header& header) {
                               header.log = log;
                               header.seq = top + 1;
                           }));
}

Rogue::Said anotherGrant(Rogue& rogue)
{
    const core::EventId grant(rogue.world().rng().bytes<32>());
    return once(rogue.make(Kind::TextMessage,
                           textBody("never: by a right that nobody gave"),
                           [grant](Header& header) { header.grant = grant; }));
}

Rogue::Said wrongEpoch(Rogue& rogue)
{
    const core::EpochId epoch(rogue.world().rng().bytes<16>());
    return once(rogue.write(Kind::TextMessage,
                            textBody("never: sealed under nothing"),
                            [epoch](Header& header) { header.epoch = epoch; }));
}

Rogue::Said brokenSeal(Rogue& rogue)
{
    CarriedEvent event = rogue.make(Kind::TextMessage, textBody("never: a broken seal"));
    event.body[30] ^= 1;
    event.header.bodyHash = bodyHash(event.body);
    rogue.sign(event);
    return once(event);
}

Rogue::Said wrongHash(Rogue& rogue)
{
    CarriedEvent event = rogue.make(Kind::TextMessage, textBody("never: another body"));
    event.body[30] ^= 1;
    return once(event);
}

Rogue::Said nonsenseBody(Rogue& rogue)
{
    return once(rogue.write(Kind::TextMessage, core::Bytes(300, 0xff)));
}

Rogue::Said unknownKind(Rogue& rogue)
{
    return once(rogue.write(static_cast<Kind>(200), textBody("never: of a kind to come")));
}

Rogue::Said tooLong(Rogue& rogue)
{
    return once(rogue.make(Kind::TextMessage, textBody("never " + std::string(31'000, 'x'))));
}

Rogue::Said flood(Rogue& rogue)
{
    Rogue::Frames frames;
    for (int i = 0; i < 300; ++i) {
        frames.push_back(Rogue::frameOf(rogue.writeText("noise " + std::to_string(i))));
    }
    return Rogue::toAll(std::move(frames));
}

Rogue::Said repeat(Rogue& rogue)
{
    const CarriedEvent event = rogue.writeText("said five hundred times");
    return Rogue::toAll(Rogue::Frames(500, Rogue::frameOf(event)));
}

Rogue::Said intoAnotherRoom(Rogue& rogue)
{
    const core::RoomId room(rogue.world().rng().bytes<32>());
    return once(rogue.make(Kind::TextMessage,
                           textBody("never: from another room"),
                           [room](Header& header) { header.room = room; }));
}

// ---- rights that he does not have ----

Rogue::Said grantsHimself(Rogue& rogue)
{
    return once(rogue.writeAct(GrantBody{rogue.self().identityId, levelAdmin, "never"}));
}

Rogue::Said removesTheFounder(Rogue& rogue)
{
    RevokeBody body;
    body.targets = {someoneElse(rogue)};
    body.ban = true;
    body.reason = "never";
    return once(rogue.writeAct(body));
}

Rogue::Said makesRules(Rogue& rogue)
{
    PolicyBody body;
    body.name = "never";
    body.postingLevel = levelFounder;
    return once(rogue.writeAct(body));
}

Rogue::Said makesADoor(Rogue& rogue)
{
    return once(rogue.writeAct(DoorBody{
        core::DoorId(rogue.world().rng().bytes<32>()), DoorKind::Key, levelMember, 0, 0, 0}));
}

Rogue::Said takesOver(Rogue& rogue)
{
    return once(rogue.writeAct(TransferBody{rogue.self().identityId, {}}));
}

Rogue::Said redactsOthers(Rogue& rogue)
{
    const auto [log, top] = anotherLog(rogue);
    RedactBody body;
    body.ranges = {{log, 0, 0}};
    body.eraseNow = true;
    return once(rogue.writeAct(body));
}

Rogue::Said editsOthers(Rogue& rogue)
{
    const auto [log, top] = anotherLog(rogue);
    wire::EditMessage body;
    body.mutable_target()->set_log(core::textOf(log.view()));
    body.mutable_target()->set_seq(top);
    body.set_text("never: words put into a mouth");
    return once(rogue.write(Kind::EditMessage, bodyOf(body)));
}

Rogue::Said manyLogs(Rogue& rogue)
{
    const auto signedOpening = decodeSigned(*rogue.room().ownOpening());
    wire::LogOpen body;
    static_cast<void>(body.ParseFromArray(signedOpening->body.data(),
                                          static_cast<int>(signedOpening->body.size())));
    const auto birth = core::EventId::from(core::bytesOf(body.birth()));
    Rogue::Frames frames;
    for (std::uint64_t i = 1000; i < 1300; ++i) {
        body.set_incarnation(i);
        frames.push_back(
            Rogue::frameOf(rogue.make(Kind::LogOpen, bodyOf(body), [&](Header& header) {
                header.log = logId(rogue.room().id(), rogue.self().deviceId, *birth, i);
                header.seq = 0;
                header.prev = {};
                header.grant = *birth;
            })));
    }
    return Rogue::toAll(std::move(frames));
}

// ---- keys ----

Rogue::Said junkKeys(Rogue& rogue)
{
    wire::Frame frame;
    for (int i = 0; i < 1500; ++i) {
        frame.mutable_keys()->add_epoch_secrets(noise(rogue, 32));
    }
    return Rogue::toAll({frame, frame, frame});
}

Rogue::Said manyEpochs(Rogue& rogue)
{
    Rogue::Frames frames;
    for (int i = 0; i < 50; ++i) {
        DrawnEpoch drawn = drawEpoch(rogue.world().rng(), rogue.log());
        wire::Epoch body;
        body.set_secret_hash(core::textOf(core::hashOf("parlour epoch 1", {drawn.secret.view()})));
        body.set_origin(core::textOf(drawn.origin));
        body.set_history(static_cast<std::uint32_t>(rogue.world().rng().below(4)));
        for (int k = 0; k < 20; ++k) {
            body.add_openings(noise(rogue, 32));
        }
        body.set_after(noise(rogue, 32));
        frames.push_back(Rogue::frameOf(rogue.write(Kind::Epoch, bodyOf(body))));
    }
    return Rogue::toAll(std::move(frames));
}

Rogue::Said asksForKeys(Rogue& rogue)
{
    wire::Frame frame;
    for (std::size_t i = 0; i < core::limits::tuning::keysWanted; ++i) {
        frame.mutable_keys_wanted()->add_epochs(noise(rogue, 16));
    }
    return Rogue::toAll(Rogue::Frames(50, frame));
}

// ---- frames ----

Rogue::Said randomEvents(Rogue& rogue)
{
    Rogue::Frames frames;
    for (int i = 0; i < 20; ++i) {
        wire::Frame frame;
        auto* event = frame.mutable_events()->add_events();
        event->set_header(noise(rogue, 240));
        event->set_signature(noise(rogue, 64));
        event->set_body(noise(rogue, 100));
        frames.push_back(frame);
    }
    return Rogue::toAll(std::move(frames));
}

Rogue::Said falseForkProof(Rogue& rogue)
{
    const auto [log, top] = anotherLog(rogue);
    const auto spoil = [log = log](Header& header) {
        header.log = log;
        header.seq = 1;
    };
    const CarriedEvent a = rogue.make(Kind::TextMessage, textBody("never a"), spoil);
    const CarriedEvent b = rogue.make(Kind::TextMessage, textBody("never b"), spoil);
    wire::Frame frame;
    auto* proof = frame.mutable_frontier()->add_forks();
    proof->set_header_a(core::textOf(a.headerBytes));
    proof->set_signature_a(core::textOf(a.signature));
    proof->set_header_b(core::textOf(b.headerBytes));
    proof->set_signature_b(core::textOf(b.signature));
    return Rogue::toAll({frame, Rogue::frameOf(a), Rogue::frameOf(b)});
}

Rogue::Said lyingHeads(Rogue& rogue)
{
    wire::Frame frame;
    for (const auto& [log, entry] : rogue.room().logs()) {
        *frame.mutable_announce()->add_events() =
            toWire(log, {1'000'000'000, core::EventId(rogue.world().rng().bytes<32>()), false});
    }
    return Rogue::toAll({frame});
}

Rogue::Said unknownHeads(Rogue& rogue)
{
    wire::Frame frame;
    for (int i = 0; i < 200; ++i) {
        *frame.mutable_announce()->add_events() =
            toWire(core::LogId(rogue.world().rng().bytes<32>()),
                   {5, core::EventId(rogue.world().rng().bytes<32>()), false});
    }
    return Rogue::toAll({frame, frame});
}

Rogue::Said strangeCore(Rogue& rogue)
{
    wire::Frame state;
    state.mutable_core_state()->set_hash(noise(rogue, 32));
    state.mutable_core_state()->set_count(UINT32_MAX);
    wire::Frame ids;
    for (int i = 0; i < 1000; ++i) {
        ids.mutable_core_ids()->add_ids(noise(rogue, 32));
    }
    return Rogue::toAll({state, ids, ids, state});
}

Rogue::Said wantsEverything(Rogue& rogue)
{
    Rogue::Frames frames;
    for (std::uint64_t i = 0; i < 200; ++i) {
        wire::Frame frame;
        const auto [log, top] = anotherLog(rogue);
        frame.mutable_want()->set_request(100 + i);
        frame.mutable_want()->set_log(core::textOf(log.view()));
        frame.mutable_want()->set_from_seq(0);
        frame.mutable_want()->set_to_seq(UINT64_MAX);
        frames.push_back(frame);
        wire::Frame tail;
        tail.mutable_tail()->set_request(1000 + i);
        tail.mutable_tail()->set_count(UINT32_MAX);
        frames.push_back(tail);
    }
    return Rogue::toAll(std::move(frames));
}

Rogue::Said falseReceipts(Rogue& rogue)
{
    const auto [log, top] = anotherLog(rogue);
    wire::Frame frame;
    auto* receipts = frame.mutable_receipts();
    receipts->set_log(core::textOf(log.view()));
    receipts->set_signature(noise(rogue, 64));
    for (int i = 0; i < 500; ++i) {
        auto* item = receipts->add_items();
        item->set_log(core::textOf(log.view()));
        item->set_delivered_end(UINT64_MAX);
        item->set_read_end(UINT64_MAX);
    }
    return Rogue::toAll({frame, frame});
}

Rogue::Said falseAddresses(Rogue& rogue)
{
    wire::Frame frame;
    for (int i = 0; i < 200; ++i) {
        auto* member = frame.mutable_addresses()->add_members();
        member->set_identity(core::textOf(someoneElse(rogue).view()));
        member->set_device(noise(rogue, 32));
        member->add_addresses("10.9.8.7:" + std::to_string(1000 + i));
        member->set_seen_ms(INT64_MAX);
        frame.mutable_addresses()->add_dht_nodes(noise(rogue, 26));
    }
    return Rogue::toAll({frame, frame, frame});
}

Rogue::Said falsePresence(Rogue& rogue)
{
    wire::Frame frame;
    for (int i = 0; i < 1000; ++i) {
        frame.mutable_presence()->add_online(noise(rogue, 32));
    }
    wire::Frame typing;
    typing.mutable_typing()->set_on(true);
    Rogue::Frames frames(100, typing);
    frames.push_back(frame);
    return Rogue::toAll(std::move(frames));
}

Rogue::Said junkLetters(Rogue& rogue)
{
    wire::Frame frame;
    for (int i = 0; i < 100; ++i) {
        auto* letter = frame.mutable_letters()->add_letters();
        letter->set_kind(static_cast<std::uint32_t>(i % 4));
        letter->set_key(noise(rogue, 32));
        letter->set_sealed(noise(rogue, 200));
        letter->set_time_ms(rogue.now().wall.milliseconds);
        letter->set_identity(noise(rogue, 32));
        letter->set_signature(noise(rogue, 64));
    }
    return Rogue::toAll({frame, frame});
}

Rogue::Said outOfPlace(Rogue& rogue)
{
    wire::Frame enter;
    enter.mutable_enter()->set_door(noise(rogue, 32));
    wire::Frame card;
    card.mutable_card()->set_name("never");
    wire::Frame welcome;
    welcome.mutable_welcome();
    wire::Frame genesis;
    genesis.mutable_hello()->set_genesis("never");
    return [enter, card, welcome, genesis](std::size_t number) {
        const Rogue::Frames all{enter, card, welcome, genesis};
        return Rogue::Frames{all[number % all.size()]};
    };
}

Rogue::Said silence(Rogue&)
{
    return Rogue::toAll({});
}

void halfARecord(Rogue& rogue)
{
    rogue.sayRaw({0x30, 0x00, 1, 2, 3});
}

void otherBytes(Rogue& rogue)
{
    core::Bytes bytes(700);
    rogue.world().rng().fill(bytes);
    rogue.saySealed(bytes);
    rogue.sayRaw(bytes);
}

} // namespace

const std::vector<RogueAct>& rogueActs()
{
    static const std::vector<RogueAct> all{
        {"fork", fork},
        {"step back", stepBack},
        {"minutes ahead", minutesAhead},
        {"years ahead", yearsAhead},
        {"end of time", endOfTime},
        {"broken chain", brokenChain},
        {"far ahead", farAhead},
        {"withhold", withhold},
        {"bad signature", badSignature},
        {"in another's log", inAnothersLog},
        {"another grant", anotherGrant},
        {"wrong epoch", wrongEpoch},
        {"broken seal", brokenSeal},
        {"wrong hash", wrongHash},
        {"nonsense body", nonsenseBody},
        {"unknown kind", unknownKind},
        {"too long", tooLong},
        {"flood", flood},
        {"repeat", repeat},
        {"into another room", intoAnotherRoom},
        {"grants himself", grantsHimself},
        {"removes the founder", removesTheFounder},
        {"makes rules", makesRules},
        {"makes a door", makesADoor},
        {"takes over", takesOver},
        {"redacts others", redactsOthers},
        {"edits others", editsOthers},
        {"many logs", manyLogs},
        {"junk keys", junkKeys},
        {"many epochs", manyEpochs},
        {"asks for keys", asksForKeys},
        {"random events", randomEvents},
        {"false fork proof", falseForkProof},
        {"lying heads", lyingHeads},
        {"unknown heads", unknownHeads},
        {"strange core", strangeCore},
        {"wants everything", wantsEverything},
        {"false receipts", falseReceipts},
        {"false addresses", falseAddresses},
        {"false presence", falsePresence},
        {"junk letters", junkLetters},
        {"out of place", outOfPlace},
        {"half a record", silence, halfARecord},
        {"other bytes", silence, otherBytes},
    };
    return all;
}

} // namespace sim
