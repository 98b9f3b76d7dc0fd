// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Writes a case event by event, each at the end of its author's newest log, as a client would: prev, seq, clock and the
// log's own previous core event are filled in.

#include "support/authority_model.h"

#include <deque>

namespace support {

class Scene
{
public:
    explicit Scene(std::vector<std::string> founders)
    {
        ModelEvent& genesis = add("G", ModelKind::Genesis);
        genesis.author = founders.front();
        genesis.targets = std::move(founders);
    }

    /// A new log of this person, under this birth.
    ModelEvent&
    open(const std::string& author, const std::string& birth, std::vector<std::string> cites)
    {
        ModelEvent& event = add(newId(author), ModelKind::Open);
        event.author = author;
        event.log = "log of " + event.id;
        event.grant = birth;
        event.auth = std::move(cites);
        event.device = author + "-desk";
        m_tips[author] = {event.log, event.id, event.id, 0};
        return event;
    }
    /// An act of the core, citing this as well.
    ModelEvent& act(const std::string& author,
                    ModelKind kind,
                    const std::string& grant,
                    const std::string& cites = {})
    {
        ModelEvent& event = next(author, kind, grant, m_tips.at(author).core, cites);
        m_tips.at(author).core = event.id;
        return event;
    }
    ModelEvent&
    text(const std::string& author, const std::string& grant, const std::string& cites = {})
    {
        return next(author, ModelKind::Message, grant, m_tips.at(author).core, cites);
    }

    [[nodiscard]] const std::string& log(const std::string& author) const
    {
        return m_tips.at(author).log;
    }
    [[nodiscard]] const std::string& lastCore(const std::string& author) const
    {
        return m_tips.at(author).core;
    }
    /// Behind everything that the newest log holds now.
    [[nodiscard]] ModelCut cut(const std::string& author) const
    {
        const Tip& tip = m_tips.at(author);
        return {tip.log, tip.last, tip.core};
    }
    [[nodiscard]] const ModelEvent& event(const std::string& id) const
    {
        return m_events[m_index.at(id)];
    }
    [[nodiscard]] std::vector<ModelEvent> events() const
    {
        return {m_events.begin(), m_events.end()};
    }

private:
    struct Tip {
        std::string log;
        std::string last;
        std::string core;
        std::uint64_t seq = 0;
    };

    [[nodiscard]] std::string newId(const std::string& author) const
    {
        return author + std::to_string(m_events.size());
    }
    ModelEvent& add(const std::string& id, ModelKind kind)
    {
        m_index[id] = m_events.size();
        m_events.emplace_back();
        m_events.back().id = id;
        m_events.back().kind = kind;
        m_events.back().clock = m_events.size();
        return m_events.back();
    }
    ModelEvent& next(const std::string& author,
                     ModelKind kind,
                     const std::string& grant,
                     const std::string& own,
                     const std::string& cites)
    {
        Tip& tip = m_tips.at(author);
        ModelEvent& event = add(newId(author), kind);
        event.author = author;
        event.log = tip.log;
        event.seq = ++tip.seq;
        event.prev = tip.last;
        event.grant = grant;
        event.auth = {own};
        if (!cites.empty() && cites != own) {
            event.auth.push_back(cites);
        }
        tip.last = event.id;
        return event;
    }

    std::deque<ModelEvent> m_events; ///< what was handed out stays where it is
    std::map<std::string, std::size_t> m_index;
    std::map<std::string, Tip> m_tips;
};

} // namespace support
