// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Between the file frames of the wire (32 to 38) and the plain structs of messages.h. Whatever leaves `parseMessage` has
// ids of the right size, counts within their limits and blocks of a possible length; whether it is *true* is for the
// receiver to prove.

#include "core/result.h"
#include "transfer/messages.h"

#include "frames.pb.h"

namespace transfer {

enum class WireError {
    NotAFileFrame, ///< another frame, or a kind from the future: ignored and counted
    Malformed,     ///< closes the link
};

[[nodiscard]] core::Result<Message, WireError> parseMessage(const parlour::wire::Frame& frame);
[[nodiscard]] parlour::wire::Frame toFrame(const Message& message);

} // namespace transfer
