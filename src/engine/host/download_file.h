// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One download on disk: `.<name>.parlour-part` beside the place where it will lie, renamed without overwriting when it is
// whole. Blocking; used on the file lane.

#include "core/result.h"
#include "engine/host/posix_file.h"
#include "engine/peer_io.h"

#include <string>

namespace engine::host {

[[nodiscard]] FileError fileError(Errno error);

/// "name", then "name (1)", "name (2)", ... with the number before the ending.
[[nodiscard]] std::string numberedName(const std::string& name, unsigned number);
/// One component that is safe to make: not empty, not "." or "..", no '/', no NUL, at most 255 bytes.
[[nodiscard]] bool isOneComponent(const std::string& name);
/// The part file's name: shortened where 255 bytes would not do.
[[nodiscard]] std::string partNameOf(const std::string& name);

class DownloadFile
{
public:
    /// See PlaceDownload; `downloadFolder` is used (and made) when `to` is empty.
    [[nodiscard]] static core::Result<DownloadFile, FileError>
    place(const PlaceDownload& ask, const std::string& downloadFolder);
    [[nodiscard]] static core::Result<DownloadFile, FileError> reopen(const ReopenDownload& ask);

    [[nodiscard]] const std::string& partPath() const { return m_partPath; }
    [[nodiscard]] const std::string& finalPath() const { return m_finalPath; }

    [[nodiscard]] std::optional<FileError> write(std::uint64_t offset, core::ByteView bytes);
    [[nodiscard]] std::optional<FileError> flush();
    [[nodiscard]] core::Result<core::Bytes, FileError> read(std::uint64_t offset,
                                                            std::uint32_t length);
    /// On disk under its final name, which may have got a number; that name is answered.
    [[nodiscard]] core::Result<std::string, FileError> finish();
    void drop();

private:
    DownloadFile(Fd file, std::string partPath, std::string finalPath);
    [[nodiscard]] static core::Result<DownloadFile, FileError> placeOver(const std::string& path);
    [[nodiscard]] static core::Result<DownloadFile, FileError>
    make(const std::string& folder, const std::string& name, bool mayNumber);

    Fd m_file;
    std::string m_partPath;
    std::string m_finalPath;
    bool m_replaces = false;
};

} // namespace engine::host
