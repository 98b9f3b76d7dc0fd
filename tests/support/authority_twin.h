// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A written or random case as the product sees it: text ids become hashes, kinds become bodies, and what is outside the core
// is put to the judge with what its log's keeper would know. Same questions as the model, same text ids.

#include "engine/room/authority.h"
#include "support/authority_model.h"

namespace support {

class AuthorityTwin
{
public:
    explicit AuthorityTwin(const std::vector<ModelEvent>& events);

    /// Offers the events in this order, again and again until nothing more is taken; asks in between when told so, so that
    /// the judgement has to grow instead of being made at the end.
    void feed(const std::vector<ModelEvent>& order, bool askInBetween);

    [[nodiscard]] bool valid(const std::string& id) const;
    [[nodiscard]] std::string reason(const std::string& id) const;
    [[nodiscard]] int liveLevel(const std::string& identity) const;
    [[nodiscard]] std::set<std::string> openDoors() const;
    [[nodiscard]] std::map<std::string, std::int64_t> policy() const;
    [[nodiscard]] std::map<std::string, std::uint64_t> forkedLogs() const;
    [[nodiscard]] std::set<std::string> redacted() const;
    [[nodiscard]] const engine::room::Authority& authority() const { return m_authority; }

    [[nodiscard]] static core::EventId eventId(const std::string& text);
    [[nodiscard]] static engine::room::CoreEvent
    coreEvent(const ModelEvent& event, const std::map<std::string, ModelEvent>& all);

private:
    [[nodiscard]] bool held(const ModelEvent& event) const;
    [[nodiscard]] engine::room::AuthorityVerdict verdict(const ModelEvent& event) const;
    [[nodiscard]] bool onPrevChain(const std::string& id, const core::EventId& head) const;

    std::map<std::string, ModelEvent> m_events;
    std::map<core::EventId, std::string> m_names;
    engine::room::Authority m_authority;
};

/// What the product says against what the model says, as text; empty when they agree.
[[nodiscard]] std::string differences(const AuthorityModel& model, const AuthorityTwin& twin);

} // namespace support
