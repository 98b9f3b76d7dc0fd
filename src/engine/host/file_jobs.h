// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Everything that is read from or written to files of the person: hashing what is shared, reading blocks of it, and the
// part files of downloads. Hashing and reading run on small pools; all part files share one lane, so that the steps of
// one job happen in the order in which they were asked for. Results are delivered on the owner's thread.
//
// A name from a peer never becomes a path: it is one component, checked here again, made inside the chosen folder
// without following links and without overwriting anything.

#include "engine/host/posix_file.h"
#include "engine/peer_io.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace engine::host {

struct FileEvents {
    std::function<void(FileHashed)> hashed;
    std::function<void(FileHashingNotice)> hashing;
    std::function<void(ReadId, std::optional<FileError>, core::Bytes)> bytes;
    std::function<void(DownloadPlaced)> placed;
    std::function<void(FileJobId, std::uint64_t offset, std::optional<FileError>)> written;
    std::function<void(FileJobId, std::optional<FileError>)> flushed;
    std::function<void(FileJobId, std::optional<FileError>, std::string path)> finished;
};

class FileJobs
{
public:
    /// `downloadFolder` is made when it is first needed.
    FileJobs(std::string downloadFolder, FileEvents events);
    FileJobs(const FileJobs&) = delete;
    FileJobs& operator=(const FileJobs&) = delete;
    FileJobs(FileJobs&&) = delete;
    FileJobs& operator=(FileJobs&&) = delete;
    /// Stops hashing, finishes what was asked of part files; results of that are not delivered any more.
    ~FileJobs();

    void hash(const HashFile& ask);
    void stopHashing(FileJobId job);
    void read(const ReadFile& ask);
    void place(const PlaceDownload& ask);
    void reopen(const ReopenDownload& ask);
    void write(WritePart ask);
    void flush(FileJobId job);
    void readPart(const ReadPart& ask);
    void finish(FileJobId job);
    void drop(FileJobId job);
    /// In place of what stands there, and only once all of it is on disk.
    void writeWhole(WriteFile ask, std::function<void(std::optional<FileError>)> done);

private:
    class Lane; ///< the part files; touched by the one thread of m_lanePool only
    template<class Make>
    void inLane(Make make);

    QObject m_owner;
    std::string m_downloadFolder;
    std::shared_ptr<FileEvents> m_events;
    std::shared_ptr<Lane> m_lane;
    std::map<FileJobId, std::shared_ptr<std::atomic<bool>>> m_hashing; ///< set to stop
    QThreadPool m_hashPool;
    QThreadPool m_readPool;
    QThreadPool m_lanePool;
};

} // namespace engine::host
