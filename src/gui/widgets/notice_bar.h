// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A bar across the window for what the person must know: what happened, what it means, what to do. It stays until it is
// closed; the same warning twice is one bar.

#include "engine/engine_types.h"

#include <QWidget>

#include <map>

class QVBoxLayout;

namespace gui {

class NoticeBar : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeBar(QWidget* parent = nullptr);

    void warn(engine::Warning warning);
    void clear(engine::Warning warning);
    [[nodiscard]] int count() const { return static_cast<int>(m_bars.size()); }

private:
    QVBoxLayout* m_column = nullptr;
    std::map<engine::Warning, QWidget*> m_bars;
};

} // namespace gui
