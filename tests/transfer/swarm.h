// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One receiver and several sources on virtual time: links that lose and delay, sources that lie, fall silent or vanish,
// a disk that forgets what was not flushed. It checks as it goes that nothing unproved is ever written and that nobody
// honest is blamed.

#include "transfer/file_fixture.h"
#include "transfer/receiver.h"
#include "transfer/sender.h"

#include <functional>

namespace fixture {

enum class Manner { Honest, WrongBlocks, WrongHashes, Silent, Vanishes, Babbles, Half };

class Swarm
{
public:
    Swarm(const File& file, std::uint64_t seed, unsigned lossPercent)
        : m_file(file)
        , m_rng(seed)
        , m_loss(lossPercent)
        , m_disk(file.bytes.size())
        , m_durable(file.bytes.size())
    {
        m_receiver.emplace(card(), file.manifest());
    }

    void add(Manner manner)
    {
        const auto hashes = std::make_shared<const transfer::HashStore>(m_file.store());
        transfer::Bitmap held(m_file.manifest().blocks());
        for (std::uint64_t i = 0; i < held.size(); ++i) {
            if (manner != Manner::Half || (i / 3 + m_peers.size()) % 2 == 0) {
                held.set(i);
            }
        }
        m_peers.push_back({manner, transfer::Sender(card(), hashes, held)});
    }

    /// Runs until the file is complete, or `limit` is over; says whether it is complete.
    bool run(core::Duration limit)
    {
        join();
        apply([this](auto& out) { m_receiver->start(m_now, out); });
        const core::MonoTime end = m_now + limit;
        std::uint64_t steps = 0;
        while (!m_completed && m_now < end && error.empty()) {
            if (++steps > 5'000'000 || !step()) {
                error = "stuck or spinning";
            }
        }
        return m_completed;
    }

    /// A crash: everything in flight and unflushed is lost, the receiver comes back from what was stored.
    void crashAfterWrites(std::size_t writes) { m_crashAt = writes; }

    [[nodiscard]] const core::Bytes& disk() const { return m_durable; }
    [[nodiscard]] std::size_t writes() const { return m_writes; }
    [[nodiscard]] core::MonoTime now() const { return m_now; }
    [[nodiscard]] std::size_t served(std::size_t peer) const { return m_peers[peer].served; }

    std::string error;
    std::map<std::size_t, transfer::Blame> blamed;
    std::size_t crashes = 0;

private:
    struct Peer {
        Manner manner;
        transfer::Sender sender;
        transfer::SourceId link{};
        std::size_t served = 0;
        bool gone = false;
    };
    using Action = std::function<void()>;

    void after(core::Duration delay, Action action)
    {
        // What belongs to a receiver that crashed since then never happens.
        m_queue.emplace(m_now + delay, [this, life = m_life, todo = std::move(action)] {
            if (life == m_life) {
                todo();
            }
        });
    }

    bool step()
    {
        auto wake = m_receiver->nextWake(m_now);
        for (auto& peer : m_peers) {
            wake = core::earlier(wake, peer.sender.nextWake());
        }
        if (!m_queue.empty() && (!wake || m_queue.begin()->first <= *wake)) {
            auto node = m_queue.extract(m_queue.begin());
            m_now = std::max(m_now, node.key());
            node.mapped()();
            return true;
        }
        if (!wake) {
            return false;
        }
        m_now = std::max(m_now, *wake);
        apply([this](auto& out) { m_receiver->handleWake(m_now, out); });
        for (std::size_t i = 0; i < m_peers.size(); ++i) {
            transfer::SenderOutbox out;
            m_peers[i].sender.handleWake(m_now, out);
            fromSender(i, out);
        }
        return true;
    }

    void join()
    {
        for (std::size_t i = 0; i < m_peers.size(); ++i) {
            join(i);
        }
    }

    void join(std::size_t peer)
    {
        if (m_peers[peer].gone || blamed.contains(peer)) {
            return;
        }
        m_peers[peer].link = transfer::SourceId{++m_lastLink};
        apply([&](auto& out) {
            static_cast<void>(m_receiver->addSource(m_now, m_peers[peer].link, out));
        });
    }

    template<class Input>
    void apply(Input input)
    {
        transfer::ReceiverOutbox out;
        input(out);
        for (auto& output : out) {
            std::visit([this](auto& one) { take(one); }, output);
        }
    }

