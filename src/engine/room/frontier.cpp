// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/frontier.h"

#include "core/codec.h"
#include "core/hash.h"
#include "core/limits.h"

#include <algorithm>

namespace engine::room {

namespace {

using Iterator = FrontierMap::const_iterator;

constexpr std::size_t saltBytes = 8;
constexpr std::size_t rangeHashBytes = 16;
/// A listed range is split by its sender below this many entries; more than twice that is no list of ours.
constexpr std::size_t entriesMost = 4096;
/// A reply is one frame. What does not fit is said again as a hash, so that the other side asks for it once more.
constexpr std::size_t replyBytesMost = 56 * 1024;
constexpr std::size_t rangeBytes = 100;
constexpr std::size_t entryBytes = 88;

struct Slice {
    Iterator begin;
    Iterator end;
    std::size_t count = 0;
};

std::string textOf(const core::LogId& log)
{
    return core::textOf(log.view());
}

std::uint8_t kindOf(const FrontierPoint& point)
{
    return static_cast<std::uint8_t>((point.forked ? 1U : 0U) | (point.named ? 2U : 0U)
                                     | (point.lacks ? 4U : 0U));
}

core::Hash32 hashSlice(const Slice& slice, core::ByteView salt)
{
    core::Bytes bytes;
    core::Writer writer(bytes);
    for (auto it = slice.begin; it != slice.end; ++it) {
        writer.id(it->first);
        writer.u64(it->second.seq);
        writer.u8(kindOf(it->second));
        writer.id(it->second.head);
    }
    return core::hashOf("parlour frontier 1", {salt, bytes});
}

void addHashed(wire::Frontier& out,
               const Slice& slice,
               const core::LogId& from,
               const std::string& to)
{
    auto* range = out.add_ranges();
    range->set_from(textOf(from));
    range->set_to(to);
    const core::Hash32 hash = hashSlice(slice, core::bytesOf(out.salt()));
    range->set_hash(core::textOf(core::ByteView(hash).first(rangeHashBytes)));
}

void addListed(wire::Frontier& out,
               const Slice& slice,
               const core::LogId& from,
               const std::string& to)
{
    auto* range = out.add_ranges();
    range->set_from(textOf(from));
    range->set_to(to);
    range->set_listed(true);
    for (auto it = slice.begin; it != slice.end; ++it) {
        *range->add_entries() = toWire(it->first, it->second);
    }
}

/// Splits a slice that differs into at most frontierSplit hashed parts that cover [from, to) without a gap.
void addSplit(wire::Frontier& out,
              const Slice& slice,
              const core::LogId& from,
              const std::string& to)
{
    if (slice.count < frontierListBelow) {
        addListed(out, slice, from, to);
        return;
    }
    Iterator begin = slice.begin;
    core::LogId low = from;
    for (std::size_t part = 0; part < frontierSplit; ++part) {
        const std::size_t count =
            slice.count * (part + 1) / frontierSplit - slice.count * part / frontierSplit;
        const Iterator end = std::next(begin, static_cast<std::ptrdiff_t>(count));
        const bool last = part + 1 == frontierSplit;
        addHashed(out, {begin, end, count}, low, last ? to : textOf(end->first));
        if (!last) {
            low = end->first;
        }
        begin = end;
    }
}

/// Of two that have a log end at the same seq. Of two proofs that name different events the smaller id is believed.
bool isAheadAtFork(const FrontierPoint& mine, const FrontierPoint& theirs)
{
    if (theirs.named != mine.named) {
        return theirs.named;
    }
    if (theirs.head == mine.head) {
        return mine.lacks && !theirs.lacks;
    }
    return theirs.named ? theirs.head < mine.head : !theirs.head.isZero();
}

/// True when `theirs` shows something that `mine` does not hold.
bool isAhead(const FrontierMap& mine, const core::LogId& log, const FrontierPoint& theirs)
{
    const auto it = mine.find(log);
    if (it == mine.end()) {
        return true;
    }
    if (theirs.forked != it->second.forked) {
        return theirs.forked;
    }
    if (theirs.forked) {
        return theirs.seq < it->second.seq
               || (theirs.seq == it->second.seq && isAheadAtFork(it->second, theirs));
    }
    return theirs.seq > it->second.seq
           || (theirs.seq == it->second.seq && theirs.head != it->second.head);
}

class Comparison
{
public:
    Comparison(const FrontierMap& mine, const wire::Frontier& theirs)
        : m_mine(mine)
        , m_theirs(theirs)
    {
        m_reply.set_round(theirs.round() + 1);
        m_reply.set_salt(theirs.salt());
    }

