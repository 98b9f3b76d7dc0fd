// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Bytes in, lines out. A line longer than the limit is reported once, as soon as that is certain, and skipped to its end,
// so memory stays bounded whatever is sent and one bad line costs one answer.

#include <QByteArray>

#include <optional>

namespace node {

class LineSplitter
{
public:
    struct Line {
        QByteArray text;
        bool tooLong = false;
    };

    explicit LineSplitter(qsizetype most)
        : m_most(most)
    {
    }

    void feed(const char* bytes, qsizetype count);
    [[nodiscard]] std::optional<Line> next();
    /// At the end of the input: what came after the last line feed.
    [[nodiscard]] std::optional<Line> rest();

private:
    const qsizetype m_most;
    QByteArray m_buffer;
    qsizetype m_start = 0;   ///< of the first line that was not handed out
    qsizetype m_scanned = 0; ///< no line feed before here
    bool m_skipping = false;
};

} // namespace node
