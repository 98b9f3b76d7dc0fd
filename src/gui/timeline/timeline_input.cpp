// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// The timeline's other half: pointing, selecting, clicking, the keyboard and the context menu.

#include "gui/plain_text.h"
#include "gui/session.h"
#include "gui/timeline/timeline_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace gui {

using engine::MessageSnapshot;

TimelineView::Hit TimelineView::hitAt(const QPoint& point) const
{
    Hit hit;
    if (m_rows.empty()) {
        return hit;
    }
    const int index = rowAt(m_viewTop + point.y());
    const QRect box = rowRect(index);
    if (!box.contains(QPoint(std::clamp(point.x(), box.left(), box.right()), point.y()))) {
        return hit;
    }
    hit.row = index;
    const QPoint inside = point - box.topLeft();
    const RowShape shape = rowShape(index);
    hit.onMeta = shape.meta.adjusted(-4, -4, 4, 4).contains(inside);
    for (const auto& [action, place] : shape.card.buttons) {
        if (place.contains(inside)) {
            hit.action = action;
            return hit;
        }
    }
    for (std::size_t chip = 0; chip < shape.chips.size(); ++chip) {
        if (shape.chips[chip].contains(inside)) {
            hit.reaction = chipsAt(index)[chip].emoji;
            return hit;
        }
    }
    if (isFolded(index)) {
        hit.unfolds = shape.bubble.contains(inside);
        return hit;
    }
    if (message(index).file) {
        return hit;
    }
    const MessageText& text = textOf(index);
    const QPointF local = inside - shape.text.topLeft();
    hit.position = text.positionAt(local, shape.text.width());
    if (!message(index).deleted) {
        if (const Link* link = text.linkAt(local, shape.text.width())) {
            hit.link = *link;
        }
    }
    return hit;
}

// ---- selection ----

std::optional<std::pair<std::pair<int, int>, std::pair<int, int>>> TimelineView::selection() const
{
    if (!m_anchor || !m_cursor || !m_history) {
        return std::nullopt;
    }
    const auto from = m_history->indexOf(m_anchor->message);
    const auto to = m_history->indexOf(m_cursor->message);
    if (!from || !to) {
        return std::nullopt;
    }
    std::pair<int, int> first(static_cast<int>(*from), m_anchor->position);
    std::pair<int, int> last(static_cast<int>(*to), m_cursor->position);
    if (first == last) {
        return std::nullopt;
    }
    if (last < first) {
        std::swap(first, last);
    }
    return std::pair(first, last);
}

std::pair<int, int> TimelineView::selectedIn(int row) const
{
    const auto range = selection();
    if (!range || row < range->first.first || row > range->second.first || message(row).file) {
        return {0, 0};
    }
    const int length = static_cast<int>(textOf(row).text().size());
    return {row == range->first.first ? range->first.second : 0,
            row == range->second.first ? range->second.second : length};
}

QString TimelineView::selectedText() const
{
    const auto range = selection();
    if (!range) {
        return {};
    }
    const bool several = range->first.first != range->second.first;
    QStringList parts;
    for (int row = range->first.first; row <= range->second.first; ++row) {
        const auto [from, to] = selectedIn(row);
        const QString text = message(row).file && !isFolded(row)
                                 ? singleLine(message(row).file->name)
                                 : textOf(row).text().mid(from, to - from);
        parts.append(several
                         ? tr("%1, %2: %3", "author, time: text")
                               .arg(authorOf(message(row)), Words::clock(message(row).timeMs), text)
                         : text);
    }
    return parts.join(QLatin1Char('\n'));
}

void TimelineView::copySelection() const
{
    QString text = selectedText();
    if (text.isEmpty() && m_current && m_history) {
        const auto index = m_history->indexOf(*m_current);
        if (index && !isFolded(static_cast<int>(*index))) {
            const MessageSnapshot& here = message(static_cast<int>(*index));
            text = here.file ? singleLine(here.file->name) : textFrom(here.text);
        }
    }
    if (!text.isEmpty()) {
        QApplication::clipboard()->setText(text);
    }
}

// ---- the mouse ----

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const Hit hit = hitAt(event->position().toPoint());
    m_pressed = hit;
    m_dragged = false;
    m_anchor.reset();
    m_cursor.reset();
    m_current.reset();
    if (hit.row >= 0 && hit.position) {
        m_anchor = Spot{message(hit.row).message, *hit.position};
        m_cursor = m_anchor;
    }
    viewport()->update();
}

