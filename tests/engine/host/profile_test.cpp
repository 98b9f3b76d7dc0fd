// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/profile.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using engine::host::Profile;
using engine::host::ProfileError;

namespace {

std::optional<ProfileError> errorOf(const std::string& folder)
{
    const auto profile = Profile::open(folder);
    return profile ? std::nullopt : std::optional(profile.error());
}

/// A second process that holds the profile until it is killed; answers when it has it.
pid_t holdInAnotherProcess(const std::string& folder)
{
    int ready[2] = {-1, -1};
    if (::pipe(ready) != 0) {
        return -1;
    }
    const pid_t child = ::fork();
    if (child == 0) {
        const auto profile = Profile::open(folder);
        const char answer = profile ? 'y' : 'n';
        static_cast<void>(!::write(ready[1], &answer, 1));
        ::pause();
        ::_exit(0);
    }
    char answer = 0;
    static_cast<void>(!::read(ready[0], &answer, 1));
    ::close(ready[0]);
    ::close(ready[1]);
    return answer == 'y' ? child : -1;
}

} // namespace

class ProfileTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_outer = std::make_unique<QTemporaryDir>();
        m_folder = m_outer->filePath(QStringLiteral("deep/profile")).toStdString();
    }

    void aMissingFolderIsMadePrivate()
    {
        const auto profile = Profile::open(m_folder + "/");
        QVERIFY(profile.hasValue());
        QCOMPARE(profile->keyPath(), m_folder + "/keys");
        struct stat status = {};
        QCOMPARE(::stat(m_folder.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0700U);
        QVERIFY(engine::host::isFolder(profile->incomingPath()));
    }

    void aSecondProcessIsKeptOutUntilTheFirstIsKilled()
    {
        const pid_t child = holdInAnotherProcess(m_folder);
        QVERIFY(child > 0);
        QCOMPARE(errorOf(m_folder), ProfileError::InUse);
        QCOMPARE(::kill(child, SIGKILL), 0);
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        QCOMPARE(errorOf(m_folder), std::nullopt);
    }

    void theSameProcessIsKeptOutToo()
    {
        const auto profile = Profile::open(m_folder);
        QVERIFY(profile.hasValue());
        QCOMPARE(errorOf(m_folder), ProfileError::InUse);
    }

    void thePortIsRemembered()
    {
        {
            auto profile = Profile::open(m_folder);
            QVERIFY(profile.hasValue());
            QCOMPARE(profile->rememberedPort(), std::uint16_t{0});
            QVERIFY(profile->rememberPort(4711));
        }
        QCOMPARE(Profile::open(m_folder)->rememberedPort(), std::uint16_t{4711});
    }

    void damagedSettingsAreNoReasonNotToStart()
    {
        QVERIFY(Profile::open(m_folder).hasValue());
        for (const char* text : {"", "{", "[1]", "{\"port\": 70000}", "{\"port\": \"x\"}"}) {
            QVERIFY(engine::host::replaceFile(m_folder + "/settings.json", core::bytesOf(text)));
            const auto profile = Profile::open(m_folder);
            QVERIFY(profile.hasValue());
            QCOMPARE(profile->rememberedPort(), std::uint16_t{0});
        }
    }

    void aNewerLayoutIsRefused()
    {
        QVERIFY(Profile::open(m_folder).hasValue());
        QVERIFY(engine::host::replaceFile(m_folder + "/settings.json",
                                          core::bytesOf("{\"layout\": 2}")));
        QCOMPARE(errorOf(m_folder), ProfileError::Newer);
    }

    void whatCannotBeAFolderIsNotWritable()
    {
        const std::string file = m_outer->filePath(QStringLiteral("file")).toStdString();
        QVERIFY(engine::host::replaceFile(file, core::bytesOf("x")));
        QCOMPARE(errorOf(file), ProfileError::NotWritable);
        QCOMPARE(errorOf(file + "/below"), ProfileError::NotWritable);
        QCOMPARE(errorOf("/proc/parlour"), ProfileError::NotWritable);
        QCOMPARE(errorOf(""), ProfileError::NotWritable);
    }

private:
    std::unique_ptr<QTemporaryDir> m_outer;
    std::string m_folder;
};

QTEST_GUILESS_MAIN(ProfileTest)
#include "profile_test.moc"
