// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/search/search_panel.h"

#include "gui/plain_text.h"
#include "gui/room_list/room_list_model.h"
#include "gui/search/result_list.h"
#include "gui/wall_clock.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/plain_label.h"
#include "gui/words.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int typingPause = 200;
constexpr int indexingPause = 2000;
constexpr std::uint32_t pageRows = 50;
constexpr int queryLettersMost = 250; ///< at most four bytes each

std::int64_t startOf(QDate day)
{
    return day.startOfDay().toMSecsSinceEpoch();
}

} // namespace

SearchPanel::SearchPanel(Session& session, QWidget* parent)
    : QDockWidget(parent)
    , m_session(session)
    , m_field(new QLineEdit(this))
    , m_close(new IconButton(Glyph::Close, tr("Close the search"), this))
    , m_scope(new QComboBox(this))
    , m_author(new QComboBox(this))
    , m_period(new QComboBox(this))
    , m_files(new QCheckBox(tr("With a file"), this))
    , m_state(new PlainLabel(QString(), PlainLabel::Rank::Small, this))
    , m_results(new ResultList(this))
    , m_soon(new QTimer(this))
    , m_again(new QTimer(this))
{
    setObjectName(QStringLiteral("search"));
    setWindowTitle(tr("Search"));
    setAllowedAreas(Qt::RightDockWidgetArea);
    setFeatures(QDockWidget::NoDockWidgetFeatures);
    setTitleBarWidget(new QWidget(this)); // none
    build();
    wire();
    refreshScope();
    hide();
}

void SearchPanel::build()
{
    m_field->setAccessibleName(tr("Search for"));
    m_field->setMaxLength(queryLettersMost);
    m_field->setMinimumHeight(34);
    m_field->setClearButtonEnabled(true);
    for (QToolButton* clear : m_field->findChildren<QToolButton*>()) {
        clear->setAccessibleName(tr("Clear the search"));
    }
    m_scope->setAccessibleName(tr("Where to search"));
    m_scope->addItem(tr("In this room"));
    m_scope->addItem(tr("In all rooms"));
    m_author->setAccessibleName(tr("By whom"));
    m_author->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_author->setMinimumContentsLength(8);
    m_period->setAccessibleName(tr("Since when"));
    const std::pair<QString, int> periods[] = {{tr("At any time"), 0},
                                               {tr("Today"), 1},
                                               {tr("In the last 7 days"), 7},
                                               {tr("In the last 30 days"), 30},
                                               {tr("In the last year"), 365}};
    for (const auto& [words, days] : periods) {
        m_period->addItem(words, days);
    }
    m_state->setDim(true);
    m_state->setWordWrap(true);

    auto* whole = new QWidget(this);
    auto* top = new QHBoxLayout;
    top->setSpacing(6);
    top->addWidget(m_field, 1);
    top->addWidget(m_close);
    auto* first = new QHBoxLayout;
    first->addWidget(m_scope, 1);
    first->addWidget(m_author, 1);
    auto* second = new QHBoxLayout;
    second->addWidget(m_period, 1);
    second->addWidget(m_files, 1);
    auto* head = new QVBoxLayout;
    head->setContentsMargins(12, 12, 10, 4);
    head->setSpacing(8);
    for (QHBoxLayout* row : {top, first, second}) {
        head->addLayout(row);
    }
    head->addWidget(m_state);
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_results, 1);
    whole->setMinimumWidth(280);
    setWidget(whole);
}

