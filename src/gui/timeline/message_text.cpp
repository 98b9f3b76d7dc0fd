// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/timeline/message_text.h"

#include <QPainter>
#include <QTextBoundaryFinder>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace gui {

namespace {

QTextOption wrapping()
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(Qt::LayoutDirectionAuto);
    option.setAlignment(Qt::AlignLeft);
    option.setUseDesignMetrics(true);
    return option;
}

/// A right-to-left paragraph ends at the right edge of what is shown.
double lineShift(const QTextLine& line, bool rightToLeft, int shownWidth)
{
    return rightToLeft ? shownWidth - line.naturalTextWidth() : 0.0;
}

} // namespace

MessageText::MessageText(const QString& text,
                         const QFont& font,
                         int widthMost,
                         const QColor& linkColour)
    : m_text(text)
    , m_links(findLinks(text))
{
    m_text.replace(QStringLiteral("\r\n"), QStringLiteral(" \n"));
    m_text.replace(QLatin1Char('\r'), QLatin1Char('\n'));
    layOut(font, std::max(widthMost, 20), linkColour);
}

MessageText::~MessageText() = default;
MessageText::MessageText(MessageText&&) noexcept = default;
MessageText& MessageText::operator=(MessageText&&) noexcept = default;

void MessageText::layOut(const QFont& font, int widthMost, const QColor& linkColour)
{
    double top = 0;
    double widest = 0;
    qsizetype from = 0;
    while (from <= m_text.size()) {
        qsizetype end = m_text.indexOf(QLatin1Char('\n'), from);
        end = end < 0 ? m_text.size() : end;
        Paragraph paragraph;
        paragraph.from = static_cast<int>(from);
        paragraph.top = static_cast<int>(std::ceil(top));
        paragraph.layout = std::make_unique<QTextLayout>(m_text.mid(from, end - from), font);
        QTextLayout& layout = *paragraph.layout;
        paragraph.rightToLeft = layout.text().isRightToLeft();
        layout.setTextOption(wrapping());
        layout.setCacheEnabled(true);
        QList<QTextLayout::FormatRange> formats;
        for (const Link& link : m_links) {
            if (link.from >= from && link.from + link.length <= end) {
                QTextCharFormat format;
                format.setForeground(linkColour);
                format.setFontUnderline(true);
                formats.append({link.from - paragraph.from, link.length, format});
            }
        }
        layout.setFormats(formats);
        layout.beginLayout();
        double y = 0;
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(widthMost);
            line.setPosition({0, y});
            y += std::ceil(line.height());
            widest = std::max(widest, line.naturalTextWidth());
            m_lastLineWidth = static_cast<int>(std::ceil(line.naturalTextWidth()));
        }
        layout.endLayout();
        paragraph.height = static_cast<int>(y);
        top = paragraph.top + y;
        m_paragraphs.push_back(std::move(paragraph));
        from = end + 1;
    }
    m_width = std::min(static_cast<int>(std::ceil(widest)), widthMost);
    m_height = static_cast<int>(std::ceil(top));
    if (m_paragraphs.back().rightToLeft) {
        m_lastLineWidth = widthMost;
    }
}

void MessageText::paint(QPainter& painter,
                        const QPointF& topLeft,
                        int shownWidth,
                        const Marks& marks) const
{
    painter.setPen(marks.text);
    for (const Paragraph& paragraph : m_paragraphs) {
        const QPointF origin = topLeft + QPointF(0, paragraph.top);
        const int length = static_cast<int>(paragraph.layout->text().size());
        const int from = std::clamp(marks.from - paragraph.from, 0, length);
        const int to = std::clamp(marks.to - paragraph.from, 0, length);
        for (int index = 0; index < paragraph.layout->lineCount(); ++index) {
            const QTextLine line = paragraph.layout->lineAt(index);
            const QPointF at =
                origin + QPointF(lineShift(line, paragraph.rightToLeft, shownWidth), 0);
            line.draw(&painter, at);
            const int first = std::max(from, line.textStart());
            const int last = std::min(to, line.textStart() + line.textLength());
            if (first >= last) {
                continue;
            }
            double left = line.cursorToX(first);
            double right = line.cursorToX(last);
            if (left > right) {
                std::swap(left, right);
            }
            const QRectF box(at.x() + left, at.y() + line.y(), right - left, line.height());
            painter.save();
            painter.setClipRect(box, Qt::IntersectClip);
            painter.fillRect(box, marks.selected);
            painter.setPen(marks.selectedText);
            line.draw(&painter, at);
            painter.restore();
        }
    }
}

