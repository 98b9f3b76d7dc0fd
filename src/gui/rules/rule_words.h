// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the rules of a room mean, in plain sentences.

#include "engine/engine_types.h"

#include <QCoreApplication>
#include <QString>

namespace gui {

class RuleWords
{
    Q_DECLARE_TR_FUNCTIONS(gui::RuleWords)

public:
    [[nodiscard]] static QString access(engine::Access access);
    [[nodiscard]] static QString accessMeans(engine::Access access);
    [[nodiscard]] static QString history(engine::HistoryAccess history);
    [[nodiscard]] static QString historyMeans(engine::HistoryAccess history);
    [[nodiscard]] static QString historyOfPublic();
    /// What will come of messages that are older; 0: they stay.
    [[nodiscard]] static QString retentionMeans(int days);
    /// Who may do something from this level on.
    [[nodiscard]] static QString fromLevel(int level);
    /// "10 seconds", "5 minutes", "1 hour".
    [[nodiscard]] static QString span(std::uint32_t seconds);
};

} // namespace gui
