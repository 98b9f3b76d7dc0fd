// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The two threads of the store: the sole writer with group commit, and a reader beside it. Whatever is queued while one
// transaction is being synced goes into the next one, so a burst costs one sync and not one for each batch. Results come
// back, in the order of their tokens, on the thread that owns this object. The index over all texts is filled when there
// is nothing to write, one small step at a time; while there is, a step only now and then.
//
// After a failed batch everything behind it is refused: later batches build on what the failed one should have stored,
// and half of a story is worse on disk than none. Only a batch marked as a probe is tried, on a file that was opened and
// checked again; when it is stored, writing goes on. The peer sends the probes and then asks for what is on disk.
//
// What the reader finds damaged counts as a failed batch, too (token 0); the next probe mends the file (store_mend.h).

#include "core/result.h"
#include "engine/host/database.h"
#include "engine/host/store_mend.h"
#include "engine/peer_io.h"

#include <QObject>
#include <QThread>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace engine::host {

class StoreReader;

/// What the writer writes to; a test puts a failing one in the place of SqliteStore.
class CommitTarget
{
public:
    CommitTarget() = default;
    CommitTarget(const CommitTarget&) = delete;
    CommitTarget& operator=(const CommitTarget&) = delete;
    CommitTarget(CommitTarget&&) = delete;
    CommitTarget& operator=(CommitTarget&&) = delete;
    virtual ~CommitTarget() = default;

    /// All or none; on disk when it answers success.
    [[nodiscard]] virtual core::Result<void, StoreError>
    apply(std::span<const Persist> batches) = 0;
    /// After a failure: opens the file again, checks it and proves that something can be written.
    [[nodiscard]] virtual core::Result<void, StoreError> recover() = 0;
    [[nodiscard]] virtual core::Result<StoredState, StoreError> loadState() = 0;
    /// One small step of work that can wait; false when there is none.
    [[nodiscard]] virtual core::Result<bool, StoreError> tidy() { return false; }
};

/// Called on the owner's thread.
struct StorageEvents {
    std::function<void(CommitToken)> committed;
    std::function<void(CommitToken, StoreError)> failed;
    /// When trouble begins, and again each time that a probe fails.
    std::function<void(StoreError)> trouble;
    /// What could not be read any more was left out of the file; comes before the probe that succeeds by it.
    std::function<void(const Mended&)> mended;
};

class StorageThread
{
public:
    using MakeTarget = std::function<std::unique_ptr<CommitTarget>()>; ///< on the writer's thread

    StorageThread(DatabasePlace place, StorageEvents events, MakeTarget makeTarget = {});
    StorageThread(const StorageThread&) = delete;
    StorageThread& operator=(const StorageThread&) = delete;
    StorageThread(StorageThread&&) = delete;
    StorageThread& operator=(StorageThread&&) = delete;
    /// Writes what is queued, then stops. Results of that are not delivered any more.
    ~StorageThread();

    void persist(Persist batch);
    /// `done` is called once everything persisted before is on disk (or failed) and reported.
    void flush(std::function<void()> done);
    /// What is on disk after everything persisted before. An error is reported as trouble and answered with nothing.
    void loadState(std::function<void(std::optional<StoredState>)> then);

    /// `question` runs on the reader's thread, the function that it answers on the owner's. The reader may be missing.
    using Then = std::function<void()>;
    void read(std::function<Then(StoreReader*)> question);

private:
    class Writer;
    class Reader;

    QObject m_owner; ///< lives on the owner's thread: where results are delivered
    QThread m_writerThread;
    QThread m_readerThread;
    Writer* m_writer;
    Reader* m_reader;
};

} // namespace engine::host
