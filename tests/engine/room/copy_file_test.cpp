// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// The container of a room as a file: who opens it, and that nobody changes a bit of it unnoticed.
#include "core/codec.h"
#include "core/text.h"
#include "engine/room/copy_file.h"
#include "engine/room/self.h"
#include "support/seeded_rng.h"

#include <QTest>

using namespace engine::room;

namespace {

struct Read {
    std::optional<CopyError> error;
    std::vector<CopyPart> parts;
    bool ended = false;
    wire::CopyStart start;
};

/// As a host would: whole pieces, and the file must end where the copy does.
Read readAll(core::ByteView bytes, const Self& self)
{
    Read out;
    CopyReader reader(self.identity);
    while (reader.wants() > 0) {
        if (reader.wants() > bytes.size()) {
            out.error = CopyError::Damaged;
            return out;
        }
        const std::size_t wants = reader.wants();
        auto parts = reader.take(bytes.first(wants));
        bytes = bytes.subspan(wants);
        if (!parts) {
            out.error = parts.error();
            return out;
        }
        std::move(parts->begin(), parts->end(), std::back_inserter(out.parts));
    }
    out.ended = reader.hasEnded() && bytes.empty();
    out.start = *reader.start();
    return out;
}

struct Scene {
    support::SeededRng rng{11};
    Self ann{core::Seed::random(rng), core::Seed::random(rng)};
    Self ben{core::Seed::random(rng), core::Seed::random(rng)};
    Self eve{core::Seed::random(rng), core::Seed::random(rng)};

    [[nodiscard]] wire::CopyStart startOf(const Self& writer) const
    {
        wire::CopyStart start;
        start.set_genesis("the beginning");
        start.set_identity(core::textOf(writer.identityId.view()));
        start.set_device(core::textOf(writer.deviceId.view()));
        start.set_device_cert(core::textOf(writer.certificate));
        return start;
    }
    /// For Ann and Ben, by Ann; only Ben has the secret.
    core::Bytes write(const std::vector<core::Bytes>& pieces)
    {
        CopyWriter writer(rng, 2);
        std::vector<EpochSecret> secrets;
        secrets.push_back(EpochSecret::random(rng));
        secret = secrets.front().clone();
        writer.addSlot(ann.identityId, {});
        writer.addSlot(ben.identityId, secrets);
        writer.add(CopyRecord::Start, startOf(ann));
        writer.addOwnKeys();
        for (const core::Bytes& piece : pieces) {
            writer.add(CopyRecord::Piece, piece);
        }
        writer.end(ann.device);
        return writer.take();
    }
    EpochSecret secret;
};

} // namespace

class CopyFileTest : public QObject
{
    Q_OBJECT

private slots:
    void membersReadWhatWasWritten()
    {
        Scene scene;
        const std::vector<core::Bytes> pieces{
            core::Bytes(100, 1), core::Bytes(150'000, 2), core::Bytes(), core::Bytes(65'000, 3)};
        const core::Bytes file = scene.write(pieces);
        for (const Self* self : {&scene.ann, &scene.ben}) {
            const Read read = readAll(file, *self);
            QVERIFY(!read.error && read.ended);
            QCOMPARE(read.start.genesis(), std::string("the beginning"));
            std::vector<core::Bytes> got;
            for (const CopyPart& part : read.parts) {
                if (part.kind == CopyRecord::Piece) {
                    got.push_back(part.bytes);
                }
            }
            QCOMPARE(got, pieces);
        }
    }

    void eachHasHisOwnSecrets()
    {
        Scene scene;
        const core::Bytes file = scene.write({});
        const Read ben = readAll(file, scene.ben);
        QCOMPARE(ben.parts.size(), std::size_t{1});
        QVERIFY(ben.parts[0].kind == CopyRecord::OwnKeys);
        wire::Keys keys;
        QVERIFY(keys.ParseFromArray(ben.parts[0].bytes.data(),
                                    static_cast<int>(ben.parts[0].bytes.size())));
        QCOMPARE(keys.epoch_secrets_size(), 1);
        QCOMPARE(keys.epoch_secrets(0), core::textOf(scene.secret.view()));
        QVERIFY(readAll(file, scene.ann).parts.empty());
    }

    void aStrangerOpensNothing()
    {
        Scene scene;
        const core::Bytes file = scene.write({core::copyOf(core::bytesOf("a planted secret"))});
        const Read read = readAll(file, scene.eve);
        QCOMPARE(read.error, std::optional(CopyError::NotForUs));
        QVERIFY(read.parts.empty());
        const std::string text = core::textOf(file);
        for (const std::string& inside : {std::string("planted"),
                                          core::textOf(scene.ann.identityId.view()),
                                          core::textOf(scene.ben.identityId.view()),
                                          core::textOf(scene.ann.deviceId.view())}) {
            QVERIFY(text.find(inside) == std::string::npos);
        }
    }

    void tornAnywhereItIsRefused()
    {
        Scene scene;
        const core::Bytes file = scene.write({core::Bytes(1000, 7)});
        // At each byte: a piece that is shorter than it should be is refused, and it has not ended before the last one.
        CopyReader reader(scene.ben.identity);
        std::size_t cut = 0;
        core::ByteView left(file);
        while (reader.wants() > 0) {
            QVERIFY(!reader.hasEnded() && reader.wants() <= left.size());
            for (std::size_t length = 0; length < reader.wants(); ++length, ++cut) {
                const auto parts = reader.take(left.first(length));
                QVERIFY(!parts && parts.error() == CopyError::Damaged);
            }
            const std::size_t wants = reader.wants();
            QVERIFY(reader.take(left.first(wants)).hasValue());
            left = left.subspan(wants);
        }
        QCOMPARE(cut, file.size());
        QVERIFY(readAll(file, scene.ben).ended);
    }

