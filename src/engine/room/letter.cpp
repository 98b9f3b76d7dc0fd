// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/letter.h"

#include "core/codec.h"
#include "core/limits.h"
#include "core/seal.h"
#include "core/text.h"

namespace engine::room {

namespace spec = core::limits::spec;

namespace {

constexpr std::string_view letterContext = "parlour letter 1";
constexpr std::string_view reportContext = "parlour report 1";
constexpr std::string_view sealContext = "parlour letter seal 1";
constexpr std::size_t reportedTextBytes = 4096;
constexpr std::int64_t lastMs =
    (std::int64_t{1} << 47) - 1; // of a hybrid clock: spans can be added to it
constexpr std::size_t headBytes = 32 + core::xNonceBytes;
/// The longest is a report: the reported text, a reason, a name, ids and a signature.
constexpr std::size_t sealedMost = reportedTextBytes + 2048;
constexpr std::size_t knockBytesMost = 4 * spec::knockTextCharacters;

core::Bytes number(std::int64_t value)
{
    core::Bytes out;
    core::Writer(out).u64(static_cast<std::uint64_t>(value));
    return out;
}

template<class Array>
std::optional<Array> arrayOf(const std::string& bytes)
{
    Array out{};
    if (bytes.size() != out.size()) {
        return std::nullopt;
    }
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

core::Bytes signedPart(const wire::Letter& letter)
{
    core::Bytes out = number(letter.kind());
    core::append(out, core::bytesOf(letter.key()));
    core::append(out, number(letter.time_ms()));
    core::append(out, core::bytesOf(letter.about()));
    core::append(out, core::bytesOf(letter.sealed()));
    return out;
}

core::Bytes
reportedPart(const core::PublicKey& key, std::int64_t timeMs, const wire::LetterText& in)
{
    core::Bytes out = core::copyOf(key);
    core::append(out, number(timeMs));
    core::append(out, core::bytesOf(in.log()));
    core::append(out, number(static_cast<std::int64_t>(in.seq())));
    core::append(out, core::bytesOf(in.author()));
    core::append(out, number(static_cast<std::int64_t>(in.reason().size())));
    core::append(out, core::bytesOf(in.reason()));
    core::append(out, core::bytesOf(in.text()));
    return out;
}

/// Of what two keys agree on, which is bound to both.
core::Secret<32>
sealKey(const core::RoomId& room, const core::Secret<32>& agreed, const core::PublicKey& ephemeral)
{
    const core::Hash32 hash = core::hashOf(sealContext, {room.view(), agreed.view(), ephemeral});
    return *core::Secret<32>::from(hash);
}

core::Bytes sealTo(core::Rng& rng,
                   const core::RoomId& room,
                   const core::PublicKey& key,
                   const wire::LetterText& text)
{
    const core::AgreementKey ephemeral{core::Seed::random(rng)};
    const auto agreed = ephemeral.agree(key);
    if (!agreed) {
        return {}; // no key that anybody could have: it opens to nobody
    }
    const auto nonce = rng.bytes<core::xNonceBytes>();
    core::Bytes out = core::copyOf(ephemeral.publicKey());
    core::append(out, nonce);
    const std::string plain = text.SerializeAsString();
    core::append(
        out,
        core::sealRandom(
            sealKey(room, *agreed, ephemeral.publicKey()), nonce, key, core::bytesOf(plain)));
    return out;
}

void sign(wire::Letter& letter, const core::RoomId& room, const Self& self)
{
    letter.set_identity(core::textOf(self.identityId.view()));
    letter.set_device(core::textOf(self.deviceId.view()));
    letter.set_device_cert(core::textOf(self.certificate));
    letter.set_signature(
        core::textOf(self.device.sign(letterContext, {room.view(), signedPart(letter)})));
}

bool isSigned(const core::RoomId& room, const wire::Letter& in, Letter& out)
{
    const auto identity = core::IdentityId::from(core::bytesOf(in.identity()));
    const auto device = core::DeviceId::from(core::bytesOf(in.device()));
    if (!identity || !device || !verifyDevice(*identity, *device, core::bytesOf(in.device_cert()))
        || !core::verify(device->view(),
                         letterContext,
                         {room.view(), signedPart(in)},
                         core::bytesOf(in.signature()))) {
        return false;
    }
    out.identity = *identity;
    out.device = *device;
    return true;
}

/// Names and texts of strangers: bounded, and UTF-8.
bool isSound(const wire::LetterText& text)
{
    return text.name().size() <= spec::nameBytes && core::isUtf8(text.name())
           && text.reason().size() <= spec::reasonBytes && core::isUtf8(text.reason())
           && text.text().size() <= reportedTextBytes && core::isUtf8(text.text());
}

std::optional<wire::LetterText> parsed(core::ByteView bytes)
{
    wire::LetterText text;
    const bool good = text.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    return good && isSound(text) ? std::optional(text) : std::nullopt;
}

} // namespace

core::Hash32 letterId(const wire::Letter& letter)
{
    return core::hashOf("parlour letter id 1",
                        {signedPart(letter),
                         core::bytesOf(letter.identity()),
                         core::bytesOf(letter.device()),
                         core::bytesOf(letter.signature())});
}

std::optional<Letter> decodeLetter(const core::RoomId& room, const wire::Letter& in)
{
    Letter out;
    if (in.kind() < 1 || in.kind() > 3) {
        return std::nullopt;
    }
    out.kind = static_cast<LetterKind>(in.kind());
    const bool refusal = out.kind == LetterKind::Refusal;
    const auto key = arrayOf<core::PublicKey>(in.key());
    const auto about = core::IdentityId::from(core::bytesOf(in.about()));
    if (in.time_ms() < 0 || in.time_ms() > lastMs || in.sealed().size() > sealedMost
        || refusal != in.key().empty() || (!refusal && !key) || refusal != !in.about().empty()
        || (refusal && (!about || !parsed(core::bytesOf(in.sealed()))))) {
        return std::nullopt;
    }
    out.key = key.value_or(core::PublicKey{});
    out.sealed = core::copyOf(core::bytesOf(in.sealed()));
    out.timeMs = in.time_ms();
    out.about = about.value_or(core::IdentityId());
    if (out.kind == LetterKind::Report) {
        const bool bare = in.identity().empty() && in.device().empty() && in.device_cert().empty()
                          && in.signature().empty();
        return bare ? std::optional(out) : std::nullopt;
    }
    return isSigned(room, in, out) ? std::optional(out) : std::nullopt;
}

std::optional<LetterText>
openLetter(const core::RoomId& room, const Letter& letter, const core::AgreementKey& key)
{
    if (letter.kind == LetterKind::Refusal || letter.key != key.publicKey()
        || letter.sealed.size() < headBytes) {
        return std::nullopt;
    }
    core::Reader reader(core::ByteView(letter.sealed).first(headBytes));
    const auto ephemeral = reader.array<32>();
    const auto nonce = reader.array<core::xNonceBytes>();
    const auto agreed = key.agree(ephemeral);
    const auto plain = agreed ? core::openRandom(sealKey(room, *agreed, ephemeral),
                                                 nonce,
                                                 letter.key,
                                                 core::ByteView(letter.sealed).subspan(headBytes))
                              : std::nullopt;
    const auto in = plain ? parsed(*plain) : std::nullopt;
    if (!in) {
        return std::nullopt;
    }
    LetterText out;
    out.name = core::oneLine(in->name());
    out.text = in->text();
    out.reason = in->reason();
    if (letter.kind == LetterKind::Knock) {
        out.text = core::cutUtf8(out.text, knockBytesMost);
        out.identity = letter.identity;
        return out;
    }
    const auto log = core::LogId::from(core::bytesOf(in->log()));
    const auto author = core::IdentityId::from(core::bytesOf(in->author()));
    const auto identity = core::IdentityId::from(core::bytesOf(in->identity()));
    const auto device = core::DeviceId::from(core::bytesOf(in->device()));
    if (!log || !author || !identity || !device
        || !verifyDevice(*identity, *device, core::bytesOf(in->device_cert()))
        || !core::verify(device->view(),
                         reportContext,
                         {room.view(), reportedPart(letter.key, letter.timeMs, *in)},
                         core::bytesOf(in->signature()))) {
        return std::nullopt;
    }
    out.message = {*log, in->seq()};
    out.author = *author;
    out.identity = *identity;
    return out;
}

std::string refusalReason(const Letter& letter)
{
    const auto in = parsed(letter.sealed);
    return in ? in->reason() : std::string();
}

wire::Letter makeKnock(core::Rng& rng,
                       const core::RoomId& room,
                       const Self& self,
                       const core::PublicKey& key,
                       const std::string& text,
                       core::WallTime now)
{
    wire::LetterText inside;
    inside.set_name(core::cutUtf8(self.name, spec::nameBytes));
    inside.set_text(core::cutUtf8(text, knockBytesMost));
    wire::Letter out;
    out.set_kind(static_cast<std::uint32_t>(LetterKind::Knock));
    out.set_key(core::textOf(key));
    out.set_time_ms(now.milliseconds);
    out.set_sealed(core::textOf(sealTo(rng, room, key, inside)));
    sign(out, room, self);
    return out;
}

wire::Letter makeReport(core::Rng& rng,
                        const core::RoomId& room,
                        const Self& self,
                        const core::PublicKey& key,
                        const ReportedMessage& message,
                        core::WallTime now)
{
    wire::LetterText inside;
    inside.set_name(core::cutUtf8(self.name, spec::nameBytes));
    inside.set_text(core::cutUtf8(message.text, reportedTextBytes));
    inside.set_reason(core::cutUtf8(message.reason, spec::reasonBytes));
    inside.set_log(core::textOf(message.ref.log.view()));
    inside.set_seq(message.ref.seq);
    inside.set_author(core::textOf(message.author.view()));
    inside.set_identity(core::textOf(self.identityId.view()));
    inside.set_device(core::textOf(self.deviceId.view()));
    inside.set_device_cert(core::textOf(self.certificate));
    inside.set_signature(core::textOf(self.device.sign(
        reportContext, {room.view(), reportedPart(key, now.milliseconds, inside)})));
    wire::Letter out;
    out.set_kind(static_cast<std::uint32_t>(LetterKind::Report));
    out.set_key(core::textOf(key));
    out.set_time_ms(now.milliseconds);
    out.set_sealed(core::textOf(sealTo(rng, room, key, inside)));
    return out;
}

wire::Letter makeRefusal(const core::RoomId& room,
                         const Self& self,
                         const core::IdentityId& about,
                         const std::string& reason,
                         core::WallTime now)
{
    wire::LetterText inside;
    inside.set_reason(core::cutUtf8(reason, spec::reasonBytes));
    wire::Letter out;
    out.set_kind(static_cast<std::uint32_t>(LetterKind::Refusal));
    out.set_about(core::textOf(about.view()));
    out.set_time_ms(now.milliseconds);
    out.set_sealed(inside.SerializeAsString());
    sign(out, room, self);
    return out;
}

} // namespace engine::room
