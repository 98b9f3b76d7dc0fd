// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/search_block.h"

#include <algorithm>
#include <span>

namespace engine::host {

namespace {

/// With the rest of its row this fits into one page of the database, unless half of the block has one gram.
constexpr std::size_t pageBytes = 3600;

void putNumber(core::Bytes& out, std::uint64_t value)
{
    while (value >= 0x80) {
        out.push_back(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7U;
    }
    out.push_back(static_cast<std::uint8_t>(value));
}

/// Reads numbers until the bytes are over; then every number is 0 and `ended` is true.
class Numbers
{
public:
    explicit Numbers(core::ByteView bytes)
        : m_bytes(bytes)
    {
    }
    [[nodiscard]] bool ended() const { return m_bytes.empty(); }
    std::uint64_t next()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !m_bytes.empty(); shift += 7) {
            const std::uint8_t byte = m_bytes.front();
            m_bytes = m_bytes.subspan(1);
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if (byte < 0x80) {
                return value;
            }
        }
        m_bytes = {};
        return 0;
    }
    core::ByteView take(std::uint64_t count)
    {
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(count, m_bytes.size()));
        const core::ByteView taken = m_bytes.first(most);
        m_bytes = m_bytes.subspan(most);
        return taken;
    }

private:
    core::ByteView m_bytes;
};

DocNumbers numbersIn(core::ByteView list)
{
    DocNumbers docs;
    std::uint64_t doc = 0;
    for (Numbers numbers(list); !numbers.ended();) {
        doc += numbers.next();
        docs.push_back(static_cast<std::uint16_t>(std::min<std::uint64_t>(doc, UINT16_MAX)));
    }
    return docs;
}

/// The length of the stretch that shares the first one's gram.
std::size_t sameGram(std::span<const GramDoc> grams)
{
    std::size_t count = 1;
    while (count < grams.size() && grams[count].gram == grams.front().gram) {
        ++count;
    }
    return count;
}

void putList(core::Bytes& out, Gram before, std::span<const GramDoc> same)
{
    core::Bytes list;
    std::uint16_t last = 0;
    for (const GramDoc& one : same) {
        putNumber(list, static_cast<std::uint64_t>(one.doc - last));
        last = one.doc;
    }
    putNumber(out, same.front().gram - before);
    putNumber(out, list.size());
    out.insert(out.end(), list.begin(), list.end());
}

} // namespace

core::Bytes encodeDocs(const std::vector<SearchDoc>& docs)
{
    core::Bytes out;
    std::uint64_t last = docs.empty() ? 0 : docs.front().clock;
    putNumber(out, last);
    for (const SearchDoc& doc : docs) {
        const std::uint64_t flags = (doc.loose ? 1U : 0U) | (doc.gone ? 2U : 0U);
        putNumber(out, (static_cast<std::uint64_t>(doc.logNo) << 2U) | flags);
        putNumber(out, static_cast<std::uint64_t>(doc.seq));
        putNumber(out, last - doc.clock);
        last = doc.clock;
    }
    return out;
}

std::vector<SearchDoc> decodeDocs(core::ByteView bytes)
{
    std::vector<SearchDoc> docs;
    Numbers numbers(bytes);
    std::uint64_t clock = numbers.next();
    while (!numbers.ended()) {
        const std::uint64_t place = numbers.next();
        SearchDoc doc;
        doc.logNo = static_cast<std::int64_t>(place >> 2U);
        doc.loose = (place & 1U) != 0;
        doc.gone = (place & 2U) != 0;
        doc.seq = static_cast<std::int64_t>(numbers.next());
        clock -= numbers.next();
        doc.clock = clock;
        docs.push_back(doc);
    }
    return docs;
}

core::Bytes encodeStarts(const std::vector<Gram>& starts)
{
    core::Bytes out;
    Gram last = 0;
    for (const Gram start : starts) {
        putNumber(out, start - last);
        last = start;
    }
    return out;
}

std::vector<Gram> decodeStarts(core::ByteView bytes)
{
    std::vector<Gram> starts;
    Gram start = 0;
    for (Numbers numbers(bytes); !numbers.ended();) {
        start += numbers.next();
        starts.push_back(start);
    }
    return starts;
}

SearchPages encodePages(const std::vector<GramDoc>& grams)
{
    SearchPages out;
    Gram before = 0;
    for (std::span<const GramDoc> rest = grams; !rest.empty();) {
        const auto same = rest.first(sameGram(rest));
        if (out.pages.empty() || out.pages.back().size() >= pageBytes) {
            out.pages.emplace_back();
            out.starts.push_back(same.front().gram);
            before = 0;
        }
        putList(out.pages.back(), before, same);
        before = same.front().gram;
        rest = rest.subspan(same.size());
    }
    return out;
}

std::optional<std::size_t> pageOf(const std::vector<Gram>& starts, Gram gram)
{
    const auto behind = std::upper_bound(starts.begin(), starts.end(), gram);
    if (behind == starts.begin()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(behind - starts.begin()) - 1;
}

DocNumbers docsWith(core::ByteView page, Gram gram)
{
    Gram at = 0;
    for (Numbers numbers(page); !numbers.ended();) {
        at += numbers.next();
        const core::ByteView list = numbers.take(numbers.next());
        if (at >= gram) {
            return at == gram ? numbersIn(list) : DocNumbers();
        }
    }
    return {};
}

std::vector<GramDoc> decodePage(core::ByteView page)
{
    std::vector<GramDoc> out;
    Gram at = 0;
    for (Numbers numbers(page); !numbers.ended();) {
        at += numbers.next();
        for (const std::uint16_t doc : numbersIn(numbers.take(numbers.next()))) {
            out.push_back({at, doc});
        }
    }
    return out;
}

core::Bytes encodePage(const std::vector<GramDoc>& grams)
{
    core::Bytes out;
    Gram before = 0;
    for (std::span<const GramDoc> rest = grams; !rest.empty();) {
        const auto same = rest.first(sameGram(rest));
        putList(out, before, same);
        before = same.front().gram;
        rest = rest.subspan(same.size());
    }
    return out;
}

} // namespace engine::host
