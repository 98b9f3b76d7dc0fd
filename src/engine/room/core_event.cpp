// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/core_event.h"

#include "core/limits.h"

#include "events.pb.h"

#include <algorithm>

namespace engine::room {

namespace {

namespace wire = parlour::wire;

namespace spec = core::limits::spec;

constexpr std::uint32_t levelMost = 100;
constexpr std::uint32_t accessMost = 3;
constexpr std::uint32_t historyMost = 2;
constexpr std::uint32_t workBitsMost = 64;
constexpr std::size_t heirsMost = 64;
constexpr std::size_t successorMembersMost = 800;

template<class IdType>
bool readId(const std::string& bytes, IdType& out)
{
    const auto id = IdType::from(core::bytesOf(bytes));
    out = id.value_or(IdType());
    return id.has_value();
}

template<std::size_t N>
bool readArray(const std::string& bytes, core::ByteArray<N>& out)
{
    if (bytes.size() != N) {
        return false;
    }
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return true;
}

// Sorted and distinct at once: strictly ascending.
template<class IdType, class Field>
bool readIds(const Field& field, std::size_t most, std::vector<IdType>& out)
{
    out.resize(static_cast<std::size_t>(field.size()));
    if (out.size() > most) {
        return false;
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (!readId(field.Get(static_cast<int>(i)), out[i]) || (i > 0 && out[i - 1] >= out[i])) {
            return false;
        }
    }
    return true;
}

// An empty id keeps nothing; then the other two are empty as well.
template<class IdType>
bool readOptionalId(const std::string& bytes, IdType& out)
{
    return bytes.empty() || (readId(bytes, out) && !out.isZero());
}

template<class Field>
bool readCuts(const Field& field, std::vector<LogCut>& out)
{
    if (static_cast<std::size_t>(field.size()) > spec::cutsInEvent) {
        return false;
    }
    for (const wire::Cut& cut : field) {
        LogCut read;
        if (!readId(cut.log(), read.log) || !readOptionalId(cut.last_event(), read.lastEvent)
            || !readOptionalId(cut.last_core_event(), read.lastCore)) {
            return false;
        }
        read.lastSeq = cut.last_seq();
        const bool nothing = read.lastEvent.isZero();
        if ((nothing && (read.lastSeq != 0 || !read.lastCore.isZero()))
            || (!out.empty() && out.back().log >= read.log)) {
            return false;
        }
        out.push_back(read);
    }
    return true;
}

bool readReason(const std::string& text, std::string& out)
{
    out = text;
    return text.size() <= spec::reasonBytes;
}

bool readLevel(std::uint32_t level, int& out)
{
    out = static_cast<int>(std::min(level, levelMost));
    return level <= levelMost;
}

bool read(const wire::LogOpen& in, OpenBody& out)
{
    out.incarnation = in.incarnation();
    if (!in.door_proof().empty()) {
        out.doorProof.emplace();
    }
    if (!in.work().empty()) {
        out.work.emplace();
    }
    return readId(in.identity(), out.identity) && readId(in.device(), out.device)
           && readArray(in.device_cert(), out.certificate) && readId(in.birth(), out.birth)
           && (!out.doorProof || readArray(in.door_proof(), *out.doorProof))
           && (!out.work || readArray(in.work(), *out.work));
}

bool read(const wire::Grant& in, GrantBody& out)
{
    return readId(in.identity(), out.identity) && readLevel(in.level(), out.level)
           && readReason(in.reason(), out.reason);
}

bool read(const wire::Revoke& in, RevokeBody& out)
{
    out.ban = in.scope() == wire::REVOKE_SCOPE_BAN;
    int level = 0;
    if (!readLevel(in.then_level(), level) || (!in.has_then() && level != 0)
        || !wire::RevokeScope_IsValid(in.scope())) {
        return false;
    }
    if (in.has_then()) {
        out.then = level;
    }
    return readIds(in.targets(), spec::targetsInEvent, out.targets) && !out.targets.empty()
           && readCuts(in.cuts(), out.cuts) && readReason(in.reason(), out.reason);
}

bool read(const wire::Restrict& in, RestrictBody& out)
{
    out.until = {in.until_clock()};
    return readId(in.target(), out.target) && readCuts(in.cuts(), out.cuts)
           && readReason(in.reason(), out.reason);
}

bool read(const wire::Door& in, DoorBody& out)
{
    out.kind = static_cast<DoorKind>(in.kind());
    out.expiresMs = in.expires_ms();
    out.uses = in.uses();
    out.workBits = in.work_bits();
    return wire::DoorKind_IsValid(in.kind()) && in.work_bits() <= workBitsMost
           && readId(in.id(), out.id) && readLevel(in.level(), out.level);
}

bool read(const wire::Close& in, CloseBody& out)
{
    return readId(in.door(), out.door) && readIds(in.keep(), spec::keepsInClose, out.keep)
           && readReason(in.reason(), out.reason);
}

template<class Value, class Out>
bool readField(bool has, const Value& value, std::optional<Out>& out, bool allowed = true)
{
    if (has) {
        out = Out(value);
    }
    return !has || allowed;
}

// Optional bytes: absent, empty (none any more) or of the one length.
template<class Out>
bool readOptionalBytes(bool has, const std::string& bytes, std::optional<Out>& out)
{
    if (!has) {
        return true;
    }
    out.emplace();
    if constexpr (requires { out->isZero(); }) {
        return bytes.empty() || (readId(bytes, *out) && !out->isZero());
    } else {
        return bytes.empty() || (readArray(bytes, *out) && *out != Out{});
    }
}

bool readHeirs(const wire::Policy& in, PolicyBody& out)
{
    if (in.has_clear_heirs() || in.heirs_size() > 0) {
        out.heirs.emplace();
        return readIds(in.heirs(), heirsMost, *out.heirs)
               && in.has_clear_heirs() == out.heirs->empty()
               && (!in.has_clear_heirs() || in.clear_heirs());
    }
    return true;
}

bool read(const wire::Policy& in, PolicyBody& out)
{
    return readField(in.has_name(), in.name(), out.name, in.name().size() <= spec::nameBytes)
           && readField(
               in.has_topic(), in.topic(), out.topic, in.topic().size() <= spec::topicBytes)
           && readField(in.has_access(), in.access(), out.access, in.access() <= accessMost)
           && readField(in.has_history(), in.history(), out.history, in.history() <= historyMost)
           && readField(in.has_listed(), in.listed(), out.listed)
           && readField(in.has_slow_mode_seconds(), in.slow_mode_seconds(), out.slowModeSeconds)
           && readField(in.has_posting_level(),
                        in.posting_level(),
                        out.postingLevel,
                        in.posting_level() <= levelMost)
           && readField(in.has_files_level(),
                        in.files_level(),
                        out.filesLevel,
                        in.files_level() <= levelMost)
           && readField(in.has_links_allowed(), in.links_allowed(), out.linksAllowed)
           && readField(in.has_max_file_bytes(), in.max_file_bytes(), out.maxFileBytes)
           && readField(in.has_retention_days(), in.retention_days(), out.retentionDays)
           && readField(
               in.has_quarantine_messages(), in.quarantine_messages(), out.quarantineMessages)
           && readField(
               in.has_work_bits(), in.work_bits(), out.workBits, in.work_bits() <= workBitsMost)
           && readField(in.has_max_message_bytes(), in.max_message_bytes(), out.maxMessageBytes)
           && readOptionalBytes(in.has_picture(), in.picture(), out.picture)
           && readOptionalBytes(in.has_moderators_key(), in.moderators_key(), out.moderatorsKey)
           && readHeirs(in, out);
}

bool read(const wire::Redact& in, RedactBody& out)
{
    out.eraseNow = in.erase_now();
    if (in.ranges().empty() || static_cast<std::size_t>(in.ranges_size()) > spec::cutsInEvent) {
        return false;
    }
    for (const wire::RedactFrom& range : in.ranges()) {
        RedactRange one;
        if (!readId(range.log(), one.log)) {
            return false;
        }
        one.from = range.from_seq();
        one.to = range.to_seq();
        const bool ordered =
            out.ranges.empty() || out.ranges.back().log < one.log
            || (out.ranges.back().log == one.log && out.ranges.back().from < one.from);
        if (!ordered || (one.to != 0 && one.to < one.from)) {
            return false;
        }
        out.ranges.push_back(one);
    }
    return readReason(in.reason(), out.reason);
}

bool read(const wire::Transfer& in, TransferBody& out)
{
    return readId(in.new_owner(), out.newOwner) && readCuts(in.cuts(), out.cuts);
}

bool read(const wire::Pin& in, PinBody& out)
{
    return readCuts(in.heads(), out.heads) && !out.heads.empty();
}

bool read(const wire::ResetReach& in, ResetReachBody& out)
{
    out.generation = in.generation();
    return readArray(in.secret_hash(), out.secretHash);
}

bool read(const wire::DeviceCut& in, DeviceCutBody& out)
{
    return readId(in.device(), out.device) && readCuts(in.cuts(), out.cuts)
           && readArray(in.signature(), out.signature);
}

bool read(const wire::Succeed& in, SucceedBody& out)
{
    return readId(in.predecessor(), out.predecessor)
           && readIds(in.core_heads(), spec::cutsInEvent, out.coreHeads)
           && readIds(in.members(), successorMembersMost, out.members);
}

template<class Message, class Body>
core::Result<CoreBody, CoreEventError> decodeAs(core::ByteView bytes)
{
    Message message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return core::fail(CoreEventError::Malformed);
    }
    Body body;
    if (!read(message, body)) {
        return core::fail(CoreEventError::Malformed);
    }
    CoreBody out(std::move(body));
    const core::Bytes again = encodeCoreBody(out);
    if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) {
        return core::fail(CoreEventError::Canonical);
    }
    return out;
}

} // namespace

