// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The effects of one input to a peer, while it is being handled. Store operations of one turn make one batch; what
// depends on that batch is put off with `afterCommit` and runs as a turn of its own once the batch is on disk, so that
// nothing is acknowledged, shown or sent as ours before. Frames are serialised and sealed when they leave, never before:
// a link's nonce counts what is written, and a frame that waits must not hold back one that need not.

#include "core/rng.h"
#include "core/time.h"
#include "engine/peer_io.h"

#include "frames.pb.h"

#include <functional>
#include <utility>
#include <vector>

namespace engine {

namespace wire = ::parlour::wire;

class Turn
{
public:
    using Then = std::function<void(Turn&)>;

    struct Frame {
        LinkId link = 0;
        wire::Frame frame;
    };
    struct Close {
        LinkId link = 0;
    };
    struct Waiting {
        RequestId request = 0;
        Answer answer;
    };
    using GotRows = std::function<void(Turn&, std::vector<EventRow>)>;
    /// A question to the store; the answer runs as a turn of its own.
    struct Read {
        std::variant<ReadRows, ReadTail, ReadRelated> what;
        GotRows then;
    };
    using Effect = std::variant<Frame, Close, Read, Output>;

    Turn(core::Now instant, core::Rng& random)
        : now(instant)
        , rng(random)
    {
    }

    const core::Now now;
    core::Rng& rng;

    void persist(StoreOp op) { m_ops.push_back(std::move(op)); }
    void send(LinkId link, wire::Frame frame)
    {
        m_effects.emplace_back(Frame{link, std::move(frame)});
    }
    void close(LinkId link) { m_effects.emplace_back(Close{link}); }
    void readRows(ReadRows what, GotRows then)
    {
        m_effects.emplace_back(Read{what, std::move(then)});
    }
    void readTail(ReadTail what, GotRows then)
    {
        m_effects.emplace_back(Read{what, std::move(then)});
    }
    void readRelated(ReadRelated what, GotRows then)
    {
        m_effects.emplace_back(Read{what, std::move(then)});
    }
    void notice(Notice notice) { output(SendNotice{std::move(notice)}); }
    void answer(RequestId request, Answer answer)
    {
        output(SendAnswer{request, std::move(answer)});
    }
    template<class T>
    void output(T what)
    {
        m_effects.emplace_back(Output{OutputKind(std::move(what)), 0});
    }

    /// Runs once this turn's batch is on disk; never, when it fails.
    void afterCommit(Then then) { m_then.push_back(std::move(then)); }
    /// As above and before all of those: the person hears of a thing first, then of what became of it.
    void tellAfterCommit(Then tell) { m_tell.push_back(std::move(tell)); }
    /// As above; when the batch fails, the request is refused instead.
    void answerAfterCommit(RequestId request, Answer answer)
    {
        m_waiting.push_back({request, std::move(answer)});
    }

    [[nodiscard]] std::vector<StoreOp>& ops() { return m_ops; }
    [[nodiscard]] std::vector<Effect>& effects() { return m_effects; }
    [[nodiscard]] std::vector<Then>& then() { return m_then; }
    [[nodiscard]] std::vector<Then>& tell() { return m_tell; }
    [[nodiscard]] std::vector<Waiting>& waiting() { return m_waiting; }

private:
    std::vector<StoreOp> m_ops;
    std::vector<Effect> m_effects;
    std::vector<Then> m_then;
    std::vector<Then> m_tell;
    std::vector<Waiting> m_waiting;
};

} // namespace engine
