// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/authority_mutes.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace engine::room {

namespace {

std::size_t place(CoreIndex index)
{
    return static_cast<std::size_t>(index);
}

template<class Visit>
void eachBit(const Reach::Mask& mask, Visit visit)
{
    for (std::size_t word = 0; word < mask.size(); ++word) {
        for (std::uint64_t left = mask[word]; left != 0; left &= left - 1) {
            visit(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
        }
    }
}

void setBit(Reach::Mask& mask, std::size_t bit)
{
    mask[bit / 64] |= std::uint64_t{1} << (bit % 64);
}

template<class List>
const List& listOf(const std::map<CoreIndex, List>& lists, CoreIndex key)
{
    static const List none;
    const auto at = lists.find(key);
    return at == lists.end() ? none : at->second;
}

} // namespace

Mutes::Mutes(const AuthoritySet& set, const LogTrees& trees)
    : m_set(set)
    , m_trees(trees)
    , m_by(place(set.size()), coreNone)
{
}

void Mutes::publish(CoreIndex restriction)
{
    const auto& body = *m_set.at(restriction).event.as<RestrictBody>();
    m_lists[m_set.findIdentity(body.target)].push_back(restriction);
    std::vector<KeptHead> heads = m_trees.headsOf(restriction);
    if (!heads.empty()) {
        m_heads.emplace(restriction, std::move(heads));
    }
}

const std::vector<CoreIndex>& Mutes::of(CoreIndex identity) const
{
    return listOf(m_lists, identity);
}

const std::vector<KeptHead>& Mutes::headsOf(CoreIndex restriction) const
{
    return listOf(m_heads, restriction);
}

bool Mutes::lifts(CoreIndex restriction) const
{
    return m_set.at(restriction).event.as<RestrictBody>()->until.value == 0;
}

void Mutes::judge(Reach& reach, const std::vector<CoreIndex>& acts)
{
    if (m_lists.empty()) {
        return;
    }
    std::vector<CoreIndex> asked;
    for (const CoreIndex act : acts) {
        if (act != coreGenesis && m_set.at(act).event.as<OpenBody>() == nullptr
            && m_lists.contains(m_set.at(act).author)) {
            asked.push_back(act); // a mute silences, it does not shut out: openings are not asked
        }
    }
    std::sort(asked.begin(), asked.end(), [this](CoreIndex a, CoreIndex b) {
        const auto key = [this](CoreIndex act) {
            return std::tuple(m_set.at(act).author, m_set.at(act).event.clock, act);
        };
        return key(a) < key(b);
    });
    for (std::size_t from = 0; from < asked.size(); from += Reach::width) {
        const auto begin = asked.begin() + static_cast<std::ptrdiff_t>(from);
        const auto count = std::min(Reach::width, asked.size() - from);
        judgeBatch(reach, {begin, begin + static_cast<std::ptrdiff_t>(count)});
    }
}

void Mutes::judgeBatch(Reach& reach, const std::vector<CoreIndex>& acts)
{
    std::vector<Person> people;
    CoreIndex first = m_set.size();
    CoreIndex last = coreNone;
    for (std::size_t begin = 0; begin < acts.size(); begin = people.back().end) {
        people.push_back(personFrom(acts, begin));
        for (const CoreIndex one : of(people.back().identity)) {
            if (lifts(one)) {
                last = std::max(last, one);
            } else {
                first = std::min(first, one);
            }
        }
    }
    for (const Person& person : people) {
        for (const CoreIndex lift : of(person.identity)) {
            if (lift <= first || !lifts(lift)) {
                continue;
            }
            const Reach::Mask without = inside(person, lift);
            for (std::size_t word = 0; word < Reach::words; ++word) {
                reach.at(lift)[word] |= person.mask[word] & ~without[word];
            }
        }
    }
    reach.sink(first, last);
    for (const Person& person : people) {
        judgePerson(reach, acts, person);
    }
    reach.clear(first, last);
}

Mutes::Person Mutes::personFrom(const std::vector<CoreIndex>& acts, std::size_t begin) const
{
    Person person{m_set.at(acts[begin]).author, begin, begin, {}, {}};
    std::map<CoreIndex, Group> logs;
    for (; person.end < acts.size() && m_set.at(acts[person.end]).author == person.identity;
         ++person.end) {
        const CoreIndex act = acts[person.end];
        setBit(person.mask, person.end);
        Group& group = logs[m_set.at(act).log];
        group.log = m_set.at(act).log;
        group.bits.push_back(static_cast<std::uint32_t>(person.end));
        group.enter.push_back(m_trees.enter(act));
        group.leave.push_back(m_trees.leave(act));
        group.enterMost = std::max(group.enterMost, m_trees.enter(act));
        group.leaveLeast = std::min(group.leaveLeast, m_trees.leave(act));
        setBit(group.mask, person.end);
    }
    for (auto& [log, group] : logs) {
        person.groups.push_back(std::move(group));
    }
    return person;
}

Reach::Mask Mutes::inside(const Person& person, CoreIndex restriction) const
{
    Reach::Mask found{};
    for (const KeptHead& kept : headsOf(restriction)) {
        const auto group =
            std::lower_bound(person.groups.begin(),
                             person.groups.end(),
                             kept.log,
                             [](const Group& one, CoreIndex log) { return one.log < log; });
        if (group == person.groups.end() || group->log != kept.log) {
            continue;
        }
        const std::uint32_t head = m_trees.enter(kept.head);
        if (group->enterMost <= head && head < group->leaveLeast) { // all of them, mostly
            for (std::size_t word = 0; word < Reach::words; ++word) {
                found[word] |= group->mask[word];
            }
            continue;
        }
        for (std::size_t i = 0; i < group->bits.size(); ++i) {
            const bool on = group->enter[i] <= head && head < group->leave[i];
            const std::uint32_t bit = group->bits[i];
            found[bit / 64] |= std::uint64_t{on ? 1U : 0U} << (bit % 64);
        }
    }
    return found;
}

// Acts stand by clock, so that those before a restriction's end are the first ones.
void Mutes::judgePerson(Reach& reach, const std::vector<CoreIndex>& acts, const Person& person)
{
    const auto begin = acts.begin() + static_cast<std::ptrdiff_t>(person.begin);
    const auto end = acts.begin() + static_cast<std::ptrdiff_t>(person.end);
    Reach::Mask open = person.mask;
    for (const CoreIndex one : of(person.identity)) {
        const HybridClock until = m_set.at(one).event.as<RestrictBody>()->until;
        const auto past = std::lower_bound(begin, end, until, [this](CoreIndex act, auto time) {
            return m_set.at(act).event.clock < time;
        });
        if (past == begin) {
            continue;
        }
        const auto over = static_cast<std::size_t>(past - acts.begin());
        const Reach::Mask& lifted = reach.at(one);
        Reach::Mask muted{};
        bool any = false;
        for (std::size_t word = 0; word < Reach::words && word * 64 < over; ++word) {
            const std::uint64_t within =
                over - word * 64 >= 64 ? UINT64_MAX : (std::uint64_t{1} << (over % 64)) - 1;
            muted[word] = open[word] & ~lifted[word] & within;
            any = any || muted[word] != 0;
        }
        if (!any) {
            continue;
        }
        const Reach::Mask without = inside(person, one);
        for (std::size_t word = 0; word < Reach::words; ++word) {
            muted[word] &= ~without[word];
            open[word] &= ~muted[word];
        }
        eachBit(muted, [&](std::size_t bit) { m_by[place(acts[bit])] = one; });
    }
}

void Mutes::extend(CoreIndex act)
{
    m_by.push_back(coreNone);
    const CoreNode& node = m_set.at(act);
    if (node.event.as<OpenBody>() != nullptr) {
        return;
    }
    std::vector<CoreIndex> active;
    std::vector<CoreIndex> lifting;
    for (const CoreIndex one : of(node.author)) {
        const auto& body = *m_set.at(one).event.as<RestrictBody>();
        if (m_set.at(one).level <= node.level || m_trees.inside(act, body.cuts)) {
            continue;
        }
        if (lifts(one)) {
            lifting.push_back(one);
        } else if (node.event.clock < body.until) {
            active.push_back(one);
        }
    }
    m_by.back() = firstStanding(active, lifting);
}

CoreIndex Mutes::firstStanding(const std::vector<CoreIndex>& these,
                               const std::vector<CoreIndex>& lifts) const
{
    if (these.empty()) {
        return coreNone;
    }
    if (lifts.empty()) {
        return these.front();
    }
    const CoreIndex floor = *std::min_element(these.begin(), these.end());
    const std::vector<bool> lifted = m_set.behind(lifts, floor);
    const auto standing = std::find_if(
        these.begin(), these.end(), [&](CoreIndex one) { return !lifted[place(one - floor)]; });
    return standing == these.end() ? coreNone : *standing;
}

} // namespace engine::room
