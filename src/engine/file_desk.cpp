// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/file_desk.h"

#include "engine/file_shares.h"
#include "transfer/file_name.h"
#include "transfer/transfer_wire.h"

#include <algorithm>

namespace engine {

namespace {

Refusal refusal(Reason reason)
{
    return {reason, {}, 0};
}

constexpr std::size_t holdersMost = 64; ///< remembered a file
constexpr std::size_t filesWithHolders = 1024;

} // namespace

class FileDesk::State
{
public:
    State(const room::Self& us, Ports wanted)
        : self(us)
        , ports(std::move(wanted))
        , links(ports.openBulk)
        , uploads(links)
        , downloads(std::make_shared<FileDownloads>(links, uploads, nextJob))
        , shares(std::make_shared<FileShares>(self, ports.room, uploads, nextJob))
    {
    }

    struct Card {
        std::shared_ptr<room::Room> room;
        room::FileCardInfo info;
    };
    [[nodiscard]] std::optional<Card> cardOf(const RoomId& id, const EventRef& file) const;
    [[nodiscard]] std::optional<Card> cardOf(const EventRef& file) const;

    void ask(Turn& turn, RequestId id, const ShareFile& wish);
    void ask(Turn& turn, RequestId id, const ListFiles& wish);
    void ask(Turn& turn, RequestId id, const FetchFile& wish);
    void ask(Turn& turn, RequestId id, const PauseFile& wish);
    void ask(Turn& turn, RequestId id, const ResumeFile& wish);
    void ask(Turn& turn, RequestId id, const CancelFile& wish);
    [[nodiscard]] FileSnapshot
    snapshot(const room::Room& room, const EventRef& file, const room::FileCardInfo& card) const;
    static void answerAct(Turn& turn, RequestId id, const std::optional<Reason>& refused);

    template<class Asked>
    void serve(Turn& turn, LinkId from, const RoomId& room, const Asked& request);
    void take(Turn& turn, LinkId from, const RoomId& room, transfer::Message message);
    void noteHolder(Turn& turn, const FileLinks::Member& member, const transfer::Have& have);
    void sayFinished(Turn& turn, const RoomId& room, const EventRef& file);
    void tellCopies(Turn& turn, const RoomId& room, const EventRef& file) const;

