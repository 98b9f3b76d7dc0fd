// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/file_uploads.h"

#include "core/timer_table.h"

namespace engine {

using transfer::RequesterId;

FileUploads::FileUploads(FileLinks& links)
    : m_links(links)
{
}

// ---- what is served ----

bool FileUploads::add(const EventRef& file, Upload upload)
{
    if (isFull() && !m_files.contains(file)) {
        return false;
    }
    upload.serial = m_nextSerial++;
    m_files.insert_or_assign(file, std::move(upload));
    m_asked.erase(file);
    return true;
}

bool FileUploads::addWhole(const EventRef& file,
                           std::string path,
                           std::shared_ptr<const transfer::HashStore> hashes)
{
    return add(
        file,
        Upload{0, transfer::Sender(file, std::move(hashes)), Place::Path, 0, std::move(path), {}});
}

bool FileUploads::addPart(const EventRef& file,
                          FileJobId job,
                          std::shared_ptr<const transfer::HashStore> hashes,
                          const transfer::Bitmap& held)
{
    return add(
        file, Upload{0, transfer::Sender(file, std::move(hashes), held), Place::Part, job, {}, {}});
}

void FileUploads::gained(const EventRef& file, std::uint64_t block)
{
    if (const auto found = m_files.find(file); found != m_files.end()) {
        found->second.sender.handleGained(block);
    }
}

void FileUploads::moving(const EventRef& file)
{
    if (const auto found = m_files.find(file); found != m_files.end()) {
        found->second.place = Place::Moving;
    }
}

void FileUploads::moved(Turn& turn, const EventRef& file, std::string path)
{
    const auto found = m_files.find(file);
    if (found == m_files.end()) {
        return;
    }
    Upload& upload = found->second;
    upload.place = Place::Path;
    upload.path = std::move(path);
    upload.sender.handleWhole();
    for (const auto& wanted : std::exchange(upload.waiting, {})) {
        readBlock(turn, upload, wanted);
    }
}

void FileUploads::remove(Turn& turn, const EventRef& file, transfer::RefuseReason reason)
{
    if (const auto found = m_files.find(file); found != m_files.end()) {
        apply(turn, found->second, [reason](transfer::Sender& sender, auto& out) {
            sender.withdraw(reason, out);
        });
        m_asked.erase(file);
        m_files.erase(found);
    }
}

// ---- requests ----

template<class Input>
void FileUploads::apply(Turn& turn, Upload& upload, Input input)
{
    transfer::SenderOutbox out;
    input(upload.sender, out);
    if (upload.sender.requesters() > 0) {
        m_asked.insert(upload.sender.file());
    } else {
        m_asked.erase(upload.sender.file());
    }
    carryOut(turn, upload, out);
}

void FileUploads::handleRequest(Turn& turn, LinkId from, const transfer::HaveRequest& request)
{
    if (const auto found = m_files.find(request.file); found != m_files.end()) {
        apply(turn, found->second, [&](transfer::Sender& sender, auto& out) {
            sender.handleHaveRequest(turn.now.mono, RequesterId{from}, request, out);
        });
    }
}

void FileUploads::handleRequest(Turn& turn, LinkId from, const transfer::HashRequest& request)
{
    if (const auto found = m_files.find(request.file); found != m_files.end()) {
        apply(turn, found->second, [&](transfer::Sender& sender, auto& out) {
            sender.handleHashRequest(turn.now.mono, RequesterId{from}, request, out);
        });
    }
}

void FileUploads::handleRequest(Turn& turn, LinkId from, const transfer::BlockRequest& request)
{
    if (const auto found = m_files.find(request.file); found != m_files.end()) {
        apply(turn, found->second, [&](transfer::Sender& sender, auto& out) {
            sender.handleBlockRequest(turn.now.mono, RequesterId{from}, request, out);
        });
    }
}

void FileUploads::handleSent(Turn& turn, LinkId link, const FileLinks::Returned& returned)
{
    if (const auto found = m_files.find(returned.file); found != m_files.end()) {
        apply(turn, found->second, [&](transfer::Sender& sender, auto& out) {
            sender.handleSent(turn.now.mono, RequesterId{link}, returned.bytes, out);
        });
    }
}

void FileUploads::linkDown(Turn& turn, LinkId link)
{
    for (const EventRef& file : std::set<EventRef>(m_asked)) {
        apply(turn, m_files.at(file), [&](transfer::Sender& sender, auto& out) {
            sender.removeRequester(turn.now.mono, RequesterId{link}, out);
        });
    }
}

void FileUploads::carryOut(Turn& turn, Upload& upload, transfer::SenderOutbox& out)
{
    for (auto& output : out) {
        if (const auto* read = std::get_if<transfer::ReadBlock>(&output)) {
            readBlock(turn, upload, *read);
        } else if (auto* have = std::get_if<transfer::SendHave>(&output)) {
            m_links.send(turn, have->to.value, std::move(have->message), have->bytes);
        } else if (auto* hashes = std::get_if<transfer::SendHashes>(&output)) {
            m_links.send(turn, hashes->to.value, std::move(hashes->message), hashes->bytes);
        } else if (auto* block = std::get_if<transfer::SendBlock>(&output)) {
            m_links.send(turn, block->to.value, std::move(block->message), block->bytes);
        } else if (const auto* refusal = std::get_if<transfer::SendRefuse>(&output)) {
            m_links.send(turn, refusal->to.value, refusal->message);
        } else if (const auto* stalled = std::get_if<transfer::RequesterStalled>(&output)) {
            m_links.close(turn, stalled->requester.value);
        }
    }
}

// ---- reading ----

void FileUploads::readBlock(Turn& turn, Upload& upload, const transfer::ReadBlock& wanted)
{
    if (upload.place == Place::Moving) {
        upload.waiting.push_back(wanted);
        return;
    }
    const ReadId read = m_nextRead++;
    const auto length = static_cast<std::uint32_t>(wanted.length);
    m_reads[read] = Read{upload.sender.file(), upload.serial, wanted.read, wanted.offset};
    if (upload.place == Place::Part) {
        turn.output(ReadPart{read, upload.job, wanted.offset, length});
    } else {
        turn.output(ReadFile{read, upload.path, wanted.offset, length});
    }
}

std::optional<FileUploads::Ended> FileUploads::handleBytes(Turn& turn,
                                                           ReadId read,
                                                           std::optional<FileError> error,
                                                           const core::Bytes& bytes)
{
    const auto asked = m_reads.find(read);
    if (asked == m_reads.end()) {
        return std::nullopt;
    }
    const Read wanted = asked->second;
    m_reads.erase(asked);
    const auto found = m_files.find(wanted.file);
    if (found == m_files.end() || found->second.serial != wanted.serial) {
        return std::nullopt;
    }
    Upload& upload = found->second;
    apply(turn, upload, [&](transfer::Sender& sender, auto& out) {
        if (!error || *error == FileError::Changed) {
            // Shorter than it was: the empty block that comes with it is not the one that was hashed.
            sender.handleRead(turn.now.mono, wanted.number, bytes, out);
        } else {
            sender.handleReadFailed(turn.now.mono,
                                    wanted.number,
                                    *error == FileError::Gone ? transfer::ReadFailure::Gone
                                                              : transfer::ReadFailure::Io,
                                    out);
        }
    });
    if (upload.sender.state() == transfer::Sender::State::Serving) {
        return std::nullopt;
    }
    const bool changed = upload.sender.state() == transfer::Sender::State::Changed;
    const Ended ended{wanted.file,
                      changed ? Reason::FileChanged : Reason::FileGone,
                      upload.place != Place::Path,
                      wanted.offset};
    m_files.erase(found);
    return ended;
}

// ---- time ----

void FileUploads::handleTimer(Turn& turn)
{
    for (const EventRef& file : std::set<EventRef>(m_asked)) {
        apply(turn, m_files.at(file), [&](transfer::Sender& sender, auto& out) {
            sender.handleWake(turn.now.mono, out);
        });
    }
}

std::optional<core::MonoTime> FileUploads::nextWake() const
{
    std::optional<core::MonoTime> wake;
    for (const EventRef& file : m_asked) {
        wake = core::earlier(wake, m_files.at(file).sender.nextWake());
    }
    return wake;
}

} // namespace engine
