// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/request_codec.h"

#include <QJsonDocument>
#include <QTest>

using namespace engine;

namespace {

const QString room = QString(64, QLatin1Char('a'));
const QString hash = QString(40, QLatin1Char('c'));
const QString message = QString(64, QLatin1Char('b')) + QStringLiteral("-7");

core::Result<Request, Refusal> decode(const char* method, QByteArray params)
{
    params.replace("ROOM", room.toUtf8());
    params.replace("MESSAGE", message.toUtf8());
    params.replace("HASH", hash.toUtf8());
    const QJsonDocument document = QJsonDocument::fromJson(params);
    Q_ASSERT(document.isObject());
    return node::toRequest(QString::fromLatin1(method), document.object());
}

template<class Kind>
Kind decoded(const char* method, const QByteArray& params)
{
    const auto request = decode(method, params);
    return std::get<Kind>(*request);
}

} // namespace

class RequestCodecTest : public QObject
{
    Q_OBJECT

private slots:
    void readsRooms();
    void readsMessages();
    void readsFiles();
    void readsTheDht();
    void readsTheRest();
    void nullIsMissing();
    void unknownParamsAreIgnored();
    void refuses_data();
    void refuses();
};

void RequestCodecTest::readsRooms()
{
    const auto create = decoded<CreateRoom>(
        "room.create",
        R"({"name":"n","topic":"t","access":"knock","history":"joined","listed":false,"policy":{}})");
    QCOMPARE(create.name, "n");
    QCOMPARE(create.topic, "t");
    QCOMPARE(create.access, Access::Knock);
    QCOMPARE(create.history, HistoryAccess::Joined);
    QCOMPARE(decoded<CreateRoom>("room.create", R"({"name":"n"})").access, Access::Invite);

    const auto invite = decoded<InviteToRoom>(
        "room.invite", R"({"room":"ROOM","level":50,"expiresMs":1900000000000,"uses":3})");
    QCOMPARE(invite.room.hex(), room.toStdString());
    QCOMPARE(invite.level, 50);
    QCOMPARE(invite.expiresMs, 1900000000000);
    QCOMPARE(invite.uses, 3U);
    QCOMPARE(decoded<InviteToRoom>("room.invite", R"({"room":"ROOM"})").level, levelMember);

    const auto grant = decoded<ChangeMember>(
        "room.grant", R"({"room":"ROOM","identity":"ROOM","level":50,"reason":"helps"})");
    QCOMPARE(grant.identity.hex(), room.toStdString());
    QCOMPARE(grant.level, 50);
    QCOMPARE(grant.reason, std::string("helps"));
    QVERIFY(grant.change == MemberAct::Grant);
    const auto act = [](const char* method) {
        return decoded<ChangeMember>(method, R"({"room":"ROOM","identity":"ROOM"})").change;
    };
    QVERIFY(act("room.kick") == MemberAct::Kick);
    QVERIFY(act("room.ban") == MemberAct::Ban);
    QVERIFY(act("room.unban") == MemberAct::Unban);

    QCOMPARE(decoded<JoinRoom>("room.join", R"({"link":"l","password":"p"})").link, "l");
    QCOMPARE(decoded<LeaveRoom>("room.leave", R"({"room":"ROOM"})").room.hex(), room.toStdString());
    QCOMPARE(decoded<ForgetRoom>("room.forget", R"({"room":"ROOM"})").room.hex(),
             room.toStdString());
    QCOMPARE(decoded<GetDigest>("room.digest", R"({"room":"ROOM"})").room.hex(),
             room.toStdString());
    QCOMPARE(decoded<GetHealth>("room.health", R"({"room":"ROOM"})").room.hex(),
             room.toStdString());
}

