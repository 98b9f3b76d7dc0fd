// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A way on, as a card: a picture, what it is, and one sentence on what comes of it.

#include "gui/widgets/icons.h"

#include <QAbstractButton>

namespace gui {

class CardButton : public QAbstractButton
{
    Q_OBJECT

public:
    CardButton(Glyph glyph,
               const QString& title,
               const QString& sentence,
               QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Glyph m_glyph;
    QString m_sentence;
};

} // namespace gui
