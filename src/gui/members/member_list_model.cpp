// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/members/member_list_model.h"

#include "gui/plain_text.h"
#include "gui/widgets/identicon.h"
#include "gui/words.h"

#include <algorithm>

namespace gui {

using engine::MemberSnapshot;

namespace {

int groupOf(int level)
{
    for (const int floor :
         {engine::levelFounder, engine::levelAdmin, engine::levelModerator, engine::levelMember}) {
        if (level >= floor) {
            return floor;
        }
    }
    return engine::levelObserver;
}

bool present(const MemberSnapshot& member)
{
    return member.online || member.self;
}

bool listed(const MemberSnapshot& member)
{
    return member.state == engine::MemberState::Joined
           || member.state == engine::MemberState::Muted;
}

} // namespace

MemberListModel::MemberListModel(Session& session, QObject* parent)
    : QAbstractListModel(parent)
    , m_session(session)
{
    connect(&session, &Session::membersChanged, this, [this](const core::RoomId& room) {
        if (m_room == room) {
            rebuild();
        }
    });
}

void MemberListModel::setRoom(std::optional<core::RoomId> room)
{
    m_room = room;
    rebuild();
}

void MemberListModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    std::vector<MemberSnapshot> people;
    if (m_room) {
        people = m_session.members(*m_room);
    }
    std::erase_if(people, [](const MemberSnapshot& one) { return !listed(one); });
    std::sort(people.begin(), people.end(), [](const auto& one, const auto& other) {
        const int a = groupOf(one.level);
        const int b = groupOf(other.level);
        if (a != b) {
            return a > b;
        }
        if (present(one) != present(other)) {
            return present(one);
        }
        const int names = QString::localeAwareCompare(Words::person(one.name, one.identity),
                                                      Words::person(other.name, other.identity));
        return names != 0 ? names < 0 : one.identity < other.identity;
    });
    for (auto first = people.begin(); first != people.end();) {
        const int group = groupOf(first->level);
        const auto last = std::find_if(
            first, people.end(), [group](const auto& one) { return groupOf(one.level) != group; });
        const auto online = std::count_if(first, last, present);
        m_rows.push_back({tr("%1 · %2/%3", "role, online, in all")
                              .arg(Words::roleGroup(group))
                              .arg(online)
                              .arg(last - first),
                          {}});
        for (; first != last; ++first) {
            m_rows.push_back({{}, *first});
        }
    }
    endResetModel();
}

int MemberListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

Qt::ItemFlags MemberListModel::flags(const QModelIndex& index) const
{
    const bool heading = !data(index, HeadingRole).toString().isEmpty();
    return heading ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QString MemberListModel::note(const MemberSnapshot& member) const
{
    QStringList parts;
    if (member.self) {
        parts.append(tr("you"));
    } else {
        parts.append(member.online ? tr("online") : tr("offline"));
    }
    if (member.state == engine::MemberState::Muted) {
        parts.append(tr("muted"));
    }
    if (member.superpeer) {
        parts.append(tr("keeps the whole room"));
    }
    return parts.join(QStringLiteral(" · "));
}

QVariant MemberListModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (!row.heading.isEmpty()) {
        const bool text =
            role == HeadingRole || role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
        return text ? QVariant(row.heading) : QVariant();
    }
    const QString name = Words::person(row.member.name, row.member.identity);
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return name;
    case NoteRole:
        return note(row.member);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3", "name, role, state")
            .arg(name, Words::role(row.member.level), note(row.member));
    case Qt::ToolTipRole:
        return tooltipOf(
            name + QLatin1Char('\n') + Words::role(row.member.level) + QLatin1Char('\n')
            + note(row.member)
            + (row.member.self ? QString() : QLatin1Char('\n') + Words::path(row.member.path)));
    case OnlineRole:
        return present(row.member);
    case SelfRole:
        return row.member.self;
    case SeedRole:
        return seedOf(row.member.identity);
    default:
        return {};
    }
}

} // namespace gui
