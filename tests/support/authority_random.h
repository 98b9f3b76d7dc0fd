// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Random rooms full of people who cheat: forks, backdated citations, grants that are not theirs, cuts at anything, doors
// closed behind some and not others. Every draw comes from the Rng, so that a seed names a set.

#include "core/rng.h"
#include "support/authority_model.h"

namespace support {

class RandomRoom
{
public:
    explicit RandomRoom(core::Rng& rng);

    /// One more event by anybody; the set stays closed under citation.
    void step();
    /// The same by this author only, whatever he may or may not do.
    void stepBy(const std::string& author);
    /// The founder bans him, with cuts at anything.
    void ban(const std::string& identity);
    [[nodiscard]] const std::vector<ModelEvent>& events() const { return m_events; }
    [[nodiscard]] static const std::vector<std::string>& people();

private:
    [[nodiscard]] bool chance(unsigned percent) { return m_rng.below(100) < percent; }
    [[nodiscard]] std::size_t pick(std::size_t count) { return m_rng.below(count); }
    [[nodiscard]] std::string newId();
    [[nodiscard]] std::string standingOf(const std::string& author, bool birth);
    [[nodiscard]] std::vector<std::string> someHeads();
    [[nodiscard]] std::vector<ModelCut> someCuts(const std::vector<std::string>& authors);
    [[nodiscard]] const std::string& somebody() { return people()[pick(people().size())]; }
    [[nodiscard]] ModelKind someKind(const std::string& author);
    [[nodiscard]] int claimed(const ModelEvent& event);
    [[nodiscard]] bool citable(const ModelEvent& event);
    void open(const std::string& author);
    void write(const std::string& author, const std::string& log);
    void fill(ModelEvent& event);
    void push(ModelEvent event);

    core::Rng& m_rng;
    std::vector<ModelEvent> m_events;
    std::map<std::string, std::size_t> m_index;
    std::vector<std::string> m_core;
    std::set<std::string> m_citable;
    std::map<std::string, std::vector<std::string>> m_logsOf;
    std::map<std::string, std::vector<std::string>> m_inLog;
};

/// The same events in another order.
void shuffle(std::vector<ModelEvent>& events, core::Rng& rng);

} // namespace support
