// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// Time, the network and the links.
#include "sim/overlay.h"

#include "core/check.h"
#include "engine/room/invite_hints.h"
#include "engine/room/spare_links.h"
#include "sim/overlay_around.h"

#include <algorithm>

namespace sim {

using engine::reach::LinkEnd;
using engine::reach::Seeker;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

namespace tuning = core::limits::tuning;

constexpr milliseconds latencyLeast{5};
constexpr milliseconds latencyMost{150};
constexpr unsigned jitterPercent = 20;
constexpr milliseconds firstRetransmit{200};
constexpr unsigned retransmitsMost = 6;
constexpr unsigned resetPermille = 10; ///< of what is lost, how often the link breaks
constexpr seconds dialTimeout{10};
/// A handshake of three and a greeting.
constexpr int tripsToAnswer = 5;
constexpr seconds compareSoonest{10};
constexpr seconds wakeAlone{2};
constexpr seconds wakeTogether{10};
constexpr milliseconds presenceDelay{200};

std::size_t placeOf(OverlayTimer timer)
{
    return static_cast<std::size_t>(timer);
}

} // namespace

Overlay::Overlay(const OverlayOptions& options)
    : m_options(options)
    , m_rng(options.seed)
    , m_members(options.members)
    , m_hops(64)
{
}

void Overlay::clearDelays()
{
    m_delays.clear();
    std::fill(m_hops.begin(), m_hops.end(), 0);
}

bool Overlay::has(MemberId member, TextId text) const
{
    const Bits& bits = m_members[member].has;
    return text / 64 < bits.size() && (bits[text / 64] >> (text % 64) & 1U) != 0;
}

// ---- time ----

bool Overlay::later(const Happening& one, const Happening& other)
{
    return std::tie(one.when, one.order) > std::tie(other.when, other.order);
}

void Overlay::plan(Happening happening)
{
    happening.order = m_order++;
    happening.life = m_members[happening.at].life;
    m_plan.push_back(std::move(happening));
    std::push_heap(m_plan.begin(), m_plan.end(), later);
}

void Overlay::run(core::Duration span)
{
    const core::MonoTime end = m_now + span;
    while (!m_plan.empty() && m_plan.front().when <= end) {
        std::pop_heap(m_plan.begin(), m_plan.end(), later);
        const Happening next = std::move(m_plan.back());
        m_plan.pop_back();
        m_now = next.when;
        const OverlayMember& member = m_members[next.at];
        if (member.up && member.life == next.life) {
            handle(next);
        }
        ++m_steps;
    }
    m_now = end;
}

void Overlay::arm(MemberId member, OverlayTimer timer, core::MonoTime at)
{
    auto& due = m_members[member].due[placeOf(timer)];
    if (!due || at < *due) {
        due = std::max(at, m_now);
        plan({.when = *due, .at = member, .number = static_cast<std::uint32_t>(timer)});
    }
}

void Overlay::handle(const Happening& what)
{
    const auto number = static_cast<std::uint64_t>(what.when.time_since_epoch().count());
    m_trace = (m_trace ^ (number + what.at)) * 1099511628211ULL;
    m_trace = (m_trace ^ static_cast<std::uint64_t>(what.what)) * 1099511628211ULL;
    if (what.what == What::Timer) {
        auto& due = m_members[what.at].due[what.number];
        if (due == what.when) {
            due.reset();
            handleTimer(what.at, static_cast<OverlayTimer>(what.number));
        }
    } else if (what.what <= What::Closed) {
        handleLink(what);
    } else if (const auto tie = m_members[what.at].links.find(what.link);
               tie != m_members[what.at].links.end() && tie->second.live) {
        handleFrame(what);
    }
}

