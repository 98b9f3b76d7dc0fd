// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/qr_picture.h"

#include <QPainter>

#include <memory>
#ifdef PARLOUR_QR
#include <qrencode.h>
#endif

namespace gui {

#ifdef PARLOUR_QR

QPixmap qrPicture(const QString& text, int size, double ratio)
{
    const QByteArray bytes = text.toUtf8();
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(bytes.constData(), 0, QR_ECLEVEL_L), &QRcode_free);
    if (bytes.isEmpty() || !code) {
        return {};
    }
    constexpr int quiet = 4;
    const int modules = code->width + 2 * quiet;
    // Whole pixels for each module, or the code blurs.
    const int cell = static_cast<int>(size * ratio) / modules;
    if (cell < 2) {
        return {};
    }
    QPixmap picture(QSize(modules * cell, modules * cell));
    picture.fill(Qt::white);
    QPainter painter(&picture);
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            if ((code->data[y * code->width + x] & 1U) != 0) {
                painter.fillRect((x + quiet) * cell, (y + quiet) * cell, cell, cell, Qt::black);
            }
        }
    }
    painter.end();
    picture.setDevicePixelRatio(ratio);
    return picture;
}

#else

QPixmap qrPicture(const QString& /*text*/, int /*size*/, double /*ratio*/)
{
    return {};
}

#endif

} // namespace gui
