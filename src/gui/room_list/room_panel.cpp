// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_list/room_panel.h"

#include "gui/room_list/me_row.h"
#include "gui/room_list/room_delegate.h"
#include "gui/widgets/action_button.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QToolButton>
#include <QVBoxLayout>

namespace gui {

namespace {

constexpr int narrowWidth = 72;
constexpr int wideWidthLeast = 200;

} // namespace

RoomPanel::RoomPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new RoomListModel(session, this))
    , m_filtered(new QSortFilterProxyModel(this))
    , m_filter(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_empty(new QLabel(m_list->viewport()))
    , m_me(new MeRow(session, this))
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered->setFilterRole(RoomListModel::NameRole);
    m_filter->setPlaceholderText(tr("Filter rooms"));
    m_filter->setAccessibleName(tr("Filter rooms"));
    m_filter->setClearButtonEnabled(true);
    for (QToolButton* clear : m_filter->findChildren<QToolButton*>()) {
        clear->setAccessibleName(tr("Clear the filter"));
    }
    m_filter->setMinimumHeight(34);
    styleList();

    auto* add = new IconButton(Glyph::Add, tr("New room or invite"), this);
    auto* menu = new QMenu(add);
    menu->addAction(tr("Create a room…"), this, &RoomPanel::createWanted);
    menu->addAction(tr("Join with an invite…"), this, &RoomPanel::joinWanted);
    add->setMenu(menu);

    auto* top = new QHBoxLayout;
    top->setContentsMargins(12, 12, 10, 8);
    top->setSpacing(6);
    top->addWidget(m_filter, 1);
    top->addWidget(add);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_list, 1);
    column->addWidget(m_me);

    wire();
    setMinimumWidth(wideWidthLeast);
    refreshEmpty();
}

void RoomPanel::styleList()
{
    m_list->setModel(m_filtered);
    m_list->setItemDelegate(new RoomDelegate(m_list));
    m_list->setAccessibleName(tr("Rooms"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setAutoFillBackground(false);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setWordWrap(true);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    auto* over = new QVBoxLayout(m_list->viewport());
    over->setContentsMargins(16, 24, 16, 0);
    over->addWidget(m_empty);
    over->addStretch(1);
}

void RoomPanel::wire()
{
    connect(m_me, &MeRow::activated, this, &RoomPanel::profileWanted);
    connect(m_me, &MeRow::networkWanted, this, &RoomPanel::networkWanted);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        // The list moves its current row off one that is filtered away; nobody chose that one.
        m_filtering = true;
        m_filtered->setFilterFixedString(text);
        m_filtering = false;
        refreshEmpty();
        if (m_chosen) {
            choose(*m_chosen);
        }
    });
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &RoomPanel::onCurrentChanged);
    connect(m_model, &QAbstractItemModel::layoutChanged, this, [this] {
        refreshEmpty();
        if (m_chosen) {
            choose(*m_chosen);
        }
    });
}

void RoomPanel::refreshEmpty()
{
    const bool empty = m_filtered->rowCount() == 0;
    m_empty->setVisible(empty && !m_narrow);
    m_empty->setText(m_model->rowCount() == 0
                         ? tr("No rooms yet. Create one or join with an invite.")
                         : tr("No room of that name."));
}

void RoomPanel::setNarrow(bool narrow)
{
    m_narrow = narrow;
    if (narrow) {
        m_filter->clear(); // or rooms would be missing without a word
    }
    m_filter->setHidden(narrow);
    setMinimumWidth(narrow ? narrowWidth : wideWidthLeast);
    setMaximumWidth(narrow ? narrowWidth : QWIDGETSIZE_MAX);
    refreshEmpty();
}

void RoomPanel::onCurrentChanged(const QModelIndex& current)
{
    const auto room = m_model->roomAt(m_filtered->mapToSource(current));
    if (room && room != m_chosen && !m_filtering) {
        m_chosen = room;
        emit roomChosen(*room);
    }
}

void RoomPanel::choose(const core::RoomId& room)
{
    m_chosen = room;
    const QModelIndex index = m_filtered->mapFromSource(m_model->indexOf(room));
    if (index.isValid() && index != m_list->currentIndex()) {
        m_list->setCurrentIndex(index);
    } else if (!index.isValid()) {
        m_list->selectionModel()->clear();
    }
}

void RoomPanel::clearChoice()
{
    m_chosen.reset();
    m_list->selectionModel()->clear();
}

void RoomPanel::step(int by)
{
    const int rows = m_filtered->rowCount();
    if (rows == 0) {
        return;
    }
    const QModelIndex now = m_list->currentIndex();
    const int row = now.isValid() ? qBound(0, now.row() + by, rows - 1) : 0;
    m_list->setCurrentIndex(m_filtered->index(row, 0));
}

} // namespace gui
