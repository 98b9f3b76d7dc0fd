// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/picture_file.h"

#include "engine/engine_types.h"

#include <QFileInfo>
#include <QImageReader>
#include <QPainter>
#include <QPainterPath>
#include <QPixmapCache>

#include <algorithm>

namespace gui {

namespace {

constexpr int sideMost = 1024;
constexpr double corner = 0.26; ///< like identicon.cpp

QImage squareOf(const QImage& image, int side)
{
    const int least = std::min(image.width(), image.height());
    const QRect middle((image.width() - least) / 2, (image.height() - least) / 2, least, least);
    // In colours of its own: what has few of them would be scaled into noise.
    return image.copy(middle)
        .convertToFormat(QImage::Format_ARGB32_Premultiplied)
        .scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

} // namespace

QImage readPicture(const QString& path)
{
    const QFileInfo info(path);
    if (!info.isFile() || info.size() > static_cast<qint64>(engine::roomPictureBytesMost)) {
        return {};
    }
    QImageReader reader(path, QByteArrayLiteral("png"));
    const QSize size = reader.size(); // as the file says, before anything is unpacked
    if (size.isEmpty() || size.width() > sideMost || size.height() > sideMost) {
        return {};
    }
    return reader.read();
}

QImage readOwnPicture(const QString& path)
{
    QImageReader reader(path);
    reader.setAutoTransform(true);
    reader.setDecideFormatFromContent(true);
    return reader.read();
}

QImage squarePicture(const QImage& image)
{
    // A new image, so that no words that the old one carried go along.
    QImage plain(pictureSide, pictureSide, QImage::Format_ARGB32);
    plain.fill(Qt::transparent);
    QPainter painter(&plain);
    painter.drawImage(0, 0, squareOf(image, pictureSide));
    return plain;
}

QPixmap roomPixmap(const QImage& image, int size, double ratio)
{
    const QString key =
        QStringLiteral("room-picture/%1/%2/%3").arg(image.cacheKey()).arg(size).arg(ratio);
    QPixmap out;
    if (QPixmapCache::find(key, &out)) {
        return out;
    }
    const QSize pixels = QSize(size, size) * ratio;
    out = QPixmap(pixels);
    out.setDevicePixelRatio(ratio);
    out.fill(Qt::transparent);
    QPainter painter(&out);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, true);
    QPainterPath outline;
    outline.addRoundedRect(QRectF(0, 0, size, size), size * corner, size * corner);
    painter.setClipPath(outline);
    painter.drawImage(QRectF(0, 0, size, size), squareOf(image, pixels.width()));
    painter.end();
    QPixmapCache::insert(key, out);
    return out;
}

} // namespace gui
