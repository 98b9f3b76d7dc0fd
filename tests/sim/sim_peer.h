// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One installation: a whole engine::Peer with its keys, disk and files, and the person in front of it, who remembers what
// was promised. Crash and restart keep keys, disk and files. Outputs pass the gate of the real host, so what waits for a
// commit waits here as it does there.

#include "engine/host/output_gate.h"
#include "engine/peer.h"
#include "sim/memory_disk.h"
#include "sim/memory_files.h"
#include "sim/network.h"
#include "sim/trace.h"
#include "support/seeded_rng.h"

#include <memory>
#include <set>
#include <string>

namespace sim {

struct PeerTraits {
    std::string name;
    NodeTraits node;
    DiskTraits disk;
    bool lan = true;
    core::Duration clockOff{}; ///< how wrong this machine's wall clock is
};

/// What the person was told; a broken promise is found against this.
struct Person {
    struct Sent {
        engine::RoomId room;
        engine::EventRef message;
        std::string text;
    };
    std::vector<Sent> acknowledged; ///< messages answered with MessageSent
    std::map<engine::RoomId, std::set<engine::EventRef>> shown; ///< by MessageNotice
    std::set<engine::EventRef> gone; ///< shown, and taken from the screen again
    std::map<engine::RoomId, engine::RoomState> rooms;
    std::set<engine::EventRef> filesDone;
    std::map<engine::EventRef, engine::MessageState> states;
    std::vector<std::string> complaints; ///< promises broken while running
    std::uint64_t refusals = 0;
    std::size_t typed = 0; ///< how often somebody was seen to begin writing
};

class SimPeer final : public NetworkHost
{
public:
    SimPeer(
        Schedule& schedule, Network& network, Trace& trace, std::uint64_t seed, PeerTraits traits);

    void start();
    /// kill -9, or with `silent` the power.
    void crash(bool silent);
    [[nodiscard]] bool isUp() const { return m_peer != nullptr; }
    void networkChanged();

    using Answered = std::function<void(const engine::Answer&)>;
    void ask(engine::Request request, Answered answered = {});
    /// Remembers the promise when it is made.
    void sendText(const engine::RoomId& room, const std::string& text);

    [[nodiscard]] NodeId node() const { return m_node; }
    [[nodiscard]] const std::string& name() const { return m_traits.name; }
    [[nodiscard]] MemoryDisk& disk() { return m_disk; }
    [[nodiscard]] MemoryFiles& files() { return m_files; }
    [[nodiscard]] Person& person() { return m_person; }
    [[nodiscard]] engine::IdentityId identity() const;
    [[nodiscard]] core::Seed identitySeed() const { return m_identity.clone(); }
    [[nodiscard]] core::Seed deviceSeed() const { return m_device.clone(); }
    [[nodiscard]] core::WallTime wallNow() const { return now().wall; }
    [[nodiscard]] std::size_t openRequests() const { return m_asked.size(); }
    /// The next start finds this on its disk; what the person was shown since then may come again.
    void rollBack(MemoryStore older);
    void setVerbose(bool verbose) { m_verbose = verbose; }

    std::optional<LinkId> accepted(const core::Endpoint& from) override;
    void adopted() override;
    void connected(LinkId link) override;
    void dialFailed(LinkId link) override;
    void bytes(LinkId link, const core::Bytes& bytes) override;
    void closed(LinkId link) override;
    void drained(LinkId link, std::size_t queued) override;
    void datagram(const core::Endpoint& from, const core::Bytes& bytes) override;

private:
    template<class Call>
    void input(const Call& call);
    template<class Call>
    void later(core::Duration delay, Call call);
    [[nodiscard]] core::Now now() const;
    void scheduleWake();
    void perform(engine::Outbox outbox);
    void performReady(std::vector<engine::OutputKind> ready);
    void settle(engine::CommitToken token, std::optional<engine::StoreError> error);
    void tellListening();
    void complain(const std::string& what);

    void carryOut(const engine::Dial& what);
    void carryOut(const engine::LinkBytes& what);
    void carryOut(const engine::CloseLink& what);
    void carryOut(const engine::Multicast& what);
    void carryOut(const engine::Datagram& what);
    void carryOut(const engine::ResolveHosts& what);
    void carryOut(engine::Persist& what);
    void carryOut(const engine::ReloadState& what);
    void carryOut(const engine::ReadRows& what);
    void carryOut(const engine::ReadTail& what);
    void carryOut(const engine::ReadRelated& what);
    void carryOut(const engine::TellMessage& what);
    void carryOut(const engine::HashFile& what);
    void carryOut(const engine::StopHashing& what);
    void carryOut(const engine::ReadFile& what);
    void carryOut(const engine::PlaceDownload& what);
    void carryOut(const engine::ReopenDownload& what);
    void carryOut(const engine::WritePart& what);
    void carryOut(const engine::FlushPart& what);
    void carryOut(const engine::ReadPart& what);
    void carryOut(const engine::FinishPart& what);
    void carryOut(const engine::DropPart& what);
    void carryOut(const engine::WriteFile& what);
    void carryOut(const engine::SendAnswer& what);
    void carryOut(const engine::SendNotice& what);

    void noteShown(const engine::MessageNotice& notice);

    Schedule& m_schedule;
    Network& m_network;
    Trace& m_trace;
    PeerTraits m_traits;
    support::SeededRng m_rng;     ///< the peer's own
    support::SeededRng m_hostRng; ///< delays of its disk and files
    core::Seed m_identity;
    core::Seed m_device;
    MemoryDisk m_disk;
    MemoryFiles m_files;
    Person m_person;
    NodeId m_node = 0;

    std::unique_ptr<engine::Peer> m_peer;
    std::unique_ptr<engine::host::OutputGate> m_gate;
    std::optional<engine::Outbox> m_acceptOutbox;
    std::optional<core::MonoTime> m_wake;
    std::map<engine::RequestId, Answered> m_asked;
    engine::RequestId m_nextRequest = 1;
    std::uint64_t m_life = 0;
    bool m_rolledBack = false;
    bool m_verbose = false;
};

} // namespace sim
