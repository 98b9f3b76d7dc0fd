// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/events_vectors.h"
#include "engine/room/log_fixture.h"

#include <QJsonArray>

#include <algorithm>

namespace fixture {

namespace {

/// Writes the inputs in a fixed order from one seed: a case added at the end changes none before it.
class CaseWriter
{
public:
    QJsonArray write()
    {
        genesisAndKeys();
        memberActs();
        roomActs();
        content();
        events();
        links();
        refusals();
        return m_cases;
    }

private:
    template<std::size_t N = 32>
    QString hex()
    {
        return QString::fromStdString(core::toHex(m_rng.bytes<N>()));
    }
    QJsonArray hexes(std::size_t count)
    {
        std::vector<QString> sorted;
        for (std::size_t i = 0; i < count; ++i) {
            sorted.push_back(hex());
        }
        std::sort(sorted.begin(), sorted.end());
        QJsonArray out;
        for (const QString& each : sorted) {
            out.append(each);
        }
        return out;
    }
    QJsonObject cut(bool keepsNothing = false)
    {
        QJsonObject out{{QStringLiteral("log"), hex()}};
        if (!keepsNothing) {
            out[QStringLiteral("last_event")] = hex();
            out[QStringLiteral("last_core_event")] = hex();
            out[QStringLiteral("last_seq")] = 300;
        }
        return out;
    }
    QJsonObject messageRef()
    {
        return {{QStringLiteral("log"), hex()}, {QStringLiteral("seq"), 42}};
    }
    QJsonObject add(const char* what, const QString& name, const QJsonObject& in)
    {
        const QString kind = QString::fromLatin1(what);
        const QJsonObject out = vectorOutput(kind, in);
        m_cases.append(QJsonObject{{QStringLiteral("what"), kind},
                                   {QStringLiteral("name"), name},
                                   {QStringLiteral("in"), in},
                                   {QStringLiteral("out"), out}});
        return out;
    }
    void body(const char* kind, const QString& name, const QJsonObject& fields)
    {
        add("body",
            name,
            {{QStringLiteral("kind"), QString::fromLatin1(kind)},
             {QStringLiteral("fields"), fields}});
    }

    void genesisAndKeys()
    {
        const QString identitySeed = hex();
        m_deviceSeed = hex();
        m_device = add("device",
                       QStringLiteral("a device of an identity"),
                       {{QStringLiteral("identity_seed"), identitySeed},
                        {QStringLiteral("device_seed"), m_deviceSeed}});
        const QJsonObject one{
            {QStringLiteral("born_public"), false},
            {QStringLiteral("founders"), QJsonArray{m_device[QStringLiteral("identity")]}},
            {QStringLiteral("salt"), hex<16>()}};
        m_room = add("genesis", QStringLiteral("one founder"), one)[QStringLiteral("room")];
        add("genesis",
            QStringLiteral("three founders, born public"),
            {{QStringLiteral("born_public"), true},
             {QStringLiteral("founders"), hexes(3)},
             {QStringLiteral("salt"), hex<16>()}});
        for (const int incarnation : {0, 1}) {
            const QJsonObject out =
                add("log",
                    QStringLiteral("incarnation %1").arg(incarnation),
                    {{QStringLiteral("room"), m_room},
                     {QStringLiteral("device"), m_device[QStringLiteral("device")]},
                     {QStringLiteral("birth"), m_room},
                     {QStringLiteral("incarnation"), incarnation}});
            m_log = incarnation == 0 ? out[QStringLiteral("log")] : m_log;
        }
        add("entry",
            QStringLiteral("a key door lets an identity in"),
            {{QStringLiteral("door_seed"), hex()},
             {QStringLiteral("room"), m_room},
             {QStringLiteral("identity"), hex()}});
        add("reach",
            QStringLiteral("keys of a private room"),
            {{QStringLiteral("room"), m_room}, {QStringLiteral("secret"), hex<16>()}});
        add("reach", QStringLiteral("keys of a public room"), {{QStringLiteral("room"), m_room}});
    }

