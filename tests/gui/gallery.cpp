// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// Not a test: fills the window from the scripted engine with a lively room and saves pictures of every screen, so that
// the window can be looked at. usage: gui_gallery FOLDER [--lang=xx] [--dark] [--rtl]

#include "fake_engine.h"
#include "gui/composer/composer.h"
#include "gui/composer/composer_edit.h"
#include "gui/copies/open_copy_dialog.h"
#include "gui/copies/save_copy_dialog.h"
#include "gui/dialogs/confirm_dialog.h"
#include "gui/dialogs/create_room_dialog.h"
#include "gui/dialogs/join_dialog.h"
#include "gui/dialogs/profile_dialog.h"
#include "gui/dialogs/quick_switcher.h"
#include "gui/dialogs/shortcut_sheet.h"
#include "gui/directory/room_browser.h"
#include "gui/invites/invites_dialog.h"
#include "gui/invites/share_sheet.h"
#include "gui/language.h"
#include "gui/local_settings.h"
#include "gui/main_window.h"
#include "gui/members/member_menu.h"
#include "gui/messages/pins_dialog.h"
#include "gui/moderation/log_dialog.h"
#include "gui/moderation/moderate_dialog.h"
#include "gui/moderation/raid_dialog.h"
#include "gui/network/network_dialog.h"
#include "gui/onboarding/start_window.h"
#include "gui/room_view.h"
#include "gui/rules/access_form.h"
#include "gui/rules/room_settings_dialog.h"
#include "gui/search/search_panel.h"
#include "gui/timeline/timeline_view.h"
#include "gui/transfers/attachment_bar.h"
#include "gui/wall_clock.h"
#include "gui/words.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFile>
#include <QLineEdit>
#include <QMimeData>
#include <QRadioButton>
#include <QScrollBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace gui;
using namespace gui::test;

namespace {

constexpr int me = 1;
constexpr std::int64_t minute = 60'000;

class Gallery
{
public:
    Gallery(QString folder, QString suffix)
        : m_folder(std::move(folder))
        , m_suffix(std::move(suffix))
    {
        m_now = QDateTime(QDate(2026, 11, 23), QTime(16, 42));
        holdWallClock(m_now);
        fill();
    }

    FakeEngine engine;
    core::RoomId room = idOf<core::RoomId>(3);

    void save(QWidget& widget, const QString& name) const
    {
        QTest::qWait(60);
        const QString path = m_folder + QLatin1Char('/') + name + m_suffix + QStringLiteral(".png");
        widget.grab().save(path);
    }

private:
    engine::MessageSnapshot& add(int author, const std::string& name, const std::string& text)
    {
        auto message = messageOf(++m_number, author, name, m_time, text);
        message.own = author == me;
        message.state = message.own ? engine::MessageState::Read : engine::MessageState::Received;
        m_time += minute;
        engine.history[room].push_back(message);
        return engine.history[room].back();
    }

    void addFile(int author,
                 const std::string& name,
                 const std::string& file,
                 std::uint64_t bytes,
                 engine::FileStage stage)
    {
        auto& message = add(author, name, {});
        message.file = engine::FileSummary{refOf(1000 + m_number), file, bytes, false};
        engine::FileSnapshot snapshot;
        snapshot.room = room;
        snapshot.file = message.file->file;
        snapshot.name = file;
        snapshot.bytes = bytes;
        snapshot.stage = stage;
        snapshot.copies = 2;
        snapshot.path = stage == engine::FileStage::Here || stage == engine::FileStage::Shared
                            ? "/tmp/x/" + file
                            : "";
        engine.files[room].push_back(snapshot);
    }

