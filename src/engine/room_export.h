// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One room being written to a file: head, secrets, core, logs, proofs, the content of files, the end with the signature.
// Under another name until it is whole and on disk.
//
// Somebody may be removed while it is being written: then it begins anew, without a slot for him.
//
// Of files that were named one that is not as its card says ends the whole; where all were asked for it is left out.

#include "engine/copy_job.h"
#include "engine/room/room_copy.h"
#include "transfer/manifest.h"

#include <deque>

namespace engine {

class RoomExport : public CopyJob, public std::enable_shared_from_this<RoomExport>
{
public:
    RoomExport(std::uint64_t number, RequestId request, const CopyAround& around, ExportRoom wish)
        : CopyJob(number, request)
        , m_around(around)
        , m_wish(std::move(wish))
    {
    }

    void begin(Turn& turn) override;
    void handleBytes(Turn& turn, std::optional<FileError> error, const core::Bytes& bytes) override;
    void handlePlaced(Turn& turn, std::optional<FileError> error) override;
    void handleWritten(Turn& turn, std::optional<FileError> error) override;
    void handleFlushed(Turn& turn, std::optional<FileError> error) override;
    void
    handleFinished(Turn& turn, std::optional<FileError> error, const std::string& path) override;

private:
    enum class Step : std::uint8_t { Slots, Start, Core, Logs, Forks, Files, End, Written };
    struct Reading {
        EventRef file;
        std::string path;
        transfer::Manifest manifest;
        transfer::TreeBuilder tree{transfer::TreeBuilder::Leaves::Forget};
    };

    void start(Turn& turn, room::Room& room);
    /// Whoever was removed since then has a slot, and nothing that is said now may go into that file.
    [[nodiscard]] bool isStale(const room::Room& room) const;
    void goOn(Turn& turn);
    void write(Turn& turn);
    /// False: something was asked for, and it goes on when that comes.
    bool produce(Turn& turn, room::Room& room);
    void addSlots(room::Room& room);
    void addStart(Turn& turn, room::Room& room);
    void addCore(room::Room& room);
    bool addLogs(Turn& turn, room::Room& room);
    void takeRows(Turn& turn, const ReadRows& read, const room::EventRows& rows);
    bool addFiles(Turn& turn);
    void readOn(Turn& turn);
    void endFile(Turn& turn, bool whole, Reason otherwise);
    void fail(Turn& turn, Reason reason, const std::string& detail = {});

    CopyAround m_around;
    ExportRoom m_wish;
    Step m_step = Step::Slots;
    std::optional<room::CopyWriter> m_writer;
    room::RoomCopy::Place m_place;
    std::vector<core::EventId> m_removals; ///< that the slots follow
    std::deque<EventRef> m_files;          ///< still to be written
    std::optional<Reading> m_reading;
    std::uint64_t m_offset = 0;
    std::uint64_t m_unflushed = 0;
    bool m_placed = false;
};

} // namespace engine
