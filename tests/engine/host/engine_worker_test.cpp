// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: engine/host/engine_worker_answers.cpp
#include "engine/host/engine_host.h"
#include "engine/host/engine_worker.h"
#include "opened_history.h"
#include "scripted_peer.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <unistd.h>

using engine::Answer;
using engine::Done;
using engine::HistoryPage;
using engine::Notice;
using engine::ReadHistory;
using engine::Reason;
using engine::Refusal;
using engine::RequestId;
using engine::host::HostedEngine;
using engine::host::HostOptions;

namespace {

const auto room = support::idOf<engine::RoomId>(1);

} // namespace

/// The host around a scripted peer, through its front door.
class EngineWorkerTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_one = std::make_unique<Watched>(options("one"));
        QVERIFY(m_one->engine.start().hasValue());
    }
    void cleanup()
    {
        m_two.reset();
        m_one.reset();
    }

    void readyComesWithTheAddress()
    {
        QTRY_VERIFY(m_one->ready.has_value());
        QCOMPARE(m_one->ready->listen.size(), std::size_t{1});
        QCOMPARE(m_one->ready->listen[0].addr, std::string("127.0.0.1"));
        QVERIFY(m_one->ready->listen[0].port != 0);
        QVERIFY(!m_one->ready->identity.isZero() && !m_one->ready->version.empty());
        QVERIFY(m_one->warnings.contains(engine::Warning::KeyUnprotected));
        const auto info = std::get<engine::NodeInfo>(ask(engine::GetNodeInfo{}));
        QCOMPARE(info.listen.size(), std::size_t{1});
        QCOMPARE(info.listen[0].port, m_one->ready->listen[0].port);
    }

    void anAnswerWaitsForTheDiskAndComesBeforeItsNotices()
    {
        const auto sent = ask(engine::SendMessage{room, "hello", {}});
        QVERIFY(std::holds_alternative<engine::MessageSent>(sent));
        QTRY_VERIFY(m_one->log.ends_with("stored hello;"));
        QVERIFY(m_one->log.find("answer;stored hello;") != std::string::npos);
        const auto page = std::get<HistoryPage>(ask(ReadHistory{room, {}, {}, 50}));
        QCOMPARE(page.messages.size(), std::size_t{1});
        QCOMPARE(page.messages[0].text, std::string("hello"));
        QVERIFY(page.complete);
    }

    void countsAreFilledInAndKeepTheirPlace()
    {
        for (const char* text : {"a", "b", "c"}) {
            static_cast<void>(ask(engine::SendMessage{room, text, {}}));
        }
        const auto rooms = std::get<engine::RoomList>(ask(engine::ListRooms{}));
        QCOMPARE(rooms.rooms.at(0).unread, 3U);
        QTRY_VERIFY(m_one->log.ends_with("answer;listed;"));
        const auto left = std::get<engine::UnreadLeft>(
            ask(engine::MarkRead{room, {support::idOf<core::LogId>(2), 2}}));
        QCOMPARE(left.unread, 1U);
        const auto stats = std::get<engine::NodeStats>(ask(engine::GetNodeStats{}));
        QCOMPARE(stats.eventsStored, std::uint64_t{3});
        QVERIFY(stats.rssBytes > 1'000'000 && stats.dbBytes > 4096);
    }

    void thePeerSaysWhetherAFileIsHere()
    {
        static_cast<void>(ask(engine::SendMessage{room, "file", {}}));
        const auto page = std::get<HistoryPage>(ask(ReadHistory{room, {}, {}, 50}));
        QVERIFY(page.messages.at(0).file.has_value());
        QVERIFY(page.messages[0].file->have);
    }

    void searching()
    {
        for (const char* text : {"a word", "another word", "file"}) {
            static_cast<void>(ask(engine::SendMessage{room, text, {}}));
        }
        const auto page = std::get<engine::SearchPage>(ask(engine::SearchMessages{"WORD"}));
        QCOMPARE(page.found.size(), std::size_t{2});
        QVERIFY(page.found[0].room == room && page.complete && page.indexed);
        const auto all = std::get<engine::SearchPage>(ask(engine::SearchMessages{""}));
        QCOMPARE(all.found.size(), std::size_t{3});
        const auto file = std::find_if(all.found.begin(), all.found.end(), [](const auto& one) {
            return one.message.file.has_value();
        });
        QVERIFY(file != all.found.end() && file->message.file->have);
        const auto refusal =
            std::get<Refusal>(ask(engine::SearchMessages{"x", support::idOf<engine::RoomId>(9)}));
        QCOMPARE(refusal.reason, Reason::UnknownRoom);
        const auto lag = [this]() {
            return std::get<engine::NodeStats>(ask(engine::GetNodeStats{})).indexLag;
        };
        QCOMPARE(lag(), std::uint64_t{3});
        QTRY_COMPARE(lag(), std::uint64_t{0});
        QCOMPARE(std::get<engine::SearchPage>(ask(engine::SearchMessages{"WORD"})).found.size(),
                 std::size_t{2});
    }

    void historyRefusals()
    {
        const auto refusal = std::get<Refusal>(ask(ReadHistory{room, {}, {}, 50}));
        QCOMPARE(refusal.reason, Reason::UnknownRoom);
    }

    void everyRequestIsAnsweredOnce()
    {
        const RequestId id = m_one->engine.submit(engine::LeaveRoom{room});
        QTRY_VERIFY(m_one->answers.contains(id));
        QTest::qWait(20);
        QCOMPARE(m_one->answers.count(id), std::size_t{1});
        QVERIFY(std::holds_alternative<Refusal>(m_one->answers.find(id)->second));
    }

    void linksGoBothWays()
    {
        startTwo();
        const std::string there = "127.0.0.1:" + std::to_string(m_two->ready->listen[0].port);
        QVERIFY(std::holds_alternative<Done>(ask(engine::DialPeer{room, there})));
        QTRY_VERIFY(m_one->log.find("connected;bytes welcome;") != std::string::npos);
        QTRY_VERIFY(m_two->log.find("bytes thanks;closed;") != std::string::npos);
    }

    void aDialThatFailsIsSaid()
    {
        static_cast<void>(ask(engine::DialPeer{room, "127.0.0.1:1"}));
        QTRY_VERIFY(m_one->log.find("dial failed;") != std::string::npos);
    }

    void theLocalNetworkIsHeard()
    {
        startTwo();
        static_cast<void>(ask(engine::NetworkChanged{}));
        QTRY_VERIFY(m_two->log.find("datagram hi;") != std::string::npos);
    }

    void theDhtsSocketSpeaksBothWays()
    {
        QTRY_VERIFY(m_one->ready.has_value());
        QCOMPARE(m_one->ready->dhtPort, m_one->ready->listen[0].port);
        // To itself is as good as to anybody.
        static_cast<void>(ask(engine::DhtPing{"127.0.0.1", m_one->ready->dhtPort}));
        QTRY_VERIFY(m_one->log.find("datagram dht;") != std::string::npos);
        static_cast<void>(ask(engine::GetDhtInfo{}));
        QTRY_VERIFY(m_one->log.find("resolved 127.0.0.5:99;") != std::string::npos);
    }

    void timersFire()
    {
        static_cast<void>(ask(engine::SetTyping{room, true}));
        QTRY_VERIFY(m_one->log.find("timer;") != std::string::npos);
    }

    void filesAreHashed()
    {
        const std::string path = m_folder->filePath(QStringLiteral("file")).toStdString();
        QVERIFY(engine::host::replaceFile(path, core::bytesOf("content")));
        static_cast<void>(ask(engine::ShareFile{room, path}));
        QTRY_VERIFY(m_one->log.find("hashed file;") != std::string::npos);
    }

    void aFailedCommitDropsWhatWaitedAndAProbeHeals()
    {
        sqlite(
            "CREATE TRIGGER refuse BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no'); END");
        const RequestId lost = m_one->engine.submit(engine::SendMessage{room, "lost", {}});
        QTRY_VERIFY(m_one->log.find("failed 1;") != std::string::npos);
        QTRY_VERIFY(m_one->warnings.contains(engine::Warning::DiskFailed));
        QVERIFY(!m_one->answers.contains(lost));
        sqlite("DROP TRIGGER refuse");
        static_cast<void>(m_one->engine.submit(engine::SendMessage{room, "refused", {}}));
        QTRY_VERIFY(m_one->log.find("failed 2;") != std::string::npos);
        QVERIFY(std::holds_alternative<engine::MessageSent>(
            ask(engine::SendMessage{room, "probe", {}})));
        QVERIFY(std::holds_alternative<Done>(ask(engine::SendMessage{room, "reload", {}})));
        QTRY_VERIFY(m_one->log.find("start 2 records 1;") != std::string::npos);
        const auto page = std::get<HistoryPage>(ask(ReadHistory{room, {}, {}, 50}));
        QCOMPARE(page.messages.size(), std::size_t{1});
        QCOMPARE(page.messages[0].text, std::string("probe"));
    }

    void stoppingPutsEverythingOnDisk()
    {
        for (int i = 0; i < 500; ++i) {
            static_cast<void>(m_one->engine.submit(engine::SendMessage{room, "x", {}}));
        }
        const RequestId stop = m_one->engine.submit(engine::StopNode{});
        QTRY_VERIFY(m_one->answers.contains(stop));
        QVERIFY(std::holds_alternative<Done>(m_one->answers.find(stop)->second));
        QCOMPARE(m_one->answers.size(), std::size_t{501});
        m_one->engine.stop();
        const RequestId late = m_one->engine.submit(engine::ListRooms{});
        QTRY_VERIFY(m_one->answers.contains(late));
        m_one = std::make_unique<Watched>(options("one"));
        QVERIFY(m_one->engine.start().hasValue());
        const auto stats = std::get<engine::NodeStats>(ask(engine::GetNodeStats{}));
        QCOMPARE(stats.eventsStored, std::uint64_t{500});
    }

    void stoppingAtOnceAnswersWhoeverWaits()
    {
        std::vector<RequestId> asked;
        for (int i = 0; i < 50; ++i) {
            asked.push_back(m_one->engine.submit(engine::SendMessage{room, "x", {}}));
        }
        m_one->engine.stop();
        QTRY_COMPARE(m_one->answers.size(), asked.size());
    }

