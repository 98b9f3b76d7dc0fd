// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/authority_limits.h"

#include "engine/engine_types.h"

#include <algorithm>
#include <bit>

namespace engine::room {

namespace {

std::size_t place(CoreIndex index)
{
    return static_cast<std::size_t>(index);
}

auto orderOf(const StandingLimits::Row& row)
{
    return std::pair(row.log, row.standing);
}

} // namespace

void Limit::end(CoreIndex removal, std::uint32_t order)
{
    if (order < deadAt) {
        dead = removal;
        deadAt = order;
    }
}

void Limit::narrow(CoreIndex removal, std::uint32_t order, std::uint32_t head)
{
    if (by == coreNone || order > byAt) {
        by = removal;
        byAt = order;
    }
    first = std::min(first, head);
    last = std::max(last, head);
}

// ---- the rows ----

StandingLimits::StandingLimits(const AuthoritySet& set, const LogTrees& trees)
    : m_set(set)
    , m_trees(trees)
    , m_bansOf(set.identities().size())
{
    for (std::size_t i = 0; i < set.identities().size(); ++i) {
        m_begin.push_back(static_cast<std::uint32_t>(m_rows.size()));
        m_last.push_back(coreNone);
        const CoreIdentity& person = set.identities()[i];
        if (!person.removals.empty() || !person.transfers.empty()) {
            makeRows(static_cast<CoreIndex>(i));
        }
    }
    m_begin.push_back(static_cast<std::uint32_t>(m_rows.size()));
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (set.at(m_rows[row].standing).admission) {
            m_admitted[static_cast<std::size_t>(m_rows[row].level)].push_back(
                static_cast<std::uint32_t>(row));
        }
    }
}

void StandingLimits::makeRows(CoreIndex identity)
{
    const CoreIdentity& person = m_set.identity(identity);
    std::vector<Row> rows;
    for (const CoreIndex standing : person.standings) {
        const int level = m_set.standingLevel(standing, identity);
        if (level >= 0) {
            rows.push_back({coreNone, standing, level, {}, {}});
        }
    }
    for (const CoreIndex log : person.logs) {
        for (const CoreIndex index : m_set.log(log).events) {
            const CoreNode& node = m_set.at(index);
            if (!m_set.log(log).ambiguous) {
                rows.push_back({log, node.admission ? index : node.grant, node.level, {}, {}});
            }
        }
        m_last[place(identity)] = std::max(m_last[place(identity)], m_set.log(log).openings.back());
    }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return orderOf(a) < orderOf(b);
    });
    const auto same = [](const Row& a, const Row& b) { return orderOf(a) == orderOf(b); };
    rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
    for (const Row& row : rows) {
        m_last[place(identity)] = std::max(m_last[place(identity)], row.standing);
    }
    m_rows.insert(m_rows.end(), rows.begin(), rows.end());
    m_whose.resize(m_rows.size(), identity);
}

const StandingLimits::Row*
StandingLimits::find(CoreIndex identity, CoreIndex log, CoreIndex standing) const
{
    if (place(identity) + 1 >= m_begin.size()) {
        return nullptr;
    }
    const auto begin = m_rows.begin() + m_begin[place(identity)];
    const auto end = m_rows.begin() + m_begin[place(identity) + 1];
    const std::pair wanted(log, standing);
    const auto at = std::lower_bound(
        begin, end, wanted, [](const Row& row, const auto& what) { return orderOf(row) < what; });
    return at != end && orderOf(*at) == wanted ? &*at : nullptr;
}

// ---- removals meet rows ----

std::vector<CoreIndex> StandingLimits::targetsOf(CoreIndex removal) const
{
    const auto* revoke = m_set.at(removal).event.as<RevokeBody>();
    if (revoke == nullptr) {
        return {m_set.at(removal).author};
    }
    std::vector<CoreIndex> targets;
    targets.reserve(revoke->targets.size());
    for (const core::IdentityId& target : revoke->targets) {
        targets.push_back(m_set.findIdentity(target));
    }
    return targets;
}

