// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One room being read from a file. First all of it is read and checked, and nothing changes; then it is read again and
// taken over.
//
//     step      leaves by
//     Checking  a flaw, or we are no member -> refused; the end, and the file ends there -> Taking
//     Taking    the content of files begins, or the end: once more from the start while that brings something that could
//               not be taken before; else -> Files
//     Files     the end -> answered
//
// One part is taken at a time, and the next one when what it brought is on disk. Whoever changes the file in between is
// found out by the seal of the chunk, and everything that was taken until then had been proved by itself.

#include "engine/copy_job.h"
#include "engine/room/copy_trial.h"
#include "engine/room/room_copy.h"
#include "transfer/manifest.h"

#include <deque>

namespace engine {

class RoomImport : public CopyJob, public std::enable_shared_from_this<RoomImport>
{
public:
    RoomImport(std::uint64_t number, RequestId request, const CopyAround& around, ImportRoom wish)
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
    enum class Step : std::uint8_t { Checking, Taking, Files };
    /// The content of a shared file on its way to the download folder.
    struct Writing {
        EventRef file;
        transfer::Manifest manifest;
        transfer::TreeBuilder tree{};
        std::uint64_t unflushed = 0;
    };

    void readFromStart(Turn& turn);
    void ask(Turn& turn);
    void check(Turn& turn, const std::vector<room::CopyPart>& parts);
    [[nodiscard]] bool knowRoom(Turn& turn);
    void checked(Turn& turn);
    [[nodiscard]] bool openRoom(Turn& turn);
    void goOn(Turn& turn);
    void goOnLater(Turn& turn);
    /// False: it goes on when the host, or the disk, has done something.
    bool take(Turn& turn, room::Room& room, const room::CopyPart& part);
    bool takeEvents(Turn& turn, room::Room& room, const room::CopyPart& part);
    void takeKeys(Turn& turn, room::Room& room, const room::CopyPart& part) const;
    bool takeFile(Turn& turn, const room::Room& room, const room::CopyPart& part);
    bool takePiece(Turn& turn, const room::CopyPart& part);
    bool endFile(Turn& turn, const room::CopyPart& part);
    void giveUpFile(Turn& turn, Reason reason);
    [[nodiscard]] bool readsAgain() const;
    void finish(Turn& turn, const std::shared_ptr<room::Room>& room);
    void fail(Turn& turn, Reason reason, const std::string& detail = {});
    void fail(Turn& turn, room::CopyError error);

    CopyAround m_around;
    ImportRoom m_wish;
    Step m_step = Step::Checking;
    std::optional<room::CopyReader> m_reader;
    std::uint64_t m_offset = 0;
    RoomId m_room;
    bool m_made = false; ///< the room was not here before
    std::optional<room::CopyTrial> m_trial;
    std::deque<room::CopyPart> m_parts;
    std::size_t m_round = 0;
    bool m_gained = false; ///< in this round
    bool m_postponed = false;
    room::LogSet m_logs; ///< that gained something
    std::size_t m_messages = 0;
    room::RoomCopy::Counts m_before;
    std::optional<Writing> m_writing;
};

} // namespace engine
