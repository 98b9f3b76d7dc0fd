// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One download, from any number of sources at once. Sans-IO: time is an argument, files and links are outputs.
//
// Scheme: a source is asked what it holds; then for the leaf hashes of a range (512 blocks, 8 MiB) with the uncles that
// prove them against the root; then for blocks of proved ranges, each checked against its leaf before it may be written. So
// nothing unproved ever reaches `WriteBlock`, no block is buffered for want of a hash, and a lie is known by the message
// that tells it: its source is named (`BlameSource`) and dropped. Requests are spread by each source's window; what is not
// answered goes to another source, and the last blocks are asked of two.
//
//     state     leaves by
//     Idle      start -> Running, or Done when nothing is missing
//     Running   pause -> Paused; last flush -> Done; failed write -> Failed
//     Paused    resume -> Running (writes under way are finished and flushed)
//     Done, Failed are final. After Failed, a new Receiver goes on from resumeState().
//
// Restart: resumeState() claims flushed blocks only. Blocks written after it may be offered by `handleReadBack`, which
// proves them like any other. An empty file is Done at the start; the host makes the file.

#include "core/result.h"
#include "core/timer_table.h"
#include "transfer/messages.h"
#include "transfer/rate_meter.h"
#include "transfer/source_state.h"
#include "transfer/write_ledger.h"

#include <memory>

namespace transfer {

constexpr std::size_t sourcesMost = 8;
constexpr std::size_t blamedMost = 256;
constexpr std::size_t writesMost = 512;
constexpr std::size_t rangesAhead = 2;
constexpr std::size_t endgameBlocks = 20;
constexpr unsigned endgameSources = 2;
constexpr std::chrono::milliseconds endgameAge{500};
constexpr std::chrono::seconds busyRest{10};
constexpr std::chrono::seconds flushAfter{10};
constexpr std::chrono::milliseconds progressEvery{250};

enum class Blame { WrongBlock, WrongHash, WrongHave, Unrequested };
enum class SourceLoss { Silent, Gone, Changed, NotAllowed };
enum class WriteFailure { DiskFull, ReadOnly, Gone, Io };

struct SendHaveRequest {
    SourceId source;
    HaveRequest request;
};
struct SendHashRequest {
    SourceId source;
    HashRequest request;
};
struct SendBlockRequest {
    SourceId source;
    BlockRequest request;
};
/// Proved bytes, to be written at block * blockBytes; answered by handleWritten or handleWriteFailed.
struct WriteBlock {
    std::uint64_t block = 0;
    core::Bytes bytes;
};
/// Make durable what was written; answered by handleFlushed or handleWriteFailed. Then durableBlocks() is worth storing.
struct Flush {
};
struct Progress {
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;
    std::uint64_t rate = 0; ///< bytes a second
    std::size_t sources = 0;
};
struct Completed {
};
struct Failed {
    WriteFailure reason = WriteFailure::Io;
};
/// It lied, provably or three times over; it is dropped and will not be taken again.
struct BlameSource {
    SourceId source;
    Blame reason = Blame::WrongBlock;
};
/// It cannot serve; it is dropped, and may be added again.
struct SourceLost {
    SourceId source;
    SourceLoss reason = SourceLoss::Gone;
};

using ReceiverOutput = std::variant<SendHaveRequest,
                                    SendHashRequest,
                                    SendBlockRequest,
                                    WriteBlock,
                                    Flush,
                                    Progress,
                                    Completed,
                                    Failed,
                                    BlameSource,
                                    SourceLost>;
using ReceiverOutbox = std::vector<ReceiverOutput>;

class Receiver
{
public:
    enum class State { Idle, Running, Paused, Done, Failed };

    /// What survives a restart: Bitmap::encode of the durable blocks, HashStore::encode of the proved ranges.
    struct ResumeState {
        core::Bytes blocks;
        core::Bytes hashes;
    };

    Receiver(const core::EventRef& file, const Manifest& manifest);
    /// Nothing when the state does not fit the file; then begin anew. Damaged hashes are only asked for again.
    [[nodiscard]] static std::optional<Receiver>
    resumed(const core::EventRef& file, const Manifest& manifest, const ResumeState& state);

    void start(core::MonoTime now, ReceiverOutbox& out);
    void pause(core::MonoTime now, ReceiverOutbox& out);
    void resume(core::MonoTime now, ReceiverOutbox& out);

