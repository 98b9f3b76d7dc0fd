// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Finds what may be clicked in a peer's text: http, https and invite links, nothing else, and only up to the first
// character that could disguise where a link leads. Finding is all: nothing here or elsewhere opens one unasked.

#include <QString>

#include <vector>

namespace gui {

struct Link {
    int from = 0;
    int length = 0;
    QString
        target; ///< percent-encoded, host in ASCII: what is shown before opening is what is opened
    bool invite = false;
};

[[nodiscard]] std::vector<Link> findLinks(const QString& text);

/// An invite as people paste it: the first invite link inside `text`, or nothing.
[[nodiscard]] QString inviteIn(const QString& text);

} // namespace gui
