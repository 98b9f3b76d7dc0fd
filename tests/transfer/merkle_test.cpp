// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/file_fixture.h"
#include "transfer/merkle.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace transfer;

namespace {

QString vectorFile = QStringLiteral(PARLOUR_VECTORS "/bep52_merkle.json");

core::Bytes ruled(std::size_t length)
{
    core::Bytes bytes(length);
    for (std::size_t i = 0; i < length; ++i) {
        bytes[i] = static_cast<std::uint8_t>(i % 251);
    }
    return bytes;
}

QString hex(core::ByteView bytes)
{
    return QString::fromStdString(core::toHex(bytes));
}

/// The hashes of one layer, those of absent subtrees left out, as a torrent's piece layer lists them.
QString layerOf(std::span<const Hash32> leaves, unsigned layer)
{
    QString out;
    for (std::size_t at = 0; at < leaves.size(); at += std::size_t{1} << layer) {
        const auto run = leaves.subspan(at, std::min(leaves.size() - at, std::size_t{1} << layer));
        out += hex(subtreeRoot(run, layer));
    }
    return out;
}

} // namespace

class MerkleTest : public QObject
{
    Q_OBJECT

private slots:
    void vectors();
    void zeroPads();
    void piecesOfAnySize();
    void emptyFile();
    void proofs();
    void verifyBlockRefuses();
};

void MerkleTest::vectors()
{
    QFile file(vectorFile);
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(vectorFile));
    const auto cases =
        QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("files")].toArray();
    QVERIFY(!cases.isEmpty());
    for (const auto& value : cases) {
        const QJsonObject each = value.toObject();
        const auto length = static_cast<std::size_t>(each[QStringLiteral("length")].toInteger());
        const fixture::File made = fixture::fileOf(ruled(length));
        qInfo().noquote() << "length" << length << "root" << hex(made.root.view());
        QCOMPARE(hex(made.root.view()), each[QStringLiteral("pieces_root")].toString());
        QCOMPARE(core::FileRoot(subtreeRoot(made.leaves, treeHeight(made.leaves.size()))),
                 made.root);
        const QJsonObject layers = each[QStringLiteral("layers")].toObject();
        for (auto layer = layers.begin(); layer != layers.end(); ++layer) {
            const unsigned height = treeHeight(layer.key().toULongLong() / blockBytes);
            QCOMPARE(layerOf(made.leaves, height), layer.value().toString());
        }
    }
}

void MerkleTest::zeroPads()
{
    QFile file(vectorFile);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonValue pads =
        QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("zero_pad_hash_by_level")];
    QVERIFY(pads.isArray() || pads.isObject());
    const auto count = pads.isArray() ? pads.toArray().size() : pads.toObject().size();
    QVERIFY(count > 0);
    for (int level = 0; level < count; ++level) {
        const QString expected = pads.isArray()
                                     ? pads.toArray()[level].toString()
                                     : pads.toObject()[QString::number(level)].toString();
        QCOMPARE(hex(absentHash(static_cast<unsigned>(level))), expected);
    }
}

void MerkleTest::piecesOfAnySize()
{
    support::SeededRng rng(11);
    const core::Bytes bytes = ruled(200'000);
    const core::FileRoot whole = fixture::fileOf(bytes).root;
    for (int round = 0; round < 20; ++round) {
        TreeBuilder builder(TreeBuilder::Leaves::Forget);
        for (std::size_t at = 0; at < bytes.size();) {
            const auto take = std::min<std::size_t>(bytes.size() - at, rng.below(40'000));
            builder.add(core::ByteView(bytes).subspan(at, take));
            at += take;
        }
        QCOMPARE(builder.length(), bytes.size());
        QCOMPARE(builder.finish(), whole);
        QVERIFY(builder.leaves().empty());
    }
}

void MerkleTest::emptyFile()
{
    TreeBuilder builder;
    QVERIFY(builder.finish().isZero());
    QVERIFY(!verifyBlock(core::FileRoot(), 0, 0, {}, {}));
}

void MerkleTest::proofs()
{
    support::SeededRng rng(5);
    for (std::size_t blocks = 1; blocks <= 40; ++blocks) {
        const std::size_t length =
            blocks * blockBytes - static_cast<std::size_t>(rng.below(blockBytes));
        const fixture::File file = fixture::randomFile(blocks, length);
        const unsigned height = treeHeight(blocks);
        QCOMPARE(file.leaves.size(), blocks);
        for (std::uint64_t i = 0; i < blocks; ++i) {
            const auto uncles = unclesOf(file.leaves, i, 0);
            QVERIFY(verifyBlock(file.root, length, i, file.block(i), uncles));
            QVERIFY(!verifyBlock(file.root, length, i ^ 1U, file.block(i), uncles));
        }
        for (unsigned layer = 0; layer <= height; ++layer) {
            for (std::uint64_t first = 0; first < blocks; first += 1ULL << layer) {
                const auto run =
                    std::span<const Hash32>(file.leaves)
                        .subspan(static_cast<std::size_t>(first))
                        .first(std::min<std::size_t>(blocks - static_cast<std::size_t>(first),
                                                     std::size_t{1} << layer));
                const auto uncles = unclesOf(file.leaves, first, layer);
                QCOMPARE(core::FileRoot(climb(subtreeRoot(run, layer), first >> layer, uncles)),
                         file.root);
            }
        }
    }
}

void MerkleTest::verifyBlockRefuses()
{
    const fixture::File file = fixture::randomFile(1, 5 * blockBytes + 100);
    const std::uint64_t length = file.bytes.size();
    auto uncles = unclesOf(file.leaves, 5, 0);
    core::Bytes block = core::copyOf(file.block(5));
    QVERIFY(verifyBlock(file.root, length, 5, block, uncles));
    QVERIFY(!verifyBlock(file.root, length - 1, 5, block, uncles));
    QVERIFY(!verifyBlock(file.root, length, 6, block, uncles));
    QVERIFY(!verifyBlock(file.root, UINT64_MAX, 5, block, uncles));
    block[3] ^= 1U;
    QVERIFY(!verifyBlock(file.root, length, 5, block, uncles));
    block[3] ^= 1U;
    uncles.push_back(absentHash(3));
    QVERIFY(!verifyBlock(file.root, length, 5, block, uncles));
    uncles.resize(2);
    QVERIFY(!verifyBlock(file.root, length, 5, block, uncles));
    // An inner node's preimage is no block: its length and its height are wrong.
    core::Bytes pair = core::copyOf(file.leaves[0]);
    core::append(pair, file.leaves[1]);
    const auto above = unclesOf(file.leaves, 0, 1);
    QVERIFY(!verifyBlock(file.root, length, 0, pair, above));
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() > 1 && QFile::exists(arguments[1])) {
        vectorFile = arguments.takeAt(1);
    }
    MerkleTest test;
    return QTest::qExec(&test, arguments);
}

#include "merkle_test.moc"
