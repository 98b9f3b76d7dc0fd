// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One file served to many requesters, sans-IO. Whether somebody may ask at all (a member, a valid card) is decided above.
//
// Bounds: a requester queues at most 64 blocks, and everything on its way to it (reads and unsent messages) fits its
// window; all windows together fit the upload window. `handleSent` gives room back. Blocks are read in turn, one a
// requester, so a greedy one waits in its own queue. One who takes nothing for two minutes is named as stalled.
//
// The file is shared in place and may change under us: each block read is checked against its leaf before it is sent.
// The first that differs ends the sharing (`FileChanged`, `file_changed` to all): nothing wrong is ever sent.
// The hash store and `handleGained` let a download that is still running be served as well.

#include "core/time.h"
#include "transfer/chunk_map.h"
#include "transfer/manifest.h"
#include "transfer/messages.h"

#include <deque>
#include <memory>

namespace transfer {

constexpr std::size_t requestersMost = 64;
constexpr std::size_t queuedMost = core::limits::tuning::blocksInFlight;
constexpr std::size_t readsMost = 16;
constexpr std::size_t requesterWindowBytes = 1024 * 1024;
constexpr std::size_t uploadWindowBytes = 4 * 1024 * 1024;
constexpr std::chrono::seconds stallMost{120};

enum class ReadFailure { Gone, Io };

/// Answered by handleRead or handleReadFailed with the same `read`.
struct ReadBlock {
    std::uint64_t read = 0;
    std::uint64_t offset = 0;
    std::size_t length = 0;
};
/// `bytes`: what to give back by handleSent once the message has left.
struct SendHave {
    RequesterId to;
    Have message;
    std::size_t bytes = 0;
};
struct SendHashes {
    RequesterId to;
    Hashes message;
    std::size_t bytes = 0;
};
struct SendBlock {
    RequesterId to;
    Block message;
    std::size_t bytes = 0;
};
struct SendRefuse {
    RequesterId to;
    Refuse message;
};
struct FileChanged {
};
struct FileGone {
};
/// It was forgotten; its link is better closed.
struct RequesterStalled {
    RequesterId requester;
};

using SenderOutput = std::variant<ReadBlock,
                                  SendHave,
                                  SendHashes,
                                  SendBlock,
                                  SendRefuse,
                                  FileChanged,
                                  FileGone,
                                  RequesterStalled>;
using SenderOutbox = std::vector<SenderOutput>;

class Sender
{
public:
    enum class State { Serving, Changed, Gone };

    /// A file that is here as a whole.
    Sender(const core::EventRef& file, std::shared_ptr<const HashStore> hashes);
    /// A part of it.
    Sender(const core::EventRef& file, std::shared_ptr<const HashStore> hashes, const Bitmap& held);

    void handleHaveRequest(core::MonoTime now,
                           RequesterId from,
                           const HaveRequest& request,
                           SenderOutbox& out);
    void handleHashRequest(core::MonoTime now,
                           RequesterId from,
                           const HashRequest& request,
                           SenderOutbox& out);
    void handleBlockRequest(core::MonoTime now,
                            RequesterId from,
                            const BlockRequest& request,
                            SenderOutbox& out);
    void removeRequester(core::MonoTime now, RequesterId requester, SenderOutbox& out);

    void handleRead(core::MonoTime now, std::uint64_t read, core::Bytes bytes, SenderOutbox& out);
    void
    handleReadFailed(core::MonoTime now, std::uint64_t read, ReadFailure reason, SenderOutbox& out);
    void handleSent(core::MonoTime now, RequesterId to, std::size_t bytes, SenderOutbox& out);
    /// Ends the sharing because the person says so: everybody who asked is told.
    void withdraw(RefuseReason reason, SenderOutbox& out);
    /// A block that is on disk now.
    void handleGained(std::uint64_t block);
    /// All of them are.
    void handleWhole() { m_held.fill(); }

    void handleWake(core::MonoTime now, SenderOutbox& out);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const core::EventRef& file() const { return m_file; }
    [[nodiscard]] std::size_t requesters() const { return m_requesters.size(); }

private:
    struct Requester {
        std::deque<std::uint64_t> queue;
        std::size_t windowUsed = 0; ///< being read, or sent and not yet gone
        std::optional<core::MonoTime> stalledSince;
        bool toldBusy = false;
    };
    struct Read {
        RequesterId requester;
        std::uint64_t block = 0;
        bool wanted = true; ///< false once the requester left: still a read, but nobody's
    };
    using Requesters = std::map<RequesterId, Requester>;

    /// The requester, made known if need be; nothing (and the refusal sent) when it cannot be served.
    [[nodiscard]] Requester* admit(RequesterId from, const core::EventRef& file, SenderOutbox& out);
    void refuse(RequesterId to, RefuseReason reason, SenderOutbox& out) const;
    void sayBusy(RequesterId to, Requester& requester, SenderOutbox& out) const;
    [[nodiscard]] bool reserve(core::MonoTime now, Requester& requester, std::size_t bytes);
    void giveBack(core::MonoTime now, RequesterId to, std::size_t bytes);
    void pump(core::MonoTime now, SenderOutbox& out);
    [[nodiscard]] Requesters::iterator nextInTurn();
    void end(State state, SenderOutbox& out);
    void dismiss(RefuseReason reason, SenderOutbox& out);

    core::EventRef m_file;
    std::shared_ptr<const HashStore> m_hashes;
    Bitmap m_held;
    Requesters m_requesters;
    std::map<std::uint64_t, Read> m_reads;
    std::uint64_t m_lastRead = 0;
    std::optional<RequesterId> m_lastServed;
    std::size_t m_windowUsed = 0;
    State m_state = State::Serving;
};

} // namespace transfer
