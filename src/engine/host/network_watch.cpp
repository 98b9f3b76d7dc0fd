// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/network_watch.h"

#include <utility>

namespace engine::host {

namespace {

/// Less than this is the clocks' own imprecision, or a nap that no link notices.
constexpr std::chrono::seconds sleptEnough{5};

} // namespace

NetworkWatch::NetworkWatch(std::function<void()> changed,
                           std::chrono::milliseconds every,
                           Interfaces interfaces,
                           Asleep asleep)
    : m_changed(std::move(changed))
    , m_interfaces(std::move(interfaces))
    , m_asleep(std::move(asleep))
{
    refresh();
    QObject::connect(&m_timer, &QTimer::timeout, &m_context, [this]() { look(); });
    m_timer.start(every);
}

void NetworkWatch::refresh()
{
    m_known = m_interfaces();
    m_sleptBefore = m_asleep();
}

void NetworkWatch::look()
{
    const auto before = std::exchange(m_known, m_interfaces());
    const auto slept = m_asleep();
    const bool woke = slept - std::exchange(m_sleptBefore, slept) >= sleptEnough;
    if (woke || before != m_known) {
        m_changed();
    }
}

} // namespace engine::host
