// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What stands behind the peer's door: its parts, and the turns in which every input is handled to its end. peer_turns.cpp
// runs the turns and knows the disk, peer_parts.cpp makes the parts and joins them to each other; peer.cpp routes.

#include "engine/block_desk.h"
#include "engine/bulk_calls.h"
#include "engine/commit_ledger.h"
#include "engine/copy_desk.h"
#include "engine/dht_desk.h"
#include "engine/directory_desk.h"
#include "engine/file_desk.h"
#include "engine/finder.h"
#include "engine/link_desk.h"
#include "engine/message_desk.h"
#include "engine/moderation_desk.h"
#include "engine/peer_options.h"
#include "engine/requests.h"
#include "engine/room_book.h"
#include "engine/settings_desk.h"
#include "engine/succession_desk.h"

#include <deque>
#include <set>

namespace engine {

/// How a failed write is told to whoever asked for it.
[[nodiscard]] Reason reasonOf(StoreError error);

/// What the parts say outwards, each by its own door.
struct PartPorts {
    LinkDesk::Ports links;
    FileDesk::Ports files;
    Finder::Directory onLan;
    DirectoryDesk::Ports directory;
    std::function<void(Turn&)> announceChanged;
};

/// Everything that begins anew when the state is read from disk again.
struct PeerParts {
    RoomBook book;
    LinkDesk links;
    Finder finder;
    BulkCalls bulk;
    FileDesk files;
    SettingsDesk settings;
    DirectoryDesk directory;
    ModerationDesk moderation;
    MessageDesk messages;
    BlockDesk blocks;
    SuccessionDesk succession;
    CopyDesk copies;
    Requests requests;

    PeerParts(room::Self self, PartPorts ports, DhtDesk& dht, const PeerOptions& options)
        : book{std::move(self), {}}
        , links(book.self, std::move(ports.links))
        , finder(book, links, options.lan, std::move(ports.onLan))
        , bulk(book, links)
        , files(book.self, std::move(ports.files))
        , settings(book, std::move(ports.announceChanged))
        , directory(book, links, options.listings, std::move(ports.directory))
        , moderation(book)
        , messages(book)
        , blocks(book)
        , succession(book, links, finder)
        , copies(
              book, files, [this](Turn& turn, const room::Room& room) { finder.look(turn, room); })
        , requests({book,
                    links,
                    finder,
                    files,
                    dht,
                    settings,
                    directory,
                    moderation,
                    messages,
                    blocks,
                    succession,
                    copies,
                    options.version})
    {
    }
};

class PeerState
{
public:
    PeerState(PeerKeys keys, PeerOptions options, core::Rng& rng)
        : m_keys(std::move(keys))
        , m_options(std::move(options))
        , m_rng(rng)
        , m_dht({m_options.dht, m_options.bootstrap, m_options.publicBootstrap}, dhtPorts(), rng)
    {
    }

    using Step = std::function<void(Turn&)>;

    /// An input for the parts, unless the disk is not to be relied upon: then it is as if it had not come.
    template<class Do>
    void act(core::Now now, Outbox& out, Do what)
    {
        if (works()) {
            run(now, out, [this, &what](Turn& turn) { what(*m_parts, turn); });
        }
    }

    void start(core::Now now, const StoredState& stored, Outbox& out);
    void run(core::Now now, Outbox& out, Step step);
    void request(core::Now now, RequestId id, const Request& request, Outbox& out);
    void timer(core::Now now, Outbox& out);
    void committed(core::Now now, CommitToken token, Outbox& out);
    void failed(core::Now now, CommitToken token, StoreError error, Outbox& out);
    void rows(core::Now now, ReadId read, std::vector<EventRow> rows, Outbox& out);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;
    [[nodiscard]] bool works() const { return m_parts && !m_trouble; }
    [[nodiscard]] PeerParts& parts() { return *m_parts; }
    [[nodiscard]] DhtDesk& dht() { return m_dht; }

    std::vector<core::Endpoint> listening;
    std::uint16_t dhtPort = 0;

private:
    [[nodiscard]] room::Self self(const StoredState& stored, Turn& turn) const;
    [[nodiscard]] LinkDesk::Ports linkPorts();
    [[nodiscard]] FileDesk::Ports filePorts();
    [[nodiscard]] DhtDesk::Ports dhtPorts();
    [[nodiscard]] Finder::Directory lanDirectory();
    [[nodiscard]] DirectoryDesk::Ports directoryPorts();
    void tellDht(Turn& turn);
    void tellAnnounce(Turn& turn);
    void load(Turn& turn, const StoredState& stored);
    void finish(Turn& turn, Outbox& out, std::deque<Step>& next);
    void perform(Turn& turn, Outbox& out, std::deque<Step>& next);
    void ask(core::Now now, Turn::Read& read, Outbox& out, std::deque<Step>& next);
    void leave(core::Now now, const Turn::Frame& frame, Outbox& out);
    void probe(core::Now now, Outbox& out);
    void giveUpHeld(Outbox& out);
    void answer(Outbox& out, RequestId id, Answer answer);
    void noteClock(Turn& turn, const core::DeviceId& device, std::chrono::milliseconds off);

    PeerKeys m_keys;
    PeerOptions m_options;
    core::Rng& m_rng;
    DhtDesk m_dht; ///< nodes and lookups outlive a reading of the disk
    std::unique_ptr<PeerParts> m_parts;
    CommitLedger m_ledger;
    std::map<ReadId, Turn::GotRows> m_reads;
    std::set<RequestId> m_open; ///< asked of the parts and not answered yet
    ReadId m_nextRead = 1;

    // While the disk takes nothing: see failed().
    std::optional<StoreError> m_trouble;
    std::optional<core::MonoTime> m_probeAt;
    CommitToken m_probe = 0;
    std::vector<std::pair<RequestId, Request>> m_held;

    struct RoomAtDht {
        RoomId room;
        RoomState state = RoomState::Joining;
        std::size_t links = 0;
        std::uint64_t reach = 0;
        bool operator==(const RoomAtDht&) const = default;
    };
    std::vector<RoomAtDht> m_dhtRooms; ///< as the desk was told

    core::MonoTime m_now;                                         ///< of the newest input
    std::map<core::DeviceId, std::chrono::milliseconds> m_clocks; ///< of those far from ours
    bool m_clockSaid = false;
};

} // namespace engine
