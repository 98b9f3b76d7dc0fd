// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The loaded part of one room's history: a window that slides over what the engine has, in screen order. It grows at
// either end by pages and gives back the far end when it is too large, so memory is bounded however long the room is.
// Others' late messages stand where they arrived; everything else is ordered by time.

#include "engine/engine_types.h"

#include <QObject>

#include <deque>
#include <functional>
#include <set>

namespace gui {

class RoomHistory : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t rowsMost = 1000;
    static constexpr std::uint32_t pageRows = 100;

    /// How it gets its pages; the callback runs once, unless `context` is gone by then.
    using Ask = std::function<void(const engine::ReadHistory& request,
                                   QObject* context,
                                   std::function<void(const engine::Answer&)> take)>;

    RoomHistory(Ask ask, const core::RoomId& room);

    [[nodiscard]] const core::RoomId& room() const { return m_room; }
    [[nodiscard]] const std::deque<engine::MessageSnapshot>& messages() const { return m_messages; }
    [[nodiscard]] bool loaded() const { return m_loaded; }
    /// Nothing older is wanted or expected.
    [[nodiscard]] bool complete() const { return m_complete; }
    /// The newest message of the room is in the window.
    [[nodiscard]] bool atEnd() const { return m_atEnd; }
    [[nodiscard]] std::optional<std::size_t> indexOf(const core::EventRef& message) const;

    /// The newest page, at least `unread` rows of it.
    void loadNewest(std::uint32_t unread);
    void loadOlder();
    void loadNewer();
    /// The rows before and after a message that is in the room but not in the window; after the page under way.
    void loadAround(const core::EventRef& message);
    /// A page is under way, or one around a message is still to be asked for.
    [[nodiscard]] bool asking() const { return m_asking || m_around.has_value(); }

    void takeMessage(const engine::MessageSnapshot& message);
    void takeState(const engine::MessageStateNotice& notice);
    /// Sync brought `count` messages that may belong anywhere.
    void takeSync(std::uint32_t count);

    /// Whether the reader stands at the end: the far end is given back, never the rows in view.
    void setFollowed(bool followed) { m_followed = followed; }

    /// For measurements: how many rows are kept.
    void setRowsMost(std::size_t rows) { m_rowsMost = rows; }

signals:
    /// Everything may be different; rows are to be found again by their ids.
    void reset();
    void inserted(int first, int count);
    void removed(int first, int count);
    void changed(int index);
    /// After `inserted`: this one has just been written, it is not a page of old ones.
    void arrived(int index);

private:
    void ask(const engine::ReadHistory& request,
             void (RoomHistory::*take)(const engine::HistoryPage&));
    void takeNewest(const engine::HistoryPage& page);
    void takeOlder(const engine::HistoryPage& page);
    void takeNewer(const engine::HistoryPage& page);
    void takeAround(const std::vector<engine::MessageSnapshot>& later,
                    const engine::Answer& before);
    void takeMerged(const engine::HistoryPage& page);
    void replaceBy(const engine::HistoryPage& page, bool atEnd);
    void goOn();
    void merge();
    void insertAt(std::size_t index, const engine::MessageSnapshot& message);
    void dropFront();
    void dropBack();

    Ask m_ask;
    core::RoomId m_room;
    std::deque<engine::MessageSnapshot> m_messages;
    std::set<core::EventRef> m_known;
    std::size_t m_rowsMost = rowsMost;
    bool m_loaded = false;
    bool m_complete = false;
    bool m_atEnd = true;
    bool m_followed = true;
    bool m_asking = false;
    bool m_mergeAgain = false;
    std::optional<core::EventRef> m_around; ///< wanted while something else was under way
    std::uint32_t m_synced = 0;
};

} // namespace gui
