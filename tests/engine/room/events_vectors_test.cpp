// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// The signed format is frozen: what the product makes of every case of vectors/events_parlour.json must stay as it is.
// `room_events_vectors_test FILE` prints what it makes of each case of another file of the same shape; `--write FILE`
// writes the file from fixed seeds, for a format that is deliberately changed.
#include "engine/room/events_vectors.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <cstdio>

namespace {

QJsonArray readCases(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly)
               ? QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("cases")].toArray()
               : QJsonArray();
}

bool writeCases(const QString& path)
{
    const QJsonObject document{
        {QStringLiteral("note"),
         QStringLiteral("The signed format of Parlour, frozen. Each case: what is asked, its "
                        "input, and the only right "
                        "output. Bytes are hex; numbers beyond 2^53 are texts.")},
        {QStringLiteral("cases"), fixture::vectorCases()}};
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(document).toJson()) > 0;
}

} // namespace

class EventsVectorsTest : public QObject
{
    Q_OBJECT

public:
    EventsVectorsTest(QString file, bool ours)
        : m_file(std::move(file))
        , m_ours(ours)
    {
    }

private slots:
    void everyCaseIsAsWritten()
    {
        const QJsonArray cases = readCases(m_file);
        QVERIFY2(!cases.isEmpty(), qPrintable(m_file));
        int wrong = 0;
        for (const auto& each : cases) {
            const QString what = each[QStringLiteral("what")].toString();
            const QJsonObject out =
                fixture::vectorOutput(what, each[QStringLiteral("in")].toObject());
            const bool same = !out.isEmpty() && out == each[QStringLiteral("out")].toObject();
            wrong += same ? 0 : 1;
            std::printf("%s %s: %s %s\n",
                        same ? "as written" : "DIFFERENT ",
                        qPrintable(what),
                        qPrintable(each[QStringLiteral("name")].toString()),
                        QJsonDocument(out).toJson(QJsonDocument::Compact).constData());
        }
        QCOMPARE(wrong, 0);
    }

    void theFileIsWhole()
    {
        if (m_ours) {
            QVERIFY(readCases(m_file) == fixture::vectorCases());
        }
        QVERIFY(fixture::vectorCases().size() > 50);
    }

private:
    QString m_file;
    bool m_ours = false;
};

int main(int argc, char** argv)
{
    const QString own = QStringLiteral(PARLOUR_VECTORS "/events_parlour.json");
    QStringList arguments;
    QString file = own;
    for (int i = 0; i < argc; ++i) {
        const QString argument = QString::fromLocal8Bit(argv[i]);
        if (argument == QLatin1String("--write")) {
            return writeCases(i + 1 < argc ? QString::fromLocal8Bit(argv[i + 1]) : own) ? 0 : 1;
        }
        if (i > 0 && QFile::exists(argument)) {
            file = argument;
        } else {
            arguments.append(argument);
        }
    }
    EventsVectorsTest test(file, file == own);
    return QTest::qExec(&test, arguments);
}

#include "events_vectors_test.moc"
