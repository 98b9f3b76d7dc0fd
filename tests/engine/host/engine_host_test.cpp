// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/dht_port.h"
#include "engine/host/engine_host.h"
#include "engine/host/posix_file.h"
#include "engine/host/tcp_links.h"
#include "opened_history.h"
#include "scripted_peer.h"

#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using engine::host::ExitCode;
using engine::host::HostedEngine;
using engine::host::HostOptions;
using engine::host::StartError;

/// What can go wrong before the engine runs, and what each start leaves behind.
class EngineHostTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_profile = m_folder->filePath(QStringLiteral("profile")).toStdString();
    }

    void theSameIdentityEachTime()
    {
        const auto first = readyOf(options());
        const auto second = readyOf(options());
        QVERIFY(first && second);
        QVERIFY(!first->identity.isZero() && first->identity == second->identity);
    }

    void thePortIsPickedOnceAndAnotherOneOnlyWhenItIsTaken()
    {
        HostOptions any = options();
        any.listen.reset();
        const std::uint16_t port = portOf(any);
        QVERIFY(port != 0);
        QCOMPARE(portOf(any), port);
        {
            const auto taken = engine::host::listenOn({core::IpAddress::v6({}), port});
            QVERIFY(taken.hasValue());
            HostedEngine engine(any);
            bool warned = false;
            connect(
                &engine, &engine::Engine::noticed, this, [&warned](const engine::Notice& notice) {
                    const auto* warning = std::get_if<engine::WarningNotice>(&notice);
                    warned = warned || (warning && warning->warning == engine::Warning::PortTaken);
                });
            QVERIFY(engine.start().hasValue());
            QTRY_VERIFY(warned);
        }
        QCOMPARE(portOf(any), port);
    }

    void aTakenAddressThatWasAskedForIsAnError()
    {
        const auto taken = engine::host::listenOn(*core::Endpoint::parse("127.0.0.1:0"));
        HostOptions there = options();
        there.listen = taken->bound;
        QCOMPARE(errorOf(there), StartError::AddressTaken);
        QCOMPARE(errorOf(options()), std::nullopt); // the profile is free again
    }

    void theDhtListensBesideTheLinks()
    {
        const auto usual = readyOf(options());
        QVERIFY(usual && usual->dhtPort != 0 && usual->dhtPort == usual->listen.at(0).port);
        HostOptions off = options();
        off.dht = false;
        QCOMPARE(readyOf(off)->dhtPort, std::uint16_t{0});
        HostOptions elsewhere = options();
        elsewhere.dhtPort = 0;
        const auto ready = readyOf(elsewhere);
        QVERIFY(ready && ready->dhtPort != 0 && ready->dhtPort != ready->listen.at(0).port);

        const auto taken = engine::host::bindUdp(*core::Endpoint::parse("127.0.0.1:0"));
        QVERIFY(taken.hasValue());
        elsewhere.dhtPort = taken->bound.port;
        QCOMPARE(errorOf(elsewhere), StartError::AddressTaken);
        // A number that nobody asked for is only a habit.
        HostOptions beside = options();
        beside.listen = taken->bound;
        const auto moved = readyOf(beside);
        QVERIFY(moved && moved->dhtPort != 0 && moved->dhtPort != taken->bound.port);
    }

    void aSecondEngineIsKeptOut()
    {
        HostedEngine first(options());
        QVERIFY(first.start().hasValue());
        QCOMPARE(errorOf(options()), StartError::ProfileInUse);
        first.stop();
        QCOMPARE(errorOf(options()), std::nullopt);
    }

    /// A node that holds a profile has no window, so nobody may believe that one comes forward.
    void aWindowIsCalledAndANodeIsNot()
    {
        for (const bool window : {true, false}) {
            HostOptions hosting = options();
            hosting.window = window;
            HostedEngine first(hosting);
            QString link;
            connect(&first, &HostedEngine::called, this, [&link](const QString& brought) {
                link = brought;
            });
            QVERIFY(first.start().hasValue());
            QCOMPARE(errorOf(hosting),
                     StartError::ProfileInUse); // and takes the first nothing away
            std::optional<bool> heard;
            engine::host::callFirstWindow(
                m_profile, "parlour:1x", this, [&heard](bool did) { heard = did; });
            QTRY_VERIFY(heard);
            QCOMPARE(*heard, window);
            QCOMPARE(link, window ? QStringLiteral("parlour:1x") : QString());
            first.stop();
            QVERIFY(!engine::host::existsAt(m_profile + "/window"));
        }
    }

    void passphrases()
    {
        HostOptions sealed = options();
        sealed.passphrase = "right";
        QCOMPARE(errorOf(sealed), std::nullopt);
        QCOMPARE(errorOf(options()), StartError::WrongPassphrase);
        sealed.passphrase = "wrong";
        QCOMPARE(errorOf(sealed), StartError::WrongPassphrase);
        sealed.passphrase = "right";
        QCOMPARE(errorOf(sealed), std::nullopt);
    }

    void aNewerProfileIsRefusedUntouched()
    {
        QCOMPARE(errorOf(options()), std::nullopt);
        {
            support::OpenedHistory history(m_profile);
            QVERIFY(history.run("PRAGMA user_version=1000"));
        }
        QCOMPARE(errorOf(options()), StartError::NewerProfile);
    }

    void aHistoryWithoutItsKeysIsNotTakenOver()
    {
        QCOMPARE(errorOf(options()), std::nullopt);
        QCOMPARE(::unlink((m_profile + "/keys").c_str()), 0);
        QCOMPARE(errorOf(options()), StartError::Damaged);
        QVERIFY(!engine::host::existsAt(m_profile + "/keys"));
    }

    void damagedFilesAreSaid()
    {
        QCOMPARE(errorOf(options()), std::nullopt);
        QVERIFY(engine::host::replaceFile(m_profile + "/parlour.db",
                                          core::Bytes(8192, std::uint8_t{7})));
        QCOMPARE(errorOf(options()), StartError::Damaged);
        QVERIFY(engine::host::replaceFile(m_profile + "/keys", core::bytesOf("nonsense")));
        QCOMPARE(errorOf(options()), StartError::Damaged);
    }

    void whereNothingCanBeWritten()
    {
        HostOptions nowhere = options();
        nowhere.profile = "/proc/parlour";
        QCOMPARE(errorOf(nowhere), StartError::NotWritable);
        nowhere.profile.clear();
        QCOMPARE(errorOf(nowhere), StartError::BadOption);
    }

    void exitCodesAreTheContracts()
    {
        QCOMPARE(engine::host::exitCodeOf(StartError::BadOption), ExitCode::BadOption);
        QCOMPARE(engine::host::exitCodeOf(StartError::ProfileInUse), ExitCode::ProfileInUse);
        QCOMPARE(engine::host::exitCodeOf(StartError::WrongPassphrase), ExitCode::Passphrase);
        QCOMPARE(engine::host::exitCodeOf(StartError::NewerProfile), ExitCode::NewerProfile);
        QCOMPARE(engine::host::exitCodeOf(StartError::AddressTaken), ExitCode::AddressTaken);
        QCOMPARE(engine::host::exitCodeOf(StartError::NotWritable), ExitCode::NotWritable);
    }

    void optionsFromTheCommandLine()
    {
        const std::string file = m_folder->filePath(QStringLiteral("passphrase")).toStdString();
        QVERIFY(engine::host::replaceFile(file, core::bytesOf("two words\n")));
        engine::host::StartOptions given;
        given.profile = m_profile;
        given.name = "Ada";
        given.lan = false;
        given.passphraseFile = file;
        given.dhtPort = 7000;
        given.bootstrap = {{"a.example", 1}};
        given.publicBootstrap = false;
        const auto taken = engine::host::hostOptions(given);
        QVERIFY(taken.hasValue());
        QCOMPARE(taken->passphrase, std::string("two words"));
        QCOMPARE(taken->name, std::string("Ada"));
        QVERIFY(!taken->lan && taken->dht && taken->profile == m_profile);
        QVERIFY(taken->dhtPort == 7000 && !taken->publicBootstrap);
        QVERIFY(taken->bootstrap == given.bootstrap);
        QVERIFY(!taken->window);
        given.passphraseFile += ".missing";
        const auto missing = engine::host::hostOptions(given);
        QVERIFY(!missing && missing.error() == StartError::BadOption);
    }

    void anEngineThatWasNeverStartedRefuses()
    {
        HostedEngine engine(options());
        bool refused = false;
        connect(&engine,
                &engine::Engine::answered,
                this,
                [&refused](engine::RequestId, const engine::Answer& answer) {
                    refused = std::holds_alternative<engine::Refusal>(answer);
                });
        static_cast<void>(engine.submit(engine::ListRooms{}));
        QTRY_VERIFY(refused);
    }