private:
    /// An engine and what it said.
    struct Watched {
        explicit Watched(const HostOptions& options)
            : engine(options)
        {
            QObject::connect(&engine,
                             &engine::Engine::answered,
                             &engine,
                             [this](RequestId id, const Answer& answer) {
                                 answers.emplace(id, answer);
                                 log += "answer;";
                             });
            QObject::connect(
                &engine, &engine::Engine::noticed, &engine, [this](const Notice& notice) {
                    if (const auto* said = std::get_if<engine::MessageNotice>(&notice)) {
                        log += said->message.text + ";";
                    } else if (const auto* is = std::get_if<engine::ReadyNotice>(&notice)) {
                        ready = *is;
                    } else if (const auto* warning = std::get_if<engine::WarningNotice>(&notice)) {
                        warnings.insert(warning->warning);
                    }
                });
        }

        HostedEngine engine;
        std::multimap<RequestId, Answer> answers;
        std::string log;
        std::optional<engine::ReadyNotice> ready;
        std::set<engine::Warning> warnings;
    };

    [[nodiscard]] HostOptions options(const char* name) const
    {
        HostOptions out;
        out.profile = m_folder->filePath(QString::fromLatin1(name)).toStdString();
        out.listen = core::Endpoint::parse("127.0.0.1:0");
        out.lanGroup =
            core::Endpoint::parse("239.192.77.79:" + std::to_string(49000 + ::getpid() % 1000));
        return out;
    }
    void startTwo()
    {
        m_two = std::make_unique<Watched>(options("two"));
        QVERIFY(m_two->engine.start().hasValue());
        QTRY_VERIFY(m_two->ready.has_value());
        QTRY_VERIFY(m_one->ready.has_value());
    }
    [[nodiscard]] Answer ask(engine::Request request)
    {
        const RequestId id = m_one->engine.submit(std::move(request));
        static_cast<void>(QTest::qWaitFor([this, id]() { return m_one->answers.contains(id); }));
        const auto found = m_one->answers.find(id);
        return found == m_one->answers.end() ? Answer(Refusal{}) : found->second;
    }
    void sqlite(const std::string& sql) const
    {
        support::OpenedHistory history(m_folder->filePath(QStringLiteral("one")).toStdString());
        QVERIFY(history.run(sql));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Watched> m_one;
    std::unique_ptr<Watched> m_two;
};

QTEST_GUILESS_MAIN(EngineWorkerTest)
#include "engine_worker_test.moc"
