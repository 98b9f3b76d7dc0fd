// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The sealed history of a profile without a passphrase, opened beside the program that it belongs to.

#include "engine/host/database.h"
#include "engine/host/key_file.h"
#include "engine/host/sealed_vfs.h"
#include "engine/host/system_rng.h"

namespace support {

class OpenedHistory
{
public:
    explicit OpenedHistory(const std::string& profile)
    {
        const auto keys = engine::host::readKeyFile(profile + "/keys", {});
        if (!keys) {
            return;
        }
        m_vfs = std::make_unique<engine::host::SealedVfs>(engine::host::historyKey(*keys), m_rng);
        auto opened = engine::host::Database::open(
            engine::host::DatabasePlace(profile + "/parlour.db", *m_vfs),
            engine::host::Database::Mode::Write);
        if (opened) {
            m_database = std::move(*opened);
        }
    }

    [[nodiscard]] bool run(const std::string& sql)
    {
        return m_database != nullptr && m_database->run(sql).hasValue();
    }

private:
    engine::host::SystemRng m_rng;
    std::unique_ptr<engine::host::SealedVfs> m_vfs;
    std::unique_ptr<engine::host::Database> m_database;
};

} // namespace support
