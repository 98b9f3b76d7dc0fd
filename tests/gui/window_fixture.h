// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A whole window on a scripted engine in a profile of its own, for the tests that drive it as a person would. The clock
// stands, the language is English, and three rooms are there: "Kitchen table", "Choir" and "Hikers".

#include "fake_engine.h"
#include "gui/language.h"
#include "gui/local_settings.h"
#include "gui/main_window.h"
#include "gui/room_view.h"
#include "gui/session.h"
#include "gui/theme.h"
#include "gui/timeline/timeline_view.h"
#include "gui/wall_clock.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace gui::test {

inline const auto kitchen = idOf<core::RoomId>(3);
inline const auto choir = idOf<core::RoomId>(4);
inline const auto hikers = idOf<core::RoomId>(5);
inline const auto noon = QDateTime(QDate(2026, 11, 23), QTime(12, 0));
constexpr std::int64_t minute = 60'000;

inline std::int64_t noonMs()
{
    return noon.toMSecsSinceEpoch();
}

/// Every reason that the engine knows.
inline std::vector<engine::Reason> allReasons()
{
    std::vector<engine::Reason> reasons;
    for (int value = 0; value <= static_cast<int>(engine::Reason::Internal); ++value) {
        reasons.push_back(static_cast<engine::Reason>(value));
    }
    return reasons;
}

inline engine::MessageSnapshot fileMessage(int number, bool own = false)
{
    auto message = messageOf(number, own ? 1 : 2, own ? "Ada" : "Bea", noonMs() + number, "");
    message.own = own;
    message.file = engine::FileSummary{refOf(number), "plan <b>x</b>.pdf", 4000, false};
    return message;
}

/// Once per program: house style, English plurals, a clock that stands.
inline void dressUp()
{
    auto* app = qobject_cast<QApplication*>(QCoreApplication::instance());
    installLanguage(*app, QStringLiteral("en_GB"));
    holdWallClock(noon);
    auto* theme = new Theme(*app);
    theme->install(Scheme::Light);
}

class Desk
{
public:
    Desk()
    {
        engine.node.name = "Ada";
        engine.node.identity = idOf<core::IdentityId>(1);
        engine.node.fingerprint = "amber cradle violin summit";
        engine.rooms = {roomOf(3, "Kitchen table"), roomOf(4, "Choir"), roomOf(5, "Hikers")};
        for (const auto& room : engine.rooms) {
            engine.members[room.room] = {memberOf(1, "Ada", 100, false),
                                         memberOf(2, "Bea", 10, true),
                                         memberOf(3, "Noor", 10, false)};
            engine.members[room.room][0].self = true;
        }
        restart();
    }
    ~Desk() { window.reset(); }
    Q_DISABLE_COPY_MOVE(Desk)

    /// A new session and window over the same engine and the same profile.
    void restart()
    {
        window.reset();
        session.reset();
        settings = std::make_unique<LocalSettings>(profile.path());
        session = std::make_unique<Session>(engine);
    }

    void open()
    {
        session->start();
        window =
            std::make_unique<MainWindow>(*session, *settings, nullptr, QStringLiteral("0.1.0"));
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QTRY_COMPARE(session->rooms().size(), engine.rooms.size());
    }

    void open(const core::RoomId& room)
    {
        open();
        window->openRoom(room);
        QTRY_VERIFY(session->history(room).loaded());
        settleDown();
    }

    /// Lets answers that are under way arrive.
    static void settleDown() { QTest::qWait(20); }

    void refuse(engine::Reason reason)
    {
        engine.script = [reason](const engine::Request& request) -> std::optional<engine::Answer> {
            const bool asked = std::holds_alternative<engine::SendMessage>(request)
                               || std::holds_alternative<engine::JoinRoom>(request)
                               || std::holds_alternative<engine::CreateRoom>(request)
                               || std::holds_alternative<engine::InviteToRoom>(request)
                               || std::holds_alternative<engine::LeaveRoom>(request)
                               || std::holds_alternative<engine::SetProfile>(request)
                               || std::holds_alternative<engine::ShareFile>(request)
                               || std::holds_alternative<engine::FetchFile>(request)
                               || std::holds_alternative<engine::DialPeer>(request);
            return asked ? std::optional<engine::Answer>(engine::Refusal{reason, "detail 17", 0})
                         : std::nullopt;
        };
    }

    /// A file of that many bytes in the profile's folder.
    QString file(const QString& name, int bytes = 2000) const
    {
        const QString path = profile.filePath(name);
        QFile made(path);
        if (made.open(QIODevice::WriteOnly)) {
            made.write(QByteArray(bytes, 'x'));
        }
        return path;
    }

    [[nodiscard]] TimelineView* timeline() const { return window->roomView()->timeline(); }

    /// What the newest row says aloud.
    [[nodiscard]] QString newestWords() const
    {
        return timeline()->rowWords(timeline()->rowCount() - 1);
    }

    QTemporaryDir profile;
    FakeEngine engine;
    std::unique_ptr<LocalSettings> settings;
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;
};

/// What can be reached with Tab, clicked or scrolled, but has no name for a screen reader.
inline QStringList nameless(const QWidget& window)
{
    QStringList found;
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisible()) {
            continue;
        }
        const bool interactive = (widget->focusPolicy() & Qt::TabFocus) != 0
                                 || qobject_cast<const QAbstractButton*>(widget) != nullptr
                                 || qobject_cast<const QAbstractSlider*>(widget) != nullptr;
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const bool named =
            !widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty());
        if (interactive && !named) {
            found.append(QString::fromLatin1(widget->metaObject()->className())
                         + QStringLiteral(" in ")
                         + QString::fromLatin1(widget->parentWidget()->metaObject()->className()));
        }
    }
    return found;
}

/// The newest dialog of that kind on the window, shown.
template<class Dialog>
Dialog* shown(const QWidget& window)
{
    for (Dialog* dialog : window.findChildren<Dialog*>()) {
        if (dialog->isVisible()) {
            return dialog;
        }
    }
    return nullptr;
}

} // namespace gui::test
