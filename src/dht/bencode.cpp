// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/bencode.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace dht::bencode {

using core::ByteView;

namespace {

bool isDigit(std::uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

bool less(ByteView left, ByteView right)
{
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
}

bool equal(ByteView left, ByteView right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end());
}

} // namespace

/// One pass, with its own stack of open containers: a datagram cannot make us recurse.
class Parser
{
public:
    Parser(ByteView in, std::vector<Document::Token>& tokens)
        : m_in(in)
        , m_tokens(tokens)
    {
    }

    [[nodiscard]] std::optional<Flaw> run()
    {
        do {
            if (const auto flaw = step()) {
                return flaw;
            }
        } while (!m_open.empty());
        return m_at == m_in.size() ? std::nullopt : std::optional(Flaw::Trailing);
    }

private:
    using Kind = Document::Kind;

    struct Open {
        std::size_t token;
        bool keyNext = true;
        std::optional<ByteView> lastKey;
    };

    [[nodiscard]] std::optional<Flaw> step()
    {
        if (m_at >= m_in.size()) {
            return Flaw::Truncated;
        }
        const std::uint8_t byte = m_in[m_at];
        if (byte == 'e') {
            return close();
        }
        if (m_tokens.size() >= tokensMost) {
            return Flaw::TooManyTokens;
        }
        const bool key = !m_open.empty() && m_tokens[m_open.back().token].kind == Kind::Dict
                         && m_open.back().keyNext;
        if (key && !isDigit(byte)) {
            return Flaw::Malformed;
        }
        if (byte == 'd' || byte == 'l') {
            return open(byte == 'd' ? Kind::Dict : Kind::List);
        }
        if (const auto flaw = byte == 'i' ? integer() : string()) {
            return flaw;
        }
        return key ? takeKey() : (placed(), std::nullopt);
    }