    void fill()
    {
        engine.node.name = "Ada";
        engine.node.identity = idOf<core::IdentityId>(me);
        engine.node.fingerprint = "amber cradle violin summit";
        const std::pair<const char*, std::uint32_t> rooms[] = {{"Kitchen table", 0},
                                                               {"Weekend hikers 🏔️", 4},
                                                               {"Reading circle", 0},
                                                               {"صداقة", 1},
                                                               {"Choir", 0}};
        int number = 2;
        for (const auto& [name, unread] : rooms) {
            auto snapshot = roomOf(++number, name);
            snapshot.unread = unread;
            snapshot.members = 7;
            snapshot.online = 3;
            snapshot.state = number == 7 ? engine::RoomState::Joining : engine::RoomState::Joined;
            snapshot.topic = number == 3 ? "Flat 4: groceries, repairs, who cooks when" : "";
            engine.rooms.push_back(snapshot);
            engine.health[snapshot.room] = {12, 3, 1, 3, 3, 0, 4};
            auto last = messageOf(5000 + number,
                                  number,
                                  number == 4 ? "Noor" : "Bea",
                                  m_now.addSecs(-3600 * (number - 3) * 9).toMSecsSinceEpoch(),
                                  number == 4 ? "I'll bring the map and two thermoses"
                                              : "See you all on Thursday then!");
            engine.history[snapshot.room].push_back(last);
        }
        engine.history[room].clear();
        engine.members[room] = {
            memberOf(me, "Ada", 100, false),
            memberOf(2, "Bea Lindqvist", 50, true),
            memberOf(3, "Noor", 10, true),
            memberOf(4, "مريم", 10, true),
            memberOf(5, "Tomás", 10, false),
            memberOf(6, "Ивана", 10, false),
            memberOf(7, "A very long name that nobody can finish reading", 10, false)};
        engine.members[room][0].self = true;
        for (int person = 2; person < 5; ++person) {
            engine::PeerSnapshot peer;
            peer.identity = idOf<core::IdentityId>(person);
            engine.peers.push_back(peer);
        }
        const std::int64_t now = m_now.toMSecsSinceEpoch();
        engine.node.listen = {{"192.168.1.20", 40123}};
        engine.node.rungs = {{engine::Rung::Cached, engine::RungState::Found, 1, now - 5 * minute},
                             {engine::Rung::Lan, engine::RungState::Found, 2, now - minute},
                             {engine::Rung::Invite, engine::RungState::Idle, 0, 0},
                             {engine::Rung::Dht, engine::RungState::Trying, 0, now - 9000 * minute},
                             {engine::Rung::Typed, engine::RungState::Off, 0, 0}};
        talk();
    }

