// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/endpoint.h"
#include "core/ids.h"
#include "support/seeded_rng.h"

#include <QTest>

#include <arpa/inet.h>

namespace {

std::string textOf(std::string_view address)
{
    const auto parsed = core::IpAddress::parse(address);
    return parsed ? parsed->text() : "refused";
}

/// What the C library makes of the text, as our parser would print it.
std::optional<core::IpAddress> oracle(const std::string& text)
{
    core::ByteArray<16> bytes{};
    if (text.find(':') == std::string::npos) {
        return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1
                   ? core::IpAddress::fromBytes(core::ByteView(bytes).first(4))
                   : std::nullopt;
    }
    return inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 ? core::IpAddress::fromBytes(bytes)
                                                                : std::nullopt;
}

std::string randomAddressText(core::Rng& rng)
{
    static constexpr std::string_view pieces[] = {":",
                                                  ":",
                                                  "::",
                                                  ".",
                                                  "0",
                                                  "00",
                                                  "1",
                                                  "25",
                                                  "255",
                                                  "256",
                                                  "ffff",
                                                  "FFFF",
                                                  "a",
                                                  "g",
                                                  "%",
                                                  "1.2.3.4",
                                                  "1:2",
                                                  "12345"};
    std::string out;
    for (std::uint64_t left = 1 + rng.below(12); left > 0; --left) {
        out += pieces[rng.below(std::size(pieces))];
    }
    return out;
}

} // namespace

class EndpointTest : public QObject
{
    Q_OBJECT

private slots:
    /// RFC 5952: lower case, no leading zeros, the longest run of zeros (the first of two) shortened, never one alone.
    void canonicalText()
    {
        QCOMPARE(textOf("1.2.3.4"), std::string("1.2.3.4"));
        QCOMPARE(textOf("255.255.255.255"), std::string("255.255.255.255"));
        QCOMPARE(textOf("::"), std::string("::"));
        QCOMPARE(textOf("0:0:0:0:0:0:0:1"), std::string("::1"));
        QCOMPARE(textOf("2001:DB8:0:0:1:0:0:1"), std::string("2001:db8::1:0:0:1"));
        QCOMPARE(textOf("2001:0db8:0:0:0:0:2:0001"), std::string("2001:db8::2:1"));
        QCOMPARE(textOf("2001:db8:0:1:1:1:1:1"), std::string("2001:db8:0:1:1:1:1:1"));
        QCOMPARE(textOf("1:0:0:2::"), std::string("1:0:0:2::"));
        QCOMPARE(textOf("fe80::1.2.3.4"), std::string("fe80::102:304"));
        QCOMPARE(textOf("1:2:3:4:5:6:7::"), std::string("1:2:3:4:5:6:7:0"));
    }

    void mappedAddressesAreIPv4()
    {
        QCOMPARE(textOf("::ffff:10.0.0.1"), std::string("10.0.0.1"));
        QCOMPARE(textOf("::ffff:a00:1"), std::string("10.0.0.1"));
        QVERIFY(core::IpAddress::parse("::ffff:10.0.0.1") == core::IpAddress::v4({10, 0, 0, 1}));
        const auto compact = core::fromHex("00000000000000000000ffff0a0000011ae1").value();
        QCOMPARE(core::Endpoint::fromCompact(compact)->text(), std::string("10.0.0.1:6881"));
    }