    FrontierStep run()
    {
        FrontierStep step;
        const auto ranges = static_cast<std::size_t>(m_theirs.ranges_size());
        m_toCome = ranges;
        step.sound = m_theirs.salt().size() == saltBytes && ranges <= frontierRangesMost
                     && std::all_of(m_theirs.ranges().begin(),
                                    m_theirs.ranges().end(),
                                    [this](const auto& range) { return handle(range); });
        if (!step.sound) {
            return step;
        }
        step.wanted = std::move(m_wanted);
        if (m_reply.ranges_size() > 0 && m_reply.round() < core::limits::tuning::syncRounds) {
            step.reply = std::move(m_reply);
        }
        return step;
    }

private:
    bool handle(const wire::FrontierRange& range)
    {
        const auto from = core::LogId::from(core::bytesOf(range.from()));
        const auto to = core::LogId::from(core::bytesOf(range.to()));
        if (!from || (!to && !range.to().empty()) || (to && *to <= *from)) {
            return false;
        }
        m_toCome -= 1;
        Slice slice{m_mine.lower_bound(*from), to ? m_mine.lower_bound(*to) : m_mine.end(), 0};
        slice.count = static_cast<std::size_t>(std::distance(slice.begin, slice.end));
        if (range.listed()) {
            return handleListed(range, *from, slice);
        }
        if (range.hash().size() != rangeHashBytes) {
            return false;
        }
        const core::Hash32 hash = hashSlice(slice, core::bytesOf(m_theirs.salt()));
        if (core::textOf(core::ByteView(hash).first(rangeHashBytes)) != range.hash()) {
            narrow(range, *from, slice);
        }
        return true;
    }

    /// Whether the reply takes so much more and still has room to say each range to come as a hash.
    bool fits(std::size_t ranges, std::size_t entries) const
    {
        const std::size_t rangesInAll =
            static_cast<std::size_t>(m_reply.ranges_size()) + m_toCome + ranges;
        return rangesInAll <= frontierRangesMost
               && rangesInAll * rangeBytes + (m_entries + entries) * entryBytes <= replyBytesMost;
    }

    void narrow(const wire::FrontierRange& range, const core::LogId& from, const Slice& slice)
    {
        const bool lists = slice.count < frontierListBelow;
        if (!fits(lists ? 1 : frontierSplit, lists ? slice.count : 0)) {
            addHashed(m_reply, slice, from, range.to());
            return;
        }
        m_entries += lists ? slice.count : 0;
        addSplit(m_reply, slice, from, range.to());
    }

    bool handleListed(const wire::FrontierRange& range, const core::LogId& from, const Slice& slice)
    {
        if (static_cast<std::size_t>(range.entries_size()) > entriesMost) {
            return false;
        }
        FrontierMap theirs;
        for (const auto& entry : range.entries()) {
            const auto difference = fromWire(entry);
            if (!difference) {
                return false;
            }
            theirs.emplace(difference->log, difference->theirs);
            if (isAhead(m_mine, difference->log, difference->theirs)) {
                m_wanted.push_back(*difference);
            }
        }
        if (range.answer()) {
            return true;
        }
        FrontierMap ahead;
        for (auto it = slice.begin; it != slice.end; ++it) {
            if (isAhead(theirs, it->first, it->second)) {
                ahead.emplace(it->first, it->second);
            }
        }
        if (ahead.empty()) {
            return true;
        }
        if (!fits(1, ahead.size())) {
            narrow(range, from, slice);
            return true;
        }
        m_entries += ahead.size();
        addListed(m_reply, {ahead.begin(), ahead.end(), ahead.size()}, from, range.to());
        m_reply.mutable_ranges(m_reply.ranges_size() - 1)->set_answer(true);
        return true;
    }

    const FrontierMap& m_mine;
    const wire::Frontier& m_theirs;
    wire::Frontier m_reply;
    std::vector<FrontierDifference> m_wanted;
    std::size_t m_entries = 0; ///< listed in the reply so far
    std::size_t m_toCome = 0;  ///< ranges of theirs that are not handled yet
};

} // namespace

wire::Frontier openFrontier(const FrontierMap& mine, core::ByteView salt)
{
    wire::Frontier out;
    out.set_salt(core::textOf(salt));
    addHashed(out, {mine.begin(), mine.end(), mine.size()}, core::LogId(), std::string());
    return out;
}

FrontierStep stepFrontier(const FrontierMap& mine, const wire::Frontier& theirs)
{
    return Comparison(mine, theirs).run();
}

wire::FrontierEntry toWire(const core::LogId& log, const FrontierPoint& point)
{
    wire::FrontierEntry entry;
    entry.set_log(textOf(log));
    entry.set_seq(point.seq);
    entry.set_forked(point.forked);
    if (!point.forked || !point.head.isZero()) {
        entry.set_head(core::textOf(point.head.view()));
    }
    entry.set_named(point.named);
    entry.set_lacks(point.lacks);
    return entry;
}

std::optional<FrontierDifference> fromWire(const wire::FrontierEntry& entry)
{
    const auto log = core::LogId::from(core::bytesOf(entry.log()));
    const auto head = core::EventId::from(core::bytesOf(entry.head()));
    const bool named = entry.forked() && entry.named();
    if (!log || ((!entry.forked() || named) && !head) || entry.seq() == UINT64_MAX) {
        return std::nullopt;
    }
    return FrontierDifference{*log,
                              {entry.seq(),
                               head.value_or(core::EventId()),
                               entry.forked(),
                               named,
                               named && entry.lacks()}};
}

} // namespace engine::room
