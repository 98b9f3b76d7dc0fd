// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What day and time it is, for words like "Today": the one place of the window that asks, so that a test can hold it.

#include <QDateTime>

#include <optional>

namespace gui {

[[nodiscard]] QDateTime wallNow();
[[nodiscard]] QDate today();

/// For tests: the clock stands at this moment; nothing lets it run again.
void holdWallClock(std::optional<QDateTime> moment);

} // namespace gui