    void memberActs()
    {
        body("log_open",
             QStringLiteral("the founder's log"),
             {{QStringLiteral("identity"), m_device[QStringLiteral("identity")]},
              {QStringLiteral("device"), m_device[QStringLiteral("device")]},
              {QStringLiteral("device_cert"), m_device[QStringLiteral("certificate")]},
              {QStringLiteral("birth"), m_room}});
        body("log_open",
             QStringLiteral("through doors, in a later incarnation"),
             {{QStringLiteral("identity"), hex()},
              {QStringLiteral("device"), hex()},
              {QStringLiteral("device_cert"), hex<64>()},
              {QStringLiteral("birth"), hex()},
              {QStringLiteral("incarnation"), 3},
              {QStringLiteral("door_proof"), hex<64>()},
              {QStringLiteral("work"), hex<8>()}});
        body("grant",
             QStringLiteral("a moderator"),
             {{QStringLiteral("identity"), hex()},
              {QStringLiteral("level"), 50},
              {QStringLiteral("reason"), QStringLiteral("helps every day")}});
        body("grant",
             QStringLiteral("an observer: level 0 is not written"),
             {{QStringLiteral("identity"), hex()}, {QStringLiteral("level"), 0}});
        body("revoke",
             QStringLiteral("a ban of two with cuts"),
             {{QStringLiteral("targets"), hexes(2)},
              {QStringLiteral("cuts"), QJsonArray{cut(), cut(true)}},
              {QStringLiteral("scope"), QStringLiteral("ban")},
              {QStringLiteral("reason"), QStringLiteral("spam")}});
        body("revoke",
             QStringLiteral("a demotion to level 0"),
             {{QStringLiteral("targets"), hexes(1)},
              {QStringLiteral("cuts"), QJsonArray{cut()}},
              {QStringLiteral("scope"), QStringLiteral("kick")},
              {QStringLiteral("has_then"), true},
              {QStringLiteral("then_level"), 0}});
        body("restrict",
             QStringLiteral("muted until lifted"),
             {{QStringLiteral("target"), hex()},
              {QStringLiteral("cuts"), QJsonArray{cut()}},
              {QStringLiteral("until_clock"), QStringLiteral("18446744073709551615")},
              {QStringLiteral("reason"), QStringLiteral("cool down")}});
        body("device_cut",
             QStringLiteral("a lost device"),
             {{QStringLiteral("device"), hex()},
              {QStringLiteral("cuts"), QJsonArray{cut()}},
              {QStringLiteral("signature"), hex<64>()}});
    }

    void roomActs()
    {
        for (const char* kind : {"open", "key", "password", "ask"}) {
            body("door",
                 QStringLiteral("a door: %1").arg(QLatin1String(kind)),
                 {{QStringLiteral("id"), hex()},
                  {QStringLiteral("kind"), QString::fromLatin1(kind)},
                  {QStringLiteral("level"), 10},
                  {QStringLiteral("expires_ms"), 1800000000000.0},
                  {QStringLiteral("uses"), 5},
                  {QStringLiteral("work_bits"), 20}});
        }
        body("close",
             QStringLiteral("a door closed, two openings stay"),
             {{QStringLiteral("door"), hex()}, {QStringLiteral("keep"), hexes(2)}});
        body("policy",
             QStringLiteral("the first rules of a room"),
             {{QStringLiteral("name"), QStringLiteral("Küche")},
              {QStringLiteral("topic"), QString()},
              {QStringLiteral("access"), 1},
              {QStringLiteral("history"), 0}});
        body("policy", QStringLiteral("every field"), everyRule());
        body(
            "policy", QStringLiteral("no heirs any more"), {{QStringLiteral("clear_heirs"), true}});
        body("redact",
             QStringLiteral("one message and a whole tail"),
             {{QStringLiteral("ranges"),
               QJsonArray{
                   QJsonObject{{QStringLiteral("log"), hex()},
                               {QStringLiteral("from_seq"), 7},
                               {QStringLiteral("to_seq"), 7}},
                   QJsonObject{{QStringLiteral("log"), hex()}, {QStringLiteral("from_seq"), 9}}}},
              {QStringLiteral("erase_now"), true},
              {QStringLiteral("reason"), QStringLiteral("asked for")}});
        body("transfer",
             QStringLiteral("a new owner"),
             {{QStringLiteral("new_owner"), hex()},
              {QStringLiteral("cuts"), QJsonArray{cut(), cut()}}});
        body("pin",
             QStringLiteral("heads of the week"),
             {{QStringLiteral("heads"), QJsonArray{cut()}}});
        body("epoch",
             QStringLiteral("after a removal"),
             {{QStringLiteral("secret_hash"), hex()},
              {QStringLiteral("removals"), hexes(1)},
              {QStringLiteral("openings"), hexes(2)}});
        body("reset_reach",
             QStringLiteral("the second generation"),
             {{QStringLiteral("generation"), 2}, {QStringLiteral("secret_hash"), hex()}});
        body("succeed",
             QStringLiteral("where the room goes on"),
             {{QStringLiteral("predecessor"), m_room},
              {QStringLiteral("core_heads"), hexes(2)},
              {QStringLiteral("members"), hexes(3)}});
    }

