// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_list/room_list_model.h"

#include "gui/plain_text.h"
#include "gui/room_list/room_pictures.h"
#include "gui/wall_clock.h"
#include "gui/widgets/identicon.h"
#include "gui/words.h"

#include <algorithm>

namespace gui {

QString roomTitle(const engine::RoomSnapshot& room)
{
    const QString name = singleLine(room.name);
    return name.isEmpty() ? RoomListModel::tr("Room without a name") : name;
}

RoomListModel::RoomListModel(Session& session, QObject* parent)
    : QAbstractListModel(parent)
    , m_session(session)
{
    connect(&session, &Session::roomsChanged, this, &RoomListModel::reorder);
    connect(&session, &Session::roomChanged, this, &RoomListModel::reorder);
    connect(&RoomPictures::of(session), &RoomPictures::changed, this, &RoomListModel::reorder);
    reorder();
}

int RoomListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

std::optional<core::RoomId> RoomListModel::roomAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.row() >= static_cast<int>(m_order.size())) {
        return std::nullopt;
    }
    return m_order[static_cast<std::size_t>(index.row())];
}

QModelIndex RoomListModel::indexOf(const core::RoomId& room) const
{
    const auto found = std::find(m_order.begin(), m_order.end(), room);
    return found == m_order.end() ? QModelIndex()
                                  : index(static_cast<int>(found - m_order.begin()), 0);
}

QString RoomListModel::preview(const RoomEntry& entry) const
{
    if (entry.snapshot.state != engine::RoomState::Joined) {
        return Words::roomState(entry.snapshot.state);
    }
    if (!entry.last) {
        return tr("Nothing said yet");
    }
    const engine::MessageSnapshot& last = *entry.last;
    QString what = singleLine(textFrom(last.text).left(200));
    if (last.deleted) {
        what = tr("message removed");
    } else if (last.olderRules) {
        what = tr("sent under older rules");
    } else if (last.file) {
        what = tr("file: %1").arg(isolated(singleLine(last.file->name)));
    }
    return tr("%1: %2", "author: text")
        .arg(last.own ? tr("You") : isolated(Words::person(last.name, last.author)),
             isolated(what));
}

QString RoomListModel::spoken(const RoomEntry& entry) const
{
    QString words = roomTitle(entry.snapshot);
    if (entry.snapshot.unread > 0) {
        words += QStringLiteral(", ")
                 + tr("%n unread", nullptr, static_cast<int>(entry.snapshot.unread));
    }
    return words + QStringLiteral(", ") + preview(entry);
}

QVariant RoomListModel::data(const QModelIndex& index, int role) const
{
    const auto id = roomAt(index);
    const RoomEntry* entry = id ? m_session.room(*id) : nullptr;
    if (entry == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return roomTitle(entry->snapshot);
    case Qt::AccessibleTextRole:
        return spoken(*entry);
    case PreviewRole:
        return preview(*entry);
    case TimeRole:
        return entry->last ? Words::shortMoment(entry->last->timeMs, today()) : QString();
    case UnreadRole:
        return entry->snapshot.unread;
    case SeedRole:
        return seedOf(*id);
    case PictureRole:
        return RoomPictures::of(m_session).image(*id);
    case StateRole:
        return static_cast<int>(entry->snapshot.state);
    default:
        return {};
    }
}

void RoomListModel::reorder()
{
    const std::vector<core::RoomId> order = m_session.roomsByActivity();
    if (order == m_order) {
        if (!order.empty()) {
            emit dataChanged(index(0, 0), index(static_cast<int>(order.size()) - 1, 0));
        }
        return;
    }
    emit layoutAboutToBeChanged();
    const QModelIndexList kept = persistentIndexList();
    QModelIndexList moved;
    for (const QModelIndex& old : kept) {
        const auto id = roomAt(old);
        const auto found = id ? std::find(order.begin(), order.end(), *id) : order.end();
        moved.append(found == order.end() ? QModelIndex()
                                          : index(static_cast<int>(found - order.begin()), 0));
    }
    m_order = order;
    changePersistentIndexList(kept, moved);
    emit layoutChanged();
}

} // namespace gui
