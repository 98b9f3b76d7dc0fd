// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/dialogs/form_dialog.h"

#include "gui/widgets/labelled.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QScreen>
#include <QVBoxLayout>

namespace gui {

FormDialog::FormDialog(const QString& title, const QString& sentence, QWidget* parent)
    : QDialog(parent)
    , m_content(new QVBoxLayout)
    , m_said(new PlainLabel(QString(), PlainLabel::Rank::Body, this))
    , m_buttons(new QHBoxLayout)
    , m_close(new ActionButton(tr("Cancel"), ActionButton::Kind::Plain, this))
{
    setWindowTitle(title);
    setModal(true);
    setMinimumWidth(460);
    m_content->setSpacing(6);
    m_said->hide();
    m_buttons->setSpacing(10);
    m_buttons->addStretch(1);
    m_buttons->addWidget(m_close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(28, 24, 28, 22);
    column->setSpacing(12);
    column->addWidget(new PlainLabel(title, PlainLabel::Rank::Title, this));
    if (!sentence.isEmpty()) {
        auto* words = new PlainLabel(sentence, PlainLabel::Rank::Body, this);
        words->setDim(true);
        column->addWidget(words);
    }
    column->addLayout(m_content, 1);
    column->addWidget(m_said);
    column->addSpacing(4);
    column->addLayout(m_buttons);
    connect(m_close, &ActionButton::clicked, this, &QDialog::reject);
}

void FormDialog::complain(const QString& words)
{
    m_said->setForegroundRole(QPalette::BrightText);
    m_said->setText(words);
    m_said->setVisible(!words.isEmpty());
    fit();
}

void FormDialog::tell(const QString& words)
{
    m_said->setForegroundRole(QPalette::WindowText);
    m_said->setText(words);
    m_said->setVisible(!words.isEmpty());
    fit();
}

void FormDialog::keepRoomToSay()
{
    QSizePolicy policy = m_said->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_said->setSizePolicy(policy);
    m_said->setMinimumHeight(m_said->fontMetrics().height());
}

void FormDialog::showEvent(QShowEvent* event)
{
    fit();
    QDialog::showEvent(event);
}

void FormDialog::fit()
{
    layout()->activate();
    const int wide = qMax(width(), minimumWidth());
    const int wanted = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(wide)
                                                     : layout()->totalSizeHint().height();
    const int most = screen()->availableGeometry().height();
    resize(wide, qBound(minimumHeight(), wanted, qMax(most, minimumHeight())));
}

QString FormDialog::said() const
{
    return m_said->isHidden() ? QString() : m_said->text();
}

void FormDialog::addMain(const QString& words, ActionButton::Kind kind)
{
    m_main = new ActionButton(words, kind, this);
    m_buttons->addWidget(m_main);
    m_main->setDefault(true);
}

void FormDialog::setCloseWords(const QString& words)
{
    m_close->setText(words);
    m_close->setAccessibleName(words);
}

QLineEdit* FormDialog::addField(const QString& label, const QString& example)
{
    auto* field = new QLineEdit(this);
    field->setPlaceholderText(example);
    field->setMinimumHeight(36);
    addLabelled(m_content, label, field);
    return field;
}

QComboBox* FormDialog::addChoice(const QString& label)
{
    return gui::addChoice(m_content, label);
}

PlainLabel* FormDialog::labelOf(const QWidget* field) const
{
    for (PlainLabel* label : findChildren<PlainLabel*>()) {
        if (label->buddy() == field) {
            return label;
        }
    }
    return nullptr;
}

void FormDialog::addExtra(QWidget* widget)
{
    m_buttons->insertWidget(0, widget);
}

} // namespace gui