    QJsonObject everyRule()
    {
        return {{QStringLiteral("name"), QStringLiteral("n")},
                {QStringLiteral("topic"), QStringLiteral("t")},
                {QStringLiteral("access"), 3},
                {QStringLiteral("history"), 2},
                {QStringLiteral("listed"), false},
                {QStringLiteral("slow_mode_seconds"), 30},
                {QStringLiteral("posting_level"), 10},
                {QStringLiteral("files_level"), 50},
                {QStringLiteral("links_allowed"), true},
                {QStringLiteral("max_file_bytes"), 4398046511104.0},
                {QStringLiteral("retention_days"), 365},
                {QStringLiteral("quarantine_messages"), 3},
                {QStringLiteral("work_bits"), 18},
                {QStringLiteral("max_message_bytes"), 4096},
                {QStringLiteral("picture"), hex()},
                {QStringLiteral("moderators_key"), hex()},
                {QStringLiteral("heirs"), hexes(2)}};
    }

    void content()
    {
        body("text", QStringLiteral("a text"), {{QStringLiteral("text"), QStringLiteral("hello")}});
        body("text",
             QStringLiteral("a reply that mentions"),
             {{QStringLiteral("text"), QString::fromUtf8("\xf0\x9f\x8c\x8d שלום")},
              {QStringLiteral("reply_to"), messageRef()},
              {QStringLiteral("mentions"), hexes(1)}});
        body("edit",
             QStringLiteral("an edit"),
             {{QStringLiteral("target"), messageRef()},
              {QStringLiteral("text"), QStringLiteral("hello!")}});
        body("reaction",
             QStringLiteral("a reaction taken back"),
             {{QStringLiteral("target"), messageRef()},
              {QStringLiteral("emoji"), QString::fromUtf8("\xf0\x9f\x91\x8d")},
              {QStringLiteral("remove"), true}});
        body("profile",
             QStringLiteral("a name"),
             {{QStringLiteral("name"), QStringLiteral("Ada")},
              {QStringLiteral("status"), QStringLiteral("away")}});
        body("file_card",
             QStringLiteral("a file"),
             {{QStringLiteral("name"), QStringLiteral("notes.txt")},
              {QStringLiteral("bytes"), 16385},
              {QStringLiteral("root"), hex()},
              {QStringLiteral("media_type"), QStringLiteral("text/plain")},
              {QStringLiteral("caption"), QStringLiteral("as promised")}});
        body("pin_message",
             QStringLiteral("a pinned message"),
             {{QStringLiteral("target"), messageRef()}});
    }

    QJsonObject eventInput(int kind, int seq, const QString& prev, std::size_t heads)
    {
        return {{QStringLiteral("device_seed"), m_deviceSeed},
                {QStringLiteral("kind"), kind},
                {QStringLiteral("room"), m_room},
                {QStringLiteral("log"), m_log},
                {QStringLiteral("seq"), seq},
                {QStringLiteral("prev"), prev},
                {QStringLiteral("grant"), m_room},
                {QStringLiteral("auth"), hexes(heads)},
                {QStringLiteral("clock"), QStringLiteral("111411200000000%1").arg(seq)},
                {QStringLiteral("plain"), hex<20>()}};
    }

