// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The tasks a node was given, each of which is one search per address family. Tasks wait in line while too many run,
// and at first for a node to start from; every task ends in exactly one event.

#include "dht/search.h"

#include <deque>
#include <map>

namespace dht {

class Searches
{
public:
    explicit Searches(Asker& asker)
        : m_asker(asker)
    {
    }

    /// Tasks that are our own upkeep end without an event.
    TaskId start(core::MonoTime now, SearchRequest request, bool isUpkeep, Outbox& out);
    void cancel(TaskId task);
    /// Whatever upkeep is under way to store something there: it is not wanted any more.
    void cancelStoring(const Target& target);
    /// Something the task looks for was found by other means, at `from`.
    void addFindings(TaskId id, const core::Endpoint& from, Findings findings, Outbox& out);

    void handleReply(core::MonoTime now,
                     const Transaction& transaction,
                     const krpc::Reply& reply,
                     Outbox& out);
    void handleError(core::MonoTime now,
                     const Transaction& transaction,
                     const krpc::Error& error,
                     Outbox& out);
    void handleWrongId(core::MonoTime now, const Transaction& transaction, Outbox& out);
    void handleStage(core::MonoTime now, const Transaction& transaction, Stage stage, Outbox& out);
    void handleTimer(core::MonoTime now, Outbox& out);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;
    [[nodiscard]] std::size_t running() const { return m_searches.size(); }

private:
    struct Task {
        SearchRequest request;
        bool isUpkeep = false;
        core::MonoTime begun{};
        core::MonoTime waitsUntil{};
        std::size_t open = 0;
        std::set<core::Endpoint> peers;
        std::optional<Item> item;
        std::vector<Contact> closest;
        std::vector<StoreTarget> storeAt;
        std::size_t acks = 0;
        std::optional<std::int64_t> error;
        LookupFigures figures;
    };
    struct Running {
        TaskId task{};
        Search search;
    };

    using Entry = std::map<std::uint64_t, Running>::iterator;

    [[nodiscard]] Running* ownerOf(const Transaction& transaction);
    void startWaiting(core::MonoTime now, Outbox& out);
    [[nodiscard]] bool canStart(core::MonoTime now, const Task& task) const;
    void launch(core::MonoTime now, TaskId id, Outbox& out);
    void drive(core::MonoTime now, std::uint64_t search, Outbox& out);
    void closeAll(TaskId id);
    /// Adds what the search learned to its task; gives the entry after it.
    Entry close(Entry entry);
    void finish(core::MonoTime now, TaskId id, Outbox& out);

    Asker& m_asker;
    std::uint64_t m_lastTask = 0;
    std::uint64_t m_lastSearch = 0;
    std::map<TaskId, Task> m_tasks;
    std::map<std::uint64_t, Running> m_searches;
    std::deque<TaskId> m_waiting;
};

} // namespace dht
