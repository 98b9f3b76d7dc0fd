// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What a result shows of its message: a piece of the text around the first hit on one line, and where the words stand in
// it. The engine has already said that the message fits; this only finds the place again, without case and accents.

#include <QString>

#include <utility>
#include <vector>

namespace gui {

struct FoundText {
    QString text;
    std::vector<std::pair<int, int>> marks; ///< from, length; ascending, apart from each other
};

[[nodiscard]] FoundText foundText(const QString& text, const QString& query);

} // namespace gui
