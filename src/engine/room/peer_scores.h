// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What devices have cost us, remembered beyond their links: whoever breaks the protocol could otherwise begin anew as
// often as he likes, and whoever never answers would be asked as often as anybody. Points fade by half every
// scoreHalves. Only what a device did on a link that is proved to be its own counts, so nobody earns points for another.

#include "core/ids.h"
#include "core/time.h"

#include <map>

namespace engine::room {

class PeerScores
{
public:
    void blame(const core::DeviceId& device, double points, core::MonoTime now);
    [[nodiscard]] double of(const core::DeviceId& device, core::MonoTime now) const;

private:
    struct Account {
        double points = 0; ///< at that time
        core::MonoTime at;
    };
    [[nodiscard]] static double pointsOf(const Account& account, core::MonoTime now);

    std::map<core::DeviceId, Account> m_accounts;
};

} // namespace engine::room
