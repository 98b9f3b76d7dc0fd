// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/expanded_key.h"
#include "dht/item.h"
#include "dht/vector_file.h"

using namespace dht;

namespace {

core::Bytes text(const QJsonObject& row, const char* name)
{
    return core::copyOf(core::bytesOf(row[QLatin1String(name)].toString().toStdString()));
}

core::Bytes hex(const QJsonObject& row, const char* name)
{
    return core::fromHex(row[QLatin1String(name)].toString().toStdString()).value_or(core::Bytes());
}

} // namespace

class ItemTest : public QObject
{
    Q_OBJECT

public:
    explicit ItemTest(QString file)
        : m_file(std::move(file))
    {
    }

private slots:
    void bep44Vectors()
    {
        const QJsonArray vectors = support::readVectors(m_file)[QLatin1String("vectors")].toArray();
        QVERIFY(!vectors.isEmpty());
        for (const auto& entry : vectors) {
            const QJsonObject row = entry.toObject();
            const QByteArray name = row[QLatin1String("name")].toString().toUtf8();
            const core::Bytes value = text(row, "value_bencoded");
            if (!row.contains(QLatin1String("public_key"))) {
                qInfo("%s: target %s", name.constData(), immutableTarget(value).hex().c_str());
                QCOMPARE(core::copyOf(immutableTarget(value).view()), hex(row, "target"));
                continue;
            }
            const core::Bytes salt = text(row, "salt");
            const auto seq = static_cast<std::int64_t>(row[QLatin1String("seq")].toDouble());
            const auto secret = core::Secret<64>::from(hex(row, "private_key_expanded"));
            QVERIFY(secret);
            const core::ExpandedKey key(secret->clone());
            Item item = signItem(key, salt, seq, value);
            qInfo("%s: target %s, signature %s",
                  name.constData(),
                  targetOf(item).hex().c_str(),
                  core::toHex(item.mutablePart->signature).c_str());
            QCOMPARE(signedBuffer(salt, seq, value), text(row, "signed_buffer"));
            QCOMPARE(core::copyOf(key.publicKey()), hex(row, "public_key"));
            QCOMPARE(core::copyOf(item.mutablePart->signature), hex(row, "signature"));
            QCOMPARE(core::copyOf(targetOf(item).view()), hex(row, "target"));
            QVERIFY(hasValidSignature(item));
            item.mutablePart->seq += 1;
            QVERIFY(!hasValidSignature(item));
        }
    }

private:
    QString m_file;
};

int main(int argc, char** argv)
{
    const auto run = support::vectorRun(argc, argv, "bep44.json");
    ItemTest test(run.file);
    return QTest::qExec(&test, run.arguments);
}
#include "item_test.moc"
