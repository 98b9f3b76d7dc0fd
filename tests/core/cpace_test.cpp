// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/cpace.h"
#include "core/ids.h"
#include "core/rng.h"
#include "support/seeded_rng.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

namespace {

QString vectorFile = QStringLiteral(PARLOUR_VECTORS "/cpace_ristretto255.json");

QJsonObject vectorsOf(const char* part)
{
    QFile file(vectorFile);
    return file.open(QIODevice::ReadOnly)
               ? QJsonDocument::fromJson(file.readAll()).object()[QLatin1String(part)].toObject()
               : QJsonObject();
}

core::Bytes bytesOf(const QJsonObject& vectors, const char* name)
{
    const QByteArray raw = QByteArray::fromHex(vectors[QLatin1String(name)].toString().toLatin1());
    return {raw.begin(), raw.end()};
}

core::Cpace::Share shareOf(const core::Bytes& bytes)
{
    core::Cpace::Share out{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), out.size()), out.begin());
    return out;
}

core::Cpace side(core::Rng& rng, std::string_view password, std::string_view session)
{
    return core::Cpace(core::bytesOf(password),
                       core::bytesOf("channel"),
                       core::bytesOf(session),
                       core::Secret<32>::random(rng));
}

bool agree(const core::Cpace& one, const core::Cpace& two)
{
    const auto first = one.finish(true, two.share(), core::bytesOf("a"), core::bytesOf("b"));
    const auto second = two.finish(false, one.share(), core::bytesOf("a"), core::bytesOf("b"));
    return first && second && *first == *second;
}

} // namespace

class CpaceTest : public QObject
{
    Q_OBJECT

private slots:
    void theDraftsVectors()
    {
        const QJsonObject vectors = vectorsOf("exchange");
        QVERIFY(!vectors.isEmpty());
        const auto end = [&](const char* scalar) {
            return core::Cpace(bytesOf(vectors, "PRS"),
                               bytesOf(vectors, "CI"),
                               bytesOf(vectors, "sid"),
                               *core::Secret<32>::from(bytesOf(vectors, scalar)));
        };
        const core::Cpace one = end("ya");
        const core::Cpace two = end("yb");
        QVERIFY(one.share() == shareOf(bytesOf(vectors, "Ya")));
        QVERIFY(two.share() == shareOf(bytesOf(vectors, "Yb")));
        const core::Bytes first = bytesOf(vectors, "ADa");
        const core::Bytes second = bytesOf(vectors, "ADb");
        const auto wanted = core::Cpace::Key::from(bytesOf(vectors, "ISK_IR"));
        QVERIFY(wanted);
        const auto key = one.finish(true, two.share(), first, second);
        const auto same = two.finish(false, one.share(), first, second);
        QVERIFY(key && *key == *wanted);
        QVERIFY(same && *same == *wanted);
        qInfo("Ya %s, Yb %s, ISK %s",
              core::toHex(one.share()).c_str(),
              core::toHex(two.share()).c_str(),
              core::toHex(key->view()).c_str());
    }

    void whatIsNoShareIsRefused()
    {
        const QJsonObject points = vectorsOf("points");
        QVERIFY(!points.isEmpty());
        const core::Cpace end(core::bytesOf("x"),
                              core::bytesOf("y"),
                              core::bytesOf("z"),
                              *core::Secret<32>::from(bytesOf(points, "s")));
        QVERIFY(end.finish(true, shareOf(bytesOf(points, "X")), {}, {}));
        QVERIFY(!end.finish(true, shareOf(bytesOf(points, "invalid")), {}, {}));
        QVERIFY(!end.finish(true, core::Cpace::Share{}, {}, {})); // the neutral element
        core::Cpace::Share high{};
        high.fill(0xff);
        QVERIFY(!end.finish(true, high, {}, {}));
    }

    void onlyTheSameWordsGiveTheSameKey()
    {
        support::SeededRng rng(1);
        const core::Cpace one = side(rng, "open sesame", "1");
        QVERIFY(agree(one, side(rng, "open sesame", "1")));
        QVERIFY(!agree(one, side(rng, "open sesam", "1")));
        QVERIFY(!agree(one, side(rng, "open sesame", "2")));
        QVERIFY(!agree(one, side(rng, "", "1")));
        QVERIFY(
            agree(side(rng, std::string(300, 'x'), "1"), side(rng, std::string(300, 'x'), "1")));
        const core::Cpace two = side(rng, "open sesame", "1");
        const auto key = one.finish(true, two.share(), core::bytesOf("a"), core::bytesOf("b"));
        const auto swapped = two.finish(true, one.share(), core::bytesOf("a"), core::bytesOf("b"));
        const auto other = two.finish(false, one.share(), core::bytesOf("c"), core::bytesOf("b"));
        QVERIFY(!(*key == *swapped));
        QVERIFY(!(*key == *other));
    }

    void aShareSaysNothing()
    {
        support::SeededRng rng(2);
        QVERIFY(side(rng, "a", "1").share() != side(rng, "a", "1").share());
    }
};

/// A file as the first argument takes the place of ours.
int main(int argc, char** argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        const QString argument = QString::fromLocal8Bit(argv[i]);
        if (i == 1 && QFile::exists(argument)) {
            vectorFile = argument;
        } else {
            arguments.append(argument);
        }
    }
    CpaceTest test;
    return QTest::qExec(&test, arguments);
}

#include "cpace_test.moc"
