// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/search_text.h"

#include "core/limits.h"

#include <QChar>
#include <QList>
#include <QString>

#include <algorithm>
#include <iterator>

namespace engine::host {

namespace {

constexpr unsigned pointBits = 21;
constexpr std::size_t longestGram = 3;
// Above every code point: what is not text.
constexpr Gram roomMark = 0x110000;
constexpr Gram authorMark = 0x110001;
constexpr Gram fileMark = 0x110002;

Gram markedGram(Gram mark, core::ByteView id)
{
    Gram value = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(id.size(), 6); ++i) {
        value = (value << 8U) | id[i];
    }
    return (mark << (2 * pointBits)) | (value >> (48 - 2 * pointBits));
}

Gram gramOf(std::u32string_view points)
{
    Gram gram = 0;
    for (std::size_t i = 0; i < longestGram; ++i) {
        gram = (gram << pointBits) | (i < points.size() ? points[i] : U'\0');
    }
    return gram;
}

struct Range {
    char32_t first;
    char32_t last;
};

/// Accents, the vowel points of Hebrew and Arabic, what chooses the look of a sign. Marks that make another letter of
/// theirs, as in Kana or the scripts of India, stay.
constexpr Range droppedMarks[] = {{0x0300, 0x036f},
                                  {0x0483, 0x0489},
                                  {0x0591, 0x05c7},
                                  {0x0610, 0x061a},
                                  {0x0640, 0x0640},
                                  {0x064b, 0x065f},
                                  {0x0670, 0x0670},
                                  {0x1ab0, 0x1aff},
                                  {0x1dc0, 0x1dff},
                                  {0x20d0, 0x20ff},
                                  {0xfe00, 0xfe0f},
                                  {0xfe20, 0xfe2f}};

bool isDropped(char32_t point)
{
    const bool mark =
        std::any_of(std::begin(droppedMarks), std::end(droppedMarks), [point](const Range& range) {
            return point >= range.first && point <= range.last;
        });
    return mark || QChar::category(point) == QChar::Other_Format;
}

/// Letters of their own for Unicode, and a matter of spelling for whoever lacks the key.
void appendSpelled(QString& out, char32_t point)
{
    switch (point) {
    case U'\u00df':
        out += QLatin1String("ss");
        break;
    case U'\u00e6':
        out += QLatin1String("ae");
        break;
    case U'\u0153':
        out += QLatin1String("oe");
        break;
    case U'\u0142':
        out += u'l';
        break;
    case U'\u00f8':
        out += u'o';
        break;
    case U'\u0111':
        out += u'd';
        break;
    case U'\u0127':
        out += u'h';
        break;
    case U'\u0167':
        out += u't';
        break;
    case U'\u0131':
        out += u'i';
        break;
    default:
        out.append(QStringView(QChar::fromUcs4(point)));
        break;
    }
}

bool isSpace(char32_t point)
{
    return point <= U' ' || point == 0x7f || QChar::isSpace(point)
           || QChar::category(point) == QChar::Other_Control;
}

void append(std::u32string& out, char32_t point)
{
    if (!isSpace(point)) {
        out.push_back(point);
    } else if (!out.empty() && out.back() != U' ') {
        out.push_back(U' ');
    }
}

std::u32string foldedAscii(std::string_view text)
{
    std::u32string out;
    out.reserve(text.size());
    for (const char letter : text) {
        const bool upper = letter >= 'A' && letter <= 'Z';
        append(out, static_cast<unsigned char>(upper ? letter - 'A' + 'a' : letter));
    }
    return out;
}

bool isWithoutSpaces(char32_t point)
{
    switch (QChar::script(point)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Hangul:
    case QChar::Script_Bopomofo:
    case QChar::Script_Yi:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
    case QChar::Script_Tibetan:
        return true;
    default:
        return point == 0x30fc; // the long vowel of Katakana, which has no script
    }
}

/// Of a word that has a beginning.
bool isLetter(char32_t point)
{
    if (point < 0x80) {
        return (point >= U'a' && point <= U'z') || (point >= U'0' && point <= U'9');
    }
    return (QChar::isLetterOrNumber(point) || QChar::isMark(point)) && !isWithoutSpaces(point);
}

/// Where a word of one or two code points may be found.
bool isStart(std::u32string_view text, std::size_t at)
{
    return at == 0 || !isLetter(text[at]) || !isLetter(text[at - 1]);
}

bool contains(std::u32string_view text, std::u32string_view word)
{
    const bool anywhere = word.size() >= longestGram;
    for (std::size_t at = text.find(word); at != std::u32string_view::npos;
         at = text.find(word, at + 1)) {
        if (anywhere || isStart(text, at)) {
            return true;
        }
    }
    return false;
}

void sortOut(std::vector<Gram>& grams)
{
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
}

} // namespace

