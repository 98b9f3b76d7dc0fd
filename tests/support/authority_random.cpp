// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "support/authority_random.h"

#include <algorithm>

namespace support {

namespace {

constexpr int levels[] = {0, 10, 10, 50, 50, 80, 90, 100};

bool isContentKind(ModelKind kind)
{
    return kind == ModelKind::Message || kind == ModelKind::File;
}

} // namespace

const std::vector<std::string>& RandomRoom::people()
{
    static const std::vector<std::string> list{"F", "A", "B", "M", "N", "U", "V"};
    return list;
}

RandomRoom::RandomRoom(core::Rng& rng)
    : m_rng(rng)
{
    ModelEvent genesis;
    genesis.id = "G";
    genesis.kind = ModelKind::Genesis;
    genesis.author = "F";
    genesis.targets = {"F"};
    if (chance(20)) {
        genesis.targets.push_back("A");
    }
    push(genesis);
    open("F");
    const std::pair<const char*, int> staff[] = {
        {"A", 80}, {"B", 80}, {"M", 50}, {"N", 50}, {"U", 10}};
    for (const auto& [identity, level] : staff) {
        ModelEvent grant;
        grant.id = newId();
        grant.kind = ModelKind::Grant;
        grant.author = "F";
        grant.log = m_logsOf["F"][0];
        grant.seq = m_inLog[grant.log].size();
        grant.prev = m_inLog[grant.log].back();
        grant.auth = {grant.prev};
        grant.grant = "G";
        grant.targets = {identity};
        grant.level = level;
        push(grant);
    }
}

std::string RandomRoom::newId()
{
    // The leading letter makes the order of ids independent of the order of writing.
    return std::string(1, static_cast<char>('a' + pick(26))) + std::to_string(m_events.size());
}

void RandomRoom::push(ModelEvent event)
{
    m_index[event.id] = m_events.size();
    if (citable(event)) {
        m_core.push_back(event.id);
        m_citable.insert(event.id);
    }
    if (event.kind != ModelKind::Genesis) {
        m_inLog[event.log].push_back(event.id);
    }
    m_events.push_back(std::move(event));
}

// What this standing gives, as far as its shape says.
int RandomRoom::claimed(const ModelEvent& event)
{
    const ModelEvent& grant = m_events[m_index[event.grant]];
    const bool named =
        std::find(grant.targets.begin(), grant.targets.end(), event.author) != grant.targets.end();
    switch (grant.kind) {
    case ModelKind::Genesis:
        return named ? 100 : -1;
    case ModelKind::Grant:
        return named ? grant.level : -1;
    case ModelKind::Revoke:
        return named ? grant.then.value_or(-1) : -1;
    case ModelKind::Transfer:
        return named ? 100 : grant.author == event.author ? 80 : -1;
    case ModelKind::Open:
        return grant.author == event.author ? m_events[m_index[grant.grant]].level : -1;
    case ModelKind::Door:
        return event.kind == ModelKind::Open && !grant.ask ? grant.level : -1;
    default:
        return -1;
    }
}

// What the core will take, so that what is cited can be held; a rest of it is wrong on purpose.
bool RandomRoom::citable(const ModelEvent& event)
{
    if (event.kind == ModelKind::Genesis) {
        return true;
    }
    const bool whole = std::all_of(event.auth.begin(), event.auth.end(), [this](const auto& id) {
        return m_citable.count(id) != 0;
    });
    if (isContentKind(event.kind) || !whole || m_citable.count(event.grant) == 0) {
        return false;
    }
    const int level = claimed(event);
    if (event.kind == ModelKind::Open || event.kind == ModelKind::DeviceCut) {
        return level >= 0;
    }
    return level >= 50 && event.level < level && event.then.value_or(0) < level
           && m_events[m_index[event.auth[0]]].clock <= event.clock
           && (event.kind != ModelKind::ResetReach || level >= 80)
           && (event.kind != ModelKind::Transfer || level == 100);
}

// What lets this author act, sometimes what does not.
std::string RandomRoom::standingOf(const std::string& author, bool birth)
{
    std::vector<std::string> good;
    for (const std::string& id : m_core) {
        const ModelEvent& event = m_events[m_index[id]];
        const bool named =
            std::find(event.targets.begin(), event.targets.end(), author) != event.targets.end();
        const bool admission = event.kind == ModelKind::Open && event.author == author
                               && m_events[m_index[event.grant]].kind == ModelKind::Door;
        if ((named && event.kind != ModelKind::Restrict
             && (event.kind != ModelKind::Revoke || event.then))
            || admission || (event.kind == ModelKind::Transfer && event.author == author)
            || (birth && event.kind == ModelKind::Door)) {
            good.push_back(event.id);
        }
    }
    if (good.empty() || chance(3)) {
        return m_core[pick(m_core.size())];
    }
    return chance(50) ? good.back() : good[pick(good.size())];
}

std::vector<std::string> RandomRoom::someHeads()
{
    std::vector<std::string> heads;
    const std::size_t count = 1 + pick(3);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t recent = std::min<std::size_t>(m_core.size(), 4);
        const std::string& head =
            chance(60) ? m_core[m_core.size() - 1 - pick(recent)] : m_core[pick(m_core.size())];
        if (std::find(heads.begin(), heads.end(), head) == heads.end()) {
            heads.push_back(head);
        }
    }
    return heads;
}

