// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/redaction_set.h"

#include "core/limits.h"
#include "engine/room/content_trail.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::int64_t keptMs =
    std::chrono::milliseconds(core::limits::tuning::redactedKept).count();

std::uint64_t endOf(const RedactRange& range)
{
    return range.to == 0 ? UINT64_MAX : range.to;
}

/// By what the core alone says: where its log had got to when it was written does not matter, and need not be known.
bool countsAsLeaf(const Roll& roll, const Header& header)
{
    const auto standing = roll.log(header.log);
    return standing && !(standing->voidFrom && header.seq >= *standing->voidFrom)
           && roll.judge(contentEvent(header, {}, roll)).valid();
}

} // namespace

bool RedactionSet::isLeaf(const Roll& roll, const Header& header)
{
    if (header.kind != static_cast<std::uint8_t>(Kind::Redact)) {
        return false;
    }
    const int level = roll.authority().levelOf(contentEvent(header, {}, roll));
    return level >= levelObserver && level < levelModerator;
}

bool RedactionSet::note(const core::EventId& id, const Header& header, core::ByteView body)
{
    const auto decoded = decodeCoreBody(header.kind, body);
    const auto* redact = decoded ? std::get_if<RedactBody>(&*decoded) : nullptr;
    if (redact == nullptr) {
        return false;
    }
    if (!m_leaves.contains(id) && m_leafRanges + redact->ranges.size() <= leafRangesMost) {
        m_leafRanges += redact->ranges.size();
        m_leaves.emplace(id, Leaf{header, redact->ranges});
    }
    return true;
}

void RedactionSet::stand(const core::EventId& id, const RedactRange& range, const Span& like)
{
    m_standing[id].push_back(range);
    Span span = like;
    span.from = range.from;
    span.to = endOf(range);
    m_spans[range.log].push_back(span);
}

std::vector<RedactRange>
RedactionSet::refresh(const Roll& roll, const std::function<bool(const core::EventRef&)>& holds)
{
    const auto before = std::exchange(m_standing, {});
    m_spans.clear();
    for (const StandingRedaction& redaction : roll.authority().redactions()) {
        const CoreEvent* event = roll.act(redaction.event);
        const auto standing = event == nullptr ? std::nullopt : roll.log(event->log);
        if (!standing) {
            continue;
        }
        const auto arrived = m_arrived.find(redaction.event);
        const bool now = redaction.body->eraseNow && redaction.level >= levelAdmin;
        const Span like{0,
                        0,
                        standing->identity,
                        redaction.level,
                        now,
                        arrived == m_arrived.end() ? INT64_MAX : arrived->second};
        for (const RedactRange& range : redaction.body->ranges) {
            stand(redaction.event, range, like);
        }
    }
    for (const auto& [id, leaf] : m_leaves) {
        const auto standing = roll.log(leaf.header.log);
        if (!standing || !holds(leaf.header.ref()) || !countsAsLeaf(roll, leaf.header)) {
            continue;
        }
        for (const RedactRange& range : leaf.ranges) {
            const auto theirs = roll.log(range.log);
            if (!theirs || theirs->identity == standing->identity) {
                stand(id, range, {0, 0, standing->identity, levelNone, true, 0});
            }
        }
    }
    std::vector<RedactRange> out;
    const auto changed = [&out](const auto& these, const auto& others) {
        for (const auto& [id, ranges] : these) {
            if (!others.contains(id)) {
                out.insert(out.end(), ranges.begin(), ranges.end());
            }
        }
    };
    changed(m_standing, before);
    changed(before, m_standing);
    return out;
}

std::optional<Redacted> RedactionSet::find(const core::EventRef& ref,
                                           const core::IdentityId& author,
                                           int level,
                                           core::WallTime now) const
{
    std::optional<Redacted> out;
    const auto spans = m_spans.find(ref.log);
    if (spans == m_spans.end()) {
        return out;
    }
    for (const Span& span : spans->second) {
        const bool own = span.author == author;
        if (ref.seq < span.from || ref.seq > span.to || (!own && span.level <= level)) {
            continue;
        }
        const bool old = span.arrivedMs < now.milliseconds - keptMs;
        out = Redacted{(out && out->erase) || own || span.now || old};
    }
    return out;
}

std::vector<RedactRange> RedactionSet::ripe(std::int64_t afterMs, std::int64_t untilMs) const
{
    std::vector<RedactRange> out;
    for (const auto& [log, spans] : m_spans) {
        for (const Span& span : spans) {
            if (span.arrivedMs > afterMs - keptMs && span.arrivedMs <= untilMs - keptMs) {
                out.push_back({log, span.from, span.to});
            }
        }
    }
    return out;
}

} // namespace engine::room
