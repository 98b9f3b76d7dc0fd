// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Which language the window speaks: the desktop's, unless `--lang` names one. English needs a catalogue too, for its
// plurals. Dates, numbers and the side on which a line begins follow the language.

#include <QString>

#include <string>
#include <vector>

class QCoreApplication;

namespace gui {

/// Takes `--lang=de` or `--lang de` out of the arguments, because the engine's options do not know it.
[[nodiscard]] QString takeLanguage(std::vector<std::string>& arguments);

/// Installs Qt's own catalogue and ours; an unknown language falls back to English.
void installLanguage(QCoreApplication& app, const QString& wish);

/// What the first run proposes as a name: the login with a capital letter, or nothing.
[[nodiscard]] QString proposedName(const QString& login);

} // namespace gui
