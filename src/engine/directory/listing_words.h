// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Words of listings: what a search compares, and what of a room's topic becomes its tags. A room says its tags in its
// topic, as people do: "Repairing old radios #radio #berlin #lang-de".

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace engine::directory {

/// Lower case for the scripts that have one and are common: Latin-1, Greek, Cyrillic. Others stay as they are.
[[nodiscard]] std::string fold(std::string_view utf8);
/// A tag as listings hold it: 1 to tagBytes bytes without white space, `#` or control characters, folded.
[[nodiscard]] bool isTag(std::string_view text);
/// Nothing, or what such a tag looks like: a person may type "#Radio" or "radio".
[[nodiscard]] std::optional<std::string> tagFrom(std::string_view typed);
/// Empty, or lower-case letters, digits and hyphens behind a letter: "de", "pt-br".
[[nodiscard]] bool isLanguage(std::string_view text);

struct TopicWords {
    std::vector<std::string> tags; ///< ascending, distinct, at most listingTags
    std::string language;
};
[[nodiscard]] TopicWords wordsOf(std::string_view topic);

} // namespace engine::directory
