// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The picture of a room: what it is, another one from a file, or none. Nothing is changed before it is saved.

#include <QImage>
#include <QPixmap>
#include <QWidget>

#include <optional>

class QLabel;

namespace gui {

class ActionButton;

class PictureForm : public QWidget
{
    Q_OBJECT

public:
    explicit PictureForm(QWidget* parent);

    /// What is shown while nothing is chosen; `own` tells whether that can be taken away.
    void setPresent(const QPixmap& pixmap, bool own);
    /// From a file that this person has chosen; false when that is no picture.
    bool choose(const QString& path);
    void remove();
    void setSaved() { m_change.reset(); }
    /// Null within: none any more. Nothing: as it was.
    [[nodiscard]] const std::optional<QImage>& change() const { return m_change; }

    [[nodiscard]] ActionButton* chooseButton() const { return m_choose; }
    [[nodiscard]] ActionButton* removeButton() const { return m_remove; }

signals:
    void changed();
    void refused(const QString& words);

private:
    void askForFile();

    QLabel* m_picture;
    ActionButton* m_choose;
    ActionButton* m_remove;
    std::optional<QImage> m_change;
};

} // namespace gui
