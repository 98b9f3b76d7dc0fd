// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/param_reader.h"

#include <QJsonArray>

#include <cmath>
#include <limits>

namespace node {

namespace {

using engine::EventRef;
using engine::IdentityId;
using engine::Reason;
using engine::RoomId;

constexpr std::size_t pathBytesMost = 4096;

std::string named(QLatin1String key, const char* rest)
{
    return std::string(key.data(), static_cast<std::size_t>(key.size())) + rest;
}

} // namespace

bool ParamReader::has(QLatin1String key) const
{
    const QJsonValue found = m_params.value(key);
    return !found.isUndefined() && !found.isNull();
}

QJsonValue ParamReader::value(QLatin1String key) const
{
    return m_params.value(key);
}

void ParamReader::refuse(Reason reason, std::string detail)
{
    if (!m_failure) {
        m_failure = engine::Refusal{reason, std::move(detail), 0};
    }
}

void ParamReader::require(QLatin1String key)
{
    if (!has(key)) {
        refuse(Reason::BadArgument, named(key, " is missing"));
    }
}

std::optional<std::string> ParamReader::textMaybe(QLatin1String key)
{
    if (!has(key)) {
        return std::nullopt;
    }
    const QJsonValue found = value(key);
    if (!found.isString()) {
        refuse(Reason::BadArgument, named(key, " is a string"));
        return std::nullopt;
    }
    const QString text = found.toString();
    // A lone surrogate has no UTF-8, and a zero ends texts too early in too many places.
    if (!text.isValidUtf16() || text.contains(QChar(u'\0'))) {
        refuse(Reason::BadArgument, named(key, " is not well-formed text"));
        return std::nullopt;
    }
    return text.toStdString();
}

std::string ParamReader::text(QLatin1String key)
{
    require(key);
    return textMaybe(key).value_or(std::string());
}

std::vector<engine::IdentityId> ParamReader::identitiesMaybe(QLatin1String key, std::size_t most)
{
    std::vector<engine::IdentityId> out;
    if (!has(key)) {
        return out;
    }
    const QJsonArray names = value(key).toArray();
    if (!value(key).isArray() || static_cast<std::size_t>(names.size()) > most) {
        refuse(Reason::BadArgument, named(key, " is a list"));
        return out;
    }
    for (const auto& name : names) {
        const auto id = engine::IdentityId::fromHexText(name.toString().toStdString());
        if (!id) {
            refuse(Reason::UnknownIdentity, named(key, " names identities"));
            return {};
        }
        out.push_back(*id);
    }
    return out;
}

std::vector<engine::IdentityId> ParamReader::identities(QLatin1String key, std::size_t most)
{
    require(key);
    return identitiesMaybe(key, most);
}

bool ParamReader::flagMaybe(QLatin1String key)
{
    if (!has(key)) {
        return false;
    }
    if (!value(key).isBool()) {
        refuse(Reason::BadArgument, named(key, " is true or false"));
    }
    return value(key).toBool();
}

bool ParamReader::flag(QLatin1String key)
{
    require(key);
    return flagMaybe(key);
}

std::int64_t ParamReader::integerMaybe(QLatin1String key,
                                       std::int64_t low,
                                       std::int64_t high,
                                       std::int64_t missing)
{
    if (!has(key)) {
        return missing;
    }
    const QJsonValue found = value(key);
    const double number = found.toDouble();
    if (!found.isDouble() || std::trunc(number) != number) {
        refuse(Reason::BadArgument, named(key, " is a whole number"));
        return missing;
    }
    const std::int64_t whole = found.toInteger(low - 1);
    if (whole < low || whole > high) {
        refuse(Reason::BadArgument,
               named(key, " is out of range: ") + std::to_string(low) + " to "
                   + std::to_string(high));
        return missing;
    }
    return whole;
}

std::uint16_t ParamReader::port(QLatin1String key)
{
    require(key);
    return static_cast<std::uint16_t>(
        integerMaybe(key, 1, std::numeric_limits<std::uint16_t>::max(), 1));
}

core::Bytes ParamReader::bytesMaybe(QLatin1String key)
{
    const auto found = textMaybe(key);
    const auto bytes = found ? core::fromHex(*found) : std::optional(core::Bytes());
    if (!bytes) {
        refuse(Reason::BadArgument, named(key, " is made of pairs of hex digits"));
    }
    return bytes.value_or(core::Bytes());
}

core::Bytes ParamReader::bytes(QLatin1String key)
{
    require(key);
    return bytesMaybe(key);
}

engine::DhtId ParamReader::dhtId(QLatin1String key)
{
    require(key);
    const auto id = engine::DhtId::from(bytesMaybe(key));
    if (!id) {
        refuse(Reason::BadArgument, named(key, " has 40 hex digits"));
    }
    return id.value_or(engine::DhtId());
}

std::optional<std::string> ParamReader::pathMaybe(QLatin1String key)
{
    auto found = textMaybe(key);
    if (found && (found->empty() || found->size() > pathBytesMost)) {
        refuse(Reason::BadArgument, named(key, " is a path"));
    }
    return found;
}

std::string ParamReader::path(QLatin1String key)
{
    require(key);
    return pathMaybe(key).value_or(std::string());
}

std::optional<RoomId> ParamReader::roomMaybe(QLatin1String key)
{
    const auto found = textMaybe(key);
    if (!found) {
        return std::nullopt;
    }
    const auto room = RoomId::fromHexText(*found);
    if (!room) {
        refuse(Reason::UnknownRoom, "there is no such room");
    }
    return room;
}

RoomId ParamReader::room()
{
    require(QLatin1String("room"));
    return roomMaybe().value_or(RoomId());
}

IdentityId ParamReader::identity()
{
    const auto identity = IdentityId::fromHexText(text(QLatin1String("identity")));
    if (!identity && !m_failure) {
        refuse(Reason::UnknownIdentity, "there is nobody of that name");
    }
    return identity.value_or(IdentityId());
}

std::optional<IdentityId> ParamReader::identityMaybe(QLatin1String key)
{
    const auto found = textMaybe(key);
    if (!found) {
        return std::nullopt;
    }
    const auto identity = IdentityId::fromHexText(*found);
    if (!identity) {
        refuse(Reason::UnknownIdentity, "there is nobody of that name");
    }
    return identity;
}

std::optional<EventRef> ParamReader::messageMaybe(QLatin1String key)
{
    const auto found = textMaybe(key);
    if (!found) {
        return std::nullopt;
    }
    const auto message = EventRef::fromText(*found);
    if (!message) {
        refuse(Reason::UnknownMessage, "there is no such message");
    }
    return message;
}

EventRef ParamReader::message(QLatin1String key)
{
    require(key);
    return messageMaybe(key).value_or(EventRef());
}

EventRef ParamReader::file(QLatin1String key)
{
    const std::string found = text(key);
    const auto file = EventRef::fromText(found);
    if (!file) {
        refuse(Reason::UnknownFile, "there is no such file");
    }
    return file.value_or(EventRef());
}

std::vector<EventRef> ParamReader::filesMaybe(QLatin1String key, std::size_t most)
{
    std::vector<EventRef> out;
    if (!has(key)) {
        return out;
    }
    const QJsonArray names = value(key).toArray();
    if (!value(key).isArray() || static_cast<std::size_t>(names.size()) > most) {
        refuse(Reason::BadArgument, named(key, " is a list"));
        return out;
    }
    for (const auto& name : names) {
        const auto file = EventRef::fromText(name.toString().toStdString());
        if (!file) {
            refuse(Reason::UnknownFile, "there is no such file");
            return {};
        }
        out.push_back(*file);
    }
    return out;
}

} // namespace node
