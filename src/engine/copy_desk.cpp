// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/copy_desk.h"

#include "engine/room_export.h"
#include "engine/room_import.h"

namespace engine {

namespace {

/// Far from the numbers of the file desk, and other ones after each start: an answer to a job that is no more finds none.
std::uint64_t firstNumber(core::Rng& rng)
{
    constexpr std::uint64_t ours = 1ULL << 62U;
    constexpr std::uint64_t starts = 1ULL << 40U;
    return ours + (rng.below(starts) << 20U);
}

} // namespace

Reason copyReason(FileError error)
{
    switch (error) {
    case FileError::Gone:
        return Reason::FileGone;
    case FileError::Changed:
        return Reason::FileChanged;
    case FileError::Denied:
        return Reason::ReadOnly;
    case FileError::DiskFull:
        return Reason::DiskFull;
    case FileError::Exists:
        return Reason::FileExists;
    case FileError::Failed:
        break;
    }
    return Reason::Internal;
}

template<class Job, class Wish>
void CopyDesk::start(Turn& turn, RequestId id, const Wish& wish)
{
    std::erase_if(m_jobs, [](const auto& item) { return item.second->isOver(); });
    if (wish.path.empty()) {
        turn.answer(id, Refusal{Reason::BadArgument, "path", 0});
        return;
    }
    if (m_jobs.size() >= core::limits::tuning::copiesAtOnce) {
        turn.answer(id, Refusal{Reason::Busy, "too many copies at once", 0});
        return;
    }
    m_next = m_next == 0 ? firstNumber(turn.rng) : m_next + 1;
    const auto job = std::make_shared<Job>(m_next, id, m_around, wish);
    m_jobs.emplace(m_next, job);
    job->begin(turn);
}

bool CopyDesk::handleRequest(Turn& turn, RequestId id, const Request& request)
{
    if (const auto* write = std::get_if<ExportRoom>(&request)) {
        start<RoomExport>(turn, id, *write);
        return true;
    }
    if (const auto* read = std::get_if<ImportRoom>(&request)) {
        start<RoomImport>(turn, id, *read);
        return true;
    }
    return false;
}

template<class Input>
bool CopyDesk::forward(std::uint64_t number, const Input& input)
{
    const auto found = m_jobs.find(number);
    if (found == m_jobs.end()) {
        return false;
    }
    const std::shared_ptr<CopyJob> job = found->second; // it may be the last thing that it does
    if (!job->isOver()) {
        input(*job);
    }
    if (job->isOver()) {
        m_jobs.erase(number);
    }
    return true;
}

bool CopyDesk::handleBytes(Turn& turn,
                           ReadId read,
                           std::optional<FileError> error,
                           const core::Bytes& bytes)
{
    return forward(read, [&](CopyJob& job) { job.handleBytes(turn, error, bytes); });
}

bool CopyDesk::handlePlaced(Turn& turn, const DownloadPlaced& placed)
{
    return forward(placed.job, [&](CopyJob& job) { job.handlePlaced(turn, placed.error); });
}

bool CopyDesk::handleWritten(Turn& turn, FileJobId job, std::optional<FileError> error)
{
    return forward(job, [&](CopyJob& one) { one.handleWritten(turn, error); });
}

bool CopyDesk::handleFlushed(Turn& turn, FileJobId job, std::optional<FileError> error)
{
    return forward(job, [&](CopyJob& one) { one.handleFlushed(turn, error); });
}

bool CopyDesk::handleFinished(Turn& turn,
                              FileJobId job,
                              std::optional<FileError> error,
                              const std::string& path)
{
    return forward(job, [&](CopyJob& one) { one.handleFinished(turn, error, path); });
}

} // namespace engine
