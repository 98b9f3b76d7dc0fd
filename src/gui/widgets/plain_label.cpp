// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/plain_label.h"

#include "gui/colours.h"
#include "gui/plain_text.h"

#include <QPainter>

namespace gui {

PlainLabel::PlainLabel(const QString& text, Rank rank, QWidget* parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setText(text);
    setWordWrap(true);
    QFont face = font();
    switch (rank) {
    case Rank::Title:
        face.setPointSizeF(face.pointSizeF() * 1.7);
        face.setWeight(QFont::DemiBold);
        break;
    case Rank::Heading:
        face.setPointSizeF(face.pointSizeF() * 1.12);
        face.setWeight(QFont::DemiBold);
        break;
    case Rank::Body:
        break;
    case Rank::Small:
        face.setPointSizeF(qMax(face.pointSizeF() - 1.0, 8.0));
        break;
    }
    setFont(face);
}

void PlainLabel::setDim(bool dim)
{
    setForegroundRole(dim ? QPalette::PlaceholderText : QPalette::WindowText);
}

ElidedLabel::ElidedLabel(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString& text)
{
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void ElidedLabel::setDim(bool dim)
{
    m_dim = dim;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(m_text) + 2, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {20, QFontMetrics(font()).height()};
}

void ElidedLabel::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Colours& colours = coloursFor(palette());
    const QString line = QFontMetrics(font()).elidedText(m_text, Qt::ElideRight, width());
    painter.setPen(m_dim ? colours.dim : colours.text);
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, line);
    setToolTip(line == m_text ? QString() : tooltipOf(m_text));
}

} // namespace gui
