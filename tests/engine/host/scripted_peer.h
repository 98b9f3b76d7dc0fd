// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A peer in the place of the real one, for tests of what the host does around it: each request makes it say one known
// thing. Include it in one source of a test program; it defines engine::Peer.

#include "engine/peer.h"
#include "store_rows.h"

#include <string>

namespace engine {

/// What the script says, as notices: the text of a GapNotice would be too little, so a MessageNotice carries it.
inline SendNotice said(const std::string& text)
{
    MessageNotice notice;
    notice.message.text = text;
    return {notice};
}

class PeerState
{
public:
    RoomId room = support::idOf<RoomId>(1);
    core::LogId log = support::idOf<core::LogId>(2);
    IdentityId other = support::idOf<IdentityId>(3);
    CommitToken token = 0;
    LinkId link = 0;
    std::uint64_t seq = 0;
    int starts = 0;
    std::optional<core::MonoTime> wake;
    std::vector<core::Endpoint> listening;
};

Peer::Peer(PeerKeys, PeerOptions, core::Rng&)
    : m_state(std::make_unique<PeerState>())
{
}
Peer::~Peer() = default;

void Peer::handleStart(core::Now, const StoredState& stored, Outbox& out)
{
    out.add(said("start " + std::to_string(++m_state->starts) + " records "
                 + std::to_string(stored.records.size())));
}
void Peer::handleListening(core::Now,
                           const std::vector<core::Endpoint>& local,
                           std::uint16_t,
                           Outbox&)
{
    m_state->listening = local;
}
void Peer::handleNetworkChanged(core::Now, Outbox& out)
{
    out.add(said("network"));
}
void Peer::handleStopping(core::Now, Outbox& out)
{
    out.add(said("stopping"));
}

/// SendMessage: stores a text of somebody else, notice and answer wait for it. "probe": as a probe. "reload": asks for it.
void Peer::handleRequest(core::Now now, RequestId id, const Request& request, Outbox& out)
{
    PeerState& s = *m_state;
    if (const auto* send = std::get_if<SendMessage>(&request)) {
        if (send->text == "reload") {
            out.add(ReloadState{});
            out.add(SendAnswer{id, Done{}});
            return;
        }
        const std::uint64_t seq = ++s.seq;
        const auto event = support::textEvent(
            s.room, s.log, seq, s.other, static_cast<std::int64_t>(seq), send->text);
        Persist batch{++s.token, {event}, send->text == "probe"};
        batch.ops.emplace_back(PutRecord{s.room, RecordKind::Room, {}, {1}});
        if (send->text == "file") {
            parlour::wire::FileCard card;
            card.set_name("a.png");
            auto& row = std::get<PutEvent>(batch.ops.front()).row;
            row.kind = static_cast<std::uint8_t>(room::Kind::FileCard);
            row.body = support::serialised(card);
        }
        out.add(batch);
        out.add(SendAnswer{id, MessageSent{event.row.ref, MessageState::Stored}}, s.token);
        out.add(said("stored " + send->text), s.token);
    } else if (std::holds_alternative<ListRooms>(request)) {
        RoomSnapshot room;
        room.room = s.room;
        out.add(SendAnswer{id, RoomList{{room}}});
        out.add(said("listed"));
    } else if (const auto* mark = std::get_if<MarkRead>(&request)) {
        const auto event = support::textEvent(s.room,
                                              s.log,
                                              mark->message.seq,
                                              s.other,
                                              static_cast<std::int64_t>(mark->message.seq),
                                              "");
        auto order = event.row.order;
        std::fill(order.begin() + 8, order.end(), std::uint8_t{0xff});
        out.add(
            Persist{++s.token,
                    {PutRecord{s.room, RecordKind::ReadMark, {}, {order.begin(), order.end()}}}});
        out.add(SendAnswer{id, UnreadLeft{}}, s.token);
    } else if (std::holds_alternative<ListFiles>(request)) {
        FileSnapshot file;
        file.file = {s.log, s.seq};
        file.have = true;
        out.add(SendAnswer{id, FileList{{file}}});
    } else if (std::holds_alternative<GetNodeStats>(request)) {
        out.add(SendAnswer{id, NodeStats{}});
    } else if (std::holds_alternative<GetNodeInfo>(request)) {
        NodeInfo info;
        for (const auto& endpoint : s.listening) {
            info.listen.push_back({endpoint.address.text(), endpoint.port});
        }
        out.add(SendAnswer{id, info});
    } else if (const auto* dial = std::get_if<DialPeer>(&request)) {
        out.add(Dial{++s.link, *core::Endpoint::parse(dial->addr)});
        out.add(SendAnswer{id, Done{}});
    } else if (std::holds_alternative<SetTyping>(request)) {
        s.wake = now.mono + std::chrono::milliseconds(20);
        out.add(SendAnswer{id, Done{}});
    } else if (std::holds_alternative<NetworkChanged>(request)) {
        out.add(Multicast{{'h', 'i'}});
        out.add(SendAnswer{id, Done{}});
    } else if (const auto* ping = std::get_if<DhtPing>(&request)) {
        out.add(Datagram{
            UdpSocket::Dht, {*core::IpAddress::parse(ping->addr), ping->port}, {'d', 'h', 't'}});
        out.add(SendAnswer{id, Done{}});
    } else if (std::holds_alternative<GetDhtInfo>(request)) {
        out.add(ResolveHosts{DhtEntry::Given, {{"127.0.0.5", 99}}});
        out.add(SendAnswer{id, Done{}});
    } else if (const auto* share = std::get_if<ShareFile>(&request)) {
        out.add(HashFile{1, share->path});
        out.add(SendAnswer{id, Done{}});
    } else {
        out.add(SendAnswer{id, Refusal{Reason::NotBuilt, {}, 0}});
        out.add(SendAnswer{id, Done{}}); // one too many: the host lets the first one through
    }
}

void Peer::handleTimer(core::Now, Outbox& out)
{
    m_state->wake.reset();
    out.add(said("timer"));
}
std::optional<core::MonoTime> Peer::nextWake() const
{
    return m_state->wake;
}
std::optional<LinkId> Peer::handleAccepted(core::Now, core::Endpoint, Outbox& out)
{
    const LinkId link = ++m_state->link;
    out.add(LinkBytes{link, core::copyOf(core::bytesOf("welcome"))});
    return link;
}
void Peer::handleConnected(core::Now, LinkId, Outbox& out)
{
    out.add(said("connected"));
}
void Peer::handleDialFailed(core::Now, LinkId, Outbox& out)
{
    out.add(said("dial failed"));
}
void Peer::handleLinkBytes(core::Now, LinkId link, core::ByteView bytes, Outbox& out)
{
    out.add(said("bytes " + core::textOf(bytes)));
    if (core::textOf(bytes) == "welcome") {
        out.add(LinkBytes{link, core::copyOf(core::bytesOf("thanks"))});
        out.add(CloseLink{link});
    }
}
void Peer::handleLinkClosed(core::Now, LinkId, Outbox& out)
{
    out.add(said("closed"));
}
void Peer::handleLinkDrained(core::Now, LinkId, std::size_t, Outbox&) {}
void Peer::handleDatagram(core::Now, UdpSocket, core::Endpoint, core::ByteView bytes, Outbox& out)
{
    out.add(said("datagram " + core::textOf(bytes)));
}
void Peer::handleBootstrap(core::Now,
                           DhtEntry,
                           const std::vector<core::Endpoint>& endpoints,
                           Outbox& out)
{
    out.add(said("resolved " + (endpoints.empty() ? "nothing" : endpoints.front().text())));
}
void Peer::handleCommitted(core::Now, CommitToken, Outbox&) {}
void Peer::handleCommitFailed(core::Now, CommitToken token, StoreError, Outbox& out)
{
    out.add(said("failed " + std::to_string(token)));
}
void Peer::handleRows(core::Now, ReadId, std::vector<EventRow>, Outbox&) {}
void Peer::handleFileHashed(core::Now, FileHashed hashed, Outbox& out)
{
    out.add(said("hashed " + hashed.name));
}
void Peer::handleFileBytes(core::Now, ReadId, std::optional<FileError>, core::Bytes, Outbox&) {}
void Peer::handleDownloadPlaced(core::Now, DownloadPlaced, Outbox&) {}
void Peer::handlePartWritten(core::Now, FileJobId, std::uint64_t, std::optional<FileError>, Outbox&)
{
}
void Peer::handlePartFlushed(core::Now, FileJobId, std::optional<FileError>, Outbox&) {}
void Peer::handleDownloadFinished(
    core::Now, FileJobId, std::optional<FileError>, std::string, Outbox&)
{
}

} // namespace engine
