// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Bencode (BEP 3), read without copying. A Document is a flat list of tokens that point into the datagram; Values are
// cheap cursors into it, valid as long as document and datagram are.
//
// Always refused: what two readers could understand differently (a key twice, leading zeros, "-0", bytes after the
// end) and what could cost us more than the datagram did (depth, tokens, numbers beyond 64 bits). Dictionaries with
// unsorted keys are taken, because the network sends them, and remembered: `canonical()` is false for the value and
// all that hold it, and whoever checks a signature asks for it.

#include "core/bytes.h"
#include "core/result.h"

#include <optional>
#include <string_view>

namespace dht::bencode {

constexpr std::size_t depthMost = 10;
constexpr std::size_t tokensMost = 500;

enum class Flaw : std::uint8_t {
    Truncated,
    Malformed,
    TooDeep,
    TooManyTokens,
    NumberTooBig,
    DuplicateKey,
    Trailing
};

class Document;

class Value
{
public:
    Value() = default;

    /// False for "there is no such value".
    explicit operator bool() const { return m_document != nullptr; }
    [[nodiscard]] bool isDict() const;
    [[nodiscard]] bool isList() const;
    [[nodiscard]] std::optional<core::ByteView> string() const;
    [[nodiscard]] std::optional<std::int64_t> integer() const;

    /// The value of a dictionary's key; no value when missing or when this is no dictionary.
    [[nodiscard]] Value find(std::string_view key) const;
    /// First child of a list (or first key of a dictionary), and the next one in the same container.
    [[nodiscard]] Value first() const;
    [[nodiscard]] Value next() const;

    /// The very bytes this value was read from.
    [[nodiscard]] core::ByteView raw() const;
    /// All dictionaries in it have their keys in order: its one valid encoding is `raw()`.
    [[nodiscard]] bool canonical() const;

private:
    friend class Document;
    Value(const Document* document, std::size_t index, std::size_t end)
        : m_document(document)
        , m_index(index)
        , m_end(end)
    {
    }

    const Document* m_document = nullptr;
    std::size_t m_index = 0;
    std::size_t m_end = 0;
};

class Document
{
public:
    [[nodiscard]] static core::Result<Document, Flaw> parse(core::ByteView in);
    /// Borrowed from this document, which must stay where it is.
    [[nodiscard]] Value root() const { return {this, 0, m_tokens.size()}; }

private:
    friend class Value;
    friend class Parser;
    enum class Kind : std::uint8_t { Integer, String, List, Dict };
    struct Token {
        Kind kind = Kind::Integer;
        bool sorted = true;
        std::size_t begin = 0;
        std::size_t content = 0;
        std::size_t end = 0;
        std::size_t next = 0;
        std::int64_t number = 0;
    };

    core::ByteView m_in;
    std::vector<Token> m_tokens;
};

/// Appends to `out`. Keys must be written in order; nothing here sorts them.
class Writer
{
public:
    explicit Writer(core::Bytes& out)
        : m_out(out)
    {
    }

    void dict() { m_out.push_back('d'); }
    void list() { m_out.push_back('l'); }
    void end() { m_out.push_back('e'); }
    void string(core::ByteView value);
    void string(std::string_view value) { string(core::bytesOf(value)); }
    void integer(std::int64_t value);
    /// A value that is bencoded already.
    void raw(core::ByteView value) { core::append(m_out, value); }

    void field(std::string_view key, core::ByteView value);
    void field(std::string_view key, std::int64_t value);

private:
    core::Bytes& m_out;
};

} // namespace dht::bencode
