// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The step from a program to one with a screen. Where no window can be opened it says so in one line and ends with code
// 1; Qt itself would abort, leave a core dump behind and advise to install the program again.

#include <QApplication>

#include <memory>

namespace gui {

/// The line, from what DISPLAY and WAYLAND_DISPLAY say.
[[nodiscard]] QString noScreenWords(const QString& display, const QString& wayland);

/// The application, or the end of the program. `argc` and `argv` outlive it.
[[nodiscard]] std::unique_ptr<QApplication> openScreen(int& argc, char** argv);

} // namespace gui