    void aFlippedBitIsFound()
    {
        Scene scene;
        core::Bytes file = scene.write({core::Bytes(1000, 7)});
        const std::size_t head = 13 + 1 + 32 + 4 + 2 * 64 + 16;
        for (std::size_t at = 0; at < file.size(); at += at < head + 40 ? 1 : 1013) {
            for (const unsigned bit : {0U, 7U}) {
                file[at] ^= static_cast<std::uint8_t>(1U << bit);
                const Read read = readAll(file, scene.ben);
                QVERIFY2(read.error.has_value(), qPrintable(QString::number(at)));
                // The version says that it is another one, the size of the head that there is more of it.
                const bool plain = at < 13 || at == 13;
                QVERIFY(plain || read.error == CopyError::Damaged);
                file[at] ^= static_cast<std::uint8_t>(1U << bit);
            }
        }
        QVERIFY(!readAll(file, scene.ben).error);
    }

    void otherVersionsAndOtherFilesSaySo()
    {
        Scene scene;
        core::Bytes file = scene.write({});
        file[13] = 2;
        QCOMPARE(readAll(file, scene.ben).error, std::optional(CopyError::Newer));
        file[13] = 0;
        QCOMPARE(readAll(file, scene.ben).error, std::optional(CopyError::NotOne));
        QCOMPARE(readAll(core::Bytes(1000, 'x'), scene.ben).error,
                 std::optional(CopyError::NotOne));
    }

    void whatComesBehindTheEndIsSeen()
    {
        Scene scene;
        core::Bytes file = scene.write({});
        file.push_back(0);
        const Read read = readAll(file, scene.ben);
        QVERIFY(!read.error && !read.ended);
    }

    void chunksCannotChangePlaces()
    {
        Scene scene;
        core::Bytes file = scene.write({core::Bytes(64 * 1024, 1), core::Bytes(64 * 1024, 2)});
        const std::size_t head = 13 + 1 + 32 + 4 + 2 * 64 + 16;
        const auto first = file.begin() + static_cast<std::ptrdiff_t>(head);
        const auto chunk = static_cast<std::ptrdiff_t>(copySealedChunkBytes);
        std::swap_ranges(first, first + chunk, first + chunk);
        QCOMPARE(readAll(file, scene.ben).error, std::optional(CopyError::Damaged));
        // Nor does one come from another file of the same room.
        const core::Bytes other = scene.write({core::Bytes(64 * 1024, 1)});
        std::copy(other.begin() + static_cast<std::ptrdiff_t>(head),
                  other.begin() + static_cast<std::ptrdiff_t>(head) + chunk,
                  first);
        QCOMPARE(readAll(file, scene.ben).error, std::optional(CopyError::Damaged));
    }

    void itIsSignedByWhomItNames()
    {
        Scene scene;
        CopyWriter writer(scene.rng, 1);
        writer.addSlot(scene.ben.identityId, {});
        writer.add(CopyRecord::Start, scene.startOf(scene.ann));
        writer.end(scene.eve.device);
        QCOMPARE(readAll(writer.take(), scene.ben).error, std::optional(CopyError::Damaged));

        wire::CopyStart lie = scene.startOf(scene.eve);
        lie.set_identity(core::textOf(scene.ann.identityId.view()));
        CopyWriter other(scene.rng, 1);
        other.addSlot(scene.ben.identityId, {});
        other.add(CopyRecord::Start, lie);
        other.end(scene.eve.device);
        QCOMPARE(readAll(other.take(), scene.ben).error, std::optional(CopyError::Damaged));
    }

    void theBeginningComesFirstAndOnce()
    {
        Scene scene;
        CopyWriter late(scene.rng, 1);
        late.addSlot(scene.ben.identityId, {});
        late.add(CopyRecord::Piece, core::Bytes(3, 1));
        late.add(CopyRecord::Start, scene.startOf(scene.ann));
        late.end(scene.ann.device);
        QCOMPARE(readAll(late.take(), scene.ben).error, std::optional(CopyError::Damaged));
        CopyWriter twice(scene.rng, 1);
        twice.addSlot(scene.ben.identityId, {});
        twice.add(CopyRecord::Start, scene.startOf(scene.ann));
        twice.add(CopyRecord::Start, scene.startOf(scene.ann));
        twice.end(scene.ann.device);
        QCOMPARE(readAll(twice.take(), scene.ben).error, std::optional(CopyError::Damaged));
    }

    void kindsOfANewerMakeAreLeftOut()
    {
        Scene scene;
        CopyWriter writer(scene.rng, 1);
        writer.addSlot(scene.ben.identityId, {});
        writer.add(CopyRecord::Start, scene.startOf(scene.ann));
        writer.add(static_cast<CopyRecord>(77), core::Bytes(10, 1));
        writer.end(scene.ann.device);
        const Read read = readAll(writer.take(), scene.ben);
        QVERIFY(!read.error && read.ended && read.parts.empty());
    }

    void aMemberWhoseKeyIsNoneOpensNothing()
    {
        Scene scene;
        CopyWriter writer(scene.rng, 2);
        writer.addSlot(core::IdentityId(), {}); // of low order
        writer.addSlot(scene.ben.identityId, {});
        writer.add(CopyRecord::Start, scene.startOf(scene.ann));
        writer.end(scene.ann.device);
        QVERIFY(readAll(writer.take(), scene.ben).ended);
    }
};

QTEST_APPLESS_MAIN(CopyFileTest)
#include "copy_file_test.moc"
