// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/invite_hints.h"

#include "core/limits.h"

#include <algorithm>
#include <tuple>

namespace engine::room {

namespace {

/// Reached from everywhere, as far as the address tells.
bool isGlobal(const core::Endpoint& endpoint)
{
    const core::IpAddress& address = endpoint.address;
    return !address.isPrivate() && !address.isLoopback() && !address.isLinkLocal();
}

const core::Endpoint& bestOf(const std::vector<core::Endpoint>& addresses)
{
    const auto global = std::find_if(addresses.begin(), addresses.end(), isGlobal);
    return global == addresses.end() ? addresses.front() : *global;
}

auto rank(const HintCandidate& each, core::WallTime now)
{
    const std::int64_t fresh = std::chrono::milliseconds(hintFreshFor).count();
    const bool stale = each.seenMs < now.milliseconds - fresh;
    return std::tuple(stale, !each.superpeer, each.sinceMs - each.seenMs, -each.seenMs);
}

} // namespace

std::vector<core::Endpoint> chooseHints(const std::vector<core::Endpoint>& own,
                                        const std::vector<HintCandidate>& others,
                                        core::WallTime now)
{
    std::vector<const HintCandidate*> order;
    for (const HintCandidate& each : others) {
        if (!each.addresses.empty()) {
            order.push_back(&each);
        }
    }
    std::stable_sort(order.begin(), order.end(), [now](const auto* one, const auto* two) {
        return rank(*one, now) < rank(*two, now);
    });

    std::vector<core::Endpoint> out;
    const auto add = [&out](const core::Endpoint& address, std::size_t most) {
        if (out.size() < most && std::find(out.begin(), out.end(), address) == out.end()) {
            out.push_back(address);
        }
    };
    constexpr std::size_t most = core::limits::spec::linkAddresses;
    // Ours by their worth too: with many interfaces the one that the internet reaches must not be the one left out.
    std::vector<core::Endpoint> mine = own;
    std::stable_partition(mine.begin(), mine.end(), isGlobal);
    for (const core::Endpoint& address : mine) {
        add(address, most - hintsForOthers);
    }
    for (const HintCandidate* each : order) {
        add(bestOf(each->addresses), most);
    }
    for (const core::Endpoint& address : mine) {
        add(address, most);
    }
    return out;
}

} // namespace engine::room