    [[nodiscard]] std::optional<Flaw> open(Kind kind)
    {
        if (m_open.size() >= depthMost) {
            return Flaw::TooDeep;
        }
        m_open.push_back({m_tokens.size(), true, std::nullopt});
        m_tokens.push_back({kind, true, m_at, m_at + 1});
        ++m_at;
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Flaw> close()
    {
        if (m_open.empty()) {
            return Flaw::Malformed;
        }
        const Open closed = m_open.back();
        auto& token = m_tokens[closed.token];
        if (token.kind == Kind::Dict && !closed.keyNext) {
            return Flaw::Malformed;
        }
        ++m_at;
        token.end = m_at;
        token.next = m_tokens.size();
        m_open.pop_back();
        if (!token.sorted && !m_open.empty()) {
            m_tokens[m_open.back().token].sorted = false;
        }
        placed();
        return std::nullopt;
    }

    /// A value has been put into its container: in a dictionary a key comes next.
    void placed()
    {
        if (!m_open.empty()) {
            m_open.back().keyNext = true;
        }
    }

    [[nodiscard]] std::optional<Flaw> takeKey()
    {
        Open& dict = m_open.back();
        const auto& token = m_tokens.back();
        const ByteView key = m_in.subspan(token.content, token.end - token.content);
        if (dict.lastKey && !less(*dict.lastKey, key)) {
            m_tokens[dict.token].sorted = false;
        }
        if (!m_tokens[dict.token].sorted && isKnownKey(dict.token, key)) {
            return Flaw::DuplicateKey;
        }
        dict.lastKey = key;
        dict.keyNext = false;
        return std::nullopt;
    }

    [[nodiscard]] bool isKnownKey(std::size_t dict, ByteView key) const
    {
        const std::size_t own = m_tokens.size() - 1;
        for (std::size_t at = dict + 1; at < own; at = m_tokens[m_tokens[at].next].next) {
            const auto& known = m_tokens[at];
            if (equal(m_in.subspan(known.content, known.end - known.content), key)) {
                return true;
            }
        }
        return false;
    }

    /// Decimal digits up to `terminator`, without leading zeros; leaves the position behind the terminator.
    [[nodiscard]] std::optional<Flaw> digits(unsigned char terminator, std::uint64_t& out)
    {
        const std::size_t start = m_at;
        out = 0;
        for (; m_at < m_in.size() && isDigit(m_in[m_at]); ++m_at) {
            const std::uint64_t digit = static_cast<std::uint64_t>(m_in[m_at] - '0');
            if (out > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) {
                return Flaw::NumberTooBig;
            }
            out = out * 10 + digit;
        }
        if (m_at >= m_in.size()) {
            return Flaw::Truncated;
        }
        const std::size_t length = m_at - start;
        if (m_in[m_at] != terminator || length == 0 || (length > 1 && m_in[start] == '0')) {
            return Flaw::Malformed;
        }
        ++m_at;
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Flaw> integer()
    {
        const std::size_t begin = m_at++;
        const bool negative = m_at < m_in.size() && m_in[m_at] == '-';
        m_at += negative ? 1 : 0;
        std::uint64_t magnitude = 0;
        if (const auto flaw = digits('e', magnitude)) {
            return flaw;
        }
        if (negative && magnitude == 0) {
            return Flaw::Malformed;
        }
        const auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (magnitude > most) {
            return Flaw::NumberTooBig;
        }
        const auto number = static_cast<std::int64_t>(magnitude);
        m_tokens.push_back({Kind::Integer,
                            true,
                            begin,
                            begin + 1,
                            m_at,
                            m_tokens.size() + 1,
                            negative ? -number : number});
        return std::nullopt;
    }

    [[nodiscard]] std::optional<Flaw> string()
    {
        const std::size_t begin = m_at;
        std::uint64_t length = 0;
        if (const auto flaw = digits(':', length)) {
            return flaw;
        }
        if (length > m_in.size() - m_at) {
            return Flaw::Truncated;
        }
        const std::size_t content = m_at;
        m_at += static_cast<std::size_t>(length);
        m_tokens.push_back({Kind::String, true, begin, content, m_at, m_tokens.size() + 1});
        return std::nullopt;
    }

    ByteView m_in;
    std::vector<Document::Token>& m_tokens;
    std::vector<Open> m_open;
    std::size_t m_at = 0;
};

core::Result<Document, Flaw> Document::parse(ByteView in)
{
    Document out;
    out.m_in = in;
    if (const auto flaw = Parser(in, out.m_tokens).run()) {
        return core::fail(*flaw);
    }
    return out;
}

bool Value::isDict() const
{
    return m_document != nullptr && m_document->m_tokens[m_index].kind == Document::Kind::Dict;
}

bool Value::isList() const
{
    return m_document != nullptr && m_document->m_tokens[m_index].kind == Document::Kind::List;
}

std::optional<ByteView> Value::string() const
{
    if (m_document == nullptr || m_document->m_tokens[m_index].kind != Document::Kind::String) {
        return std::nullopt;
    }
    const auto& token = m_document->m_tokens[m_index];
    return m_document->m_in.subspan(token.content, token.end - token.content);
}

std::optional<std::int64_t> Value::integer() const
{
    if (m_document == nullptr || m_document->m_tokens[m_index].kind != Document::Kind::Integer) {
        return std::nullopt;
    }
    return m_document->m_tokens[m_index].number;
}

Value Value::find(std::string_view key) const
{
    if (!isDict()) {
        return {};
    }
    for (Value at = first(); at; at = at.next().next()) {
        if (equal(*at.string(), core::bytesOf(key))) {
            return at.next();
        }
    }
    return {};
}

Value Value::first() const
{
    if (!isDict() && !isList()) {
        return {};
    }
    const std::size_t end = m_document->m_tokens[m_index].next;
    return m_index + 1 < end ? Value(m_document, m_index + 1, end) : Value();
}

Value Value::next() const
{
    if (m_document == nullptr) {
        return {};
    }
    const std::size_t index = m_document->m_tokens[m_index].next;
    return index < m_end ? Value(m_document, index, m_end) : Value();
}

ByteView Value::raw() const
{
    if (m_document == nullptr) {
        return {};
    }
    const auto& token = m_document->m_tokens[m_index];
    return m_document->m_in.subspan(token.begin, token.end - token.begin);
}

bool Value::canonical() const
{
    return m_document != nullptr && m_document->m_tokens[m_index].sorted;
}

void Writer::string(ByteView value)
{
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value.size()).ptr;
    m_out.insert(m_out.end(), digits.data(), end);
    m_out.push_back(':');
    core::append(m_out, value);
}

void Writer::integer(std::int64_t value)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    m_out.push_back('i');
    m_out.insert(m_out.end(), digits.data(), end);
    m_out.push_back('e');
}

void Writer::field(std::string_view key, ByteView value)
{
    string(key);
    string(value);
}

void Writer::field(std::string_view key, std::int64_t value)
{
    string(key);
    integer(value);
}

} // namespace dht::bencode
