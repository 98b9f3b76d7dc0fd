// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/file_downloads.h"

#include <algorithm>

namespace engine {

using transfer::Receiver;

namespace {

transfer::WriteFailure failureOf(FileError error)
{
    switch (error) {
    case FileError::DiskFull:
        return transfer::WriteFailure::DiskFull;
    case FileError::Denied:
        return transfer::WriteFailure::ReadOnly;
    case FileError::Gone:
        return transfer::WriteFailure::Gone;
    case FileError::Changed:
    case FileError::Exists:
    case FileError::Failed:
        break;
    }
    return transfer::WriteFailure::Io;
}

Reason reasonOf(FileError error)
{
    switch (error) {
    case FileError::Gone:
        return Reason::FileGone;
    case FileError::Exists:
        return Reason::FileExists;
    case FileError::DiskFull:
        return Reason::DiskFull;
    case FileError::Denied:
        return Reason::ReadOnly;
    case FileError::Changed:
    case FileError::Failed:
        break;
    }
    return Reason::Internal;
}

} // namespace

FileDownloads::FileDownloads(FileLinks& links, FileUploads& uploads)
    : m_links(links)
    , m_uploads(uploads)
{
}

// ---- what the person wants ----

void FileDownloads::fetch(Turn& turn, RequestId request, Wish wish)
{
    Download download(StoredFile(), wish.manifest);
    download.kept.room = wish.room;
    download.kept.file = wish.file;
    download.kept.to = wish.to;
    download.job = m_nextJob++;
    download.asked = request;
    turn.output(PlaceDownload{
        download.job, std::move(wish.to), std::move(wish.safeName), wish.manifest.length()});
    m_files.insert_or_assign(wish.file, std::move(download));
}

void FileDownloads::goOn(Turn& turn, const StoredFile& stored, const transfer::Manifest& manifest)
{
    if (isFull() || has(stored.file)) {
        return;
    }
    Download download(stored, manifest);
    download.step = Step::Reopening;
    download.job = m_nextJob++;
    turn.output(ReopenDownload{download.job, stored.partPath, stored.finalPath});
    m_files.emplace(stored.file, std::move(download));
}

std::optional<Reason> FileDownloads::pause(Turn& turn, const EventRef& file)
{
    const auto found = m_files.find(file);
    if (found == m_files.end()) {
        return Reason::UnknownFile;
    }
    Download& download = found->second;
    if (download.step == Step::Placing || download.step == Step::Whole
        || download.step == Step::Finishing) {
        return Reason::Busy;
    }
    if (download.step == Step::Running) {
        download.step = Step::Paused;
        apply(turn, download, [&](Receiver& receiver, auto& out) {
            receiver.pause(turn.now.mono, out);
        });
    }
    persist(turn, download, FileStage::Paused);
    return std::nullopt;
}

std::optional<Reason> FileDownloads::resume(Turn& turn, const EventRef& file)
{
    const auto found = m_files.find(file);
    if (found == m_files.end()) {
        return Reason::UnknownFile;
    }
    Download& download = found->second;
    const bool restarts = download.step == Step::Stopped;
    if (download.step == Step::Placing || (restarts && download.busy > 0)) {
        return Reason::Busy;
    }
    download.lost.reset();
    download.resting.clear();
    persist(turn, download, FileStage::Fetching);
    if (restarts && !download.open) {
        download.step = Step::Reopening;
        download.job = m_nextJob++;
        turn.output(ReopenDownload{download.job, download.kept.partPath, download.kept.finalPath});
    } else if (restarts) {
        startReceiver(turn, download);
    } else if (download.step == Step::Paused) {
        begin(turn, download);
    }
    settle(turn, found);
    return std::nullopt;
}

std::optional<Reason> FileDownloads::cancel(Turn& turn, const EventRef& file)
{
    const auto found = m_files.find(file);
    if (found == m_files.end()) {
        return Reason::UnknownFile;
    }
    if (found->second.step == Step::Finishing) {
        return Reason::Busy;
    }
    discard(turn, found->second);
    settle(turn, found);
    return std::nullopt;
}

void FileDownloads::forgetRoom(Turn& turn, const RoomId& room)
{
    for (auto at = m_files.begin(); at != m_files.end();) {
        const auto each = at++;
        if (each->second.kept.room == room) {
            discard(turn, each->second);
            settle(turn, each);
        }
    }
}

void FileDownloads::reload(Turn& turn, const std::set<EventRef>& stored)
{
    for (auto at = m_files.begin(); at != m_files.end();) {
        const auto each = at++;
        Download& download = each->second;
        if (download.step != Step::Placing && !stored.contains(each->first)) {
            discard(turn, download);
        } else if (download.step == Step::Whole) {
            commitWhole(turn, download);
        }
        settle(turn, each);
    }
}

/// The part file goes once nothing says any more that it should be there.
void FileDownloads::discard(Turn& turn, Download& download)
{
    if (download.asked) {
        turn.answer(*download.asked, Refusal{Reason::Busy, "cancelled before it began", 0});
    }
    dropFile(turn, download.kept.room, download.kept.file);
    m_uploads.remove(turn, download.kept.file, transfer::RefuseReason::Other);
    if (download.open) {
        turn.afterCommit([job = download.job](Turn& later) { later.output(DropPart{job}); });
    }
    download.receiver.reset();
    download.step = Step::Over;
}

std::optional<FileDownloads::State> FileDownloads::state(const EventRef& file) const
{
    const auto found = m_files.find(file);
    if (found == m_files.end()) {
        return std::nullopt;
    }
    const Download& download = found->second;
    const bool paused = download.step == Step::Paused || download.step == Step::Stopped
                        || download.kept.stage == FileStage::Paused;
    return State{paused ? FileStage::Paused : FileStage::Fetching,
                 download.bytesDone,
                 download.kept.finalPath};
}

std::string FileDownloads::askedPlace(const EventRef& file) const
{
    const auto found = m_files.find(file);
    return found == m_files.end() ? std::string() : found->second.kept.to;
}

// ---- the part file ----

FileDownloads::Files::iterator FileDownloads::ofJob(FileJobId job)
{
    return std::find_if(
        m_files.begin(), m_files.end(), [job](const auto& each) { return each.second.job == job; });
}

std::optional<FileDownloads::Renamed> FileDownloads::handlePlaced(Turn& turn,
                                                                  const DownloadPlaced& placed)
{
    const auto found = ofJob(placed.job);
    if (found == m_files.end()) {
        if (!placed.error) {
            turn.output(DropPart{placed.job}); // cancelled while it was being made
        }
        return std::nullopt;
    }
    Download& download = found->second;
    download.open = !placed.error;
    if (download.step == Step::Placing && placed.error) {
        turn.answer(
            *std::exchange(download.asked, std::nullopt),
            Refusal{placed.error == FileError::Gone ? Reason::BadArgument : reasonOf(*placed.error),
                    "no place for the download",
                    0});
        download.step = Step::Over;
    } else if (download.step == Step::Placing) {
        download.kept.partPath = placed.partPath;
        download.kept.finalPath = placed.finalPath;
        download.step = Step::Paused;
        persist(turn, download, FileStage::Fetching);
        turn.answerAfterCommit(*std::exchange(download.asked, std::nullopt), Done{});
        turn.afterCommit([weak = weak_from_this(), file = found->first](Turn& later) {
            const auto self = weak.lock();
            const auto again = self ? self->m_files.find(file) : Files::iterator();
            if (self && again != self->m_files.end() && !again->second.receiver) {
                self->startReceiver(later, again->second);
                self->settle(later, again);
            }
        });
    } else if (placed.error) {
        const auto held =
            transfer::Bitmap::decode(download.manifest.blocks(), download.kept.blocks);
        if (*placed.error == FileError::Gone && held && held->full()) {
            Renamed renamed{download.kept, download.manifest};
            m_files.erase(found);
            return renamed;
        }
        stop(turn, download, reasonOf(*placed.error));
    } else {
        startReceiver(turn, download);
    }
    settle(turn, found);
    return std::nullopt;
}

/// What of the held blocks can be proved to others: hashes may have been lost in a restart.
transfer::Bitmap FileDownloads::provable(const Download& download)
{
    const transfer::Manifest& manifest = download.manifest;
    const auto hashes = download.receiver->hashes();
    transfer::Bitmap held = download.receiver->durable();
    for (std::uint64_t range = 0; range < manifest.ranges(); ++range) {
        for (auto at = manifest.rangeStart(range);
             !hashes->hasRange(range) && at < manifest.rangeEnd(range);
             ++at) {
            held.clear(at);
        }
    }
    return held;
}

void FileDownloads::startReceiver(Turn& turn, Download& download)
{
    StoredFile& kept = download.kept;
    auto resumed =
        Receiver::resumed(kept.file, download.manifest, {kept.blocks, std::move(kept.hashes)});
    if (download.receiver) {
        resumed = Receiver::resumed(kept.file, download.manifest, download.receiver->resumeState());
    }
    kept.hashes.clear();
    download.receiver.emplace(resumed ? std::move(*resumed)
                                      : Receiver(kept.file, download.manifest));
    download.durable = download.receiver->durable();
    download.savedRanges = download.receiver->hashes()->rangesKnown();
    static_cast<void>(m_uploads.addPart(
        kept.file, download.job, download.receiver->hashes(), provable(download)));
    download.step = Step::Paused;
    download.bytesDone = 0;
    for (std::uint64_t at = 0; at < download.durable.size(); ++at) {
        download.bytesDone += download.durable.test(at) ? download.manifest.blockLength(at) : 0;
    }
    if (kept.stage == FileStage::Fetching) {
        begin(turn, download);
    }
}

void FileDownloads::begin(Turn& turn, Download& download)
{
    download.step = Step::Running;
    download.seekDue = true;
    apply(turn, download, [&](Receiver& receiver, auto& out) {
        receiver.start(turn.now.mono, out);
        receiver.resume(turn.now.mono, out);
    });
}

void FileDownloads::handleWritten(Turn& turn,
                                  FileJobId job,
                                  std::uint64_t offset,
                                  std::optional<FileError> error)
{
    const auto found = ofJob(job);
    if (found == m_files.end() || !found->second.receiver) {
        return;
    }
    found->second.busy -= std::min<std::size_t>(found->second.busy, 1);
    apply(turn, found->second, [&](Receiver& receiver, auto& out) {
        if (error) {
            receiver.handleWriteFailed(turn.now.mono, failureOf(*error), out);
        } else {
            receiver.handleWritten(turn.now.mono, offset / transfer::blockBytes, out);
        }
    });
    settle(turn, found);
}

void FileDownloads::handleFlushed(Turn& turn, FileJobId job, std::optional<FileError> error)
{
    const auto found = ofJob(job);
    if (found == m_files.end() || !found->second.receiver) {
        return;
    }
    Download& download = found->second;
    download.busy -= std::min<std::size_t>(download.busy, 1);
    apply(turn, download, [&](Receiver& receiver, auto& out) {
        if (error) {
            receiver.handleWriteFailed(turn.now.mono, failureOf(*error), out);
        } else {
            receiver.handleFlushed(turn.now.mono, out);
        }
    });
    noteDurable(turn, download);
    settle(turn, found);
}

void FileDownloads::noteDurable(Turn& turn, Download& download)
{
    if (!download.receiver || download.step == Step::Stopped) {
        return;
    }
    const transfer::Bitmap& now = download.receiver->durable();
    for (std::uint64_t word = 0; word * 64 < now.size(); ++word) {
        std::uint64_t gained = now.word(word) & ~download.durable.word(word);
        for (std::uint64_t at = word * 64; gained != 0; ++at, gained >>= 1U) {
            if ((gained & 1U) != 0) {
                download.unsaved += download.manifest.blockLength(at);
                m_uploads.gained(download.kept.file, at);
            }
        }
    }
    download.durable = now;
    const bool worthIt = download.unsaved >= recordShare * (now.size() / 8 + 1);
    if (download.step == Step::Paused || (download.step == Step::Running && worthIt)) {
        persist(turn, download, download.kept.stage);
    }
}

void FileDownloads::persist(Turn& turn, Download& download, FileStage stage)
{
    download.kept.stage = stage;
    if (download.receiver) {
        download.kept.blocks = download.receiver->durableBlocks();
        download.unsaved = 0;
        // All of them each time, so only when there are a quarter more.
        const std::size_t known = download.receiver->hashes()->rangesKnown();
        if (known > download.savedRanges + download.savedRanges / 4) {
            download.savedRanges = known;
            persistHashes(
                turn, download.kept.room, download.kept.file, *download.receiver->hashes());
        }
    }
    persistFile(turn, download.kept);
}

void FileDownloads::commitWhole(Turn& turn, Download& download)
{
    persist(turn, download, FileStage::Fetching);
    turn.afterCommit(
        [weak = weak_from_this(), file = download.kept.file, job = download.job](Turn& later) {
            if (const auto self = weak.lock()) {
                self->finish(later, file, job);
            }
        });
}

void FileDownloads::finish(Turn& turn, const EventRef& file, FileJobId job)
{
    const auto found = m_files.find(file);
    if (found != m_files.end() && found->second.job == job && found->second.step == Step::Whole) {
        found->second.step = Step::Finishing;
        m_uploads.moving(file);
        turn.output(FinishPart{job});
    }
}

std::optional<FileDownloads::Finished> FileDownloads::handleFinished(Turn& turn,
                                                                     FileJobId job,
                                                                     std::optional<FileError> error,
                                                                     const std::string& path)
{
    const auto found = ofJob(job);
    if (found == m_files.end() || found->second.step != Step::Finishing) {
        return std::nullopt;
    }
    Download& download = found->second;
    if (error) {
        m_uploads.remove(turn, found->first, transfer::RefuseReason::Other);
        stop(turn, download, reasonOf(*error));
        settle(turn, found);
        return std::nullopt;
    }
    Finished finished{std::move(download.kept), download.receiver->hashes()};
    finished.file.stage = FileStage::Here;
    finished.file.path = path;
    finished.file.blocks.clear();
    m_files.erase(found);
    return finished;
}

// ---- time ----

void FileDownloads::handleTimer(Turn& turn)
{
    const core::MonoTime now = turn.now.mono;
    for (auto at = m_files.begin(); at != m_files.end();) {
        const auto each = at++;
        Download& download = each->second;
        const auto wake = download.receiver ? download.receiver->nextWake(now) : std::nullopt;
        if (wake && *wake <= now) {
            apply(turn, download, [now](Receiver& receiver, auto& out) {
                receiver.handleWake(now, out);
            });
        }
        download.seekDue = download.seekDue || download.seekAt <= now;
        settle(turn, each);
    }
}

std::optional<core::MonoTime> FileDownloads::nextWake(core::MonoTime now) const
{
    std::optional<core::MonoTime> wake;
    for (const auto& [file, download] : m_files) {
        if (download.receiver) {
            wake = core::earlier(wake, download.receiver->nextWake(now));
        }
        if (download.step == Step::Running && download.seekAt != core::MonoTime::max()) {
            wake = core::earlier(wake, download.seekAt);
        }
    }
    return wake;
}

} // namespace engine
