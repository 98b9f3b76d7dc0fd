// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A method of the control contract: its name and how its params become a request.

#include "node/param_reader.h"

#include <array>
#include <span>
#include <string_view>

namespace node {

struct Method {
    std::string_view name;
    engine::Request (*decode)(ParamReader&);
};

template<class Kind>
engine::Request plain(ParamReader& /*params*/)
{
    return Kind{};
}

template<class Kind>
engine::Request ofRoom(ParamReader& params)
{
    return Kind{params.room()};
}

/// What runs a room: its rules, its doors, its people, its log (moderation_calls.cpp).
[[nodiscard]] std::span<const Method> moderationMethods();

/// The rules named in the object under this key; what is not there stays.
[[nodiscard]] engine::PolicyChange policyOf(ParamReader& params, QLatin1String key);

/// The value with that word, `missing` where there is none; another word is a bad argument.
template<class Enum, std::size_t N>
Enum choice(ParamReader& params, QLatin1String key, const std::array<Enum, N>& values, Enum missing)
{
    const auto word = params.textMaybe(key);
    if (!word) {
        return missing;
    }
    for (const Enum value : values) {
        if (wordOf(value) == *word) {
            return value;
        }
    }
    params.refuse(engine::Reason::BadArgument, "there is no choice '" + *word + "'");
    return missing;
}

constexpr auto everyAccess = std::to_array({engine::Access::Public,
                                            engine::Access::Invite,
                                            engine::Access::Knock,
                                            engine::Access::Password});
constexpr auto everyHistory = std::to_array(
    {engine::HistoryAccess::All, engine::HistoryAccess::Joined, engine::HistoryAccess::None});

} // namespace node
