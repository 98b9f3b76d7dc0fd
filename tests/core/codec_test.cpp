// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/codec.h"

#include <QTest>

class CodecTest : public QObject
{
    Q_OBJECT

private slots:
    void numbersAreBigEndian()
    {
        core::Bytes out;
        core::Writer writer(out);
        writer.u8(0x01);
        writer.u16(0x0203);
        writer.u32(0x04050607);
        writer.u64(0x08090a0b0c0d0e0fU);
        QCOMPARE(core::toHex(out), std::string("0102030405060708090a0b0c0d0e0f"));
        core::Reader reader(out);
        QCOMPARE(reader.u8(), std::uint8_t(0x01));
        QCOMPARE(reader.u16(), std::uint16_t(0x0203));
        QCOMPARE(reader.u32(), 0x04050607U);
        QCOMPARE(reader.u64(), std::uint64_t(0x08090a0b0c0d0e0fU));
        QVERIFY(reader.ok() && reader.atEnd());
    }

    void extremesSurvive()
    {
        core::Bytes out;
        core::Writer writer(out);
        writer.u64(UINT64_MAX);
        writer.u64(0);
        writer.u32(UINT32_MAX);
        core::Reader reader(out);
        QCOMPARE(reader.u64(), UINT64_MAX);
        QCOMPARE(reader.u64(), std::uint64_t(0));
        QCOMPARE(reader.u32(), UINT32_MAX);
        QVERIFY(reader.atEnd());
    }

    void bytesAndIdsRoundTrip()
    {
        const core::RoomId room(core::ByteArray<32>{4, 5});
        core::Bytes out;
        core::Writer writer(out);
        writer.id(room);
        writer.bytes(core::bytesOf("tail"));
        core::Reader reader(out);
        QCOMPARE(reader.id<core::RoomId>(), room);
        QCOMPARE(reader.left(), std::size_t(4));
        QVERIFY(!reader.atEnd());
        QCOMPARE(core::textOf(reader.bytes(4)), std::string("tail"));
        QVERIFY(reader.atEnd());
        QCOMPARE(reader.bytes(0).size(), std::size_t(0));
        QVERIFY(reader.atEnd());
    }

    /// Cut anywhere, a layout reads as failed, never beyond its end, and stays failed.
    void shortReadsFailForGood()
    {
        core::Bytes out;
        core::Writer writer(out);
        writer.u8(1);
        writer.u16(2);
        writer.u32(3);
        writer.u64(4);
        writer.id(core::EpochId());
        for (std::size_t length = 0; length < out.size(); ++length) {
            core::Reader reader(core::ByteView(out).first(length));
            static_cast<void>(reader.u8());
            static_cast<void>(reader.u16());
            static_cast<void>(reader.u32());
            static_cast<void>(reader.u64());
            static_cast<void>(reader.id<core::EpochId>());
            QVERIFY(!reader.ok());
            QVERIFY(!reader.atEnd());
            QCOMPARE(reader.left(), std::size_t(0));
        }
    }

    void afterAFailureOnlyZerosCome()
    {
        const core::Bytes in = {0xff, 0xff, 0xff};
        core::Reader reader(in);
        QCOMPARE(reader.u32(), 0U);
        QVERIFY(!reader.ok());
        QCOMPARE(reader.u8(), std::uint8_t(0));
        QVERIFY(reader.id<core::RoomId>().isZero());
        QVERIFY(reader.bytes(1).empty());
        QVERIFY(reader.bytes(0).empty());
        QVERIFY(!reader.ok() && !reader.atEnd());
    }

    void anAbsurdLengthIsOnlyAShortRead()
    {
        const core::Bytes in(10, 1);
        core::Reader reader(in);
        QVERIFY(reader.bytes(SIZE_MAX).empty());
        QVERIFY(!reader.ok());
    }
};

QTEST_APPLESS_MAIN(CodecTest)
#include "codec_test.moc"
