// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The five ways of finding people, each with what it is good for, what it is doing and when it last found somebody.
// They look alike to a screen reader and to the eye: a shape says the state, and words repeat it.

#include "gui/session.h"

#include <QWidget>

namespace gui {

class PlainLabel;

class RungRow : public QWidget
{
    Q_OBJECT

public:
    RungRow(engine::Rung rung, QWidget* parent);

    void show(const engine::RungSnapshot& rung);
    [[nodiscard]] QString words() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    engine::RungState m_state = engine::RungState::Idle;
    PlainLabel* m_name = nullptr;
    PlainLabel* m_said = nullptr;
};

class RungList : public QWidget
{
    Q_OBJECT

public:
    explicit RungList(Session& session, QWidget* parent = nullptr);

    [[nodiscard]] const std::vector<RungRow*>& rows() const { return m_rows; }

private:
    void refresh();

    Session& m_session;
    std::vector<RungRow*> m_rows;
};

} // namespace gui