void Overlay::handleLink(const Happening& what)
{
    OverlayMember& member = m_members[what.at];
    switch (what.what) {
    case What::Knock:
        knock(what);
        break;
    case What::Failed:
        if (member.dials.erase(what.link) > 0) {
            ++m_count.failedDials;
            const auto to = Around::candidate(static_cast<MemberId>(what.hops));
            const auto end = static_cast<LinkEnd>(what.number);
            member.seeker.dialEnded(m_now, to, Around::device(what.hops), false, end, m_rng);
            wake(what.at);
        }
        break;
    case What::Answer:
        answered(what);
        break;
    case What::Confirm:
        confirmed(what);
        break;
    case What::Late:
        if (const auto tie = member.links.find(what.link);
            tie != member.links.end() && !tie->second.live) {
            member.links.erase(tie);
        }
        break;
    default:
        if (member.links.contains(what.link)) {
            ended(what.at, what.link, static_cast<LinkEnd>(what.number));
        }
    }
}

void Overlay::handleTimer(MemberId member, OverlayTimer timer)
{
    switch (timer) {
    case OverlayTimer::Dial:
        dialDue(member);
        break;
    case OverlayTimer::Again:
        if (m_options.seeks) {
            const Around around(*this, member);
            m_members[member].seeker.seekAgain(
                m_now, around, m_rng, [this, member]() { look(member); });
            wake(member);
        }
        arm(member, OverlayTimer::Again, m_now + Seeker::lookAgain);
        break;
    case OverlayTimer::Presence:
        sendPresence(member);
        break;
    case OverlayTimer::Names:
        nameDue(member);
        break;
    case OverlayTimer::Trim:
        trim(member);
        break;
    case OverlayTimer::Repair:
        repair(member);
        break;
    case OverlayTimer::Addresses:
        tellLearned(member);
        break;
    default:
        pullDue(member);
    }
}

// ---- the network ----

core::Duration Overlay::latency()
{
    const auto span = static_cast<std::uint64_t>((latencyMost - latencyLeast).count());
    return latencyLeast + milliseconds(m_rng.below(span + 1));
}

core::Duration Overlay::stalls(bool& reset)
{
    core::Duration out{};
    core::Duration pause = firstRetransmit;
    for (unsigned i = 0; i < retransmitsMost && m_rng.below(100) < m_options.lossPercent; ++i) {
        out += pause;
        pause *= 2;
        reset = reset || m_rng.below(1000) < resetPermille;
    }
    return out;
}

void Overlay::send(MemberId from, LinkId link, Frame frame)
{
    Tie& tie = m_members[from].links.at(link);
    const OverlayMember& to = m_members[tie.other];
    if (!to.up || to.group != m_members[from].group) {
        return; // nobody has noticed yet
    }
    bool reset = false;
    core::Duration way = tie.latency;
    way += way * static_cast<int>(m_rng.below(jitterPercent)) / 100;
    if (m_options.lossPercent > 0) {
        way += stalls(reset);
    }
    tie.outDue = std::max(tie.outDue, m_now + way);
    const MemberId other = tie.other;
    plan({.when = tie.outDue,
          .link = link,
          .load = std::move(frame.load),
          .at = other,
          .number = frame.number,
          .hops = frame.hops,
          .what = frame.what});
    if (reset) {
        for (const MemberId each : {from, other}) {
            plan({.when = m_now + way,
                  .link = link,
                  .at = each,
                  .number = static_cast<std::uint32_t>(LinkEnd::Broken),
                  .what = What::Closed});
        }
    }
}

// ---- how links come and go ----

void Overlay::dial(MemberId from, MemberId to)
{
    OverlayMember& member = m_members[from];
    const LinkId link = m_nextLink++;
    member.dials.insert(link);
    ++m_count.dials;
    plan({.when = m_now + dialTimeout,
          .link = link,
          .at = from,
          .number = static_cast<std::uint32_t>(LinkEnd::Unreachable),
          .hops = to,
          .what = What::Failed});
    const OverlayMember& other = m_members[to];
    if (other.dialable && other.up && other.group == member.group) {
        bool reset = false;
        const core::Duration way = latency() * tripsToAnswer + stalls(reset);
        plan({.when = m_now + way, .link = link, .at = to, .number = from, .what = What::Knock});
    }
}

