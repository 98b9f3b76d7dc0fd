// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the two jobs of the copy desk have in common: a number, by which the host's answers find them, and one thing asked
// for at a time.

#include "engine/turn.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace engine {

class FileDesk;
struct RoomBook;
namespace room {
class Room;
}

/// What a job needs of the peer.
struct CopyAround {
    RoomBook& book;
    FileDesk& files;
    std::function<void(Turn&, const room::Room&)> entered;
};

class CopyJob
{
public:
    /// Serves as the number of whatever it asks of the host.
    CopyJob(std::uint64_t number, RequestId request)
        : m_number(number)
        , m_request(request)
    {
    }
    CopyJob(const CopyJob&) = delete;
    CopyJob& operator=(const CopyJob&) = delete;
    CopyJob(CopyJob&&) = delete;
    CopyJob& operator=(CopyJob&&) = delete;
    virtual ~CopyJob() = default;

    virtual void begin(Turn& turn) = 0;
    virtual void
    handleBytes(Turn& turn, std::optional<FileError> error, const core::Bytes& bytes) = 0;
    virtual void handlePlaced(Turn& turn, std::optional<FileError> error) = 0;
    virtual void handleWritten(Turn& turn, std::optional<FileError> error) = 0;
    virtual void handleFlushed(Turn& turn, std::optional<FileError> error) = 0;
    virtual void
    handleFinished(Turn& turn, std::optional<FileError> error, const std::string& path) = 0;

    /// It was answered, and asks for nothing any more.
    [[nodiscard]] bool isOver() const { return m_over; }

protected:
    [[nodiscard]] std::uint64_t number() const { return m_number; }
    [[nodiscard]] RequestId request() const { return m_request; }
    void refuse(Turn& turn, Reason reason, const std::string& detail = {})
    {
        turn.answer(m_request, Refusal{reason, detail, 0});
        m_over = true;
    }
    /// What is written now is on disk before it is said.
    void answer(Turn& turn, Answer what)
    {
        turn.answerAfterCommit(m_request, std::move(what));
        m_over = true;
    }

private:
    std::uint64_t m_number;
    RequestId m_request;
    bool m_over = false;
};

/// How an error of the host is told.
[[nodiscard]] Reason copyReason(FileError error);

} // namespace engine
