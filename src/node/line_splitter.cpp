// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/line_splitter.h"

#include <algorithm>

namespace node {

void LineSplitter::feed(const char* bytes, qsizetype count)
{
    if (m_start > 0) {
        m_buffer.remove(0, m_start);
        m_scanned -= m_start;
        m_start = 0;
    }
    m_buffer.append(bytes, count);
}

std::optional<LineSplitter::Line> LineSplitter::next()
{
    while (true) {
        const qsizetype end = m_buffer.indexOf('\n', std::max(m_scanned, m_start));
        if (end < 0) {
            break;
        }
        const qsizetype length = end - m_start;
        Line line;
        if (length > m_most) {
            line.tooLong = true;
        } else {
            line.text = m_buffer.mid(m_start, length);
        }
        m_start = end + 1;
        m_scanned = m_start;
        if (!m_skipping) {
            return line;
        }
        m_skipping = false; // the end of a line that was reported already
    }
    m_scanned = m_buffer.size();
    if (m_skipping || m_buffer.size() - m_start > m_most) {
        m_buffer.clear();
        m_start = 0;
        m_scanned = 0;
        if (!m_skipping) {
            m_skipping = true;
            return Line{{}, true};
        }
    }
    return std::nullopt;
}

std::optional<LineSplitter::Line> LineSplitter::rest()
{
    if (m_skipping || m_start == m_buffer.size()) {
        return std::nullopt;
    }
    Line line{m_buffer.mid(m_start), false};
    m_start = m_buffer.size();
    m_scanned = m_start;
    return line;
}

} // namespace node