Gram roomGram(const RoomId& room)
{
    return markedGram(roomMark, room.view());
}

Gram authorGram(const IdentityId& author)
{
    return markedGram(authorMark, author.view());
}

Gram fileGram()
{
    return markedGram(fileMark, {});
}

std::u32string foldedText(std::string_view utf8)
{
    const auto isAscii = [](char letter) { return static_cast<unsigned char>(letter) < 0x80; };
    if (std::all_of(utf8.begin(), utf8.end(), isAscii)) {
        return foldedAscii(utf8);
    }
    const QString text = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()))
                             .normalized(QString::NormalizationForm_KD)
                             .toCaseFolded()
                             .normalized(QString::NormalizationForm_KD);
    QString bare;
    bare.reserve(text.size());
    for (const uint point : text.toUcs4()) {
        if (!isDropped(point)) {
            appendSpelled(bare, point);
        }
    }
    std::u32string out;
    for (const uint point : bare.normalized(QString::NormalizationForm_C).toUcs4()) {
        append(out, point);
    }
    return out;
}

std::vector<Gram> gramsOf(std::u32string_view folded)
{
    std::vector<Gram> grams;
    grams.reserve(folded.size() * 2);
    for (std::size_t at = 0; at < folded.size(); ++at) {
        const bool start = isStart(folded, at);
        for (std::size_t length = 1; length <= longestGram && at + length <= folded.size();
             ++length) {
            if (folded[at + length - 1] == U' ') {
                break;
            }
            if (start || length == longestGram) {
                grams.push_back(gramOf(folded.substr(at, length)));
            }
        }
    }
    sortOut(grams);
    return grams;
}

std::optional<SearchWords> SearchWords::parse(std::string_view query)
{
    if (query.size() > core::limits::tuning::searchQueryBytes) {
        return std::nullopt;
    }
    SearchWords out;
    const std::u32string folded = foldedText(query);
    for (std::size_t at = 0; at < folded.size();) {
        const std::size_t end = std::min(folded.find(U' ', at), folded.size());
        if (end > at) {
            out.m_words.push_back(folded.substr(at, end - at));
        }
        at = end + 1;
    }
    return out;
}

bool SearchWords::matches(std::u32string_view folded) const
{
    return std::all_of(m_words.begin(), m_words.end(), [folded](const std::u32string& word) {
        return contains(folded, word);
    });
}

std::vector<Gram> SearchWords::grams() const
{
    std::vector<Gram> grams;
    for (const std::u32string& word : m_words) {
        const std::size_t length = std::min(word.size(), longestGram);
        for (std::size_t at = 0; at + length <= word.size(); ++at) {
            grams.push_back(gramOf(std::u32string_view(word).substr(at, length)));
        }
    }
    sortOut(grams);
    // Any of them may be left out. Spread over the words, because those of one word tend to come together.
    if (const std::size_t most = core::limits::tuning::searchGrams; grams.size() > most) {
        for (std::size_t i = 0; i < most; ++i) {
            grams[i] = grams[i * grams.size() / most];
        }
        grams.resize(most);
    }
    return grams;
}

} // namespace engine::host
