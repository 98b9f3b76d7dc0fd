// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What stands where a room would stand while none is open: the ways on.

#include "gui/session.h"

#include <QWidget>

namespace gui {

class PlainLabel;

class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(Session& session, QWidget* parent = nullptr);

signals:
    void createWanted();
    void joinWanted();
    void browseWanted();
    void profileWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();

    Session& m_session;
    PlainLabel* m_title = nullptr;
};

} // namespace gui