void StandingLimits::revoke(Reach& reach, const std::vector<CoreIndex>& revokes)
{
    Batch batch;
    for (const CoreIndex revoke : revokes) {
        batch.level = m_set.at(revoke).level;
        batch.removals.push_back({revoke, m_order, coreNone});
        if (m_set.at(revoke).event.as<RevokeBody>()->ban) {
            for (const CoreIndex target : targetsOf(revoke)) {
                m_bansOf[place(target)].push_back(static_cast<std::uint32_t>(m_bans.size()));
            }
            m_bans.push_back({revoke, m_order, m_trees.headsOf(revoke)});
        }
        ++m_order;
        if (batch.removals.size() == Reach::width) {
            apply(reach, batch);
            batch.removals.clear();
        }
    }
    apply(reach, batch);
}

void StandingLimits::transfer(Reach& reach, const std::vector<Removal>& transfers, Scope scope)
{
    Batch batch;
    batch.scope = scope;
    for (const Removal& transfer : transfers) {
        batch.removals.push_back(transfer);
        if (batch.removals.size() == Reach::width) {
            apply(reach, batch);
            batch.removals.clear();
        }
    }
    apply(reach, batch);
}

void StandingLimits::apply(Reach& reach, Batch& batch)
{
    batch.hits.clear();
    batch.heads.clear();
    CoreIndex first = m_set.size();
    CoreIndex last = coreNone;
    for (std::uint32_t bit = 0; bit < batch.removals.size(); ++bit) {
        const CoreIndex removal = batch.removals[bit].event;
        first = std::min(first, removal);
        const std::size_t before = batch.hits.size();
        for (const CoreIndex identity : targetsOf(removal)) {
            if (m_begin[place(identity)] != m_begin[place(identity) + 1]) {
                batch.hits.push_back({identity, bit});
                last = std::max(last, m_last[place(identity)]);
            }
        }
        if (batch.hits.size() != before) {
            for (const KeptHead& kept : m_trees.headsOf(removal)) {
                batch.heads.push_back({kept.log, bit, m_trees.enter(kept.head)});
            }
        }
    }
    std::sort(batch.hits.begin(), batch.hits.end());
    std::sort(batch.heads.begin(), batch.heads.end());
    for (std::uint32_t bit = 0; bit < batch.removals.size(); ++bit) {
        if (batch.removals[bit].event <= last) {
            reach.set(batch.removals[bit].event, bit);
        }
    }
    reach.rise(first, last);
    for (auto hit = batch.hits.begin(); hit != batch.hits.end();) {
        const CoreIndex identity = hit->identity;
        Reach::Mask mask{};
        for (; hit != batch.hits.end() && hit->identity == identity; ++hit) {
            mask[hit->bit / 64] |= std::uint64_t{1} << (hit->bit % 64);
        }
        applyTo(reach, batch, identity, mask);
    }
    reach.clear(first, last);
}

void StandingLimits::applyTo(Reach& reach, Batch& batch, CoreIndex identity, const Reach::Mask& hit)
{
    const std::size_t end = m_begin[place(identity) + 1];
    for (std::size_t begin = m_begin[place(identity)]; begin < end;) {
        std::size_t next = begin + 1;
        while (next < end && m_rows[next].log == m_rows[begin].log) {
            ++next;
        }
        applyToLog(reach, batch, begin, next, hit);
        begin = next;
    }
}

// Those that every opening of the log follows.
Reach::Mask StandingLimits::behindOpenings(Reach& reach, CoreIndex log) const
{
    Reach::Mask behind{};
    behind.fill(UINT64_MAX);
    if (log == coreNone) {
        return behind;
    }
    for (const CoreIndex opening : m_set.log(log).openings) {
        const Reach::Mask& follows = reach.at(opening);
        for (std::size_t word = 0; word < Reach::words; ++word) {
            behind[word] &= follows[word];
        }
    }
    return behind;
}

