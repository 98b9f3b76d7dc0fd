// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How everything looks: two palettes (light, dark) on the Fusion style and no style sheet. Painting code asks
// `coloursFor(palette())`, so it follows whatever palette its widget has. `Theme` picks the palette: the desktop's wish
// (the settings portal, else the palette that Qt found) unless the person forced one.

#include <QColor>
#include <QObject>
#include <QPalette>

class QApplication;
class QDBusVariant;
class QFont;

namespace gui {

enum class Scheme { Follow, Light, Dark };

struct Colours {
    bool dark = false;
    QColor sidebar; ///< rooms and members
    QColor canvas;  ///< behind the messages
    QColor raised;  ///< cards, composer, bubbles of others
    QColor own;     ///< bubbles of one's own
    QColor text;
    QColor ownText;
    QColor dim; ///< second-rank text, still at least 4.5:1
    QColor ownDim;
    QColor line; ///< hairlines
    QColor hover;
    QColor chosen;
    QColor accent;
    QColor onAccent;
    QColor link;
    QColor good;
    QColor warning;
    QColor warningField;
    QColor danger;
    QColor dangerField;
};

[[nodiscard]] const Colours& lightColours();
[[nodiscard]] const Colours& darkColours();
[[nodiscard]] const Colours& coloursFor(const QPalette& palette);
[[nodiscard]] QPalette paletteOf(const Colours& colours);

/// WCAG contrast ratio of two opaque colours, 1 to 21.
[[nodiscard]] double contrast(const QColor& one, const QColor& other);

class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication& app);

    /// Fusion style, the font list with colour emoji, and the palette.
    void install(Scheme scheme);
    void setScheme(Scheme scheme);
    [[nodiscard]] Scheme scheme() const { return m_scheme; }

    /// The application font with a family list that draws emoji in colour.
    [[nodiscard]] static QFont baseFont(const QFont& desktop);

private slots:
    void onPortalChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void watchPortal();
    void apply();

    QApplication& m_app;
    Scheme m_scheme = Scheme::Follow;
    bool m_desktopDark = false;
};

} // namespace gui
