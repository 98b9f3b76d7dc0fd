// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_list/me_row.h"

#include "gui/plain_text.h"
#include "gui/theme.h"
#include "gui/widgets/identicon.h"
#include "gui/words.h"

#include <QPainter>

namespace gui {

namespace {

QString rungLine(const engine::RungSnapshot& rung)
{
    const QString name = Words::rung(rung.rung);
    switch (rung.state) {
    case engine::RungState::Off:
        return MeRow::tr("%1: switched off").arg(name);
    case engine::RungState::Idle:
        return MeRow::tr("%1: idle").arg(name);
    case engine::RungState::Trying:
        return MeRow::tr("%1: looking").arg(name);
    case engine::RungState::Found:
        return MeRow::tr("%1: found %n peer(s)", nullptr, static_cast<int>(rung.peers)).arg(name);
    case engine::RungState::Failed:
        return MeRow::tr("%1: nothing found").arg(name);
    }
    return {};
}

} // namespace

NetworkWords networkWords(const Session& session)
{
    NetworkWords words;
    QStringList lines;
    QString trying;
    for (const auto& [rung, snapshot] : session.rungs()) {
        lines.append(rungLine(snapshot));
        if (snapshot.state == engine::RungState::Trying && trying.isEmpty()) {
            trying = Words::rung(rung);
        }
    }
    words.detail = lines.join(QLatin1Char('\n'));
    const int peers = static_cast<int>(session.peersOnline());
    if (peers > 0) {
        words.good = true;
        words.line = MeRow::tr("%n peer(s) online", nullptr, peers);
    } else if (session.rooms().empty()) {
        words.line = MeRow::tr("No rooms yet");
    } else if (!trying.isEmpty()) {
        words.line = MeRow::tr("Looking: %1…").arg(trying);
    } else {
        words.line = MeRow::tr("Nobody online right now");
    }
    return words;
}

MeRow::MeRow(Session& session, QWidget* parent)
    : QAbstractButton(parent)
    , m_session(session)
{
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setFixedHeight(64);
    connect(&session, &Session::nodeChanged, this, &MeRow::refresh);
    connect(&session, &Session::networkChanged, this, &MeRow::refresh);
    connect(&session, &Session::roomsChanged, this, &MeRow::refresh);
    connect(this, &QAbstractButton::clicked, this, &MeRow::activated);
    refresh();
}

void MeRow::refresh()
{
    m_words = networkWords(m_session);
    const QString name = singleLine(m_session.node().name);
    setAccessibleName(tr("You: %1. %2").arg(name, m_words.line));
    setToolTip(tooltipOf(m_words.detail));
    update();
}

void MeRow::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const Colours& colours = coloursFor(palette());
    painter.setPen(QPen(colours.line, 1));
    painter.drawLine(0, 0, width(), 0);
    if (underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(colours.accent, 1.6) : QPen(Qt::NoPen));
        painter.setBrush(colours.hover);
        painter.drawRoundedRect(QRectF(rect()).adjusted(6, 6, -6, -5), 10, 10);
    }
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const auto place = [&](QRect box) {
        if (mirrored) {
            box.moveLeft(width() - box.right() - 1);
        }
        return box;
    };
    const QRect picture = place(QRect(16, 14, 36, 36));
    painter.drawPixmap(
        picture.topLeft(),
        identiconPixmap(
            seedOf(m_session.node().identity), 36, devicePixelRatioF(), IdenticonFrame::Person));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    QFont small = font();
    small.setPointSizeF(qMax(font().pointSizeF() - 1.0, 8.0));
    const int textWidth = width() - 64 - 14;
    const auto draw =
        [&](const QRect& box, const QFont& face, const QColor& ink, const QString& text) {
            painter.setFont(face);
            painter.setPen(ink);
            painter.drawText(box,
                             Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                             QFontMetrics(face).elidedText(text, Qt::ElideRight, box.width()));
        };
    draw(
        place(QRect(64, 12, textWidth, 20)), bold, colours.text, singleLine(m_session.node().name));
    // A full dot or an empty ring: the state does not hang on its colour.
    const QRectF dot = place(QRect(64, 37, 9, 9));
    painter.setPen(QPen(m_words.good ? colours.good : colours.dim, 1.6));
    painter.setBrush(m_words.good ? QBrush(colours.good) : QBrush(Qt::NoBrush));
    painter.drawEllipse(dot.adjusted(1, 1, -1, -1));
    draw(place(QRect(79, 32, textWidth - 15, 20)), small, colours.dim, m_words.line);
}

} // namespace gui
