// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Whether anybody is reachable and how they were found, in words. What they say comes from the links that are really up
// and the searches really under way, never from a wish.

#include "gui/session.h"

#include <QCoreApplication>
#include <QString>

namespace gui {

class NetworkWords
{
    Q_DECLARE_TR_FUNCTIONS(gui::NetworkWords)

public:
    /// The status in a few words, for the pill.
    [[nodiscard]] static QString line(const Session& session);
    /// The same as whole sentences: who is linked how, and where this computer can be reached.
    [[nodiscard]] static QString summary(const Session& session);
    [[nodiscard]] static bool anybody(const Session& session) { return session.peersOnline() > 0; }

    /// How many keep all of a room, and what of it is missing here.
    [[nodiscard]] static QString health(const QString& room, const engine::RoomHealth& health);

    /// What a way of finding people is good for.
    [[nodiscard]] static QString rungPurpose(engine::Rung rung);
    /// What it is doing and what came of it.
    [[nodiscard]] static QString rungState(const engine::RungSnapshot& rung);
    /// Name and state in one line.
    [[nodiscard]] static QString rungLine(const engine::RungSnapshot& rung);
};

/// All five in the order in which they are shown; those the engine said nothing of are idle.
[[nodiscard]] std::vector<engine::RungSnapshot> allRungs(const Session& session);

} // namespace gui