/// Somebody has dialled, and greeted.
void Overlay::knock(const Happening& what)
{
    const auto from = static_cast<MemberId>(what.number);
    OverlayMember& member = m_members[what.at];
    m_count.dialsOfSuperpeers += member.superpeer ? 1U : 0U;
    const auto pending = static_cast<std::size_t>(
        std::count_if(member.links.begin(), member.links.end(), [](const auto& item) {
            return !item.second.live;
        }));
    const core::Duration way = latency();
    const bool busy =
        member.linked.size() >= tuning::linksPerRoomMost && !member.linked.contains(from);
    if (busy || pending >= tuning::linksAtTheDoor) {
        m_count.busy += busy ? 1U : 0U;
        plan({.when = m_now + way,
              .link = what.link,
              .at = from,
              .number = static_cast<std::uint32_t>(LinkEnd::Refused),
              .hops = what.at,
              .what = What::Failed});
        return;
    }
    Tie& tie = member.links[what.link];
    tie.other = from;
    tie.run = m_members[from].life;
    tie.latency = way;
    plan({.when = m_now + tuning::doorStageTime,
          .link = what.link,
          .at = what.at,
          .what = What::Late});
    plan({.when = m_now + way,
          .link = what.link,
          .at = from,
          .number = what.at,
          .what = What::Answer});
}

/// Of two links between the same two the one is kept that link_desk.h says.
void Overlay::answered(const Happening& what)
{
    OverlayMember& member = m_members[what.at];
    const auto to = static_cast<MemberId>(what.number);
    const auto theirs = m_members[to].links.find(what.link);
    if (!member.dials.contains(what.link) || theirs == m_members[to].links.end()
        || m_members[to].group != member.group) {
        return; // too late
    }
    member.dials.erase(what.link);
    const auto known = member.linked.find(to);
    if (known != member.linked.end() && member.links.at(known->second).run == m_members[to].life
        && (member.links.at(known->second).initiator || to < what.at)) {
        member.seeker.dialEnded(
            m_now, Around::candidate(to), Around::device(to), false, LinkEnd::Duplicate, m_rng);
        wake(what.at);
        m_members[to].links.erase(theirs);
        return;
    }
    const core::Duration way = theirs->second.latency;
    Tie& tie = member.links[what.link];
    tie.other = to;
    tie.run = m_members[to].life;
    tie.initiator = true;
    tie.latency = way;
    tie.outDue = m_now + way;
    plan({.when = m_now + way, .link = what.link, .at = to, .what = What::Confirm});
    goLive(what.at, what.link);
}

void Overlay::confirmed(const Happening& what)
{
    const OverlayMember& member = m_members[what.at];
    const auto it = member.links.find(what.link);
    if (it == member.links.end()) {
        return;
    }
    const MemberId other = it->second.other;
    const auto known = member.linked.find(other);
    if (known != member.linked.end() && what.at < other && member.links.at(known->second).initiator
        && member.links.at(known->second).run == m_members[other].life) {
        drop(what.at, what.link, LinkEnd::Duplicate); // we have dialled him as well
    } else {
        goLive(what.at, what.link);
    }
}

void Overlay::goLive(MemberId id, LinkId link)
{
    OverlayMember& member = m_members[id];
    const MemberId other = member.links.at(link).other;
    if (const auto known = member.linked.find(other); known != member.linked.end()) {
        drop(id, known->second, LinkEnd::Duplicate);
    }
    Tie& tie = member.links.at(link);
    tie.live = true;
    tie.since = m_now;
    member.linked[other] = link;
    member.invite.clear();
    ++m_count.ups;
    if (tie.initiator) {
        send(id,
             link,
             {.what = What::Frontier, .load = std::make_shared<Load>(Load{.has = member.has})});
    }
    sendAddresses(id, link);
    arm(id, OverlayTimer::Presence, m_now + presenceDelay);
    member.compareEvery = compareSoonest;
    arm(id, OverlayTimer::Repair, m_now + compareSoonest);
    if (member.linked.size() > tuning::linksPerRoom && !member.due[placeOf(OverlayTimer::Trim)]) {
        arm(id, OverlayTimer::Trim, m_now + tuning::linkSpareAfter);
    }
    noteMeasure(id);
    const auto dialled = tie.initiator ? std::optional(Around::candidate(other)) : std::nullopt;
    member.seeker.up(Around(*this, id), Around::device(other), dialled);
    wake(id);
}

