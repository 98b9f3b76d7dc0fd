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

    /// What stands in the empty field, on one line however narrow it gets.
    void setPrompt(const QString& prompt);
    [[nodiscard]] const QString& prompt() const { return m_prompt; }

signals:
    void sendWanted();
    void escapePressed();
    /// Up in the empty field.
    void upFromEmpty();
    void focusChanged();
    void filesPasted(const QStringList& paths);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData* source) const override;
    void insertFromMimeData(const QMimeData* source) override;

private:
    void fitHeight();
    void fitPrompt();

    QString m_prompt;
};

/// The local files in something pasted or dropped.
[[nodiscard]] QStringList localFilesIn(const QMimeData* source);

} // namespace gui
