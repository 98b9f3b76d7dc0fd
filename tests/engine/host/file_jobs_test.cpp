// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/file_jobs.h"
#include "transfer/merkle.h"

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using engine::FileError;
using engine::FileJobId;
using engine::ReadId;
using engine::host::FileEvents;
using engine::host::FileJobs;
using engine::host::replaceFile;

class FileJobsTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_hashed.clear();
        m_read.clear();
        m_placed.clear();
        m_steps.clear();
        m_finishedPath.clear();
        m_jobs = std::make_unique<FileJobs>(at("downloads"), events());
    }
    void cleanup() { m_jobs.reset(); }

    void aFileIsHashedAsItsTreeSays()
    {
        core::Bytes bytes(100'000);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<std::uint8_t>(i / 100);
        }
        QVERIFY(replaceFile(at("a.bin"), bytes));
        transfer::TreeBuilder tree;
        tree.add(bytes);
        const auto root = tree.finish();
        m_jobs->hash({1, at("a.bin")});
        QTRY_COMPARE(m_hashed.size(), std::size_t{1});
        const auto& hashed = m_hashed.front();
        QVERIFY(!hashed.error);
        QVERIFY(hashed.root == root && hashed.leaves == tree.leaves());
        QCOMPARE(hashed.bytes, std::uint64_t{100'000});
        QCOMPARE(hashed.name, std::string("a.bin"));
        QVERIFY(hashed.modifiedMs > 1'600'000'000'000);
    }

    void theEmptyFileHashes()
    {
        QVERIFY(replaceFile(at("empty"), {}));
        m_jobs->hash({1, at("empty")});
        QTRY_COMPARE(m_hashed.size(), std::size_t{1});
        QVERIFY(!m_hashed.front().error && m_hashed.front().root.isZero());
    }

    void whatIsNoFileIsRefused()
    {
        m_jobs->hash({1, at("nothing")});
        m_jobs->hash({2, m_folder->path().toStdString()});
        QCOMPARE(::mkfifo(at("pipe").c_str(), 0600), 0);
        m_jobs->hash({3, at("pipe")});
        QTRY_COMPARE(m_hashed.size(), std::size_t{3});
        for (const auto& hashed : m_hashed) {
            QCOMPARE(hashed.error, hashed.job == 1 ? FileError::Gone : FileError::Denied);
        }
    }

    void aFileThatGrowsWhileItIsHashedIsNoticed()
    {
        QVERIFY(replaceFile(at("big"), core::Bytes(64 * 1024 * 1024, 1)));
        const auto file = engine::host::openFile(at("big"), O_WRONLY);
        m_jobs->hash({1, at("big")});
        std::uint64_t offset = 64ULL * 1024 * 1024;
        while (m_hashed.empty()) {
            QVERIFY(writeAt(*file, offset++, core::bytesOf("x")));
            QTest::qWait(1);
        }
        QCOMPARE(m_hashed.front().error, FileError::Changed);
    }

    void hashingStopsWhenAsked()
    {
        QVERIFY(replaceFile(at("big"), core::Bytes(32 * 1024 * 1024, 1)));
        QVERIFY(replaceFile(at("small"), core::Bytes(10, 1)));
        m_jobs->hash({1, at("big")});
        m_jobs->stopHashing(1);
        m_jobs->hash({2, at("small")});
        QTRY_COMPARE(m_hashed.size(), std::size_t{1});
        QTest::qWait(20);
        QCOMPARE(m_hashed.size(), std::size_t{1});
        QCOMPARE(m_hashed.front().job, FileJobId{2});
    }

    void blocksAreReadAndChangesNoticed()
    {
        QVERIFY(replaceFile(at("a"), core::bytesOf("0123456789")));
        m_jobs->read({1, at("a"), 2, 3});
        m_jobs->read({2, at("a"), 8, 3});
        m_jobs->read({3, at("gone"), 0, 3});
        QTRY_COMPARE(m_read.size(), std::size_t{3});
        QCOMPARE(core::textOf(m_read[1].second), std::string("234"));
        QVERIFY(!m_read[1].first);
        QCOMPARE(m_read[2].first, FileError::Changed);
        QCOMPARE(m_read[3].first, FileError::Gone);
    }

    void aDownloadStepByStep()
    {
        m_jobs->place({7, "", "a.txt", 6});
        m_jobs->write({7, 0, core::copyOf(core::bytesOf("abc"))});
        m_jobs->write({7, 3, core::copyOf(core::bytesOf("def"))});
        m_jobs->flush(7);
        m_jobs->readPart({5, 7, 1, 4});
        m_jobs->finish(7);
        m_jobs->flush(7); // it is over
        QTRY_COMPARE(m_steps, std::string("placed written0 written3 flushed read finished gone "));
        QCOMPARE(core::textOf(m_read[5].second), std::string("bcde"));
        QCOMPARE(m_finishedPath, at("downloads/a.txt"));
        QCOMPARE(core::textOf(*engine::host::readWhole(m_finishedPath, 100)),
                 std::string("abcdef"));
    }

    void aDownloadThatCannotBePlaced()
    {
        m_jobs->place({7, "", "../a", 6});
        QTRY_COMPARE(m_placed.size(), std::size_t{1});
        QCOMPARE(m_placed.front().error, FileError::Failed);
    }

    void aDroppedDownloadLeavesNothing()
    {
        m_jobs->place({7, "", "a.txt", 6});
        m_jobs->drop(7);
        m_jobs->flush(7);
        QTRY_COMPARE(m_steps, std::string("placed gone "));
        QVERIFY(!engine::host::existsAt(m_placed.front().partPath));
    }

    void reopeningGoesOn()
    {
        m_jobs->place({7, "", "a.txt", 6});
        m_jobs->write({7, 0, core::copyOf(core::bytesOf("abc"))});
        QTRY_COMPARE(m_steps, std::string("placed written0 "));
        const auto placed = m_placed.front();
        m_jobs = std::make_unique<FileJobs>(at("downloads"), events());
        m_jobs->reopen({8, placed.partPath, placed.finalPath});
        m_jobs->finish(8);
        QTRY_COMPARE(m_finishedPath, at("downloads/a.txt"));
    }

    void aWholeFileTakesThePlaceOfTheOldOne()
    {
        std::vector<std::optional<FileError>> done;
        const auto note = [&done](std::optional<FileError> error) { done.push_back(error); };
        m_jobs->writeWhole({1, at("log"), core::Bytes(3, 7)}, note);
        m_jobs->writeWhole({2, at("log"), core::Bytes(5, 9)}, note);
        m_jobs->writeWhole({3, m_folder->path().toStdString(), {}}, note);
        m_jobs->writeWhole({4, at("nowhere/log"), {}}, note);
        QTRY_COMPARE(done.size(), std::size_t{4});
        QVERIFY(!done[0] && !done[1]);
        QCOMPARE(done[2], FileError::Denied);
        QCOMPARE(done[3], FileError::Gone);
        const auto read = engine::host::readWhole(at("log"), 100);
        QVERIFY(read && *read == core::Bytes(5, 9));
    }

private:
    [[nodiscard]] std::string at(const char* name) const
    {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }
    [[nodiscard]] FileEvents events()
    {
        FileEvents out;
        out.hashed = [this](engine::FileHashed hashed) { m_hashed.push_back(std::move(hashed)); };
        out.hashing = [](const engine::FileHashingNotice&) {};
        out.bytes = [this](ReadId read, std::optional<FileError> error, core::Bytes bytes) {
            m_steps += "read ";
            m_read[read] = {error, std::move(bytes)};
        };
        out.placed = [this](engine::DownloadPlaced placed) {
            m_steps += "placed ";
            m_placed.push_back(std::move(placed));
        };
        out.written = [this](FileJobId, std::uint64_t offset, std::optional<FileError> error) {
            m_steps += (error ? "failed" : "written") + std::to_string(offset) + " ";
        };
        out.flushed = [this](FileJobId, std::optional<FileError> error) {
            m_steps += error == FileError::Gone ? "gone " : error ? "failed " : "flushed ";
        };
        out.finished = [this](FileJobId, std::optional<FileError> error, const std::string& path) {
            m_steps += error ? "failed " : "finished ";
            m_finishedPath = path;
        };
        return out;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<engine::FileHashed> m_hashed;
    std::map<ReadId, std::pair<std::optional<FileError>, core::Bytes>> m_read;
    std::vector<engine::DownloadPlaced> m_placed;
    std::string m_steps;
    std::string m_finishedPath;
    std::unique_ptr<FileJobs> m_jobs;
};

QTEST_GUILESS_MAIN(FileJobsTest)
#include "file_jobs_test.moc"
