// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/person_stream.h"

#include "core/check.h"

#include <utility>

namespace engine::host {

void PersonStream::push(Item item)
{
    if (m_items.empty()) {
        m_sink(std::move(item));
    } else {
        m_items.emplace_back(std::move(item));
    }
}

PersonStream::Slot PersonStream::reserve()
{
    m_items.emplace_back(std::nullopt);
    return m_first + m_items.size() - 1;
}

void PersonStream::fill(Slot slot, Item item)
{
    CHECK(slot >= m_first && slot - m_first < m_items.size());
    m_items[slot - m_first] = std::move(item);
    release();
}

void PersonStream::release()
{
    while (!m_items.empty() && m_items.front()) {
        Item item = std::move(*m_items.front());
        m_items.pop_front();
        ++m_first;
        m_sink(std::move(item));
    }
}

} // namespace engine::host
