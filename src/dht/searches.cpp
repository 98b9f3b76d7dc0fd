// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "dht/searches.h"

#include "core/timer_table.h"

#include <algorithm>

namespace dht {

TaskId Searches::start(core::MonoTime now, SearchRequest request, bool isUpkeep, Outbox& out)
{
    const TaskId id{++m_lastTask};
    Task task;
    task.request = std::move(request);
    task.isUpkeep = isUpkeep;
    task.begun = now;
    task.waitsUntil = now + tuning::waitForFirstNode;
    m_tasks.emplace(id, std::move(task));
    if (m_waiting.size() >= tuning::tasksQueued) {
        finish(now, id, out);
        return id;
    }
    m_waiting.push_back(id);
    startWaiting(now, out);
    return id;
}

void Searches::cancel(TaskId task)
{
    std::erase(m_waiting, task);
    std::erase_if(m_searches, [&](const auto& entry) { return entry.second.task == task; });
    m_tasks.erase(task);
}

void Searches::cancelStoring(const Target& target)
{
    std::vector<TaskId> unwanted;
    for (const auto& [id, task] : m_tasks) {
        const SearchKind kind = task.request.kind;
        const bool stores = kind == SearchKind::Announce || kind == SearchKind::Put;
        if (task.isUpkeep && stores && task.request.target == target) {
            unwanted.push_back(id);
        }
    }
    std::for_each(unwanted.begin(), unwanted.end(), [this](TaskId id) { cancel(id); });
}

void Searches::addFindings(TaskId id, const core::Endpoint& from, Findings findings, Outbox& out)
{
    const auto entry = m_tasks.find(id);
    if (entry == m_tasks.end()) {
        return;
    }
    Task& task = entry->second;
    std::erase_if(findings.peers, [&](const core::Endpoint& peer) {
        return task.peers.size() >= tuning::peersPerTask || !task.peers.insert(peer).second;
    });
    if (!findings.peers.empty() && !task.isUpkeep && task.request.kind == SearchKind::GetPeers) {
        out.emplace_back(PeersFound{id, task.request.target, std::move(findings.peers), from});
    }
    if (!findings.item) {
        return;
    }
    const auto& part = findings.item->mutablePart;
    const bool newer = !task.item || (part && part->seq > task.item->mutablePart->seq);
    if (newer && task.request.kind == SearchKind::Get) {
        out.emplace_back(ItemFound{id, task.request.target, *findings.item});
        task.item = std::move(findings.item);
    }
    // An immutable item cannot get any newer.
    if (!part && task.request.kind == SearchKind::Get) {
        for (auto& [search, other] : m_searches) {
            if (other.task == id) {
                other.search.finish();
            }
        }
    }
}

void Searches::handleReply(core::MonoTime now,
                           const Transaction& transaction,
                           const krpc::Reply& reply,
                           Outbox& out)
{
    if (Running* running = ownerOf(transaction)) {
        addFindings(
            running->task, transaction.to, running->search.handleReply(transaction, reply), out);
        drive(now, transaction.owner, out);
        startWaiting(now, out);
    }
}

void Searches::handleError(core::MonoTime now,
                           const Transaction& transaction,
                           const krpc::Error& error,
                           Outbox& out)
{
    if (Running* running = ownerOf(transaction)) {
        running->search.handleError(transaction, error);
        drive(now, transaction.owner, out);
        startWaiting(now, out);
    }
}

void Searches::handleWrongId(core::MonoTime now, const Transaction& transaction, Outbox& out)
{
    if (Running* running = ownerOf(transaction)) {
        running->search.handleWrongId(transaction);
        drive(now, transaction.owner, out);
        startWaiting(now, out);
    }
}

void Searches::handleStage(core::MonoTime now,
                           const Transaction& transaction,
                           Stage stage,
                           Outbox& out)
{
    if (Running* running = ownerOf(transaction)) {
        running->search.handleStage(now, transaction, stage, m_asker, out);
        drive(now, transaction.owner, out);
        startWaiting(now, out);
    }
}

void Searches::handleTimer(core::MonoTime now, Outbox& out)
{
    std::vector<std::uint64_t> due;
    for (const auto& [id, running] : m_searches) {
        if (running.search.retryAt() && *running.search.retryAt() <= now) {
            due.push_back(id);
        }
    }
    for (const std::uint64_t id : due) {
        drive(now, id, out);
    }
    startWaiting(now, out);
}

std::optional<core::MonoTime> Searches::nextWake() const
{
    std::optional<core::MonoTime> out;
    for (const auto& [id, running] : m_searches) {
        out = core::earlier(out, running.search.retryAt());
    }
    // A full house is left by replies and timeouts, which wake us by themselves.
    if (!m_waiting.empty() && m_searches.size() < tuning::searchesAtOnce) {
        out = core::earlier(out, m_tasks.at(m_waiting.front()).waitsUntil);
    }
    return out;
}

Searches::Running* Searches::ownerOf(const Transaction& transaction)
{
    const auto entry = m_searches.find(transaction.owner);
    return entry == m_searches.end() ? nullptr : &entry->second;
}

void Searches::startWaiting(core::MonoTime now, Outbox& out)
{
    while (!m_waiting.empty() && m_searches.size() < tuning::searchesAtOnce) {
        const auto ready = std::find_if(m_waiting.begin(), m_waiting.end(), [&](TaskId id) {
            return canStart(now, m_tasks.at(id));
        });
        if (ready == m_waiting.end()) {
            return;
        }
        const TaskId id = *ready;
        m_waiting.erase(ready);
        launch(now, id, out);
    }
}

bool Searches::canStart(core::MonoTime now, const Task& task) const
{
    if (!task.request.seeds.empty() || now >= task.waitsUntil) {
        return true;
    }
    const auto families = m_asker.tables().families();
    return std::any_of(families.begin(), families.end(), [&](core::IpFamily family) {
        return m_asker.tables().of(family).size() > 0;
    });
}

void Searches::launch(core::MonoTime now, TaskId id, Outbox& out)
{
    Task& task = m_tasks.at(id);
    const auto& seeds = task.request.seeds;
    std::vector<std::uint64_t> launched;
    for (const core::IpFamily family : m_asker.tables().families()) {
        const bool hasSeed = std::any_of(seeds.begin(), seeds.end(), [&](const Contact& seed) {
            return seed.endpoint.address.family() == family;
        });
        if (hasSeed || m_asker.tables().of(family).size() > 0) {
            const std::uint64_t search = ++m_lastSearch;
            m_searches.emplace(search,
                               Running{id, Search(search, family, task.request, now, m_asker)});
            launched.push_back(search);
        }
    }
    task.request.seeds.clear();
    task.open = launched.size();
    if (launched.empty()) {
        finish(now, id, out);
    }
    for (const std::uint64_t search : launched) {
        drive(now, search, out);
    }
}

void Searches::drive(core::MonoTime now, std::uint64_t search, Outbox& out)
{
    const auto entry = m_searches.find(search);
    if (entry == m_searches.end()) {
        return;
    }
    entry->second.search.drive(now, m_asker, out);
    if (!entry->second.search.isDone()) {
        return;
    }
    const TaskId id = entry->second.task;
    close(entry);
    const Task& task = m_tasks.at(id);
    if (task.item && !task.item->mutablePart) {
        // What was looked for cannot get any newer, so its twin in the other family was finished with it.
        closeAll(id);
    }
    if (task.open == 0) {
        finish(now, id, out);
    }
}

void Searches::closeAll(TaskId id)
{
    for (auto entry = m_searches.begin(); entry != m_searches.end();) {
        entry = entry->second.task == id ? close(entry) : std::next(entry);
    }
}

Searches::Entry Searches::close(Entry entry)
{
    Task& task = m_tasks.at(entry->second.task);
    const Search& done = entry->second.search;
    const std::vector<Contact> closest = done.closest(spec::bucketNodes);
    task.closest.insert(task.closest.end(), closest.begin(), closest.end());
    if (task.request.kind == SearchKind::Get) {
        const std::vector<StoreTarget> targets = done.storeTargets();
        task.storeAt.insert(task.storeAt.end(), targets.begin(), targets.end());
    }
    task.acks += done.acks();
    task.error = task.error ? task.error : done.error();
    const LookupFigures figures = done.figures();
    task.figures.asked += figures.asked;
    task.figures.answered += figures.answered;
    task.figures.hops = std::max(task.figures.hops, figures.hops);
    --task.open;
    return m_searches.erase(entry);
}

void Searches::finish(core::MonoTime now, TaskId id, Outbox& out)
{
    const auto entry = m_tasks.find(id);
    Task task = std::move(entry->second);
    m_tasks.erase(entry);
    if (task.isUpkeep) {
        return;
    }
    task.figures.took = now - task.begun;
    const Target& target = task.request.target;
    switch (task.request.kind) {
    case SearchKind::FindNode:
    case SearchKind::GetPeers:
        out.emplace_back(
            LookupDone{id, target, std::move(task.closest), task.peers.size(), task.figures});
        break;
    case SearchKind::Announce:
        out.emplace_back(AnnounceDone{id, target, task.acks, task.error, task.figures});
        break;
    case SearchKind::Get:
        out.emplace_back(
            GetDone{id, target, std::move(task.item), std::move(task.storeAt), task.figures});
        break;
    case SearchKind::Put:
        out.emplace_back(PutDone{id, target, task.acks, task.error, task.figures});
        break;
    }
}

} // namespace dht
