// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/signal_watch.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>
#include <unistd.h>

class SignalWatchTest : public QObject
{
    Q_OBJECT

public:
    explicit SignalWatchTest(node::SignalWatch& watch)
        : m_watch(watch)
    {
    }

private slots:
    void countsWhatItIsAsked();

private:
    node::SignalWatch& m_watch;
};

void SignalWatchTest::countsWhatItIsAsked()
{
    QSignalSpy asked(&m_watch, &node::SignalWatch::asked);
    ::kill(::getpid(), SIGTERM);
    QTRY_COMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).toInt(), 1);
    ::kill(::getpid(), SIGINT);
    QTRY_COMPARE(asked.count(), 2);
    QCOMPARE(asked.at(1).at(0).toInt(), 2);
}

/// Not QTEST_MAIN: the watch comes before every thread, Qt Test's watchdog included.
int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    node::SignalWatch watch;
    SignalWatchTest test(watch);
    return QTest::qExec(&test, argc, argv);
}
#include "signal_watch_test.moc"
