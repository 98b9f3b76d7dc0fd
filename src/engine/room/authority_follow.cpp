// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/authority_follow.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::size_t tableWordsMost = std::size_t{4} << 20U; // 32 MiB in all
constexpr std::size_t batchSize = 64;

void sortDistinct(std::vector<CoreIndex>& list)
{
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

std::optional<std::size_t> placeOf(const std::vector<CoreIndex>& list, CoreIndex index)
{
    const auto at = std::lower_bound(list.begin(), list.end(), index);
    if (at == list.end() || *at != index) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(at - list.begin());
}

} // namespace

FollowTable::FollowTable(const AuthoritySet& set)
    : m_set(set)
{
    std::size_t words = 0;
    for (std::size_t i = 0; i < set.identities().size(); ++i) {
        Person person = personOf(set.identities()[i]);
        const std::size_t size = person.rows.size() * person.words();
        if (size == 0 || words + size > tableWordsMost) {
            continue;
        }
        words += size;
        person.bits.assign(size, 0);
        m_people.emplace(static_cast<CoreIndex>(i), std::move(person));
    }
    fill();
}

// Only what comes later can follow, so that whoever never came back costs nothing.
FollowTable::Person FollowTable::personOf(const CoreIdentity& identity) const
{
    Person person;
    std::vector<CoreIndex> columns = identity.removals;
    columns.insert(columns.end(), identity.transfers.begin(), identity.transfers.end());
    columns.insert(columns.end(), identity.restrictions.begin(), identity.restrictions.end());
    if (columns.empty()) {
        return person;
    }
    const CoreIndex first = *std::min_element(columns.begin(), columns.end());
    std::vector<CoreIndex> rows = identity.standings;
    for (const CoreIndex log : identity.logs) {
        rows.insert(rows.end(), m_set.log(log).openings.begin(), m_set.log(log).openings.end());
    }
    for (const CoreIndex restriction : identity.restrictions) {
        if (m_set.at(restriction).event.as<RestrictBody>()->until.value == 0) {
            rows.push_back(restriction);
        }
    }
    rows.erase(
        std::remove_if(rows.begin(), rows.end(), [first](CoreIndex row) { return row <= first; }),
        rows.end());
    if (rows.empty()) {
        return person;
    }
    // An unban is looked for behind an admission.
    for (const CoreIndex standing : identity.standings) {
        if (standing > first && m_set.at(standing).event.as<GrantBody>() != nullptr) {
            columns.push_back(standing);
        }
    }
    const CoreIndex last = *std::max_element(rows.begin(), rows.end());
    columns.erase(std::remove_if(columns.begin(),
                                 columns.end(),
                                 [last](CoreIndex column) { return column >= last; }),
                  columns.end());
    sortDistinct(rows);
    sortDistinct(columns);
    person.rows = std::move(rows);
    person.columns = std::move(columns);
    return person;
}

void FollowTable::fill()
{
    std::map<CoreIndex, std::vector<CoreIndex>> whose;
    for (const auto& [identity, person] : m_people) {
        for (const CoreIndex column : person.columns) {
            whose[column].push_back(identity);
        }
    }
    m_mask.assign(whose.empty() ? 0 : static_cast<std::size_t>(m_set.size()), 0);
    std::vector<CoreIndex> batch;
    for (const auto& [column, identities] : whose) {
        batch.push_back(column);
        if (batch.size() == batchSize) {
            pass(batch, whose);
            batch.clear();
        }
    }
    if (!batch.empty()) {
        pass(batch, whose);
    }
    m_mask.clear();
    m_mask.shrink_to_fit();
}

// One walk up the set: bit i of an event's mask says that it is batch[i] or follows it.
void FollowTable::pass(const std::vector<CoreIndex>& batch,
                       const std::map<CoreIndex, std::vector<CoreIndex>>& whose)
{
    const CoreIndex first = batch.front();
    CoreIndex last = first;
    for (const CoreIndex column : batch) {
        for (const CoreIndex identity : whose.at(column)) {
            last = std::max(last, m_people.at(identity).rows.back());
        }
    }
    std::size_t next = 0;
    for (CoreIndex index = first; index <= last; ++index) {
        const CoreNode& node = m_set.at(index);
        std::uint64_t mask = node.grant >= first ? m_mask[static_cast<std::size_t>(node.grant)] : 0;
        for (const CoreIndex cited : node.auth) {
            mask |= cited >= first ? m_mask[static_cast<std::size_t>(cited)] : 0;
        }
        if (next < batch.size() && batch[next] == index) {
            mask |= std::uint64_t{1} << next;
            ++next;
        }
        m_mask[static_cast<std::size_t>(index)] = mask;
    }
    for (std::size_t bit = 0; bit < batch.size(); ++bit) {
        for (const CoreIndex identity : whose.at(batch[bit])) {
            Person& person = m_people.at(identity);
            const std::size_t column = *placeOf(person.columns, batch[bit]);
            auto row = std::upper_bound(person.rows.begin(), person.rows.end(), batch[bit]);
            for (; row != person.rows.end(); ++row) {
                const auto at = static_cast<std::size_t>(row - person.rows.begin());
                const std::uint64_t set = (m_mask[static_cast<std::size_t>(*row)] >> bit) & 1U;
                person.bits[at * person.words() + column / 64] |= set << (column % 64);
            }
        }
    }
}

bool FollowTable::follows(CoreIndex identity, CoreIndex later, CoreIndex earlier) const
{
    if (later <= earlier) {
        return false;
    }
    const auto person = m_people.find(identity);
    if (person != m_people.end()) {
        const auto row = placeOf(person->second.rows, later);
        const auto column = placeOf(person->second.columns, earlier);
        if (row && column) {
            const std::uint64_t word =
                person->second.bits[*row * person->second.words() + *column / 64];
            return ((word >> (*column % 64)) & 1U) != 0;
        }
    }
    return m_set.follows(later, earlier);
}

} // namespace engine::room
