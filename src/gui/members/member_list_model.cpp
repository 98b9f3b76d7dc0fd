// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/members/member_list_model.h"

#include "gui/moderation/moderation_words.h"
#include "gui/moderation/powers.h"
#include "gui/plain_text.h"
#include "gui/widgets/identicon.h"
#include "gui/words.h"

#include <algorithm>

namespace gui {

using engine::MemberSnapshot;

namespace {

constexpr int groupRemoved = -1;

bool inside(const MemberSnapshot& member)
{
    return member.state == engine::MemberState::Joined
           || member.state == engine::MemberState::Muted;
}

int groupOf(const MemberSnapshot& member)
{
    if (!inside(member)) {
        return groupRemoved;
    }
    for (const int floor :
         {engine::levelFounder, engine::levelAdmin, engine::levelModerator, engine::levelMember}) {
        if (member.level >= floor) {
            return floor;
        }
    }
    return engine::levelObserver;
}

bool present(const MemberSnapshot& member)
{
    return member.online || member.self;
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

/// Who was removed concerns those who may let them back in.
bool MemberListModel::shows(const MemberSnapshot& member) const
{
    const bool removed =
        member.state == engine::MemberState::Kicked || member.state == engine::MemberState::Banned;
    const RoomEntry* entry = m_session.room(*m_room);
    return inside(member)
           || (removed && entry != nullptr && levelIn(entry->snapshot) >= engine::levelModerator);
}

void MemberListModel::rebuild()
{
    beginResetModel();
    m_rows.clear();
    std::vector<MemberSnapshot> people;
    if (m_room) {
        people = m_session.members(*m_room);
    }
    std::erase_if(people, [this](const MemberSnapshot& one) { return !shows(one); });
    std::sort(people.begin(), people.end(), [](const auto& one, const auto& other) {
        const int a = groupOf(one);
        const int b = groupOf(other);
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
        const int group = groupOf(*first);
        const auto last = std::find_if(
            first, people.end(), [group](const auto& one) { return groupOf(one) != group; });
        const auto online = std::count_if(first, last, present);
        m_rows.push_back({group == groupRemoved ? tr("Removed · %1").arg(last - first)
                                                : tr("%1 · %2/%3", "role, online, in all")
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

const MemberSnapshot* MemberListModel::memberAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return nullptr;
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    return row.heading.isEmpty() ? &row.member : nullptr;
}

QModelIndex MemberListModel::indexOf(const core::IdentityId& identity) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const Row& one = m_rows[static_cast<std::size_t>(row)];
        if (one.heading.isEmpty() && one.member.identity == identity) {
            return index(row);
        }
    }
    return {};
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
    } else if (inside(member)) {
        parts.append(member.online ? tr("online") : tr("offline"));
    }
    const QString standing = ModerationWords::standing(member);
    if (!standing.isEmpty()) {
        parts.append(standing);
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
    case StandingRole:
        return ModerationWords::standing(row.member);
    case Qt::AccessibleTextRole:
        return inside(row.member) ? tr("%1, %2, %3", "name, role, state")
                                        .arg(name, Words::role(row.member.level), note(row.member))
                                  : tr("%1, %2", "name, state").arg(name, note(row.member));
    case Qt::ToolTipRole:
        return tooltipOf(
            name
            + (inside(row.member) ? QLatin1Char('\n') + Words::role(row.member.level) : QString())
            + QLatin1Char('\n') + note(row.member)
            + (row.member.self || !inside(row.member)
                   ? QString()
                   : QLatin1Char('\n') + Words::path(row.member.path)));
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
