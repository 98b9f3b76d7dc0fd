// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Answers and notices on their way out, in order. An answer that still has to be completed from the store (unread
// counts, figures) keeps its place: what it caused must not be seen before it.

#include "engine/engine_types.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <variant>

namespace engine::host {

class PersonStream
{
public:
    struct Answered {
        RequestId request = 0;
        Answer answer;
    };
    using Item = std::variant<Answered, Notice>;
    using Slot = std::uint64_t;

    explicit PersonStream(std::function<void(Item)> sink)
        : m_sink(std::move(sink))
    {
    }

    void push(Item item);
    /// A place for an item that comes later.
    [[nodiscard]] Slot reserve();
    void fill(Slot slot, Item item);

private:
    void release();

    std::function<void(Item)> m_sink;
    std::deque<std::optional<Item>> m_items;
    Slot m_first = 0; ///< the slot of m_items.front()
};

} // namespace engine::host
