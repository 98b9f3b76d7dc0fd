// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Rooms that are written to files, and read from them. Each is a job of many small steps: a step is one input, and the
// next comes when the host has written or read what the one before asked for, so nothing else has to wait and memory
// holds one chunk. The jobs know rooms by room_copy.h and content by the file desk.

#include "engine/copy_job.h"
#include "engine/file_desk.h"
#include "engine/room_book.h"

#include <functional>
#include <map>
#include <memory>

namespace engine {

class CopyDesk
{
public:
    /// Called when a file has let us into a room.
    using Entered = std::function<void(Turn&, const room::Room&)>;

    CopyDesk(RoomBook& book, FileDesk& files, Entered entered)
        : m_around{book, files, std::move(entered)}
    {
    }

    /// False: not a request of ours.
    [[nodiscard]] bool handleRequest(Turn& turn, RequestId id, const Request& request);

    // Of these false: not one of ours.
    [[nodiscard]] bool
    handleBytes(Turn& turn, ReadId read, std::optional<FileError> error, const core::Bytes& bytes);
    [[nodiscard]] bool handlePlaced(Turn& turn, const DownloadPlaced& placed);
    [[nodiscard]] bool handleWritten(Turn& turn, FileJobId job, std::optional<FileError> error);
    [[nodiscard]] bool handleFlushed(Turn& turn, FileJobId job, std::optional<FileError> error);
    [[nodiscard]] bool handleFinished(Turn& turn,
                                      FileJobId job,
                                      std::optional<FileError> error,
                                      const std::string& path);

private:
    template<class Job, class Wish>
    void start(Turn& turn, RequestId id, const Wish& wish);
    template<class Input>
    bool forward(std::uint64_t number, const Input& input);

    CopyAround m_around;
    std::uint64_t m_next = 0;
    std::map<std::uint64_t, std::shared_ptr<CopyJob>> m_jobs; ///< at most copiesAtOnce
};

} // namespace engine
