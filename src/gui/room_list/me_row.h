// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who I am, and under the name whether anybody is reachable. The row opens one's profile, the pill the network. Narrow,
// there are the picture and on its corner the pill's dot.

#include "gui/session.h"

#include <QAbstractButton>

namespace gui {

class NetworkPill;

class MeRow : public QAbstractButton
{
    Q_OBJECT

public:
    explicit MeRow(Session& session, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override { return {200, 64}; }
    [[nodiscard]] NetworkPill* pill() const { return m_pill; }

signals:
    void activated();
    void networkWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void placePill();
    [[nodiscard]] bool isNarrow() const;

    Session& m_session;
    NetworkPill* m_pill = nullptr;
};

} // namespace gui
