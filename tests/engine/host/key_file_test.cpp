// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/key_file.h"
#include "engine/host/posix_file.h"
#include "support/seeded_rng.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using engine::host::KeyFileError;
using engine::host::readKeyFile;
using engine::host::writeKeyFile;

class KeyFileTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("keys")).toStdString();
    }

    void keysComeBackPlainAndSealed()
    {
        for (const std::string passphrase : {"", "correct horse"}) {
            const auto keys = engine::host::makeKeys(m_rng);
            QVERIFY(writeKeyFile(m_path, keys, passphrase, core::passphraseCostLeast, m_rng));
            const auto read = readKeyFile(m_path, passphrase);
            QVERIFY(read.hasValue());
            QVERIFY(read->identity == keys.identity && read->device == keys.device);
            QVERIFY(!(read->identity == read->device));
            QCOMPARE(*engine::host::isKeyFileSealed(m_path), !passphrase.empty());
        }
    }

    void seedsOfASealedFileAreNotInIt()
    {
        const auto keys = engine::host::makeKeys(m_rng);
        QVERIFY(writeKeyFile(m_path, keys, "p", core::passphraseCostLeast, m_rng));
        const std::string raw = core::textOf(*engine::host::readWhole(m_path, 4096));
        QVERIFY(raw.find(core::textOf(keys.identity.view())) == std::string::npos);
        QVERIFY(raw.find(core::textOf(keys.device.view())) == std::string::npos);
    }

    void wrongOrMissingPassphrase()
    {
        write("right");
        QCOMPARE(errorWith("wrong"), KeyFileError::WrongPassphrase);
        QCOMPARE(errorWith(""), KeyFileError::WrongPassphrase);
    }

    void everyChangedByteAndEveryTruncationIsNoticed()
    {
        write("");
        const core::Bytes whole = *engine::host::readWhole(m_path, 4096);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            core::Bytes changed = whole;
            changed[i] ^= 1U;
            put(changed);
            const bool inVersion = i == 8 || i == 9;
            QVERIFY(errorWith("") == KeyFileError::Damaged
                    || (inVersion && errorWith("") == KeyFileError::NewerVersion));
            put(core::Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(i)));
            QCOMPARE(errorWith(""), KeyFileError::Damaged);
        }
    }

    void aNewerFileIsToldApart()
    {
        write("");
        core::Bytes changed = *engine::host::readWhole(m_path, 4096);
        changed[9] = 2;
        put(changed);
        QCOMPARE(errorWith(""), KeyFileError::NewerVersion);
    }

    void missingAndUnwritable()
    {
        QCOMPARE(errorWith(""), KeyFileError::Missing);
        const auto keys = engine::host::makeKeys(m_rng);
        const auto written =
            writeKeyFile(m_path + "/below", keys, "", core::passphraseCostLeast, m_rng);
        QVERIFY(!written && written.error() == KeyFileError::Io);
    }

    void aFileThatOthersCanReadIsMadePrivate()
    {
        write("");
        QCOMPARE(::chmod(m_path.c_str(), 0644), 0);
        QVERIFY(readKeyFile(m_path, "").hasValue());
        struct stat status = {};
        QCOMPARE(::stat(m_path.c_str(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0600U);
    }

    void aLinkInItsPlaceIsRefused()
    {
        write("");
        QCOMPARE(::rename(m_path.c_str(), (m_path + ".moved").c_str()), 0);
        QCOMPARE(::symlink((m_path + ".moved").c_str(), m_path.c_str()), 0);
        QCOMPARE(errorWith(""), KeyFileError::Io);
    }

private:
    void write(std::string_view passphrase)
    {
        const auto keys = engine::host::makeKeys(m_rng);
        QVERIFY(writeKeyFile(m_path, keys, passphrase, core::passphraseCostLeast, m_rng));
    }
    void put(const core::Bytes& bytes) { QVERIFY(engine::host::replaceFile(m_path, bytes)); }
    [[nodiscard]] std::optional<KeyFileError> errorWith(std::string_view passphrase) const
    {
        const auto read = readKeyFile(m_path, passphrase);
        return read ? std::nullopt : std::optional(read.error());
    }

    support::SeededRng m_rng{7};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
};

QTEST_GUILESS_MAIN(KeyFileTest)
#include "key_file_test.moc"
