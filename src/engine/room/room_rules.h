// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Between the rules as a person sets and reads them and the fields of a POLICY; and those rules that only somebody with the
// key to a text can see kept: they decide about showing alone, alike on every peer.

#include "engine/engine_types.h"
#include "engine/room/core_event.h"

namespace engine::room {

/// Nothing when a value is beyond its bounds. What is not changed is absent.
[[nodiscard]] std::optional<PolicyBody> policyBodyOf(const PolicyChange& change);
/// What the merged fields mean, those that nobody has set included.
[[nodiscard]] RoomPolicy rulesOf(const PolicyBody& merged);
/// Something somebody said, by its header.
struct Said {
    Kind kind = Kind::TextMessage;
    int level = levelNone; ///< that it claims
    std::uint64_t seq = 0; ///< in its log; the opening is 0
};
/// Why it is not shown: a link or a file where there may be none, too large a file. Those of level >= 50 are free of it.
[[nodiscard]] std::optional<Reason>
contentFlaw(const PolicyBody& rules, const Said& said, const core::Bytes& body);
/// Adds to `body` what is to be called otherwise; a reason when that may not be.
[[nodiscard]] std::optional<Reason> setNames(PolicyBody& body,
                                             const std::optional<std::string>& name,
                                             const std::optional<std::string>& topic);

} // namespace engine::room
