// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
// What goes over the links: texts and their names, what is asked for, who is there, where somebody can be dialled.
#include "engine/room/book_choice.h"
#include "sim/overlay.h"
#include "sim/overlay_around.h"

#include <algorithm>

namespace sim {

using engine::room::Branch;
using std::chrono::seconds;

namespace {

namespace tuning = core::limits::tuning;

constexpr seconds addressesDelay{1};
constexpr unsigned digestsMost = 2;
constexpr std::size_t presenceMost = 256;
constexpr seconds pullTime{10};
constexpr seconds compareLatest{160};
constexpr std::size_t textsOfAnswer = 256;

bool knows(const Tie& tie, MemberId author)
{
    return tie.other == author
           || (tie.presence
               && std::binary_search(tie.presence->begin(), tie.presence->end(), author));
}

/// Of one book in a sum that does not depend on their order.
std::uint64_t bookHash(MemberId member)
{
    std::uint64_t out = (member + 1) * 0x9E3779B97F4A7C15ULL;
    out = (out ^ (out >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    return out ^ (out >> 27U);
}

core::LogId logOf(MemberId author)
{
    return Around::idOf<core::LogId>(author);
}

} // namespace

void Overlay::handleFrame(const Happening& what)
{
    static const Load nothing;
    const Load& load = what.load ? *what.load : nothing;
    switch (what.what) {
    case What::Text:
        took(what.at, what.link, what.number, what.hops);
        break;
    case What::Announce:
        named(what.at, what.link, load.heads);
        break;
    case What::Want:
        give(what.at, what.link, load);
        break;
    case What::Give:
        taken(what.at, what.link, load);
        break;
    case What::Push:
        m_members[what.at].links.at(what.link).tree.takesWhole = what.number != 0;
        break;
    case What::Presence:
        m_members[what.at].links.at(what.link).presence = load.people;
        break;
    case What::Addresses:
        handleAddresses(what.at, what.link, load);
        break;
    default:
        compare(what.at, what.link, load);
    }
}

// ---- texts ----

void Overlay::say(MemberId author)
{
    auto& log = m_logs[author];
    const auto text = static_cast<TextId>(m_texts.size());
    m_texts.push_back({author, log.size(), m_now});
    log.push_back(text);
    store(author, text, 0);
    flood(author, text, 0, 0);
}

void Overlay::store(MemberId id, TextId text, std::uint32_t hops)
{
    Bits& bits = m_members[id].has;
    if (bits.size() <= text / 64) {
        bits.resize(text / 64 + 1);
    }
    bits[text / 64] |= std::uint64_t(1) << (text % 64);
    if (m_texts[text].author != id) {
        const std::chrono::duration<float, std::milli> delay = m_now - m_texts[text].at;
        m_delays.push_back(delay.count());
        ++m_hops[std::min<std::size_t>(hops, m_hops.size() - 1)];
    }
}

void Overlay::flood(MemberId id, TextId text, LinkId from, std::uint32_t hops)
{
    OverlayMember& member = m_members[id];
    const Text& what = m_texts[text];
    std::vector<Branch> branches;
    for (auto& [link, tie] : member.links) {
        if (tie.live && link != from) {
            branches.push_back(
                {link, &tie.tree, tie.other == what.author, knows(tie, what.author)});
        }
    }
    const auto to = engine::room::spread(branches, what.author == id, m_rng);
    for (const LinkId link : to.whole) {
        ++m_count.whole;
        m_count.wholeOfSuperpeers += member.superpeer ? 1U : 0U;
        send(id, link, {.what = What::Text, .number = text, .hops = hops + 1});
    }
    for (engine::room::TreeLink* link : to.named) {
        link->nameLater(logOf(what.author), {what.seq, {}});
        arm(id, OverlayTimer::Names, m_now + tuning::nameDelay);
    }
}

engine::room::TreeLinks Overlay::trees(MemberId id)
{
    engine::room::TreeLinks out;
    for (auto& [link, tie] : m_members[id].links) {
        if (tie.live) {
            out.push_back(&tie.tree);
        }
    }
    return out;
}

void Overlay::push(MemberId id, LinkId link, bool whole)
{
    ++m_count.pushes;
    m_members[id].links.at(link).tree.givesWhole = whole;
    send(id, link, {.what = What::Push, .number = whole ? 1U : 0U});
}

void Overlay::linkDown(MemberId id)
{
    const engine::room::TreeLink* next = engine::room::nextFeeder(trees(id), m_rng);
    for (const auto& [link, tie] : m_members[id].links) {
        if (&tie.tree == next) {
            push(id, link, true);
            return;
        }
    }
}

void Overlay::nameDue(MemberId id)
{
    for (auto& [link, tie] : m_members[id].links) {
        if (tie.live && !tie.tree.toName.empty()) {
            auto load = std::make_shared<Load>();
            for (const auto& [log, point] : std::exchange(tie.tree.toName, {})) {
                load->heads.emplace_back(Around::memberOf(log.view()), point.seq);
            }
            m_count.names += load->heads.size();
            send(id, link, {.what = What::Announce, .load = std::move(load)});
        }
    }
}

void Overlay::took(MemberId id, LinkId link, TextId text, std::uint32_t hops)
{
    const Text& what = m_texts[text];
    const bool fresh = !has(id, text);
    if (fresh) {
        store(id, text, hops);
        flood(id, text, link, hops);
    }
    Tie& tie = m_members[id].links.at(link);
    tie.tree.heard({logOf(what.author), what.seq});
    if (!fresh
        && engine::room::isNeedless(
            tie.tree, tie.other == what.author, engine::room::feeders(trees(id)))) {
        push(id, link, false);
    }
}

// ---- what was only named ----

std::vector<TextId> Overlay::lacking(MemberId id, MemberId author, std::uint64_t top) const
{
    std::vector<TextId> out;
    const auto log = m_logs.find(author);
    for (std::uint64_t seq = 0; log != m_logs.end() && seq <= top && seq < log->second.size();
         ++seq) {
        if (!has(id, log->second[seq])) {
            out.push_back(log->second[seq]);
        }
    }
    return out;
}

void Overlay::named(MemberId id, LinkId link, const Heads& heads)
{
    for (const auto& [author, seq] : heads) {
        Tie& tie = m_members[id].links.at(link);
        tie.tree.heard({logOf(author), seq});
        const bool here = has(id, m_logs.at(author)[seq]);
        if (m_options.takesPrunesBack && !here && !m_members[id].pulls.contains(author)
            && engine::room::mendsTree(tie.tree)) {
            push(id, link, true);
        }
        if (m_options.takesPrunesBack) {
            wantFrom(id, link, author, seq);
        }
    }
    pullDue(id);
}

void Overlay::wantFrom(MemberId id, LinkId link, MemberId author, std::uint64_t top)
{
    if (!lacking(id, author, top).empty()) {
        std::uint64_t& most = m_members[id].pulls[author].sources[link];
        most = std::max(most, top);
    }
}

void Overlay::pullDue(MemberId id)
{
    OverlayMember& member = m_members[id];
    for (auto it = member.pulls.begin(); it != member.pulls.end();) {
        Pull& pull = it->second;
        if (pull.asked && (pull.deadline <= m_now || !pull.sources.contains(*pull.asked))) {
            pull.sources.erase(*pull.asked);
            pull.asked.reset();
        }
        while (!pull.asked && !pull.sources.empty()) {
            const auto [link, top] = *pull.sources.begin();
            auto texts = lacking(id, it->first, top);
            if (texts.empty()) {
                pull.sources.erase(link);
                continue;
            }
            if (texts.size() > textsOfAnswer) {
                texts.erase(texts.begin(), texts.end() - textsOfAnswer);
            }
            pull.asked = link;
            pull.deadline = m_now + pullTime;
            arm(id, OverlayTimer::Pulls, pull.deadline);
            auto load = std::make_shared<Load>();
            load->heads.emplace_back(it->first, top);
            load->texts = std::move(texts);
            send(id, link, {.what = What::Want, .load = std::move(load)});
        }
        it = pull.asked ? std::next(it) : member.pulls.erase(it);
    }
}

void Overlay::give(MemberId id, LinkId link, const Load& wanted)
{
    auto load = std::make_shared<Load>();
    load->heads = wanted.heads;
    std::copy_if(wanted.texts.begin(),
                 wanted.texts.end(),
                 std::back_inserter(load->texts),
                 [this, id](TextId text) { return has(id, text); });
    m_count.whole += load->texts.size();
    m_count.wholeOfSuperpeers += m_members[id].superpeer ? load->texts.size() : 0;
    send(id, link, {.what = What::Give, .load = std::move(load)});
}

void Overlay::taken(MemberId id, LinkId link, const Load& given)
{
    const MemberId author = given.heads.front().first;
    std::set<MemberId> gained;
    for (const TextId text : given.texts) {
        if (!has(id, text)) {
            store(id, text, static_cast<std::uint32_t>(m_hops.size()));
            gained.insert(author);
        }
    }
    if (const auto pull = m_members[id].pulls.find(author);
        pull != m_members[id].pulls.end() && pull->second.asked == link) {
        pull->second.asked.reset();
        if (gained.empty()) {
            pull->second.sources.erase(link); // he cannot give it
        }
    }
    nameHeads(id, link, gained);
    pullDue(id);
}

void Overlay::nameHeads(MemberId id, LinkId from, const std::set<MemberId>& authors)
{
    for (const auto& [link, tie] : m_members[id].links) {
        auto load = std::make_shared<Load>();
        for (const MemberId author : authors) {
            const auto& log = m_logs.at(author);
            const auto top = std::find_if(
                log.rbegin(), log.rend(), [this, id](TextId text) { return has(id, text); });
            if (link != from && tie.live && author != id && !knows(tie, author)
                && top != log.rend()) {
                load->heads.emplace_back(author, m_texts[*top].seq);
            }
        }
        if (!load->heads.empty()) {
            m_count.names += load->heads.size();
            send(id, link, {.what = What::Announce, .load = std::move(load)});
        }
    }
}

void Overlay::compare(MemberId id, LinkId link, const Load& theirs)
{
    bool more = false;
    for (const auto& [author, log] : m_logs) {
        std::optional<std::uint64_t> top;
        for (const TextId text : log) {
            const bool there =
                text / 64 < theirs.has.size() && (theirs.has[text / 64] >> (text % 64) & 1U) != 0;
            top = there ? std::optional(m_texts[text].seq) : top;
            more = more || (!there && has(id, text));
        }
        if (top) {
            wantFrom(id, link, author, *top);
        }
    }
    if (more && !theirs.answers) {
        auto load = std::make_shared<Load>();
        load->has = m_members[id].has;
        load->answers = true;
        send(id, link, {.what = What::Frontier, .load = std::move(load)});
    }
    pullDue(id);
}

/// As Room::repair.
void Overlay::repair(MemberId id)
{
    OverlayMember& member = m_members[id];
    std::vector<LinkId> all;
    std::vector<LinkId> superpeers;
    for (const auto& [other, link] : member.linked) {
        all.push_back(link);
        if (m_members[other].superpeer) {
            superpeers.push_back(link);
        }
    }
    if (all.empty()) {
        return;
    }
    const auto& among = superpeers.empty() || m_rng.below(2) == 0 ? all : superpeers;
    auto load = std::make_shared<Load>();
    load->has = member.has;
    send(id, among[m_rng.below(among.size())], {.what = What::Frontier, .load = std::move(load)});
    arm(id, OverlayTimer::Repair, m_now + member.compareEvery);
    member.compareEvery = std::min(member.compareEvery * 2, compareLatest);
}

// ---- who is there ----

void Overlay::sendPresence(MemberId id)
{
    auto load = std::make_shared<Load>();
    auto people = std::make_shared<People>();
    people->push_back(id);
    for (const auto& [other, link] : m_members[id].linked) {
        people->push_back(other);
    }
    people->resize(std::min(people->size(), presenceMost));
    std::sort(people->begin(), people->end());
    load->people = std::move(people);
    for (const auto& [other, link] : m_members[id].linked) {
        ++m_count.presences;
        send(id, link, {.what = What::Presence, .load = load});
    }
}

// ---- addresses, as room_addresses.h tells them ----

std::uint64_t Overlay::digestFor(MemberId id, MemberId other) const
{
    const OverlayMember& member = m_members[id];
    return member.bookSum - (member.book.contains(other) ? bookHash(other) : 0);
}

void Overlay::sendAddresses(MemberId id, LinkId link)
{
    auto load = std::make_shared<Load>();
    load->people = std::make_shared<People>(People{id});
    load->digest = digestFor(id, m_members[id].links.at(link).other);
    ++m_count.addresses;
    send(id, link, {.what = What::Addresses, .load = std::move(load)});
}

void Overlay::acquaint(MemberId id, bool onlyFirst)
{
    OverlayMember& member = m_members[id];
    const std::size_t most = std::min(tuning::addressesPerRoom, m_members.size() - 1);
    for (MemberId next = 0; member.book.all().size() < most; ++next) {
        const bool first = onlyFirst || m_members[next].superpeer;
        const auto other = first ? next : static_cast<MemberId>(m_rng.below(m_members.size()));
        if (other != id && !member.book.contains(other)) {
            member.book.add({other, 0});
            member.bookSum += bookHash(other);
        }
    }
}

/// As RoomAddresses::forgetAny.
bool Overlay::forgetAny(MemberId id)
{
    OverlayMember& member = m_members[id];
    const auto& all = member.book.all();
    const std::size_t from = m_rng.below(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const MemberId other = all[(from + i) % all.size()].member;
        if (!m_members[other].superpeer && !member.linked.contains(other)) {
            member.bookSum -= bookHash(other);
            member.book.remove(other);
            return true;
        }
    }
    return false;
}

void Overlay::learn(MemberId id, MemberId of, LinkId from)
{
    OverlayMember& member = m_members[id];
    if (of == id || member.book.contains(of)) {
        return;
    }
    Tie& tie = member.links.at(from);
    const bool byHimself = tie.other == of;
    const auto choice = engine::room::chooseBook(member.book.all().size(), byHimself, tie.replaced);
    if (!choice.takes || (choice.replaces && !forgetAny(id))) {
        return;
    }
    tie.replaced += choice.replaces && !byHimself ? 1U : 0U;
    const auto since = std::chrono::duration_cast<seconds>(m_now.time_since_epoch());
    member.book.add({of, static_cast<std::uint32_t>(since.count())});
    member.bookSum += bookHash(of);
    if (choice.tells) {
        member.toTell.insert(of);
        arm(id, OverlayTimer::Addresses, m_now + addressesDelay);
    }
    member.seeker.learned(m_now, Around(*this, id), {Around::device(of)});
    wake(id);
}

void Overlay::handleAddresses(MemberId id, LinkId link, const Load& load)
{
    OverlayMember& member = m_members[id];
    Tie& tie = member.links.at(link);
    const bool asks = load.digest && tie.digests < digestsMost;
    // The other end has left us out, and we leave him out.
    const bool differs = asks && *load.digest != digestFor(id, tie.other);
    tie.digests += asks ? 1U : 0U;
    for (const MemberId each : *load.people) {
        learn(id, each, link);
    }
    if (differs && !member.book.all().empty()) {
        People all;
        for (const OverlayBook::Entry& each : member.book.all()) {
            all.push_back(each.member);
        }
        for (std::size_t i = 0; i < std::min(engine::room::booksTold, all.size()); ++i) {
            std::swap(all[i], all[i + m_rng.below(all.size() - i)]);
        }
        all.resize(std::min(engine::room::booksTold, all.size()));
        m_count.addresses += all.size();
        auto answer = std::make_shared<Load>();
        answer->people = std::make_shared<People>(std::move(all));
        send(id, link, {.what = What::Addresses, .load = std::move(answer)});
    }
}

void Overlay::tellLearned(MemberId id)
{
    OverlayMember& member = m_members[id];
    const auto told = std::exchange(member.toTell, {});
    People some(told.begin(), told.end());
    some.resize(std::min(some.size(), engine::room::booksTold));
    auto load = std::make_shared<Load>();
    load->people = std::make_shared<People>(std::move(some));
    for (const auto& [other, link] : member.linked) {
        m_count.addresses += load->people->size();
        send(id, link, {.what = What::Addresses, .load = load});
    }
}

} // namespace sim