Kind kindOf(const CoreBody& body)
{
    constexpr Kind kinds[] = {Kind::LogOpen,
                              Kind::Grant,
                              Kind::Revoke,
                              Kind::Restrict,
                              Kind::Door,
                              Kind::Close,
                              Kind::Policy,
                              Kind::Redact,
                              Kind::Transfer,
                              Kind::Pin,
                              Kind::ResetReach,
                              Kind::DeviceCut,
                              Kind::Succeed};
    static_assert(std::size(kinds) == std::variant_size_v<CoreBody>);
    return kinds[body.index()];
}

core::Result<CoreBody, CoreEventError> decodeCoreBody(std::uint8_t kind, core::ByteView body)
{
    if (body.size() > spec::eventBodyBytes) {
        return core::fail(CoreEventError::Malformed);
    }
    switch (static_cast<Kind>(kind)) {
    case Kind::LogOpen:
        return decodeAs<wire::LogOpen, OpenBody>(body);
    case Kind::Grant:
        return decodeAs<wire::Grant, GrantBody>(body);
    case Kind::Revoke:
        return decodeAs<wire::Revoke, RevokeBody>(body);
    case Kind::Restrict:
        return decodeAs<wire::Restrict, RestrictBody>(body);
    case Kind::Door:
        return decodeAs<wire::Door, DoorBody>(body);
    case Kind::Close:
        return decodeAs<wire::Close, CloseBody>(body);
    case Kind::Policy:
        return decodeAs<wire::Policy, PolicyBody>(body);
    case Kind::Redact:
        return decodeAs<wire::Redact, RedactBody>(body);
    case Kind::Transfer:
        return decodeAs<wire::Transfer, TransferBody>(body);
    case Kind::Pin:
        return decodeAs<wire::Pin, PinBody>(body);
    case Kind::ResetReach:
        return decodeAs<wire::ResetReach, ResetReachBody>(body);
    case Kind::DeviceCut:
        return decodeAs<wire::DeviceCut, DeviceCutBody>(body);
    case Kind::Succeed:
        return decodeAs<wire::Succeed, SucceedBody>(body);
    default:
        return core::fail(CoreEventError::Kind);
    }
}

