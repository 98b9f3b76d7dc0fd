// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room's overlay and nothing else: who dials whom, who keeps which link, where a text goes. The decisions are the
// product's own (seeker, gossip_tree, spare_links, book_choice, invite_hints); frames, logs and keys are stood for by
// numbers, so that ten thousand members fit into one process. What a link is and what loss does to it is as in network.h:
// an ordered stream that stalls and now and then breaks. Three in ten members are behind NAT and cannot be dialled.

#include "core/limits.h"
#include "engine/reach/seeker.h"
#include "engine/room/gossip_tree.h"
#include "support/seeded_rng.h"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

namespace sim {

using MemberId = std::uint32_t;
using engine::LinkId;

/// A text, by its place in the order in which all were said.
using TextId = std::uint32_t;

struct OverlayOptions {
    std::uint64_t seed = 1;
    std::size_t members = 50;
    unsigned lossPercent = 0;
    bool takesPrunesBack =
        true;                ///< false: a name that is news mends no tree, and nothing is pulled
    bool seeks = true;       ///< false: nobody looks again every five minutes
    bool grown = false;      ///< nobody joins: all have been members for long
    bool firstKnown = false; ///< and everybody knows the same, who came first
    bool trims = true;       ///< false: who has too many links keeps them
};

using People = std::vector<MemberId>;
using Bits = std::vector<std::uint64_t>;
using Heads = std::vector<std::pair<MemberId, std::uint64_t>>; ///< author and seq

/// What a frame carries beyond a number.
struct Load {
    std::shared_ptr<const People> people = {};
    Heads heads = {};
    std::vector<TextId> texts = {};
    Bits has = {};
    std::optional<std::uint64_t> digest = {};
    bool answers = false;
};

/// One member's end of a link.
struct Tie {
    MemberId other = 0;
    std::uint32_t run = 0; ///< which life of his it is
    bool initiator = false;
    bool live = false;
    core::MonoTime since;
    core::MonoTime outDue; ///< when the last that was sent arrives
    core::Duration latency{};
    engine::room::TreeLink tree;
    std::shared_ptr<const People> presence;
    unsigned digests = 0;
    std::size_t replaced = 0;
};

struct Pull {
    std::map<LinkId, std::uint64_t> sources; ///< who has how much of the log
    std::optional<LinkId> asked;
    core::MonoTime deadline;
};

enum class OverlayTimer : std::uint8_t {
    Dial,
    Again,
    Presence,
    Names,
    Trim,
    Repair,
    Addresses,
    Pulls,
    Count
};

/// Whose addresses a member knows, ascending, and since when.
class OverlayBook
{
public:
    struct Entry {
        MemberId member = 0;
        std::uint32_t sinceSeconds = 0;
    };

    [[nodiscard]] bool contains(MemberId member) const
    {
        const auto it = place(member);
        return it != m_all.end() && it->member == member;
    }
    void add(Entry entry) { m_all.insert(place(entry.member), entry); }
    void remove(MemberId member) { m_all.erase(place(member)); }
    [[nodiscard]] const std::vector<Entry>& all() const { return m_all; }

private:
    [[nodiscard]] std::vector<Entry>::const_iterator place(MemberId member) const
    {
        return std::lower_bound(
            m_all.begin(), m_all.end(), member, [](const Entry& one, MemberId other) {
                return one.member < other;
            });
    }

    std::vector<Entry> m_all;
};

struct OverlayMember {
    bool up = false;
    bool dialable = true;
    bool superpeer = false;
    int group = 0;
    std::uint32_t life = 0;
    OverlayBook book;
    std::uint64_t bookSum = 0;          ///< changes with it
    std::vector<core::Endpoint> invite; ///< until somebody lets us in
    engine::reach::Seeker seeker;
    std::map<LinkId, Tie> links;
    std::map<MemberId, LinkId> linked; ///< live
    std::set<LinkId> dials;            ///< on their way
    std::set<MemberId> toTell;
    Bits has;
    std::map<MemberId, Pull> pulls; ///< by author
    std::chrono::seconds compareEvery{};
    std::array<std::optional<core::MonoTime>, static_cast<std::size_t>(OverlayTimer::Count)> due;
    std::optional<core::MonoTime> overSince; ///< has more links than it is to keep
};

struct Text {
    MemberId author = 0;
    std::uint64_t seq = 0;
    core::MonoTime at;
};

/// What was sent and done, in all or since the last look.
struct OverlayCount {
    std::uint64_t whole = 0; ///< texts, in answers included
    std::uint64_t wholeOfSuperpeers = 0;
    std::uint64_t names = 0;
    std::uint64_t pushes = 0;
    std::uint64_t presences = 0;
    std::uint64_t addresses = 0; ///< books in frames
    std::uint64_t dials = 0;
    std::uint64_t dialsOfSuperpeers = 0; ///< that arrived there
    std::uint64_t failedDials = 0;
    std::uint64_t busy = 0;
    std::uint64_t spare = 0;
    std::uint64_t ups = 0;
};

class Overlay
{
public:
    explicit Overlay(const OverlayOptions& options);

    [[nodiscard]] const OverlayOptions& options() const { return m_options; }
    [[nodiscard]] core::MonoTime now() const { return m_now; }
    [[nodiscard]] support::SeededRng& rng() { return m_rng; }
    [[nodiscard]] const std::vector<OverlayMember>& members() const { return m_members; }
    [[nodiscard]] const std::vector<Text>& texts() const { return m_texts; }
    [[nodiscard]] const OverlayCount& count() const { return m_count; }
    [[nodiscard]] std::uint64_t steps() const { return m_steps; }
    [[nodiscard]] std::uint64_t trace() const { return m_trace; }
    /// When it came to whom, hop by hop; of those who had it from a neighbour.
    [[nodiscard]] const std::vector<float>& delays() const { return m_delays; }
    [[nodiscard]] const std::vector<std::uint64_t>& hops() const { return m_hops; }
    void clearDelays();
    /// Longest that anybody has had more links than he is to keep, until now.
    [[nodiscard]] core::Duration longestOver() const { return m_longestOver; }
    [[nodiscard]] std::size_t mostLinks() const { return m_mostLinks; }