void Overlay::ended(MemberId id, LinkId link, LinkEnd end)
{
    OverlayMember& member = m_members[id];
    const auto it = member.links.find(link);
    const Tie tie = std::move(it->second);
    member.links.erase(it);
    if (!tie.live) {
        return;
    }
    if (const auto known = member.linked.find(tie.other);
        known != member.linked.end() && known->second == link) {
        member.linked.erase(known);
    }
    noteMeasure(id);
    linkDown(id);
    for (auto& [author, pull] : member.pulls) {
        pull.sources.erase(link);
    }
    arm(id, OverlayTimer::Pulls, m_now);
    arm(id, OverlayTimer::Presence, m_now + presenceDelay);
    const core::DeviceId device = Around::device(tie.other);
    const auto dialled = tie.initiator ? std::optional(Around::candidate(tie.other)) : std::nullopt;
    if (dialled) {
        member.seeker.dialEnded(m_now, *dialled, device, true, end, m_rng);
    }
    member.seeker.lost(m_now, Around(*this, id), device, dialled, end, m_rng);
    wake(id);
}

void Overlay::drop(MemberId id, LinkId link, LinkEnd end)
{
    const Tie& tie = m_members[id].links.at(link);
    const OverlayMember& other = m_members[tie.other];
    if (other.up && other.group == m_members[id].group) {
        // Only a room that is full says so.
        const LinkEnd heard = end == LinkEnd::Spare ? end : LinkEnd::Broken;
        plan({.when = std::max(tie.outDue, m_now + tie.latency),
              .link = link,
              .at = tie.other,
              .number = static_cast<std::uint32_t>(heard),
              .what = What::Closed});
    }
    ended(id, link, end);
}

void Overlay::trim(MemberId id)
{
    OverlayMember& member = m_members[id];
    std::vector<engine::room::HeldLink> held;
    for (const auto& [link, tie] : member.links) {
        if (tie.live) {
            const bool enough = tie.presence && tie.presence->size() > tuning::meshMembers;
            held.push_back({link, tie.since, m_members[tie.other].superpeer, enough});
        }
    }
    const auto spare =
        m_options.trims ? engine::room::spareLinks(std::move(held), m_now) : std::vector<LinkId>();
    for (const LinkId link : spare) {
        ++m_count.spare;
        drop(id, link, LinkEnd::Spare);
    }
    if (member.linked.size() > tuning::linksPerRoom) {
        arm(id, OverlayTimer::Trim, m_now + tuning::linkSpareAfter);
    }
}

void Overlay::noteMeasure(MemberId id)
{
    OverlayMember& member = m_members[id];
    m_mostLinks = std::max(m_mostLinks, member.linked.size());
    if (member.overSince) {
        m_longestOver = std::max(m_longestOver, m_now - *member.overSince);
    }
    if (member.linked.size() <= tuning::linksPerRoom) {
        member.overSince.reset();
    } else if (!member.overSince) {
        member.overSince = m_now;
    }
}

// ---- who dials whom ----

void Overlay::look(MemberId id)
{
    OverlayMember& member = m_members[id];
    const Around around(*this, id);
    for (const core::Endpoint& address : member.invite) {
        member.seeker.offer(m_now, around, address, engine::Rung::Invite, true);
    }
    member.seeker.offerKnown(m_now, around, m_rng);
    if (!member.due[placeOf(OverlayTimer::Again)]) {
        arm(id, OverlayTimer::Again, m_now + Seeker::lookAgain);
    }
    wake(id);
}

