// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One message's text, laid out for a width. Always plain: no markup is ever read. Each paragraph finds its own direction,
// long words break where they must, and selection and hits are positions in the text itself.

#include "gui/timeline/links.h"

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QString>

#include <memory>
#include <vector>

class QPainter;
class QTextLayout;

namespace gui {

class MessageText
{
public:
    struct Marks {
        int from = 0;
        int to = 0; ///< nothing is selected when equal
        QColor text;
        QColor selected;
        QColor selectedText;
    };

    MessageText(const QString& text, const QFont& font, int widthMost, const QColor& linkColour);
    ~MessageText();
    MessageText(MessageText&&) noexcept;
    MessageText& operator=(MessageText&&) noexcept;
    MessageText(const MessageText&) = delete;
    MessageText& operator=(const MessageText&) = delete;

    [[nodiscard]] const QString& text() const { return m_text; }
    /// What the text really needs, at most the width it was given.
    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int height() const { return m_height; }
    /// Room taken on the last line from the left; the whole width when it runs from the right.
    [[nodiscard]] int lastLineWidth() const { return m_lastLineWidth; }

    void paint(QPainter& painter, const QPointF& topLeft, int shownWidth, const Marks& marks) const;
    [[nodiscard]] int positionAt(const QPointF& point, int shownWidth) const;
    [[nodiscard]] const Link* linkAt(const QPointF& point, int shownWidth) const;
    /// The word around a position, as [from, to).
    [[nodiscard]] std::pair<int, int> wordAt(int position) const;

private:
    struct Paragraph {
        std::unique_ptr<QTextLayout> layout;
        int from = 0;
        int top = 0;
        int height = 0;
        bool rightToLeft = false;
    };
    void layOut(const QFont& font, int widthMost, const QColor& linkColour);
    [[nodiscard]] const Paragraph& paragraphAt(double y) const;

    QString m_text;
    std::vector<Link> m_links;
    std::vector<Paragraph> m_paragraphs;
    int m_width = 0;
    int m_height = 0;
    int m_lastLineWidth = 0;
};

/// One to three emoji and nothing else: drawn larger.
[[nodiscard]] bool isEmojiOnly(const QString& text);

} // namespace gui
