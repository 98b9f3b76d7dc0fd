// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/file_jobs.h"

#include "engine/host/download_file.h"
#include "transfer/merkle.h"

#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>

namespace engine::host {

namespace {

constexpr int hashThreads = 2;
constexpr int readThreads = 2;
constexpr std::size_t hashSliceBytes = 1024 * 1024;
constexpr std::chrono::milliseconds progressEvery{200};
constexpr std::uint32_t readBytesMost = 4 * 1024 * 1024;

/// What tells that a file is still the one that was hashed.
struct Stamp {
    std::uint64_t bytes = 0;
    std::int64_t modifiedNs = 0;
    ino_t inode = 0;
    bool operator==(const Stamp&) const = default;
};

std::optional<Stamp> stampOf(const struct stat& status)
{
    if (!S_ISREG(status.st_mode)) {
        return std::nullopt;
    }
    constexpr std::int64_t nsPerSecond = 1'000'000'000;
    return Stamp{static_cast<std::uint64_t>(status.st_size),
                 status.st_mtim.tv_sec * nsPerSecond + status.st_mtim.tv_nsec,
                 status.st_ino};
}

std::optional<Stamp> stampOfOpen(const Fd& file)
{
    struct stat status = {};
    return ::fstat(file.get(), &status) == 0 ? stampOf(status) : std::nullopt;
}

template<class Work>
void post(QObject* where, Work work)
{
    QMetaObject::invokeMethod(where, std::move(work), Qt::QueuedConnection);
}

using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

FileHashed hashWhole(const HashFile& ask, const std::atomic<bool>& stop, const Progress& progress)
{
    FileHashed result;
    result.job = ask.job;
    result.name = lastPartOf(ask.path);
    const auto file = openFile(ask.path, O_RDONLY | O_NONBLOCK);
    if (!file) {
        result.error = fileError(file.error());
        return result;
    }
    const auto before = stampOfOpen(*file);
    if (!before) {
        result.error = FileError::Denied; // a folder, a pipe, a device
        return result;
    }
    transfer::TreeBuilder tree(transfer::TreeBuilder::Leaves::Keep);
    auto said = std::chrono::steady_clock::now();
    while (!stop) {
        const auto slice = readAt(*file, tree.length(), hashSliceBytes);
        if (!slice) {
            result.error = fileError(slice.error());
            return result;
        }
        tree.add(*slice);
        if (slice->size() < hashSliceBytes || tree.length() > before->bytes) {
            break;
        }
        if (const auto now = std::chrono::steady_clock::now(); now - said >= progressEvery) {
            said = now;
            progress(tree.length(), before->bytes);
        }
    }
    // Both the open file and what has its name now: an editor that saves makes a new file.
    struct stat named = {};
    if (::stat(ask.path.c_str(), &named) != 0) {
        result.error = FileError::Gone;
    } else if (stampOfOpen(*file) != before || stampOf(named) != before
               || tree.length() != before->bytes) {
        result.error = FileError::Changed;
    }
    result.bytes = tree.length();
    result.root = tree.finish();
    result.leaves = tree.leaves();
    result.modifiedMs = before->modifiedNs / 1'000'000;
    return result;
}

} // namespace

class FileJobs::Lane
{
public:
    DownloadPlaced hold(FileJobId job, core::Result<DownloadFile, FileError> placed)
    {
        DownloadPlaced result;
        result.job = job;
        if (!placed) {
            result.error = placed.error();
            return result;
        }
        result.partPath = placed->partPath();
        result.finalPath = placed->finalPath();
        m_files.insert_or_assign(job, std::move(*placed));
        return result;
    }
    DownloadFile* find(FileJobId job)
    {
        const auto found = m_files.find(job);
        return found == m_files.end() ? nullptr : &found->second;
    }
    void forget(FileJobId job) { m_files.erase(job); }

private:
    std::map<FileJobId, DownloadFile> m_files;
};

FileJobs::FileJobs(std::string downloadFolder, FileEvents events)
    : m_downloadFolder(std::move(downloadFolder))
    , m_events(std::make_shared<FileEvents>(std::move(events)))
    , m_lane(std::make_shared<Lane>())
{
    m_hashPool.setMaxThreadCount(hashThreads);
    m_readPool.setMaxThreadCount(readThreads);
    m_lanePool.setMaxThreadCount(1); // one thread takes its work in order
}

FileJobs::~FileJobs()
{
    for (const auto& [job, stop] : m_hashing) {
        *stop = true;
    }
    m_hashPool.clear();
    m_readPool.clear();
    m_hashPool.waitForDone();
    m_readPool.waitForDone();
    m_lanePool.waitForDone();
}

void FileJobs::hash(const HashFile& ask)
{
    auto stop = std::make_shared<std::atomic<bool>>(false);
    m_hashing[ask.job] = stop;
    m_hashPool.start([this, ask, stop]() {
        const auto progress = [this, &ask](std::uint64_t done, std::uint64_t total) {
            post(&m_owner, [events = m_events, path = ask.path, done, total]() {
                events->hashing({path, done, total});
            });
        };
        auto result = std::make_shared<FileHashed>(hashWhole(ask, *stop, progress));
        post(&m_owner, [this, stop, result]() {
            m_hashing.erase(result->job);
            if (!*stop) {
                m_events->hashed(std::move(*result));
            }
        });
    });
}

void FileJobs::stopHashing(FileJobId job)
{
    if (const auto found = m_hashing.find(job); found != m_hashing.end()) {
        *found->second = true;
    }
}

void FileJobs::read(const ReadFile& ask)
{
    m_readPool.start([this, ask]() {
        std::optional<FileError> error;
        core::Bytes bytes;
        const auto file = openFile(ask.path, O_RDONLY | O_NONBLOCK);
        if (!file) {
            error = fileError(file.error());
        } else if (!stampOfOpen(*file) || ask.length > readBytesMost) {
            error = FileError::Denied;
        } else if (auto got = readAt(*file, ask.offset, ask.length); !got) {
            error = fileError(got.error());
        } else if (got->size() != ask.length) {
            error = FileError::Changed; // shorter than when it was hashed
        } else {
            bytes = std::move(*got);
        }
        post(&m_owner, [events = m_events, read = ask.read, error, bytes = std::move(bytes)]() {
            events->bytes(read, error, bytes);
        });
    });
}

/// `make` runs in the lane and answers what is to be done with its result on the owner's thread.
template<class Make>
void FileJobs::inLane(Make make)
{
    m_lanePool.start([this, lane = m_lane, make = std::move(make)]() {
        post(&m_owner, [events = m_events, deliver = make(*lane)]() { deliver(*events); });
    });
}

void FileJobs::place(const PlaceDownload& ask)
{
    inLane([ask, folder = m_downloadFolder](Lane& lane) {
        auto placed = lane.hold(ask.job, DownloadFile::place(ask, folder));
        return [placed = std::move(placed)](FileEvents& events) { events.placed(placed); };
    });
}

void FileJobs::reopen(const ReopenDownload& ask)
{
    inLane([ask](Lane& lane) {
        auto placed = lane.hold(ask.job, DownloadFile::reopen(ask));
        return [placed = std::move(placed)](FileEvents& events) { events.placed(placed); };
    });
}

void FileJobs::write(WritePart ask)
{
    inLane([ask = std::move(ask)](Lane& lane) {
        DownloadFile* file = lane.find(ask.job);
        const auto error = file ? file->write(ask.offset, ask.bytes) : FileError::Gone;
        return [job = ask.job, offset = ask.offset, error](FileEvents& events) {
            events.written(job, offset, error);
        };
    });
}

void FileJobs::flush(FileJobId job)
{
    inLane([job](Lane& lane) {
        DownloadFile* file = lane.find(job);
        const auto error = file ? file->flush() : FileError::Gone;
        return [job, error](FileEvents& events) { events.flushed(job, error); };
    });
}

void FileJobs::readPart(const ReadPart& ask)
{
    inLane([ask](Lane& lane) {
        std::optional<FileError> error;
        core::Bytes bytes;
        DownloadFile* file = lane.find(ask.job);
        if (file == nullptr || ask.length > readBytesMost) {
            error = FileError::Gone;
        } else if (auto got = file->read(ask.offset, ask.length)) {
            bytes = std::move(*got);
        } else {
            error = got.error();
        }
        return [read = ask.read, error, bytes = std::move(bytes)](FileEvents& events) {
            events.bytes(read, error, bytes);
        };
    });
}

void FileJobs::finish(FileJobId job)
{
    inLane([job](Lane& lane) {
        std::optional<FileError> error;
        std::string path;
        DownloadFile* file = lane.find(job);
        if (file == nullptr) {
            error = FileError::Gone;
        } else if (auto finished = file->finish()) {
            path = std::move(*finished);
            lane.forget(job);
        } else {
            error = finished.error();
        }
        return [job, error, path = std::move(path)](FileEvents& events) {
            events.finished(job, error, path);
        };
    });
}

void FileJobs::drop(FileJobId job)
{
    inLane([job](Lane& lane) {
        if (DownloadFile* file = lane.find(job)) {
            file->drop();
            lane.forget(job);
        }
        return [](FileEvents&) {};
    });
}

void FileJobs::writeWhole(WriteFile ask, std::function<void(std::optional<FileError>)> done)
{
    inLane([ask = std::move(ask), done = std::move(done)](Lane&) {
        std::optional<FileError> error;
        if (isFolder(ask.path)) {
            error = FileError::Denied;
        } else if (const auto written = replaceFile(ask.path, ask.bytes); !written) {
            error = fileError(written.error());
        }
        return [done, error](FileEvents&) { done(error); };
    });
}

} // namespace engine::host
