// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Who I am, and in one honest line whether anybody is reachable. What the line says comes from the links that are really
// up and the searches really under way, never from a wish.

#include "gui/session.h"

#include <QAbstractButton>

namespace gui {

/// The status in words; `good` says whether anybody is there at all.
struct NetworkWords {
    QString line;
    QString detail;
    bool good = false;
};
[[nodiscard]] NetworkWords networkWords(const Session& session);

class MeRow : public QAbstractButton
{
    Q_OBJECT

public:
    explicit MeRow(Session& session, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override { return {200, 64}; }

signals:
    void activated();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void refresh();

    Session& m_session;
    NetworkWords m_words;
};

} // namespace gui
