// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/directory/room_browser.h"

#include "gui/plain_text.h"
#include "gui/wall_clock.h"
#include "gui/words.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gui {

namespace {

constexpr int searchAgain = 4000; // the engine itself asks the network less often

enum Column { Name, Topic, Members, Active, Found };

QString tagsOf(const engine::ListedRoom& room)
{
    QStringList tags;
    for (const std::string& tag : room.tags) {
        tags.append(QLatin1Char('#') + singleLine(tag));
    }
    return tags.join(QLatin1Char(' '));
}

} // namespace

RoomBrowser::RoomBrowser(Session& session, QWidget* parent)
    : FormDialog(tr("Public rooms"),
                 tr("Rooms that anybody may join, heard of on this network, from rooms you are in "
                    "and from the wide net."),
                 parent)
    , m_session(session)
    , m_filter(addField(tr("Show only"), tr("A name, a word or a #tag")))
    , m_table(new QTreeWidget(this))
    , m_card(new PlainLabel(QString(), PlainLabel::Rank::Body, this))
    , m_timer(new QTimer(this))
{
    setMinimumWidth(720);
    m_table->setAccessibleName(tr("Public rooms"));
    m_table->setHeaderLabels({tr("Name"), tr("Topic"), tr("Members"), tr("Active"), tr("Heard")});
    m_table->header()->setAccessibleName(tr("Columns of the public rooms"));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setMinimumHeight(240);
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(Topic, QHeaderView::Stretch);
    m_table->setColumnWidth(Name, 180);
    content()->addWidget(m_table, 1);
    m_card->setMinimumHeight(4 * m_card->fontMetrics().height());
    m_card->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    content()->addWidget(m_card);
    auto* create = new ActionButton(tr("Create a room…"), ActionButton::Kind::Quiet, this);
    auto* paste = new ActionButton(tr("Paste an invite…"), ActionButton::Kind::Quiet, this);
    addExtra(paste);
    addExtra(create);
    addMain(tr("Join…"), ActionButton::Kind::Main);
    setCloseWords(tr("Close"));
    keepRoomToSay();
    m_timer->setInterval(searchAgain);
    connect(m_timer, &QTimer::timeout, this, &RoomBrowser::search);
    connect(m_filter, &QLineEdit::textChanged, this, [this] {
        fill();
        search(); // a tag has a shelf of its own
    });
    connect(m_table, &QTreeWidget::currentItemChanged, this, &RoomBrowser::refresh);
    connect(m_table, &QTreeWidget::itemActivated, this, &RoomBrowser::join);
    connect(mainButton(), &ActionButton::clicked, this, &RoomBrowser::join);
    connect(create, &ActionButton::clicked, this, &RoomBrowser::createWanted);
    connect(paste, &ActionButton::clicked, this, &RoomBrowser::pasteWanted);
    m_filter->setFocus();
    m_timer->start();
    refresh();
    search();
}

void RoomBrowser::search()
{
    if (m_searching) {
        return;
    }
    m_searching = true;
    engine::SearchDirectory wish;
    const QString typed = m_filter->text().trimmed();
    if (typed.startsWith(QLatin1Char('#')) && typed.size() > 1) {
        wish.topic = utf8Of(typed.mid(1));
    }
    m_session.ask(wish, this, [this](const engine::Answer& answer) {
        m_searching = false;
        if (const auto* found = std::get_if<engine::Directory>(&answer)) {
            m_answered = true;
            m_rooms = found->rooms;
            fill();
        } else if (const auto* refusal = std::get_if<engine::Refusal>(&answer)) {
            // Not everything that is typed is a tag, and a busy engine is asked again anyway.
            if (refusal->reason != engine::Reason::BadArgument
                && refusal->reason != engine::Reason::Busy) {
                complain(Words::sentence(refusal->reason));
            }
        }
    });
}

bool RoomBrowser::matches(const engine::ListedRoom& room) const
{
    const QString wanted = m_filter->text().trimmed();
    const QString all = singleLine(room.name) + QLatin1Char('\n') + singleLine(room.topic)
                        + QLatin1Char('\n') + tagsOf(room);
    return wanted.isEmpty() || all.contains(wanted, Qt::CaseInsensitive);
}

/// In the engine's order, best first; the chosen room stays chosen.
void RoomBrowser::fill()
{
    const engine::ListedRoom* before = chosen();
    const std::string wanted = before == nullptr ? std::string() : before->link;
    const QSignalBlocker quiet(m_table);
    m_table->clear();
    for (std::size_t index = 0; index < m_rooms.size(); ++index) {
        const engine::ListedRoom& room = m_rooms[index];
        if (!matches(room)) {
            continue;
        }
        auto* item = new QTreeWidgetItem(m_table);
        item->setText(Name, singleLine(room.name));
        item->setText(Topic, singleLine(room.topic));
        item->setText(Members, QLocale().toString(room.members));
        item->setText(Active,
                      room.lastMs == 0 ? QString() : Words::shortMoment(room.lastMs, today()));
        item->setText(Found, room.known ? tr("Nearby") : tr("Wide net"));
        item->setData(Name, Qt::UserRole, static_cast<int>(index));
        if (room.link == wanted) {
            m_table->setCurrentItem(item);
        }
    }
    if (m_table->currentItem() == nullptr) {
        m_table->setCurrentItem(m_table->topLevelItem(0));
    }
    refresh();
}

const engine::ListedRoom* RoomBrowser::chosen() const
{
    const QTreeWidgetItem* item = m_table->currentItem();
    const auto index = item == nullptr
                           ? m_rooms.size()
                           : static_cast<std::size_t>(item->data(Name, Qt::UserRole).toInt());
    return index < m_rooms.size() ? &m_rooms[index] : nullptr;
}

QString RoomBrowser::cardOf(const engine::ListedRoom& room) const
{
    QStringList lines;
    lines.append(isolated(singleLine(room.name)) + QStringLiteral(" · ")
                 + tr("%n member(s)", nullptr, static_cast<int>(room.members)));
    const QString topic = singleLine(room.topic);
    if (!topic.isEmpty()) {
        lines.append(isolated(topic));
    }
    QStringList facts;
    if (!room.tags.empty()) {
        facts.append(isolated(tagsOf(room)));
    }
    if (!room.language.empty()) {
        facts.append(tr("language: %1").arg(isolated(singleLine(room.language))));
    }
    if (room.lastMs != 0) {
        facts.append(tr("listed %1", "a moment").arg(Words::moment(room.lastMs, today())));
    }
    if (!facts.isEmpty()) {
        lines.append(facts.join(QStringLiteral(" · ")));
    }
    lines.append(room.known ? tr("Heard on this network or from somebody who runs a room of yours.")
                            : tr("Found in the wide net: nobody you know vouches for it."));
    return lines.join(QLatin1Char('\n'));
}

void RoomBrowser::refresh()
{
    const engine::ListedRoom* room = chosen();
    mainButton()->setEnabled(room != nullptr);
    if (room != nullptr) {
        m_card->setText(cardOf(*room));
    } else if (!m_answered) {
        m_card->setText(tr("Listening…"));
    } else if (m_rooms.empty()) {
        m_card->setText(tr("No public rooms heard of yet. This list fills by itself while it is "
                           "open. You can create a room, or paste an invite."));
    } else {
        m_card->setText(tr("No room matches."));
    }
    fit();
}

void RoomBrowser::join()
{
    if (const engine::ListedRoom* room = chosen()) {
        const QString link = textFrom(room->link);
        accept();
        emit joinWanted(link);
    }
}

} // namespace gui