    void clearOver() { m_longestOver = {}; }
    /// Who runs the room, and who is behind NAT; those who speak are not.
    void cast(std::size_t superpeers, std::size_t dialable, unsigned natPercent);
    void join(MemberId newcomer, MemberId host);
    /// Has been a member for long: knows those who run the room and any others, as many as there is room for. Or of all
    /// only the first who came, as when books never changed.
    void acquaint(MemberId id, bool onlyFirst);
    /// Comes back, with the book that it had.
    void start(MemberId id);
    /// The power fails: nobody hears of it until links die.
    void crash(MemberId id);
    /// Links between groups die, and none come up.
    void part(const std::vector<int>& groups);
    void heal();
    void say(MemberId author);
    void run(core::Duration span);
    [[nodiscard]] bool has(MemberId member, TextId text) const;

private:
    friend class Around;
    enum class What : std::uint8_t {
        Knock,   ///< a dial arrives
        Failed,  ///< a dial came to nothing
        Answer,  ///< to a dial
        Confirm, ///< to who was dialled
        Late,    ///< no Confirm came
        Closed,
        Timer,
        Text,
        Announce,
        Want,
        Give,
        Push,
        Presence,
        Addresses,
        Frontier,
    };
    struct Happening {
        core::MonoTime when;
        std::uint64_t order = 0;
        LinkId link = 0;
        std::shared_ptr<const Load> load = {};
        MemberId at = 0;
        std::uint32_t life = 0;
        std::uint32_t number = 0; ///< the text, the end, the timer, the caller
        std::uint32_t hops = 0;
        What what = What::Timer;
    };
    struct Frame {
        What what = What::Text;
        std::uint32_t number = 0;
        std::uint32_t hops = 0;
        std::shared_ptr<const Load> load = {};
    };
    static bool later(const Happening& one, const Happening& other);

    // overlay.cpp: time, the network, links
    void plan(Happening happening);
    void handle(const Happening& what);
    void handleLink(const Happening& what);
    void handleFrame(const Happening& what);
    void handleTimer(MemberId member, OverlayTimer timer);
    void arm(MemberId member, OverlayTimer timer, core::MonoTime at);
    [[nodiscard]] core::Duration latency();
    [[nodiscard]] core::Duration stalls(bool& reset);
    void send(MemberId from, LinkId link, Frame frame);
    void dial(MemberId from, MemberId to);
    void knock(const Happening& what);
    void answered(const Happening& what);
    void confirmed(const Happening& what);
    void goLive(MemberId id, LinkId link);
    void ended(MemberId id, LinkId link, engine::reach::LinkEnd end);
    void drop(MemberId id, LinkId link, engine::reach::LinkEnd end);
    void dies(LinkId link, MemberId one, MemberId other);
    void trim(MemberId id);
    void noteMeasure(MemberId id);
    void look(MemberId id);
    void dialDue(MemberId id);
    void wake(MemberId id);

    // overlay_gossip.cpp: what goes over the links
    void store(MemberId id, TextId text, std::uint32_t hops);
    void flood(MemberId id, TextId text, LinkId from, std::uint32_t hops);
    [[nodiscard]] engine::room::TreeLinks trees(MemberId id);
    void push(MemberId id, LinkId link, bool whole);
    void linkDown(MemberId id);
    void nameDue(MemberId id);
    void took(MemberId id, LinkId link, TextId text, std::uint32_t hops);
    void named(MemberId id, LinkId link, const Heads& heads);
    void nameHeads(MemberId id, LinkId from, const std::set<MemberId>& authors);
    [[nodiscard]] std::vector<TextId>
    lacking(MemberId id, MemberId author, std::uint64_t top) const;
    void wantFrom(MemberId id, LinkId link, MemberId author, std::uint64_t top);
    void pullDue(MemberId id);
    void give(MemberId id, LinkId link, const Load& wanted);
    void taken(MemberId id, LinkId link, const Load& given);
    void compare(MemberId id, LinkId link, const Load& theirs);
    void repair(MemberId id);
    [[nodiscard]] std::uint64_t digestFor(MemberId id, MemberId other) const;
    void sendAddresses(MemberId id, LinkId link);
    [[nodiscard]] bool forgetAny(MemberId id);
    void learn(MemberId id, MemberId of, LinkId from);
    void handleAddresses(MemberId id, LinkId link, const Load& load);
    void tellLearned(MemberId id);
    void sendPresence(MemberId id);

    OverlayOptions m_options;
    support::SeededRng m_rng;
    core::MonoTime m_now{std::chrono::hours(1)};
    std::vector<OverlayMember> m_members;
    std::vector<Happening> m_plan; ///< a heap, the next first
    std::vector<Text> m_texts;
    std::map<MemberId, std::vector<TextId>> m_logs;
    OverlayCount m_count;
    std::vector<float> m_delays;
    std::vector<std::uint64_t> m_hops;
    core::Duration m_longestOver{};
    std::size_t m_mostLinks = 0;
    std::uint64_t m_order = 0;
    std::uint64_t m_steps = 0;
    std::uint64_t m_trace = 14695981039346656037ULL;
    LinkId m_nextLink = 1;
};

} // namespace sim
