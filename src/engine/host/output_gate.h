// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Holds outputs back until the batch that they wait for is on disk. Outputs of one target (a link, a file job, the
// person in front of the screen, ...) keep their order: one that waits for nothing still waits behind one that waits.
// When a batch fails, what waits for it is dropped and what stood behind it goes on. Pure; the host performs what comes out.

#include "engine/peer_io.h"

#include <compare>
#include <deque>
#include <map>
#include <vector>

namespace engine::host {

class OutputGate
{
public:
    /// Appends what may be performed now to `ready`.
    void push(Output output, std::vector<OutputKind>& ready);
    /// Tokens are settled in ascending order, each once. The peer, told of the failure, answers whoever waits.
    void committed(CommitToken token, std::vector<OutputKind>& ready);
    void failed(CommitToken token, std::vector<OutputKind>& ready);
    [[nodiscard]] bool isEmpty() const { return m_waiting.empty(); }

private:
    enum class Kind : std::uint8_t { Link, LanUdp, DhtUdp, Store, Files, Person };
    struct Target {
        Kind kind = Kind::Person;
        std::uint64_t number = 0;
        auto operator<=>(const Target&) const = default;
    };
    [[nodiscard]] static Target targetOf(const OutputKind& what);
    void release(std::vector<OutputKind>& ready);

    CommitToken m_settled = 0;
    std::map<Target, std::deque<Output>> m_waiting;
};

} // namespace engine::host
