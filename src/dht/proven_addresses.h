// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Endpoints that lately showed that they receive what we send to them: they answered a question of ours, or brought a
// token back. Anybody else might be a forged source, and gets no answer much larger than his question.

#include "core/endpoint.h"
#include "core/time.h"
#include "dht/limits.h"

#include <algorithm>
#include <map>

namespace dht {

class ProvenAddresses
{
public:
    void add(core::MonoTime now, const core::Endpoint& endpoint)
    {
        if (m_since.size() >= tuning::provenAddresses && !m_since.contains(endpoint)) {
            std::erase_if(m_since, [&](const auto& entry) {
                return now - entry.second >= tuning::proofLife;
            });
        }
        if (m_since.size() >= tuning::provenAddresses && !m_since.contains(endpoint)) {
            m_since.erase(std::min_element(
                m_since.begin(), m_since.end(), [](const auto& left, const auto& right) {
                    return left.second < right.second;
                }));
        }
        m_since[endpoint] = now;
    }
    [[nodiscard]] bool contains(core::MonoTime now, const core::Endpoint& endpoint) const
    {
        const auto entry = m_since.find(endpoint);
        return entry != m_since.end() && now - entry->second < tuning::proofLife;
    }
    [[nodiscard]] std::size_t size() const { return m_since.size(); }

private:
    std::map<core::Endpoint, core::MonoTime> m_since;
};

} // namespace dht
