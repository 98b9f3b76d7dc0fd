// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How long what members say takes until the others have it on the screen.

#include "sim/world.h"

namespace sim {

class Ear
{
public:
    using Members = std::vector<SimPeer*>;

    /// Only listeners that are up when something is said are waited for, and only as long as they are.
    Ear(World& world, const engine::RoomId& room, Members speakers, Members listeners);

    /// Plans `count` texts by random speakers, each of about `bytes`, at random times of the span.
    void plan(core::Duration span, std::size_t count, std::size_t bytes);

    /// Texts that somebody still waits for.
    [[nodiscard]] std::size_t waiting() const;
    /// Until one of them had a text, for each of them and each text.
    [[nodiscard]] const std::vector<core::Duration>& each() const;
    /// Until the last one had it, for each text.
    [[nodiscard]] const std::vector<core::Duration>& all() const;

private:
    struct State;
    static void say(const std::shared_ptr<State>& state,
                    SimPeer& member,
                    std::size_t number,
                    std::size_t bytes);
    static void listen(const std::shared_ptr<State>& state,
                       const engine::EventRef& message,
                       core::MonoTime said,
                       Members left);

    std::shared_ptr<State> m_state; ///< what is planned may happen when the ear is gone
};

/// Milliseconds; 0 of nothing.
[[nodiscard]] double quantile(std::vector<core::Duration> spans, double part);

} // namespace sim
