// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory/listing_words.h"

#include "core/text.h"
#include "engine/directory/limits.h"

#include <algorithm>

namespace engine::directory {

namespace {

constexpr std::string_view languageMark = "lang-";
constexpr std::string_view edges = ".,;:!?()[]{}\"'";

/// The lower case of a character of two bytes; all that have one here are such.
char32_t lower(char32_t letter)
{
    const bool latin = letter >= 0xC0 && letter <= 0xDE && letter != 0xD7;
    const bool greek = letter >= 0x391 && letter <= 0x3A9;
    const bool cyrillic = letter >= 0x410 && letter <= 0x42F;
    if (latin || greek || cyrillic) {
        return letter + 0x20;
    }
    return letter >= 0x400 && letter <= 0x40F ? letter + 0x50 : letter;
}

bool isSpace(char one)
{
    return one == ' ' || one == '\t' || one == '\n' || one == '\r';
}

} // namespace

std::string fold(std::string_view utf8)
{
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto first = static_cast<unsigned char>(utf8[i]);
        if (first >= 'A' && first <= 'Z') {
            out.push_back(static_cast<char>(first + ('a' - 'A')));
        } else if ((first & 0xE0U) == 0xC0 && i + 1 < utf8.size()) {
            const auto second = static_cast<unsigned char>(utf8[++i]);
            const char32_t letter = lower(((first & 0x1FU) << 6U) | (second & 0x3FU));
            out.push_back(static_cast<char>(0xC0U | (letter >> 6U)));
            out.push_back(static_cast<char>(0x80U | (letter & 0x3FU)));
        } else {
            out.push_back(utf8[i]);
        }
    }
    return out;
}

bool isTag(std::string_view text)
{
    return !text.empty() && text.size() <= spec::tagBytes && core::isUtf8(text)
           && core::oneLine(text) == text && fold(text) == text
           && text.find_first_of(" #") == std::string_view::npos;
}

std::optional<std::string> tagFrom(std::string_view typed)
{
    while (!typed.empty() && (typed.front() == '#' || isSpace(typed.front()))) {
        typed.remove_prefix(1);
    }
    const auto last =
        std::find_if_not(typed.rbegin(), typed.rend(), [](char one) { return isSpace(one); });
    std::string tag = fold(typed.substr(0, static_cast<std::size_t>(typed.rend() - last)));
    return isTag(tag) ? std::optional(std::move(tag)) : std::nullopt;
}

bool isLanguage(std::string_view text)
{
    const auto isLetter = [](char one) { return one >= 'a' && one <= 'z'; };
    const bool plain = std::all_of(text.begin(), text.end(), [&](char one) {
        return isLetter(one) || (one >= '0' && one <= '9') || one == '-';
    });
    return text.empty()
           || (text.size() >= 2 && text.size() <= spec::languageBytes && plain
               && isLetter(text.front()));
}

TopicWords wordsOf(std::string_view topic)
{
    TopicWords out;
    std::size_t at = 0;
    while (at < topic.size()) {
        const auto* begin = std::find_if_not(topic.begin() + at, topic.end(), isSpace);
        const auto* end = std::find_if(begin, topic.end(), isSpace);
        at = static_cast<std::size_t>(end - topic.begin());
        std::string_view word(begin, static_cast<std::size_t>(end - begin));
        word.remove_prefix(std::min(word.find_first_not_of(edges), word.size()));
        if (word.empty() || word.front() != '#') {
            continue;
        }
        word.remove_prefix(1);
        word = word.substr(0, word.find_last_not_of(edges) + 1);
        const auto tag = tagFrom(word);
        if (!tag) {
            continue;
        }
        if (tag->starts_with(languageMark) && isLanguage(tag->substr(languageMark.size()))) {
            out.language = out.language.empty() ? tag->substr(languageMark.size()) : out.language;
        } else if (out.tags.size() < spec::listingTags
                   && std::find(out.tags.begin(), out.tags.end(), *tag) == out.tags.end()) {
            out.tags.push_back(*tag);
        }
    }
    std::sort(out.tags.begin(), out.tags.end());
    return out;
}

} // namespace engine::directory
