// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/limits.h"
#include "engine/host/tcp_links.h"

#include <QTcpSocket>
#include <QTest>

#include <map>
#include <set>

using core::Endpoint;
using core::IpAddress;
using engine::LinkId;
using engine::host::LinkEvents;
using engine::host::LinkLocalZones;
using engine::host::ListenError;
using engine::host::listenOn;
using engine::host::TcpLinks;

namespace {

Endpoint at(const char* text)
{
    return Endpoint::parse(text).value_or(Endpoint());
}

/// A side of the conversation that notes what it is told.
struct Side {
    std::map<LinkId, core::Bytes> got;
    std::set<LinkId> accepted;
    std::set<LinkId> adopted;
    std::set<LinkId> connected;
    std::set<LinkId> dialFailed;
    std::set<LinkId> closed;
    std::map<LinkId, std::size_t> queued;
    LinkId next = 100;
    bool accepts = true;
    bool echoes = false;
    LinkLocalZones zones;
    TcpLinks links{events(), zones};

    LinkEvents events()
    {
        LinkEvents out;
        out.accepted = [this](const Endpoint&) -> std::optional<LinkId> {
            if (!accepts) {
                return std::nullopt;
            }
            accepted.insert(next);
            return next++;
        };
        out.adopted = [this](LinkId link) { adopted.insert(link); };
        out.connected = [this](LinkId link) { connected.insert(link); };
        out.dialFailed = [this](LinkId link) { dialFailed.insert(link); };
        out.closed = [this](LinkId link) { closed.insert(link); };
        out.bytes = [this](LinkId link, const core::Bytes& bytes) {
            core::append(got[link], bytes);
            if (echoes) {
                links.write(link, bytes);
            }
        };
        out.drained = [this](LinkId link, std::size_t left) { queued[link] = left; };
        return out;
    }
    Endpoint serve(const char* where = "127.0.0.1:0")
    {
        auto socket = listenOn(at(where));
        if (!socket) {
            return {};
        }
        const Endpoint bound = socket->bound;
        links.serve(std::move(*socket));
        return bound;
    }
};

} // namespace

class TcpLinksTest : public QObject
{
    Q_OBJECT

private slots:
    void bytesGoBothWays()
    {
        Side server;
        server.echoes = true;
        Side client;
        client.links.dial(1, server.serve());
        QTRY_VERIFY(client.connected.contains(1));
        core::Bytes sent(1'000'000);
        for (std::size_t i = 0; i < sent.size(); ++i) {
            sent[i] = static_cast<std::uint8_t>(i * 7 + i / 251);
        }
        client.links.write(1, sent);
        QTRY_COMPARE(client.got[1].size(), sent.size());
        QVERIFY(client.got[1] == sent);
        QTRY_COMPARE(client.queued[1], std::size_t{0});
        QCOMPARE(client.links.total().in, std::uint64_t{sent.size()});
        QCOMPARE(client.links.traffic(1)->out, std::uint64_t{sent.size()});
        QVERIFY(!client.links.traffic(2));
    }

    void dualStackHearsBothFamilies()
    {
        Side server;
        const Endpoint bound = server.serve("[::]:0");
        QVERIFY(bound.port != 0);
        Side client;
        client.links.dial(1, {IpAddress::v4({127, 0, 0, 1}), bound.port});
        QTRY_VERIFY(client.connected.contains(1));
        QTRY_COMPARE(server.adopted.size(), std::size_t{1});
        QVERIFY(server.adopted == server.accepted);
    }

    void aRefusedDialFails()
    {
        Endpoint nobody;
        {
            nobody = listenOn(at("127.0.0.1:0"))->bound;
        }
        Side client;
        client.links.dial(1, nobody);
        QTRY_VERIFY(client.dialFailed.contains(1));
        QVERIFY(client.closed.empty() && client.connected.empty());
        QCOMPARE(client.links.count(), std::size_t{0});
    }

    void aPeerThatIsNotWantedIsClosedAtOnce()
    {
        Side server;
        server.accepts = false;
        Side client;
        client.links.dial(1, server.serve());
        QTRY_VERIFY(client.closed.contains(1));
        QCOMPARE(server.links.count(), std::size_t{0});
    }

    void closingWritesFirst()
    {
        Side server;
        Side client;
        client.links.dial(1, server.serve());
        QTRY_VERIFY(client.connected.contains(1));
        const core::Bytes sent(2'000'000, 5);
        client.links.write(1, sent);
        client.links.close(1);
        QCOMPARE(client.links.count(), std::size_t{0});
        QTRY_VERIFY(server.closed.contains(100));
        QCOMPARE(server.got[100].size(), sent.size());
        QVERIFY(client.closed.empty()); // it closed the link itself
    }

    void aReaderThatStopsReadingIsCutAtTheLimit()
    {
        Side server;
        const Endpoint bound = server.serve();
        QTcpSocket lazy;
        lazy.setReadBufferSize(1);
        lazy.connectToHost(QHostAddress::LocalHost, bound.port);
        QTRY_VERIFY(server.accepted.contains(100));
        const core::Bytes piece(1024 * 1024, 1);
        std::size_t written = 0;
        while (server.links.count() > 0 && written < 100'000'000) {
            server.links.write(100, piece);
            written += piece.size();
        }
        QVERIFY(server.closed.contains(100));
        // Beyond the limit is only what the kernel's own buffers took.
        QVERIFY(written < core::limits::tuning::linkQueueBytesHard + 24'000'000);
    }

    void theOthersEndIsNoticed()
    {
        Side server;
        Side client;
        client.links.dial(1, server.serve());
        QTRY_COMPARE(server.links.count(), std::size_t{1});
        client.links.closeAll();
        QTRY_VERIFY(server.closed.contains(100));
    }

    void aTakenAddressIsToldApart()
    {
        const auto first = listenOn(at("127.0.0.1:0"));
        QVERIFY(first.hasValue());
        const auto second = listenOn(first->bound);
        QVERIFY(!second && second.error() == ListenError::Taken);
        const auto elsewhere = listenOn(at("192.0.2.1:0"));
        QVERIFY(!elsewhere && elsewhere.error() == ListenError::Refused);
    }
};

QTEST_GUILESS_MAIN(TcpLinksTest)
#include "tcp_links_test.moc"
