// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Secrets that cannot be copied or printed by accident, and are wiped when they go. A copy that is meant is spelled
// `clone()`, a comparison is constant-time.

#include "core/bytes.h"
#include "core/rng.h"

#include <optional>

namespace core {

/// Overwrites in a way that the compiler may not leave out.
void wipe(MutableByteView bytes);
[[nodiscard]] bool equalConstantTime(ByteView left, ByteView right);

template<std::size_t N>
class Secret
{
public:
    static constexpr std::size_t size = N;

    Secret() = default;
    explicit Secret(const ByteArray<N>& bytes)
        : m_bytes(bytes)
    {
    }
    [[nodiscard]] static Secret random(Rng& rng)
    {
        Secret secret;
        rng.fill(secret.m_bytes);
        return secret;
    }
    [[nodiscard]] static std::optional<Secret> from(ByteView bytes)
    {
        if (bytes.size() != N) {
            return std::nullopt;
        }
        Secret secret;
        for (std::size_t i = 0; i < N; ++i) {
            secret.m_bytes[i] = bytes[i];
        }
        return secret;
    }

    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept
        : m_bytes(other.m_bytes)
    {
        wipe(other.m_bytes);
    }
    Secret& operator=(Secret&& other) noexcept
    {
        if (this != &other) {
            m_bytes = other.m_bytes;
            wipe(other.m_bytes);
        }
        return *this;
    }
    ~Secret() { wipe(m_bytes); }

    [[nodiscard]] Secret clone() const { return Secret(m_bytes); }
    [[nodiscard]] ByteView view() const { return m_bytes; }
    [[nodiscard]] MutableByteView mutableView() { return m_bytes; }
    [[nodiscard]] bool operator==(const Secret& other) const
    {
        return equalConstantTime(m_bytes, other.m_bytes);
    }

private:
    ByteArray<N> m_bytes{};
};

} // namespace core
