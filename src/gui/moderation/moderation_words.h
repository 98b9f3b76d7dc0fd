// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What acts on people mean, in plain sentences, said before they are done.

#include "engine/engine_types.h"

#include <QCoreApplication>
#include <QString>

#include <optional>

namespace gui {

/// What the moderate dialog can do to somebody.
enum class ModerateAct { Mute, Kick, Ban, Purge };

/// How much of what somebody wrote goes with the act.
enum class PurgeSpan { Nothing, LastHour, LastDay, Everything };

/// From when on it goes; nothing when all of it stays.
[[nodiscard]] std::optional<std::int64_t> purgeSince(PurgeSpan span, std::int64_t nowMs);

class ModerationWords
{
    Q_DECLARE_TR_FUNCTIONS(gui::ModerationWords)

public:
    /// Of an act, for a choice and for a button.
    [[nodiscard]] static QString act(ModerateAct act);
    [[nodiscard]] static QString button(ModerateAct act, const QString& name);
    /// What will happen. `until` is a moment in words, empty for a mute without an end.
    [[nodiscard]] static QString
    outcome(ModerateAct act, const QString& name, const QString& until, PurgeSpan purge);

    /// What comes of another address of the room.
    [[nodiscard]] static QString newAddress();

    /// What a role may do, as a sentence about whoever gets it.
    [[nodiscard]] static QString roleMeans(int level, const QString& name);
    [[nodiscard]] static QString giveRole(int level);
    [[nodiscard]] static QString giveRoleTo(int level, const QString& name);

    /// What is special about a member: "muted until 18:30", "banned", "blocked by you"; empty for most.
    [[nodiscard]] static QString standing(const engine::MemberSnapshot& member);
};

} // namespace gui