    void hostileTextsAreRefused()
    {
        const std::string longText(100'000, ':');
        for (const std::string& bad : {std::string(),
                                       std::string("1.2.3"),
                                       std::string("1.2.3.4.5"),
                                       std::string("1.2.3.256"),
                                       std::string("1.2.3.04"),
                                       std::string("1..3.4"),
                                       std::string(" 1.2.3.4"),
                                       std::string("1.2.3.4 "),
                                       std::string("0x1.2.3.4"),
                                       std::string("+1.2.3.4"),
                                       std::string("1.2.3.4\n"),
                                       std::string(":"),
                                       std::string(":::"),
                                       std::string("1::2::3"),
                                       std::string("1:2:3:4:5:6:7"),
                                       std::string("1:2:3:4:5:6:7:8:9"),
                                       std::string("1:2:3:4:5:6:7:8::"),
                                       std::string("12345::"),
                                       std::string("g::"),
                                       std::string("fe80::1%eth0"),
                                       std::string("[::1]"),
                                       std::string("::1.2.3"),
                                       std::string("1.2.3.4::"),
                                       std::string("::1.2.3.4:5"),
                                       std::string("1:"),
                                       std::string(":1"),
                                       std::string("localhost"),
                                       std::string("1.2.3.4\0", 8),
                                       longText}) {
            QVERIFY2(!core::IpAddress::parse(bad), bad.substr(0, 40).c_str());
        }
    }

    /// Random texts near the grammar: we take and refuse what the C library takes and refuses.
    void agreesWithTheCLibrary()
    {
        support::SeededRng rng(1);
        int taken = 0;
        for (int i = 0; i < 200'000; ++i) {
            const std::string text = randomAddressText(rng);
            const auto parsed = core::IpAddress::parse(text);
            QVERIFY2(parsed == oracle(text), text.c_str());
            if (parsed) {
                ++taken;
                QVERIFY2(core::IpAddress::parse(parsed->text()) == parsed, text.c_str());
            }
        }
        QVERIFY(taken > 1000);
    }

    void endpointsRoundTripAsText()
    {
        for (const std::string_view text :
             {"1.2.3.4:5", "[::1]:65535", "[2001:db8::1]:1", "0.0.0.0:0"}) {
            const auto endpoint = core::Endpoint::parse(text);
            QVERIFY2(endpoint.has_value(), std::string(text).c_str());
            QCOMPARE(endpoint->text(), std::string(text));
        }
    }

    void hostileEndpointsAreRefused()
    {
        for (const std::string_view bad : {"",
                                           ":",
                                           "1.2.3.4",
                                           "1.2.3.4:",
                                           "1.2.3.4:65536",
                                           "1.2.3.4:-1",
                                           "1.2.3.4:+1",
                                           "1.2.3.4: 1",
                                           "1.2.3.4:1 ",
                                           "[1.2.3.4]:5",
                                           "::1:5",
                                           "[::1]",
                                           "[::1]5",
                                           "[]:5",
                                           "[[::1]]:5",
                                           "::1]:5",
                                           "[::1:5",
                                           "1.2.3.4:99999999999999999999",
                                           "[:5"}) {
            QVERIFY2(!core::Endpoint::parse(bad), std::string(bad).c_str());
        }
    }

    void compactRoundTrip()
    {
        support::SeededRng rng(2);
        for (int i = 0; i < 1000; ++i) {
            core::Bytes compact(rng.below(2) == 0 ? 6 : 18);
            rng.fill(compact);
            const auto endpoint = core::Endpoint::fromCompact(compact);
            QVERIFY(endpoint.has_value());
            QCOMPARE(endpoint->compact(), compact);
            QVERIFY(core::Endpoint::parse(endpoint->text()) == endpoint);
        }
        QCOMPARE(core::toHex(core::Endpoint::parse("1.2.3.4:6881")->compact()),
                 std::string("010203041ae1"));
    }

    void onlyTheTwoCompactLengthsAreTaken()
    {
        for (std::size_t length = 0; length < 40; ++length) {
            QCOMPARE(core::Endpoint::fromCompact(core::Bytes(length, 1)).has_value(),
                     length == 6 || length == 18);
            QCOMPARE(core::IpAddress::fromBytes(core::Bytes(length, 1)).has_value(),
                     length == 4 || length == 16);
        }
    }

    void kinds_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("kinds");
        const auto row = [](const char* address, const char* kinds) {
            QTest::newRow(address) << QString::fromLatin1(address) << QString::fromLatin1(kinds);
        };
        row("0.0.0.0", "unspecified");
        row("::", "unspecified");
        row("127.0.0.1", "loopback private");
        row("127.255.0.9", "loopback private");
        row("::1", "loopback private");
        row("169.254.1.1", "linkLocal private");
        row("fe80::1", "linkLocal private");
        row("febf::1", "linkLocal private");
        row("fec0::1", "");
        row("224.0.0.1", "multicast");
        row("239.255.255.255", "multicast");
        row("ff02::1", "multicast");
        row("10.255.0.1", "private");
        row("172.16.0.1", "private");
        row("172.31.255.255", "private");
        row("172.32.0.1", "");
        row("172.15.0.1", "");
        row("192.168.0.1", "private");
        row("192.169.0.1", "");
        row("fc00::1", "private");
        row("fdff::1", "private");
        row("8.8.8.8", "");
        row("2001:db8::1", "");
    }
    void kinds()
    {
        QFETCH(QString, address);
        QFETCH(QString, kinds);
        const auto parsed = core::IpAddress::parse(address.toStdString());
        QVERIFY(parsed.has_value());
        QStringList found;
        const auto add = [&](bool is, const char* kind) {
            if (is) {
                found << QString::fromLatin1(kind);
            }
        };
        add(parsed->isUnspecified(), "unspecified");
        add(parsed->isLoopback(), "loopback");
        add(parsed->isLinkLocal(), "linkLocal");
        add(parsed->isMulticast(), "multicast");
        add(parsed->isPrivate(), "private");
        QCOMPARE(found.join(QLatin1Char(' ')), kinds);
    }

    void neighbourhoods()
    {
        const auto prefix = [](std::string_view text) {
            return core::IpAddress::parse(text)->prefix();
        };
        QCOMPARE(prefix("1.2.3.4"), prefix("1.2.3.255"));
        QVERIFY(prefix("1.2.3.4") != prefix("1.2.4.4"));
        QCOMPARE(prefix("2001:db8::1"), prefix("2001:db8::ffff:1:2:3"));
        QVERIFY(prefix("2001:db8::1") != prefix("2001:db8:0:1::1"));
    }
};

QTEST_APPLESS_MAIN(EndpointTest)
#include "endpoint_test.moc"
