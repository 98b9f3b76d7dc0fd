// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/posix_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using engine::host::readWhole;
using engine::host::replaceFile;

class PosixFileTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void replacingGivesTheNewContentAndNothingElse()
    {
        const std::string path = at("file");
        QVERIFY(replaceFile(path, core::bytesOf("first")));
        QVERIFY(replaceFile(path, core::bytesOf("second")));
        QCOMPARE(core::textOf(*readWhole(path, 100)), std::string("second"));
        struct stat status = {};
        QCOMPARE(::stat(path.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
        QVERIFY(!engine::host::existsAt(path + ".new"));
    }

    void aTemporaryLeftByACrashIsNoObstacle()
    {
        const std::string path = at("file");
        QVERIFY(replaceFile(path + ".new", core::bytesOf("half")));
        QVERIFY(replaceFile(path, core::bytesOf("whole")));
        QCOMPARE(core::textOf(*readWhole(path, 100)), std::string("whole"));
    }

    void aLinkIsNeverFollowed()
    {
        QVERIFY(replaceFile(at("target"), core::bytesOf("precious")));
        QCOMPARE(::symlink(at("target").c_str(), at("link").c_str()), 0);
        const auto read = readWhole(at("link"), 100);
        QVERIFY(!read && read.error().value == ELOOP);
        QVERIFY(replaceFile(at("link"), core::bytesOf("new")));
        QCOMPARE(core::textOf(*readWhole(at("target"), 100)), std::string("precious"));
    }

    void whatIsTooLargeOrNoFileIsRefused()
    {
        QVERIFY(replaceFile(at("file"), core::bytesOf("12345")));
        const auto large = readWhole(at("file"), 4);
        QVERIFY(!large && large.error().value == EFBIG);
        QCOMPARE(::mkfifo(at("pipe").c_str(), 0600), 0);
        const auto pipe = readWhole(at("pipe"), 4);
        QVERIFY(!pipe && pipe.error().value == EINVAL);
        const auto missing = readWhole(at("nothing"), 4);
        QVERIFY(!missing && missing.error().value == ENOENT);
    }

    void writesLandAtTheirOffset()
    {
        const auto file = engine::host::openFile(at("file"), O_RDWR | O_CREAT, 0600);
        QVERIFY(file.hasValue());
        QVERIFY(writeAt(*file, 3, core::bytesOf("def")));
        QVERIFY(writeAt(*file, 0, core::bytesOf("abc")));
        QCOMPARE(core::textOf(*readAt(*file, 1, 100)), std::string("bcdef"));
    }

    void pathsAreTakenApart()
    {
        QCOMPARE(engine::host::folderOf("/a/b"), std::string("/a"));
        QCOMPARE(engine::host::folderOf("/a"), std::string("/"));
        QCOMPARE(engine::host::folderOf("a"), std::string("."));
        QCOMPARE(engine::host::lastPartOf("/a/b"), std::string("b"));
    }

private:
    [[nodiscard]] std::string at(const char* name) const
    {
        return m_folder->filePath(QString::fromLatin1(name)).toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(PosixFileTest)
#include "posix_file_test.moc"
