// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The profile folder: one installation's everything. Opening it takes a lock that the kernel gives back when the
// process ends, however it ends, so a crash never locks anybody out and two processes never share a profile.
//
//     lock            held for as long as the Profile lives
//     settings.json   layout version, remembered port
//     keys            key_file.h
//     parlour.db      sqlite_store.h (with -wal and -shm)
//     incoming/       what is being received for the profile itself

#include "core/result.h"
#include "engine/host/posix_file.h"

#include <cstdint>
#include <string>

namespace engine::host {

enum class ProfileError : std::uint8_t { InUse, NotWritable, Newer };

class Profile
{
public:
    /// Makes the folder (mode 0700) when it is missing.
    [[nodiscard]] static core::Result<Profile, ProfileError> open(const std::string& folder);

    [[nodiscard]] const std::string& folder() const { return m_folder; }
    [[nodiscard]] std::string keyPath() const { return m_folder + "/keys"; }
    [[nodiscard]] std::string databasePath() const { return m_folder + "/parlour.db"; }
    [[nodiscard]] std::string incomingPath() const { return m_folder + "/incoming"; }

    /// 0 = none was picked yet.
    [[nodiscard]] std::uint16_t rememberedPort() const { return m_port; }
    /// False when it could not be written; the port is then forgotten at the next start.
    bool rememberPort(std::uint16_t port);

private:
    Profile(std::string folder, Fd lock);
    [[nodiscard]] core::Result<void, ProfileError> readSettings();
    [[nodiscard]] std::string settingsPath() const { return m_folder + "/settings.json"; }

    std::string m_folder;
    Fd m_lock;
    std::uint16_t m_port = 0;
};

} // namespace engine::host