void Overlay::dialDue(MemberId id)
{
    OverlayMember& member = m_members[id];
    const Around around(*this, id);
    for (const auto& [candidate, rung] : member.seeker.takeDue(m_now, m_rng)) {
        if (member.seeker.isWanted(m_now, around, candidate, rung)
            && around.linksAndDials() < tuning::linksInAll) {
            dial(id, Around::memberAt(candidate.to));
        } else {
            member.seeker.putOff(m_now, around, candidate);
        }
    }
    wake(id);
}

void Overlay::wake(MemberId id)
{
    if (const auto next = m_members[id].seeker.dialler().nextWake()) {
        const core::Duration wait = *next - m_now;
        const core::Duration past = m_now.time_since_epoch() % wakeTogether;
        // Whoever has time waits for others that are due, or most of the run would be spent here.
        const core::Duration whole = (past + wait + wakeTogether - core::Duration(1)) / wakeTogether
                                     * core::Duration(wakeTogether);
        arm(id, OverlayTimer::Dial, wait < wakeAlone ? *next : m_now - past + whole);
    }
}

// ---- people ----

void Overlay::cast(std::size_t superpeers, std::size_t dialable, unsigned natPercent)
{
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        m_members[i].superpeer = i < superpeers;
        m_members[i].dialable = i < dialable || m_rng.below(100) >= natPercent;
    }
}

void Overlay::join(MemberId newcomer, MemberId host)
{
    std::vector<engine::room::HintCandidate> others;
    const std::int64_t ms =
        std::chrono::duration_cast<milliseconds>(m_now.time_since_epoch()).count();
    for (const auto& [id, since] : m_members[host].book.all()) {
        const auto sinceMs = std::int64_t(since) * 1000;
        others.push_back({{Around::at(id)}, m_members[id].superpeer, sinceMs, ms});
    }
    OverlayMember& member = m_members[newcomer];
    member.invite = engine::room::chooseHints({Around::at(host)}, others, {ms});
    start(newcomer);
}

void Overlay::start(MemberId id)
{
    OverlayMember& member = m_members[id];
    member.up = true;
    member.life = std::max(member.life, std::uint32_t(1));
    look(id);
}

void Overlay::dies(LinkId link, MemberId one, MemberId other)
{
    // What was last heard was an answer to a keepalive, or the keepalive.
    const auto span = static_cast<std::uint64_t>(core::Duration(tuning::keepalive).count());
    for (const MemberId each : {one, other}) {
        if (m_members[each].up) {
            plan({.when = m_now + tuning::linkDead - core::Duration(m_rng.below(span)),
                  .link = link,
                  .at = each,
                  .number = static_cast<std::uint32_t>(LinkEnd::Broken),
                  .what = What::Closed});
        }
    }
}

void Overlay::crash(MemberId id)
{
    OverlayMember& member = m_members[id];
    member.up = false;
    for (const auto& [link, tie] : std::exchange(member.links, {})) {
        dies(link, id, tie.other);
    }
    ++member.life;
    member.linked.clear();
    member.dials.clear();
    member.pulls.clear();
    member.toTell.clear();
    member.due = {};
    member.overSince.reset();
    member.seeker = Seeker();
}

void Overlay::part(const std::vector<int>& groups)
{
    for (MemberId id = 0; id < m_members.size(); ++id) {
        m_members[id].group = groups[id];
    }
    for (MemberId id = 0; id < m_members.size(); ++id) {
        for (const auto& [link, tie] : m_members[id].links) {
            if (tie.initiator && groups[id] != groups[tie.other]) {
                dies(link, id, tie.other);
            }
        }
    }
}

void Overlay::heal()
{
    for (OverlayMember& member : m_members) {
        member.group = 0;
    }
}

} // namespace sim
