// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "support/authority_cases.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>

#include <algorithm>

namespace support {

namespace {

const std::map<std::string, ModelKind> kinds{
    {"genesis", ModelKind::Genesis},
    {"open", ModelKind::Open},
    {"grant", ModelKind::Grant},
    {"revoke", ModelKind::Revoke},
    {"restrict", ModelKind::Restrict},
    {"door", ModelKind::Door},
    {"close", ModelKind::Close},
    {"policy", ModelKind::Policy},
    {"redact", ModelKind::Redact},
    {"transfer", ModelKind::Transfer},
    {"pin", ModelKind::Pin},
    {"reset_reach", ModelKind::ResetReach},
    {"device_cut", ModelKind::DeviceCut},
    {"msg", ModelKind::Message},
    {"file", ModelKind::File},
};

std::string text(const QJsonValue& value)
{
    return value.toString().toStdString();
}

std::vector<std::string> texts(const QJsonValue& value)
{
    std::vector<std::string> list;
    for (const QJsonValue& item : value.toArray()) {
        list.push_back(text(item));
    }
    return list;
}

std::uint64_t number(const QJsonValue& value)
{
    return static_cast<std::uint64_t>(value.toInteger());
}

std::vector<ModelCut> cutsOf(const QJsonValue& value)
{
    std::vector<ModelCut> cuts;
    for (const QJsonValue& item : value.toArray()) {
        cuts.push_back({text(item[QLatin1String("log")]),
                        text(item[QLatin1String("last")]),
                        text(item[QLatin1String("last_core")])});
    }
    return cuts;
}

std::map<std::string, std::int64_t> numbersOf(const QJsonValue& value)
{
    std::map<std::string, std::int64_t> found;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        found[it.key().toStdString()] = it.value().toInteger();
    }
    return found;
}

ModelEvent eventOf(const QJsonObject& json)
{
    ModelEvent event;
    const auto field = [&](const char* name) { return json.value(QLatin1String(name)); };
    event.id = text(field("id"));
    const auto kind = kinds.find(text(field("kind")));
    event.kind = kind == kinds.end() ? ModelKind::Message : kind->second;
    event.author = text(field("author"));
    event.log = field("log").isString() ? text(field("log")) : event.author;
    event.seq = number(field("seq"));
    event.prev = text(field("prev"));
    event.grant = text(field("grant"));
    event.auth = texts(field("auth"));
    event.clock = number(field("clock"));
    event.length = static_cast<std::uint32_t>(number(field("length")));
    event.targets = texts(field(event.kind == ModelKind::Genesis ? "founders" : "targets"));
    for (const char* name : {"target", "new_owner"}) {
        if (field(name).isString()) {
            event.targets.push_back(text(field(name)));
        }
    }
    event.level = field("level").toInt();
    event.cuts = cutsOf(field(event.kind == ModelKind::Pin ? "heads" : "cuts"));
    event.ban = text(field("scope")) != "kick";
    if (field("then").isDouble()) {
        event.then = field("then").toInt();
    }
    event.until = field("until").isString() ? UINT64_MAX : number(field("until"));
    event.ask = text(field("door_kind")) == "ask";
    event.door = text(field("door"));
    event.keep = texts(field("keep"));
    event.device = field("device").isString() ? text(field("device")) : event.log;
    event.policy = numbersOf(field("set"));
    for (const QJsonValue& range : field("ranges").toArray()) {
        event.ranges.push_back({text(range[QLatin1String("log")]),
                                number(range[QLatin1String("from")]),
                                number(range[QLatin1String("to")])});
    }
    return event;
}

// The plain form on its way to the full one.
class PlainForm
{
public:
    explicit PlainForm(const QJsonArray& events)
    {
        for (const QJsonValue& value : events) {
            const QJsonObject json = value.toObject();
            Plain plain{eventOf(json), texts(json.value(QLatin1String("parents"))), {}};
            for (const char* name : {"cut", "head"}) {
                if (json.value(QLatin1String(name)).isString()) {
                    plain.head = text(json.value(QLatin1String(name)));
                }
            }
            m_order.push_back(plain.event.id);
            m_events[plain.event.id] = plain;
        }
    }

