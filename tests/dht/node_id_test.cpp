// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/node_id.h"
#include "dht/vector_file.h"
#include "support/seeded_rng.h"

using namespace dht;

class NodeIdTest : public QObject
{
    Q_OBJECT

public:
    explicit NodeIdTest(QString file)
        : m_file(std::move(file))
    {
    }

private slots:
    void crc() { QCOMPARE(crc32c(core::bytesOf("123456789")), 0xe3069283U); }

    void bep42Vectors()
    {
        const QJsonArray vectors = support::readVectors(m_file)[QLatin1String("vectors")].toArray();
        QVERIFY(!vectors.isEmpty());
        for (const auto& entry : vectors) {
            const QJsonObject row = entry.toObject();
            const auto ip =
                core::IpAddress::parse(row[QLatin1String("ip")].toString().toStdString());
            const auto id =
                NodeId::fromHexText(row[QLatin1String("node_id")].toString().toStdString());
            QVERIFY(ip && id);
            const auto salt = static_cast<std::uint8_t>(row[QLatin1String("rand")].toInt());
            const std::uint32_t checksum = addressChecksum(*ip, salt);
            const bool fits = idFitsAddress(*id, *ip);
            qInfo("%s rand %d: checksum %08x, id %s",
                  ip->text().c_str(),
                  salt,
                  checksum,
                  fits ? "fits" : "does not fit");
            QCOMPARE(QString::number(checksum, 16).rightJustified(8, QLatin1Char('0')),
                     row[QLatin1String("masked_crc32c")].toString());
            QCOMPARE(fits, row[QLatin1String("first21bits_match")].toBool());
        }
    }

    void madeIdsFit()
    {
        support::SeededRng rng(1);
        const auto ip = *core::IpAddress::parse("203.0.113.9");
        const auto other = *core::IpAddress::parse("198.51.100.1");
        const auto six = *core::IpAddress::parse("2001:db8::1");
        for (int i = 0; i < 32; ++i) {
            QVERIFY(idFitsAddress(idForAddress(ip, rng), ip));
            QVERIFY(idFitsAddress(idForAddress(six, rng), six));
            QVERIFY(!idFitsAddress(idForAddress(ip, rng), other));
        }
        QVERIFY(idFitsAddress(randomId(rng), *core::IpAddress::parse("10.1.2.3")));
        QVERIFY(idFitsAddress(randomId(rng), *core::IpAddress::parse("127.0.0.1")));
    }

    void distances()
    {
        support::SeededRng rng(2);
        const NodeId own = randomId(rng);
        QCOMPARE(sharedBits(own, own), 160U);
        for (unsigned bits = 0; bits < idBits; ++bits) {
            QCOMPARE(sharedBits(own, randomIdInBucket(own, bits, rng)), bits);
            QVERIFY(sharedBits(own, randomIdLike(own, bits, rng)) >= bits);
        }
        const NodeId near = randomIdInBucket(own, 100, rng);
        const NodeId far = randomIdInBucket(own, 3, rng);
        QVERIFY(isCloser(near, far, own));
        QVERIFY(!isCloser(far, near, own));
        QVERIFY(!isCloser(near, near, own));
        QCOMPARE(distanceBetween(near, far), distanceBetween(far, near));
    }

private:
    QString m_file;
};

int main(int argc, char** argv)
{
    const auto run = support::vectorRun(argc, argv, "bep42.json");
    NodeIdTest test(run.file);
    return QTest::qExec(&test, run.arguments);
}
#include "node_id_test.moc"
