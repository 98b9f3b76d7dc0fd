// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who comes in: four ways, each with a sentence on what it means, and what belongs to one of them (a password, a place in
// the table of all rooms).

#include "engine/engine_types.h"

#include <QWidget>

#include <map>

class QCheckBox;
class QLineEdit;
class QRadioButton;

namespace gui {

class PlainLabel;

class AccessForm : public QWidget
{
    Q_OBJECT

public:
    explicit AccessForm(QWidget* parent = nullptr);

    void setAccess(engine::Access access);
    [[nodiscard]] engine::Access access() const;
    /// A room that was not founded as public never becomes it.
    void offerPublic(bool offer);
    void setListed(bool listed);
    /// Only an open room can be in the table.
    [[nodiscard]] bool listed() const;
    [[nodiscard]] QString password() const;
    /// A room that has a password already needs no new one.
    void setPasswordOptional(bool optional);
    /// What is missing, in words; empty when nothing is.
    [[nodiscard]] QString flaw() const;

    [[nodiscard]] const std::map<engine::Access, QRadioButton*>& ways() const { return m_ways; }
    [[nodiscard]] QLineEdit* passwordField() const { return m_password; }
    [[nodiscard]] QCheckBox* listedBox() const { return m_listed; }

signals:
    void changed();

private:
    void refresh();

    std::map<engine::Access, QRadioButton*> m_ways;
    QLineEdit* m_password = nullptr;
    PlainLabel* m_passwordLabel = nullptr;
    QCheckBox* m_listed = nullptr;
    PlainLabel* m_listedMeans = nullptr;
    bool m_passwordOptional = false;
};

} // namespace gui
