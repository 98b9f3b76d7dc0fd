// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Buttons as this window draws them: a main one in the accent colour, plain ones, a red one for what cannot be undone,
// and round icon buttons. Every constructor asks for the words that a screen reader says, so none can go unnamed.

#include "gui/widgets/icons.h"

#include <QPushButton>

#include <optional>

namespace gui {

class ActionButton : public QPushButton
{
    Q_OBJECT

public:
    enum class Kind { Main, Plain, Danger, Quiet, Floating };

    ActionButton(const QString& words, Kind kind, QWidget* parent = nullptr);
    ActionButton(const QString& words, Glyph glyph, Kind kind, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Kind m_kind;
    std::optional<Glyph> m_glyph;
};

/// A round button that shows a glyph only; `words` are its tooltip and its accessible name.
class IconButton : public QPushButton
{
    Q_OBJECT

public:
    IconButton(Glyph glyph, const QString& words, QWidget* parent = nullptr);

    void setAccented(bool accented);
    [[nodiscard]] QSize sizeHint() const override { return {side, side}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    static constexpr int side = 36;

    Glyph m_glyph;
    bool m_accented = false;
};

} // namespace gui