void RequestCodecTest::readsMessages()
{
    const auto send = decoded<SendMessage>(
        "room.send", R"({"room":"ROOM","text":"\ud83d\ude00 \u00e4","replyTo":"MESSAGE"})");
    QCOMPARE(send.text, "\xf0\x9f\x98\x80 \xc3\xa4");
    QCOMPARE(send.replyTo->text(), message.toStdString());
    QVERIFY(!decoded<SendMessage>("room.send", R"({"room":"ROOM","text":"x"})").replyTo);

    const auto page =
        decoded<ReadHistory>("room.history", R"({"room":"ROOM","before":"MESSAGE","limit":1000})");
    QCOMPARE(page.before->seq, 7U);
    QVERIFY(!page.after);
    QCOMPARE(page.limit, 1000U);
    QCOMPARE(decoded<ReadHistory>("room.history", R"({"room":"ROOM"})").limit, 50U);

    const auto search = decoded<SearchMessages>(
        "room.search",
        R"({"query":"a \" OR *","room":"ROOM","from":"ROOM","sinceMs":5,"untilMs":1900000000000,)"
        R"("files":true,"limit":7,"before":"MESSAGE"})");
    QCOMPARE(search.query, "a \" OR *");
    QCOMPARE(search.room->hex(), room.toStdString());
    QCOMPARE(search.from->hex(), room.toStdString());
    QCOMPARE(search.sinceMs, 5);
    QCOMPARE(search.untilMs, 1900000000000);
    QVERIFY(search.files);
    QCOMPARE(search.limit, 7U);
    QCOMPARE(search.before->seq, 7U);
    const auto everywhere = decoded<SearchMessages>("room.search", R"({"query":""})");
    QVERIFY(!everywhere.room && !everywhere.from && !everywhere.before && !everywhere.files);
    QCOMPARE(everywhere.limit, 50U);

    QCOMPARE(
        decoded<MarkRead>("room.markRead", R"({"room":"ROOM","message":"MESSAGE"})").message.seq,
        7U);
    QVERIFY(decoded<SetTyping>("room.typing", R"({"room":"ROOM","on":true})").on);
}

void RequestCodecTest::readsFiles()
{
    QCOMPARE(decoded<ShareFile>("file.share", R"({"room":"ROOM","path":"/x"})").path, "/x");
    const auto some =
        decoded<ExportRoom>("room.export", R"({"room":"ROOM","path":"/x","files":["MESSAGE"]})");
    QCOMPARE(some.path, "/x");
    QCOMPARE(some.files.size(), std::size_t{1});
    QCOMPARE(some.files[0].text(), message.toStdString());
    QVERIFY(!some.allFiles);
    const auto all =
        decoded<ExportRoom>("room.export", R"({"room":"ROOM","path":"/x","files":true})");
    QVERIFY(all.allFiles && all.files.empty());
    const auto none = decoded<ExportRoom>("room.export", R"({"room":"ROOM","path":"/x"})");
    QVERIFY(!none.allFiles && none.files.empty());
    QCOMPARE(decoded<ImportRoom>("room.import", R"({"path":"/x"})").path, "/x");
    QCOMPARE(decoded<FetchFile>("file.fetch", R"({"file":"MESSAGE"})").to, "");
    QCOMPARE(decoded<FetchFile>("file.fetch", R"({"file":"MESSAGE","to":"/d/"})").to, "/d/");
    QCOMPARE(decoded<PauseFile>("file.pause", R"({"file":"MESSAGE"})").file.seq, 7U);
    QCOMPARE(decoded<ResumeFile>("file.resume", R"({"file":"MESSAGE"})").file.seq, 7U);
    QCOMPARE(decoded<CancelFile>("file.cancel", R"({"file":"MESSAGE"})").file.seq, 7U);
    QCOMPARE(decoded<ListFiles>("file.list", R"({"room":"ROOM"})").room.hex(), room.toStdString());
}

void RequestCodecTest::readsTheDht()
{
    decoded<GetDhtInfo>("dht.info", "{}");
    const auto ping = decoded<DhtPing>("dht.ping", R"({"addr":"10.0.0.1","port":6881})");
    QCOMPARE(ping.addr, "10.0.0.1");
    QCOMPARE(ping.port, 6881);
    QCOMPARE(decoded<DhtLookup>("dht.lookup", R"({"target":"HASH"})").target.hex(),
             hash.toStdString());
    QCOMPARE(decoded<DhtPeers>("dht.peers", R"({"infohash":"HASH"})").infohash.hex(),
             hash.toStdString());
    QCOMPARE(decoded<DhtAnnounce>("dht.announce", R"({"infohash":"HASH","port":7})").port, 7);
    QCOMPARE(decoded<DhtAnnounce>("dht.announce", R"({"infohash":"HASH"})").port, 0);

    const auto plainPut = decoded<DhtPut>("dht.put", R"({"v":"693165"})");
    QCOMPARE(core::textOf(plainPut.value), "i1e");
    QVERIFY(plainPut.secretKey.empty() && plainPut.salt.empty() && !plainPut.seq && !plainPut.cas);
    const auto put = decoded<DhtPut>(
        "dht.put", R"({"v":"693165","secretKey":"0102","salt":"73","seq":4,"cas":3})");
    QCOMPARE(put.secretKey, (core::Bytes{1, 2})); // its length is the engine's to judge
    QCOMPARE(core::textOf(put.salt), "s");
    QCOMPARE(put.seq.value_or(-1), 4);
    QCOMPARE(put.cas.value_or(-1), 3);
    QCOMPARE(decoded<DhtGet>("dht.get", R"({"target":"HASH"})").target->hex(), hash.toStdString());
    const auto get = decoded<DhtGet>("dht.get", R"({"k":"ROOM","salt":"73"})");
    QVERIFY(!get.target && get.key);
    QCOMPARE(get.key->front(), 0xaa);
    QCOMPARE(core::textOf(get.salt), "s");
}

