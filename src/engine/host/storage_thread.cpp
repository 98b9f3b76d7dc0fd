// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/storage_thread.h"

#include "engine/host/sqlite_store.h"
#include "engine/host/store_reader.h"

#include <QTimer>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

namespace engine::host {

using core::fail;

namespace {

/// One transaction takes no more than this, so that a flood of events is acknowledged in slices.
constexpr std::size_t batchesTogether = 1024;

/// From a commit to the next step of what can wait. The first commit that comes meanwhile does not move it, so under
/// steady commits there is a step about this often.
constexpr std::chrono::milliseconds idleFirst{200};
/// Probes come every few seconds: what a disk refuses to read for longer than that it does not have any more.
constexpr int attemptsBeforeLastResort = 5;

/// The reader is in it while it has the file open; nobody may have that while another one takes its place.
class ReaderGate
{
public:
    /// False while it is shut.
    [[nodiscard]] bool enter()
    {
        const std::scoped_lock lock(m_mutex);
        m_inside = m_inside || !m_shut;
        return !m_shut;
    }
    void leave()
    {
        const std::scoped_lock lock(m_mutex);
        m_inside = false;
    }
    /// Whether nobody is inside any more.
    [[nodiscard]] bool shut()
    {
        const std::scoped_lock lock(m_mutex);
        m_shut = true;
        return !m_inside;
    }
    void open()
    {
        const std::scoped_lock lock(m_mutex);
        m_shut = false;
    }

private:
    std::mutex m_mutex;
    bool m_shut = false;
    bool m_inside = false;
};

/// What replacing the file asks of the rest.
struct Replacing {
    std::shared_ptr<ReaderGate> gate;
    std::function<void()> askReaderOut; ///< he is gone some time later
    std::function<void(const Mended&)> done;
};

class SqliteTarget final : public CommitTarget
{
public:
    SqliteTarget(DatabasePlace place, Replacing replacing)
        : m_place(std::move(place))
        , m_replacing(std::move(replacing))
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
        auto recovered = opened ? m_store->reopen() : opened;
        const bool broken = !recovered && recovered.error() == StoreError::Failed;
        if (broken) {
            recovered = mend();
        }
        if (recovered || !broken) {
            m_replacing.gate->open();
            m_attempts = 0;
        }
        return recovered;
    }
    core::Result<StoredState, StoreError> loadState() override
    {
        const auto opened = ready();
        if (!opened) {
            return fail(opened.error());
        }
        return m_store->loadState();
    }
    core::Result<bool, StoreError> tidy() override
    {
        const auto opened = ready();
        if (!opened) {
            return fail(opened.error());
        }
        return m_store->tidy();
    }

private:
    /// Failed while the reader is still there: the next probe finds him gone.
    core::Result<void, StoreError> mend()
    {
        if (!m_replacing.gate->shut()) {
            m_replacing.askReaderOut();
            return fail(StoreError::Failed);
        }
        m_store.reset();
        const auto mended = mendDatabase(m_place, ++m_attempts > attemptsBeforeLastResort);
        m_replacing.gate->open();
        if (!mended) {
            return fail(mended.error() == PrepareError::DiskFull      ? StoreError::DiskFull
                        : mended.error() == PrepareError::NotWritable ? StoreError::ReadOnly
                                                                      : StoreError::Failed);
        }
        if (*mended) {
            m_replacing.done(**mended);
        }
        const auto opened = ready();
        return opened ? m_store->reopen() : opened;
    }
    core::Result<void, StoreError> ready()
    {
        if (m_store) {
            return {};
        }
        auto opened = SqliteStore::open(m_place);
        if (!opened) {
            return fail(opened.error());
        }
        m_store = std::move(*opened);
        return {};
    }

