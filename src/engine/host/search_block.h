// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How a block of the index lies in the database. A block holds up to some thousand messages, newest first, and for every
// gram in them the numbers of the messages that have it, ascending. The grams are cut into pages of about one page of the
// database, so that a search reads one of them for a gram, and a text can be taken out of a block by writing its
// pages again: nobody has to know what the text was. Pure; bytes that make no sense read as nothing.

#include "core/bytes.h"
#include "engine/host/search_text.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

namespace engine::host {

/// One message, or one edit of it.
struct SearchDoc {
    std::int64_t logNo = 0;
    std::int64_t seq = 0;
    std::uint64_t clock = 0; ///< the first half of the order key; what it shows is never newer
    bool loose = false; ///< what it shows can be older than `clock`: an edit, or what came late
    bool gone = false;  ///< taken out; the place stays, since the others are known by number

    bool operator==(const SearchDoc&) const = default;
};

struct GramDoc {
    Gram gram = 0;
    std::uint16_t doc = 0;

    auto operator<=>(const GramDoc&) const = default;
};

using DocNumbers = std::vector<std::uint16_t>;

struct SearchPages {
    std::vector<core::Bytes> pages;
    std::vector<Gram> starts; ///< the first gram of each page
};

[[nodiscard]] core::Bytes encodeDocs(const std::vector<SearchDoc>& docs);
[[nodiscard]] std::vector<SearchDoc> decodeDocs(core::ByteView bytes);
[[nodiscard]] core::Bytes encodeStarts(const std::vector<Gram>& starts);
[[nodiscard]] std::vector<Gram> decodeStarts(core::ByteView bytes);

/// Ascending, each once.
[[nodiscard]] SearchPages encodePages(const std::vector<GramDoc>& grams);
/// The page on which the gram would be; nothing when it is before all of them.
[[nodiscard]] std::optional<std::size_t> pageOf(const std::vector<Gram>& starts, Gram gram);
[[nodiscard]] DocNumbers docsWith(core::ByteView page, Gram gram);
/// Everything on a page.
[[nodiscard]] std::vector<GramDoc> decodePage(core::ByteView page);
[[nodiscard]] core::Bytes encodePage(const std::vector<GramDoc>& grams);

} // namespace engine::host
