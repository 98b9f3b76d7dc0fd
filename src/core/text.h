// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Texts of peers and for people: UTF-8 that is checked before it is believed, and base64url for links.

#include "core/bytes.h"

#include <optional>
#include <string>
#include <string_view>

namespace core {

/// Well-formed UTF-8 (no surrogates, no overlong forms) without NUL.
[[nodiscard]] bool isUtf8(std::string_view text);
/// The longest start of `text` of at most `most` bytes that does not split a character.
[[nodiscard]] std::string cutUtf8(std::string_view text, std::size_t most);
/// A name as one line: control characters and line breaks become spaces, the ends are trimmed, bidirectional overrides
/// are dropped.
[[nodiscard]] std::string oneLine(std::string_view text);

/// RFC 4648 section 5 without padding.
[[nodiscard]] std::string toBase64Url(ByteView bytes);
/// Strict: no padding, no white space, unused bits zero.
[[nodiscard]] std::optional<Bytes> fromBase64Url(std::string_view text);

} // namespace core
