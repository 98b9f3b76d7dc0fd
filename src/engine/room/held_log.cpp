// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/held_log.h"

#include "core/check.h"
#include "core/codec.h"

#include <algorithm>

namespace engine::room {

namespace {

/// The first stretch that ends at or after `seq`.
template<class Stretches>
auto stretchAt(Stretches& stretches, std::uint64_t seq)
{
    return std::lower_bound(
        stretches.begin(), stretches.end(), seq, [](const Stretch& stretch, std::uint64_t wanted) {
            return stretch.to < wanted;
        });
}

} // namespace

Fit HeldLog::fit(std::uint64_t seq, const core::EventId& prev, const core::EventId& id) const
{
    const auto next = stretchAt(m_stretches, seq);
    if (next != m_stretches.end() && next->from <= seq) {
        return next->to == seq && next->last != id ? Fit::Contradicts : Fit::Held;
    }
    if (next != m_stretches.end() && next->from == seq + 1 && next->before != id) {
        return Fit::Contradicts;
    }
    const bool touchesLower = next != m_stretches.begin() && std::prev(next)->to + 1 == seq;
    if (touchesLower && std::prev(next)->last != prev) {
        return Fit::Contradicts;
    }
    return Fit::New;
}

bool HeldLog::hasRoomFor(std::uint64_t seq) const
{
    if (m_stretches.size() < stretchesMost) {
        return true;
    }
    return std::any_of(m_stretches.begin(), m_stretches.end(), [seq](const Stretch& stretch) {
        return stretch.to + 1 == seq || stretch.from == seq + 1;
    });
}

void HeldLog::insert(std::uint64_t seq, const core::EventId& prev, const core::EventId& id)
{
    CHECK(fit(seq, prev, id) == Fit::New);
    auto next = stretchAt(m_stretches, seq);
    const bool joinsUpper = next != m_stretches.end() && next->from == seq + 1;
    const bool joinsLower = next != m_stretches.begin() && std::prev(next)->to + 1 == seq;
    if (joinsLower && joinsUpper) {
        auto lower = std::prev(next);
        lower->to = next->to;
        lower->last = next->last;
        m_stretches.erase(next);
    } else if (joinsLower) {
        auto lower = std::prev(next);
        lower->to = seq;
        lower->last = id;
    } else if (joinsUpper) {
        next->from = seq;
        next->before = prev;
    } else {
        m_stretches.insert(next, Stretch{seq, seq, prev, id});
    }
}

std::vector<Stretch>
HeldLog::makeWay(std::uint64_t seq, const core::EventId& prev, const core::EventId& id)
{
    std::vector<Stretch> out;
    std::erase_if(m_stretches, [&](const Stretch& stretch) {
        const bool inTheWay = (stretch.from <= seq && seq <= stretch.to)
                              || (stretch.to + 1 == seq && stretch.last != prev)
                              || (stretch.from == seq + 1 && stretch.before != id);
        if (inTheWay) {
            out.push_back(stretch);
        }
        return inTheWay;
    });
    if (!hasRoomFor(seq)) {
        out.push_back(m_stretches.front());
        m_stretches.erase(m_stretches.begin());
    }
    return out;
}

bool HeldLog::putBack(const Stretch& part)
{
    const auto upper = stretchAt(m_stretches, part.from);
    if (upper == m_stretches.end() || upper->from != part.to + 1 || upper->before != part.last
        || (upper != m_stretches.begin() && std::prev(upper)->to + 1 >= part.from)) {
        return false;
    }
    upper->from = part.from;
    upper->before = part.before;
    return true;
}

void HeldLog::dropIslandsFrom(std::uint64_t seq)
{
    std::erase_if(m_stretches, [seq](const Stretch& stretch) { return stretch.from >= seq; });
}

void HeldLog::cut(std::uint64_t from, const core::EventId& before)
{
    CHECK(from > 0);
    std::erase_if(m_stretches, [from](const Stretch& stretch) { return stretch.from >= from; });
    if (!m_stretches.empty() && m_stretches.back().to >= from) {
        m_stretches.back().to = from - 1;
        m_stretches.back().last = before;
    }
}

void HeldLog::drop(std::uint64_t seq, const core::EventId& prev, const core::EventId& id)
{
    const auto stretch = stretchAt(m_stretches, seq);
    if (stretch == m_stretches.end() || stretch->from > seq
        || m_stretches.size() >= stretchesMost) {
        return;
    }
    const Stretch whole = *stretch;
    const auto at = m_stretches.erase(stretch);
    const auto upper =
        whole.to > seq ? m_stretches.insert(at, Stretch{seq + 1, whole.to, id, whole.last}) : at;
    if (whole.from < seq) {
        m_stretches.insert(upper, Stretch{whole.from, seq - 1, whole.before, prev});
    }
}

bool HeldLog::has(std::uint64_t seq) const
{
    const auto next = stretchAt(m_stretches, seq);
    return next != m_stretches.end() && next->from <= seq;
}

const Stretch* HeldLog::stretchWith(std::uint64_t seq) const
{
    const auto next = stretchAt(m_stretches, seq);
    return next != m_stretches.end() && next->from <= seq ? &*next : nullptr;
}

std::uint64_t HeldLog::wholeEnd() const
{
    return m_stretches.empty() || m_stretches.front().from != 0 ? 0 : m_stretches.front().to + 1;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> HeldLog::holesUpTo(std::uint64_t to) const
{
    std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
    std::uint64_t at = 0;
    for (const Stretch& stretch : m_stretches) {
        if (stretch.from > to) {
            break;
        }
        if (stretch.from > at) {
            out.emplace_back(at, stretch.from - 1);
        }
        at = stretch.to + 1;
    }
    if (at <= to) {
        out.emplace_back(at, to);
    }
    return out;
}

void HeldLog::encode(core::Bytes& out) const
{
    core::Writer writer(out);
    writer.u16(static_cast<std::uint16_t>(m_stretches.size()));
    for (const Stretch& stretch : m_stretches) {
        writer.u64(stretch.from);
        writer.u64(stretch.to);
        writer.id(stretch.before);
        writer.id(stretch.last);
    }
}

std::optional<HeldLog> HeldLog::decode(core::ByteView bytes)
{
    core::Reader reader(bytes);
    HeldLog out;
    const std::size_t count = reader.u16();
    std::uint64_t least = 0;
    for (std::size_t i = 0; i < count && reader.ok(); ++i) {
        Stretch stretch;
        stretch.from = reader.u64();
        stretch.to = reader.u64();
        stretch.before = reader.id<core::EventId>();
        stretch.last = reader.id<core::EventId>();
        if (stretch.from > stretch.to || stretch.from < least || stretch.to >= UINT64_MAX - 1) {
            return std::nullopt;
        }
        least = stretch.to + 2;
        out.m_stretches.push_back(stretch);
    }
    return reader.atEnd() ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace engine::room