void SearchPanel::wire()
{
    m_field->installEventFilter(this);
    m_results->installEventFilter(this);
    m_soon->setSingleShot(true);
    m_soon->setInterval(typingPause);
    m_again->setSingleShot(true);
    m_again->setInterval(indexingPause);
    connect(m_soon, &QTimer::timeout, this, [this] { ask(false); });
    connect(m_again, &QTimer::timeout, this, [this] {
        // Whoever is already further down is not thrown back to the top.
        if (isVisible() && m_results->currentRow() < 0) {
            ask(false);
        }
    });
    connect(m_field, &QLineEdit::textChanged, this, &SearchPanel::askSoon);
    connect(m_scope, &QComboBox::currentIndexChanged, this, [this] {
        refreshAuthors();
        askSoon();
    });
    connect(m_author, &QComboBox::currentIndexChanged, this, &SearchPanel::askSoon);
    connect(m_period, &QComboBox::currentIndexChanged, this, &SearchPanel::askSoon);
    connect(m_files, &QCheckBox::toggled, this, &SearchPanel::askSoon);
    connect(m_close, &IconButton::clicked, this, &SearchPanel::leave);
    connect(m_results, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        goTo(m_results->row(item));
    });
    connect(m_results->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value == m_results->verticalScrollBar()->maximum()) {
            ask(true);
        }
    });
    connect(&m_session, &Session::membersChanged, this, [this](const core::RoomId& room) {
        if (room == m_room) {
            refreshAuthors();
        }
    });
}

void SearchPanel::addTo(QMenu* menu)
{
    menu->addAction(tr("&Search in this room"),
                    QKeySequence(QStringLiteral("Ctrl+F")),
                    this,
                    &SearchPanel::openHere);
    menu->addAction(tr("Search in &all rooms"),
                    QKeySequence(QStringLiteral("Ctrl+Shift+F")),
                    this,
                    &SearchPanel::openEverywhere);
    menu->addAction(
        tr("Nex&t result"), QKeySequence(QStringLiteral("F3")), this, [this] { step(1); });
    menu->addAction(
        tr("Result &before"), QKeySequence(QStringLiteral("Shift+F3")), this, [this] { step(-1); });
}

void SearchPanel::setRoom(std::optional<core::RoomId> room)
{
    if (m_room == room) {
        return;
    }
    m_room = room;
    const bool here = m_scope->currentIndex() == 0;
    refreshScope();
    if (here && isVisible()) {
        askSoon(); // another room, other results
    }
}

// ---- opening and leaving ----

void SearchPanel::openHere()
{
    open(!m_room);
}

void SearchPanel::openEverywhere()
{
    open(true);
}

void SearchPanel::open(bool everywhere)
{
    m_scope->setCurrentIndex(everywhere ? 1 : 0);
    show();
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
    askSoon();
}

void SearchPanel::leave()
{
    m_soon->stop();
    m_again->stop();
    hide();
    emit closed();
}

void SearchPanel::refreshScope()
{
    const QSignalBlocker quiet(m_scope);
    if (!m_room) {
        m_scope->setCurrentIndex(1);
    }
    m_scope->setEnabled(m_room.has_value());
    refreshAuthors();
}

/// The members of the open room; the chosen one stays chosen.
void SearchPanel::refreshAuthors()
{
    const QSignalBlocker quiet(m_author);
    const QString chosen = m_author->currentData().toString();
    m_author->clear();
    m_author->addItem(tr("By anybody"));
    if (m_room && m_scope->currentIndex() == 0) {
        for (const engine::MemberSnapshot& member : m_session.members(*m_room)) {
            m_author->addItem(singleLine(Words::person(member.name, member.identity)),
                              QString::fromStdString(member.identity.hex()));
        }
    }
    m_author->setCurrentIndex(std::max(0, m_author->findData(chosen)));
    if (chosen.isEmpty()) {
        m_author->setCurrentIndex(0);
    }
    m_author->setEnabled(m_author->count() > 1);
}

// ---- asking ----

void SearchPanel::askSoon()
{
    ++m_question; // what is under way is of no use any more
    m_asking = false;
    m_soon->start();
}

engine::SearchMessages SearchPanel::question() const
{
    engine::SearchMessages question;
    question.query = utf8Of(m_field->text());
    question.limit = pageRows;
    question.files = m_files->isChecked();
    if (m_scope->currentIndex() == 0) {
        question.room = m_room;
    }
    question.from = core::IdentityId::fromHexText(m_author->currentData().toString().toStdString());
    if (const int days = m_period->currentData().toInt(); days > 0) {
        question.sinceMs = startOf(today().addDays(1 - days));
    }
    return question;
}

bool SearchPanel::isEmptyQuestion(const engine::SearchMessages& question) const
{
    return m_field->text().trimmed().isEmpty() && !question.files && !question.from;
}

