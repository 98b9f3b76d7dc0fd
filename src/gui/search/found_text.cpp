// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/search/found_text.h"

#include "gui/plain_text.h"

#include <QStringList>

#include <algorithm>

namespace gui {

namespace {

constexpr int before = 40;
constexpr int shown = 180;
constexpr int wordsMarked = 32;
constexpr int hitsMarked = 64;

/// The text as it is compared, and for each of its characters where it comes from.
struct Bare {
    QString text;
    std::vector<int> from;
};

Bare bareOf(const QString& text)
{
    Bare bare;
    for (int at = 0; at < text.size();) {
        const bool pair = text[at].isHighSurrogate() && at + 1 < text.size();
        const int length = pair ? 2 : 1;
        const QString folded =
            text.mid(at, length).normalized(QString::NormalizationForm_KD).toCaseFolded();
        for (const QChar letter : folded) {
            if (letter.category() != QChar::Mark_NonSpacing) {
                bare.text.append(letter);
                bare.from.push_back(at);
            }
        }
        at += length;
    }
    bare.from.push_back(static_cast<int>(text.size()));
    return bare;
}

std::vector<std::pair<int, int>> marksIn(const QString& text, const QString& query)
{
    const Bare bare = bareOf(text);
    std::vector<std::pair<int, int>> marks;
    const QStringList words = query.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words.mid(0, wordsMarked)) {
        const QString wanted = bareOf(word).text;
        qsizetype at = wanted.isEmpty() ? -1 : bare.text.indexOf(wanted);
        for (int hits = 0; at >= 0 && hits < hitsMarked; ++hits) {
            const int first = bare.from[static_cast<std::size_t>(at)];
            const int end = bare.from[static_cast<std::size_t>(at + wanted.size())];
            marks.emplace_back(first, std::max(end - first, 1));
            at = bare.text.indexOf(wanted, at + wanted.size());
        }
    }
    std::sort(marks.begin(), marks.end());
    std::vector<std::pair<int, int>> apart;
    for (const auto& [from, length] : marks) {
        if (!apart.empty() && from <= apart.back().first + apart.back().second) {
            apart.back().second = std::max(apart.back().second, from + length - apart.back().first);
        } else {
            apart.emplace_back(from, length);
        }
    }
    return apart;
}

} // namespace

FoundText foundText(const QString& text, const QString& query)
{
    const QString line = singleLine(text);
    auto marks = marksIn(line, query);
    int start = marks.empty() ? 0 : std::max(0, marks.front().first - before);
    const bool begins = start == 0 || line[start - 1].isSpace();
    const qsizetype space = begins ? -1 : line.indexOf(QLatin1Char(' '), start);
    if (space >= 0 && space < marks.front().first) {
        start = static_cast<int>(space) + 1; // at the beginning of a word, where there is one
    } else if (start > 0 && line[start].isLowSurrogate()) {
        --start;
    }
    FoundText found;
    const QString lead = start == 0 ? QString() : QStringLiteral("…");
    found.text = lead + line.mid(start, shown);
    const int shift = static_cast<int>(lead.size()) - start;
    for (const auto& [from, length] : marks) {
        const int end = std::min<int>(from + length + shift, static_cast<int>(found.text.size()));
        if (end > from + shift) {
            found.marks.emplace_back(from + shift, end - from - shift);
        }
    }
    return found;
}

} // namespace gui
