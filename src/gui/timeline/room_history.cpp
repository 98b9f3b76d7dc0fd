// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/timeline/room_history.h"

#include <algorithm>
#include <utility>

namespace gui {

using engine::MessageSnapshot;

RoomHistory::RoomHistory(Ask ask, const core::RoomId& room)
    : m_ask(std::move(ask))
    , m_room(room)
{
}

std::optional<std::size_t> RoomHistory::indexOf(const core::EventRef& message) const
{
    if (!m_known.contains(message)) {
        return std::nullopt;
    }
    // From the end: what is looked for is nearly always new.
    for (std::size_t index = m_messages.size(); index > 0; --index) {
        if (m_messages[index - 1].message == message) {
            return index - 1;
        }
    }
    return std::nullopt;
}

void RoomHistory::ask(const engine::ReadHistory& request,
                      void (RoomHistory::*take)(const engine::HistoryPage&))
{
    m_asking = true;
    m_ask(request, this, [this, take](const engine::Answer& answer) {
        m_asking = false;
        if (const auto* page = std::get_if<engine::HistoryPage>(&answer)) {
            (this->*take)(*page);
        }
        goOn();
    });
}

/// With what had to wait for the page that has just come.
void RoomHistory::goOn()
{
    if (const auto around = std::exchange(m_around, std::nullopt)) {
        loadAround(*around);
    } else if (std::exchange(m_mergeAgain, false)) {
        merge();
    }
}

void RoomHistory::loadNewest(std::uint32_t unread)
{
    if (m_asking) {
        return;
    }
    engine::ReadHistory request;
    request.room = m_room;
    request.limit = std::min(unread + pageRows, engine::historyLimitMost);
    ask(request, &RoomHistory::takeNewest);
}

void RoomHistory::loadOlder()
{
    if (m_asking || m_complete || m_messages.empty()) {
        return;
    }
    engine::ReadHistory request;
    request.room = m_room;
    request.before = m_messages.front().message;
    request.limit = pageRows;
    ask(request, &RoomHistory::takeOlder);
}

void RoomHistory::loadNewer()
{
    if (m_asking || m_atEnd || m_messages.empty()) {
        return;
    }
    engine::ReadHistory request;
    request.room = m_room;
    request.after = m_messages.back().message;
    request.limit = pageRows;
    ask(request, &RoomHistory::takeNewer);
}

void RoomHistory::loadAround(const core::EventRef& message)
{
    if (m_asking) {
        m_around = message;
        return;
    }
    m_asking = true;
    engine::ReadHistory request;
    request.room = m_room;
    request.after = message;
    request.limit = pageRows;
    m_ask(request, this, [this](const engine::Answer& answer) {
        const auto* later = std::get_if<engine::HistoryPage>(&answer);
        if (later == nullptr) {
            m_asking = false;
            goOn();
            return;
        }
        engine::ReadHistory older;
        older.room = m_room;
        older.limit = pageRows;
        if (!later->messages.empty()) {
            older.before = later->messages.front().message;
        }
        m_ask(older, this, [this, rows = later->messages](const engine::Answer& before) {
            takeAround(rows, before);
        });
    });
}

void RoomHistory::takeAround(const std::vector<MessageSnapshot>& later,
                             const engine::Answer& before)
{
    m_asking = false;
    if (const auto* older = std::get_if<engine::HistoryPage>(&before)) {
        engine::HistoryPage page = *older;
        page.messages.insert(page.messages.end(), later.begin(), later.end());
        replaceBy(page, later.size() < pageRows);
    }
    goOn();
}

void RoomHistory::takeNewest(const engine::HistoryPage& page)
{
    replaceBy(page, true);
}

void RoomHistory::replaceBy(const engine::HistoryPage& page, bool atEnd)
{
    m_messages.assign(page.messages.begin(), page.messages.end());
    m_known.clear();
    for (const MessageSnapshot& message : m_messages) {
        m_known.insert(message.message);
    }
    m_loaded = true;
    m_complete = page.complete;
    m_atEnd = atEnd;
    emit reset();
}

void RoomHistory::takeOlder(const engine::HistoryPage& page)
{
    m_complete = page.complete;
    int count = 0;
    for (auto message = page.messages.rbegin(); message != page.messages.rend(); ++message) {
        if (m_known.insert(message->message).second) {
            m_messages.push_front(*message);
            ++count;
        }
    }
    if (count > 0) {
        emit inserted(0, count);
        dropBack();
    }
}

void RoomHistory::takeNewer(const engine::HistoryPage& page)
{
    const int first = static_cast<int>(m_messages.size());
    int count = 0;
    for (const MessageSnapshot& message : page.messages) {
        if (m_known.insert(message.message).second) {
            m_messages.push_back(message);
            ++count;
        }
    }
    m_atEnd = page.messages.size() < pageRows;
    if (count > 0) {
        emit inserted(first, count);
        dropFront();
    }
}

void RoomHistory::takeMessage(const MessageSnapshot& message)
{
    if (const auto index = indexOf(message.message)) {
        m_messages[*index] = message;
        emit changed(static_cast<int>(*index));
        return;
    }
    if (!m_loaded || message.deleted) {
        return;
    }
    if (!m_atEnd) {
        if (message.own) {
            loadNewest(0);
        }
        return;
    }
    std::size_t index = m_messages.size();
    while (!message.late && index > 0) {
        const MessageSnapshot& before = m_messages[index - 1];
        if (before.late
            || std::pair(before.timeMs, before.message)
                   <= std::pair(message.timeMs, message.message)) {
            break;
        }
        --index;
    }
    insertAt(index, message);
}

void RoomHistory::insertAt(std::size_t index, const MessageSnapshot& message)
{
    m_messages.insert(m_messages.begin() + static_cast<std::ptrdiff_t>(index), message);
    m_known.insert(message.message);
    emit inserted(static_cast<int>(index), 1);
    emit arrived(static_cast<int>(index));
    if (m_followed) {
        dropFront();
    } else if (m_messages.size() > 2 * m_rowsMost) {
        dropBack();
    }
}

void RoomHistory::takeState(const engine::MessageStateNotice& notice)
{
    if (const auto index = indexOf(notice.message)) {
        MessageSnapshot& message = m_messages[*index];
        message.state = std::max(message.state, notice.state);
        message.deliveredTo = notice.deliveredTo;
        emit changed(static_cast<int>(*index));
    }
}

void RoomHistory::takeSync(std::uint32_t count)
{
    m_complete = false;
    m_synced += count;
    if (m_asking) {
        m_mergeAgain = true;
    } else if (m_loaded && m_atEnd) {
        merge();
    }
}

void RoomHistory::merge()
{
    if (!m_loaded || !m_atEnd) {
        return;
    }
    engine::ReadHistory request;
    request.room = m_room;
    const std::size_t wanted = m_messages.size() + std::exchange(m_synced, 0U) + pageRows;
    request.limit =
        static_cast<std::uint32_t>(std::min<std::size_t>(wanted, engine::historyLimitMost));
    ask(request, &RoomHistory::takeMerged);
}

void RoomHistory::takeMerged(const engine::HistoryPage& page)
{
    std::deque<MessageSnapshot> rows(page.messages.begin(), page.messages.end());
    // What lay above the page stays, so that the viewport keeps its rows.
    if (!rows.empty()) {
        const auto overlap = indexOf(rows.front().message);
        rows.insert(rows.begin(),
                    m_messages.begin(),
                    m_messages.begin() + static_cast<std::ptrdiff_t>(overlap.value_or(0)));
    }
    m_messages = std::move(rows);
    m_complete = page.complete;
    m_known.clear();
    for (const MessageSnapshot& message : m_messages) {
        m_known.insert(message.message);
    }
    emit reset();
}

void RoomHistory::dropFront()
{
    if (m_messages.size() <= m_rowsMost) {
        return;
    }
    const std::size_t extra = m_messages.size() - m_rowsMost;
    for (std::size_t count = 0; count < extra; ++count) {
        m_known.erase(m_messages.front().message);
        m_messages.pop_front();
    }
    m_complete = false;
    emit removed(0, static_cast<int>(extra));
}

void RoomHistory::dropBack()
{
    if (m_messages.size() <= m_rowsMost) {
        return;
    }
    const std::size_t extra = m_messages.size() - m_rowsMost;
    for (std::size_t count = 0; count < extra; ++count) {
        m_known.erase(m_messages.back().message);
        m_messages.pop_back();
    }
    m_atEnd = false;
    emit removed(static_cast<int>(m_messages.size()), static_cast<int>(extra));
}

} // namespace gui
