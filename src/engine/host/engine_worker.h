// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What lives on the engine thread: the peer, and everything that turns its outputs into I/O and I/O into its inputs. It
// routes and decides nothing. An input is handled to its end before the next one begins, also when carrying out an output
// brings the next input at once; so the peer is never entered twice.

#include "engine/engine_types.h"
#include "engine/host/dht_port.h"
#include "engine/host/file_jobs.h"
#include "engine/host/lan_port.h"
#include "engine/host/network_watch.h"
#include "engine/host/output_gate.h"
#include "engine/host/person_stream.h"
#include "engine/host/storage_thread.h"
#include "engine/host/system_rng.h"
#include "engine/host/tcp_links.h"
#include "engine/peer.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace engine::host {

/// Everything that was found out before the engine thread began.
struct WorkerStart {
    std::string version;
    DatabasePlace database;
    std::string downloadFolder;
    PeerKeys keys;
    PeerOptions options;
    IdentityId self;
    StoredState stored;
    ListeningSocket socket;
    std::optional<LanOptions> lan;            ///< nothing: no packet of that kind leaves
    std::optional<ListeningSocket> dhtSocket; ///< likewise
    std::vector<Warning> warnings;            ///< said once the engine is ready
};

class EngineWorker : public QObject
{
public:
    /// The sink is called on the engine thread.
    explicit EngineWorker(std::function<void(PersonStream::Item)> sink);
    ~EngineWorker() override;

    void begin(WorkerStart start);
    void handle(RequestId id, const Request& request);
    /// Commits what is queued, closes everything, refuses whoever still waits.
    void end();

private:
    using Input = std::function<void(Peer&, core::Now, Outbox&)>;

    void input(Input one);
    void perform(Outbox outbox);
    void performReady(std::vector<OutputKind> ready);
    void settle(CommitToken token, std::optional<StoreError> error);
    void scheduleWake();

    // One for each output.
    void carryOut(const Dial& what);
    void carryOut(const LinkBytes& what);
    void carryOut(const CloseLink& what);
    void carryOut(const Multicast& what);
    void carryOut(const Datagram& what);
    void carryOut(const ResolveHosts& what);
    void carryOut(Persist& what);
    void carryOut(const ReloadState& what);
    void carryOut(const ReadRows& what);
    void carryOut(const ReadTail& what);
    void carryOut(const ReadRelated& what);
    void carryOut(const TellMessage& what);
    void carryOut(const HashFile& what);
    void carryOut(const StopHashing& what);
    void carryOut(const ReadFile& what);
    void carryOut(const PlaceDownload& what);
    void carryOut(const ReopenDownload& what);
    void carryOut(WritePart& what);
    void carryOut(const FlushPart& what);
    void carryOut(const ReadPart& what);
    void carryOut(const FinishPart& what);
    void carryOut(const DropPart& what);
    void carryOut(WriteFile& what);
    void carryOut(SendAnswer& what);
    void carryOut(SendNotice& what);

    // What the host answers, alone or in part.
    /// Answered by the store's reader alone.
    template<class Question, class Ask>
    void answerFromStore(RequestId id, const Question& question, Ask ask);
    [[nodiscard]] bool answerFromStore(RequestId id, const Request& request);
    void answerSearch(RequestId id, const SearchMessages& question);
    void completeSearch(RequestId id, const std::shared_ptr<SearchPage>& page, std::size_t from);
    using GotPage = std::function<void(std::vector<MessageSnapshot>)>;
    void completePage(std::vector<MessageSnapshot> page, const RoomId& room, GotPage then);
    void answerStop(RequestId id);
    void completeRooms(RequestId id, RoomList list);
    void completeUnread(RequestId id, const RoomId& room);
    void completeStats(RequestId id, NodeStats stats);
    void answer(RequestId id, Answer answer);

    void performAccept();
    void openDht(WorkerStart& start);
    void sayReady(const WorkerStart& start);
    void onNetworkChanged();
    void tellAddresses();
    void onTrouble(StoreError error);
    void warn(Warning warning, std::string detail = {});
    [[nodiscard]] LinkEvents linkEvents();
    [[nodiscard]] FileEvents fileEvents();
    [[nodiscard]] StorageEvents storageEvents();

    PersonStream m_person;
    SystemRng m_rng;
    std::unique_ptr<Peer> m_peer;
    LinkLocalZones m_zones;
    OutputGate m_gate;
    std::deque<Input> m_inputs;
    bool m_busy = false;
    std::shared_ptr<Outbox> m_acceptOutbox;
    IdentityId m_self;
    core::Endpoint m_bound;
    std::optional<core::MonoTime> m_lastTrouble;

    std::set<RequestId> m_open; ///< asked and not yet answered
    std::map<RequestId, RoomId> m_markingRead;
    std::map<RequestId, std::pair<std::vector<MessageSnapshot>, GotPage>>
        m_pagesWithFiles; ///< by the question asked of the peer
    RequestId m_nextOwnQuestion = 1ULL << 63U;

    std::unique_ptr<QTimer> m_wake;
    std::unique_ptr<TcpLinks> m_links;
    std::unique_ptr<LanPort> m_lan;
    std::unique_ptr<DhtPort> m_dht;
    std::unique_ptr<NetworkWatch> m_network;
    std::unique_ptr<FileJobs> m_files;
    std::unique_ptr<StorageThread> m_storage;
};

} // namespace engine::host
