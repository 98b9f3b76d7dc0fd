// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Pictures of rooms as files: small square PNGs. One that comes from others is read as carefully as anything of theirs: no
// other format is tried, nothing large is unpacked, and what does not fit is no picture.

#include <QImage>
#include <QPixmap>
#include <QString>

namespace gui {

constexpr int pictureSide = 256;

/// From others; null when it is none.
[[nodiscard]] QImage readPicture(const QString& path);
/// Of a file that this person has chosen, whatever its format; null when it is no picture.
[[nodiscard]] QImage readOwnPicture(const QString& path);
/// The middle of it, pictureSide wide and high, without anything else that the file may have said.
[[nodiscard]] QImage squarePicture(const QImage& image);
/// With the round corners of rooms; kept for the next time.
[[nodiscard]] QPixmap roomPixmap(const QImage& image, int size, double ratio);

} // namespace gui