    void events()
    {
        QString prev = QString(64, QLatin1Char('0'));
        const QJsonObject opening = eventInput(1, 0, prev, 0);
        m_header = add("event", QStringLiteral("an opening"), opening)[QStringLiteral("header")]
                       .toString();
        prev = m_cases.last()[QStringLiteral("out")][QStringLiteral("id")].toString();
        const QJsonObject act = eventInput(21, 1, prev, 1);
        add("event", QStringLiteral("an act: plain, no epoch"), act);
        prev = m_cases.last()[QStringLiteral("out")][QStringLiteral("id")].toString();
        QJsonObject message = eventInput(64, 2, prev, 4);
        message[QStringLiteral("epoch_secret")] = hex();
        message[QStringLiteral("nonce")] = hex<24>();
        add("event", QStringLiteral("content: sealed, four heads"), message);
        message[QStringLiteral("plain")] = QString();
        add("event", QStringLiteral("content: sealed, empty"), message);
        QJsonObject unknown = message;
        unknown[QStringLiteral("kind")] = 255;
        add("event", QStringLiteral("content of a kind to come"), unknown);
    }

    void links()
    {
        QJsonObject link{{QStringLiteral("kind"), 1},
                         {QStringLiteral("room"), m_room},
                         {QStringLiteral("door"), hex()},
                         {QStringLiteral("core_tag"), hex<8>()},
                         {QStringLiteral("name"), QStringLiteral("Küche")},
                         {QStringLiteral("expires_ms"), 0}};
        add("link", QStringLiteral("a public room, nothing else"), link);
        link[QStringLiteral("reach")] = hex<16>();
        link[QStringLiteral("reach_generation")] = 2;
        link[QStringLiteral("door_seed")] = hex();
        link[QStringLiteral("addresses")] = QJsonArray{
            QStringLiteral("c0a80107a028"), QStringLiteral("20010db8000000000000000000000001a028")};
        link[QStringLiteral("dht_nodes")] = QJsonArray{hex<26>(), hex<38>()};
        link[QStringLiteral("expires_ms")] = 1800000000000.0;
        m_linkText =
            add("link", QStringLiteral("a key door with hints"), link)[QStringLiteral("text")]
                .toString();
    }

    void refusals()
    {
        const auto decode = [&](const char* as, const QString& name, const QString& bytes) {
            add("decode",
                name,
                {{QStringLiteral("as"), QString::fromLatin1(as)},
                 {QStringLiteral("bytes"), bytes}});
        };
        decode("header", QStringLiteral("the opening"), m_header);
        decode("header", QStringLiteral("one byte less"), m_header.chopped(2));
        decode("header", QStringLiteral("one byte more"), m_header + QStringLiteral("00"));
        decode("header", QStringLiteral("version 2"), QStringLiteral("02") + m_header.mid(2));
        decode("header",
               QStringLiteral("an opening with prev"),
               QString(m_header).replace(148, 64, QString(64, QLatin1Char('1'))));
        decode("header",
               QStringLiteral("seq 1 in an opening"),
               QString(m_header).replace(146, 2, QStringLiteral("01")));
        decode("genesis", QStringLiteral("no founder"), QStringLiteral("010000") + hex<16>());
        const QString founder = hex();
        decode("genesis",
               QStringLiteral("a founder twice"),
               QStringLiteral("010002") + founder + founder + hex<16>());
        decode("genesis",
               QStringLiteral("an unknown flag"),
               QStringLiteral("010201") + founder + hex<16>());
        for (const QString& text : {m_linkText,
                                    QStringLiteral(" <%1>.\n").arg(m_linkText),
                                    QStringLiteral("PARLOUR:") + m_linkText.mid(8),
                                    m_linkText.chopped(1),
                                    QStringLiteral("http:") + m_linkText.mid(8)}) {
            add("decode",
                QStringLiteral("link text ") + text.left(9).simplified(),
                {{QStringLiteral("as"), QStringLiteral("link")}, {QStringLiteral("text"), text}});
        }
    }

    support::SeededRng m_rng{2026};
    QJsonArray m_cases;
    QString m_deviceSeed;
    QJsonObject m_device;
    QJsonValue m_room;
    QJsonValue m_log;
    QString m_header;
    QString m_linkText;
};

} // namespace

QJsonArray vectorCases()
{
    return CaseWriter().write();
}

} // namespace fixture
