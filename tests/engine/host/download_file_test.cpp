// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/download_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using engine::FileError;
using engine::host::DownloadFile;
using engine::host::existsAt;
using engine::host::numberedName;
using engine::host::readWhole;
using engine::host::replaceFile;

namespace {

std::string content(const std::string& path)
{
    const auto bytes = readWhole(path, 1U << 20U);
    return bytes ? core::textOf(*bytes) : std::string("(unreadable)");
}

} // namespace

class DownloadFileTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_outer = std::make_unique<QTemporaryDir>();
        m_folder = m_outer->filePath(QStringLiteral("downloads")).toStdString();
    }

    void aWholeDownload()
    {
        auto file = place("", "a.txt");
        QVERIFY(file.hasValue());
        QCOMPARE(file->partPath(), m_folder + "/.a.txt.parlour-part");
        QVERIFY(!existsAt(m_folder + "/a.txt"));
        QVERIFY(!file->write(3, core::bytesOf("def")));
        QVERIFY(!file->write(0, core::bytesOf("abc")));
        QVERIFY(!file->flush());
        QCOMPARE(core::textOf(*file->read(2, 3)), std::string("cde"));
        QCOMPARE(*file->finish(), m_folder + "/a.txt");
        QCOMPARE(content(m_folder + "/a.txt"), std::string("abcdef"));
        QVERIFY(!existsAt(m_folder + "/.a.txt.parlour-part"));
    }

    void namesThatAreTakenGetANumber()
    {
        finish("", "a.txt", "one");
        finish("", "a.txt", "two");
        finish(m_folder, "a.txt", "three");
        QCOMPARE(content(m_folder + "/a.txt"), std::string("one"));
        QCOMPARE(content(m_folder + "/a (1).txt"), std::string("two"));
        QCOMPARE(content(m_folder + "/a (2).txt"), std::string("three"));
    }

    void aNameTakenMeanwhileIsNotOverwritten()
    {
        auto file = place("", "a.txt");
        QVERIFY(replaceFile(m_folder + "/a.txt", core::bytesOf("precious")));
        QVERIFY(!file->write(0, core::bytesOf("new")));
        QCOMPARE(*file->finish(), m_folder + "/a (1).txt");
        QCOMPARE(content(m_folder + "/a.txt"), std::string("precious"));
        QCOMPARE(content(m_folder + "/a (1).txt"), std::string("new"));
    }

    void aLinkInItsPlaceIsNeitherFollowedNorReplaced()
    {
        const std::string outside = m_outer->filePath(QStringLiteral("outside")).toStdString();
        QVERIFY(replaceFile(outside, core::bytesOf("precious")));
        QVERIFY(place("", "first").hasValue()); // makes the folder
        QCOMPARE(::symlink(outside.c_str(), (m_folder + "/a.txt").c_str()), 0);
        QCOMPARE(::symlink(outside.c_str(), (m_folder + "/.b.txt.parlour-part").c_str()), 0);
        QCOMPARE(::symlink("/nowhere", (m_folder + "/c.txt").c_str()), 0);
        finish("", "a.txt", "one");
        finish("", "b.txt", "two");
        finish("", "c.txt", "three");
        QCOMPARE(content(outside), std::string("precious"));
        QCOMPARE(content(m_folder + "/a (1).txt"), std::string("one"));
        QCOMPARE(content(m_folder + "/b (1).txt"), std::string("two"));
        QCOMPARE(content(m_folder + "/c (1).txt"), std::string("three"));
        const auto again =
            DownloadFile::reopen({1, m_folder + "/.b.txt.parlour-part", m_folder + "/b.txt"});
        QVERIFY(!again && again.error() == FileError::Denied);
    }

    void namesThatArePathsAreRefused()
    {
        for (const std::string& name : {std::string(),
                                        std::string("."),
                                        std::string(".."),
                                        std::string("../x"),
                                        std::string("a/b"),
                                        std::string("/etc/x"),
                                        std::string("a\0b", 3),
                                        std::string(256, 'x')}) {
            const auto file = place("", name);
            QVERIFY(!file && file.error() == FileError::Failed);
        }
    }

    void aLongNameStillFits()
    {
        finish("", std::string(251, 'x') + ".txt", "one");
        finish("", std::string(251, 'x') + ".txt", "two");
        QCOMPARE(content(m_folder + "/" + std::string(251, 'x') + ".txt"), std::string("one"));
        QCOMPARE(content(m_folder + "/" + std::string(247, 'x') + " (1).txt"), std::string("two"));
    }

    void whereTheCallerSays()
    {
        const std::string there = m_outer->filePath(QStringLiteral("there.bin")).toStdString();
        finish(there, "ignored", "content");
        QCOMPARE(content(there), std::string("content"));
        const auto taken = place(there, "ignored");
        QVERIFY(!taken && taken.error() == FileError::Exists);
        const auto missing = place(m_outer->path().toStdString() + "/no/such/", "a");
        QVERIFY(!missing && missing.error() == FileError::Gone);
        const auto nowhere = place(m_outer->path().toStdString() + "/no/such", "a");
        QVERIFY(!nowhere && nowhere.error() == FileError::Gone);
    }

    void inPlaceOfWhatStandsThere()
    {
        const std::string there = m_outer->filePath(QStringLiteral("hall.parlour")).toStdString();
        QVERIFY(replaceFile(there, core::bytesOf("the one before")));
        const auto over = [&] { return DownloadFile::place({1, there, {}, 0, true}, m_folder); };
        auto file = over();
        QVERIFY(!file->write(0, core::bytesOf("half")));
        QCOMPARE(content(there), std::string("the one before"));
        auto again = over(); // what an earlier attempt left is no hindrance
        QVERIFY(again.hasValue());
        QVERIFY(!again->write(0, core::bytesOf("new")));
        QCOMPARE(*again->finish(), there);
        QCOMPARE(content(there), std::string("new"));
        struct stat status = {};
        QCOMPARE(::stat(there.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
        auto dropped = over();
        dropped->drop();
        QCOMPARE(content(there), std::string("new"));
        QVERIFY(!existsAt(dropped->partPath()));
        const std::string folder = m_outer->path().toStdString();
        for (const std::string& path :
             {folder, folder + "/", folder + "/no/such", std::string("/")}) {
            QVERIFY(!DownloadFile::place({1, path, {}, 0, true}, m_folder));
        }
    }

    void moreThanTheDiskHoldsIsRefused()
    {
        const auto file = DownloadFile::place({1, "", "a", UINT64_MAX}, m_folder);
        QVERIFY(!file && file.error() == FileError::DiskFull);
        QVERIFY(!existsAt(m_folder + "/.a.parlour-part"));
    }

    void anInterruptedDownloadGoesOn()
    {
        std::string part;
        {
            auto file = place("", "a.txt");
            QVERIFY(!file->write(0, core::bytesOf("abc")));
            part = file->partPath();
        }
        auto again = DownloadFile::reopen({1, part, m_folder + "/a.txt"});
        QVERIFY(again.hasValue());
        QVERIFY(!again->write(3, core::bytesOf("def")));
        QCOMPARE(*again->finish(), m_folder + "/a.txt");
        QCOMPARE(content(m_folder + "/a.txt"), std::string("abcdef"));
        const auto gone = DownloadFile::reopen({1, part, m_folder + "/a.txt"});
        QVERIFY(!gone && gone.error() == FileError::Gone);
    }

    void aPartFileThatVanishesIsNoticed()
    {
        auto file = place("", "a.txt");
        QCOMPARE(::unlink(file->partPath().c_str()), 0);
        QCOMPARE(file->flush(), std::optional(FileError::Gone));
        const auto finished = file->finish();
        QVERIFY(!finished && finished.error() == FileError::Gone);
        QVERIFY(!existsAt(m_folder + "/a.txt"));
    }

    void droppingLeavesNothing()
    {
        auto file = place("", "a.txt");
        const std::string part = file->partPath();
        file->drop();
        QVERIFY(!existsAt(part));
    }

    void readingBeyondTheEndIsSaid()
    {
        auto file = place("", "a.txt");
        QVERIFY(!file->write(0, core::bytesOf("abc")));
        const auto read = file->read(1, 10);
        QVERIFY(!read && read.error() == FileError::Changed);
    }

    void numbersStandBeforeTheEnding()
    {
        QCOMPARE(numberedName("a.txt", 0), std::string("a.txt"));
        QCOMPARE(numberedName("a.tar.gz", 2), std::string("a.tar (2).gz"));
        QCOMPARE(numberedName(".bashrc", 1), std::string(".bashrc (1)"));
        QCOMPARE(numberedName("README", 1), std::string("README (1)"));
    }

private:
    [[nodiscard]] core::Result<DownloadFile, FileError> place(const std::string& to,
                                                              const std::string& name) const
    {
        return DownloadFile::place({1, to, name, 10}, m_folder);
    }
    void finish(const std::string& to, const std::string& name, std::string_view text) const
    {
        auto file = place(to, name);
        QVERIFY(file.hasValue());
        QVERIFY(!file->write(0, core::bytesOf(text)));
        QVERIFY(file->finish().hasValue());
    }

    std::unique_ptr<QTemporaryDir> m_outer;
    std::string m_folder;
};

QTEST_GUILESS_MAIN(DownloadFileTest)
#include "download_file_test.moc"