    [[nodiscard]] std::vector<ModelEvent> full()
    {
        for (const std::string& id : m_order) {
            chooseLog(id);
        }
        std::vector<ModelEvent> out;
        std::set<std::string> opened;
        for (const std::string& id : m_order) {
            ModelEvent event = m_events.at(id).event;
            if (event.kind != ModelKind::Genesis) {
                if (opened.insert(event.log).second) {
                    out.push_back(opening(event));
                }
                complete(event, m_events.at(id));
            }
            out.push_back(event);
        }
        return out;
    }

private:
    struct Plain {
        ModelEvent event;
        std::vector<std::string> parents;
        std::string head; ///< of a cut or a pin
    };

    static bool isCore(const ModelEvent& event)
    {
        return event.kind != ModelKind::Message && event.kind != ModelKind::File;
    }
    bool has(const std::string& id) const { return m_events.count(id) != 0; }

    std::vector<std::string> cited(const std::string& id) const
    {
        const Plain& plain = m_events.at(id);
        std::vector<std::string> all = plain.parents;
        all.push_back(plain.event.prev);
        all.push_back(plain.event.grant);
        return all;
    }

    const std::set<std::string>& ancestry(const std::string& id)
    {
        const auto known = m_ancestry.find(id);
        if (known != m_ancestry.end()) {
            return known->second;
        }
        std::set<std::string>& found = m_ancestry[id];
        for (const std::string& next : cited(id)) {
            if (has(next)) {
                const std::set<std::string> more = ancestry(next);
                found.insert(next);
                found.insert(more.begin(), more.end());
            }
        }
        return found;
    }

    // One log per author; another one for what is written under a grant that follows a removal or has seen a fork of his,
    // and, at level 100, where forks are concurrency, for each branch.
    void chooseLog(const std::string& id)
    {
        ModelEvent& event = m_events.at(id).event;
        if (event.kind == ModelKind::Genesis) {
            return;
        }
        event.log = event.author;
        const std::set<std::string> seen =
            has(event.grant) ? ancestry(event.grant) : std::set<std::string>{};
        for (const std::string& one : seen) {
            const ModelEvent& past = m_events.at(one).event;
            if (past.kind == ModelKind::Revoke && past.targets == std::vector{event.author}) {
                event.log += "+" + one;
            }
            for (const std::string& other : seen) {
                const ModelEvent& twin = m_events.at(other).event;
                if (one < other && past.author == event.author && twin.author == event.author
                    && past.seq == twin.seq && past.kind != ModelKind::Genesis) {
                    event.log += "+" + one + "/" + other;
                }
            }
        }
        if (has(event.grant) && m_events.at(event.grant).event.kind == ModelKind::Genesis) {
            if (!m_continued.insert(event.author + ":" + event.prev).second) {
                event.log = event.author + "*" + id;
            } else if (has(event.prev) && !m_events.at(event.prev).event.log.empty()) {
                event.log = m_events.at(event.prev).event.log;
            }
        }
    }

    static std::string openingId(const std::string& log) { return "open:" + log; }

    static ModelEvent opening(const ModelEvent& first)
    {
        ModelEvent open;
        open.id = openingId(first.log);
        open.kind = ModelKind::Open;
        open.author = first.author;
        open.log = first.log;
        open.device = first.log;
        open.grant = first.grant;
        return open;
    }

    // The nearest core events at or behind `id`.
    void nearestCore(const std::string& id,
                     std::vector<std::string>& out,
                     std::set<std::string>& been) const
    {
        if (!has(id) || !been.insert(id).second) {
            return;
        }
        if (isCore(m_events.at(id).event)) {
            out.push_back(id);
            return;
        }
        for (const std::string& next : cited(id)) {
            nearestCore(next, out, been);
        }
    }

