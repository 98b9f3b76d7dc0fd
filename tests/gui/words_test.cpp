// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// covers: gui/words.cpp gui/plain_text.cpp gui/wall_clock.cpp gui/language.cpp gui/local_settings.cpp
// covers: gui/network/network_words.cpp gui/screen.cpp
#include "core/limits.h"
#include "gui/network/network_words.h"
#include "gui/plain_text.h"
#include "gui/screen.h"
#include "gui/words.h"
#include "window_fixture.h"

#include <QFileInfo>
#include <QTranslator>

#include <set>

using namespace gui;
using namespace gui::test;
using engine::Reason;

class WordsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { dressUp(); }

    /// What happened and what to do: two sentences at least, and never the engine's own word for it.
    void everyReasonIsASentence()
    {
        std::set<QString> different;
        for (const Reason reason : allReasons()) {
            for (const QString& words : {Words::sentence(reason),
                                         Words::joinSentence(reason),
                                         Words::fileSentence(reason),
                                         Words::saveCopySentence(reason),
                                         Words::openCopySentence(reason),
                                         Words::dialSentence(reason)}) {
                QVERIFY2(words.size() > 20 && words.endsWith(QLatin1Char('.')), qPrintable(words));
                const auto code = engine::reasonWord(reason);
                const QString word = QString::fromUtf8(code.data(), static_cast<int>(code.size()));
                QVERIFY2(!word.contains(QLatin1Char('_')) || !words.contains(word),
                         qPrintable(words));
            }
            different.insert(Words::sentence(reason));
        }
        QCOMPARE(different.size(), allReasons().size());
    }

    void everyWarningSaysWhatToDo()
    {
        for (int value = 0; value <= static_cast<int>(engine::Warning::PortTaken); ++value) {
            const auto warning = static_cast<engine::Warning>(value);
            QVERIFY(Words::warning(warning).size() > 30);
        }
        // Said at the first run and in About; a bar that is always there is read by nobody.
        QVERIFY(!Words::worthABar(engine::Warning::KeyUnprotected));
        QVERIFY(Words::worthABar(engine::Warning::DiskFull));
    }

    void messageStates()
    {
        engine::RoomSnapshot room = roomOf(1, "r");
        auto message = messageOf(1, 1, "Ada", 0, "x");
        message.own = true;
        std::set<QString> said;
        for (const auto state : {engine::MessageState::Stored,
                                 engine::MessageState::Sent,
                                 engine::MessageState::Delivered,
                                 engine::MessageState::Read}) {
            message.state = state;
            said.insert(Words::messageState(message, room));
            QVERIFY(!Words::messageGlyph(state).isEmpty());
        }
        QCOMPARE(said.size(), 4U);
        message.state = engine::MessageState::Stored;
        room.online = 0;
        QCOMPARE(Words::messageState(message, room),
                 QStringLiteral("Stored here; nobody else of this room is online"));
        room.lastOnlineMs = noonMs() - 60 * minute;
        QVERIFY(Words::messageState(message, room).contains(QLatin1String("11:00")));
        message.state = engine::MessageState::Delivered;
        message.deliveredTo = {idOf<core::IdentityId>(2)};
        QCOMPARE(Words::messageState(message, room),
                 QStringLiteral("Delivered: stored by 1 member"));
        message.deliveredTo.push_back(idOf<core::IdentityId>(3));
        QCOMPARE(Words::messageState(message, room),
                 QStringLiteral("Delivered: stored by 2 members"));
    }

    void whoIsThere()
    {
        engine::RoomSnapshot room = roomOf(1, "r");
        QCOMPARE(Words::presence(room), QStringLiteral("2 online of 3 members"));
        room.online = 0;
        QCOMPARE(Words::presence(room), QStringLiteral("Nobody else is online"));
        room.members = 1;
        QCOMPARE(Words::presence(room), QStringLiteral("Only you so far"));
        room.state = engine::RoomState::Joining;
        QCOMPARE(Words::presence(room), QStringLiteral("Joining…"));
    }

    void whoMayNotWriteIsToldWhy()
    {
        engine::RoomSnapshot room = roomOf(1, "r");
        QVERIFY(Words::whyNoWriting(room, {}).isEmpty());
        room.level = engine::levelObserver;
        QVERIFY(!Words::whyNoWriting(room, {}).isEmpty());
        std::set<QString> said;
        for (const auto state : {engine::RoomState::Joining,
                                 engine::RoomState::Knocking,
                                 engine::RoomState::Kicked,
                                 engine::RoomState::Banned,
                                 engine::RoomState::Left}) {
            room.state = state;
            said.insert(Words::whyNoWriting(room, {}));
        }
        QCOMPARE(said.size(), 5U);
        room.state = engine::RoomState::Joining;
        QCOMPARE(Words::whyNoWriting(room, Reason::Expired), Words::joinSentence(Reason::Expired));
    }

    void gapsAndMerges()
    {
        QCOMPARE(Words::gap(1, 0), QStringLiteral("1 message missing; nobody online has them"));
        QCOMPARE(Words::gap(5, 2), QStringLiteral("5 messages missing, asking 2 peers"));
        engine::MergedNotice merged;
        QVERIFY(Words::merged(merged).isEmpty());
        merged.messages = 3;
        merged.files = 1;
        QCOMPARE(Words::merged(merged),
                 QStringLiteral("Caught up with the others: 3 messages, 1 file"));
    }

    void daysAndTimes()
    {
        const QDate now = noon.date();
        QCOMPARE(Words::day(now, now), QStringLiteral("Today"));
        QCOMPARE(Words::day(now.addDays(-1), now), QStringLiteral("Yesterday"));
        QCOMPARE(Words::day(now.addDays(-3), now), QStringLiteral("Friday"));
        QVERIFY(Words::day(now.addDays(-40), now).contains(QLatin1String("14")));
        QVERIFY(Words::day(now.addDays(-400), now).contains(QLatin1String("2025")));
        QCOMPARE(Words::clock(noonMs()), QStringLiteral("12:00"));
        QCOMPARE(Words::shortMoment(noonMs(), now), QStringLiteral("12:00"));
        QCOMPARE(Words::shortMoment(noonMs() - 2 * 24 * 60 * minute, now), QStringLiteral("Sat"));
        QCOMPARE(today(), now);
    }

    void sizesAndSpeeds()
    {
        QCOMPARE(Words::size(12), QStringLiteral("12 bytes"));
        QVERIFY(Words::size(3 * 1024 * 1024).startsWith(QLatin1String("3.0")));
        QVERIFY(Words::rate(2048).endsWith(QLatin1String("/s")));
        QVERIFY(Words::timeLeft(100, 0).isEmpty());
        QCOMPARE(Words::timeLeft(100, 10), QStringLiteral("less than a minute left"));
        QCOMPARE(Words::timeLeft(600, 10), QStringLiteral("1 minute left"));
        QCOMPARE(Words::timeLeft(36000 * 2, 10), QStringLiteral("2 hours left"));
    }

    void rolesByLevel()
    {
        QCOMPARE(Words::role(100), QStringLiteral("Founder"));
        QCOMPARE(Words::role(80), QStringLiteral("Admin"));
        QCOMPARE(Words::role(79), QStringLiteral("Moderator"));
        QCOMPARE(Words::role(10), QStringLiteral("Member"));
        QCOMPARE(Words::role(0), QStringLiteral("Observer"));
        QVERIFY(Words::path(engine::Path::Direct) != Words::path(engine::Path::Relayed));
    }

    /// A name is one line, keeps no control or direction character, and is closed off inside a sentence.
    void namesCannotSteer()
    {
        const std::string evil = "Bea\u202E\n\tgnp.exe\u2066\x07";
        QCOMPARE(singleLine(evil), QStringLiteral("Bea gnp.exe"));
        const auto who = idOf<core::IdentityId>(0xab);
        QCOMPARE(Words::person(evil, who), QStringLiteral("Bea gnp.exe"));
        QCOMPARE(isolated(QStringLiteral("Bea")),
                 QString(QChar(0x2068)) + QStringLiteral("Bea") + QChar(0x2069));
        QCOMPARE(textFrom("a\xff"), QStringLiteral("a\uFFFD"));
    }

    /// Before a name has come, or when it is empty, people are still told apart.
    void theNamelessHaveAShortName()
    {
        const auto who = idOf<core::IdentityId>(0xab);
        const QString start = QString::fromStdString(who.hex()).left(4);
        QCOMPARE(Words::person({}, who), QStringLiteral("Someone (%1)").arg(start));
        QCOMPARE(Words::person(" \n\u202E", who), Words::person({}, who));
    }

    /// The window repeats them because it sees the engine's door only.
    void limitsAreTheProtocols()
    {
        QCOMPARE(std::size_t(messageBytesMost), core::limits::spec::messageTextBytes);
        QCOMPARE(std::size_t(nameBytesMost), core::limits::spec::nameBytes);
        QCOMPARE(std::size_t(topicBytesMost), core::limits::spec::topicBytes);
        QCOMPARE(std::size_t(reasonBytesMost), core::limits::spec::reasonBytes);
        QCOMPARE(std::size_t(emojiBytesMost), core::limits::spec::emojiBytes);
        QCOMPARE(std::size_t(knockCharactersMost), core::limits::spec::knockTextCharacters);
        QCOMPARE(std::size_t(linkCharactersMost), core::limits::spec::linkCharacters);
    }

    void tooltipsHaveNothingToGuess()
    {
        QVERIFY(tooltipOf(QString()).isEmpty());
        const QString tip = tooltipOf(QStringLiteral("<img src='/etc/passwd'> & <b>x</b>"));
        QVERIFY(!tip.contains(QLatin1String("<img")) && !tip.contains(QLatin1String("<b>")));
        QVERIFY(tip.contains(QLatin1String("&lt;img")));
    }

    void languageFromTheCommandLine()
    {
        std::vector<std::string> joined{"--lang=de", "--profile", "x"};
        QCOMPARE(takeLanguage(joined), QStringLiteral("de"));
        QCOMPARE(joined, (std::vector<std::string>{"--profile", "x"}));
        std::vector<std::string> apart{"a", "--lang", "fr"};
        QCOMPARE(takeLanguage(apart), QStringLiteral("fr"));
        QCOMPARE(apart, std::vector<std::string>{"a"});
        QCOMPARE(proposedName(QStringLiteral("ada")), QStringLiteral("Ada"));
        QVERIFY(proposedName(QStringLiteral("root")).isEmpty());
    }

    void germanIsInside()
    {
        QTranslator german;
        QVERIFY(german.load(QStringLiteral(":/i18n/parlour_de.qm")));
        QCOMPARE(german.translate("gui::Words", "Today"), QStringLiteral("Heute"));
        QVERIFY(!german.translate("gui::MainWindow", "&About Parlour").isEmpty());
    }

    void draftsStayAndAreForTheirOwnerOnly()
    {
        const QTemporaryDir folder;
        {
            LocalSettings settings(folder.path() + QStringLiteral("/p"));
            QVERIFY(settings.draft(kitchen).isEmpty());
            settings.setDraft(kitchen, QStringLiteral("two\nlines"));
            settings.setLastRoom(choir);
            settings.setScheme(Scheme::Dark);
            settings.setMembersShown(false);
            settings.setWindow("geometry", "splitter");
            settings.sync();
        }
        LocalSettings again(folder.path() + QStringLiteral("/p"));
        QCOMPARE(again.draft(kitchen), QStringLiteral("two\nlines"));
        QCOMPARE(again.lastRoom(), std::optional(choir));
        QVERIFY(again.scheme() == Scheme::Dark && !again.membersShown());
        QCOMPARE(again.geometry(), QByteArray("geometry"));
        QCOMPARE(again.splitter(), QByteArray("splitter"));
        again.setDraft(kitchen, QString());
        QVERIFY(again.draft(kitchen).isEmpty());
        const QFileInfo file(folder.path() + QStringLiteral("/p/window.ini"));
        QVERIFY(!file.permission(QFile::ReadGroup) && !file.permission(QFile::ReadOther));
        QVERIFY(defaultProfile().endsWith(QLatin1String("/parlour")));
    }

    void theNetworkIsDescribedHonestly()
    {
        Desk desk;
        desk.engine.rooms.clear();
        desk.session->start();
        QTRY_VERIFY(desk.session->roomsKnown());
        QCOMPARE(NetworkWords::line(*desk.session), QStringLiteral("No rooms yet"));
        QVERIFY(!NetworkWords::anybody(*desk.session));
        desk.engine.rooms = {roomOf(3, "Kitchen table")};
        desk.session->refreshRooms();
        QTRY_COMPARE(NetworkWords::line(*desk.session), QStringLiteral("Nobody online right now"));
        desk.engine.tell(engine::RungNotice{{engine::Rung::Lan, engine::RungState::Trying, 0, 0}});
        QCOMPARE(NetworkWords::line(*desk.session), QStringLiteral("Looking: the local network…"));
        engine::PeerSnapshot peer;
        peer.identity = idOf<core::IdentityId>(2);
        desk.engine.peers = {peer, peer};
        desk.engine.peers[1].path = engine::Path::Relayed;
        desk.engine.node.listen = {{"192.0.2.7", 40123}, {"2001:db8::7", 40124}};
        desk.session->start();
        // One person on two links is one person.
        QTRY_COMPARE(NetworkWords::line(*desk.session), QStringLiteral("1 person online"));
        const QString summary = NetworkWords::summary(*desk.session);
        QVERIFY2(summary.contains(QLatin1String("1 direct link, 1 link through")),
                 qPrintable(summary));
        QVERIFY(summary.contains(QLatin1String("192.0.2.7:40123")));
        QVERIFY(summary.contains(QLatin1String("[2001:db8::7]:40124")));
        // No way of finding has found them, so it was the other way round.
        QVERIFY(summary.contains(QLatin1String("The others found you")));
        desk.engine.tell(engine::RungNotice{{engine::Rung::Lan, engine::RungState::Found, 1, 0}});
        QVERIFY(!NetworkWords::summary(*desk.session).contains(QLatin1String("found you")));
    }

    /// "C" is what a system without a language speaks.
    void timesHaveNoSeconds()
    {
        const QLocale before;
        for (const char* name : {"C", "en_GB", "de", "en_US", "ar"}) {
            QLocale::setDefault(QLocale(QLatin1String(name)));
            const QString time = Words::clock(noonMs());
            QVERIFY2(time.count(QLatin1Char(':')) == 1, qPrintable(time));
        }
        QLocale::setDefault(before);
    }

    void withoutAScreenThereIsAWayOn()
    {
        QVERIFY(noScreenWords({}, {}).contains(QLatin1String("DISPLAY")));
        const QString x = noScreenWords(QStringLiteral(":7"), {});
        QVERIFY(x.contains(QLatin1String("':7'")) && x.contains(QLatin1String("parlour-node")));
        QVERIFY(noScreenWords(QStringLiteral(":7"), QStringLiteral("wayland-1"))
                    .contains(QLatin1String("'wayland-1'")));
    }

    void allFiveWaysAreNamed()
    {
        const Desk desk;
        const auto rungs = allRungs(*desk.session);
        QCOMPARE(rungs.size(), 5U);
        std::set<QString> words;
        for (const auto& rung : rungs) {
            words.insert(Words::rung(rung.rung));
            words.insert(Words::rungTitle(rung.rung));
            words.insert(NetworkWords::rungPurpose(rung.rung));
        }
        QCOMPARE(words.size(), 15U);
        engine::RungSnapshot rung{engine::Rung::Dht, engine::RungState::Found, 2, noonMs()};
        QCOMPARE(NetworkWords::rungState(rung),
                 QStringLiteral("found 2 people · last found somebody: 12:00"));
        rung = {engine::Rung::Dht, engine::RungState::Failed, 0, 0};
        QCOMPARE(NetworkWords::rungState(rung),
                 QStringLiteral("nothing found · never found anybody yet"));
        rung.state = engine::RungState::Off;
        QCOMPARE(NetworkWords::rungState(rung), QStringLiteral("switched off"));
        QVERIFY(NetworkWords::rungLine(rung).startsWith(Words::rung(engine::Rung::Dht)));
    }
};

QTEST_MAIN(WordsTest)
#include "words_test.moc"