std::vector<ModelCut> RandomRoom::someCuts(const std::vector<std::string>& authors)
{
    std::vector<ModelCut> cuts;
    for (const std::string& author : authors) {
        for (const std::string& log : m_logsOf[author]) {
            if (chance(30)) {
                continue;
            }
            const auto& chain = m_inLog[log];
            std::string here = chance(70) ? chain.back() : chain[pick(chain.size())];
            ModelCut cut{log, here, {}};
            while (!here.empty() && m_citable.count(here) == 0) {
                here = m_events[m_index[here]].prev;
            }
            cut.lastCore = here;
            cuts.push_back(cut);
        }
    }
    return cuts;
}

ModelKind RandomRoom::someKind(const std::string& author)
{
    constexpr ModelKind weighted[] = {
        ModelKind::Message,  ModelKind::Message,   ModelKind::File,       ModelKind::Grant,
        ModelKind::Grant,    ModelKind::Grant,     ModelKind::Revoke,     ModelKind::Revoke,
        ModelKind::Revoke,   ModelKind::Restrict,  ModelKind::Restrict,   ModelKind::Door,
        ModelKind::Close,    ModelKind::Policy,    ModelKind::Redact,     ModelKind::Pin,
        ModelKind::Transfer, ModelKind::DeviceCut, ModelKind::ResetReach,
    };
    if (author == "F" && chance(8)) {
        return ModelKind::Transfer;
    }
    const ModelKind kind = weighted[pick(std::size(weighted))];
    const bool rare = kind == ModelKind::Transfer || kind == ModelKind::DeviceCut;
    const bool low = author == "U" || author == "V";
    return (rare && !chance(35)) || (low && chance(60)) ? ModelKind::Message : kind;
}

void RandomRoom::open(const std::string& author)
{
    ModelEvent event;
    event.id = newId();
    event.kind = ModelKind::Open;
    event.author = author;
    event.log = author + std::to_string(m_logsOf[author].size());
    event.device = author + (chance(50) ? "-desk" : "-phone");
    event.grant = standingOf(author, true);
    event.auth = someHeads();
    m_logsOf[author].push_back(event.log);
    push(event);
    if (chance(4)) { // the same log, opened twice
        event.id = newId();
        event.auth = someHeads();
        push(event);
    }
}

void RandomRoom::step()
{
    stepBy(somebody());
}

void RandomRoom::stepBy(const std::string& author)
{
    const auto& logs = m_logsOf[author];
    if (logs.empty() || chance(12)) {
        open(author);
    } else {
        write(author, chance(60) ? logs.back() : logs[pick(logs.size())]);
    }
}

void RandomRoom::ban(const std::string& identity)
{
    const auto& chain = m_inLog[m_logsOf["F"][0]];
    std::string base = chain.back();
    while (m_citable.count(base) == 0) {
        base = m_events[m_index[base]].prev;
    }
    ModelEvent event;
    event.id = newId();
    event.kind = ModelKind::Revoke;
    event.author = "F";
    event.log = m_logsOf["F"][0];
    event.seq = m_events[m_index[chain.back()]].seq + 1;
    event.prev = chain.back();
    event.grant = "G";
    event.clock = UINT64_MAX >> 1U;
    event.auth = {base};
    event.targets = {identity};
    event.ban = true;
    event.cuts = someCuts(event.targets);
    push(event);
}

