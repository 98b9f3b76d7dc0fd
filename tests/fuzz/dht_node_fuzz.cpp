// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// The node's whole state machine under hostile input. The input is a script of one-byte commands: datagrams as they
// are, datagrams made to answer a question of ours, time that passes, and commands. Checked all the while: what is
// sent stays within the caps, the tables and stores within their limits, and time asked for never lies far behind.
#include "core/check.h"
#include "core/codec.h"
#include "dht/node.h"
#include "support/seeded_rng.h"

#include <algorithm>

namespace {

using namespace dht;

class Script
{
public:
    explicit Script(core::ByteView in)
        : m_in(in)
        , m_rng(1)
        , m_node(m_now, Settings(), m_rng)
    {
        m_node.setReachable(true);
        m_node.handleStart(m_now, m_out);
        take();
    }

    void run()
    {
        for (int steps = 0; m_in.left() > 0 && steps < 2000; ++steps) {
            step(m_in.u8());
            take();
        }
        check();
    }

private:
    void step(std::uint8_t command)
    {
        switch (command % 10) {
        case 0:
            m_node.handleDatagram(m_now, endpoint(), m_in.bytes(length()), m_out);
            break;
        case 1:
            answerOldest(m_in.u8());
            break;
        case 2:
            m_now += std::chrono::milliseconds(m_in.u16());
            m_node.handleTimer(m_now, m_out);
            break;
        case 3:
            m_now += std::chrono::minutes(m_in.u8());
            m_node.handleTimer(m_now, m_out);
            break;
        case 4:
            m_node.getPeers(
                m_now, target(), {m_in.u8() % std::size_t(5), (command & 16U) != 0, false}, m_out);
            break;
        case 5:
            m_node.announce(m_now, target(), 1, m_out);
            break;
        case 6:
            m_node.get(m_now, target(), {}, m_out);
            break;
        case 7:
            m_node.put(m_now, {core::copyOf(core::bytesOf("1:x")), std::nullopt}, {}, m_out);
            break;
        case 8:
            m_node.addNode(m_now, endpoint(), m_out);
            break;
        default:
            m_node.networkChanged(m_now, m_out);
            break;
        }
    }

    /// A reply to a question of ours, true in transaction and endpoint, and with contents from the script.
    void answerOldest(std::uint8_t how)
    {
        if (m_sent.empty()) {
            return;
        }
        const Datagram asked = m_sent.front();
        m_sent.erase(m_sent.begin());
        const auto document = bencode::Document::parse(asked.bytes);
        CHECK(document);
        const auto message = krpc::parse(*document);
        CHECK(message);
        const auto* query = std::get_if<krpc::Query>(&*message);
        if (query == nullptr) {
            return;
        }
        krpc::Reply reply;
        reply.transaction = query->transaction;
        reply.sender = (how & 1U) != 0 ? target() : NodeId(core::ByteArray<20>{how});
        reply.token = m_in.bytes(how % 9U);
        reply.seen = endpoint();
        for (unsigned i = 0; i < how % 5U; ++i) {
            reply.nodes.push_back({target(), endpoint()});
            reply.values.push_back(endpoint());
        }
        reply.value = (how & 2U) != 0 ? core::bytesOf("1:x") : core::ByteView();
        m_node.handleDatagram(m_now, asked.to, krpc::encode(reply), m_out);
    }

    void take()
    {
        for (Output& output : m_out) {
            auto* datagram = std::get_if<Datagram>(&output);
            if (datagram == nullptr) {
                continue;
            }
            CHECK(datagram->to.port != 0);
            CHECK(datagram->bytes.size() <= krpc::datagramBytesMost);
            m_bytes += datagram->to.address.isPrivate() ? 0 : datagram->bytes.size();
            if (m_sent.size() < 64) {
                m_sent.push_back(std::move(*datagram));
            }
        }
        m_out.clear();
        const auto seconds =
            static_cast<std::uint64_t>((m_now - m_begin) / std::chrono::seconds(1));
        CHECK(m_bytes <= tuning::bytesBurst + (seconds + 1) * tuning::bytesPerSecond);
    }

    void check() const
    {
        for (const auto family : {core::IpFamily::V4, core::IpFamily::V6}) {
            const RoutingTable& table = m_node.tables().of(family);
            CHECK(table.size() <= std::size_t(idBits) * spec::bucketNodes);
            for (const Bucket& bucket : table.buckets()) {
                CHECK(bucket.nodes().size() <= spec::bucketNodes
                      && bucket.spares().size() <= tuning::bucketCache);
            }
        }
        CHECK(m_node.stores().items().size() <= tuning::items);
        CHECK(m_node.stores().peers().infohashes() <= tuning::infohashes);
        CHECK(m_node.nextWake().has_value());
        CHECK(decodeState(m_node.save()).hasValue());
    }

    [[nodiscard]] std::size_t length()
    {
        return std::min<std::size_t>(m_in.u16() % 1600, m_in.left());
    }
    [[nodiscard]] Target target() { return m_in.id<Target>(); }
    [[nodiscard]] core::Endpoint endpoint()
    {
        const std::uint8_t kind = m_in.u8();
        if (kind % 4 == 0) {
            return {core::IpAddress::v6(m_in.array<16>()), m_in.u16()};
        }
        return {core::IpAddress::v4({static_cast<std::uint8_t>(kind), m_in.u8(), m_in.u8(), 1}),
                m_in.u16()};
    }

    core::Reader m_in;
    support::SeededRng m_rng;
    core::MonoTime m_begin{std::chrono::hours(1)};
    core::MonoTime m_now = m_begin;
    Node m_node;
    Outbox m_out;
    std::vector<Datagram> m_sent;
    std::uint64_t m_bytes = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    Script(core::ByteView(data, size)).run();
    return 0;
}
