// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/storage_thread.h"

#include "engine/host/sqlite_store.h"
#include "engine/host/store_reader.h"

#include <QTimer>

#include <utility>

namespace engine::host {

using core::fail;

namespace {

/// One transaction takes no more than this, so that a flood of events is acknowledged in slices.
constexpr std::size_t batchesTogether = 1024;

class SqliteTarget final : public CommitTarget
{
public:
    explicit SqliteTarget(std::string path)
        : m_path(std::move(path))
    {
        static_cast<void>(ready());
    }
    core::Result<void, StoreError> apply(std::span<const Persist> batches) override
    {
        const auto opened = ready();
        return opened ? m_store->apply(batches) : opened;
    }
    core::Result<void, StoreError> recover() override
    {
        const auto opened = ready();
        return opened ? m_store->reopen() : opened;
    }
    core::Result<StoredState, StoreError> loadState() override
    {
        const auto opened = ready();
        if (!opened) {
            return fail(opened.error());
        }
        return m_store->loadState();
    }

private:
    core::Result<void, StoreError> ready()
    {
        if (m_store) {
            return {};
        }
        auto opened = SqliteStore::open(m_path);
        if (!opened) {
            return fail(opened.error());
        }
        m_store = std::move(*opened);
        return {};
    }

    std::string m_path;
    std::unique_ptr<SqliteStore> m_store;
};

/// Runs `work` on the thread of `where`, later; never when `where` is gone by then.
template<class Work>
void post(QObject* where, Work work)
{
    QMetaObject::invokeMethod(where, std::move(work), Qt::QueuedConnection);
}

} // namespace

/// Lives on the writer's thread.
class StorageThread::Writer : public QObject
{
public:
    Writer(QObject* owner,
           StorageEvents events,
           MakeTarget makeTarget,
           std::chrono::milliseconds retry)
        : m_owner(owner)
        , m_events(std::make_shared<StorageEvents>(std::move(events)))
        , m_makeTarget(std::move(makeTarget))
        , m_retry(this)
    {
        m_retry.setInterval(retry);
        connect(&m_retry, &QTimer::timeout, this, [this]() { tryAgain(); });
    }

    void enqueue(Persist batch)
    {
        m_queue.push_back(std::move(batch));
        if (!std::exchange(m_scheduled, true)) {
            // Behind everything that is already on its way here: that is the group.
            post(this, [this]() { drain(); });
        }
    }

    void flush(std::function<void()> done)
    {
        drain();
        post(m_owner, std::move(done));
    }

    void resume() { m_failing.reset(); }

    void finish()
    {
        drain();
        m_retry.stop();
        m_target.reset();
    }

private:
    void drain()
    {
        m_scheduled = false;
        while (!m_queue.empty()) {
            const std::size_t count = std::min(m_queue.size(), batchesTogether);
            std::vector<Persist> group(
                std::make_move_iterator(m_queue.begin()),
                std::make_move_iterator(m_queue.begin() + static_cast<std::ptrdiff_t>(count)));
            m_queue.erase(m_queue.begin(), m_queue.begin() + static_cast<std::ptrdiff_t>(count));
            commit(group);
        }
    }

    void commit(const std::vector<Persist>& group)
    {
        if (!m_failing) {
            const auto applied = target().apply(group);
            if (applied) {
                std::vector<CommitToken> tokens;
                for (const Persist& batch : group) {
                    tokens.push_back(batch.token);
                }
                post(m_owner, [events = m_events, tokens = std::move(tokens)]() {
                    for (const CommitToken token : tokens) {
                        events->committed(token);
                    }
                });
                return;
            }
            m_failing = applied.error();
            m_recovered = false;
            say(applied.error());
            m_retry.start();
        }
        for (const Persist& batch : group) {
            post(m_owner, [events = m_events, token = batch.token, error = *m_failing]() {
                events->failed(token, error);
            });
        }
    }

    void tryAgain()
    {
        if (!m_failing || m_recovered) {
            m_retry.stop();
            return;
        }
        auto recovered = target().recover();
        auto state = recovered ? target().loadState()
                               : core::Result<StoredState, StoreError>(fail(recovered.error()));
        if (!state) {
            m_failing = state.error();
            say(state.error());
            return;
        }
        m_recovered = true;
        m_retry.stop();
        post(m_owner,
             [events = m_events, state = std::make_shared<StoredState>(std::move(*state))]() {
                 events->recovered(std::move(*state));
             });
    }

    void say(StoreError error)
    {
        post(m_owner, [events = m_events, error]() { events->trouble(error); });
    }

    CommitTarget& target()
    {
        if (!m_target) {
            m_target = m_makeTarget();
        }
        return *m_target;
    }

    QObject* m_owner;
    std::shared_ptr<StorageEvents> m_events;
    MakeTarget m_makeTarget;
    std::unique_ptr<CommitTarget> m_target;
    std::vector<Persist> m_queue;
    bool m_scheduled = false;
    std::optional<StoreError> m_failing;
    bool m_recovered = false;
    QTimer m_retry;
};

/// Lives on the reader's thread.
class StorageThread::Reader : public QObject
{
public:
    Reader(QObject* owner, std::string path)
        : m_owner(owner)
        , m_path(std::move(path))
    {
    }

    void answer(const std::function<Then(StoreReader*)>& question)
    {
        if (!m_reader) {
            if (auto opened = StoreReader::open(m_path)) {
                m_reader = std::move(*opened);
            }
        }
        post(m_owner, question(m_reader.get()));
    }

    void finish() { m_reader.reset(); }

private:
    QObject* m_owner;
    std::string m_path;
    std::unique_ptr<StoreReader> m_reader;
};

StorageThread::StorageThread(std::string databasePath,
                             StorageEvents events,
                             MakeTarget makeTarget,
                             std::chrono::milliseconds retry)
{
    if (!makeTarget) {
        makeTarget = [databasePath]() { return std::make_unique<SqliteTarget>(databasePath); };
    }
    m_writer = new Writer(&m_owner, std::move(events), std::move(makeTarget), retry);
    m_reader = new Reader(&m_owner, std::move(databasePath));
    m_writer->moveToThread(&m_writerThread);
    m_reader->moveToThread(&m_readerThread);
    m_writerThread.setObjectName(QStringLiteral("parlour-store"));
    m_readerThread.setObjectName(QStringLiteral("parlour-read"));
    m_writerThread.start();
    m_readerThread.start();
}

StorageThread::~StorageThread()
{
    // Connections are closed on the thread that opened them, then each object is deleted by its dying thread.
    post(m_writer, [writer = m_writer]() {
        writer->finish();
        writer->thread()->quit();
    });
    post(m_reader, [reader = m_reader]() {
        reader->finish();
        reader->thread()->quit();
    });
    m_readerThread.wait();
    m_writerThread.wait();
    delete m_writer; // their threads have ended: nobody else can touch them
    delete m_reader;
}

void StorageThread::persist(Persist batch)
{
    post(m_writer, [writer = m_writer, shared = std::make_shared<Persist>(std::move(batch))]() {
        writer->enqueue(std::move(*shared));
    });
}

void StorageThread::resume()
{
    post(m_writer, [writer = m_writer]() { writer->resume(); });
}

void StorageThread::flush(std::function<void()> done)
{
    post(m_writer, [writer = m_writer, done = std::move(done)]() { writer->flush(done); });
}

void StorageThread::read(std::function<Then(StoreReader*)> question)
{
    post(m_reader,
         [reader = m_reader, question = std::move(question)]() { reader->answer(question); });
}

} // namespace engine::host
