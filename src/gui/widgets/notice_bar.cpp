// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/notice_bar.h"

#include "gui/colours.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/plain_label.h"
#include "gui/words.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace gui {

namespace {

class OneBar : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter painter(this);
        const Colours& colours = coloursFor(palette());
        painter.fillRect(rect(), colours.warningField);
        const bool mirrored = layoutDirection() == Qt::RightToLeft;
        paintGlyph(painter,
                   QRectF(mirrored ? width() - 36 : 16, height() / 2.0 - 10, 20, 20),
                   Glyph::Warning,
                   colours.warning);
    }
};

} // namespace

NoticeBar::NoticeBar(QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(1);
}

void NoticeBar::warn(engine::Warning warning)
{
    if (m_bars.contains(warning) || !Words::worthABar(warning)) {
        return;
    }
    auto* bar = new OneBar(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(48, 6, 8, 6);
    auto* words = new PlainLabel(Words::warning(warning), PlainLabel::Rank::Body, bar);
    auto* close = new IconButton(Glyph::Close, tr("Close this warning"), bar);
    row->addWidget(words, 1);
    row->addWidget(close);
    connect(close, &IconButton::clicked, this, [this, warning] { clear(warning); });
    m_column->addWidget(bar);
    m_bars.emplace(warning, bar);
    bar->show();
}

void NoticeBar::clear(engine::Warning warning)
{
    const auto found = m_bars.find(warning);
    if (found != m_bars.end()) {
        found->second->hide();
        found->second->deleteLater();
        m_bars.erase(found);
    }
}

} // namespace gui