void RequestCodecTest::readsTheRest()
{
    decoded<GetNodeInfo>("node.info", "{}");
    decoded<GetNodeStats>("node.stats", "{}");
    decoded<StopNode>("node.stop", "{}");
    decoded<ListRooms>("room.list", "{}");
    decoded<NetworkChanged>("net.changed", "{}");
    QVERIFY(!decoded<ListPeers>("peers.list", "{}").room);
    QVERIFY(decoded<ListPeers>("peers.list", R"({"room":"ROOM"})").room);
    QCOMPARE(decoded<DialPeer>("peers.dial", R"({"room":"ROOM","addr":"1.2.3.4:5"})").addr,
             "1.2.3.4:5");
    QCOMPARE(decoded<GetSetting>("settings.get", R"({"key":"announce"})").key, "announce");
    const auto setting = decoded<SetSetting>("settings.set", R"({"key":"k","value":true})");
    QCOMPARE(setting.key, "k");
    QVERIFY(std::get<bool>(setting.value));
    const auto number = decoded<SetSetting>("settings.set", R"({"key":"k","value":7})");
    QCOMPARE(std::get<std::uint32_t>(number.value), 7U);
    const auto profile = decoded<SetProfile>("profile.set", R"({"name":"x"})");
    QCOMPARE(profile.name.value_or("?"), "x");
    QVERIFY(!profile.status);
    QCOMPARE(decoded<ListMembers>("room.members", R"({"room":"ROOM"})").room.hex(),
             room.toStdString());
}

void RequestCodecTest::nullIsMissing()
{
    QVERIFY(
        !decoded<SendMessage>("room.send", R"({"room":"ROOM","text":"x","replyTo":null})").replyTo);
    const auto refused = decode("room.send", R"({"room":"ROOM","text":null})");
    QVERIFY(!refused && refused.error().reason == Reason::BadArgument);
}

void RequestCodecTest::unknownParamsAreIgnored()
{
    QVERIFY(decode("room.list", R"({"later":[1,2]})").hasValue());
}

