// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/file_name.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace transfer {

namespace {

constexpr char32_t replacement = 0xFFFD;

struct Span {
    char32_t first;
    char32_t last;
};

template<std::size_t N>
bool within(const std::array<Span, N>& spans, char32_t c)
{
    return std::any_of(spans.begin(), spans.end(), [c](const Span& span) {
        return span.first <= c && c <= span.last;
    });
}

/// Separators and what looks like one, and what Windows forbids.
constexpr std::array<Span, 15> forbidden{{
    {U'"', U'"'},
    {U'*', U'*'},
    {U'/', U'/'},
    {U':', U':'},
    {U'<', U'<'},
    {U'>', U'?'},
    {U'\\', U'\\'},
    {U'|', U'|'},
    {0x2024, 0x2025},
    {0x2044, 0x2044},
    {0x2215, 0x2216},
    {0x29F5, 0x29F9},
    {0xFE68, 0xFE68},
    {0xFF0F, 0xFF0F},
    {0xFF3C, 0xFF3C},
}};

constexpr std::array<Span, 12> white{{
    {U'\t', U'\r'},
    {U' ', U' '},
    {0x85, 0x85},
    {0xA0, 0xA0},
    {0x1680, 0x1680},
    {0x2000, 0x200A},
    {0x2028, 0x2029},
    {0x202F, 0x202F},
    {0x205F, 0x205F},
    {0x2800, 0x2800},
    {0x3000, 0x3000},
    {0x3164, 0x3164},
}};

/// Controls, direction marks, invisible characters, tags, noncharacters of the basic plane.
constexpr std::array<Span, 16> invisible{{
    {0x00, 0x1F},
    {0x7F, 0x9F},
    {0xAD, 0xAD},
    {0x034F, 0x034F},
    {0x061C, 0x061C},
    {0x115F, 0x1160},
    {0x17B4, 0x17B5},
    {0x180B, 0x180F},
    {0x200B, 0x200B},
    {0x200E, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x206F},
    {0xFDD0, 0xFDEF},
    {0xFEFF, 0xFEFF},
    {0xFFF0, 0xFFFB},
    {0xE0000, 0xE0FFF},
}};

bool isJoiner(char32_t c)
{
    return c == 0x200C || c == 0x200D;
}

bool isNoncharacter(char32_t c)
{
    return (c & 0xFFFEU) == 0xFFFEU;
}

struct Lead {
    unsigned more;     ///< bytes that follow
    char32_t bits;     ///< of the lead byte
    char32_t smallest; ///< anything less is overlong
};

Lead leadOf(std::uint8_t byte)
{
    if (byte < 0x80) {
        return {0, byte, 0};
    }
    if ((byte & 0xE0U) == 0xC0) {
        return {1, byte & 0x1FU, 0x80};
    }
    if ((byte & 0xF0U) == 0xE0) {
        return {2, byte & 0x0FU, 0x800};
    }
    if ((byte & 0xF8U) == 0xF0) {
        return {3, byte & 0x07U, 0x10000};
    }
    return {0, replacement, 0};
}

std::u32string decode(std::string_view text)
{
    std::u32string out;
    bool bad = false;
    for (std::size_t at = 0; at < text.size();) {
        const Lead lead = leadOf(static_cast<std::uint8_t>(text[at]));
        char32_t c = lead.bits;
        std::size_t used = 1;
        while (used <= lead.more && at + used < text.size()
               && (static_cast<std::uint8_t>(text[at + used]) & 0xC0U) == 0x80) {
            c = (c << 6U) | (static_cast<std::uint8_t>(text[at + used]) & 0x3FU);
            ++used;
        }
        const bool right = used == lead.more + 1U && c >= lead.smallest && c <= 0x10FFFF
                           && (c < 0xD800 || c > 0xDFFF)
                           && !(lead.bits == replacement && lead.more == 0);
        if (right || !bad) {
            out.push_back(right ? c : replacement);
        }
        bad = !right;
        at += used;
    }
    return out;
}

void encode(std::string& out, char32_t c)
{
    const auto put = [&out](char32_t byte) {
        out.push_back(static_cast<char>(static_cast<std::uint8_t>(byte)));
    };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | (c >> 6U));
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3FU));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

