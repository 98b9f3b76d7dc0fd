// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/vector_bodies.h"

#include <map>

namespace fixture {

namespace {

void readCut(wire::Cut& cut, const BodyFields& in)
{
    cut.set_log(in.bytes("log"));
    cut.set_last_event(in.bytes("last_event"));
    cut.set_last_core_event(in.bytes("last_core_event"));
    cut.set_last_seq(in.number("last_seq"));
}

void readRef(wire::MessageRef& ref, const BodyFields& in)
{
    ref.set_log(in.bytes("log"));
    ref.set_seq(in.number("seq"));
}

std::string logOpen(const BodyFields& in)
{
    wire::LogOpen out;
    out.set_identity(in.bytes("identity"));
    out.set_device(in.bytes("device"));
    out.set_device_cert(in.bytes("device_cert"));
    out.set_birth(in.bytes("birth"));
    out.set_incarnation(in.number("incarnation"));
    out.set_door_proof(in.bytes("door_proof"));
    out.set_work(in.bytes("work"));
    return out.SerializeAsString();
}

std::string grant(const BodyFields& in)
{
    wire::Grant out;
    out.set_identity(in.bytes("identity"));
    out.set_level(in.small("level"));
    out.set_reason(in.text("reason"));
    return out.SerializeAsString();
}

std::string revoke(const BodyFields& in)
{
    wire::Revoke out;
    in.eachBytes("targets", [&](const std::string& each) { out.add_targets(each); });
    in.eachObject("cuts", [&](const BodyFields& each) { readCut(*out.add_cuts(), each); });
    out.set_scope(in.text("scope") == "ban" ? wire::REVOKE_SCOPE_BAN : wire::REVOKE_SCOPE_KICK);
    out.set_has_then(in.flag("has_then"));
    out.set_then_level(in.small("then_level"));
    out.set_reason(in.text("reason"));
    return out.SerializeAsString();
}

std::string restrict(const BodyFields& in)
{
    wire::Restrict out;
    out.set_target(in.bytes("target"));
    in.eachObject("cuts", [&](const BodyFields& each) { readCut(*out.add_cuts(), each); });
    out.set_until_clock(in.number("until_clock"));
    out.set_reason(in.text("reason"));
    return out.SerializeAsString();
}

std::string door(const BodyFields& in)
{
    const std::map<std::string, wire::DoorKind> kinds{{"open", wire::DOOR_KIND_OPEN},
                                                      {"key", wire::DOOR_KIND_KEY},
                                                      {"password", wire::DOOR_KIND_PASSWORD},
                                                      {"ask", wire::DOOR_KIND_ASK}};
    wire::Door out;
    out.set_id(in.bytes("id"));
    const auto kind = kinds.find(in.text("kind"));
    out.set_kind(kind == kinds.end() ? wire::DOOR_KIND_OPEN : kind->second);
    out.set_level(in.small("level"));
    out.set_expires_ms(in.number("expires_ms"));
    out.set_uses(in.small("uses"));
    out.set_work_bits(in.small("work_bits"));
    return out.SerializeAsString();
}

std::string close(const BodyFields& in)
{
    wire::Close out;
    out.set_door(in.bytes("door"));
    in.eachBytes("keep", [&](const std::string& each) { out.add_keep(each); });
    out.set_reason(in.text("reason"));
    return out.SerializeAsString();
}

void readPolicyNumbers(wire::Policy& out, const BodyFields& in)
{
    const auto put = [&](const char* name, const auto& set) {
        if (in.has(name)) {
            set(in.number(name));
        }
    };
    const auto small = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
    put("access", [&](auto v) { out.set_access(small(v)); });
    put("history", [&](auto v) { out.set_history(small(v)); });
    put("slow_mode_seconds", [&](auto v) { out.set_slow_mode_seconds(small(v)); });
    put("posting_level", [&](auto v) { out.set_posting_level(small(v)); });
    put("files_level", [&](auto v) { out.set_files_level(small(v)); });
    put("max_file_bytes", [&](auto v) { out.set_max_file_bytes(v); });
    put("retention_days", [&](auto v) { out.set_retention_days(small(v)); });
    put("quarantine_messages", [&](auto v) { out.set_quarantine_messages(small(v)); });
    put("work_bits", [&](auto v) { out.set_work_bits(small(v)); });
    put("max_message_bytes", [&](auto v) { out.set_max_message_bytes(small(v)); });
}

std::string policy(const BodyFields& in)
{
    wire::Policy out;
    readPolicyNumbers(out, in);
    if (in.has("name")) {
        out.set_name(in.text("name"));
    }
    if (in.has("topic")) {
        out.set_topic(in.text("topic"));
    }
    if (in.has("listed")) {
        out.set_listed(in.flag("listed"));
    }
    if (in.has("links_allowed")) {
        out.set_links_allowed(in.flag("links_allowed"));
    }
    if (in.has("picture")) {
        out.set_picture(in.bytes("picture"));
    }
    if (in.has("moderators_key")) {
        out.set_moderators_key(in.bytes("moderators_key"));
    }
    in.eachBytes("heirs", [&](const std::string& each) { out.add_heirs(each); });
    if (in.has("clear_heirs")) {
        out.set_clear_heirs(in.flag("clear_heirs"));
    }
    return out.SerializeAsString();
}

std::string redact(const BodyFields& in)
{
    wire::Redact out;
    in.eachObject("ranges", [&](const BodyFields& each) {
        auto* range = out.add_ranges();
        range->set_log(each.bytes("log"));
        range->set_from_seq(each.number("from_seq"));
        range->set_to_seq(each.number("to_seq"));
    });
    out.set_erase_now(in.flag("erase_now"));
    out.set_reason(in.text("reason"));
    return out.SerializeAsString();
}

std::string transfer(const BodyFields& in)
{
    wire::Transfer out;
    out.set_new_owner(in.bytes("new_owner"));
    in.eachObject("cuts", [&](const BodyFields& each) { readCut(*out.add_cuts(), each); });
    return out.SerializeAsString();
}

std::string pin(const BodyFields& in)
{
    wire::Pin out;
    in.eachObject("heads", [&](const BodyFields& each) { readCut(*out.add_heads(), each); });
    return out.SerializeAsString();
}

std::string epoch(const BodyFields& in)
{
    wire::Epoch out;
    out.set_secret_hash(in.bytes("secret_hash"));
    in.eachBytes("removals", [&](const std::string& each) { out.add_removals(each); });
    in.eachBytes("openings", [&](const std::string& each) { out.add_openings(each); });
    return out.SerializeAsString();
}

std::string resetReach(const BodyFields& in)
{
    wire::ResetReach out;
    out.set_generation(in.small("generation"));
    out.set_secret_hash(in.bytes("secret_hash"));
    return out.SerializeAsString();
}

std::string deviceCut(const BodyFields& in)
{
    wire::DeviceCut out;
    out.set_device(in.bytes("device"));
    in.eachObject("cuts", [&](const BodyFields& each) { readCut(*out.add_cuts(), each); });
    out.set_signature(in.bytes("signature"));
    return out.SerializeAsString();
}

std::string succeed(const BodyFields& in)
{
    wire::Succeed out;
    out.set_predecessor(in.bytes("predecessor"));
    in.eachBytes("core_heads", [&](const std::string& each) { out.add_core_heads(each); });
    in.eachBytes("members", [&](const std::string& each) { out.add_members(each); });
    return out.SerializeAsString();
}

std::string textMessage(const BodyFields& in)
{
    wire::TextMessage out;
    out.set_text(in.text("text"));
    if (in.has("reply_to")) {
        readRef(*out.mutable_reply_to(), in.object("reply_to"));
    }
    in.eachBytes("mentions", [&](const std::string& each) { out.add_mentions(each); });
    return out.SerializeAsString();
}

std::string editMessage(const BodyFields& in)
{
    wire::EditMessage out;
    readRef(*out.mutable_target(), in.object("target"));
    out.set_text(in.text("text"));
    return out.SerializeAsString();
}

std::string reaction(const BodyFields& in)
{
    wire::Reaction out;
    readRef(*out.mutable_target(), in.object("target"));
    out.set_emoji(in.text("emoji"));
    out.set_remove(in.flag("remove"));
    return out.SerializeAsString();
}

std::string profile(const BodyFields& in)
{
    wire::ProfileCard out;
    out.set_name(in.text("name"));
    out.set_status(in.text("status"));
    return out.SerializeAsString();
}

std::string fileCard(const BodyFields& in)
{
    wire::FileCard out;
    out.set_name(in.text("name"));
    out.set_bytes(in.number("bytes"));
    out.set_root(in.bytes("root"));
    out.set_media_type(in.text("media_type"));
    out.set_caption(in.text("caption"));
    return out.SerializeAsString();
}

std::string pinMessage(const BodyFields& in)
{
    wire::PinMessage out;
    readRef(*out.mutable_target(), in.object("target"));
    out.set_remove(in.flag("remove"));
    return out.SerializeAsString();
}

template<class Message>
bool comesBack(const std::string& bytes)
{
    Message message;
    return message.ParseFromString(bytes) && message.SerializeAsString() == bytes;
}

struct BodyKind {
    std::string (*fromJson)(const BodyFields&);
    bool (*comesBack)(const std::string&);
};

const std::map<std::string, BodyKind>& bodyKinds()
{
    static const std::map<std::string, BodyKind> kinds{
        {"log_open", {logOpen, comesBack<wire::LogOpen>}},
        {"grant", {grant, comesBack<wire::Grant>}},
        {"revoke", {revoke, comesBack<wire::Revoke>}},
        {"restrict", {restrict, comesBack<wire::Restrict>}},
        {"door", {door, comesBack<wire::Door>}},
        {"close", {close, comesBack<wire::Close>}},
        {"policy", {policy, comesBack<wire::Policy>}},
        {"redact", {redact, comesBack<wire::Redact>}},
        {"transfer", {transfer, comesBack<wire::Transfer>}},
        {"pin", {pin, comesBack<wire::Pin>}},
        {"epoch", {epoch, comesBack<wire::Epoch>}},
        {"reset_reach", {resetReach, comesBack<wire::ResetReach>}},
        {"device_cut", {deviceCut, comesBack<wire::DeviceCut>}},
        {"succeed", {succeed, comesBack<wire::Succeed>}},
        {"text", {textMessage, comesBack<wire::TextMessage>}},
        {"edit", {editMessage, comesBack<wire::EditMessage>}},
        {"reaction", {reaction, comesBack<wire::Reaction>}},
        {"profile", {profile, comesBack<wire::ProfileCard>}},
        {"file_card", {fileCard, comesBack<wire::FileCard>}},
        {"pin_message", {pinMessage, comesBack<wire::PinMessage>}},
    };
    return kinds;
}

} // namespace

std::optional<std::string> bodyFromJson(const std::string& kind, const BodyFields& fields)
{
    const auto known = bodyKinds().find(kind);
    return known == bodyKinds().end() ? std::nullopt
                                      : std::optional(known->second.fromJson(fields));
}

bool isCanonicalBody(const std::string& kind, const std::string& bytes)
{
    const auto known = bodyKinds().find(kind);
    return known != bodyKinds().end() && known->second.comesBack(bytes);
}

} // namespace fixture
