// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/events_vectors.h"

#include "engine/room/invite_link.h"
#include "engine/room/log_fixture.h"
#include "engine/room/vector_bodies.h"

namespace fixture {

namespace {

QString hexOf(core::ByteView bytes)
{
    return QString::fromStdString(core::toHex(bytes));
}

template<class IdType>
IdType idOf(const BodyFields& in, const char* name)
{
    return IdType::from(core::bytesOf(in.bytes(name))).value_or(IdType());
}

template<std::size_t N>
core::ByteArray<N> arrayOf(const BodyFields& in, const char* name)
{
    return idOf<core::Id<struct AnyTag, N>>(in, name).bytes();
}

template<std::size_t N>
core::Secret<N> secretOf(const BodyFields& in, const char* name)
{
    return core::Secret<N>(arrayOf<N>(in, name));
}

QJsonObject genesisOutput(const BodyFields& in)
{
    Genesis genesis;
    genesis.bornPublic = in.flag("born_public");
    in.eachBytes("founders", [&](const std::string& each) {
        genesis.founders.push_back(
            core::IdentityId::from(core::bytesOf(each)).value_or(core::IdentityId()));
    });
    genesis.salt = arrayOf<16>(in, "salt");
    const core::Bytes bytes = encodeGenesis(genesis);
    return {{QStringLiteral("bytes"), hexOf(bytes)},
            {QStringLiteral("room"), hexOf(roomIdOf(bytes).view())}};
}

QJsonObject deviceOutput(const BodyFields& in)
{
    const core::SigningKey identity(secretOf<32>(in, "identity_seed"));
    const core::SigningKey device(secretOf<32>(in, "device_seed"));
    const core::Signature certificate = certifyDevice(identity, core::DeviceId(device.publicKey()));
    return {{QStringLiteral("identity"), hexOf(identity.publicKey())},
            {QStringLiteral("device"), hexOf(device.publicKey())},
            {QStringLiteral("certificate"), hexOf(certificate)}};
}

QJsonObject logOutput(const BodyFields& in)
{
    const core::LogId log = logId(idOf<core::RoomId>(in, "room"),
                                  idOf<core::DeviceId>(in, "device"),
                                  idOf<core::EventId>(in, "birth"),
                                  in.number("incarnation"));
    return {{QStringLiteral("log"), hexOf(log.view())}};
}

QJsonObject entryOutput(const BodyFields& in)
{
    const core::SigningKey door(secretOf<32>(in, "door_seed"));
    const core::Signature proof =
        signEntry(door, idOf<core::RoomId>(in, "room"), idOf<core::IdentityId>(in, "identity"));
    return {{QStringLiteral("door"), hexOf(door.publicKey())},
            {QStringLiteral("proof"), hexOf(proof)}};
}

QJsonObject reachOutput(const BodyFields& in)
{
    const auto room = idOf<core::RoomId>(in, "room");
    const ReachSecret reach =
        in.has("secret") ? secretOf<16>(in, "secret") : publicReachSecret(room);
    return {{QStringLiteral("link_psk"), hexOf(linkPsk(reach).view())},
            {QStringLiteral("lan_key"), hexOf(lanKey(reach).view())},
            {QStringLiteral("dht_key"), hexOf(dhtKey(reach).view())},
            {QStringLiteral("public_epoch"), hexOf(epochIdOf(publicEpochSecret(room)).view())}};
}

QJsonObject bodyOutput(const BodyFields& in)
{
    const auto bytes = bodyFromJson(in.text("kind"), in.object("fields"));
    if (!bytes) {
        return {};
    }
    return {{QStringLiteral("bytes"), hexOf(core::bytesOf(*bytes))},
            {QStringLiteral("canonical"), isCanonicalBody(in.text("kind"), *bytes)}};
}

QJsonObject eventOutput(const BodyFields& in)
{
    Header header;
    header.kind = static_cast<std::uint8_t>(in.number("kind"));
    header.room = idOf<core::RoomId>(in, "room");
    header.log = idOf<core::LogId>(in, "log");
    header.seq = in.number("seq");
    header.prev = idOf<core::EventId>(in, "prev");
    header.grant = idOf<core::EventId>(in, "grant");
    in.eachBytes("auth", [&](const std::string& each) {
        header.auth.push_back(core::EventId::from(core::bytesOf(each)).value_or(core::EventId()));
    });
    header.clock.value = in.number("clock");
    core::Bytes body = core::copyOf(core::bytesOf(in.bytes("plain")));
    if (isContent(header.kind)) {
        const EpochSecret epoch = secretOf<32>(in, "epoch_secret");
        header.epoch = epochIdOf(epoch);
        body = sealBody(epoch, header, arrayOf<24>(in, "nonce"), body);
    }
    header.bodyLength = static_cast<std::uint32_t>(body.size());
    header.bodyHash = bodyHash(body);
    const core::Bytes bytes = encodeHeader(header);
    const core::SigningKey device(secretOf<32>(in, "device_seed"));
    const core::EventId id = eventId(bytes);
    const auto decoded = decodeHeader(bytes);
    return {{QStringLiteral("body"), hexOf(body)},
            {QStringLiteral("header"), hexOf(bytes)},
            {QStringLiteral("id"), hexOf(id.view())},
            {QStringLiteral("signature"), hexOf(signEvent(device, id))},
            {QStringLiteral("decodes"), decoded && *decoded == header}};
}

QJsonObject linkOutput(const BodyFields& in)
{
    InviteLink link;
    link.kind = static_cast<LinkKind>(in.number("kind"));
    link.room = idOf<core::RoomId>(in, "room");
    link.reachGeneration = in.small("reach_generation");
    if (in.has("reach")) {
        link.reach = arrayOf<16>(in, "reach");
    }
    link.door = idOf<core::EventId>(in, "door");
    if (in.has("door_seed")) {
        link.doorSeed = arrayOf<32>(in, "door_seed");
    }
    link.coreTag = arrayOf<8>(in, "core_tag");
    link.name = in.text("name");
    in.eachBytes("addresses", [&](const std::string& each) {
        if (const auto endpoint = core::Endpoint::fromCompact(core::bytesOf(each))) {
            link.addresses.push_back(*endpoint);
        }
    });
    in.eachBytes("dht_nodes", [&](const std::string& each) {
        link.dhtNodes.push_back(core::copyOf(core::bytesOf(each)));
    });
    link.expiresMs = static_cast<std::int64_t>(in.number("expires_ms"));
    const std::string text = encodeLink(link);
    const auto decoded = decodeLink(text);
    return {{QStringLiteral("text"), QString::fromStdString(text)},
            {QStringLiteral("decodes"), decoded && *decoded == link}};
}

/// What must be refused, and what must not: bytes of a header or a genesis, or the text of a link.
QJsonObject decodeOutput(const BodyFields& in)
{
    const std::string bytes = in.bytes("bytes");
    bool sound = false;
    if (in.text("as") == "header") {
        sound = decodeHeader(core::bytesOf(bytes)).hasValue();
    } else if (in.text("as") == "genesis") {
        sound = decodeGenesis(core::bytesOf(bytes)).hasValue();
    } else if (in.text("as") == "link") {
        sound = decodeLink(in.text("text")).hasValue();
    }
    return {{QStringLiteral("sound"), sound}};
}

} // namespace

QJsonObject vectorOutput(const QString& what, const QJsonObject& in)
{
    const BodyFields fields(in);
    const std::map<QString, QJsonObject (*)(const BodyFields&)> outputs{
        {QStringLiteral("genesis"), genesisOutput},
        {QStringLiteral("device"), deviceOutput},
        {QStringLiteral("log"), logOutput},
        {QStringLiteral("entry"), entryOutput},
        {QStringLiteral("reach"), reachOutput},
        {QStringLiteral("body"), bodyOutput},
        {QStringLiteral("event"), eventOutput},
        {QStringLiteral("link"), linkOutput},
        {QStringLiteral("decode"), decodeOutput},
    };
    const auto known = outputs.find(what);
    return known == outputs.end() ? QJsonObject() : known->second(fields);
}

} // namespace fixture
