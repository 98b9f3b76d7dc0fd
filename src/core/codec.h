// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Reading and writing fixed layouts: big endian numbers and byte runs. The Reader never throws and never reads past
// the end: after the first short read it is failed and answers zeros, so a decoder checks `ok()` and `atEnd()` once.

#include "core/bytes.h"
#include "core/ids.h"

#include <algorithm>

namespace core {

class Writer
{
public:
    explicit Writer(Bytes& out)
        : m_out(out)
    {
    }

    void u8(std::uint8_t value) { m_out.push_back(value); }
    void u16(std::uint16_t value) { number(value, 2); }
    void u32(std::uint32_t value) { number(value, 4); }
    void u64(std::uint64_t value) { number(value, 8); }
    void bytes(ByteView value) { append(m_out, value); }
    template<class Tag, std::size_t N>
    void id(const Id<Tag, N>& value)
    {
        append(m_out, value.view());
    }

private:
    void number(std::uint64_t value, unsigned width)
    {
        for (unsigned i = width; i > 0; --i) {
            m_out.push_back(static_cast<std::uint8_t>(value >> (8 * (i - 1))));
        }
    }

    Bytes& m_out;
};

class Reader
{
public:
    explicit Reader(ByteView in)
        : m_in(in)
    {
    }

    [[nodiscard]] std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    [[nodiscard]] std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    [[nodiscard]] std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    [[nodiscard]] std::uint64_t u64() { return number(8); }
    /// Borrowed from the input; empty when fewer than `count` bytes are left.
    [[nodiscard]] ByteView bytes(std::size_t count)
    {
        if (count > m_in.size()) {
            m_ok = false;
            m_in = {};
            return {};
        }
        const ByteView out = m_in.first(count);
        m_in = m_in.subspan(count);
        return out;
    }
    template<std::size_t N>
    [[nodiscard]] ByteArray<N> array()
    {
        ByteArray<N> out{};
        const ByteView in = bytes(N);
        std::copy(in.begin(), in.end(), out.begin());
        return out;
    }
    template<class IdType>
    [[nodiscard]] IdType id()
    {
        return IdType(array<IdType::size>());
    }

    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool atEnd() const { return m_ok && m_in.empty(); }
    [[nodiscard]] std::size_t left() const { return m_in.size(); }

private:
    [[nodiscard]] std::uint64_t number(std::size_t width)
    {
        std::uint64_t value = 0;
        for (const std::uint8_t byte : bytes(width)) {
            value = (value << 8U) | byte;
        }
        return value;
    }

    ByteView m_in;
    bool m_ok = true;
};

} // namespace core
