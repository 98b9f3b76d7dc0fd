// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Searching in history, in a panel at the right of the window: in the open room or in all of them, by whom, since when,
// with a file. It asks while somebody types, a moment after the last key; what comes for an older question is thrown away.
// Return and F3 walk from result to result while the panel stays.

#include "gui/session.h"

#include <QDockWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QMenu;
class QTimer;

namespace gui {

class IconButton;
class PlainLabel;
class ResultList;

class SearchPanel : public QDockWidget
{
    Q_OBJECT

public:
    SearchPanel(Session& session, QWidget* parent);

    void setRoom(std::optional<core::RoomId> room);
    /// The ways in, with their keys.
    void addTo(QMenu* menu);
    void openHere();
    void openEverywhere();
    /// To the next result, or the one before.
    void step(int by);

    [[nodiscard]] QLineEdit* field() const { return m_field; }
    [[nodiscard]] QComboBox* scope() const { return m_scope; }
    [[nodiscard]] QComboBox* author() const { return m_author; }
    [[nodiscard]] QComboBox* period() const { return m_period; }
    [[nodiscard]] QCheckBox* files() const { return m_files; }
    [[nodiscard]] ResultList* results() const { return m_results; }
    [[nodiscard]] QString said() const;

signals:
    void foundWanted(const core::RoomId& room, const core::EventRef& message);
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void wire();
    void open(bool everywhere);
    void leave();
    void askSoon();
    void ask(bool more);
    [[nodiscard]] engine::SearchMessages question() const;
    [[nodiscard]] bool isEmptyQuestion(const engine::SearchMessages& question) const;
    void take(const engine::SearchPage& page, bool more, const QString& query);
    void say(const QString& words);
    void sayState();
    void refreshScope();
    void refreshAuthors();
    void goTo(int row);

    Session& m_session;
    std::optional<core::RoomId> m_room;
    QLineEdit* m_field = nullptr;
    IconButton* m_close = nullptr;
    QComboBox* m_scope = nullptr;
    QComboBox* m_author = nullptr;
    QComboBox* m_period = nullptr;
    QCheckBox* m_files = nullptr;
    PlainLabel* m_state = nullptr;
    ResultList* m_results = nullptr;
    QTimer* m_soon = nullptr;
    QTimer* m_again = nullptr; ///< while the index is not complete
    std::vector<std::pair<core::RoomId, core::EventRef>> m_found;
    std::optional<core::EventRef> m_before; ///< where older ones begin
    bool m_complete = true;
    bool m_indexed = true;
    bool m_asking = false;
    quint64 m_question = 0;
};

} // namespace gui
