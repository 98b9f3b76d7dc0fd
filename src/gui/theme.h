// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How everything looks: two palettes (light, dark) on the house style and no style sheet. `Theme` picks the palette: the
// desktop's wish (the settings portal, else the palette that Qt found) unless the person forced one.

#include <QObject>

class QApplication;
class QDBusVariant;
class QFont;

namespace gui {

enum class Scheme { Follow, Light, Dark };

class Theme : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication& app);

    /// The house style, the program's icon, the font list with colour emoji, and the palette.
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
