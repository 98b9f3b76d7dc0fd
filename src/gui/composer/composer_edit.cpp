// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/composer/composer_edit.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QScrollBar>
#include <QTextBlock>
#include <QUrl>

#include <algorithm>

namespace gui {

namespace {

constexpr int linesMost = 8;
constexpr int pad = 7;

} // namespace

QStringList localFilesIn(const QMimeData* source)
{
    QStringList paths;
    if (source != nullptr && source->hasUrls()) {
        const QList<QUrl> urls = source->urls();
        for (const QUrl& url : urls) {
            if (url.isLocalFile()) {
                paths.append(url.toLocalFile());
            }
        }
    }
    return paths;
}

ComposerEdit::ComposerEdit(QWidget* parent)
    : QPlainTextEdit(parent)
{
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    verticalScrollBar()->setAccessibleName(tr("Scroll the message being written"));
    document()->setDocumentMargin(pad);
    viewport()->setAutoFillBackground(false);
    // Drops belong to the whole room view.
    setAcceptDrops(false);
    viewport()->setAcceptDrops(false);
    connect(this, &QPlainTextEdit::textChanged, this, &ComposerEdit::fitHeight);
    fitHeight();
}

void ComposerEdit::fitHeight()
{
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && lines <= linesMost;
         block = block.next()) {
        // Asking for the rectangle lays the block out.
        static_cast<void>(document()->documentLayout()->blockBoundingRect(block));
        lines += std::max(block.layout()->lineCount(), 1);
    }
    const int shown = std::clamp(lines, 1, linesMost);
    const int height = shown * QFontMetrics(font()).lineSpacing() + 2 * pad + 2;
    if (height != this->height()) {
        setFixedHeight(height);
    }
}

void ComposerEdit::setPrompt(const QString& prompt)
{
    m_prompt = prompt;
    fitPrompt();
}

void ComposerEdit::fitPrompt()
{
    setPlaceholderText(
        fontMetrics().elidedText(m_prompt, Qt::ElideRight, viewport()->width() - 2 * pad));
}

void ComposerEdit::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
    fitPrompt();
}

void ComposerEdit::focusInEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusInEvent(event);
    emit focusChanged();
}

void ComposerEdit::focusOutEvent(QFocusEvent* event)
{
    QPlainTextEdit::focusOutEvent(event);
    emit focusChanged();
}

void ComposerEdit::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const Qt::KeyboardModifiers held = event->modifiers() & ~Qt::KeypadModifier;
    if (enter && held == Qt::NoModifier) {
        emit sendWanted();
        return;
    }
    if (enter && held == Qt::ShiftModifier) {
        // Qt would insert a line separator; what is sent has plain line feeds.
        insertPlainText(QStringLiteral("\n"));
        ensureCursorVisible();
        return;
    }
    if (event->key() == Qt::Key_Escape && held == Qt::NoModifier) {
        emit escapePressed();
        return;
    }
    if (event->key() == Qt::Key_Up && held == Qt::NoModifier && document()->isEmpty()) {
        emit upFromEmpty();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

bool ComposerEdit::canInsertFromMimeData(const QMimeData* source) const
{
    return !localFilesIn(source).isEmpty() || QPlainTextEdit::canInsertFromMimeData(source);
}

void ComposerEdit::insertFromMimeData(const QMimeData* source)
{
    const QStringList files = localFilesIn(source);
    if (!files.isEmpty()) {
        emit filesPasted(files);
        return;
    }
    QPlainTextEdit::insertFromMimeData(source);
}

} // namespace gui
