// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/peer_scores.h"

#include "core/limits.h"

#include <algorithm>
#include <cmath>

namespace engine::room {

namespace tuning = core::limits::tuning;

double PeerScores::pointsOf(const Account& account, core::MonoTime now)
{
    const std::chrono::duration<double> age = now - account.at;
    const std::chrono::duration<double> half = tuning::scoreHalves;
    return account.points * std::exp2(-age / half);
}

void PeerScores::blame(const core::DeviceId& device, double points, core::MonoTime now)
{
    if (!m_accounts.contains(device) && m_accounts.size() >= tuning::scoresKept) {
        m_accounts.erase(std::min_element(
            m_accounts.begin(), m_accounts.end(), [now](const auto& one, const auto& other) {
                return pointsOf(one.second, now) < pointsOf(other.second, now);
            }));
    }
    Account& account = m_accounts[device];
    account = {std::min(pointsOf(account, now) + points, tuning::scoreMost), now};
}

double PeerScores::of(const core::DeviceId& device, core::MonoTime now) const
{
    const auto account = m_accounts.find(device);
    return account == m_accounts.end() ? 0 : pointsOf(account->second, now);
}

} // namespace engine::room
