// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/address_field.h"

#include <QScrollBar>

namespace gui {

AddressField::AddressField(const QString& words, int lines, QWidget* parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setAccessibleName(words);
    verticalScrollBar()->setAccessibleName(tr("Scroll: %1").arg(words));
    setWordWrapMode(QTextOption::WrapAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The round field of the style lies under the text.
    viewport()->setAutoFillBackground(false);
    document()->setDocumentMargin(8);
    setFixedHeight(lines * fontMetrics().lineSpacing() + 24);
}

} // namespace gui
