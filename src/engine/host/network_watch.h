// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Notices that the network is another one: interfaces or addresses came or went, or the machine has slept. Looks every
// few seconds; asking the kernel to tell would save nothing worth having.

#include "engine/host/addresses.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <vector>

namespace engine::host {

class NetworkWatch
{
public:
    using Interfaces = std::function<std::vector<LocalInterface>()>;
    using Asleep = std::function<std::chrono::nanoseconds()>;

    NetworkWatch(std::function<void()> changed,
                 std::chrono::milliseconds every,
                 Interfaces interfaces,
                 Asleep asleep);
    NetworkWatch(const NetworkWatch&) = delete;
    NetworkWatch& operator=(const NetworkWatch&) = delete;
    NetworkWatch(NetworkWatch&&) = delete;
    NetworkWatch& operator=(NetworkWatch&&) = delete;
    ~NetworkWatch() = default;

    [[nodiscard]] const std::vector<LocalInterface>& interfaces() const { return m_known; }
    /// Looks now, without calling anybody.
    void refresh();

private:
    void look();

    std::function<void()> m_changed;
    Interfaces m_interfaces;
    Asleep m_asleep;
    std::vector<LocalInterface> m_known;
    std::chrono::nanoseconds m_sleptBefore{};
    QObject m_context;
    QTimer m_timer;
};

} // namespace engine::host
