// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/ids.h"

#include <QTest>

#include <type_traits>

static_assert(!std::is_convertible_v<core::RoomId, core::LogId>);
static_assert(!std::is_constructible_v<core::RoomId, core::LogId>);
static_assert(!std::is_convertible_v<core::ByteArray<32>, core::RoomId>);

class IdsTest : public QObject
{
    Q_OBJECT

private slots:
    void hexRoundTrip()
    {
        core::Bytes all;
        for (int value = 0; value < 256; ++value) {
            all.push_back(static_cast<std::uint8_t>(value));
        }
        const std::string text = core::toHex(all);
        QCOMPARE(text.size(), std::size_t(512));
        QVERIFY(text.starts_with("000102") && text.ends_with("fdfeff"));
        QVERIFY(core::fromHex(text) == all);
        QVERIFY(core::fromHex("") == core::Bytes());
    }

    void hexIsStrict()
    {
        for (const std::string_view bad : {"a", "0G", "AB", "0x", " 0", "0 ", "--", "00\n"}) {
            QVERIFY2(!core::fromHex(bad), std::string(bad).c_str());
        }
        QVERIFY(!core::fromHex(std::string_view("0\0", 2)));
    }

    void idsTakeTheirLengthOnly()
    {
        const core::Bytes bytes(33, 9);
        QVERIFY(!core::RoomId::from(bytes));
        QVERIFY(!core::RoomId::from(core::ByteView(bytes).first(31)));
        const auto id = core::RoomId::from(core::ByteView(bytes).first(32));
        QVERIFY(id.has_value());
        QCOMPARE(core::RoomId::fromHexText(id->hex()), id);
        QVERIFY(!core::RoomId::fromHexText(id->hex() + "00"));
        QVERIFY(!core::EpochId::fromHexText(id->hex()));
    }

    void idsAreOrderedByTheirBytes()
    {
        core::ByteArray<32> low{};
        core::ByteArray<32> high{};
        low[31] = 0xff;
        high[0] = 0x01;
        QVERIFY(core::RoomId(low) < core::RoomId(high));
        QVERIFY(core::RoomId().isZero());
        QVERIFY(!core::RoomId(low).isZero());
    }

    void eventRefRoundTrip()
    {
        const core::LogId log(core::ByteArray<32>{1, 2, 3});
        for (const std::uint64_t seq : {std::uint64_t(0), std::uint64_t(7), UINT64_MAX}) {
            const core::EventRef ref{log, seq};
            QVERIFY(core::EventRef::fromText(ref.text()) == ref);
        }
        QCOMPARE((core::EventRef{log, 7}.text()), log.hex() + "-7");
    }

    void eventRefIsStrict()
    {
        const std::string log = core::LogId().hex();
        for (const std::string& bad : {std::string(),
                                       log,
                                       log + "-",
                                       log + "_1",
                                       log + "-01",
                                       log + "-+1",
                                       log + "--1",
                                       log + "-1 ",
                                       log + "- 1",
                                       log + "-18446744073709551616",
                                       log + "-1a",
                                       log.substr(2) + "-1",
                                       "00" + log + "-1",
                                       "A" + log.substr(1) + "-1"}) {
            QVERIFY2(!core::EventRef::fromText(bad), bad.c_str());
        }
        QVERIFY(core::EventRef::fromText(log + "-18446744073709551615").has_value());
    }
};

QTEST_APPLESS_MAIN(IdsTest)
#include "ids_test.moc"