    /// False when there are enough sources, when it is one already, or when it was blamed before.
    [[nodiscard]] bool addSource(core::MonoTime now, SourceId source, ReceiverOutbox& out);
    void removeSource(core::MonoTime now, SourceId source, ReceiverOutbox& out);

    void handleHave(core::MonoTime now, SourceId source, const Have& message, ReceiverOutbox& out);
    void
    handleHashes(core::MonoTime now, SourceId source, const Hashes& message, ReceiverOutbox& out);
    void handleBlock(core::MonoTime now, SourceId source, Block message, ReceiverOutbox& out);
    void
    handleRefuse(core::MonoTime now, SourceId source, const Refuse& message, ReceiverOutbox& out);

    void handleWritten(core::MonoTime now, std::uint64_t block, ReceiverOutbox& out);
    void handleFlushed(core::MonoTime now, ReceiverOutbox& out);
    void handleWriteFailed(core::MonoTime now, WriteFailure reason, ReceiverOutbox& out);
    /// A block as the disk has it, after a restart: taken when it proves right, asked for again when it proves wrong,
    /// left as it was when its hash is not known yet.
    void handleReadBack(core::MonoTime now,
                        std::uint64_t block,
                        core::ByteView bytes,
                        ReceiverOutbox& out);

    void handleWake(core::MonoTime now, ReceiverOutbox& out);
    [[nodiscard]] std::optional<core::MonoTime> nextWake(core::MonoTime now) const;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const core::EventRef& file() const { return m_file; }
    [[nodiscard]] const Manifest& manifest() const { return m_manifest; }
    /// Worth storing after each flush; the hashes, 4 bytes a KiB of file, once in a while or never.
    [[nodiscard]] core::Bytes durableBlocks() const { return m_ledger.durable().encode(); }
    [[nodiscard]] const Bitmap& durable() const { return m_ledger.durable(); }
    [[nodiscard]] ResumeState resumeState() const;
    /// The proved hashes, shared with the Sender that passes the file on.
    [[nodiscard]] std::shared_ptr<const HashStore> hashes() const { return m_hashes; }
    [[nodiscard]] std::size_t sourceCount() const { return m_sources.size(); }

private:
    enum class Timer { Flush, Progress, Endgame, Count };
    struct Asked {
        unsigned sources = 0;
        core::MonoTime since;
    };
    using Sources = std::map<SourceId, SourceState>;

    Receiver(const core::EventRef& file,
             const Manifest& manifest,
             const Bitmap& held,
             HashStore hashes);

    [[nodiscard]] bool active() const
    {
        return m_state == State::Running || m_state == State::Paused;
    }
    [[nodiscard]] Sources::iterator sourceOf(SourceId source, const core::EventRef& file);

    void pump(core::MonoTime now, ReceiverOutbox& out);
    void askRange(core::MonoTime now, Sources::value_type& source, ReceiverOutbox& out);
    void askBlocks(core::MonoTime now, Sources::value_type& source, ReceiverOutbox& out);
    [[nodiscard]] std::optional<std::uint64_t> pickBlock(const SourceState& source);
    [[nodiscard]] std::optional<std::uint64_t> pickAgain(core::MonoTime now,
                                                         const SourceState& source);
    void release(const Request& request);
    void drop(Sources::iterator source);
    void blame(core::MonoTime now, Sources::iterator source, Blame reason, ReceiverOutbox& out);
    void lose(core::MonoTime now, Sources::iterator source, SourceLoss reason, ReceiverOutbox& out);
    void unasked(core::MonoTime now, Sources::iterator source, ReceiverOutbox& out);
    void settle(core::MonoTime now, ReceiverOutbox& out);
    void report(core::MonoTime now, ReceiverOutbox& out);

    core::EventRef m_file;
    Manifest m_manifest;
    std::shared_ptr<HashStore> m_hashes;
    ChunkMap m_blocks;                      ///< Held: proved, at least on its way to the disk
    ChunkMap m_ranges;                      ///< Held: hashes known, or not needed
    std::set<std::uint64_t> m_open;         ///< proved ranges that may have missing blocks
    std::map<std::uint64_t, Asked> m_asked; ///< blocks in flight, and of how many sources
    WriteLedger m_ledger;
    RateMeter m_rate;
    Sources m_sources;
    std::set<SourceId> m_blamed;
    core::TimerTable<Timer> m_timers;
    State m_state = State::Idle;
};

} // namespace transfer