void SearchPanel::ask(bool more)
{
    engine::SearchMessages question = this->question();
    if (isEmptyQuestion(question)) {
        m_found.clear();
        m_results->clear();
        say(tr("Words are found in what was said and in the names of files, also inside other "
               "words."));
        return;
    }
    if (more) {
        if (m_complete || m_asking || m_soon->isActive()) {
            return;
        }
        question.before = m_before;
    }
    m_asking = true;
    const quint64 number = ++m_question;
    const QString query = m_field->text();
    m_session.ask(std::move(question), this, [=, this](const engine::Answer& answer) {
        if (number != m_question) {
            return;
        }
        m_asking = false;
        if (const auto* page = std::get_if<engine::SearchPage>(&answer)) {
            take(*page, more, query);
        } else if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            say(Words::sentence(refusal->reason));
        }
    });
}

void SearchPanel::take(const engine::SearchPage& page, bool more, const QString& query)
{
    if (!more) {
        m_found.clear();
        m_results->clear();
        m_before.reset();
    }
    const bool everywhere = m_scope->currentIndex() != 0;
    for (const engine::FoundMessage& found : page.found) {
        const RoomEntry* entry = everywhere ? m_session.room(found.room) : nullptr;
        m_found.emplace_back(found.room, found.message.message);
        m_results->add(
            found.message, entry == nullptr ? QString() : roomTitle(entry->snapshot), query);
    }
    if (page.next) {
        m_before = page.next;
    } else if (!page.found.empty()) {
        m_before = page.found.back().message.message;
    }
    m_complete = page.complete || !m_before;
    m_indexed = page.indexed;
    if (!m_indexed) {
        m_again->start();
    }
    sayState();
    if (m_found.empty() && !m_complete) {
        ask(true); // it was given up on the way: go on from there
    }
}

void SearchPanel::sayState()
{
    QString words =
        m_found.empty()
            ? (m_complete ? tr("Nothing was found.") : tr("Searching…"))
            : (m_complete
                   ? tr("%n message(s)", nullptr, static_cast<int>(m_found.size()))
                   : tr("The newest %n message(s)", nullptr, static_cast<int>(m_found.size())));
    if (!m_indexed) {
        words += QLatin1Char(' ')
                 + tr("Old messages are still being indexed: more may be found in a moment.");
    }
    say(words);
}

void SearchPanel::say(const QString& words)
{
    m_state->setText(words);
}

QString SearchPanel::said() const
{
    return m_state->text();
}

// ---- walking ----

void SearchPanel::goTo(int row)
{
    if (row < 0 || static_cast<std::size_t>(row) >= m_found.size()) {
        return;
    }
    m_results->setCurrentRow(row);
    const auto [room, message] = m_found[static_cast<std::size_t>(row)];
    if (static_cast<std::size_t>(row) + 1 == m_found.size()) {
        ask(true); // so that the next step has somewhere to go
    }
    QWidget* const focused =
        isAncestorOf(window()->focusWidget()) ? window()->focusWidget() : nullptr;
    emit foundWanted(room, message);
    if (focused != nullptr) {
        focused->setFocus(); // a room that opens takes it
    }
}

void SearchPanel::step(int by)
{
    if (isVisible() && !m_soon->isActive()) {
        goTo(m_results->currentRow() < 0 ? 0 : m_results->currentRow() + by);
    }
}

bool SearchPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress) {
        return QDockWidget::eventFilter(watched, event);
    }
    const auto* key = static_cast<const QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Escape:
        leave();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (watched == m_results) {
            goTo(m_results->currentRow());
        } else {
            step((key->modifiers() & Qt::ShiftModifier) != 0 ? -1 : 1);
        }
        return true;
    case Qt::Key_Down:
        if (watched == m_field && m_results->count() > 0) {
            m_results->setCurrentRow(std::max(0, m_results->currentRow()));
            m_results->setFocus();
            return true;
        }
        break;
    default:
        break;
    }
    return QDockWidget::eventFilter(watched, event);
}

} // namespace gui
