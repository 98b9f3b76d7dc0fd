// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The rules of a room as choices: who may write, how fast, links, newcomers, files, how long things stay. It shows rules
// as they stand and says what of them was changed; it asks nobody.

#include "engine/engine_types.h"

#include <QObject>

class QCheckBox;
class QComboBox;
class QVBoxLayout;

namespace gui {

class PlainLabel;

class PolicyForm : public QObject
{
    Q_OBJECT

public:
    /// Puts its choices into two pages: what is written, and what is kept.
    PolicyForm(QVBoxLayout* writing, QVBoxLayout* keeping, QObject* parent);

    void show(const engine::RoomPolicy& policy);
    /// The room is a public one, whose history is everybody's.
    void setPublic();
    /// Only what is other than what was shown.
    [[nodiscard]] engine::PolicyChange change() const;

    [[nodiscard]] QComboBox* posting() const { return m_posting; }
    [[nodiscard]] QComboBox* slowMode() const { return m_slowMode; }
    [[nodiscard]] QCheckBox* links() const { return m_links; }
    [[nodiscard]] QComboBox* quarantine() const { return m_quarantine; }
    [[nodiscard]] QComboBox* files() const { return m_files; }
    [[nodiscard]] QComboBox* fileSize() const { return m_fileSize; }
    [[nodiscard]] QComboBox* retention() const { return m_retention; }
    [[nodiscard]] const PlainLabel* retentionMeans() const { return m_retentionMeans; }
    [[nodiscard]] QComboBox* history() const { return m_history; }

private:
    void addWriting(QVBoxLayout* column);
    void addKeeping(QVBoxLayout* column);

    engine::RoomPolicy m_shown;
    QComboBox* m_posting = nullptr;
    QComboBox* m_slowMode = nullptr;
    QCheckBox* m_links = nullptr;
    QComboBox* m_quarantine = nullptr;
    QComboBox* m_files = nullptr;
    QComboBox* m_fileSize = nullptr;
    QComboBox* m_retention = nullptr;
    QComboBox* m_history = nullptr;
    PlainLabel* m_retentionMeans = nullptr;
    PlainLabel* m_historyMeans = nullptr;
};

/// All ways to treat newcomers, as a choice.
void fillHistory(QComboBox* choice);

} // namespace gui
