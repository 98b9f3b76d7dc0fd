// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/policy_merge.h"

#include <algorithm>
#include <tuple>

namespace engine::room {

namespace {

constexpr auto fields = std::make_tuple(&PolicyBody::name,
                                        &PolicyBody::topic,
                                        &PolicyBody::access,
                                        &PolicyBody::history,
                                        &PolicyBody::listed,
                                        &PolicyBody::slowModeSeconds,
                                        &PolicyBody::postingLevel,
                                        &PolicyBody::filesLevel,
                                        &PolicyBody::linksAllowed,
                                        &PolicyBody::maxFileBytes,
                                        &PolicyBody::retentionDays,
                                        &PolicyBody::quarantineMessages,
                                        &PolicyBody::workBits,
                                        &PolicyBody::maxMessageBytes,
                                        &PolicyBody::picture,
                                        &PolicyBody::moderatorsKey,
                                        &PolicyBody::heirs);
constexpr std::size_t fieldCount = std::tuple_size_v<decltype(fields)>;

template<class Visit>
void eachField(Visit visit)
{
    [&]<std::size_t... at>(std::index_sequence<at...>) {
        (visit(std::uint32_t{1} << at, std::get<at>(fields)), ...);
    }(std::make_index_sequence<fieldCount>());
}

std::uint32_t fieldsOf(const PolicyBody& body)
{
    std::uint32_t mask = 0;
    eachField(
        [&](std::uint32_t bit, auto member) { mask |= (body.*member).has_value() ? bit : 0; });
    return mask;
}

// Larger is stricter. Texts, pictures, keys and heirs know no stricter.
template<class Member, class Value>
std::int64_t strictness(Member member, const Value& value)
{
    if constexpr (std::is_same_v<Value, bool>) {
        return value ? 0 : 1; // listed, links allowed
    } else if constexpr (std::is_same_v<Value, std::uint64_t>) {
        return value == 0 || value > INT64_MAX ? INT64_MIN : -static_cast<std::int64_t>(value);
    } else if constexpr (std::is_same_v<Value, std::uint32_t>) {
        const auto number = static_cast<std::int64_t>(value);
        if (member == &PolicyBody::access) { // public, password, knock, invite
            constexpr std::int64_t ranks[] = {0, 3, 2, 1};
            return value < std::size(ranks) ? ranks[value] : 0;
        }
        const bool bound =
            member == &PolicyBody::retentionDays || member == &PolicyBody::maxMessageBytes;
        return !bound ? number : value == 0 ? INT64_MIN : -number; // 0 = no bound
    } else {
        return 0;
    }
}

} // namespace

bool saysWhatMayBeWritten(const PolicyBody& body)
{
    return body.slowModeSeconds || body.postingLevel || body.filesLevel || body.linksAllowed
           || body.maxFileBytes || body.quarantineMessages || body.maxMessageBytes;
}

PolicyMerge::PolicyMerge(const AuthoritySet& set, const Judgement& judgement)
    : m_set(set)
{
    for (CoreIndex index = 1; index < set.size(); ++index) {
        if (set.at(index).event.as<PolicyBody>() != nullptr && judgement.valid(index)) {
            m_policies.push_back(index);
        }
    }
}

void PolicyMerge::extend(CoreIndex index)
{
    m_policies.push_back(index);
}

PolicyBody PolicyMerge::current() const
{
    if (m_policies.empty()) {
        return {};
    }
    const CoreIndex last = m_policies.back();
    return merge(std::vector<bool>(static_cast<std::size_t>(last) + 1, true), last);
}

HybridClock PolicyMerge::missed(const std::vector<CoreIndex>& heads) const
{
    HybridClock out = HybridClock::never();
    if (m_policies.empty()) {
        return out;
    }
    const CoreIndex first = m_policies.front();
    const std::vector<bool> known = m_set.behind(heads, first);
    for (const CoreIndex policy : m_policies) {
        const CoreEvent& event = m_set.at(policy).event;
        if (!known[static_cast<std::size_t>(policy - first)]
            && saysWhatMayBeWritten(*event.as<PolicyBody>())) {
            out = std::min(out, event.clock);
        }
    }
    return out;
}

std::size_t PolicyMerge::made(HybridClock until) const
{
    return static_cast<std::size_t>(
        std::count_if(m_policies.begin(), m_policies.end(), [&](CoreIndex policy) {
            return m_set.at(policy).event.clock <= until;
        }));
}

PolicyBody PolicyMerge::behind(std::vector<CoreIndex> heads, std::optional<HybridClock> until) const
{
    // Without a time none is added: a clock may be as low as can be.
    std::copy_if(m_policies.begin(), m_policies.end(), std::back_inserter(heads), [&](auto index) {
        return until && m_set.at(index).event.clock <= *until;
    });
    if (m_policies.empty() || heads.empty()) {
        return {};
    }
    const CoreIndex last = *std::max_element(heads.begin(), heads.end());
    std::vector<bool> view(static_cast<std::size_t>(last) + 1, false);
    for (const CoreIndex head : heads) {
        view[static_cast<std::size_t>(head)] = true;
    }
    return merge(std::move(view), last);
}

// Down from the newest, carrying to everything behind which fields were set since.
PolicyBody PolicyMerge::merge(std::vector<bool> view, CoreIndex last) const
{
    const CoreIndex first = m_policies.front();
    if (last < first) {
        return {};
    }
    std::vector<std::uint32_t> since(static_cast<std::size_t>(last - first) + 1, 0);
    PolicyBody merged;
    std::array<CoreIndex, fieldCount> winners{};
    winners.fill(coreNone);
    for (CoreIndex index = last; index >= first; --index) {
        if (!view[static_cast<std::size_t>(index)]) {
            continue;
        }
        const CoreNode& node = m_set.at(index);
        std::uint32_t mask = since[static_cast<std::size_t>(index - first)];
        if (std::binary_search(m_policies.begin(), m_policies.end(), index)) {
            const auto& body = *node.event.as<PolicyBody>();
            std::size_t place = 0;
            eachField([&](std::uint32_t bit, auto member) {
                CoreIndex& winner = winners[place++];
                if (!(body.*member) || (mask & bit) != 0) {
                    return;
                }
                const auto rank = [&](CoreIndex one) {
                    const CoreNode& rule = m_set.at(one);
                    return std::pair(rule.level,
                                     strictness(member, *(rule.event.as<PolicyBody>()->*member)));
                };
                if (winner == coreNone || rank(index) > rank(winner)
                    || (rank(index) == rank(winner) && node.event.id < m_set.at(winner).event.id)) {
                    winner = index;
                    merged.*member = body.*member;
                }
            });
            mask |= fieldsOf(body);
        }
        const auto carry = [&](CoreIndex cited) {
            if (cited >= 0) {
                view[static_cast<std::size_t>(cited)] = true;
            }
            if (cited >= first) {
                since[static_cast<std::size_t>(cited - first)] |= mask;
            }
        };
        std::for_each(node.auth.begin(), node.auth.end(), carry);
        carry(node.grant);
    }
    return merged;
}

} // namespace engine::room
