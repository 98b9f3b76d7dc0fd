// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Lies over the whole room while files hover over it, and says who will get them.

#include <QWidget>

namespace gui {

class DropOverlay : public QWidget
{
    Q_OBJECT

public:
    explicit DropOverlay(QWidget* parent);

    void say(const QString& title, const QString& detail, bool allowed);
    [[nodiscard]] const QString& title() const { return m_title; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_title;
    QString m_detail;
    bool m_allowed = true;
};

} // namespace gui
