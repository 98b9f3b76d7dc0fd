// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Labels that never read markup. `PlainLabel` wraps, `ElidedLabel` keeps to one line and gives way.

#include <QLabel>

namespace gui {

class PlainLabel : public QLabel
{
    Q_OBJECT

public:
    enum class Rank { Title, Heading, Body, Small };

    explicit PlainLabel(const QString& text, Rank rank = Rank::Body, QWidget* parent = nullptr);

    /// Second-rank text in the dimmer colour.
    void setDim(bool dim);
};

class ElidedLabel : public QWidget
{
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    void setText(const QString& text);
    [[nodiscard]] const QString& text() const { return m_text; }
    void setDim(bool dim);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    bool m_dim = false;
};

} // namespace gui
