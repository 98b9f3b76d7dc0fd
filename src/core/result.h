// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Result<T, E>: a value, or the reason why there is none. E is a small `enum class` of the room that fails.
//
//     Result<Header, DecodeError> decode(ByteView);
//     auto header = decode(bytes);
//     if (!header) { return fail(header.error()); }
//
// GCC 12 has no std::expected in C++20, so this keeps its names and leaves out what nobody here uses.

#include "core/check.h"

#include <optional>
#include <utility>
#include <variant>

namespace core {

/// An error on its way into some Result; see `fail`.
template<class E>
struct Failure {
    E error;
};

template<class E>
[[nodiscard]] constexpr Failure<E> fail(E error)
{
    return {std::move(error)};
}

template<class T, class E>
class [[nodiscard]] Result
{
public:
    Result(T value) // NOLINT(google-explicit-constructor): returning a value is the point
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Failure<E> failure) // NOLINT(google-explicit-constructor)
        : m_state(std::in_place_index<1>, std::move(failure.error))
    {
    }

    [[nodiscard]] bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    [[nodiscard]] T& value() &
    {
        CHECK(hasValue());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] const T& value() const&
    {
        CHECK(hasValue());
        return *std::get_if<0>(&m_state);
    }
    [[nodiscard]] T&& value() &&
    {
        CHECK(hasValue());
        return std::move(*std::get_if<0>(&m_state));
    }
    [[nodiscard]] const E& error() const
    {
        CHECK(!hasValue());
        return *std::get_if<1>(&m_state);
    }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

private:
    std::variant<T, E> m_state;
};

template<class E>
class [[nodiscard]] Result<void, E>
{
public:
    Result() = default;
    Result(Failure<E> failure) // NOLINT(google-explicit-constructor)
        : m_error(std::move(failure.error))
    {
    }

    [[nodiscard]] bool hasValue() const { return !m_error.has_value(); }
    explicit operator bool() const { return hasValue(); }
    [[nodiscard]] const E& error() const
    {
        CHECK(m_error.has_value());
        return *m_error;
    }

private:
    std::optional<E> m_error;
};

} // namespace core
