// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// The words of the control contract: outside checks are written against them, so they are spelled out here once more.
#include "engine/engine_types.h"

#include <QTest>

#include <set>

using namespace engine;

namespace {

/// The words of an enum from its first value on, up to the first value that has none.
template<class Enum, class Word>
std::vector<std::string> wordsOf(Word word)
{
    std::vector<std::string> out;
    for (int value = 0; value < 255 && word(Enum(value)) != "unknown"; ++value) {
        out.emplace_back(word(Enum(value)));
    }
    return out;
}

template<class Enum>
std::vector<std::string> wordsOf()
{
    return wordsOf<Enum>([](Enum value) { return wordOf(value); });
}

using Words = std::vector<std::string>;

} // namespace

class EngineWordsTest : public QObject
{
    Q_OBJECT

private slots:
    void reasons()
    {
        const Words expected{"not_member",   "not_allowed",      "unknown_room", "unknown_message",
                             "unknown_file", "unknown_identity", "bad_invite",   "expired",
                             "revoked",      "banned",           "muted",        "slow_mode",
                             "bad_password", "too_large",        "rate_limited", "quota",
                             "disk_full",    "read_only",        "file_gone",    "file_changed",
                             "file_exists",  "unreachable",      "busy",         "locked",
                             "bad_argument", "not_built",        "internal"};
        const auto words = wordsOf<Reason>([](Reason reason) { return reasonWord(reason); });
        QCOMPARE(words, expected);
        QCOMPARE(words.size(), std::size_t(Reason::Internal) + 1);
        QCOMPARE(std::set<std::string>(words.begin(), words.end()).size(), words.size());
        QCOMPARE(reasonWord(Reason::BadInvite), std::string_view("bad_invite"));
        QCOMPARE(reasonWord(Reason::FileExists), std::string_view("file_exists"));
        QCOMPARE(reasonWord(Reason::Internal), std::string_view("internal"));
    }

    void states()
    {
        QCOMPARE(wordsOf<RoomState>(),
                 (Words{"joining", "knocking", "joined", "kicked", "banned", "left"}));
        QCOMPARE(wordOf(RoomState::Left), std::string_view("left"));
        QCOMPARE(wordsOf<MemberState>(),
                 (Words{"joined", "knocking", "muted", "kicked", "banned", "left"}));
        QCOMPARE(wordOf(MemberState::Left), std::string_view("left"));
        QCOMPARE(wordsOf<MessageState>(),
                 (Words{"received", "stored", "sent", "delivered", "read"}));
        QCOMPARE(wordOf(MessageState::Read), std::string_view("read"));
        QVERIFY(MessageState::Stored < MessageState::Sent
                && MessageState::Sent < MessageState::Delivered
                && MessageState::Delivered < MessageState::Read); // compared as "further on"
    }

    void rooms()
    {
        QCOMPARE(wordsOf<Access>(), (Words{"public", "invite", "knock", "password"}));
        QCOMPARE(wordOf(Access::Password), std::string_view("password"));
        QCOMPARE(wordsOf<HistoryAccess>(), (Words{"all", "joined", "none"}));
        QCOMPARE(wordOf(HistoryAccess::None), std::string_view("none"));
        QCOMPARE(wordsOf<MemberChange>(),
                 (Words{"joined",
                        "left",
                        "level",
                        "online",
                        "offline",
                        "name",
                        "muted",
                        "kicked",
                        "banned",
                        "unmuted"}));
        QCOMPARE(wordOf(MemberChange::Banned), std::string_view("banned"));
    }

    void reach()
    {
        QCOMPARE(wordsOf<Path>(), (Words{"none", "direct", "relayed"}));
        QCOMPARE(wordOf(Path::Relayed), std::string_view("relayed"));
        QCOMPARE(wordsOf<Rung>(), (Words{"cached", "lan", "invite", "dht", "typed"}));
        QCOMPARE(wordOf(Rung::Typed), std::string_view("typed"));
        QCOMPARE(wordsOf<RungState>(), (Words{"off", "idle", "trying", "found", "failed"}));
        QCOMPARE(wordOf(RungState::Failed), std::string_view("failed"));
    }

    void levels()
    {
        QCOMPARE(levelFounder, 100);
        QCOMPARE(levelAdmin, 80);
        QCOMPARE(levelModerator, 50);
        QCOMPARE(levelMember, 10);
        QCOMPARE(levelObserver, 0);
        QVERIFY(levelNone < levelObserver);
    }
};

QTEST_APPLESS_MAIN(EngineWordsTest)
#include "engine_words_test.moc"
