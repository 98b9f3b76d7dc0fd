// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "core/check.h"
#include "engine/host/dht_port.h"

#include <QTest>

#include <memory>
#include <sys/socket.h>
#include <unistd.h>

using core::Endpoint;
using engine::DhtEntry;
using engine::ResolveHosts;
using engine::host::bindUdp;
using engine::host::DhtPort;
using engine::host::ListenError;

namespace {

struct Port {
    std::vector<std::pair<Endpoint, core::Bytes>> got;
    DhtPort port{[this](const Endpoint& from, core::Bytes bytes) {
        got.emplace_back(from, std::move(bytes));
    }};

    explicit Port(const char* at)
    {
        auto socket = bindUdp(*Endpoint::parse(at));
        CHECK(socket.hasValue());
        CHECK(port.serve(std::move(*socket)));
    }
    [[nodiscard]] Endpoint local() const
    {
        return {core::IpAddress::v4({127, 0, 0, 1}), port.port()};
    }
};

} // namespace

class DhtPortTest : public QObject
{
    Q_OBJECT

private slots:
    void datagramsComeAndGo()
    {
        Port one("127.0.0.1:0");
        Port two("127.0.0.1:0");
        QVERIFY(one.port.port() != 0);
        one.port.send(two.local(), core::Bytes{1, 2, 3});
        QTRY_COMPARE(two.got.size(), std::size_t{1});
        QCOMPARE(two.got.front().first, one.local());
        QCOMPARE(two.got.front().second, (core::Bytes{1, 2, 3}));
    }

    void oneSocketSpeaksBothFamilies()
    {
        Port both("[::]:0");
        Port v4("0.0.0.0:0");
        both.port.send(v4.local(), core::Bytes{4});
        QTRY_COMPARE(v4.got.size(), std::size_t{1});
        v4.port.send(both.local(), core::Bytes{5});
        QTRY_COMPARE(both.got.size(), std::size_t{1});
        QCOMPARE(both.got.front().first, v4.local()); // IPv4 stays IPv4
        auto v6 = bindUdp(*Endpoint::parse("[::1]:0"));
        if (v6) { // this machine has IPv6
            const Endpoint at = v6->bound;
            Port there("127.0.0.1:0");
            core::Bytes got;
            DhtPort six([&got](const Endpoint&, core::Bytes bytes) { got = std::move(bytes); });
            QVERIFY(six.serve(std::move(*v6)));
            both.port.send(at, core::Bytes{6});
            QTRY_COMPARE(got, core::Bytes{6});
        }
    }

    void aTakenPortIsSaidToBeTaken()
    {
        Port one("127.0.0.1:0");
        const auto second = bindUdp(one.local());
        QVERIFY(!second.hasValue());
        QCOMPARE(second.error(), ListenError::Taken);
        const auto foreign = bindUdp(*Endpoint::parse("192.0.2.1:0"));
        QCOMPARE(foreign.error(), ListenError::Refused);
    }

    void theReceiveBufferIsLarge()
    {
        auto socket = bindUdp(*Endpoint::parse("127.0.0.1:0"));
        const int fd = ::dup(socket->fd.get());
        DhtPort port([](const Endpoint&, const core::Bytes&) {});
        QVERIFY(port.serve(std::move(*socket)));
        int bytes = 0;
        socklen_t length = sizeof(bytes);
        QCOMPARE(::getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, &length), 0);
        ::close(fd);
        // The kernel doubles what it grants, and grants no more than its own limit.
        QVERIFY(bytes >= 2 * 208 * 1024);
    }

    void aFloodIsTakenInPortions()
    {
        Port victim("127.0.0.1:0");
        Port flooder("127.0.0.1:0");
        for (int i = 0; i < 20'000; ++i) {
            flooder.port.send(victim.local(), core::Bytes(20, 1));
            if (i % 50 == 0) {
                QCoreApplication::processEvents();
            }
        }
        QTest::qWait(20);
        QVERIFY(!victim.got.empty());
        QVERIFY(victim.got.size() <= DhtPort::takenPerSecond * 3);
        // And it hears again afterwards.
        victim.got.clear();
        QTest::qWait(2200);
        victim.got.clear();
        flooder.port.send(victim.local(), core::Bytes{9});
        QTRY_VERIFY(!victim.got.empty());
    }

    void namesAreLookedUpTogether()
    {
        DhtPort port([](const Endpoint&, const core::Bytes&) {});
        std::optional<std::pair<DhtEntry, std::vector<Endpoint>>> got;
        int answers = 0;
        const auto resolved = [&](DhtEntry entry, std::vector<Endpoint> endpoints) {
            ++answers;
            got = {entry, std::move(endpoints)};
        };
        port.resolve({DhtEntry::Public, {{"127.0.0.1", 1}, {"127.0.0.2", 2}}}, resolved);
        QTRY_VERIFY(got);
        QCOMPARE(got->first, DhtEntry::Public);
        QCOMPARE(got->second.size(), std::size_t{2});
        std::sort(got->second.begin(), got->second.end());
        QCOMPARE(got->second.front(), *Endpoint::parse("127.0.0.1:1"));
        got.reset();
        port.resolve({DhtEntry::Given, {{"no such host", 1}}}, resolved);
        QTRY_VERIFY_WITH_TIMEOUT(got, 30'000);
        QVERIFY(got->second.empty());
        QCOMPARE(answers, 2);
    }

    void aLookupMayOutliveNothing()
    {
        auto answers = std::make_shared<int>(0);
        {
            DhtPort port([](const Endpoint&, const core::Bytes&) {});
            port.resolve({DhtEntry::Given, {{"localhost", 1}}},
                         [answers](DhtEntry, const std::vector<Endpoint>&) { ++*answers; });
        }
        // However long it takes: when the lookup is over, what waited for it is gone, and was not called.
        QTRY_COMPARE_WITH_TIMEOUT(answers.use_count(), 1L, 30'000);
        QCOMPARE(*answers, 0);
    }
};

QTEST_GUILESS_MAIN(DhtPortTest)
#include "dht_port_test.moc"