    const room::Self& self;
    Ports ports;
    FileJobId nextJob = 1;
    FileLinks links;
    FileUploads uploads;
    std::shared_ptr<FileDownloads> downloads;
    std::shared_ptr<FileShares> shares;
    /// From the store, from requests and from live members: no card comes in another way.
    std::set<RoomId> rooms;
    std::map<EventRef, std::set<core::DeviceId>> holders; ///< who said that they have all of it
};

// ---- cards ----

std::optional<FileDesk::State::Card> FileDesk::State::cardOf(const RoomId& id,
                                                             const EventRef& file) const
{
    auto room = ports.room(id);
    if (!room) {
        return std::nullopt;
    }
    const auto found = room->files().find(file);
    if (found == room->files().end()) {
        return std::nullopt;
    }
    return Card{room, found->second};
}

std::optional<FileDesk::State::Card> FileDesk::State::cardOf(const EventRef& file) const
{
    for (const RoomId& room : rooms) {
        if (auto card = cardOf(room, file)) {
            return card;
        }
    }
    return std::nullopt;
}

// ---- requests ----

bool FileDesk::handleRequest(Turn& turn, RequestId id, const Request& request)
{
    return std::visit(
        [&](const auto& wish) {
            if constexpr (requires { m_state->ask(turn, id, wish); }) {
                m_state->ask(turn, id, wish);
                return true;
            }
            return false;
        },
        request);
}

void FileDesk::State::ask(Turn& turn, RequestId id, const ShareFile& wish)
{
    const auto room = ports.room(wish.room);
    if (!room) {
        turn.answer(id, refusal(Reason::UnknownRoom));
    } else if (room->state() != RoomState::Joined) {
        turn.answer(id, refusal(Reason::NotMember));
    } else if (wish.path.empty()) {
        turn.answer(id, Refusal{Reason::BadArgument, "path", 0});
    } else {
        rooms.insert(wish.room);
        shares->hash(turn, id, wish);
    }
}

void FileDesk::State::ask(Turn& turn, RequestId id, const ListFiles& wish)
{
    const auto room = ports.room(wish.room);
    if (!room) {
        turn.answer(id, refusal(Reason::UnknownRoom));
        return;
    }
    rooms.insert(wish.room);
    FileList list;
    for (const auto& [file, card] : room->files()) {
        list.files.push_back(snapshot(*room, file, card));
    }
    turn.answer(id, std::move(list));
}

void FileDesk::State::ask(Turn& turn, RequestId id, const FetchFile& wish)
{
    const auto card = cardOf(wish.file);
    const auto manifest =
        card ? transfer::Manifest::make(card->info.root, card->info.bytes) : std::nullopt;
    const FileShares::Kept* kept = shares->find(wish.file);
    if (!manifest) {
        turn.answer(id, refusal(Reason::UnknownFile));
    } else if (downloads->has(wish.file)) {
        if (!wish.to.empty() && wish.to != downloads->askedPlace(wish.file)) {
            turn.answer(id, Refusal{Reason::Busy, "under way to another place", 0});
        } else {
            answerAct(turn, id, downloads->resume(turn, wish.file));
        }
    } else if (kept != nullptr && kept->file.stage == FileStage::Shared) {
        turn.answer(id, Refusal{Reason::FileExists, "shared from this machine", 0});
    } else if (downloads->isFull()) {
        turn.answer(id, Refusal{Reason::Busy, "too many downloads", 0});
    } else {
        downloads->fetch(
            turn,
            id,
            {card->room->id(), wish.file, transfer::safeName(card->info.name), *manifest, wish.to});
    }
}

void FileDesk::State::ask(Turn& turn, RequestId id, const PauseFile& wish)
{
    const bool known = downloads->has(wish.file) || !cardOf(wish.file);
    answerAct(turn, id, known ? downloads->pause(turn, wish.file) : Reason::BadArgument);
}

void FileDesk::State::ask(Turn& turn, RequestId id, const ResumeFile& wish)
{
    if (shares->find(wish.file) != nullptr && !downloads->has(wish.file)) {
        shares->serveAgain(turn, id, wish.file);
        return;
    }
    const bool known = downloads->has(wish.file) || !cardOf(wish.file);
    answerAct(turn, id, known ? downloads->resume(turn, wish.file) : Reason::BadArgument);
}

void FileDesk::State::ask(Turn& turn, RequestId id, const CancelFile& wish)
{
    if (downloads->has(wish.file)) {
        answerAct(turn, id, downloads->cancel(turn, wish.file));
    } else if (shares->find(wish.file) != nullptr) {
        shares->cancel(turn, wish.file);
        answerAct(turn, id, std::nullopt);
    } else {
        turn.answer(id, refusal(cardOf(wish.file) ? Reason::BadArgument : Reason::UnknownFile));
    }
}

void FileDesk::State::answerAct(Turn& turn, RequestId id, const std::optional<Reason>& refused)
{
    if (refused) {
        turn.answer(id, refusal(*refused));
    } else {
        turn.answerAfterCommit(id, Done{});
    }
}

FileSnapshot FileDesk::State::snapshot(const room::Room& room,
                                       const EventRef& file,
                                       const room::FileCardInfo& card) const
{
    FileSnapshot out;
    out.room = room.id();
    out.file = file;
    out.name = card.name;
    out.bytes = card.bytes;
    out.author = card.author;
    out.timeMs = card.timeMs;
    const FileShares::Kept* kept = shares->find(file);
    if (const auto running = downloads->state(file)) {
        out.stage = running->stage;
        out.bytesDone = running->bytesDone;
        out.path = running->path;
    } else if (kept != nullptr) {
        out.stage = kept->file.stage;
        out.have = out.stage != FileStage::Gone;
        out.bytesDone = out.have ? card.bytes : 0;
        out.path = kept->file.path;
    }
    // The author counts until the contrary is known; those of his devices that said so are the same copy.
    out.copies = (out.have ? 1U : 0U) + (card.author == self.identityId ? 0U : 1U);
    if (const auto known = holders.find(file); known != holders.end()) {
        out.copies += static_cast<std::uint32_t>(std::count_if(
            known->second.begin(), known->second.end(), [&](const core::DeviceId& device) {
                return !room.isLive(card.author, device);
            }));
    }
    return out;
}

// ---- bulk links ----

/// Requests are answered for cards that are valid in the room of the link, and for nothing else.
template<class Asked>
void FileDesk::State::serve(Turn& turn, LinkId from, const RoomId& room, const Asked& request)
{
    const auto card = cardOf(room, request.file);
    if (card && uploads.serves(request.file)) {
        uploads.handleRequest(turn, from, request);
        return;
    }
    auto reason = transfer::RefuseReason::Other;
    if (!card) {
        reason = transfer::RefuseReason::NotAllowed;
    } else if (const FileShares::Kept* kept = shares->find(request.file)) {
        reason = kept->ended == Reason::FileChanged ? transfer::RefuseReason::Changed
                                                    : transfer::RefuseReason::Gone;
    } else if (card->info.author == self.identityId) {
        reason = transfer::RefuseReason::Gone;
    }
    links.send(turn, from, transfer::Refuse{request.file, reason});
}

void FileDesk::State::noteHolder(Turn& turn,
                                 const FileLinks::Member& member,
                                 const transfer::Have& have)
{
    if (!have.complete) {
        if (const auto found = holders.find(have.file); found != holders.end()) {
            found->second.erase(member.device);
        }
        return;
    }
    if (!cardOf(member.room, have.file)
        || (holders.size() >= filesWithHolders && !holders.contains(have.file))) {
        return;
    }
    auto& known = holders[have.file];
    if (known.size() < holdersMost && known.insert(member.device).second) {
        tellCopies(turn, member.room, have.file);
    }
}

/// Whoever took from us, or gave to us, need not ask again to know that there is one copy more.
void FileDesk::State::sayFinished(Turn& turn, const RoomId& room, const EventRef& file)
{
    for (const auto& [link, device] : links.linksOf(room)) {
        links.send(turn, link, transfer::Have{file, true, false, {}});
    }
    tellCopies(turn, room, file);
}

void FileDesk::State::tellCopies(Turn& turn, const RoomId& room, const EventRef& file) const
{
    if (const auto card = cardOf(room, file)) {
        turn.notice(FileCopiesNotice{file, snapshot(*card->room, file, card->info).copies});
    }
}

void FileDesk::State::take(Turn& turn, LinkId from, const RoomId& room, transfer::Message message)
{
    if (const auto* haveRequest = std::get_if<transfer::HaveRequest>(&message)) {
        serve(turn, from, room, *haveRequest);
    } else if (const auto* hashRequest = std::get_if<transfer::HashRequest>(&message)) {
        serve(turn, from, room, *hashRequest);
    } else if (const auto* blockRequest = std::get_if<transfer::BlockRequest>(&message)) {
        serve(turn, from, room, *blockRequest);
    } else if (const auto* have = std::get_if<transfer::Have>(&message)) {
        noteHolder(turn, *links.find(from), *have);
        downloads->handleHave(turn, from, *have);
    } else if (const auto* hashes = std::get_if<transfer::Hashes>(&message)) {
        downloads->handleHashes(turn, from, *hashes);
    } else if (auto* block = std::get_if<transfer::Block>(&message)) {
        downloads->handleBlock(turn, from, std::move(*block));
    } else if (const auto* refusal = std::get_if<transfer::Refuse>(&message)) {
        downloads->handleRefuse(turn, from, *refusal);
    }
}

FileDesk::FileDesk(const room::Self& self, Ports ports)
    : m_state(std::make_unique<State>(self, std::move(ports)))
{
}

FileDesk::~FileDesk() = default;

void FileDesk::load(Turn& turn, const StoredState& stored)
{
    for (const StoredRecord& record : stored.records) {
        if (record.kind == RecordKind::Room && !record.room.isZero()) {
            m_state->rooms.insert(record.room);
        }
    }
    const std::vector<StoredFile> files = storedFiles(stored);
    std::set<EventRef> known;
    for (const StoredFile& file : files) {
        known.insert(file.file);
    }
    m_state->downloads->reload(turn, known);
    m_state->shares->reload(turn, known);
    for (const StoredFile& file : files) {
        const auto card = m_state->cardOf(file.room, file.file);
        const auto manifest =
            card ? transfer::Manifest::make(card->info.root, card->info.bytes) : std::nullopt;
        const bool running = file.stage == FileStage::Fetching || file.stage == FileStage::Paused;
        if (manifest && running
            && (m_state->downloads->has(file.file)
                || m_state->shares->find(file.file) == nullptr)) {
            m_state->downloads->goOn(turn, file, *manifest);
        } else if (manifest) {
            m_state->shares->goOn(turn, file, *manifest);
        }
    }
}

void FileDesk::memberUp(Turn& turn, const RoomId& room, const core::DeviceId& device)
{
    m_state->rooms.insert(room);
    m_state->links.memberUp(turn.now.mono, room, device);
    m_state->downloads->seekSources(turn, room);
}

void FileDesk::bulkUp(Turn& turn, LinkId link, const RoomId& room, const core::DeviceId& device)
{
    if (!m_state->links.linkUp(turn.now.mono, link, {room, device})) {
        turn.close(link);
        return;
    }
    m_state->rooms.insert(room);
    m_state->downloads->seekSources(turn, room);
}

void FileDesk::bulkDown(Turn& turn, LinkId link)
{
    m_state->links.linkDown(link);
    m_state->uploads.linkDown(turn, link);
    m_state->downloads->linkDown(turn, link);
}

bool FileDesk::handleFrame(Turn& turn, LinkId link, const wire::Frame& frame)
{
    const FileLinks::Member* member = m_state->links.find(link);
    if (member == nullptr) {
        return true; // on its way out
    }
    auto message = transfer::parseMessage(frame);
    if (!message) {
        return message.error() == transfer::WireError::NotAFileFrame;
    }
    m_state->links.noteUse(turn.now.mono, link);
    m_state->take(turn, link, RoomId(member->room), std::move(*message));
    return true;
}

void FileDesk::handleSent(Turn& turn, LinkId link, std::size_t bytes)
{
    for (const FileLinks::Returned& returned : m_state->links.handleSent(link, bytes)) {
        m_state->uploads.handleSent(turn, link, returned);
    }
}

void FileDesk::forgetRoom(Turn& turn, const RoomId& room)
{
    m_state->downloads->forgetRoom(turn, room);
    m_state->shares->forgetRoom(turn, room);
    m_state->links.forgetRoom(turn, room);
    m_state->rooms.erase(room);
}

// ---- the host's files ----

void FileDesk::handleHashed(Turn& turn, const FileHashed& hashed)
{
    if (!m_state->downloads->handleHashed(turn, hashed)) {
        m_state->shares->handleHashed(turn, hashed);
    }
}

void FileDesk::handleBytes(Turn& turn,
                           ReadId read,
                           std::optional<FileError> error,
                           const core::Bytes& bytes)
{
    const auto ended = m_state->uploads.handleBytes(turn, read, error, bytes);
    if (ended && !ended->part) {
        m_state->shares->handleEnded(turn, *ended);
    } else if (ended && ended->reason == Reason::FileChanged) {
        m_state->downloads->handleDamaged(turn, ended->file, ended->offset);
    }
}

void FileDesk::handlePlaced(Turn& turn, const DownloadPlaced& placed)
{
    if (auto renamed = m_state->downloads->handlePlaced(turn, placed)) {
        m_state->shares->lookFor(turn, std::move(renamed->file), renamed->manifest);
    }
}

void FileDesk::handleWritten(Turn& turn,
                             FileJobId job,
                             std::uint64_t offset,
                             std::optional<FileError> error)
{
    m_state->downloads->handleWritten(turn, job, offset, error);
}

void FileDesk::handleFlushed(Turn& turn, FileJobId job, std::optional<FileError> error)
{
    m_state->downloads->handleFlushed(turn, job, error);
}

void FileDesk::handleFinished(Turn& turn,
                              FileJobId job,
                              std::optional<FileError> error,
                              const std::string& path)
{
    if (auto finished = m_state->downloads->handleFinished(turn, job, error, path)) {
        const EventRef file = finished->file.file;
        const RoomId room = finished->file.room;
        m_state->shares->keep(turn, std::move(finished->file), finished->hashes);
        m_state->sayFinished(turn, room, file);
    }
}

// ---- content that travels in the file of a room ----

namespace {

std::optional<transfer::Manifest> manifestOf(const room::Room& room, const EventRef& file)
{
    const auto card = room.files().find(file);
    return card == room.files().end()
               ? std::nullopt
               : transfer::Manifest::make(card->second.root, card->second.bytes);
}

} // namespace

std::optional<FileDesk::Whole> FileDesk::whole(const room::Room& room, const EventRef& file) const
{
    const auto manifest = manifestOf(room, file);
    const FileShares::Kept* kept = m_state->shares->find(file);
    const bool here =
        kept != nullptr && kept->file.stage != FileStage::Gone && !m_state->downloads->has(file);
    return manifest && here ? std::optional(Whole{kept->file.path, *manifest}) : std::nullopt;
}

std::vector<EventRef> FileDesk::wholeFiles(const room::Room& room) const
{
    std::vector<EventRef> out;
    for (const auto& [file, card] : room.files()) {
        if (whole(room, file)) {
            out.push_back(file);
        }
    }
    return out;
}

std::optional<FileDesk::Wanted> FileDesk::wanted(const room::Room& room, const EventRef& file)
{
    const auto manifest = manifestOf(room, file);
    if (!manifest || whole(room, file)) {
        return std::nullopt;
    }
    m_state->rooms.insert(room.id());
    return Wanted{transfer::safeName(room.files().at(file).name), *manifest};
}

void FileDesk::keep(Turn& turn,
                    const room::Room& room,
                    const EventRef& file,
                    const std::string& path,
                    const std::vector<transfer::Hash32>& leaves)
{
    const auto manifest = manifestOf(room, file);
    auto hashes = manifest ? transfer::HashStore::fromLeaves(*manifest, leaves) : std::nullopt;
    if (!hashes) {
        return; // taken back meanwhile
    }
    if (m_state->downloads->has(file)) {
        static_cast<void>(m_state->downloads->cancel(turn, file));
    }
    StoredFile kept;
    kept.room = room.id();
    kept.file = file;
    kept.stage = FileStage::Here;
    kept.path = path;
    m_state->shares->keep(
        turn, std::move(kept), std::make_shared<const transfer::HashStore>(std::move(*hashes)));
    m_state->sayFinished(turn, room.id(), file);
}

// ---- time ----

void FileDesk::handleTimer(Turn& turn)
{
    m_state->links.handleTimer(turn);
    m_state->uploads.handleTimer(turn);
    m_state->downloads->handleTimer(turn);
}

std::optional<core::MonoTime> FileDesk::nextWake(core::MonoTime now) const
{
    return core::earlier(core::earlier(m_state->links.nextWake(), m_state->uploads.nextWake()),
                         m_state->downloads->nextWake(now));
}

} // namespace engine