void TimelineView::mouseMoveEvent(QMouseEvent* event)
{
    const QPoint point = event->position().toPoint();
    const Hit hit = hitAt(point);
    if ((event->buttons() & Qt::LeftButton) != 0 && m_anchor) {
        if (point.y() < 0 || point.y() > viewport()->height()) {
            verticalScrollBar()->setValue(verticalScrollBar()->value()
                                          + (point.y() < 0 ? -20 : 20));
        }
        if (hit.row >= 0) {
            m_cursor = Spot{message(hit.row).message, hit.position.value_or(0)};
            m_dragged = m_dragged || selection().has_value();
        }
        viewport()->update();
        return;
    }
    const bool changed = hit.row != m_hovered.row || hit.action != m_hovered.action;
    m_hovered = hit;
    const bool clickable = hit.action || hit.link || hit.reaction || hit.unfolds;
    viewport()->setCursor(clickable      ? Qt::PointingHandCursor
                          : hit.position ? Qt::IBeamCursor
                                         : Qt::ArrowCursor);
    if (changed) {
        viewport()->update();
    }
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const Hit hit = hitAt(event->position().toPoint());
    const Hit pressed = std::exchange(m_pressed, Hit{});
    if (pressed.row < 0 || hit.row != pressed.row || m_dragged) {
        return;
    }
    if (pressed.action && hit.action == pressed.action) {
        act(hit.row, *hit.action);
    } else if (pressed.unfolds && hit.unfolds) {
        setFolded(message(hit.row).message, false);
    } else if (pressed.reaction && hit.reaction == pressed.reaction) {
        emit reactionClicked(message(hit.row), *hit.reaction);
    } else if (pressed.link && hit.link && hit.link->target == pressed.link->target) {
        emit linkActivated(hit.link->target, hit.link->invite);
    }
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Hit hit = hitAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && hit.row >= 0 && hit.position) {
        const auto [from, to] = textOf(hit.row).wordAt(*hit.position);
        m_anchor = Spot{message(hit.row).message, from};
        m_cursor = Spot{message(hit.row).message, to};
        m_dragged = true;
        viewport()->update();
    }
}

void TimelineView::setFolded(const core::EventRef& message, bool folded)
{
    if (folded) {
        m_unfolded.erase(message);
    } else {
        m_unfolded.insert(message);
    }
    m_anchor.reset(); // what was selected has other words now
    m_cursor.reset();
    if (const auto index = m_history->indexOf(message)) {
        onChanged(static_cast<int>(*index));
    }
}

void TimelineView::act(int row, CardAction action)
{
    const core::EventRef file = message(row).file->file;
    switch (action) {
    case CardAction::Download:
    case CardAction::Retry:
        m_session.fetchFile(file);
        break;
    case CardAction::Pause:
        m_session.pauseFile(file);
        break;
    case CardAction::Resume:
        m_session.resumeFile(file);
        break;
    case CardAction::Cancel:
    case CardAction::StopSharing:
        m_session.cancelFile(file);
        break;
    case CardAction::OpenFolder:
        emit openFolderRequested(m_session.file(file).path);
        break;
    }
}

// ---- tooltips and the menu ----

QString TimelineView::tipAt(const QPoint& point) const
{
    const Hit hit = hitAt(point);
    if (hit.row < 0) {
        return {};
    }
    const MessageSnapshot& here = message(hit.row);
    if (hit.link) {
        return hit.link->target;
    }
    if (hit.onMeta) {
        QStringList lines{
            QLocale().toString(QDateTime::fromMSecsSinceEpoch(here.timeMs), QLocale::LongFormat)};
        const RoomEntry* room = m_session.room(m_history->room());
        if (here.own && room != nullptr) {
            lines.append(Words::messageState(here, room->snapshot));
        }
        if (here.late) {
            lines.append(Words::lateNote());
        }
        if (here.olderRules) {
            lines.append(Words::olderRulesNote());
        }
        return lines.join(QLatin1Char('\n'));
    }
    if (hit.unfolds) {
        return Words::olderRulesNote();
    }
    if (here.file && rowShape(hit.row).bubble.contains(point - rowRect(hit.row).topLeft())) {
        return singleLine(here.file->name);
    }
    return {};
}

bool TimelineView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && m_history) {
        const auto* help = static_cast<QHelpEvent*>(event); // NOLINT(*static-cast-downcast)
        const QString tip = tipAt(help->pos());
        // A tooltip guesses markup in what it is given; escaped it cannot.
        QToolTip::showText(help->globalPos(), tooltipOf(tip), viewport());
        return true;
    }
    if (event->type() == QEvent::Leave && m_hovered.row >= 0) {
        m_hovered = {};
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_rows.empty()) {
        return;
    }
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const auto index = m_current ? m_history->indexOf(*m_current) : std::nullopt;
        const int row = index ? static_cast<int>(*index) : rowCount() - 1;
        const QPoint at = rowRect(row).center();
        showMenu(row, viewport()->mapToGlobal(at), {});
        return;
    }
    const QPoint point = viewport()->mapFromGlobal(event->globalPos());
    const Hit hit = hitAt(point);
    if (hit.row >= 0) {
        showMenu(hit.row, event->globalPos(), hit);
    }
}

