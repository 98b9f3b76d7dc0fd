// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Whose addresses a room keeps that has more members than addressesPerRoom. While there is room, whatever is new is kept
// and told on, so that everybody soon knows all of a small room. Above, it takes the place of any other: were it always
// the first that stay, everybody would know the same ones and dial them, and nobody those who came later. Of hearsay each
// link may change so much and no more, as many as it is told at first, so that one neighbour does not say whom we know. And
// only what a member says of himself is told on then, once: what is forgotten and heard again would be news for ever. Pure.

#include "core/limits.h"

#include <cstddef>

namespace engine::room {

constexpr std::size_t booksTold = 64; ///< at once

struct BookChoice {
    bool takes = true;
    bool replaces =
        false; ///< another one goes, by lot; neither a neighbour's nor one of those who run the room
    bool tells = true; ///< the neighbours
};

/// For the addresses of somebody unknown, where so many are known and so many were replaced by what this link said of
/// others. `byHimself`: it is he who tells them.
[[nodiscard]] constexpr BookChoice
chooseBook(std::size_t known, bool byHimself, std::size_t replacedByLink)
{
    const bool full = known >= core::limits::tuning::addressesPerRoom;
    return {!full || byHimself || replacedByLink < booksTold, full, !full || byHimself};
}

} // namespace engine::room
