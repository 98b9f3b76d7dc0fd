// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One source of one download: what it says it holds, what it was asked for, and how it keeps its word.
//
// Requests wait in a window that grows by one with each block that arrives (to 64) and halves when time runs out.
// Answers come in order on a link, so a source that keeps answering is not late with the rest; the clock runs from its
// last answer, or from the oldest request when that is later. A request that ran out goes to another source, but its
// answer may still come: it is remembered as late for a while, so that being slow is never taken for pushing bytes
// that nobody asked for.

#include "core/time.h"
#include "transfer/chunk_map.h"
#include "transfer/manifest.h"

#include <map>
#include <set>

namespace transfer {

constexpr std::size_t windowAtFirst = 8;
constexpr std::size_t lateMost = 256;
constexpr unsigned strikesMost = 3;
constexpr std::chrono::seconds answerTime{5};
constexpr std::chrono::seconds requestAgeMost{60};
constexpr std::chrono::seconds silenceMost{120};
constexpr std::chrono::seconds haveAgainAfter{30};

struct Request {
    enum class Kind { Have, Range, Block };
    Kind kind = Kind::Have;
    std::uint64_t index = 0;
    auto operator<=>(const Request&) const = default;
};

class SourceState
{
public:
    enum class Answer { Expected, Late, Unasked };

    explicit SourceState(const Manifest& manifest)
        : m_manifest(manifest)
    {
    }

    void setComplete() { m_complete = true; }
    /// Chunks as in a have message; replaces what it said before.
    void setChunks(const Bitmap& chunks);
    [[nodiscard]] bool complete() const { return m_complete; }
    [[nodiscard]] bool has(std::uint64_t block) const;
    /// The first block in [from, to) that is missing in `map` and held here.
    [[nodiscard]] std::optional<std::uint64_t>
    nextMissing(const ChunkMap& map, std::uint64_t from, std::uint64_t to) const;
    /// The first range missing in `map` of which it holds any block, and hence can prove the hashes.
    [[nodiscard]] std::optional<std::uint64_t> nextRange(const ChunkMap& map) const;

    /// True until the first answer about what it holds, and again every half minute while that was not everything.
    [[nodiscard]] bool haveIsDue(core::MonoTime now) const;

    [[nodiscard]] bool mayAsk(core::MonoTime now) const { return now >= m_busyUntil; }
    [[nodiscard]] bool roomForBlock() const { return m_blocksInFlight < m_window; }
    [[nodiscard]] bool asked(const Request& request) const { return m_inFlight.contains(request); }
    [[nodiscard]] bool askedRange() const;
    [[nodiscard]] std::size_t blocksInFlight() const { return m_blocksInFlight; }

    void ask(core::MonoTime now, const Request& request);
    [[nodiscard]] Answer answer(core::MonoTime now, const Request& request);

    /// Requests whose time is up; they are no longer in flight.
    [[nodiscard]] std::vector<Request> takeExpired(core::MonoTime now);
    /// All requests, because nobody waits for them any more.
    [[nodiscard]] std::vector<Request> takeAll();
    /// It said that it is busy: no requests until then.
    void rest(core::MonoTime until);
    /// True when nothing at all was answered for silenceMost.
    [[nodiscard]] bool silent(core::MonoTime now) const;
    /// Counts an answer that nobody asked for; true when it was one too many.
    [[nodiscard]] bool strike() { return ++m_strikes >= strikesMost; }

    [[nodiscard]] std::optional<core::MonoTime> nextWake(core::MonoTime now) const;

private:
    [[nodiscard]] core::MonoTime deadline(core::MonoTime sent) const;
    void noteLate(const Request& request);

    Manifest m_manifest;
    bool m_complete = false;
    std::optional<Bitmap> m_chunks;
    Bitmap m_ranges; ///< those it holds any block of
    std::map<Request, core::MonoTime> m_inFlight;
    std::set<Request> m_late;
    std::size_t m_blocksInFlight = 0;
    std::size_t m_window = windowAtFirst;
    core::Duration m_roundTrip{0};
    std::optional<core::MonoTime> m_lastAnswer;
    std::optional<core::MonoTime> m_firstUnanswered;
    std::optional<core::MonoTime> m_haveAgainAt;
    core::MonoTime m_busyUntil = core::MonoTime::min();
    unsigned m_strikes = 0;
};

} // namespace transfer
