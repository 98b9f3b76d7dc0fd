// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A picture made from a key: five by five cells, mirrored, from the SHA-256 of its bytes. The same key looks the same on
// every screen, and nobody can choose how another looks. Names get their colour from the same hash.

#include <QByteArray>
#include <QColor>
#include <QPixmap>

class QPainter;
class QRectF;

namespace gui {

/// The bytes of an id, for the functions below.
template<class Id>
[[nodiscard]] QByteArray seedOf(const Id& id)
{
    return QByteArray(reinterpret_cast<const char*>(id.bytes().data()),
                      static_cast<qsizetype>(Id::size));
}

struct IdenticonPattern {
    bool cells[5][5] = {};
    int hue = 0;
};
[[nodiscard]] IdenticonPattern identiconPattern(const QByteArray& seed);

/// A name's colour, readable on the bubbles of the scheme.
[[nodiscard]] QColor nameColour(const QByteArray& seed, bool dark);

/// Rooms get squares with round corners, people get circles.
enum class IdenticonFrame { Person, Room };
void paintIdenticon(QPainter& painter,
                    const QRectF& box,
                    const QByteArray& seed,
                    IdenticonFrame frame);
[[nodiscard]] QPixmap
identiconPixmap(const QByteArray& seed, int size, double ratio, IdenticonFrame frame);

} // namespace gui
