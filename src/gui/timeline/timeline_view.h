// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The timeline: rows of different heights over a sliding window of the history, painted by hand. An item view would ask
// every row for its height on each append; here a row is measured once per width, when it comes near the viewport, and
// an append at twenty thousand rows costs what it costs at two hundred. The viewport never moves on its own: the reader
// stays on the row he reads unless he stands at the end.

#include "gui/timeline/room_history.h"
#include "gui/timeline/row_painter.h"

#include <QAbstractScrollArea>
#include <QMenu>
#include <QPointer>
#include <QTimer>

#include <deque>
#include <map>
#include <optional>
#include <set>

namespace gui {

class ActionButton;
class Session;

class TimelineView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TimelineView(Session& session, QWidget* parent = nullptr);

    /// Shows a room. The NEW line stands above the last `unread` messages of others.
    void setHistory(RoomHistory* history, std::uint32_t unread);
    [[nodiscard]] RoomHistory* history() const { return m_history; }

    /// Whether somebody is looking: only then does anything count as seen.
    void setAttentive(bool attentive);
    void clearNewLine();
    void scrollToEnd();
    /// Goes to a message and makes it the current one, also when it is not loaded yet.
    void reveal(const core::EventRef& message) { goTo(message, false); }
    /// `stay`: the focus stays where it is, and the message lights up for a moment.
    void goTo(const core::EventRef& message, bool stay);

    // What tests and the room view want to know.
    [[nodiscard]] int rowCount() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] bool followsEnd() const { return m_follow; }
    [[nodiscard]] bool rowStartsDay(int row) const;
    [[nodiscard]] bool rowStartsGroup(int row) const;
    [[nodiscard]] bool rowStartsNew(int row) const;
    /// In viewport coordinates; exact for rows near the viewport.
    [[nodiscard]] QRect rowRect(int index) const;
    [[nodiscard]] RowShape rowShape(int index) const;
    [[nodiscard]] QRect cardButton(int index, CardAction action) const;
    [[nodiscard]] QRect chip(int index, int which) const;
    [[nodiscard]] QString selectedText() const;
    [[nodiscard]] QString rowWords(int row) const;
    /// Sent under older rules, and not unfolded by this person: its words are not shown.
    [[nodiscard]] bool isFolded(int row) const;
    [[nodiscard]] int unseen() const { return m_unseen; }
    /// Whether the day of the topmost row floats over it: while somebody scrolls, and a moment longer.
    [[nodiscard]] bool floatsDay() const;
    [[nodiscard]] std::optional<core::EventRef> current() const { return m_current; }
    /// Whether the current message is marked: while the timeline has the focus, or it has just been gone to.
    [[nodiscard]] bool marksCurrent() const { return hasFocus() || m_lit->isActive(); }
    [[nodiscard]] ActionButton* jumpButton() const { return m_jump; }

signals:
    /// Everything up to here was in front of somebody's eyes.
    void seen(const core::EventRef& message);
    void linkActivated(const QString& target, bool invite);
    void openFolderRequested(const QString& path);
    /// Whoever knows more that can be done with the message adds it.
    void menuFilling(QMenu* menu, const engine::MessageSnapshot& message);
    void reactionClicked(const engine::MessageSnapshot& message, const QString& emoji);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    static constexpr int topRoom = 64;

    struct Row {
        qint64 top = 0;
        int height = 0;
        int width = 0; ///< the viewport width it was measured for; 0 = guessed
        bool startsDay = false;
        bool startsGroup = false;
    };
    struct Spot {
        core::EventRef message;
        int position = 0;
    };
    struct Hit {
        int row = -1;
        std::optional<CardAction> action;
        std::optional<Link> link;
        std::optional<QString> reaction;
        std::optional<int> position;
        bool onMeta = false;
        bool unfolds = false;
    };

    // geometry: timeline_view.cpp
    void onReset();
    void onInserted(int first, int count);
    void onRemoved(int first, int count);
    void onChanged(int index);
    void onArrived(int index);
    void onFileChanged(const core::EventRef& file);
    void rebuild();
    void guess(int index);
    bool group(int index);
    [[nodiscard]] QDate dayAbove(int index) const;
    void measure(int index);
    void setHeight(int index, int height);
    void settle();
    bool measureNear();
    void forgetMeasures();
    void syncBar();
    void askForPages();
    void placeStart();
    void aimAt(const core::EventRef& message);
    void clampView();
    void restyle();
    void noteSeen();
    void refreshJump();
    [[nodiscard]] int rowAt(qint64 y) const;
    [[nodiscard]] qint64 contentTop() const;
    [[nodiscard]] qint64 contentBottom() const;
    [[nodiscard]] const engine::MessageSnapshot& message(int row) const;
    [[nodiscard]] const MessageText& textOf(int index) const;
    [[nodiscard]] bool isCard(int row) const; ///< shown as the card of a file
    [[nodiscard]] RowFacts factsOf(int index) const;
    [[nodiscard]] QString authorOf(const engine::MessageSnapshot& message) const;
    [[nodiscard]] std::vector<ReactionChip> chipsAt(int index) const;
    /// What the message answers, on one line; empty when it answers none.
    [[nodiscard]] QString quoteOf(const engine::MessageSnapshot& message) const;
    void paintTop(QPainter& painter) const;
    void paintFloatingDay(QPainter& painter, int first) const;
    void paintOneRow(QPainter& painter, int index, const std::pair<int, int>& marked) const;

    // reading, selecting, clicking: timeline_input.cpp
    [[nodiscard]] Hit hitAt(const QPoint& point) const;
    [[nodiscard]] QString tipAt(const QPoint& point) const;
    /// The selection as rows and positions, in order; nothing when empty.
    [[nodiscard]] std::optional<std::pair<std::pair<int, int>, std::pair<int, int>>>
    selection() const;
    [[nodiscard]] std::pair<int, int> selectedIn(int row) const;
    void act(int row, CardAction action);
    void setFolded(const core::EventRef& message, bool folded);
    void setCurrent(int row);
    void activateCurrent();
    void showMenu(int row, const QPoint& global, const Hit& hit);
    void copySelection() const;

    Session& m_session;
    QPointer<RoomHistory> m_history;
    TimelineStyle m_style;
    std::deque<Row> m_rows;
    qint64 m_viewTop = 0;
    bool m_follow = true;
    bool m_syncing = false;
    bool m_placed = false;
    std::optional<core::EventRef> m_topMessage; ///< what a reset is anchored to
    qint64 m_topOffset = 0;
    bool m_attentive = true;
    std::uint32_t m_unreadAtOpen = 0;
    std::optional<core::EventRef> m_newBefore;
    std::optional<core::EventRef> m_lastSeen;
    int m_unseen = 0;
    mutable std::map<core::EventRef, MessageText> m_texts;
    std::set<core::EventRef> m_unfolded;
    std::optional<Spot> m_anchor;
    std::optional<Spot> m_cursor;
    Hit m_pressed;
    Hit m_hovered;
    bool m_dragged = false;
    std::optional<core::EventRef> m_current;
    std::optional<core::EventRef> m_wanted; ///< to be gone to as soon as it is loaded
    QTimer* m_lit = new QTimer(this);
    ActionButton* m_jump = nullptr;
    QTimer* m_dayTimer = nullptr;
};

} // namespace gui
