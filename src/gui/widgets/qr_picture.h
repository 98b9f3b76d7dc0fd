// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A text as a QR code, black on white with its quiet zone in every colour scheme. Empty when this build has no QR
// library or the text is too long for a code that a phone could read.

#include <QPixmap>
#include <QString>

namespace gui {

[[nodiscard]] QPixmap qrPicture(const QString& text, int size, double ratio);

} // namespace gui