void StandingLimits::applyToLog(
    Reach& reach, Batch& batch, std::size_t begin, std::size_t end, const Reach::Mask& hit)
{
    const CoreIndex log = m_rows[begin].log;
    const Reach::Mask behind = behindOpenings(reach, log);
    batch.kept = {};
    batch.span.fill({UINT32_MAX, 0});
    auto head = std::lower_bound(batch.heads.begin(), batch.heads.end(), Head{log, 0, 0});
    for (; head != batch.heads.end() && head->log == log; ++head) {
        batch.kept[head->bit / 64] |= std::uint64_t{1} << (head->bit % 64);
        batch.enter[head->bit] = head->enter;
        auto& [lowest, highest] = batch.span[head->bit / 64];
        lowest = std::min(lowest, head->enter);
        highest = std::max(highest, head->enter);
    }
    for (std::size_t at = begin; at < end; ++at) {
        const Row& row = m_rows[at];
        const bool concerned = batch.scope == Scope::EndedStanding ? row.level == levelFounder
                               : batch.scope == Scope::Lower       ? row.level < batch.level
                                                                   : row.level < levelFounder;
        if (!concerned) {
            continue;
        }
        Reach::Mask open = hit;
        const Reach::Mask& follows = reach.at(row.standing);
        for (std::size_t word = 0; word < Reach::words; ++word) {
            open[word] &= ~(behind[word] & follows[word]);
        }
        meet(batch, m_rows[at], open);
    }
}

// In their order, until one of them leaves nothing. Where all that keep something concern the row, which is the rule, they
// need not be looked at one by one.
void StandingLimits::meet(const Batch& batch, Row& row, const Reach::Mask& removals)
{
    Limit& limit = batch.scope == Scope::Lower ? row.revoked : row.transferred;
    for (std::size_t word = 0; word < Reach::words && limit.dead == coreNone; ++word) {
        std::uint64_t open = removals[word];
        if (open != 0 && open == batch.kept[word] && batch.scope != Scope::EndedStanding) {
            const std::size_t bit =
                word * 64 + 63 - static_cast<std::size_t>(std::countl_zero(open));
            const Removal& removal = batch.removals[bit];
            limit.narrow(removal.event, removal.order, batch.span[word].first);
            limit.narrow(removal.event, removal.order, batch.span[word].second);
            continue;
        }
        for (; open != 0 && limit.dead == coreNone; open &= open - 1) {
            const auto bit = word * 64 + static_cast<std::size_t>(std::countr_zero(open));
            const Removal& removal = batch.removals[bit];
            if (batch.scope == Scope::EndedStanding && removal.ended != row.standing) {
                continue;
            }
            if (((batch.kept[word] >> (bit % 64)) & 1U) != 0) {
                limit.narrow(removal.event, removal.order, batch.enter[bit]);
            } else {
                limit.end(removal.event, removal.order);
            }
        }
    }
}

// ---- through a door behind a ban ----

void StandingLimits::readmit(Reach& reach, int level, const std::vector<CoreVerdict>& verdicts)
{
    std::vector<std::uint32_t> rows;
    for (const std::uint32_t row : m_admitted[static_cast<std::size_t>(level)]) {
        if (!m_bansOf[place(m_whose[row])].empty()) {
            rows.push_back(row);
        }
        if (rows.size() == Reach::width / 2) {
            readmitBatch(reach, level, verdicts, rows);
            rows.clear();
        }
    }
    if (!rows.empty()) {
        readmitBatch(reach, level, verdicts, rows);
    }
}

