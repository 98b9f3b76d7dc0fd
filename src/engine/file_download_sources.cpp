// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Where the blocks of downloads come from: bulk links as sources, what is asked of them and what they say.
#include "engine/file_downloads.h"

#include <algorithm>

namespace engine {

using transfer::Receiver;
using transfer::SourceId;

namespace {

Reason reasonOf(transfer::WriteFailure failure)
{
    switch (failure) {
    case transfer::WriteFailure::DiskFull:
        return Reason::DiskFull;
    case transfer::WriteFailure::ReadOnly:
        return Reason::ReadOnly;
    case transfer::WriteFailure::Gone:
        return Reason::FileGone;
    case transfer::WriteFailure::Io:
        break;
    }
    return Reason::Internal;
}

} // namespace

// ---- what the receiver wants done ----

void FileDownloads::apply(Turn& turn, Download& download, const Input& input)
{
    transfer::ReceiverOutbox out;
    input(*download.receiver, out);
    for (auto& output : out) {
        std::visit([&](auto& one) { take(turn, download, one); }, output);
    }
}

void FileDownloads::take(Turn& turn, Download&, transfer::SendHaveRequest& output)
{
    m_links.send(turn, output.source.value, output.request);
}

void FileDownloads::take(Turn& turn, Download&, transfer::SendHashRequest& output)
{
    m_links.send(turn, output.source.value, output.request);
}

void FileDownloads::take(Turn& turn, Download&, transfer::SendBlockRequest& output)
{
    m_links.send(turn, output.source.value, output.request);
}

void FileDownloads::take(Turn& turn, Download& download, transfer::WriteBlock& output)
{
    ++download.busy;
    turn.output(
        WritePart{download.job, output.block * transfer::blockBytes, std::move(output.bytes)});
}

void FileDownloads::take(Turn& turn, Download& download, transfer::Flush&)
{
    ++download.busy;
    turn.output(FlushPart{download.job});
}

void FileDownloads::take(Turn& turn, Download& download, transfer::Progress& output)
{
    download.bytesDone = output.bytesDone;
    turn.notice(FileProgressNotice{download.kept.file,
                                   output.bytesDone,
                                   output.bytesTotal,
                                   output.rate,
                                   static_cast<std::uint32_t>(output.sources)});
}

void FileDownloads::take(Turn& turn, Download& download, transfer::Completed&)
{
    download.step = Step::Whole;
    download.sources.clear();
    commitWhole(turn, download);
}

void FileDownloads::take(Turn& turn, Download& download, transfer::Failed& output)
{
    stop(turn, download, reasonOf(output.reason));
}

void FileDownloads::take(Turn& turn, Download& download, transfer::BlameSource& output)
{
    rest(download, output.source.value, core::MonoTime::max());
    m_links.close(turn, output.source.value);
}

void FileDownloads::take(Turn& turn, Download& download, transfer::SourceLost& output)
{
    rest(download, output.source.value, turn.now.mono + sourceRest);
    if (output.reason == transfer::SourceLoss::Changed) {
        download.lost = Reason::FileChanged;
    } else if (output.reason == transfer::SourceLoss::Gone && !download.lost) {
        download.lost = Reason::FileGone;
    }
}

void FileDownloads::rest(Download& download, LinkId source, core::MonoTime until)
{
    const auto found = download.sources.find(source);
    if (found != download.sources.end()) {
        if (download.resting.size() < bulkMembersMost) {
            download.resting[found->second] = until;
        }
        download.sources.erase(found);
    }
    download.seekDue = true;
}

void FileDownloads::stop(Turn& turn, Download& download, Reason reason)
{
    download.step = Step::Stopped;
    download.open = download.open && reason != Reason::FileGone;
    download.sources.clear();
    m_uploads.remove(turn, download.kept.file, transfer::RefuseReason::Other);
    turn.notice(FileFailedNotice{download.kept.file, reason});
}

// ---- sources ----

void FileDownloads::seekSources(Turn& turn, const RoomId& room)
{
    for (auto at = m_files.begin(); at != m_files.end();) {
        const auto each = at++;
        if (each->second.kept.room == room) {
            each->second.seekDue = true;
            settle(turn, each);
        }
    }
}

void FileDownloads::linkDown(Turn& turn, LinkId link)
{
    for (auto at = m_files.begin(); at != m_files.end();) {
        const auto each = at++;
        Download& download = each->second;
        if (download.sources.erase(link) > 0) {
            download.seekDue = true;
            apply(turn, download, [&](Receiver& receiver, auto& out) {
                receiver.removeSource(turn.now.mono, SourceId{link}, out);
            });
            settle(turn, each);
        }
    }
}

void FileDownloads::seek(Turn& turn, Download& download)
{
    const core::MonoTime now = turn.now.mono;
    Receiver& receiver = *download.receiver;
    std::erase_if(download.resting, [now](const auto& each) { return each.second <= now; });
    for (const auto& [link, device] : m_links.linksOf(download.kept.room)) {
        const bool known =
            std::any_of(download.sources.begin(),
                        download.sources.end(),
                        [&device = device](const auto& one) { return one.second == device; });
        if (known || download.resting.contains(device)
            || receiver.sourceCount() >= transfer::sourcesMost) {
            continue;
        }
        apply(turn, download, [&, id = link, who = device](Receiver& to, auto& out) {
            if (to.addSource(now, SourceId{id}, out)) {
                download.sources[id] = who;
            }
        });
    }
    if (receiver.sourceCount() < transfer::sourcesMost) {
        m_links.ask(turn, download.kept.room, transfer::sourcesMost);
    }
    const bool hopeless =
        receiver.sourceCount() == 0 && !m_links.expecting(now, download.kept.room);
    if (download.lost && hopeless) {
        loseHope(turn, download);
        return;
    }
    download.seekAt = now + (download.lost ? seekEvery : bulkAskEvery);
}

/// Whoever had the file has it no more, and nobody else who is here has it.
void FileDownloads::loseHope(Turn& turn, Download& download)
{
    const Reason reason = *download.lost;
    if (download.durable.count() == 0 && download.busy == 0) {
        turn.notice(FileFailedNotice{download.kept.file, reason});
        discard(turn, download);
        return;
    }
    apply(
        turn, download, [&](Receiver& receiver, auto& out) { receiver.pause(turn.now.mono, out); });
    persist(turn, download, FileStage::Paused);
    const bool open = download.open;
    stop(turn, download, reason);
    download.open = open; // it is the others' file that is gone, not the part of it here
}

void FileDownloads::settle(Turn& turn, Files::iterator download)
{
    Download& at = download->second;
    while (std::exchange(at.seekDue, false) && at.step == Step::Running) {
        seek(turn, at);
    }
    if (at.step == Step::Over) {
        m_files.erase(download);
    }
}

// ---- what sources say ----

void FileDownloads::applyFrom(Turn& turn, LinkId from, const EventRef& file, const Input& input)
{
    const auto found = m_files.find(file);
    if (found != m_files.end() && found->second.sources.contains(from)) {
        apply(turn, found->second, input);
        settle(turn, found);
    }
}

void FileDownloads::handleHave(Turn& turn, LinkId from, const transfer::Have& message)
{
    applyFrom(turn, from, message.file, [&](Receiver& receiver, auto& out) {
        receiver.handleHave(turn.now.mono, SourceId{from}, message, out);
    });
}

void FileDownloads::handleHashes(Turn& turn, LinkId from, const transfer::Hashes& message)
{
    applyFrom(turn, from, message.file, [&](Receiver& receiver, auto& out) {
        receiver.handleHashes(turn.now.mono, SourceId{from}, message, out);
    });
}

void FileDownloads::handleBlock(Turn& turn, LinkId from, transfer::Block message)
{
    const EventRef file = message.file;
    applyFrom(turn, from, file, [&](Receiver& receiver, auto& out) {
        receiver.handleBlock(turn.now.mono, SourceId{from}, std::move(message), out);
    });
}

void FileDownloads::handleRefuse(Turn& turn, LinkId from, const transfer::Refuse& message)
{
    applyFrom(turn, from, message.file, [&](Receiver& receiver, auto& out) {
        receiver.handleRefuse(turn.now.mono, SourceId{from}, message, out);
    });
}

void FileDownloads::handleDamaged(Turn& turn, const EventRef& file, std::uint64_t offset)
{
    const auto found = m_files.find(file);
    if (found == m_files.end() || !found->second.receiver) {
        return;
    }
    Download& download = found->second;
    apply(turn, download, [&](Receiver& receiver, auto& out) {
        // Nothing proves right in its place, so it is asked for again.
        receiver.handleReadBack(turn.now.mono, offset / transfer::blockBytes, {}, out);
    });
    if (download.step == Step::Running || download.step == Step::Paused) {
        download.durable = download.receiver->durable();
        persist(turn, download, download.kept.stage);
        static_cast<void>(
            m_uploads.addPart(file, download.job, download.receiver->hashes(), provable(download)));
    }
    settle(turn, found);
}

} // namespace engine
