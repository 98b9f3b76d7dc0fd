// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/network/rung_list.h"

#include "gui/colours.h"
#include "gui/network/network_words.h"
#include "gui/widgets/icons.h"
#include "gui/widgets/plain_label.h"
#include "gui/words.h"

#include <QPainter>
#include <QVBoxLayout>

namespace gui {

using engine::RungState;

RungRow::RungRow(engine::Rung rung, QWidget* parent)
    : QWidget(parent)
    , m_name(new PlainLabel(Words::rungTitle(rung), PlainLabel::Rank::Body, this))
    , m_said(new PlainLabel(QString(), PlainLabel::Rank::Small, this))
{
    QFont bold = m_name->font();
    bold.setWeight(QFont::DemiBold);
    m_name->setFont(bold);
    auto* purpose = new PlainLabel(NetworkWords::rungPurpose(rung), PlainLabel::Rank::Small, this);
    purpose->setDim(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(42, 8, 8, 8);
    column->setSpacing(1);
    column->addWidget(m_name);
    column->addWidget(purpose);
    column->addWidget(m_said);
}

void RungRow::show(const engine::RungSnapshot& rung)
{
    m_state = rung.state;
    m_said->setText(NetworkWords::rungState(rung));
    setAccessibleName(NetworkWords::rungLine(rung));
    update();
}

QString RungRow::words() const
{
    return m_said->text();
}

void RungRow::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    const double x = layoutDirection() == Qt::RightToLeft ? width() - 20.0 : 20.0;
    const QPointF middle(x, 8 + QFontMetrics(m_name->font()).height() / 2.0 + 0.5);
    const QColor ink = m_state == RungState::Found    ? colours.good
                       : m_state == RungState::Trying ? colours.accent
                                                      : colours.dim;
    painter.setPen(QPen(ink, 1.8));
    painter.setBrush(m_state == RungState::Found ? QBrush(ink) : QBrush(Qt::NoBrush));
    switch (m_state) {
    case RungState::Trying:
        painter.drawArc(QRectF(middle.x() - 7, middle.y() - 7, 14, 14), 90 * 16, 270 * 16);
        break;
    case RungState::Failed:
    case RungState::Off:
        paintGlyph(painter, QRectF(middle.x() - 8, middle.y() - 8, 16, 16), Glyph::Close, ink);
        break;
    case RungState::Found:
        painter.drawEllipse(middle, 7, 7);
        paintGlyph(
            painter, QRectF(middle.x() - 6, middle.y() - 6, 12, 12), Glyph::Tick, colours.sidebar);
        break;
    case RungState::Idle:
        painter.drawEllipse(middle, 6, 6);
        break;
    }
}

RungList::RungList(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (const engine::RungSnapshot& rung : allRungs(session)) {
        auto* row = new RungRow(rung.rung, this);
        column->addWidget(row);
        m_rows.push_back(row);
    }
    connect(&session, &Session::networkChanged, this, &RungList::refresh);
    refresh();
}

void RungList::refresh()
{
    const std::vector<engine::RungSnapshot> all = allRungs(m_session);
    for (std::size_t index = 0; index < m_rows.size(); ++index) {
        m_rows[index]->show(all[index]);
    }
}

} // namespace gui