// A row's bit sinks to what its standing follows; behind a valid grant from above it sinks in the upper half as well. Bans
// that it reaches there are over.
void StandingLimits::readmitBatch(Reach& reach,
                                  int level,
                                  const std::vector<CoreVerdict>& verdicts,
                                  const std::vector<std::uint32_t>& rows)
{
    std::vector<std::pair<std::size_t, std::size_t>> people;
    std::vector<Reach::Turn> turns;
    CoreIndex first = m_set.size();
    CoreIndex last = coreNone;
    for (std::size_t begin = 0; begin < rows.size();) {
        const CoreIndex identity = m_whose[rows[begin]];
        Reach::Turn turn;
        std::size_t end = begin;
        for (; end < rows.size() && m_whose[rows[end]] == identity; ++end) {
            turn.of[end / 64] |= std::uint64_t{1} << (end % 64);
            last = std::max(last, m_rows[rows[end]].standing);
        }
        for (const std::uint32_t ban : m_bansOf[place(identity)]) {
            first = std::min(first, m_bans[ban].event);
        }
        for (const CoreIndex standing : m_set.identity(identity).standings) {
            if (standing != coreGenesis && m_set.at(standing).event.as<GrantBody>() != nullptr
                && m_set.at(standing).level > level && verdicts[place(standing)].valid()) {
                turn.event = standing;
                turns.push_back(turn);
            }
        }
        people.emplace_back(begin, end);
        begin = end;
    }
    std::sort(
        turns.begin(), turns.end(), [](const auto& a, const auto& b) { return a.event > b.event; });
    for (std::size_t bit = 0; bit < rows.size(); ++bit) {
        if (m_rows[rows[bit]].standing >= first) {
            reach.set(m_rows[rows[bit]].standing, bit);
        }
    }
    reach.sink(first, last, turns);
    for (const auto& [begin, end] : people) {
        readmitPerson(reach, rows, begin, end);
    }
    reach.clear(first, last);
}

void StandingLimits::readmitPerson(Reach& reach,
                                   const std::vector<std::uint32_t>& rows,
                                   std::size_t begin,
                                   std::size_t end)
{
    Half alive{};
    std::vector<Group> groups;
    for (std::size_t bit = begin; bit < end; ++bit) {
        alive[bit / 64] |= std::uint64_t{1} << (bit % 64);
        const CoreIndex log = m_rows[rows[bit]].log;
        if (groups.empty() || groups.back().log != log) {
            groups.push_back({log, bit, bit, {}});
        }
        groups.back().end = bit + 1;
        groups.back().mask[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
    for (const std::uint32_t at : m_bansOf[place(m_whose[rows[begin]])]) {
        const Ban& ban = m_bans[at];
        const Reach::Mask& ended = reach.at(ban.event);
        Half open{};
        bool any = false;
        for (std::size_t word = 0; word < open.size(); ++word) {
            open[word] = alive[word] & ~ended[word + open.size()];
            any = any || open[word] != 0;
        }
        if (any) {
            banRows(ban, rows, groups, open, alive);
        }
    }
}

void StandingLimits::banRows(const Ban& ban,
                             const std::vector<std::uint32_t>& rows,
                             const std::vector<Group>& groups,
                             Half& open,
                             Half& alive)
{
    for (const KeptHead& kept : ban.heads) {
        const auto group = std::lower_bound(
            groups.begin(), groups.end(), kept.log, [](const Group& one, CoreIndex log) {
                return one.log < log;
            });
        if (group == groups.end() || group->log != kept.log) {
            continue;
        }
        // A log that was here before the ban does not follow it: it was narrowed when the ban was judged.
        const bool narrowed = m_set.log(kept.log).openings.front() < ban.event;
        const std::uint32_t head = m_trees.enter(kept.head);
        for (std::size_t word = group->begin / 64; word * 64 < group->end; ++word) {
            const std::uint64_t here = open[word] & group->mask[word];
            open[word] &= ~here;
            for (std::uint64_t left = narrowed ? 0 : here; left != 0; left &= left - 1) {
                const auto bit = word * 64 + static_cast<std::size_t>(std::countr_zero(left));
                m_rows[rows[bit]].revoked.narrow(ban.event, ban.order, head);
            }
        }
    }
    for (std::size_t word = 0; word < open.size(); ++word) {
        alive[word] &= ~open[word];
        for (std::uint64_t left = open[word]; left != 0; left &= left - 1) {
            const auto bit = word * 64 + static_cast<std::size_t>(std::countr_zero(left));
            m_rows[rows[bit]].revoked.end(ban.event, ban.order);
        }
    }
}

} // namespace engine::room
