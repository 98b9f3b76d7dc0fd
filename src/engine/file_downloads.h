// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The downloads of all rooms: each joins one transfer::Receiver to its part file and to the bulk links of its room.
//
//     step        leaves by
//     Placing     part file made -> Running; or refused, and nothing is left
//     Reopening   part file open again -> Running, or Paused as it was; not there -> Stopped
//     Running     pause -> Paused; every block on disk -> Whole; disk or sources fail -> Stopped
//     Paused      resume -> Running
//     Stopped     resume -> Running or Reopening; said once by FileFailed, tried again after a restart
//     Whole       the record that says so is committed -> Finishing
//     Finishing   the file has its name -> given to the desk as `Finished`
//
// A record claims flushed blocks only. It says that all are there before the file is renamed, so that a crash between
// the two is understood after the restart.

#include "engine/file_record.h"
#include "engine/file_uploads.h"
#include "transfer/receiver.h"

namespace engine {

constexpr std::size_t downloadsMost = 256;
/// A source that said that it cannot serve is left alone for so long.
constexpr std::chrono::seconds sourceRest{60};
constexpr std::chrono::seconds seekEvery{5};
/// The bitmap is written once this many times its size has been gained.
constexpr std::uint64_t recordShare = 32;

class FileDownloads : public std::enable_shared_from_this<FileDownloads>
{
public:
    struct Wish {
        RoomId room;
        EventRef file;
        std::string safeName;
        transfer::Manifest manifest;
        std::string to;
    };
    struct Finished {
        StoredFile file; ///< as of now: Here, at `path`
        std::shared_ptr<const transfer::HashStore> hashes;
    };
    /// A part file that is not there although every block of it was: the rename may have come before the crash.
    struct Renamed {
        StoredFile file;
        transfer::Manifest manifest;
    };
    struct State {
        FileStage stage = FileStage::Fetching;
        std::uint64_t bytesDone = 0;
        std::string path;
    };

    FileDownloads(FileLinks& links, FileUploads& uploads);

    /// The request is answered once the place is found.
    void fetch(Turn& turn, RequestId request, Wish wish);
    /// From the store: goes on by itself unless it was paused.
    void goOn(Turn& turn, const StoredFile& stored, const transfer::Manifest& manifest);
    /// Nothing: done, and to be answered after the commit.
    [[nodiscard]] std::optional<Reason> pause(Turn& turn, const EventRef& file);
    [[nodiscard]] std::optional<Reason> resume(Turn& turn, const EventRef& file);
    [[nodiscard]] std::optional<Reason> cancel(Turn& turn, const EventRef& file);
    void forgetRoom(Turn& turn, const RoomId& room);
    /// The store was read again: what is not in it any more, or waits for a commit that failed.
    void reload(Turn& turn, const std::set<EventRef>& stored);

    [[nodiscard]] bool has(const EventRef& file) const { return m_files.contains(file); }
    [[nodiscard]] bool isFull() const { return m_files.size() >= downloadsMost; }
    [[nodiscard]] std::optional<State> state(const EventRef& file) const;
    /// Where the person asked for it to lie.
    [[nodiscard]] std::string askedPlace(const EventRef& file) const;

    void seekSources(Turn& turn, const RoomId& room);
    void linkDown(Turn& turn, LinkId link);
    void handleHave(Turn& turn, LinkId from, const transfer::Have& message);
    void handleHashes(Turn& turn, LinkId from, const transfer::Hashes& message);
    void handleBlock(Turn& turn, LinkId from, transfer::Block message);
    void handleRefuse(Turn& turn, LinkId from, const transfer::Refuse& message);
    /// The part file does not hold what was written at this place.
    void handleDamaged(Turn& turn, const EventRef& file, std::uint64_t offset);

    [[nodiscard]] std::optional<Renamed> handlePlaced(Turn& turn, const DownloadPlaced& placed);
    void
    handleWritten(Turn& turn, FileJobId job, std::uint64_t offset, std::optional<FileError> error);
    void handleFlushed(Turn& turn, FileJobId job, std::optional<FileError> error);
    [[nodiscard]] std::optional<Finished> handleFinished(Turn& turn,
                                                         FileJobId job,
                                                         std::optional<FileError> error,
                                                         const std::string& path);

    void handleTimer(Turn& turn);
    [[nodiscard]] std::optional<core::MonoTime> nextWake(core::MonoTime now) const;

private:
    enum class Step : std::uint8_t {
        Placing,
        Reopening,
        Running,
        Paused,
        Stopped,
        Whole,
        Finishing,
        Over, ///< to be erased at the end of the turn
    };
    struct Download {
        Download(StoredFile kept_, const transfer::Manifest& manifest_)
            : kept(std::move(kept_))
            , manifest(manifest_)
            , durable(manifest_.blocks())
        {
        }

        StoredFile kept;
        transfer::Manifest manifest;
        Step step = Step::Placing;
        FileJobId job = 0;
        bool open = false; ///< the host has the part file open
        std::optional<RequestId> asked;
        std::optional<transfer::Receiver> receiver;
        transfer::Bitmap durable;
        std::uint64_t unsaved = 0; ///< bytes flushed since the record was written
        std::size_t savedRanges = 0;
        std::size_t busy = 0; ///< writes and flushes under way
        std::uint64_t bytesDone = 0;
        std::map<LinkId, core::DeviceId> sources;
        std::map<core::DeviceId, core::MonoTime> resting; ///< at most bulkMembersMost
        std::optional<Reason> lost; ///< what somebody said who once had the file
        bool seekDue = false;
        core::MonoTime seekAt = core::MonoTime::max();
    };
    using Files = std::map<EventRef, Download>;
    using Input = std::function<void(transfer::Receiver&, transfer::ReceiverOutbox&)>;

    [[nodiscard]] Files::iterator ofJob(FileJobId job);
    void apply(Turn& turn, Download& download, const Input& input);
    void applyFrom(Turn& turn, LinkId from, const EventRef& file, const Input& input);
    void take(Turn& turn, Download& download, transfer::SendHaveRequest& output);
    void take(Turn& turn, Download& download, transfer::SendHashRequest& output);
    void take(Turn& turn, Download& download, transfer::SendBlockRequest& output);
    void take(Turn& turn, Download& download, transfer::WriteBlock& output);
    void take(Turn& turn, Download& download, transfer::Flush& output);
    void take(Turn& turn, Download& download, transfer::Progress& output);
    void take(Turn& turn, Download& download, transfer::Completed& output);
    void take(Turn& turn, Download& download, transfer::Failed& output);
    void take(Turn& turn, Download& download, transfer::BlameSource& output);
    void take(Turn& turn, Download& download, transfer::SourceLost& output);

    [[nodiscard]] static transfer::Bitmap provable(const Download& download);
    void startReceiver(Turn& turn, Download& download);
    void begin(Turn& turn, Download& download);
    void rest(Download& download, LinkId source, core::MonoTime until);
    void seek(Turn& turn, Download& download);
    void loseHope(Turn& turn, Download& download);
    void stop(Turn& turn, Download& download, Reason reason);
    void noteDurable(Turn& turn, Download& download);
    void persist(Turn& turn, Download& download, FileStage stage);
    void commitWhole(Turn& turn, Download& download);
    void finish(Turn& turn, const EventRef& file, FileJobId job);
    void discard(Turn& turn, Download& download);
    /// Last of every input: looks for sources when that is due, forgets what is over.
    void settle(Turn& turn, Files::iterator download);

    FileLinks& m_links;
    FileUploads& m_uploads;
    Files m_files;
    FileJobId m_nextJob = 1;
};

} // namespace engine