/// What a character becomes; 0 when it is removed.
char32_t shown(char32_t c)
{
    if (within(white, c)) {
        return U' ';
    }
    if (within(forbidden, c)) {
        return U'_';
    }
    return within(invisible, c) || isNoncharacter(c) ? 0 : c;
}

/// Only visible characters, single spaces, no separators, joiners only between characters beyond ASCII.
std::u32string visible(const std::u32string& in)
{
    std::u32string out;
    for (const char32_t raw : in) {
        const char32_t c = shown(raw);
        const bool afterJoiner = !out.empty() && isJoiner(out.back());
        if (isJoiner(c) && (out.empty() || out.back() <= 0x7F || afterJoiner)) {
            continue;
        }
        if (c != 0 && c <= 0x7F && afterJoiner) {
            out.pop_back();
        }
        if (c != 0 && (c != U' ' || (!out.empty() && out.back() != U' '))) {
            out.push_back(c);
        }
    }
    return out;
}

bool trimmable(char c)
{
    return c == '.' || c == ' ';
}

/// Length of `text` without joiners, dots and spaces at its end.
std::size_t trimmedLength(std::string_view text)
{
    for (;;) {
        if (!text.empty() && trimmable(text.back())) {
            text.remove_suffix(1);
        } else if (text.ends_with("\xE2\x80\x8C") || text.ends_with("\xE2\x80\x8D")) {
            text.remove_suffix(3);
        } else {
            return text.size();
        }
    }
}

std::string asciiUpper(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return out;
}

bool isReserved(std::string_view name)
{
    std::string_view stem = name.substr(0, name.find('.'));
    stem = stem.substr(0, trimmedLength(stem));
    const std::string upper = asciiUpper(stem);
    static constexpr std::array<std::string_view, 6> words{
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    if (std::find(words.begin(), words.end(), upper) != words.end()) {
        return true;
    }
    static constexpr std::array<std::string_view, 13> digits{
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\xC2\xB9", "\xC2\xB2", "\xC2\xB3"};
    return (upper.starts_with("COM") || upper.starts_with("LPT"))
           && std::find(digits.begin(), digits.end(), std::string_view(upper).substr(3))
                  != digits.end();
}

/// Where the extension begins (its dot), or the end when there is none worth keeping.
std::size_t extensionAt(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || name.size() - dot > extensionBytesMost + 1
        || name.find(' ', dot) != std::string_view::npos) {
        return name.size();
    }
    static constexpr std::string_view tar = ".tar";
    if (dot > tar.size() && name.substr(dot - tar.size(), tar.size()) == tar) {
        return dot - tar.size();
    }
    return dot;
}

/// Stem cut at a character so that stem, middle and extension fit.
std::string
fitted(std::string_view name, std::string_view middle, std::size_t most = localNameBytesMost)
{
    const std::size_t split = extensionAt(name);
    const std::string_view extension = name.substr(split);
    std::size_t length = std::min(split, most - middle.size() - extension.size());
    while (length > 0 && length < split
           && (static_cast<std::uint8_t>(name[length]) & 0xC0U) == 0x80) {
        --length;
    }
    if (length < split || !middle.empty()) {
        length = trimmedLength(name.substr(0, length));
    }
    std::string out(name.substr(0, length));
    out += middle;
    out += extension;
    return out;
}

} // namespace

std::string safeName(std::string_view fromPeer)
{
    std::string name;
    for (const char32_t c : visible(decode(fromPeer))) {
        encode(name, c);
    }
    name.resize(trimmedLength(name));
    name.erase(0,
               static_cast<std::size_t>(std::find_if_not(name.begin(), name.end(), trimmable)
                                        - name.begin()));
    if (name.starts_with('-')) {
        name.front() = '_';
    }
    if (isReserved(name)) {
        name.insert(0, 1, '_');
    }
    if (name.size() > localNameBytesMost) {
        name = fitted(name, {});
    }
    return name.empty() ? "file" : name;
}

std::string numbered(std::string_view name, unsigned n)
{
    const std::string middle = " (" + std::to_string(n) + ")";
    std::string out = fitted(name, middle);
    // As long as a name may be, and numbered like this already: then it takes a shorter one to be another.
    return out == name ? fitted(name, middle, out.size() - 1) : out;
}

} // namespace transfer
