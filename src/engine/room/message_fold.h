// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What hangs on a message: its edits, the reactions to it, its pin. Each is an event of its own that names the message; they
// are laid over it when it is read, so it does not matter which of them came first. Of two that contradict each other the
// later clock counts, then the higher id: every peer sees the same.

#include "engine/engine_types.h"
#include "engine/peer_io.h"

#include <span>

namespace engine::room {

/// The message that an edit, a reaction or a pin names; nothing when it is none, or not whole: a text or an emoji beyond its
/// bounds.
[[nodiscard]] std::optional<core::EventRef> relatedTo(std::uint8_t kind, const core::Bytes& body);
/// One emoji, as far as bytes tell: some text without space or control characters, at most emojiBytes.
[[nodiscard]] bool isEmoji(const std::string& text);

/// `related` in any order. An edit by somebody else than the author says nothing, and neither does a reaction under older
/// rules; an edit under them folds the message.
void foldInto(MessageSnapshot& message, std::span<const EventRow> related);
/// What the message said, oldest first; `message` is what it said at first.
[[nodiscard]] std::vector<EditSnapshot> versionsOf(const MessageSnapshot& message,
                                                   std::span<const EventRow> related);
/// The clock at which it was pinned; nothing when it is not pinned (any more).
[[nodiscard]] std::optional<std::uint64_t> pinnedAt(std::span<const EventRow> related);

} // namespace engine::room
