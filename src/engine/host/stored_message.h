// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// From a stored row to the message that people see. Pure: the reader finds the rows, this reads them.

#include "engine/peer_io.h"

#include <vector>

namespace engine::host {

/// How far an own log has come; ends are seqs plus one.
struct LogProgress {
    struct Member {
        IdentityId member;
        std::uint64_t deliveredEnd = 0;
        std::uint64_t readEnd = 0;
    };
    std::uint64_t sentEnd = 0;
    std::vector<Member> members;
};

/// Everything but the author's name and the way of an own message. A body that cannot be read gives an empty text.
[[nodiscard]] MessageSnapshot messageFrom(const EventRow& row, bool own);
/// The words of an event that are searched for: a text, what an edit says, what is said with a file and its name.
[[nodiscard]] std::string searchedText(std::uint8_t kind, const core::Bytes& body);
/// The same of a message as it is shown.
[[nodiscard]] std::string searchedText(const MessageSnapshot& message);
/// State and receivers of an own message.
void applyProgress(const LogProgress& progress, std::uint64_t seq, MessageSnapshot& message);

} // namespace engine::host