    // The last core event of a log at or before `id`, by prev.
    std::string coreAt(std::string id, const std::string& log) const
    {
        while (has(id) && m_events.at(id).event.log == log
               && m_events.at(id).event.kind != ModelKind::Genesis) {
            if (isCore(m_events.at(id).event)) {
                return id;
            }
            id = m_events.at(id).event.prev;
        }
        return openingId(log);
    }

    void complete(ModelEvent& event, const Plain& plain) const
    {
        event.seq += 1; // the opening is at 0
        const bool continues = has(event.prev) && m_events.at(event.prev).event.log == event.log;
        std::vector<std::string> nearest;
        std::set<std::string> been;
        for (const std::string& parent : plain.parents) {
            nearestCore(parent, nearest, been);
        }
        nearestCore(event.prev, nearest, been);
        if (isCore(event)) {
            const std::string base = coreAt(event.prev, event.log);
            nearest.erase(std::remove(nearest.begin(), nearest.end(), base), nearest.end());
            nearest.insert(nearest.begin(), base);
        }
        event.auth = nearest;
        if (!continues) {
            event.prev = openingId(event.log);
        }
        for (std::string here = plain.head; has(here);) {
            const ModelEvent& last = m_events.at(here).event;
            if (last.kind == ModelKind::Genesis) {
                break;
            }
            event.cuts.push_back({last.log, here, coreAt(here, last.log)});
            while (has(here) && m_events.at(here).event.log == last.log) {
                here = m_events.at(here).event.prev;
            }
        }
    }

    std::vector<std::string> m_order;
    std::map<std::string, Plain> m_events;
    std::map<std::string, std::set<std::string>> m_ancestry;
    std::set<std::string> m_continued;
};

AuthorityCase caseOf(const QJsonObject& json)
{
    AuthorityCase found;
    const auto field = [&](const char* name) { return json.value(QLatin1String(name)); };
    found.name = text(field("name"));
    const QJsonArray events = field("events").toArray();
    const bool plain = std::any_of(events.begin(), events.end(), [](const QJsonValue& event) {
        return event.toObject().contains(QLatin1String("parents"));
    });
    if (plain) {
        found.events = PlainForm(events).full();
    } else {
        for (const QJsonValue& event : events) {
            found.events.push_back(eventOf(event.toObject()));
        }
    }
    const QJsonObject valid = field("valid").toObject();
    for (auto it = valid.begin(); it != valid.end(); ++it) {
        found.valid[it.key().toStdString()] = it.value().toBool();
    }
    for (const auto& [identity, level] : numbersOf(field("live_level"))) {
        found.liveLevel[identity] = static_cast<int>(level);
    }
    const auto setOf = [&](const char* name) -> std::optional<std::set<std::string>> {
        if (!field(name).isArray()) {
            return std::nullopt;
        }
        const auto list = texts(field(name));
        return std::set<std::string>(list.begin(), list.end());
    };
    found.doors = setOf("doors");
    found.redacted = setOf("redacted");
    if (field("policy").isObject()) {
        found.policy = numbersOf(field("policy"));
    }
    if (field("forked").isObject()) {
        found.forked.emplace();
        for (const auto& [log, seq] : numbersOf(field("forked"))) {
            (*found.forked)[log] = static_cast<std::uint64_t>(seq);
        }
    }
    return found;
}

} // namespace

AuthorityCases readAuthorityCases(const QByteArray& json)
{
    AuthorityCases found;
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    const QJsonValue cases = document.object().value(QLatin1String("cases"));
    if (error.error != QJsonParseError::NoError || !cases.isArray()) {
        found.error = error.error != QJsonParseError::NoError ? error.errorString().toStdString()
                                                              : std::string("no list of cases");
        return found;
    }
    for (const QJsonValue& value : cases.toArray()) {
        found.cases.push_back(caseOf(value.toObject()));
    }
    return found;
}

} // namespace support
