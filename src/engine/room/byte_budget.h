// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// How many bytes may come in a minute. What comes is counted after the fact, so a minute may end a little above; the next
// one begins when it is over.

#include "core/time.h"

#include <cstdint>
#include <optional>

namespace engine::room {

class ByteBudget
{
public:
    static constexpr std::chrono::minutes window{1};

    /// 0: as much as comes.
    void setPerMinute(std::uint64_t bytes) { m_perMinute = bytes; }
    [[nodiscard]] bool isSet() const { return m_perMinute > 0; }
    void spend(core::MonoTime now, std::uint64_t bytes)
    {
        if (now - m_began >= window) {
            m_began = now;
            m_spent = 0;
        }
        m_spent += bytes;
    }
    /// When there is something left again; nothing while there is.
    [[nodiscard]] std::optional<core::MonoTime> freeAt(core::MonoTime now) const
    {
        const bool over = m_perMinute > 0 && m_spent >= m_perMinute && now - m_began < window;
        return over ? std::optional(m_began + window) : std::nullopt;
    }

private:
    std::uint64_t m_perMinute = 0;
    std::uint64_t m_spent = 0;
    core::MonoTime m_began;
};

} // namespace engine::room
