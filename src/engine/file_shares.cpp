// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/file_shares.h"

#include "core/text.h"
#include "transfer/file_name.h"

namespace engine {

namespace {

Reason readReason(FileError error)
{
    switch (error) {
    case FileError::Gone:
        return Reason::FileGone;
    case FileError::Changed:
        return Reason::FileChanged;
    case FileError::Denied:
        return Reason::NotAllowed;
    case FileError::DiskFull:
        return Reason::DiskFull;
    case FileError::Exists:
        return Reason::FileExists;
    case FileError::Failed:
        break;
    }
    return Reason::Internal;
}

/// A file's name as the card may carry it: the others' screens are not ours to break.
std::string cardName(const std::string& name)
{
    const std::string line = core::isUtf8(name) ? core::oneLine(name) : std::string();
    return core::cutUtf8(line.empty() ? transfer::safeName(name) : line,
                         core::limits::spec::fileNameBytes);
}

} // namespace

FileShares::FileShares(const room::Self& self, RoomOf roomOf, FileUploads& uploads)
    : m_self(self)
    , m_roomOf(std::move(roomOf))
    , m_uploads(uploads)
{
}

const FileShares::Kept* FileShares::find(const EventRef& file) const
{
    const auto found = m_files.find(file);
    return found == m_files.end() ? nullptr : &found->second;
}

// ---- hashing ----

bool FileShares::startHashing(Turn& turn, const std::string& path, Hashing hashing)
{
    if (m_hashing.size() >= hashingMost && hashing.request) {
        return false; // what the store brings is bounded by the store
    }
    const FileJobId job = m_nextJob++;
    m_hashing.emplace(job, std::move(hashing));
    turn.output(HashFile{job, path});
    return true;
}

void FileShares::stopHashing(Turn& turn,
                             const std::function<bool(const Hashing&)>& which,
                             Reason reason)
{
    for (auto at = m_hashing.begin(); at != m_hashing.end();) {
        if (!which(at->second)) {
            ++at;
            continue;
        }
        turn.output(StopHashing{at->first});
        if (at->second.request) {
            turn.answer(*at->second.request, Refusal{reason, "stopped while hashing", 0});
        }
        at = m_hashing.erase(at);
    }
}

void FileShares::hash(Turn& turn, RequestId request, const ShareFile& wish)
{
    if (m_uploads.isFull()) {
        turn.answer(request, Refusal{Reason::Quota, "too many files are shared", 0});
    } else if (!startHashing(turn, wish.path, {NewShare{wish}, request})) {
        turn.answer(request, Refusal{Reason::Busy, "too many files are being hashed", 0});
    }
}

void FileShares::handleHashed(Turn& turn, const FileHashed& hashed)
{
    const auto found = m_hashing.find(hashed.job);
    if (found == m_hashing.end()) {
        return;
    }
    Hashing hashing = std::move(found->second);
    m_hashing.erase(found);
    if (const auto* share = std::get_if<NewShare>(&hashing.what)) {
        take(turn, *share, *hashing.request, hashed);
    } else if (const auto* again = std::get_if<Again>(&hashing.what)) {
        take(turn, *again, hashing.request, hashed);
    } else if (auto* sought = std::get_if<Sought>(&hashing.what)) {
        take(turn, std::move(*sought), hashed);
    }
}

void FileShares::take(Turn& turn,
                      const NewShare& share,
                      RequestId request,
                      const FileHashed& hashed)
{
    const auto refuse = [&](Reason reason) { turn.answer(request, Refusal{reason, {}, 0}); };
    const auto manifest = transfer::Manifest::make(hashed.root, hashed.bytes);
    auto hashes =
        manifest ? transfer::HashStore::fromLeaves(*manifest, hashed.leaves) : std::nullopt;
    const auto room = m_roomOf(share.wish.room);
    if (hashed.error) {
        refuse(readReason(*hashed.error));
        return;
    }
    if (!hashes || !room) {
        refuse(!room ? Reason::UnknownRoom : manifest ? Reason::FileChanged : Reason::TooLarge);
        return;
    }
    wire::FileCard card;
    card.set_name(cardName(hashed.name));
    card.set_bytes(hashed.bytes);
    card.set_root(core::textOf(hashed.root.view()));
    const auto file = room->shareFile(turn, m_self, card);
    if (!file) {
        refuse(file.error());
        return;
    }
    Kept kept{.file = {}, .manifest = *manifest};
    kept.file.room = share.wish.room;
    kept.file.file = *file;
    kept.file.stage = FileStage::Shared;
    kept.file.path = share.wish.path;
    kept.file.modifiedMs = hashed.modifiedMs;
    persistFile(turn, kept.file);
    persistHashes(turn, kept.file.room, *file, *hashes);
    static_cast<void>(m_uploads.addWhole(
        *file, kept.file.path, std::make_shared<const transfer::HashStore>(std::move(*hashes))));
    m_files.insert_or_assign(*file, std::move(kept));
    turn.answerAfterCommit(request, FileShared{*file, *file});
    room->finishTurn(turn);
}

void FileShares::take(Turn& turn,
                      const Again& again,
                      const std::optional<RequestId>& request,
                      const FileHashed& hashed)
{
    const auto found = m_files.find(again.file);
    if (found == m_files.end()) {
        return;
    }
    StoredFile& file = found->second.file;
    auto hashes = transfer::HashStore::fromLeaves(found->second.manifest, hashed.leaves);
    const bool right = !hashed.error && hashes && hashed.bytes == found->second.manifest.length();
    if (!right) {
        const Reason reason = hashed.error ? readReason(*hashed.error) : Reason::FileChanged;
        end(turn, again.file, reason);
        if (request) {
            turn.answer(*request, Refusal{reason, {}, 0});
        }
        return;
    }
    file.stage = file.stage == FileStage::Here ? FileStage::Here : FileStage::Shared;
    file.modifiedMs = hashed.modifiedMs;
    persistFile(turn, file);
    persistHashes(turn, file.room, file.file, *hashes);
    static_cast<void>(m_uploads.addWhole(
        file.file, file.path, std::make_shared<const transfer::HashStore>(std::move(*hashes))));
    if (request) {
        turn.answerAfterCommit(*request, Done{});
    }
}

void FileShares::take(Turn& turn, Sought sought, const FileHashed& hashed)
{
    StoredFile& file = sought.kept.file;
    auto hashes = transfer::HashStore::fromLeaves(sought.kept.manifest, hashed.leaves);
    if (hashed.error || !hashes || hashed.bytes != sought.kept.manifest.length()) {
        dropFile(turn, file.room, file.file);
        turn.notice(FileFailedNotice{file.file, Reason::FileGone});
        return;
    }
    file.stage = FileStage::Here;
    file.path = file.finalPath;
    file.blocks.clear();
    keep(turn, file, std::make_shared<const transfer::HashStore>(std::move(*hashes)));
}

// ---- what is kept ----

void FileShares::keep(Turn& turn,
                      StoredFile file,
                      const std::shared_ptr<const transfer::HashStore>& hashes)
{
    const EventRef ref = file.file;
    persistFile(turn, file);
    turn.afterCommit(
        [ref, path = file.path](Turn& later) { later.notice(FileDoneNotice{ref, path}); });
    const bool complete = hashes->complete();
    if (complete) {
        persistHashes(turn, file.room, ref, *hashes);
    }
    if (complete && m_uploads.serves(ref)) {
        m_uploads.moved(turn, ref, file.path);
    } else if (complete) {
        static_cast<void>(m_uploads.addWhole(ref, file.path, hashes));
    } else {
        m_uploads.remove(turn, ref, transfer::RefuseReason::Busy);
        static_cast<void>(startHashing(turn, file.path, {Again{ref}, std::nullopt}));
    }
    file.hashes.clear();
    m_files.insert_or_assign(ref, Kept{.file = std::move(file), .manifest = hashes->manifest()});
}

void FileShares::lookFor(Turn& turn, StoredFile file, const transfer::Manifest& manifest)
{
    const std::string path = file.finalPath;
    static_cast<void>(startHashing(
        turn, path, {Sought{Kept{.file = std::move(file), .manifest = manifest}}, std::nullopt}));
}

void FileShares::goOn(Turn& turn, const StoredFile& stored, const transfer::Manifest& manifest)
{
    if (const auto known = m_files.find(stored.file); known != m_files.end()) {
        // The store lost what was written last; here it is known better.
        const StoredFile& file = known->second.file;
        if (file.stage != stored.stage) {
            persistFile(turn, file);
        }
        if (file.stage == FileStage::Here && stored.stage != FileStage::Here) {
            turn.afterCommit([ref = file.file, path = file.path](Turn& later) {
                later.notice(FileDoneNotice{ref, path});
            });
        }
        return;
    }
    Kept kept{.file = stored, .manifest = manifest};
    auto hashes = transfer::HashStore::decode(manifest, stored.hashes);
    kept.file.hashes.clear();
    if (stored.stage != FileStage::Gone && hashes && hashes->complete()) {
        static_cast<void>(
            m_uploads.addWhole(stored.file,
                               stored.path,
                               std::make_shared<const transfer::HashStore>(std::move(*hashes))));
    } else if (stored.stage != FileStage::Gone) {
        static_cast<void>(startHashing(turn, stored.path, {Again{stored.file}, std::nullopt}));
    }
    m_files.emplace(stored.file, std::move(kept));
}

void FileShares::reload(Turn& turn, const std::set<EventRef>& stored)
{
    for (auto at = m_files.begin(); at != m_files.end();) {
        if (stored.contains(at->first)) {
            ++at;
            continue;
        }
        m_uploads.remove(turn, at->first, transfer::RefuseReason::Gone);
        at = m_files.erase(at);
    }
}

void FileShares::serveAgain(Turn& turn, RequestId request, const EventRef& file)
{
    if (m_uploads.serves(file)) {
        turn.answer(request, Done{});
    } else if (!startHashing(turn, m_files.at(file).file.path, {Again{file}, request})) {
        turn.answer(request, Refusal{Reason::Busy, "too many files are being hashed", 0});
    }
}

void FileShares::cancel(Turn& turn, const EventRef& file)
{
    stopHashing(
        turn,
        [&](const Hashing& hashing) {
            const auto* again = std::get_if<Again>(&hashing.what);
            return again != nullptr && again->file == file;
        },
        Reason::Busy);
    Kept& kept = m_files.at(file);
    m_uploads.remove(turn, file, transfer::RefuseReason::Gone);
    if (kept.file.stage == FileStage::Here) {
        dropFile(turn, kept.file.room, file);
        m_files.erase(file);
        return;
    }
    kept.file.stage = FileStage::Gone;
    kept.ended = Reason::FileGone;
    persistFile(turn, kept.file);
    dropHashes(turn, kept.file.room, file);
}

/// It is not what the card says any more.
void FileShares::end(Turn& turn, const EventRef& file, Reason reason)
{
    Kept& kept = m_files.at(file);
    m_uploads.remove(turn, file, transfer::RefuseReason::Gone);
    if (kept.file.stage == FileStage::Here) {
        dropFile(turn, kept.file.room, file); // the person's own file: moving it is no failure
        m_files.erase(file);
        return;
    }
    kept.file.stage = FileStage::Gone;
    kept.ended = reason;
    persistFile(turn, kept.file);
    dropHashes(turn, kept.file.room, file);
    turn.notice(FileFailedNotice{file, reason});
}

void FileShares::handleEnded(Turn& turn, const FileUploads::Ended& ended)
{
    if (m_files.contains(ended.file)) {
        end(turn, ended.file, ended.reason);
    }
}

void FileShares::forgetRoom(Turn& turn, const RoomId& room)
{
    stopHashing(
        turn,
        [&](const Hashing& hashing) {
            if (const auto* share = std::get_if<NewShare>(&hashing.what)) {
                return share->wish.room == room;
            }
            if (const auto* again = std::get_if<Again>(&hashing.what)) {
                const Kept* kept = find(again->file);
                return kept != nullptr && kept->file.room == room;
            }
            return std::get<Sought>(hashing.what).kept.file.room == room;
        },
        Reason::UnknownRoom);
    for (auto at = m_files.begin(); at != m_files.end();) {
        if (at->second.file.room != room) {
            ++at;
            continue;
        }
        m_uploads.remove(turn, at->first, transfer::RefuseReason::NotAllowed);
        dropFile(turn, room, at->first);
        at = m_files.erase(at);
    }
}

} // namespace engine