core::Result<CoreEvent, CoreEventError>
decodeCoreEvent(const core::EventId& id, const Header& header, core::ByteView body)
{
    auto parsed = decodeCoreBody(header.kind, body);
    if (!parsed) {
        return core::fail(parsed.error());
    }
    CoreEvent event{
        id, header.log, header.seq, header.prev, header.grant, header.auth, header.clock, {}};
    event.body = std::move(parsed).value();
    if (const auto* open = event.as<OpenBody>()) {
        if (header.seq != 0 || open->birth != header.grant
            || logId(header.room, open->device, open->birth, open->incarnation) != header.log) {
            return core::fail(CoreEventError::Header);
        }
    } else if (header.seq == 0) {
        return core::fail(CoreEventError::Header);
    }
    return event;
}

const std::vector<LogCut>& cutsOf(const CoreBody& body)
{
    static const std::vector<LogCut> none;
    if (const auto* revoke = std::get_if<RevokeBody>(&body)) {
        return revoke->cuts;
    }
    if (const auto* restriction = std::get_if<RestrictBody>(&body)) {
        return restriction->cuts;
    }
    if (const auto* transfer = std::get_if<TransferBody>(&body)) {
        return transfer->cuts;
    }
    if (const auto* pin = std::get_if<PinBody>(&body)) {
        return pin->heads;
    }
    const auto* cut = std::get_if<DeviceCutBody>(&body);
    return cut != nullptr ? cut->cuts : none;
}

} // namespace engine::room