void RequestCodecTest::refuses_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("params");
    QTest::addColumn<QByteArray>("reason");
    const auto row =
        [](const char* name, const char* method, const char* params, const char* reason) {
            QTest::newRow(name) << QByteArray(method) << QByteArray(params) << QByteArray(reason);
        };
    row("no such method", "room.frobnicate", "{}", "not_built");
    row("setting number", "settings.set", R"({"key":"announce","value":-1})", "bad_argument");
    row("setting missing", "settings.set", R"({"key":"announce"})", "bad_argument");
    row("no key", "settings.get", "{}", "bad_argument");
    row("ping whom", "dht.ping", "{}", "bad_argument");
    row("ping port 0", "dht.ping", R"({"addr":"10.0.0.1","port":0})", "bad_argument");
    row("ping port 65536", "dht.ping", R"({"addr":"10.0.0.1","port":65536})", "bad_argument");
    row("target missing", "dht.lookup", "{}", "bad_argument");
    row("target short", "dht.lookup", R"({"target":"aabb"})", "bad_argument");
    row("target no hex", "dht.lookup", R"({"target":"xx"})", "bad_argument");
    row("put what", "dht.put", R"({"salt":"00"})", "bad_argument");
    row("put odd hex", "dht.put", R"({"v":"abc"})", "bad_argument");
    row("put seq negative", "dht.put", R"({"v":"693165","seq":-1})", "bad_argument");
    row("get what", "dht.get", "{}", "bad_argument");
    row("get short key", "dht.get", R"({"k":"00"})", "bad_argument");
    row("name missing", "room.create", "{}", "bad_argument");
    row("name number", "room.create", R"({"name":5})", "bad_argument");
    row("access word", "room.create", R"({"name":"n","access":"open"})", "bad_argument");
    row("access type", "room.create", R"({"name":"n","access":1})", "bad_argument");
    row("listed", "room.create", R"({"name":"n","listed":1})", "bad_argument");
    row("policy", "room.create", R"({"name":"n","policy":{"links":7}})", "bad_argument");
    row("room missing", "room.send", R"({"text":"x"})", "bad_argument");
    row("room number", "room.send", R"({"room":1,"text":"x"})", "bad_argument");
    row("room unknown", "room.send", R"({"room":"zz","text":"x"})", "unknown_room");
    row("text missing", "room.send", R"({"room":"ROOM"})", "bad_argument");
    row("text object", "room.send", R"({"room":"ROOM","text":{}})", "bad_argument");
    row("lone high surrogate", "room.send", R"({"room":"ROOM","text":"\ud800"})", "bad_argument");
    row("lone low surrogate", "room.send", R"({"room":"ROOM","text":"a\udc00b"})", "bad_argument");
    row("zero", "room.send", R"({"room":"ROOM","text":"a\u0000b"})", "bad_argument");
    row("reply unknown",
        "room.send",
        R"({"room":"ROOM","text":"x","replyTo":"1"})",
        "unknown_message");
    row("limit 0", "room.history", R"({"room":"ROOM","limit":0})", "bad_argument");
    row("limit 1001", "room.history", R"({"room":"ROOM","limit":1001})", "bad_argument");
    row("limit fraction", "room.history", R"({"room":"ROOM","limit":1.5})", "bad_argument");
    row("limit text", "room.history", R"({"room":"ROOM","limit":"50"})", "bad_argument");
    row("search without a query", "room.search", R"({"room":"ROOM"})", "bad_argument");
    row("search by nobody", "room.search", R"({"query":"x","from":"y"})", "unknown_identity");
    row("search since before 1970", "room.search", R"({"query":"x","sinceMs":-1})", "bad_argument");
    row("limit huge", "room.history", R"({"room":"ROOM","limit":1e300})", "bad_argument");
    row("grant of nothing", "room.grant", R"({"room":"ROOM","identity":"ROOM"})", "bad_argument");
    row("grant to nobody",
        "room.grant",
        R"({"room":"ROOM","identity":"x","level":10})",
        "unknown_identity");
    row("kick of nobody", "room.kick", R"({"room":"ROOM"})", "bad_argument");
    row("level 101", "room.invite", R"({"room":"ROOM","level":101})", "bad_argument");
    row("level negative", "room.invite", R"({"room":"ROOM","level":-1})", "bad_argument");
    row("expires negative", "room.invite", R"({"room":"ROOM","expiresMs":-1})", "bad_argument");
    row("uses 2^32", "room.invite", R"({"room":"ROOM","uses":4294967296})", "bad_argument");
    row("on text", "room.typing", R"({"room":"ROOM","on":"yes"})", "bad_argument");
    row("on missing", "room.typing", R"({"room":"ROOM"})", "bad_argument");
    row("file unknown", "file.fetch", R"({"file":"nope"})", "unknown_file");
    row("file missing", "file.fetch", "{}", "bad_argument");
    row("to empty", "file.fetch", R"({"file":"MESSAGE","to":""})", "bad_argument");
    row("to zero", "file.fetch", R"({"file":"MESSAGE","to":"/a\u0000"})", "bad_argument");
    row("path empty", "file.share", R"({"room":"ROOM","path":""})", "bad_argument");
    row("no path", "room.import", R"({})", "bad_argument");
    row("files no list",
        "room.export",
        R"({"room":"ROOM","path":"/x","files":"all"})",
        "bad_argument");
    row("files none",
        "room.export",
        R"({"room":"ROOM","path":"/x","files":["x"]})",
        "unknown_file");
    row("link missing", "room.join", "{}", "bad_argument");
    row("password type", "room.join", R"({"link":"l","password":5})", "bad_argument");
}

void RequestCodecTest::refuses()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, params);
    QFETCH(QByteArray, reason);
    const auto request = decode(method.constData(), params);
    QVERIFY(!request);
    QCOMPARE(std::string(reasonWord(request.error().reason)), reason.toStdString());
    QVERIFY(!request.error().detail.empty());
}

QTEST_APPLESS_MAIN(RequestCodecTest)
#include "request_codec_test.moc"
