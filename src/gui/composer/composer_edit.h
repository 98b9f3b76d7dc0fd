// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The field one writes in: grows from one to eight lines, Enter sends, Shift+Enter breaks the line, Tab leaves. Pasted
// files go the way of dropped ones.

#include <QPlainTextEdit>

namespace gui {

class ComposerEdit : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit ComposerEdit(QWidget* parent = nullptr);

signals:
    void sendWanted();
    void filesPasted(const QStringList& paths);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    void fitHeight();
};

/// The local files in something pasted or dropped.
[[nodiscard]] QStringList localFilesIn(const QMimeData* source);

} // namespace gui