void TimelineView::showMenu(int row, const QPoint& global, const Hit& hit)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Message menu"));
    const MessageSnapshot& here = message(row);
    if (const QString selected = selectedText(); !selected.isEmpty()) {
        menu->addAction(tr("Copy selection"), this, [selected] {
            QApplication::clipboard()->setText(selected);
        });
    }
    const bool folded = isFolded(row);
    if (here.olderRules && !here.deleted) {
        const core::EventRef ref = here.message;
        menu->addAction(folded ? tr("Show message") : tr("Fold message again"),
                        this,
                        [this, ref, folded] { setFolded(ref, !folded); });
    }
    const QString whole = here.file ? singleLine(here.file->name) : textFrom(here.text);
    if (!here.deleted && !folded) {
        menu->addAction(here.file ? tr("Copy file name") : tr("Copy text"), this, [whole] {
            QApplication::clipboard()->setText(whole);
        });
    }
    if (hit.link) {
        const Link link = *hit.link;
        menu->addAction(
            tr("Copy link"), this, [link] { QApplication::clipboard()->setText(link.target); });
        menu->addAction(
            tr("Open link…"), this, [this, link] { emit linkActivated(link.target, link.invite); });
    }
    if (isCard(row)) {
        menu->addSeparator();
        const core::EventRef ref = here.message;
        for (const CardAction action : fileCardOf(here, m_session.file(here.file->file)).actions) {
            menu->addAction(cardActionWords(action), this, [this, ref, action] {
                if (const auto index = m_history ? m_history->indexOf(ref) : std::nullopt) {
                    act(static_cast<int>(*index), action);
                }
            });
        }
    }
    const qsizetype before = menu->actions().size();
    emit menuFilling(menu, here);
    if (QAction* added = menu->actions().value(before)) {
        menu->insertSeparator(added);
    }
    menu->popup(global);
}

// ---- the keyboard ----

QString TimelineView::rowWords(int row) const
{
    const MessageSnapshot& here = message(row);
    QString what = textFrom(here.text);
    if (here.file) {
        const FileCard card = fileCardOf(here, m_session.file(here.file->file));
        what = tr("file %1, %2", "name, status").arg(card.name, card.status);
    }
    if (here.deleted) {
        what = textOf(row).text();
    }
    if (isFolded(row)) {
        what = tr("sent under older rules, Return shows it");
    }
    const QString words =
        tr("%1, %2: %3", "author, time: text")
            .arg(here.own ? tr("You") : authorOf(here), Words::clock(here.timeMs), what);
    QStringList sentences{words};
    const RoomEntry* room = m_session.room(m_history->room());
    if (here.own && room != nullptr) {
        sentences.append(Words::messageState(here, room->snapshot));
    }
    if (const QString reactions = reactionWords(here); !reactions.isEmpty()) {
        sentences.append(reactions);
    }
    return sentences.join(QStringLiteral(". "));
}

/// That message stands where the eye falls first, with some of what was said before it.
void TimelineView::aimAt(const core::EventRef& message)
{
    m_topMessage = message;
    m_topOffset = viewport()->height() / 4;
}

void TimelineView::setCurrent(int row)
{
    const int index = std::clamp(row, 0, rowCount() - 1);
    m_current = message(index).message;
    setAccessibleDescription(rowWords(index));
    measure(index);
    const QRect box = rowRect(index);
    QScrollBar* bar = verticalScrollBar();
    if (box.top() < 0) {
        bar->setValue(bar->value() + box.top() - 20);
    } else if (box.bottom() > viewport()->height()) {
        bar->setValue(bar->value() + box.bottom() - viewport()->height() + 14);
    }
    viewport()->update();
}

void TimelineView::activateCurrent()
{
    const auto index = m_current ? m_history->indexOf(*m_current) : std::nullopt;
    if (!index) {
        return;
    }
    const int row = static_cast<int>(*index);
    const MessageSnapshot& here = message(row);
    if (here.deleted) {
        return;
    }
    if (isFolded(row)) {
        setFolded(here.message, false);
        setAccessibleDescription(rowWords(row));
        return;
    }
    if (here.file) {
        const auto actions = fileCardOf(here, m_session.file(here.file->file)).actions;
        if (!actions.empty() && actions.front() != CardAction::StopSharing) {
            act(row, actions.front());
        }
        return;
    }
    const std::vector<Link> links = findLinks(textFrom(here.text));
    if (!links.empty()) {
        emit linkActivated(links.front().target, links.front().invite);
    }
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if (m_rows.empty() || event->modifiers() != Qt::NoModifier) {
        event->ignore();
        return;
    }
    const auto index = m_current ? m_history->indexOf(*m_current) : std::nullopt;
    const int row = index ? static_cast<int>(*index) : rowCount();
    QScrollBar* bar = verticalScrollBar();
    switch (event->key()) {
    case Qt::Key_Up:
        setCurrent(row - 1);
        break;
    case Qt::Key_Down:
        setCurrent(row + 1);
        break;
    case Qt::Key_PageUp:
        bar->setValue(bar->value() - bar->pageStep() * 9 / 10);
        break;
    case Qt::Key_PageDown:
        bar->setValue(bar->value() + bar->pageStep() * 9 / 10);
        break;
    case Qt::Key_Home:
        bar->setValue(0);
        break;
    case Qt::Key_End:
        scrollToEnd();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        activateCurrent();
        break;
    default:
        event->ignore();
    }
}

} // namespace gui