private:
    [[nodiscard]] HostOptions options() const
    {
        HostOptions out;
        out.profile = m_profile;
        out.listen = core::Endpoint::parse("127.0.0.1:0");
        out.lan = false;
        return out;
    }
    [[nodiscard]] static std::optional<StartError> errorOf(const HostOptions& options)
    {
        HostedEngine engine(options);
        const auto started = engine.start();
        return started ? std::nullopt : std::optional(started.error());
    }
    [[nodiscard]] std::optional<engine::ReadyNotice> readyOf(const HostOptions& options)
    {
        HostedEngine engine(options);
        std::optional<engine::ReadyNotice> ready;
        connect(&engine, &engine::Engine::noticed, this, [&ready](const engine::Notice& notice) {
            if (const auto* is = std::get_if<engine::ReadyNotice>(&notice)) {
                ready = *is;
            }
        });
        if (!engine.start()) {
            return std::nullopt;
        }
        static_cast<void>(QTest::qWaitFor([&ready]() { return ready.has_value(); }));
        return ready;
    }
    /// What the profile remembers after a start.
    [[nodiscard]] std::uint16_t portOf(const HostOptions& options)
    {
        const auto ready = readyOf(options);
        const auto settings = engine::host::readWhole(m_profile + "/settings.json", 4096);
        const std::string text = settings ? core::textOf(*settings) : std::string();
        const std::size_t at = text.find("\"port\": ");
        const int port = at == std::string::npos ? 0 : std::atoi(text.c_str() + at + 8);
        return ready ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_profile;
};

QTEST_GUILESS_MAIN(EngineHostTest)
#include "engine_host_test.moc"
