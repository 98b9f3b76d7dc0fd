// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/quick_switcher.h"

#include "gui/room_list/room_delegate.h"
#include "gui/room_list/room_list_model.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace gui {

QuickSwitcher::QuickSwitcher(Session& session, QWidget* parent)
    : QDialog(parent)
    , m_rooms(new RoomListModel(session, this))
    , m_filtered(new QSortFilterProxyModel(this))
    , m_field(new QLineEdit(this))
    , m_list(new QListView(this))
{
    setWindowTitle(tr("Go to a room"));
    setModal(true);
    setFixedSize(440, 400);
    m_filtered->setSourceModel(m_rooms);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filtered->setFilterRole(RoomListModel::NameRole);
    m_field->setPlaceholderText(tr("Name of a room"));
    m_field->setAccessibleName(tr("Name of a room"));
    m_field->setMinimumHeight(38);
    m_field->installEventFilter(this);
    m_list->setModel(m_filtered);
    m_list->setItemDelegate(new RoomDelegate(m_list));
    m_list->setAccessibleName(tr("Rooms found"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->viewport()->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 14, 14, 10);
    column->addWidget(m_field);
    column->addWidget(m_list, 1);
    const auto first = [this] { m_list->setCurrentIndex(m_filtered->index(0, 0)); };
    connect(m_field, &QLineEdit::textChanged, this, [this, first](const QString& text) {
        m_filtered->setFilterFixedString(text);
        first();
    });
    connect(m_list, &QListView::clicked, this, &QuickSwitcher::accept);
    first();
}

bool QuickSwitcher::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event); // NOLINT(*static-cast-downcast)
        const int row = m_list->currentIndex().row();
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up) {
            const int next = row + (key->key() == Qt::Key_Down ? 1 : -1);
            m_list->setCurrentIndex(
                m_filtered->index(qBound(0, next, qMax(m_filtered->rowCount() - 1, 0)), 0));
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            accept();
            return true;
        }
        if (key->key() == Qt::Key_K && key->modifiers() == Qt::ControlModifier) {
            reject();
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void QuickSwitcher::accept()
{
    const auto room = m_rooms->roomAt(m_filtered->mapToSource(m_list->currentIndex()));
    if (room) {
        emit chosen(*room);
        QDialog::accept();
    }
}

} // namespace gui
