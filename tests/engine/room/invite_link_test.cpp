// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "core/text.h"
#include "engine/room/invite_link.h"
#include "engine/room/log_fixture.h"

#include <QTest>

using namespace engine::room;

namespace {

InviteLink fullLink()
{
    support::SeededRng rng(1);
    InviteLink out;
    out.room = fixture::randomId<core::RoomId>(rng);
    out.reachGeneration = 3;
    out.reach = rng.bytes<16>();
    out.door = fixture::randomId<core::EventId>(rng);
    out.doorSeed = rng.bytes<32>();
    out.coreTag = rng.bytes<8>();
    out.name = "Küche & Café";
    for (std::size_t i = 0; i < core::limits::spec::linkAddresses; ++i) {
        out.addresses.push_back({core::IpAddress::v6(rng.bytes<16>()), 4000});
    }
    for (std::size_t i = 0; i < core::limits::spec::linkDhtNodes; ++i) {
        const auto node = rng.bytes<38>();
        out.dhtNodes.push_back(core::copyOf(node));
    }
    out.expiresMs = 1'800'000'000'000;
    return out;
}

/// The link of these fields, with the checksum that fits them.
std::string linkOf(core::Bytes fields)
{
    const core::Hash32 hash = core::hashOf("parlour link 1", {fields});
    core::append(fields, core::ByteView(hash).first(4));
    return "parlour:" + core::toBase64Url(fields);
}

core::Bytes fieldsOf(const InviteLink& link)
{
    core::Bytes bytes = *core::fromBase64Url(encodeLink(link).substr(8));
    bytes.resize(bytes.size() - 4);
    return bytes;
}

} // namespace

class InviteLinkTest : public QObject
{
    Q_OBJECT

private slots:
    void comesBackAndIsShortEnough()
    {
        InviteLink link = fullLink();
        const std::string text = encodeLink(link);
        QVERIFY(text.size() <= core::limits::spec::linkCharacters);
        QVERIFY(*decodeLink(text) == link);
        link.reach.reset();
        link.reachGeneration = 0;
        link.doorSeed.reset();
        link.addresses = {{core::IpAddress::v4({192, 168, 1, 5}), 1}};
        link.dhtNodes.clear();
        QVERIFY(*decodeLink(encodeLink(link)) == link);
    }

    void forgivesWhatMailProgramsDo()
    {
        const InviteLink link = fullLink();
        const std::string text = encodeLink(link);
        for (const std::string& spoiled : {"  \n" + text + "\r\n",
                                           "<" + text + ">",
                                           text + ".",
                                           "(" + text + ").",
                                           "PARLOUR:" + text.substr(8)}) {
            const auto decoded = decodeLink(spoiled);
            QVERIFY2(decoded, spoiled.c_str());
            QVERIFY(*decoded == link);
        }
    }

    void noticesEveryDamage()
    {
        const std::string text = encodeLink(fullLink());
        for (std::size_t at = 8; at < text.size(); ++at) {
            std::string bent = text;
            bent[at] = bent[at] == 'A' ? 'B' : 'A';
            QVERIFY(!decodeLink(bent));
            QVERIFY(!decodeLink(text.substr(0, at)));
        }
        QVERIFY(decodeLink(text + "A").error() == LinkTextError::Damaged);
        QVERIFY(decodeLink("").error() == LinkTextError::NotALink);
        QVERIFY(decodeLink("https://example.org").error() == LinkTextError::NotALink);
        QVERIFY(decodeLink("parlour:").error() == LinkTextError::NotALink);
        QVERIFY(decodeLink("parlour:AAAA").error() == LinkTextError::Damaged);
        QVERIFY(decodeLink("parlour:" + std::string(2000, 'A')).error() == LinkTextError::Damaged);
    }

    void saysWhenItIsFromANewerVersion()
    {
        core::Bytes fields = fieldsOf(fullLink());
        fields[0] = 2;
        QVERIFY(decodeLink(linkOf(fields)).error() == LinkTextError::NewerVersion);
    }

    void refusesUnsoundFieldsUnderASoundChecksum()
    {
        const core::Bytes fields = fieldsOf(fullLink());
        QVERIFY(decodeLink(linkOf(fields)));
        const auto refused = [&](std::size_t at, std::uint8_t value) {
            core::Bytes bent = fields;
            bent[at] = value;
            return decodeLink(linkOf(bent)).error() == LinkTextError::Damaged;
        };
        QVERIFY(refused(1, 0)); // kind
        QVERIFY(refused(1, 4));
        QVERIFY(refused(34, 7)); // flags
        const std::size_t expires = fields.size() - 8;
        QVERIFY(refused(expires, 0x80)); // a time before all times
        core::Bytes longer = fields;
        longer.push_back(0);
        QVERIFY(!decodeLink(linkOf(longer)));
        QVERIFY(refused(128, 0xff)); // a name that is no UTF-8
        InviteLink link = fullLink();
        link.addresses.push_back(link.addresses[0]);
        QVERIFY(!decodeLink(encodeLink(link)));
        link = fullLink();
        link.dhtNodes[0].pop_back();
        QVERIFY(!decodeLink(encodeLink(link)));
        link = fullLink();
        link.dhtNodes.push_back(link.dhtNodes[0]);
        QVERIFY(!decodeLink(encodeLink(link)));
    }

    void cutsLongNamesBetweenCharacters()
    {
        InviteLink link = fullLink();
        link.name.clear();
        for (int i = 0; i < 40; ++i) {
            link.name += "é";
        }
        link.name = "x" + link.name;
        const auto decoded = decodeLink(encodeLink(link));
        QVERIFY(decoded);
        QCOMPARE(decoded->name.size(), std::size_t{63});
        QVERIFY(core::isUtf8(decoded->name));
    }
};

QTEST_APPLESS_MAIN(InviteLinkTest)
#include "invite_link_test.moc"
