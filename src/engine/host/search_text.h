// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What it means that a message is found, in one place: the index stores the grams of a text, a search asks for the grams
// of its words, and whatever the index answers is held against the text itself by `SearchWords::matches`. So the index may
// name too many messages, and never decides.
//
// Letters are compared without case, accents and width. A word is found anywhere in a text; one or two letters only where
// a word begins, because anywhere they are in everything. Scripts that put no spaces between words are found anywhere
// by a single sign. A query has no syntax: each piece between spaces is looked for as it stands.

#include "core/ids.h"
#include "engine/engine_words.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace engine::host {

/// One to three neighbouring code points, or a property of a message; 63 bits.
using Gram = std::uint64_t;

[[nodiscard]] Gram roomGram(const RoomId& room);
[[nodiscard]] Gram authorGram(const IdentityId& author);
[[nodiscard]] Gram fileGram();

/// As it is compared; every run of spaces and control characters is one space.
[[nodiscard]] std::u32string foldedText(std::string_view utf8);
/// Every gram that a word which this text contains can ask for; each once, ascending.
[[nodiscard]] std::vector<Gram> gramsOf(std::u32string_view folded);

class SearchWords
{
public:
    /// Nothing when it is longer than searchQueryBytes. A query without words matches everything.
    [[nodiscard]] static std::optional<SearchWords> parse(std::string_view query);

    [[nodiscard]] bool empty() const { return m_words.empty(); }
    [[nodiscard]] bool matches(std::u32string_view folded) const;
    /// What a text must have to match; at most searchGrams of them, never enough to match.
    [[nodiscard]] std::vector<Gram> grams() const;

private:
    std::vector<std::u32string> m_words;
};

} // namespace engine::host
