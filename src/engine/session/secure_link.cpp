// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/session/secure_link.h"

#include "core/codec.h"
#include "core/seal.h"

#include <algorithm>

namespace engine::session {

namespace {

constexpr std::size_t lengthBytes = 2;
constexpr std::size_t secondMessageBytes = 96;
constexpr std::size_t thirdMessageBytes = 64;

void appendMessage(core::Bytes& out, core::ByteView message)
{
    core::Writer writer(out);
    writer.u16(static_cast<std::uint16_t>(message.size()));
    writer.bytes(message);
}

} // namespace

SecureLink::SecureLink(Role role, Stage stage, core::MonoTime now)
    : m_role(role)
    , m_stage(stage)
    , m_deadline(now + core::limits::tuning::handshakeTime)
{
}

SecureLink SecureLink::dial(core::MonoTime now,
                            const core::Secret<32>& psk,
                            core::AgreementKey staticKey,
                            core::Rng& rng,
                            core::Bytes& out)
{
    SecureLink link(Role::Initiator, Stage::AwaitSecond, now);
    link.m_handshake.emplace(linkHandshake(Role::Initiator, psk));
    link.m_handshake->setStatic(std::move(staticKey));
    const Step step = link.reply(rng, out);
    CHECK(step.hasValue());
    return link;
}

SecureLink SecureLink::accept(core::MonoTime now)
{
    return {Role::Responder, Stage::AwaitFirst, now};
}

core::Failure<LinkError> SecureLink::die(LinkError error)
{
    m_stage = Stage::Dead;
    m_deadline.reset();
    m_partial = {};
    m_handshake.reset();
    m_send = {};
    m_receive = {};
    return core::fail(error);
}

core::Result<void, LinkError> SecureLink::handleTimeout(core::MonoTime now)
{
    if (m_stage == Stage::Dead) {
        return core::fail(LinkError::Closed);
    }
    if (m_deadline && now >= *m_deadline) {
        return die(LinkError::Timeout);
    }
    return {};
}

core::Result<void, LinkError> SecureLink::handleBytes(
    core::MonoTime now, core::ByteView in, const DoorSet& doors, core::Rng& rng, Received& received)
{
    // Asked first, so that a late byte cannot rescue a handshake whose time is up.
    if (const Step alive = handleTimeout(now); !alive) {
        return alive;
    }
    const std::size_t writtenBefore = received.write.size();
    bool completed = false;
    while (true) {
        core::Bytes held;
        const auto message = nextMessage(in, held);
        Step step;
        if (!message) {
            step = core::fail(message.error());
        } else if (!message.value()) {
            break;
        } else {
            completed = true;
            step = handleMessage(now, *message.value(), doors, rng, received);
        }
        if (!step) {
            received.write.resize(writtenBefore);
            return die(step.error());
        }
    }
    if (m_stage == Stage::Open) {
        if (m_partial.empty()) {
            m_deadline.reset();
        } else if (completed || !m_deadline) {
            m_deadline = now + messageTime;
        }
    }
    return {};
}

/// The next whole message: borrowed from `in` when it lies there in one piece, else gathered and moved to `held`.
core::Result<std::optional<core::ByteView>, LinkError> SecureLink::nextMessage(core::ByteView& in,
                                                                               core::Bytes& held)
{
    const auto take = [&](std::size_t wanted) {
        const std::size_t count = std::min(wanted, in.size());
        core::append(m_partial, in.first(count));
        in = in.subspan(count);
    };
    if (m_partial.size() < lengthBytes) {
        take(lengthBytes - m_partial.size());
    }
    if (const Step fits = checkLength(); !fits) {
        return core::fail(fits.error());
    }
    if (m_partial.size() < lengthBytes) {
        return std::optional<core::ByteView>();
    }
    const std::size_t length = core::Reader(m_partial).u16();
    if (m_partial.size() == lengthBytes && in.size() >= length) {
        const core::ByteView message = in.first(length);
        in = in.subspan(length);
        m_partial.clear();
        return std::optional(message);
    }
    take(lengthBytes + length - m_partial.size());
    if (m_partial.size() < lengthBytes + length) {
        return std::optional<core::ByteView>();
    }
    held.swap(m_partial);
    return std::optional(core::ByteView(held).subspan(lengthBytes));
}

/// Judges the length as soon as its bytes are there, so that nothing is gathered in vain; of a stranger's first
/// message already the first byte decides.
SecureLink::Step SecureLink::checkLength() const
{
    if (m_stage == Stage::AwaitFirst && !m_partial.empty() && m_partial[0] != 0) {
        return core::fail(LinkError::NotOurs);
    }
    if (m_partial.size() < lengthBytes) {
        return {};
    }
    const std::size_t length = core::Reader(m_partial).u16();
    switch (m_stage) {
    case Stage::AwaitFirst:
        return length == firstMessageBytes ? Step() : core::fail(LinkError::NotOurs);
    case Stage::AwaitSecond:
        return length == secondMessageBytes ? Step() : core::fail(LinkError::BadHandshake);
    case Stage::AwaitThird:
        return length == thirdMessageBytes ? Step() : core::fail(LinkError::BadHandshake);
    case Stage::Open:
        return length >= core::sealTagBytes ? Step() : core::fail(LinkError::BadFrame);
    case Stage::Dead:
        break;
    }
    return core::fail(LinkError::Closed);
}

SecureLink::Step SecureLink::handleMessage(core::MonoTime now,
                                           core::ByteView message,
                                           const DoorSet& doors,
                                           core::Rng& rng,
                                           Received& received)
{
    if (m_stage == Stage::Open) {
        return handleFrame(message, received);
    }
    if (m_stage == Stage::AwaitFirst) {
        return handleFirst(message, doors, rng, received.write);
    }
    const Step step = m_stage == Stage::AwaitSecond ? handleSecond(message, rng, received.write)
                                                    : handleThird(message);
    if (step) {
        open(now);
        received.established = true;
    }
    return step;
}

SecureLink::Step SecureLink::handleFirst(core::ByteView message,
                                         const DoorSet& doors,
                                         core::Rng& rng,
                                         core::Bytes& write)
{
    auto opened = doors.open(message, rng);
    if (!opened) {
        return core::fail(LinkError::WrongKey);
    }
    m_door = opened->number;
    m_handshake.emplace(std::move(opened->handshake));
    m_stage = Stage::AwaitThird;
    return reply(rng, write);
}

SecureLink::Step
SecureLink::handleSecond(core::ByteView message, core::Rng& rng, core::Bytes& write)
{
    if (!m_handshake->read(message)) {
        return core::fail(LinkError::BadHandshake);
    }
    if (remoteIsSelf()) {
        return core::fail(LinkError::OwnKey);
    }
    return reply(rng, write);
}

SecureLink::Step SecureLink::handleThird(core::ByteView message)
{
    if (!m_handshake->read(message)) {
        return core::fail(LinkError::BadHandshake);
    }
    return remoteIsSelf() ? core::fail(LinkError::OwnKey) : Step();
}

SecureLink::Step SecureLink::reply(core::Rng& rng, core::Bytes& write)
{
    const auto message = m_handshake->write({}, rng);
    if (!message) {
        return core::fail(LinkError::BadHandshake);
    }
    appendMessage(write, message.value());
    return {};
}

bool SecureLink::remoteIsSelf() const
{
    return m_handshake->remoteStatic() == m_handshake->ownStatic()->publicKey();
}

void SecureLink::open(core::MonoTime now)
{
    NoiseHandshake::Ciphers ciphers = m_handshake->split();
    m_send.cipher = std::move(ciphers.send);
    m_receive.cipher = std::move(ciphers.receive);
    m_sendKeyMade = now;
    m_handshakeHash = m_handshake->hash();
    m_remoteStatic = *m_handshake->remoteStatic();
    m_handshake.reset();
    m_stage = Stage::Open;
}

SecureLink::Step SecureLink::handleFrame(core::ByteView message, Received& received)
{
    auto plain = m_receive.cipher.decrypt({}, message);
    if (!plain) {
        return core::fail(LinkError::BadFrame);
    }
    countMessage(m_receive, plain->empty());
    if (!plain->empty()) {
        received.frames.push_back(std::move(*plain));
    }
    return {};
}

core::Bytes SecureLink::seal(core::MonoTime now, core::ByteView frame)
{
    CHECK(!frame.empty() && frame.size() <= core::limits::spec::framePlainBytes);
    CHECK(m_stage == Stage::Open || m_stage == Stage::Dead);
    core::Bytes out;
    if (m_stage == Stage::Open && now - m_sendKeyMade >= m_rule.age) {
        sealOne(now, {}, out);
    }
    if (m_stage == Stage::Open) {
        sealOne(now, frame, out);
    }
    return out;
}

void SecureLink::sealOne(core::MonoTime now, core::ByteView plain, core::Bytes& out)
{
    const auto sealed = m_send.cipher.encrypt({}, plain);
    if (!sealed) {
        die(LinkError::Closed);
        out.clear();
        return;
    }
    out.reserve(out.size() + lengthBytes + sealed->size());
    appendMessage(out, *sealed);
    if (countMessage(m_send, plain.empty())) {
        m_sendKeyMade = now;
    }
}

bool SecureLink::countMessage(Direction& direction, bool announced) const
{
    ++direction.messages;
    if (!announced && direction.messages < m_rule.messages) {
        return false;
    }
    direction.cipher.rekey();
    direction.messages = 0;
    return true;
}

void SecureLink::useBulkCrypto()
{
    CHECK(m_stage == Stage::Open || m_stage == Stage::Dead);
    m_send.cipher.useBulkCrypto();
    m_receive.cipher.useBulkCrypto();
}

} // namespace engine::session
