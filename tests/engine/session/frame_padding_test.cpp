// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/session/frame_padding.h"

#include "frames.pb.h"
#include <QtTest>

#include <set>

using namespace engine::session;

class FramePaddingTest : public QObject
{
    Q_OBJECT

private slots:
    void everySizeLandsOnABucket();
    void table_data();
    void table();
};

namespace {

constexpr std::size_t most = core::limits::spec::framePlainBytes;

/// A real frame of exactly this encoded size (a Bye of `count` letters adds tags and lengths: sizes with no such
/// frame answer nothing).
std::optional<parlour::wire::Frame> frameOf(std::size_t bytes)
{
    for (std::size_t overhead = 2; overhead <= 10 && overhead <= bytes; ++overhead) {
        parlour::wire::Frame frame;
        frame.mutable_bye()->set_reason(std::string(bytes - overhead, 'x'));
        if (frame.ByteSizeLong() == bytes) {
            return frame;
        }
    }
    return std::nullopt;
}

bool isBucket(std::size_t bytes)
{
    return bytes == 64 || bytes == 256 || bytes == 1024 || (bytes > 0 && bytes % 4096 == 0)
           || bytes == most;
}

} // namespace

void FramePaddingTest::everySizeLandsOnABucket()
{
    std::set<std::size_t> seen;
    std::size_t tried = 0;
    for (std::size_t bytes = 2; bytes <= most; bytes += bytes < 9000 || bytes > 61'000 ? 1 : 37) {
        auto frame = frameOf(bytes);
        if (!frame) {
            continue;
        }
        ++tried;
        const std::size_t padding = paddingFor(bytes);
        if (padding > 0) {
            frame->set_padding(std::string(padding, '\0'));
        }
        const std::size_t padded = frame->ByteSizeLong();
        QVERIFY2(padded == paddedFrameBytes(bytes), qPrintable(QString::number(bytes)));
        QVERIFY(padded >= bytes && padded <= most);
        if (!isBucket(padded)) {
            QVERIFY2(bytes > 61'440 && padded + 3 >= most, qPrintable(QString::number(bytes)));
        }
        seen.insert(padded);
    }
    QVERIFY(tried > 10'000);
    // 64, 256, 1024, fifteen multiples of 4096, the maximum, and the few sizes just below it.
    QCOMPARE(seen.size(), std::size_t(3 + 15 + 1 + 3));
}

void FramePaddingTest::table_data()
{
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("padding");
    QTest::addColumn<int>("padded");
    QTest::newRow("nothing") << 0 << 61 << 64;
    QTest::newRow("small") << 10 << 51 << 64;
    QTest::newRow("just fits") << 60 << 1 << 64;
    QTest::newRow("3 below: next size") << 61 << 256 - 61 - 4 << 256;
    QTest::newRow("1 below: next size") << 63 << 256 - 63 - 4 << 256;
    QTest::newRow("exactly") << 64 << 0 << 64;
    QTest::newRow("one above") << 65 << 256 - 65 - 4 << 256;
    QTest::newRow("130 below") << 126 << 127 << 256;
    QTest::newRow("131 below: next size") << 125 << 1024 - 125 - 4 << 1024;
    QTest::newRow("132 below") << 124 << 128 << 256;
    QTest::newRow("exactly 4096") << 4096 << 0 << 4096;
    QTest::newRow("multiples") << 4097 << 8192 - 4097 - 4 << 8192;
    QTest::newRow("last multiple") << 61'440 << 0 << 61'440;
    QTest::newRow("to the maximum") << 61'441 << 65'519 - 61'441 - 4 << 65'519;
    QTest::newRow("131 below the maximum") << 65'388 << 127 << 65'518;
    QTest::newRow("2 below the maximum") << 65'517 << 0 << 65'517;
    QTest::newRow("maximum") << 65'519 << 0 << 65'519;
}

void FramePaddingTest::table()
{
    QFETCH(const int, bytes);
    QFETCH(const int, padding);
    QFETCH(const int, padded);
    QCOMPARE(static_cast<int>(paddingFor(static_cast<std::size_t>(bytes))), padding);
    QCOMPARE(static_cast<int>(paddedFrameBytes(static_cast<std::size_t>(bytes))), padded);
}

QTEST_APPLESS_MAIN(FramePaddingTest)
#include "frame_padding_test.moc"
