// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/identicon.h"

#include <QCryptographicHash>
#include <QPainter>
#include <QPainterPath>
#include <QPixmapCache>

namespace gui {

IdenticonPattern identiconPattern(const QByteArray& seed)
{
    const QByteArray hash = QCryptographicHash::hash(seed, QCryptographicHash::Sha256);
    IdenticonPattern pattern;
    int filled = 0;
    for (int row = 0; row < 5; ++row) {
        for (int column = 0; column < 3; ++column) {
            const bool on = (static_cast<unsigned char>(hash[row * 3 + column]) & 1U) != 0;
            pattern.cells[row][column] = on;
            pattern.cells[row][4 - column] = on;
            filled += on ? 1 : 0;
        }
    }
    pattern.cells[2][2] = pattern.cells[2][2] || filled == 0;
    const unsigned hueSeed =
        static_cast<unsigned char>(hash[16]) * 256U + static_cast<unsigned char>(hash[17]);
    pattern.hue = static_cast<int>(hueSeed % 360U);
    return pattern;
}

QColor nameColour(const QByteArray& seed, bool dark)
{
    const int hue = identiconPattern(seed).hue;
    // Yellow and green look lighter than blue at equal lightness, so they are taken down further on white.
    const bool bright = hue > 40 && hue < 190;
    return dark ? QColor::fromHsl(hue, 150, 185) : QColor::fromHsl(hue, 190, bright ? 62 : 88);
}

void paintIdenticon(QPainter& painter,
                    const QRectF& box,
                    const QByteArray& seed,
                    IdenticonFrame frame)
{
    const IdenticonPattern pattern = identiconPattern(seed);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    QPainterPath outline;
    if (frame == IdenticonFrame::Person) {
        outline.addEllipse(box);
    } else {
        outline.addRoundedRect(box, box.width() * 0.26, box.height() * 0.26);
    }
    painter.fillPath(outline, QColor::fromHsl(pattern.hue, 110, 214));
    // A circle cuts the corners, so its cells sit further inside.
    const double inset = frame == IdenticonFrame::Person ? 0.2 : 0.15;
    const QRectF field = box.adjusted(
        box.width() * inset, box.height() * inset, -box.width() * inset, -box.height() * inset);
    const double cell = field.width() / 5;
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QColor ink = QColor::fromHsl(pattern.hue, 130, 86);
    for (int row = 0; row < 5; ++row) {
        for (int column = 0; column < 5; ++column) {
            if (pattern.cells[row][column]) {
                painter.fillRect(
                    QRectF(field.x() + column * cell, field.y() + row * cell, cell, cell), ink);
            }
        }
    }
    painter.restore();
}

QPixmap identiconPixmap(const QByteArray& seed, int size, double ratio, IdenticonFrame frame)
{
    const QString key = QStringLiteral("identicon/%1/%2/%3/%4")
                            .arg(QString::fromLatin1(seed.toHex()))
                            .arg(size)
                            .arg(ratio)
                            .arg(static_cast<int>(frame));
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = QPixmap(QSize(size, size) * ratio);
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paintIdenticon(painter, QRectF(0, 0, size, size), seed, frame);
        painter.end();
        QPixmapCache::insert(key, pixmap);
    }
    return pixmap;
}

} // namespace gui
