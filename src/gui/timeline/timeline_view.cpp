// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/timeline/timeline_view.h"

#include "gui/plain_text.h"
#include "gui/session.h"
#include "gui/wall_clock.h"
#include "gui/widgets/action_button.h"
#include "gui/words.h"

#include <QFontMetrics>
#include <QScrollBar>

#include <algorithm>

namespace gui {

using engine::MessageSnapshot;

namespace {

constexpr std::int64_t groupSpan = 5LL * 60 * 1000;
constexpr int bottomRoom = 14;
constexpr int pageMargin = 15;
constexpr int dayShown = 1500;
constexpr int lateRunMost = 200;

} // namespace

TimelineView::TimelineView(Session& session, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_session(session)
    , m_style(TimelineStyle::of(font()))
    , m_jump(new ActionButton(tr("Newest"), Glyph::Down, ActionButton::Kind::Floating, viewport()))
    , m_dayTimer(new QTimer(this))
{
    setFrameShape(QFrame::NoFrame);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Messages"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    verticalScrollBar()->setAccessibleName(tr("Scroll through the messages"));
    viewport()->setMouseTracking(true);
    for (QTimer* timer : {m_dayTimer, m_lit}) {
        timer->setSingleShot(true);
        timer->setInterval(dayShown);
        connect(timer, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    }
    m_jump->hide();
    m_jump->setFocusPolicy(Qt::NoFocus);
    connect(m_jump, &ActionButton::clicked, this, &TimelineView::scrollToEnd);
    connect(&session, &Session::fileChanged, this, &TimelineView::onFileChanged);
}

void TimelineView::setHistory(RoomHistory* history, std::uint32_t unread)
{
    if (m_history) {
        m_history->disconnect(this);
    }
    m_history = history;
    m_newBefore.reset();
    m_lastSeen.reset();
    m_topMessage.reset();
    m_anchor.reset();
    m_cursor.reset();
    m_current.reset();
    m_wanted.reset();
    m_hovered = {};
    m_pressed = {};
    m_unseen = 0;
    m_unfolded.clear();
    m_follow = true;
    m_placed = false;
    m_unreadAtOpen = unread;
    m_texts.clear();
    if (history != nullptr) {
        connect(history, &RoomHistory::reset, this, &TimelineView::onReset);
        connect(history, &RoomHistory::inserted, this, &TimelineView::onInserted);
        connect(history, &RoomHistory::removed, this, &TimelineView::onRemoved);
        connect(history, &RoomHistory::changed, this, &TimelineView::onChanged);
        connect(history, &RoomHistory::arrived, this, &TimelineView::onArrived);
    }
    onReset();
}

void TimelineView::setAttentive(bool attentive)
{
    m_attentive = attentive;
    noteSeen();
}

void TimelineView::clearNewLine()
{
    if (!m_newBefore) {
        return;
    }
    const auto index = m_history ? m_history->indexOf(*m_newBefore) : std::nullopt;
    m_newBefore.reset();
    if (index) {
        group(static_cast<int>(*index));
        m_rows[*index].width = 0;
        settle();
    }
}

void TimelineView::scrollToEnd()
{
    if (m_history && !m_history->atEnd()) {
        m_placed = false;
        m_unreadAtOpen = 0;
        m_topMessage.reset();
        m_history->loadNewest(0);
    }
    m_follow = true;
    settle();
}

void TimelineView::goTo(const core::EventRef& message, bool stay)
{
    if (!m_history) {
        return;
    }
    m_placed = true;
    m_follow = false;
    m_current = message;
    aimAt(message);
    m_wanted.reset();
    if (stay) {
        m_lit->start();
    } else {
        setFocus();
    }
    if (const auto index = m_history->indexOf(message)) {
        m_viewTop = m_rows[*index].top - m_topOffset;
        settle();
        viewport()->update();
    } else {
        m_wanted = message;
        m_history->loadAround(message);
    }
}

bool TimelineView::floatsDay() const
{
    return m_dayTimer->isActive();
}

// ---- rows ----

const MessageSnapshot& TimelineView::message(int row) const
{
    return m_history->messages()[static_cast<std::size_t>(row)];
}

QString TimelineView::authorOf(const MessageSnapshot& message) const
{
    return Words::person(message.name, message.author);
}

bool TimelineView::rowStartsDay(int row) const
{
    return m_rows[static_cast<std::size_t>(row)].startsDay;
}

bool TimelineView::rowStartsGroup(int row) const
{
    return m_rows[static_cast<std::size_t>(row)].startsGroup;
}

bool TimelineView::rowStartsNew(int row) const
{
    return m_newBefore && message(row).message == *m_newBefore;
}

/// The day that was on when a row came. A late one stands where it came, not under its own day.
QDate TimelineView::dayAbove(int index) const
{
    int above = index - 1;
    while (above > 0 && message(above).late && index - above < lateRunMost) {
        --above;
    }
    return dayOf(message(above).timeMs);
}

/// Finds out what a row begins; true when that is not what it was.
bool TimelineView::group(int index)
{
    Row& row = m_rows[static_cast<std::size_t>(index)];
    const MessageSnapshot& here = message(index);
    bool day = true;
    bool run = true;
    if (index > 0) {
        const MessageSnapshot& before = message(index - 1);
        const std::int64_t span = here.timeMs - before.timeMs;
        day = !here.late && dayOf(here.timeMs) != dayAbove(index);
        run = day || before.author != here.author || span > groupSpan || span < 0
              || here.late != before.late || before.deleted != here.deleted || rowStartsNew(index);
    }
    const bool changed = day != row.startsDay || run != row.startsGroup;
    row.startsDay = day;
    row.startsGroup = run;
    return changed;
}

void TimelineView::guess(int index)
{
    Row& row = m_rows[static_cast<std::size_t>(index)];
    const MessageSnapshot& here = message(index);
    const QFontMetrics metrics(m_style.text);
    const int perLine =
        std::max(textWidthMost(viewport()->width()) / metrics.averageCharWidth(), 1);
    const int lines = 1 + static_cast<int>(here.text.size()) / perLine;
    row.height = here.file ? 130 : lines * metrics.height() + 30;
    row.width = 0;
}

RowFacts TimelineView::factsOf(int index) const
{
    const Row& row = m_rows[static_cast<std::size_t>(index)];
    const MessageSnapshot& here = message(index);
    RowFacts facts;
    facts.width = viewport()->width();
    facts.own = here.own;
    facts.startsDay = row.startsDay;
    facts.startsGroup = row.startsGroup;
    facts.startsNew = rowStartsNew(index);
    facts.mirrored = layoutDirection() == Qt::RightToLeft;
    facts.metaWidth = metaOf(here, m_style, isFolded(index)).width;
    if (!here.own && row.startsGroup) {
        facts.nameWidth = QFontMetrics(m_style.name).horizontalAdvance(authorOf(here)) + 2;
    }
    const QString quote = quoteOf(here);
    facts.quoteWidth =
        quote.isEmpty() ? 0 : QFontMetrics(m_style.small).horizontalAdvance(quote) + 12;
    for (const ReactionChip& chip : chipsAt(index)) {
        facts.chipWidths.push_back(chip.width);
    }
    return facts;
}

QRect TimelineView::rowRect(int index) const
{
    const Row& row = m_rows[static_cast<std::size_t>(index)];
    return {0, static_cast<int>(row.top - m_viewTop), viewport()->width(), row.height};
}

QRect TimelineView::cardButton(int index, CardAction action) const
{
    for (const auto& [what, box] : rowShape(index).card.buttons) {
        if (what == action) {
            return box.translated(0, rowRect(index).top());
        }
    }
    return {};
}

void TimelineView::measure(int index)
{
    setHeight(index, rowShape(index).height);
    m_rows[static_cast<std::size_t>(index)].width = viewport()->width();
}

void TimelineView::setHeight(int index, int height)
{
    Row& row = m_rows[static_cast<std::size_t>(index)];
    const int delta = height - row.height;
    if (delta == 0) {
        return;
    }
    const bool above = row.top + row.height <= m_viewTop;
    row.height = height;
    for (std::size_t below = static_cast<std::size_t>(index) + 1; below < m_rows.size(); ++below) {
        m_rows[below].top += delta;
    }
    if (above) {
        m_viewTop += delta;
    }
}

// ---- the view over the rows ----

qint64 TimelineView::contentTop() const
{
    return m_rows.empty() ? 0 : m_rows.front().top - topRoom;
}

qint64 TimelineView::contentBottom() const
{
    return m_rows.empty() ? 0 : m_rows.back().top + m_rows.back().height + bottomRoom;
}

int TimelineView::rowAt(qint64 y) const
{
    const auto after =
        std::upper_bound(m_rows.begin(), m_rows.end(), y, [](qint64 value, const Row& row) {
            return value < row.top;
        });
    return static_cast<int>(std::max<std::ptrdiff_t>(after - m_rows.begin() - 1, 0));
}

void TimelineView::clampView()
{
    const qint64 end = contentBottom() - viewport()->height();
    if (m_follow || m_viewTop > end || end < contentTop()) {
        m_viewTop = end;
    } else {
        m_viewTop = std::max(m_viewTop, contentTop());
    }
    m_follow = m_viewTop >= end - 2 && m_history && m_history->atEnd();
}

bool TimelineView::measureNear()
{
    const int width = viewport()->width();
    const qint64 height = viewport()->height();
    const qint64 last = m_viewTop + 2 * height;
    bool changed = false;
    int index = rowAt(m_viewTop - height / 2);
    for (; index < rowCount() && m_rows[static_cast<std::size_t>(index)].top < last; ++index) {
        if (m_rows[static_cast<std::size_t>(index)].width != width) {
            measure(index);
            changed = true;
        }
    }
    return changed;
}

void TimelineView::settle()
{
    if (!m_rows.empty()) {
        clampView();
        for (int round = 0; round < 12 && measureNear(); ++round) {
            clampView();
        }
        clampView();
        const int top = rowAt(m_viewTop);
        m_topMessage = message(top).message;
        m_topOffset = m_rows[static_cast<std::size_t>(top)].top - m_viewTop;
        m_history->setFollowed(m_follow);
    }
    syncBar();
    refreshJump();
    noteSeen();
    askForPages();
    viewport()->update();
}

void TimelineView::syncBar()
{
    m_syncing = true;
    const qint64 range = contentBottom() - contentTop() - viewport()->height();
    QScrollBar* bar = verticalScrollBar();
    bar->setPageStep(viewport()->height());
    bar->setSingleStep(40);
    bar->setRange(0, static_cast<int>(std::max<qint64>(range, 0)));
    bar->setValue(static_cast<int>(m_viewTop - contentTop()));
    m_syncing = false;
}

void TimelineView::scrollContentsBy(int /*dx*/, int /*dy*/)
{
    if (m_syncing) {
        return;
    }
    const QScrollBar* bar = verticalScrollBar();
    m_dayTimer->start();
    m_viewTop = contentTop() + bar->value();
    m_follow = bar->value() >= bar->maximum() - 2 && m_history && m_history->atEnd();
    settle();
}

void TimelineView::askForPages()
{
    if (!m_history || !m_history->loaded() || m_rows.empty() || !m_placed) {
        return;
    }
    if (rowAt(m_viewTop) < pageMargin) {
        m_history->loadOlder();
    }
    if (rowAt(m_viewTop + viewport()->height()) > rowCount() - pageMargin) {
        m_history->loadNewer();
    }
}

void TimelineView::noteSeen()
{
    if (m_rows.empty() || !m_attentive || !m_follow || !isVisible()) {
        return;
    }
    m_unseen = 0;
    refreshJump();
    const core::EventRef last = message(rowCount() - 1).message;
    if (m_lastSeen != last) {
        m_lastSeen = last;
        emit seen(last);
    }
}

void TimelineView::refreshJump()
{
    m_jump->setVisible(!m_follow && !m_rows.empty());
    const QString words = m_unseen > 0 ? tr("%n new", "messages below", m_unseen) : tr("Newest");
    m_jump->setText(words);
    m_jump->setAccessibleName(m_unseen > 0 ? tr("Go to %n new message(s)", nullptr, m_unseen)
                                           : tr("Go to the newest message"));
    m_jump->resize(m_jump->sizeHint());
    m_jump->move((viewport()->width() - m_jump->width()) / 2,
                 viewport()->height() - m_jump->height() - 12);
}

// ---- changes of the history ----

void TimelineView::rebuild()
{
    m_texts.clear();
    m_rows.assign(m_history ? m_history->messages().size() : 0, Row{});
    qint64 top = 0;
    for (int index = 0; index < rowCount(); ++index) {
        group(index);
        guess(index);
        m_rows[static_cast<std::size_t>(index)].top = top;
        top += m_rows[static_cast<std::size_t>(index)].height;
    }
}

void TimelineView::onReset()
{
    const bool follow = m_follow;
    rebuild();
    if (m_rows.empty() || !m_history->loaded()) {
        settle();
        return;
    }
    if (!m_placed) {
        placeStart();
        return;
    }
    if (m_wanted && m_history->indexOf(*m_wanted)) {
        aimAt(*m_wanted);
    }
    const auto anchor = m_topMessage ? m_history->indexOf(*m_topMessage) : std::nullopt;
    m_follow = !m_wanted && (follow || !anchor);
    if (!m_history->asking()) {
        m_wanted.reset();
    }
    if (anchor) {
        m_viewTop = m_rows[*anchor].top - m_topOffset;
    }
    settle();
}

void TimelineView::placeStart()
{
    m_placed = true;
    m_follow = true;
    std::uint32_t left = m_unreadAtOpen;
    for (int index = rowCount() - 1; index >= 0 && left > 0; --index) {
        left -= message(index).own ? 0U : 1U;
        if (left == 0) {
            m_newBefore = message(index).message;
            group(index);
            m_follow = false;
            m_viewTop = m_rows[static_cast<std::size_t>(index)].top - viewport()->height() / 4;
        }
    }
    settle();
}

void TimelineView::onInserted(int first, int count)
{
    const bool prepended = first == 0 && !m_rows.empty();
    const auto at = m_rows.begin() + first;
    m_rows.insert(at, static_cast<std::size_t>(count), Row{});
    qint64 sum = 0;
    for (int index = first; index < first + count; ++index) {
        group(index);
        guess(index);
        sum += m_rows[static_cast<std::size_t>(index)].height;
    }
    const auto from = static_cast<std::size_t>(first);
    qint64 top = 0;
    if (prepended) {
        top = m_rows[static_cast<std::size_t>(count)].top - sum;
    } else if (first > 0) {
        top = m_rows[from - 1].top + m_rows[from - 1].height;
    }
    const bool above = !prepended && first + count < rowCount() && top < m_viewTop;
    for (std::size_t index = from; index < from + static_cast<std::size_t>(count); ++index) {
        m_rows[index].top = top;
        top += m_rows[index].height;
    }
    if (!prepended) {
        for (std::size_t index = from + static_cast<std::size_t>(count); index < m_rows.size();
             ++index) {
            m_rows[index].top += sum;
        }
    }
    if (above) {
        m_viewTop += sum;
    }
    const int next = first + count;
    if (next < rowCount() && group(next)) {
        m_rows[static_cast<std::size_t>(next)].width = 0;
    }
    settle();
}

void TimelineView::onArrived(int index)
{
    const MessageSnapshot& here = message(index);
    if (here.own) {
        clearNewLine();
        m_follow = true;
        settle();
        return;
    }
    if (m_attentive && m_follow) {
        return;
    }
    ++m_unseen;
    if (!m_newBefore) {
        m_newBefore = here.message;
        group(index);
        m_rows[static_cast<std::size_t>(index)].width = 0;
    }
    settle();
}

void TimelineView::onRemoved(int first, int count)
{
    qint64 sum = 0;
    for (int index = first; index < first + count; ++index) {
        sum += m_rows[static_cast<std::size_t>(index)].height;
    }
    const auto from = m_rows.begin() + first;
    m_rows.erase(from, from + count);
    if (first > 0) {
        for (std::size_t index = static_cast<std::size_t>(first); index < m_rows.size(); ++index) {
            m_rows[index].top -= sum;
        }
    }
    if (first < rowCount() && group(first)) {
        m_rows[static_cast<std::size_t>(first)].width = 0;
    }
    settle();
}

void TimelineView::onChanged(int index)
{
    m_texts.erase(message(index).message);
    m_rows[static_cast<std::size_t>(index)].width = 0;
    settle();
}

void TimelineView::onFileChanged(const core::EventRef& file)
{
    for (int index = rowCount() - 1; index >= 0; --index) {
        const auto& summary = message(index).file;
        if (summary && summary->file == file) {
            measure(index);
            settle();
            return;
        }
    }
}

} // namespace gui
