// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/shared_index.h"

#include <algorithm>

namespace engine::host {

namespace {

unsigned maskOf(int first, int count)
{
    return (1U << static_cast<unsigned>(first + count)) - (1U << static_cast<unsigned>(first));
}

} // namespace

void SharedIndex::attach(Holder& holder)
{
    const std::lock_guard lock(m_mutex);
    m_holders.push_back(&holder);
}

void SharedIndex::detach(Holder& holder)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_holders, &holder);
    holder = {};
    if (m_holders.empty()) {
        m_regions.clear(); // whoever comes next reads the log itself
    }
}

volatile void* SharedIndex::region(std::size_t index, std::size_t bytes, bool make)
{
    const std::lock_guard lock(m_mutex);
    while (make && m_regions.size() <= index) {
        m_regions.push_back(std::make_unique<std::byte[]>(bytes));
    }
    return index < m_regions.size() ? m_regions[index].get() : nullptr;
}

bool SharedIndex::lockShared(Holder& holder, int first)
{
    const std::lock_guard lock(m_mutex);
    const unsigned mask = maskOf(first, 1);
    const bool taken = std::any_of(m_holders.begin(), m_holders.end(), [&](const Holder* other) {
        return other != &holder && (other->exclusive & mask) != 0;
    });
    holder.shared |= taken ? 0U : mask;
    return !taken;
}

bool SharedIndex::lockExclusive(Holder& holder, int first, int count)
{
    const std::lock_guard lock(m_mutex);
    const unsigned mask = maskOf(first, count);
    const bool taken = std::any_of(m_holders.begin(), m_holders.end(), [&](const Holder* other) {
        return other != &holder && ((other->exclusive | other->shared) & mask) != 0;
    });
    holder.exclusive |= taken ? 0U : mask;
    return !taken;
}

void SharedIndex::unlock(Holder& holder, int first, int count)
{
    const std::lock_guard lock(m_mutex);
    holder.shared &= ~maskOf(first, count);
    holder.exclusive &= ~maskOf(first, count);
}

} // namespace engine::host
