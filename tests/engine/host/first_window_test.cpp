// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/first_window.h"

#include <QFile>
#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <optional>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using engine::host::callFirstWindow;
using engine::host::FirstWindow;

namespace {

constexpr uid_t somebodyElse = 65534;

} // namespace

class FirstWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_calls.clear();
        m_heard.reset();
    }

    void aCallIsHeardWithAllThatItBrings()
    {
        const auto first = listening();
        qputenv("XDG_ACTIVATION_TOKEN", "token-7");
        call("parlour:1abc");
        qunsetenv("XDG_ACTIVATION_TOKEN");
        QTRY_COMPARE(m_heard, std::optional(true));
        QCOMPARE(m_calls.size(), 1U);
        QCOMPARE(m_calls[0].first, QStringLiteral("parlour:1abc"));
        QCOMPARE(m_calls[0].second, QByteArray("token-7"));
    }

    void aCallMayBringNothing()
    {
        const auto first = listening();
        call("");
        QTRY_COMPARE(m_heard, std::optional(true));
        QCOMPARE(m_calls.size(), 1U);
        QVERIFY(m_calls[0].first.isEmpty() && m_calls[0].second.isEmpty());
    }

    /// A node holds the profile, or the window was killed a moment ago.
    void whereNobodyListensNobodyIsHeard()
    {
        call("");
        QVERIFY(!m_heard); // never from inside the call
        QTRY_COMPARE(m_heard, std::optional(false));
    }

    void aLeftoverIsNobodyAndIsReplaced()
    {
        const pid_t child = ::fork();
        if (child == 0) {
            QLocalServer server;
            ::_exit(server.listen(path()) ? 0 : 1); // killed: the file stays
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        QVERIFY(QFile::exists(path()));
        call("");
        QTRY_COMPARE(m_heard, std::optional(false));
        m_heard.reset();
        const auto first = listening();
        call("");
        QTRY_COMPARE(m_heard, std::optional(true));
    }

    void itsFileIsForTheOwnerOnlyAndGoesWithIt()
    {
        const mode_t before = ::umask(0);
        {
            const auto first = listening();
            ::umask(before);
            struct stat found{};
            QCOMPARE(::lstat(QFile::encodeName(path()).constData(), &found), 0);
            QCOMPARE(found.st_mode & 07777U, 0600U);
        }
        QVERIFY(!QFile::exists(path()));
    }

    /// Even when somebody loosened the modes: the kernel says who connects. Only root can play two users here; for
    /// anybody else the mode above is the whole test.
    void anotherUserIsRefused()
    {
        const auto first = listening();
        if (::geteuid() != 0) {
            QVERIFY(m_calls.empty());
            return;
        }
        QCOMPARE(::chmod(QFile::encodeName(path()).constData(), 0666), 0);
        QCOMPARE(::chmod(QFile::encodeName(m_folder->path()).constData(), 0755), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            QLocalSocket socket;
            const bool changed = ::setuid(somebodyElse) == 0;
            socket.connectToServer(path());
            const bool met = changed && socket.waitForConnected(2000);
            socket.write(QByteArray("raise\0\0\0", 8));
            socket.waitForReadyRead(2000);
            ::_exit(met && socket.readAll().isEmpty() ? 0 : 1);
        }
        int status = -1;
        pid_t ended = 0;
        QTRY_VERIFY((ended = ended == child ? child : ::waitpid(child, &status, WNOHANG)) == child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        QVERIFY(m_calls.empty());
    }

    void nonsenseIsHungUpOn_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("another verb") << QByteArray("close\0\0\0", 8);
        QTest::newRow("more behind") << QByteArray("raise\0\0\0x", 9);
        QTest::newRow("too many words") << QByteArray("raise\0\0\0\0", 9);
        QTest::newRow("no end") << QByteArray(20'000, 'x');
    }

    void nonsenseIsHungUpOn()
    {
        QFETCH(QByteArray, bytes);
        const auto first = listening();
        QLocalSocket socket;
        socket.connectToServer(path());
        QVERIFY(socket.waitForConnected(2000));
        socket.write(bytes);
        QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
        QVERIFY(socket.readAll().isEmpty());
        QVERIFY(m_calls.empty());
    }

    void aCallInPiecesIsOneCall()
    {
        const auto first = listening();
        QLocalSocket socket;
        socket.connectToServer(path());
        QVERIFY(socket.waitForConnected(2000));
        for (const char letter : QByteArray("raise\0t\0parlour:2\0", 18)) {
            QVERIFY(m_calls.empty());
            socket.write(&letter, 1);
            QVERIFY(socket.flush());
            QTest::qWait(1);
        }
        QTRY_COMPARE(m_calls.size(), 1U);
        QCOMPARE(m_calls[0].first, QStringLiteral("parlour:2"));
    }

    /// Who connects and says nothing keeps nobody else out for long.
    void theSilentAreFew()
    {
        const auto first = listening();
        std::vector<std::unique_ptr<QLocalSocket>> silent;
        for (int i = 0; i < 20; ++i) {
            silent.push_back(std::make_unique<QLocalSocket>());
            silent.back()->connectToServer(path());
        }
        const auto open = [&silent] {
            return std::count_if(silent.begin(), silent.end(), [](const auto& each) {
                return each->state() == QLocalSocket::ConnectedState;
            });
        };
        QTRY_VERIFY(open() <= 8);
        QTRY_COMPARE_WITH_TIMEOUT(open(), 0, 10'000);
        call("");
        QTRY_COMPARE(m_heard, std::optional(true));
    }

    void whatIsTooLongIsNotHandedOver()
    {
        const auto first = listening();
        call(std::string(engine::host::callBytesMost, 'x'));
        QTRY_COMPARE(m_heard, std::optional(false));
        QVERIFY(m_calls.empty());
    }

    void aPathTooLongForASocketIsNoHarm()
    {
        FirstWindow first;
        const std::string far = m_folder->filePath(QString(150, QLatin1Char('d'))).toStdString();
        QVERIFY(!first.listen(far));
    }

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("window")); }

    std::unique_ptr<FirstWindow> listening()
    {
        auto first = std::make_unique<FirstWindow>();
        connect(first.get(),
                &FirstWindow::called,
                this,
                [this](const QString& link, const QByteArray& token) {
                    m_calls.emplace_back(link, token);
                });
        return first->listen(m_folder->path().toStdString()) ? std::move(first) : nullptr;
    }

    void call(const std::string& link)
    {
        callFirstWindow(
            m_folder->path().toStdString(), link, this, [this](bool heard) { m_heard = heard; });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<std::pair<QString, QByteArray>> m_calls; ///< link and token
    std::optional<bool> m_heard;
};

QTEST_GUILESS_MAIN(FirstWindowTest)
#include "first_window_test.moc"