    DatabasePlace m_place;
    Replacing m_replacing;
    int m_attempts = 0;
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
    Writer(QObject* owner, StorageEvents events, MakeTarget makeTarget)
        : m_owner(owner)
        , m_events(std::make_shared<StorageEvents>(std::move(events)))
        , m_makeTarget(std::move(makeTarget))
    {
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

    void loadState(const std::function<void(std::optional<StoredState>)>& then)
    {
        drain();
        auto state = std::make_shared<std::optional<StoredState>>();
        auto loaded = target().loadState();
        if (!loaded && loaded.error() == StoreError::Failed && target().recover()) {
            loaded = target().loadState();
        }
        if (loaded) {
            *state = std::move(*loaded);
        } else {
            say(loaded.error());
        }
        post(m_owner, [then, state]() { then(std::move(*state)); });
    }

    /// Something that was read is damaged: what was written on top of it would be lost with it.
    void doubt()
    {
        if (!m_failing && !m_ending) {
            m_failing = StoreError::Failed;
            post(m_owner, [events = m_events]() { events->failed(0, StoreError::Failed); });
        }
    }

    /// An older profile has something to tidy at the start.
    void begin()
    {
        m_idle = new QTimer(this);
        m_idle->setSingleShot(true);
        connect(m_idle, &QTimer::timeout, this, [this]() { tidy(); });
        m_idle->start(idleFirst);
    }

    void finish()
    {
        m_ending = true;
        drain();
        delete m_idle; // timers belong to this thread
        m_idle = nullptr;
        m_target.reset();
    }

private:
    /// While commits come, steps keep a distance; each commit that waits goes before the next step in any case.
    void tidy()
    {
        if (m_failing || m_ending) {
            return; // a commit that succeeds begins anew
        }
        const auto more = target().tidy();
        if (more && *more) {
            m_idle->start(std::chrono::milliseconds(0));
        }
    }

    void drain()
    {
        m_scheduled = false;
        std::vector<Persist> queue = std::exchange(m_queue, {});
        for (std::span<const Persist> rest = queue; !rest.empty();) {
            // A probe is a transaction of its own.
            const auto probe = std::find_if(
                rest.begin(), rest.end(), [](const Persist& one) { return one.probe; });
            const auto ahead = static_cast<std::size_t>(probe - rest.begin());
            const std::size_t count = ahead == 0 ? 1 : std::min(ahead, batchesTogether);
            commit(rest.first(count));
            rest = rest.subspan(count);
        }
    }

    void commit(std::span<const Persist> group)
    {
        std::vector<CommitToken> tokens;
        for (const Persist& batch : group) {
            tokens.push_back(batch.token);
        }
        const bool wasFailing = m_failing.has_value();
        if (wasFailing && group.front().probe) {
            const auto recovered = target().recover();
            m_failing = recovered ? std::nullopt : std::optional(recovered.error());
        }
        if (!m_failing) {
            const auto applied = target().apply(group);
            if (applied) {
                tidyLater();
                post(m_owner, [events = m_events, tokens = std::move(tokens)]() {
                    for (const CommitToken token : tokens) {
                        events->committed(token);
                    }
                });
                return;
            }
            m_failing = applied.error();
        }
        if (!wasFailing || group.front().probe) {
            say(*m_failing);
        }
        post(m_owner, [events = m_events, tokens = std::move(tokens), error = *m_failing]() {
            for (const CommitToken token : tokens) {
                events->failed(token, error);
            }
        });
    }

    void tidyLater()
    {
        if (m_idle != nullptr && !m_ending && (!m_idle->isActive() || m_idle->interval() == 0)) {
            m_idle->start(idleFirst);
        }
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
    bool m_ending = false;
    QTimer* m_idle = nullptr; ///< a child of this
    std::optional<StoreError> m_failing;
};

/// Lives on the reader's thread.
class StorageThread::Reader : public QObject
{
public:
    Reader(QObject* owner,
           DatabasePlace place,
           std::shared_ptr<ReaderGate> gate,
           std::function<void()> doubt)
        : m_owner(owner)
        , m_place(std::move(place))
        , m_gate(std::move(gate))
        , m_doubt(std::move(doubt))
    {
    }

    void answer(const std::function<Then(StoreReader*)>& question)
    {
        if (!m_gate->enter()) {
            letGo();
        } else if (!m_reader) {
            if (auto opened = StoreReader::open(m_place)) {
                m_reader = std::move(*opened);
            }
        }
        Then answer = question(m_reader.get());
        if (m_reader && m_reader->sawDamage()) {
            m_doubt(); // before anybody can build on what was left out
            letGo();
            answer = question(nullptr);
        }
        post(m_owner, std::move(answer));
    }

    void letGo()
    {
        m_reader.reset();
        m_gate->leave();
    }

private:
    QObject* m_owner;
    DatabasePlace m_place;
    std::shared_ptr<ReaderGate> m_gate;
    std::function<void()> m_doubt;
    std::unique_ptr<StoreReader> m_reader;
};

StorageThread::StorageThread(DatabasePlace place, StorageEvents events, MakeTarget makeTarget)
{
    const auto gate = std::make_shared<ReaderGate>();
    if (!makeTarget) {
        Replacing replacing;
        replacing.gate = gate;
        replacing.askReaderOut = [this]() {
            post(m_reader, [reader = m_reader]() { reader->letGo(); });
        };
        replacing.done = [this, said = events.mended](const Mended& mended) {
            post(&m_owner, [said, mended]() { said(mended); });
        };
        makeTarget = [place, replacing]() {
            return std::make_unique<SqliteTarget>(place, replacing);
        };
    }
    m_writer = new Writer(&m_owner, std::move(events), std::move(makeTarget));
    m_reader = new Reader(&m_owner, std::move(place), gate, [writer = m_writer]() {
        post(writer, [writer]() { writer->doubt(); });
    });
    m_writer->moveToThread(&m_writerThread);
    m_reader->moveToThread(&m_readerThread);
    m_writerThread.setObjectName(QStringLiteral("parlour-store"));
    m_readerThread.setObjectName(QStringLiteral("parlour-read"));
    m_writerThread.start();
    m_readerThread.start();
    post(m_writer, [writer = m_writer]() { writer->begin(); });
}

StorageThread::~StorageThread()
{
    // Connections are closed on the thread that opened them, then each object is deleted by its dying thread.
    post(m_writer, [writer = m_writer]() {
        writer->finish();
        writer->thread()->quit();
    });
    post(m_reader, [reader = m_reader]() {
        reader->letGo();
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

void StorageThread::flush(std::function<void()> done)
{
    post(m_writer, [writer = m_writer, done = std::move(done)]() { writer->flush(done); });
}

void StorageThread::loadState(std::function<void(std::optional<StoredState>)> then)
{
    post(m_writer, [writer = m_writer, then = std::move(then)]() { writer->loadState(then); });
}

void StorageThread::read(std::function<Then(StoreReader*)> question)
{
    post(m_reader,
         [reader = m_reader, question = std::move(question)]() { reader->answer(question); });
}

} // namespace engine::host
