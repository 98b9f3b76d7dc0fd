// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One honest line about the network that opens the long story when it is clicked. A full dot or an empty ring says
// whether anybody is there, so that nothing hangs on a colour.

#include "gui/session.h"

#include <QAbstractButton>

namespace gui {

class NetworkPill : public QAbstractButton
{
    Q_OBJECT

public:
    explicit NetworkPill(Session& session, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();

    Session& m_session;
};

} // namespace gui
