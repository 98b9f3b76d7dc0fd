// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/composer/about_bar.h"

#include "gui/plain_text.h"
#include "gui/widgets/action_button.h"
#include "gui/widgets/plain_label.h"
#include "gui/words.h"

#include <QHBoxLayout>

namespace gui {

AboutBar::AboutBar(QWidget* parent)
    : QWidget(parent)
    , m_words(new ElidedLabel(this))
    , m_close(new IconButton(Glyph::Close, tr("Write something else"), this))
{
    m_words->setDim(true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 0, 6, 0);
    row->addWidget(m_words, 1);
    row->addWidget(m_close);
    connect(m_close, &IconButton::clicked, this, &AboutBar::closeWanted);
    hide();
}

void AboutBar::show(const engine::MessageSnapshot& message, Purpose purpose)
{
    m_message = message;
    m_purpose = purpose;
    const QString text = singleLine(message.file ? message.file->name : message.text).left(200);
    m_words->setText(
        purpose == Purpose::Edit
            ? tr("Editing: %1").arg(isolated(text))
            : tr("Reply to %1: %2")
                  .arg(isolated(Words::person(message.name, message.author)), isolated(text)));
    setVisible(true);
}

void AboutBar::clear()
{
    m_message.reset();
    hide();
}

QString AboutBar::words() const
{
    return isHidden() ? QString() : m_words->text();
}

} // namespace gui