const MessageText::Paragraph& MessageText::paragraphAt(double y) const
{
    const auto after = std::upper_bound(
        m_paragraphs.begin(), m_paragraphs.end(), y, [](double value, const Paragraph& one) {
            return value < one.top;
        });
    return after == m_paragraphs.begin() ? m_paragraphs.front() : *std::prev(after);
}

int MessageText::positionAt(const QPointF& point, int shownWidth) const
{
    if (point.y() < 0) {
        return 0;
    }
    if (point.y() >= m_height) {
        return static_cast<int>(m_text.size());
    }
    const Paragraph& paragraph = paragraphAt(point.y());
    const double y = point.y() - paragraph.top;
    const int lines = paragraph.layout->lineCount();
    for (int index = 0; index < lines; ++index) {
        const QTextLine line = paragraph.layout->lineAt(index);
        if (y < line.y() + line.height() || index == lines - 1) {
            const double x = point.x() - lineShift(line, paragraph.rightToLeft, shownWidth);
            return paragraph.from + line.xToCursor(x);
        }
    }
    return paragraph.from;
}

const Link* MessageText::linkAt(const QPointF& point, int shownWidth) const
{
    if (point.y() < 0 || point.y() >= m_height || point.x() < 0 || point.x() > shownWidth) {
        return nullptr;
    }
    const Paragraph& paragraph = paragraphAt(point.y());
    const double y = point.y() - paragraph.top;
    for (int index = 0; index < paragraph.layout->lineCount(); ++index) {
        const QTextLine line = paragraph.layout->lineAt(index);
        const double x = point.x() - lineShift(line, paragraph.rightToLeft, shownWidth);
        if (y < line.y() || y >= line.y() + line.height() || x < 0 || x > line.naturalTextWidth()) {
            continue;
        }
        const int position = paragraph.from + line.xToCursor(x, QTextLine::CursorOnCharacter);
        const auto found = std::find_if(m_links.begin(), m_links.end(), [&](const Link& link) {
            return position >= link.from && position < link.from + link.length;
        });
        return found == m_links.end() ? nullptr : &*found;
    }
    return nullptr;
}

std::pair<int, int> MessageText::wordAt(int position) const
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Word, m_text);
    finder.setPosition(std::min<qsizetype>(position + 1, m_text.size()));
    const qsizetype from = std::max<qsizetype>(finder.toPreviousBoundary(), 0);
    const qsizetype to = finder.toNextBoundary();
    return {static_cast<int>(from), static_cast<int>(to < 0 ? m_text.size() : to)};
}

bool isEmojiOnly(const QString& text)
{
    const QList<uint> points = text.trimmed().toUcs4();
    if (points.isEmpty() || points.size() > 12) {
        return false;
    }
    int pictures = 0;
    for (const uint point : points) {
        const bool picture =
            (point >= 0x1F300 && point <= 0x1FAFF && !(point >= 0x1F3FB && point <= 0x1F3FF))
            || (point >= 0x2600 && point <= 0x27BF) || (point >= 0x1F1E6 && point <= 0x1F1FF);
        const bool joins =
            point == 0x200D || point == 0xFE0F || (point >= 0x1F3FB && point <= 0x1F3FF);
        if (!picture && !joins) {
            return false;
        }
        pictures += picture ? 1 : 0;
    }
    return pictures > 0 && pictures <= 6;
}

} // namespace gui
