// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Texts from peers on their way to the screen. A peer's text is never markup and never steers the text around it:
// names lose control and direction characters here and are wrapped in isolates where they stand inside a sentence.
// The limits are the protocol's, repeated because the window sees the engine's door only (a test holds them equal).

#include <QString>

#include <string>

namespace gui {

constexpr int messageBytesMost = 24 * 1024;
constexpr int nameBytesMost = 128;
constexpr int topicBytesMost = 512;
constexpr int reasonBytesMost = 512;
constexpr int emojiBytesMost = 64;
constexpr int knockCharactersMost = 500;
constexpr int passwordBytesMost = 256; ///< what a field takes; the protocol hashes it
constexpr int linkCharactersMost = 1000;

/// Invalid UTF-8 becomes U+FFFD; nothing else changes.
[[nodiscard]] QString textFrom(const std::string& utf8);
[[nodiscard]] std::string utf8Of(const QString& text);

/// One line without control, direction or line-breaking characters: for names, topics, file names and previews.
[[nodiscard]] QString singleLine(const QString& text);
[[nodiscard]] QString singleLine(const std::string& utf8);

/// The text between FSI and PDI, so that its direction ends where it does.
[[nodiscard]] QString isolated(const QString& text);

/// Tooltips guess markup in what they are given; this is the same text with nothing left to guess.
[[nodiscard]] QString tooltipOf(const QString& text);

} // namespace gui