    std::optional<std::size_t> peerOf(transfer::SourceId link) const
    {
        for (std::size_t i = 0; i < m_peers.size(); ++i) {
            if (m_peers[i].link == link) {
                return i;
            }
        }
        return std::nullopt;
    }

    core::Duration latency() { return std::chrono::milliseconds(2 + m_rng.below(40)); }
    bool lost() { return m_rng.below(100) < m_loss; }

    template<class Handle>
    void request(transfer::SourceId link, Handle handle)
    {
        const auto peer = peerOf(link);
        if (!peer || lost() || m_peers[*peer].gone || m_peers[*peer].manner == Manner::Silent) {
            return;
        }
        after(latency(), [this, at = *peer, link, handle] {
            transfer::SenderOutbox out;
            if (m_peers[at].link == link) {
                handle(m_peers[at].sender, transfer::RequesterId{link.value}, out);
                fromSender(at, out);
            }
        });
    }

    void take(transfer::SendHaveRequest& out)
    {
        request(out.source, [this, message = out.request](auto& sender, auto from, auto& to) {
            sender.handleHaveRequest(m_now, from, message, to);
        });
    }
    void take(transfer::SendHashRequest& out)
    {
        request(out.source, [this, message = out.request](auto& sender, auto from, auto& to) {
            sender.handleHashRequest(m_now, from, message, to);
        });
    }
    void take(transfer::SendBlockRequest& out)
    {
        request(out.source, [this, message = out.request](auto& sender, auto from, auto& to) {
            sender.handleBlockRequest(m_now, from, message, to);
        });
    }
    void take(transfer::WriteBlock& out)
    {
        if (core::copyOf(m_file.block(out.block)) != out.bytes) {
            error = "unproved bytes were to be written";
        }
        after(std::chrono::milliseconds(1), [this, block = out.block, bytes = out.bytes] {
            std::copy(bytes.begin(),
                      bytes.end(),
                      m_disk.begin() + static_cast<std::ptrdiff_t>(block * transfer::blockBytes));
            ++m_writes;
            apply([&](auto& more) { m_receiver->handleWritten(m_now, block, more); });
            if (m_writes == m_crashAt) {
                crash();
            }
        });
    }
    void take(transfer::Flush&)
    {
        const core::Bytes image = m_disk;
        after(std::chrono::milliseconds(5), [this, image] {
            m_durable = image;
            apply([&](auto& more) { m_receiver->handleFlushed(m_now, more); });
            m_saved = m_receiver->resumeState();
        });
    }
    void take(transfer::Progress& out)
    {
        if (out.bytesDone > out.bytesTotal || out.bytesTotal != m_file.bytes.size()) {
            error = "impossible progress";
        }
    }
    void take(transfer::Completed&) { m_completed = true; }
    void take(transfer::Failed&) { error = "failed"; }
    void take(transfer::BlameSource& out)
    {
        const auto peer = peerOf(out.source);
        const Manner manner = peer ? m_peers[*peer].manner : Manner::Honest;
        if (manner != Manner::WrongBlocks && manner != Manner::WrongHashes
            && manner != Manner::Babbles) {
            error = "somebody honest was blamed";
            return;
        }
        blamed[*peer] = out.reason;
    }
    void take(transfer::SourceLost& out)
    {
        if (const auto peer = peerOf(out.source)) {
            after(std::chrono::seconds(1), [this, at = *peer] { join(at); });
        }
    }

    void fromSender(std::size_t peer, transfer::SenderOutbox& out)
    {
        for (auto& output : out) {
            if (auto* read = std::get_if<transfer::ReadBlock>(&output)) {
                const auto bytes = core::copyOf(
                    core::ByteView(m_file.bytes)
                        .subspan(static_cast<std::size_t>(read->offset), read->length));
                after(std::chrono::milliseconds(1), [this, peer, id = read->read, bytes] {
                    transfer::SenderOutbox more;
                    m_peers[peer].sender.handleRead(m_now, id, bytes, more);
                    fromSender(peer, more);
                });
            } else if (auto* have = std::get_if<transfer::SendHave>(&output)) {
                send(peer, have->to, have->bytes, have->message);
            } else if (auto* hashes = std::get_if<transfer::SendHashes>(&output)) {
                send(peer, hashes->to, hashes->bytes, hashes->message);
            } else if (auto* block = std::get_if<transfer::SendBlock>(&output)) {
                ++m_peers[peer].served;
                send(peer, block->to, block->bytes, block->message);
            } else if (auto* refusal = std::get_if<transfer::SendRefuse>(&output)) {
                send(peer, refusal->to, 0, refusal->message);
            }
        }
    }

