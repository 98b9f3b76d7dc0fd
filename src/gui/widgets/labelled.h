// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A field under its label, which is its name for a screen reader too.

#include <QString>

class QComboBox;
class QVBoxLayout;
class QWidget;

namespace gui {

class PlainLabel;

PlainLabel* addLabelled(QVBoxLayout* column, const QString& label, QWidget* field);
/// A choice of one of several, still empty.
QComboBox* addChoice(QVBoxLayout* column, const QString& label);

/// Chooses what has this value; what is none of the choices is added under `words`, so that nothing is changed unasked.
void chooseValue(QComboBox* choice, qlonglong value, const QString& words);

} // namespace gui
