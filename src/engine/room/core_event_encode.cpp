// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// The one encoding of a core event's body. Decoding (core_event.cpp) uses it to refuse every other.
#include "engine/room/core_event.h"

#include "events.pb.h"

namespace engine::room {

namespace {

namespace wire = parlour::wire;

std::string textOf(core::ByteView bytes)
{
    return core::textOf(bytes);
}

template<class Message>
core::Bytes bytesOf(const Message& message)
{
    core::Bytes out(message.ByteSizeLong());
    static_cast<void>(message.SerializeToArray(out.data(), static_cast<int>(out.size())));
    return out;
}

template<class Cuts>
void writeCuts(const std::vector<LogCut>& cuts, Cuts* out)
{
    for (const LogCut& cut : cuts) {
        wire::Cut* one = out->Add();
        one->set_log(textOf(cut.log.view()));
        if (!cut.lastEvent.isZero()) {
            one->set_last_event(textOf(cut.lastEvent.view()));
        }
        if (!cut.lastCore.isZero()) {
            one->set_last_core_event(textOf(cut.lastCore.view()));
        }
        one->set_last_seq(cut.lastSeq);
    }
}

template<class IdType, class Field>
void writeIds(const std::vector<IdType>& ids, Field* out)
{
    for (const IdType& id : ids) {
        *out->Add() = textOf(id.view());
    }
}

core::Bytes write(const OpenBody& body)
{
    wire::LogOpen out;
    out.set_identity(textOf(body.identity.view()));
    out.set_device(textOf(body.device.view()));
    out.set_device_cert(textOf(body.certificate));
    out.set_birth(textOf(body.birth.view()));
    out.set_incarnation(body.incarnation);
    if (body.doorProof) {
        out.set_door_proof(textOf(*body.doorProof));
    }
    if (body.work) {
        out.set_work(textOf(*body.work));
    }
    return bytesOf(out);
}

core::Bytes write(const GrantBody& body)
{
    wire::Grant out;
    out.set_identity(textOf(body.identity.view()));
    out.set_level(static_cast<std::uint32_t>(body.level));
    out.set_reason(body.reason);
    return bytesOf(out);
}

core::Bytes write(const RevokeBody& body)
{
    wire::Revoke out;
    writeIds(body.targets, out.mutable_targets());
    writeCuts(body.cuts, out.mutable_cuts());
    out.set_scope(body.ban ? wire::REVOKE_SCOPE_BAN : wire::REVOKE_SCOPE_KICK);
    out.set_has_then(body.then.has_value());
    out.set_then_level(static_cast<std::uint32_t>(body.then.value_or(0)));
    out.set_reason(body.reason);
    return bytesOf(out);
}

core::Bytes write(const RestrictBody& body)
{
    wire::Restrict out;
    out.set_target(textOf(body.target.view()));
    writeCuts(body.cuts, out.mutable_cuts());
    out.set_until_clock(body.until.value);
    out.set_reason(body.reason);
    return bytesOf(out);
}

core::Bytes write(const DoorBody& body)
{
    wire::Door out;
    out.set_id(textOf(body.id.view()));
    out.set_kind(static_cast<wire::DoorKind>(body.kind));
    out.set_level(static_cast<std::uint32_t>(body.level));
    out.set_expires_ms(body.expiresMs);
    out.set_uses(body.uses);
    out.set_work_bits(body.workBits);
    return bytesOf(out);
}

core::Bytes write(const CloseBody& body)
{
    wire::Close out;
    out.set_door(textOf(body.door.view()));
    writeIds(body.keep, out.mutable_keep());
    out.set_reason(body.reason);
    return bytesOf(out);
}

void writeFields(const PolicyBody& body, wire::Policy& out)
{
    if (body.name) {
        out.set_name(*body.name);
    }
    if (body.topic) {
        out.set_topic(*body.topic);
    }
    if (body.access) {
        out.set_access(*body.access);
    }
    if (body.history) {
        out.set_history(*body.history);
    }
    if (body.listed) {
        out.set_listed(*body.listed);
    }
    if (body.slowModeSeconds) {
        out.set_slow_mode_seconds(*body.slowModeSeconds);
    }
    if (body.postingLevel) {
        out.set_posting_level(*body.postingLevel);
    }
    if (body.filesLevel) {
        out.set_files_level(*body.filesLevel);
    }
    if (body.linksAllowed) {
        out.set_links_allowed(*body.linksAllowed);
    }
    if (body.maxFileBytes) {
        out.set_max_file_bytes(*body.maxFileBytes);
    }
    if (body.retentionDays) {
        out.set_retention_days(*body.retentionDays);
    }
    if (body.quarantineMessages) {
        out.set_quarantine_messages(*body.quarantineMessages);
    }
    if (body.workBits) {
        out.set_work_bits(*body.workBits);
    }
    if (body.maxMessageBytes) {
        out.set_max_message_bytes(*body.maxMessageBytes);
    }
}

core::Bytes write(const PolicyBody& body)
{
    wire::Policy out;
    writeFields(body, out);
    if (body.picture) {
        out.set_picture(body.picture->isZero() ? std::string() : textOf(body.picture->view()));
    }
    if (body.moderatorsKey) {
        const bool none = *body.moderatorsKey == core::PublicKey{};
        out.set_moderators_key(none ? std::string() : textOf(*body.moderatorsKey));
    }
    if (body.heirs) {
        writeIds(*body.heirs, out.mutable_heirs());
        if (body.heirs->empty()) {
            out.set_clear_heirs(true);
        }
    }
    return bytesOf(out);
}

core::Bytes write(const RedactBody& body)
{
    wire::Redact out;
    for (const RedactRange& range : body.ranges) {
        wire::RedactFrom* one = out.add_ranges();
        one->set_log(textOf(range.log.view()));
        one->set_from_seq(range.from);
        one->set_to_seq(range.to);
    }
    out.set_erase_now(body.eraseNow);
    out.set_reason(body.reason);
    return bytesOf(out);
}

core::Bytes write(const TransferBody& body)
{
    wire::Transfer out;
    out.set_new_owner(textOf(body.newOwner.view()));
    writeCuts(body.cuts, out.mutable_cuts());
    return bytesOf(out);
}

core::Bytes write(const PinBody& body)
{
    wire::Pin out;
    writeCuts(body.heads, out.mutable_heads());
    return bytesOf(out);
}

core::Bytes write(const ResetReachBody& body)
{
    wire::ResetReach out;
    out.set_generation(body.generation);
    out.set_secret_hash(textOf(body.secretHash));
    return bytesOf(out);
}

core::Bytes write(const DeviceCutBody& body)
{
    wire::DeviceCut out;
    out.set_device(textOf(body.device.view()));
    writeCuts(body.cuts, out.mutable_cuts());
    out.set_signature(textOf(body.signature));
    return bytesOf(out);
}

core::Bytes write(const SucceedBody& body)
{
    wire::Succeed out;
    out.set_predecessor(textOf(body.predecessor.view()));
    writeIds(body.coreHeads, out.mutable_core_heads());
    writeIds(body.members, out.mutable_members());
    return bytesOf(out);
}

} // namespace

core::Bytes encodeCoreBody(const CoreBody& body)
{
    return std::visit([](const auto& one) { return write(one); }, body);
}

} // namespace engine::room