    template<class Message>
    void send(std::size_t peer, transfer::RequesterId to, std::size_t bytes, Message message)
    {
        after(std::chrono::milliseconds(2), [this, peer, to, bytes] {
            transfer::SenderOutbox more;
            m_peers[peer].sender.handleSent(m_now, to, bytes, more);
            fromSender(peer, more);
        });
        distort(peer, message);
        if (m_peers[peer].gone || lost()) {
            return;
        }
        after(latency(), [this, to, message = std::move(message)] {
            const transfer::SourceId link{to.value};
            apply([&](auto& out) { deliver(link, message, out); });
        });
    }

    void distort(std::size_t peer, transfer::Block& message)
    {
        Peer& at = m_peers[peer];
        if (at.manner == Manner::WrongBlocks && m_rng.below(4) == 0) {
            message.bytes[message.bytes.size() / 2] ^= 1U;
        }
        if (at.manner == Manner::Babbles) {
            message.block = (message.block + 1) % m_file.manifest().blocks();
        }
        if (at.manner == Manner::Vanishes && at.served > 5) {
            at.gone = true;
            after(std::chrono::seconds(3), [this, link = at.link] {
                apply([&](auto& out) { m_receiver->removeSource(m_now, link, out); });
            });
        }
    }
    void distort(std::size_t peer, transfer::Hashes& message)
    {
        if (m_peers[peer].manner == Manner::WrongHashes) {
            message.hashes.back()[9] ^= 4U;
        }
    }
    void distort(std::size_t, transfer::Have&) {}
    void distort(std::size_t, transfer::Refuse&) {}

    void
    deliver(transfer::SourceId link, const transfer::Have& message, transfer::ReceiverOutbox& out)
    {
        m_receiver->handleHave(m_now, link, message, out);
    }
    void
    deliver(transfer::SourceId link, const transfer::Hashes& message, transfer::ReceiverOutbox& out)
    {
        m_receiver->handleHashes(m_now, link, message, out);
    }
    void
    deliver(transfer::SourceId link, const transfer::Block& message, transfer::ReceiverOutbox& out)
    {
        m_receiver->handleBlock(m_now, link, message, out);
    }
    void
    deliver(transfer::SourceId link, const transfer::Refuse& message, transfer::ReceiverOutbox& out)
    {
        m_receiver->handleRefuse(m_now, link, message, out);
    }

    void crash()
    {
        ++crashes;
        ++m_life;
        m_disk = m_durable;
        for (auto& peer : m_peers) {
            transfer::SenderOutbox ignored;
            peer.sender.removeRequester(m_now, transfer::RequesterId{peer.link.value}, ignored);
            for (const auto& output : ignored) {
                if (std::holds_alternative<transfer::ReadBlock>(output)) {
                    error = "a read for nobody";
                }
            }
            // The sender's own restart: reads under way are gone with it.
            peer.sender = transfer::Sender(
                card(), std::make_shared<const transfer::HashStore>(m_file.store()));
        }
        m_receiver.reset();
        if (m_saved) {
            m_receiver = transfer::Receiver::resumed(card(), m_file.manifest(), *m_saved);
        } else {
            m_receiver.emplace(card(), m_file.manifest());
        }
        join();
        apply([this](auto& out) { m_receiver->start(m_now, out); });
    }

    File m_file;
    support::SeededRng m_rng;
    unsigned m_loss;
    core::Bytes m_disk;
    core::Bytes m_durable;
    std::optional<transfer::Receiver> m_receiver;
    std::optional<transfer::Receiver::ResumeState> m_saved;
    std::vector<Peer> m_peers;
    std::multimap<core::MonoTime, Action> m_queue;
    core::MonoTime m_now{};
    std::uint64_t m_lastLink = 0;
    std::uint64_t m_life = 0;
    std::size_t m_writes = 0;
    std::size_t m_crashAt = 0;
    bool m_completed = false;
};

} // namespace fixture
