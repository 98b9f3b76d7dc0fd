// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The moderation log as sentences: who did what to whom, and why it counts or does not.

#include "engine/engine_types.h"

#include <QCoreApplication>
#include <QDate>
#include <QString>

#include <functional>
#include <vector>

namespace gui {

class LogWords
{
    Q_DECLARE_TR_FUNCTIONS(gui::LogWords)

public:
    /// What somebody is called, isolated.
    using NameOf = std::function<QString(const core::IdentityId&)>;

    /// One sentence, without its time and reason.
    [[nodiscard]] static QString
    sentence(const engine::LogEntrySnapshot& entry, const NameOf& nameOf, QDate today);
    /// Where the right to it comes from, or what took its effect away. `log` is where the chain is looked up.
    [[nodiscard]] static QString why(const engine::LogEntrySnapshot& entry,
                                     const std::vector<engine::LogEntrySnapshot>& log,
                                     const NameOf& nameOf,
                                     QDate today);

private:
    [[nodiscard]] static QString voidWhy(engine::VoidWhy why);
    [[nodiscard]] static QString
    invite(const engine::LogEntrySnapshot& entry, const QString& actor, QDate today);
};

} // namespace gui