void RandomRoom::write(const std::string& author, const std::string& log)
{
    const auto chain = m_inLog[log];
    const ModelEvent base =
        m_events[m_index[chance(93) ? chain.back() : chain[pick(chain.size())]]];
    ModelEvent event;
    event.id = newId();
    event.kind = someKind(author);
    event.author = author;
    event.log = log;
    event.seq = base.seq + 1;
    event.prev = base.id;
    event.grant = standingOf(author, false);
    event.clock = base.clock + (pick(40) << 16U);
    if (chance(4)) {
        event.clock = pick(100) << 16U;
    }
    event.length = static_cast<std::uint32_t>(pick(100));
    event.auth = someHeads();
    if (!isContentKind(event.kind)) {
        std::string own = base.id;
        while (!own.empty() && m_citable.count(own) == 0) {
            own = m_events[m_index[own]].prev;
        }
        own = own.empty() ? chain.front() : own;
        event.auth.erase(std::remove(event.auth.begin(), event.auth.end(), own), event.auth.end());
        event.auth.insert(event.auth.begin(), own);
        if (event.kind == ModelKind::Transfer) {
            event.auth = {chance(50) ? own
                                     : m_inLog[log].front()}; // two that know nothing of each other
        }
    } else if (chance(80)) {
        for (const std::string& head : base.auth) {
            if (std::find(event.auth.begin(), event.auth.end(), head) == event.auth.end()) {
                event.auth.push_back(head);
            }
        }
    }
    fill(event);
    push(event);
}

void RandomRoom::fill(ModelEvent& event)
{
    const auto acts = [&](ModelKind kind) { return event.kind == kind; };
    if (acts(ModelKind::Grant) || acts(ModelKind::Restrict) || acts(ModelKind::Transfer)) {
        event.targets = {somebody()};
    }
    if (acts(ModelKind::Grant) || acts(ModelKind::Door)) {
        event.level = levels[pick(std::size(levels))];
        event.ask = chance(20);
    }
    if (acts(ModelKind::Revoke)) {
        event.targets = {somebody()};
        if (chance(20)) {
            const std::string& other = somebody();
            if (other != event.targets[0]) {
                event.targets.push_back(other);
            }
            std::sort(event.targets.begin(), event.targets.end());
        }
        event.ban = chance(50);
        if (chance(25)) {
            event.then = levels[pick(std::size(levels))];
        }
    }
    if (acts(ModelKind::Restrict) && !chance(30)) {
        event.until = chance(20) ? UINT64_MAX : pick(400) << 16U;
    }
    if (acts(ModelKind::Pin)) {
        event.cuts = someCuts({somebody(), somebody()});
    } else if (acts(ModelKind::Transfer) || acts(ModelKind::DeviceCut)) {
        event.cuts = someCuts({event.author});
    } else if (acts(ModelKind::Revoke) || acts(ModelKind::Restrict)) {
        event.cuts = someCuts(event.targets);
    }
    std::map<std::string, ModelCut> distinct;
    for (const ModelCut& cut : event.cuts) {
        distinct.emplace(cut.log, cut);
    }
    event.cuts.clear();
    for (const auto& [log, cut] : distinct) {
        event.cuts.push_back(cut);
    }
    event.device = event.author + (chance(50) ? "-desk" : "-phone");
    for (const ModelEvent& other : m_events) {
        if (acts(ModelKind::Close) && other.kind == ModelKind::Door
            && (event.door.empty() || chance(40))) {
            event.door = other.id;
        }
        if (acts(ModelKind::Close) && other.kind == ModelKind::Open && chance(50)) {
            event.keep.push_back(other.id);
        }
    }
    if (acts(ModelKind::Policy)) {
        const char* fields[] = {
            "slow_mode_seconds", "posting_level", "max_message_bytes", "listed"};
        const std::string field = fields[pick(std::size(fields))];
        event.policy[field] = static_cast<std::int64_t>(field == "listed" ? pick(2) : pick(60));
    }
    if (acts(ModelKind::Redact)) {
        const auto& logs = m_logsOf[somebody()];
        if (!logs.empty()) {
            event.ranges.push_back({logs[pick(logs.size())], pick(4), pick(6)});
        }
    }
}

void shuffle(std::vector<ModelEvent>& events, core::Rng& rng)
{
    for (std::size_t i = events.size(); i > 1; --i) {
        std::swap(events[i - 1], events[rng.below(i)]);
    }
}

} // namespace support
