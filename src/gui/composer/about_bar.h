// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The line over the field while what is written there is about a message: the one that is answered, or the one that is
// being changed.

#include "engine/engine_types.h"

#include <QWidget>

namespace gui {

class ElidedLabel;
class IconButton;

class AboutBar : public QWidget
{
    Q_OBJECT

public:
    enum class Purpose { Reply, Edit };

    explicit AboutBar(QWidget* parent = nullptr);

    void show(const engine::MessageSnapshot& message, Purpose purpose);
    void clear();
    [[nodiscard]] const std::optional<engine::MessageSnapshot>& message() const
    {
        return m_message;
    }
    [[nodiscard]] bool edits() const { return m_message && m_purpose == Purpose::Edit; }
    [[nodiscard]] QString words() const;
    [[nodiscard]] IconButton* closeButton() const { return m_close; }

signals:
    void closeWanted();

private:
    std::optional<engine::MessageSnapshot> m_message;
    Purpose m_purpose = Purpose::Reply;
    ElidedLabel* m_words = nullptr;
    IconButton* m_close = nullptr;
};

} // namespace gui
