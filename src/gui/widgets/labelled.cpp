// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/widgets/labelled.h"

#include "gui/widgets/plain_label.h"

#include <QComboBox>
#include <QVBoxLayout>

namespace gui {

PlainLabel* addLabelled(QVBoxLayout* column, const QString& label, QWidget* field)
{
    auto* words = new PlainLabel(label, PlainLabel::Rank::Body, column->parentWidget());
    field->setAccessibleName(label);
    words->setBuddy(field);
    column->addWidget(words);
    column->addWidget(field);
    return words;
}

QComboBox* addChoice(QVBoxLayout* column, const QString& label)
{
    auto* choice = new QComboBox(column->parentWidget());
    choice->setMinimumHeight(34);
    addLabelled(column, label, choice);
    return choice;
}

void chooseValue(QComboBox* choice, qlonglong value, const QString& words)
{
    int index = choice->findData(value);
    if (index < 0) {
        choice->addItem(words, value);
        index = choice->count() - 1;
    }
    choice->setCurrentIndex(index);
}

} // namespace gui