    void talk()
    {
        m_time = m_now.addDays(-1).addSecs(-7200).toMSecsSinceEpoch();
        add(2, "Bea Lindqvist", "Has anybody seen the big pot? The blue one.");
        add(2, "Bea Lindqvist", "I wanted to make soup for eight tonight 🍲");
        add(me, "Ada", "It's in the cellar, on the left shelf behind the bicycle. Sorry!");
        add(3, "Noor", "👍🏽");
        auto& answer = add(2, "Bea Lindqvist", "Found it, thank you!");
        answer.replyTo = refOf(m_number - 2);
        answer.pinned = true;
        answer.edited = true;
        answer.reactions = {{"🎉", {idOf<core::IdentityId>(me), idOf<core::IdentityId>(3)}},
                            {"👍", {idOf<core::IdentityId>(4)}}};
        m_time = m_now.addSecs(-5400).toMSecsSinceEpoch();
        add(3,
            "Noor",
            "Good morning! The landlord answered, the boiler gets fixed on Friday between 9 and "
            "12. "
            "Somebody has to be here to let them in; I can stay until ten.\n"
            "His letter: https://example.org/house/4/boiler-repair (ask me if it does not open)");
        add(4, "مريم", "شكرا جزيلا، سأكون هنا بعد العاشرة 🙏 يمكنني فتح الباب");
        add(me, "Ada", "Perfect, then we have it covered. Thank you both!");
        addFile(
            2, "Bea Lindqvist", "House rules 2026 (final).pdf", 482'133, engine::FileStage::Here);
        addFile(2,
                "Bea Lindqvist",
                "summer-party-photos.zip",
                1'388'442'113,
                engine::FileStage::Fetching);
        auto& late =
            add(5, "Tomás", "I was on the train without a network. I can take Friday too.");
        late.late = true;
        late.timeMs -= 4 * 60 * minute;
        addFile(me, "Ada", "shopping-list.txt", 1'204, engine::FileStage::Shared);
        addFile(6,
                "Ивана",
                "Concert recording with a very long descriptive name, second half.flac",
                88'112'004,
                engine::FileStage::Offered);
        add(7,
            "A very long name that nobody can finish reading",
            "<b>not bold</b> & <img src=x> stays as it was typed, "
            "averyveryveryveryveryveryveryveryveryveryverylongwordwithoutanyspacesinsideitatall");
        auto& delivered = add(me, "Ada", "Got it, see you at seven!");
        delivered.state = engine::MessageState::Delivered;
        auto& stored = add(me, "Ada", "I'll bring bread 🥖");
        stored.state = engine::MessageState::Stored;
    }

    QString m_folder;
    QString m_suffix;
    QDateTime m_now;
    std::int64_t m_time = 0;
    int m_number = 10;
};

engine::LogEntrySnapshot
entryOf(int number, engine::LogAction action, int actor, int target, const std::string& reason)
{
    engine::LogEntrySnapshot entry;
    entry.event = idOf<core::EventId>(number);
    entry.action = action;
    entry.actor = idOf<core::IdentityId>(actor);
    entry.targets = {idOf<core::IdentityId>(target)};
    entry.level = engine::levelModerator;
    entry.reason = reason;
    entry.timeMs = wallNow().toMSecsSinceEpoch() - (60 - number) * minute;
    entry.valid = true;
    entry.why = {idOf<core::EventId>(1)};
    return entry;
}

void fillLists(Gallery& gallery)
{
    using engine::LogAction;
    auto vain = entryOf(5, LogAction::Kick, 6, 2, "revenge");
    vain.valid = false;
    vain.voidWhy = engine::VoidWhy::Removed;
    vain.why = {idOf<core::EventId>(4)};
    gallery.engine.log = {entryOf(1, LogAction::Grant, me, 2, ""),
                          entryOf(2, LogAction::Mute, 2, 3, "shouting at everybody all night"),
                          entryOf(3, LogAction::Invite, 2, 2, ""),
                          entryOf(4, LogAction::Ban, 2, 6, "advertising"),
                          vain};
    engine::InviteSnapshot invite;
    invite.invite = idOf<core::EventId>(3);
    invite.link = "parlour:AAECAwQFBgcICQoLDA0ODw";
    invite.author = idOf<core::IdentityId>(2);
    invite.came = {idOf<core::IdentityId>(4), idOf<core::IdentityId>(5)};
    auto limited = invite;
    limited.invite = idOf<core::EventId>(4);
    limited.uses = 5;
    limited.came.clear();
    limited.expiresMs = wallNow().toMSecsSinceEpoch() + 24 * 60 * minute;
    auto closed = invite;
    closed.invite = idOf<core::EventId>(5);
    closed.open = false;
    gallery.engine.invites = {limited, invite, closed};
    const std::int64_t now = wallNow().toMSecsSinceEpoch();
    gallery.engine.directory = {{"parlour:a",
                                 "Sourdough",
                                 "Starters, ovens, first loaves",
                                 {"food", "baking"},
                                 "en",
                                 41,
                                 now - 90 * minute,
                                 true},
                                {"parlour:b",
                                 "Neighbours of Elm Street",
                                 "Lost cats and found parcels",
                                 {},
                                 "en",
                                 17,
                                 now - 600 * minute,
                                 true},
                                {"parlour:c",
                                 "Amateur astronomy 🔭",
                                 "Clear skies",
                                 {"stars"},
                                 "",
                                 230,
                                 now - 1500 * minute,
                                 false}};
    for (const auto& message : gallery.engine.history[gallery.room]) {
        if (message.pinned) {
            gallery.engine.pins.push_back(message);
        }
    }
}

/// Opens a dialog, saves it, and puts it away.
template<class Dialog>
void shoot(const Gallery& gallery, Dialog& dialog, const QString& name)
{
    dialog.show();
    gallery.save(dialog, name);
    dialog.hide();
}

void showModeration(Gallery& gallery, Session& session, MainWindow& window)
{
    auto& people = gallery.engine.members[gallery.room];
    people[2].state = engine::MemberState::Muted;
    people[2].mutedUntilMs = wallNow().toMSecsSinceEpoch() + 60 * minute;
    people[4].blocked = true;
    people[5].state = engine::MemberState::Banned;
    people[1].heir = true;
    gallery.engine.rooms[0].level = engine::levelFounder;
    session.refreshRooms();
    session.refreshMembers(gallery.room);
    QTest::qWait(50);
    gallery.save(window, QStringLiteral("members"));
    MemberMenu menu(session, gallery.room, people[2], &window);
    menu.popup(window.mapToGlobal(QPoint(500, 200)));
    gallery.save(menu, QStringLiteral("member-menu"));
    menu.close();
    ModerateDialog moderate(session, gallery.room, people[2], ModerateAct::Mute, &window);
    shoot(gallery, moderate, QStringLiteral("moderate-mute"));
    ModerateDialog ban(session, gallery.room, people[2], ModerateAct::Ban, &window);
    ban.purge()->setCurrentIndex(3);
    QTest::qWait(50); // whether the room has an address to change
    ban.newAddress()->setChecked(true);
    shoot(gallery, ban, QStringLiteral("moderate-ban"));
    RoomSettingsDialog rules(session, gallery.room, &window);
    rules.show();
    gallery.save(rules, QStringLiteral("settings-room"));
    rules.addressButton()->click();
    auto* question = rules.findChild<ConfirmDialog*>();
    gallery.save(*question, QStringLiteral("settings-address"));
    question->reject();
    rules.pages()->setCurrentIndex(1);
    gallery.save(rules, QStringLiteral("settings-writing"));
    rules.pages()->setCurrentIndex(2);
    gallery.save(rules, QStringLiteral("settings-keeping"));
    rules.hide();
}

void showLists(Gallery& gallery, Session& session, MainWindow& window)
{
    fillLists(gallery);
    LogDialog log(session, gallery.room, &window);
    shoot(gallery, log, QStringLiteral("log"));
    InvitesDialog invites(session, gallery.room, &window);
    shoot(gallery, invites, QStringLiteral("invites"));
    RoomBrowser browser(session, &window);
    shoot(gallery, browser, QStringLiteral("browser"));
    for (std::uint8_t i = 0; i < 12; ++i) {
        gallery.engine.raiders.push_back(idOf<core::IdentityId>(i));
    }
    RaidDialog raid(session, gallery.room, &window);
    shoot(gallery, raid, QStringLiteral("raid"));
    PinsDialog pins(session, gallery.room, &window);
    shoot(gallery, pins, QStringLiteral("pins"));
    ShareSheet share(session, gallery.room, &window);
    shoot(gallery, share, QStringLiteral("share-founder"));
    for (auto& file : gallery.engine.files[gallery.room]) {
        file.have = true;
    }
    SaveCopyDialog save(session, gallery.room, &window);
    shoot(gallery, save, QStringLiteral("save-copy"));
    OpenCopyDialog open(session, &window);
    open.complain(Words::openCopySentence(engine::Reason::FileChanged));
    shoot(gallery, open, QStringLiteral("open-copy"));
}

void showSearch(Gallery& gallery, MainWindow& window)
{
    gallery.engine.script =
        [&gallery](const engine::Request& request) -> std::optional<engine::Answer> {
        const auto* search = std::get_if<engine::SearchMessages>(&request);
        if (search == nullptr) {
            return std::nullopt;
        }
        engine::SearchPage page{{}, true, !search->room, {}};
        for (const auto& message : gallery.engine.history[gallery.room]) {
            if (message.text.find(search->query) != std::string::npos) {
                page.found.insert(page.found.begin(), {gallery.room, message});
            }
        }
        return page;
    };
    SearchPanel* panel = window.search();
    panel->openEverywhere();
    panel->field()->setText(QStringLiteral("the"));
    QTest::qWait(400);
    panel->step(1);
    QTest::qWait(50);
    gallery.save(window, QStringLiteral("search"));
    panel->openHere();
    panel->field()->setText(QStringLiteral("nowhere"));
    QTest::qWait(400);
    gallery.save(window, QStringLiteral("search-empty"));
    panel->hide();
    gallery.engine.script = nullptr;
}

void showDialogs(const Gallery& gallery, Session& session, MainWindow& window)
{
    CreateRoomDialog create(session, &window);
    create.nameField()->setText(QStringLiteral("Kitchen table"));
    create.show();
    gallery.save(create, QStringLiteral("create"));
    create.access()->ways().at(engine::Access::Public)->click();
    gallery.save(create, QStringLiteral("create-public"));
    create.hide();
    JoinDialog join(session, QString(), &window);
    join.show();
    gallery.save(join, QStringLiteral("join"));
    join.hide();
    ShareSheet share(session, gallery.room, &window);
    share.show();
    QTest::qWait(50);
    gallery.save(share, QStringLiteral("share"));
    share.hide();
    ProfileDialog profile(session, &window);
    profile.show();
    gallery.save(profile, QStringLiteral("profile"));
    profile.hide();
    QuickSwitcher switcher(session, &window);
    switcher.show();
    gallery.save(switcher, QStringLiteral("switcher"));
    switcher.hide();
    NetworkDialog network(session, gallery.room, &window);
    network.show();
    QTest::qWait(50);
    gallery.save(network, QStringLiteral("network"));
    network.hide();
    ShortcutSheet keys(&window);
    keys.show();
    gallery.save(keys, QStringLiteral("keys"));
}

void showRoom(Gallery& gallery, Session& session, MainWindow& window)
{
    window.openRoom(gallery.room);
    QTest::qWait(120);
    auto file = engine::FileProgressNotice{};
    for (const auto& snapshot : gallery.engine.files[gallery.room]) {
        if (snapshot.stage == engine::FileStage::Fetching) {
            file.file = snapshot.file;
        }
    }
    file.bytesDone = 871'000'000;
    file.bytesTotal = 1'388'442'113;
    file.rate = 11'400'000;
    file.peers = 2;
    gallery.engine.tell(file);
    gallery.engine.tell(engine::TypingNotice{gallery.room, idOf<core::IdentityId>(3), true});
    gallery.save(window, QStringLiteral("room"));
    window.roomView()->timeline()->verticalScrollBar()->setValue(0);
    gallery.save(window, QStringLiteral("room-top"));
    for (auto& room : gallery.engine.rooms) {
        if (room.room == gallery.room) {
            room.proposed = engine::SuccessionSnapshot{idOf<core::RoomId>(4), 1, 2, true};
        }
    }
    gallery.engine.tell(engine::RoomListNotice{gallery.room});
    QTest::qWait(50);
    gallery.save(window, QStringLiteral("succession"));
    for (auto& room : gallery.engine.rooms) {
        room.proposed.reset();
    }
    gallery.engine.tell(engine::RoomListNotice{gallery.room});
    window.roomView()->timeline()->scrollToEnd();
    QTemporaryDir folder;
    const QString picture = folder.filePath(QStringLiteral("boiler.jpg"));
    QFile touched(picture);
    if (touched.open(QIODevice::WriteOnly)) {
        touched.write(QByteArray(50'000, 'x'));
        touched.close();
    }
    window.roomView()->attachments()->stage({picture, folder.path()});
    window.roomView()->composer()->edit()->setPlainText(
        QStringLiteral("Here is the boiler,\nand a second line"));
    gallery.engine.tell(engine::WarningNotice{engine::Warning::ClockWrong, {}});
    gallery.save(window, QStringLiteral("staged"));
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(picture)});
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window.roomView(), &enter);
    gallery.save(window, QStringLiteral("drop"));
    QDragLeaveEvent leave;
    QApplication::sendEvent(window.roomView(), &leave);
    showDialogs(gallery, session, window);
    showModeration(gallery, session, window);
    showSearch(gallery, window);
    showLists(gallery, session, window);
    window.openRoom(idOf<core::RoomId>(7));
    gallery.save(window, QStringLiteral("joining"));
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> arguments(argv + 1, argv + argc);
    const QString language = takeLanguage(arguments);
    const auto has = [&](const char* word) {
        return std::find(arguments.begin(), arguments.end(), word) != arguments.end();
    };
    QApplication app(argc, argv);
    if (has("--rtl")) {
        QApplication::setLayoutDirection(Qt::RightToLeft);
    }
    installLanguage(app, language.isEmpty() ? QStringLiteral("en_GB") : language);
    auto* theme = new Theme(app);
    theme->install(has("--dark") ? Scheme::Dark : Scheme::Light);
    Gallery gallery(QString::fromStdString(arguments.at(0)),
                    (has("--dark") ? QStringLiteral("-dark") : QString())
                        + (has("--rtl") ? QStringLiteral("-rtl") : QString())
                        + (language.isEmpty() ? QString() : QStringLiteral("-") + language));
    QTemporaryDir profile;
    LocalSettings settings(profile.path());
    Session session(gallery.engine);
    session.start();
    StartWindow start(QStringLiteral("Ada"));
    start.show();
    gallery.save(start, QStringLiteral("first-run"));
    start.askPassphrase(true);
    gallery.save(start, QStringLiteral("unlock"));
    start.showProblem(StartProblem::ProfileInUse);
    gallery.save(start, QStringLiteral("problem"));
    start.hide();
    MainWindow window(session, settings, theme, QStringLiteral("0.1.0"));
    window.resize(1180, 760);
    window.show();
    gallery.save(window, QStringLiteral("welcome"));
    showRoom(gallery, session, window);
    return 0;
}
