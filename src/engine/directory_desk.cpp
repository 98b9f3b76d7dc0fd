// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/directory_desk.h"

#include "core/codec.h"
#include "core/text.h"
#include "dht/publications.h"
#include "engine/directory/listing_chain.h"
#include "engine/directory/listing_words.h"

#include <algorithm>

namespace engine {

using directory::Trust;

namespace {

constexpr std::uint32_t allShards = (1U << directory::spec::shards) - 1;
constexpr std::chrono::seconds askTime{5};
constexpr std::chrono::minutes serveWindow{1};
constexpr std::chrono::seconds second{1};
constexpr unsigned keepJitter = 20;

ShelfKey keyOf(const core::Secret<32>& secret)
{
    return core::Reader(secret.view()).array<32>();
}

/// A listing as a person can join by it.
std::string linkTo(const directory::Listing& listing)
{
    room::InviteLink link;
    link.room = listing.room;
    link.door = listing.door;
    link.coreTag = listing.coreTag;
    link.name = core::cutUtf8(listing.title, 64);
    link.addresses = listing.addresses;
    return encodeLink(link);
}

} // namespace

DirectoryDesk::DirectoryDesk(const RoomBook& book,
                             LinkDesk& links,
                             directory::ListingRule rule,
                             Ports ports)
    : m_book(book)
    , m_links(links)
    , m_ports(std::move(ports))
    , m_store(rule)
    , m_issuer(rule)
{
}

bool DirectoryDesk::isOurs(const RoomId& room) const
{
    const auto found = m_book.find(room);
    return found && isListed(*found);
}

// ---- searching ----

bool DirectoryDesk::handleRequest(Turn& turn, RequestId id, const Request& request)
{
    const auto* wish = std::get_if<SearchDirectory>(&request);
    if (wish == nullptr) {
        return false;
    }
    Search search{id, wish->query, std::nullopt, turn.now.mono + answerTime};
    search.tag = directory::tagFrom(wish->topic);
    if (!core::isUtf8(wish->query) || wish->query.size() > core::limits::spec::topicBytes
        || (!wish->topic.empty() && !search.tag)) {
        turn.answer(id, Refusal{Reason::BadArgument, {}, 0});
    } else if (m_searches.size() >= searchesMost) {
        turn.answer(id, Refusal{Reason::Busy, {}, 0});
    } else if (m_freshUntil && turn.now.mono < *m_freshUntil
               && (!search.tag || m_freshTag == search.tag)) {
        m_store.expire(turn.now.wall);
        answer(turn, search);
    } else {
        const bool serves =
            m_round && m_round->onLan && (!search.tag || m_round->tag == search.tag);
        if (!serves) {
            beginRound(turn, search.tag, true);
        }
        m_searches.push_back(std::move(search));
    }
    return true;
}

void DirectoryDesk::beginRound(Turn& turn, const std::optional<std::string>& tag, bool onLan)
{
    m_store.expire(turn.now.wall);
    m_seen.clear();
    m_round = Round();
    m_round->began = turn.now.mono;
    m_round->onLan = onLan;
    m_round->tag = tag;
    if (tag) {
        m_round->shelves.push_back(keyOf(directory::topicKey(directory::topicHash(*tag))));
    }
    for (unsigned shard = 0; shard < directory::spec::shards; ++shard) {
        m_round->shelves.push_back(keyOf(directory::shardKey(shard)));
    }
    if (onLan) {
        m_ports.callLan(turn);
    }
    askMembers(turn);
    lookUp(turn);
}

void DirectoryDesk::lookUp(Turn& turn)
{
    m_round->lookAgainAt.reset();
    m_round->lookedUp = false;
    const std::vector<ShelfKey> shelves = m_round->shelves;
    if (!m_ports.lookUp(turn, shelves) && m_round) {
        m_round->lookedUp = true;
    }
}

void DirectoryDesk::lookedUp(Turn& turn, bool answered)
{
    if (!m_round) {
        return;
    }
    m_round->lookedUp = true;
    // A first start: the DHT itself is still being looked for.
    if (!answered && turn.now.mono - m_round->began < answerTime) {
        m_round->lookedUp = false;
        m_round->lookAgainAt = turn.now.mono + lookAgain;
    }
    finishRoundIfDone(turn);
}

/// Those who run rooms of ours, over the links that there are.
void DirectoryDesk::askMembers(Turn& turn)
{
    std::size_t asked = 0;
    for (const auto& [id, link] : m_links.links()) {
        const auto room =
            link.live() && link.use == LinkUse::Chat ? m_book.find(link.room) : nullptr;
        if (!room || room->roll() == nullptr || asked >= membersAsked || m_asks.contains(id)
            || room->roll()->level(link.identity) < directory::listingLevel) {
            continue;
        }
        ++asked;
        const directory::Wanted wanted{allShards, {}, 0};
        m_asks[id] = {Trust::Circle, wanted, turn.now.mono + askTime};
        sendAsk(turn, id, wanted);
    }
}

void DirectoryDesk::foundOnLan(Turn& turn, const core::Endpoint& at)
{
    if (m_round && m_round->onLan) {
        m_round->asks.offer({at, Trust::Lan, {allShards, {}, 0}});
        askMore(turn);
    }
}

void DirectoryDesk::foundOnShelf(Turn& turn, const ShelfKey& key, const core::Endpoint& at)
{
    if (!m_round) {
        return;
    }
    ++m_seen[key];
    const bool topic = m_round->tag && key == m_round->shelves.front();
    directory::Wanted wanted{allShards, {}, 0};
    if (topic) {
        wanted.topic = directory::topicHash(*m_round->tag);
    }
    m_round->asks.offer({at, Trust::Stranger, wanted});
    askMore(turn);
}

void DirectoryDesk::askMore(Turn& turn)
{
    while (m_round && m_links.links().size() < core::limits::tuning::linksInAll) {
        const auto next = m_round->asks.next(turn.rng);
        if (!next) {
            return;
        }
        const LinkId link = m_links.dialGuest(turn, next->at);
        m_asks[link] = {next->trust, next->wanted, turn.now.mono + askTime};
    }
}

void DirectoryDesk::sendAsk(Turn& turn, LinkId link, const directory::Wanted& wanted)
{
    wire::Frame frame;
    auto* out = frame.mutable_listings_wanted();
    out->set_shards(wanted.topic ? 0 : wanted.shards);
    if (wanted.topic) {
        out->set_topic(core::textOf(*wanted.topic));
    }
    out->set_page(wanted.page);
    turn.send(link, std::move(frame));
}

void DirectoryDesk::guestUp(Turn& turn, const Link& link)
{
    if (const auto ask = m_asks.find(link.id); ask != m_asks.end()) {
        sendAsk(turn, link.id, ask->second.wanted);
    }
}

void DirectoryDesk::down(Turn& turn, const Link& link)
{
    m_served.erase(link.id);
    endAsk(turn, link.id);
}

void DirectoryDesk::endAsk(Turn& turn, LinkId link)
{
    const auto ask = m_asks.extract(link);
    if (ask.empty()) {
        return;
    }
    if (m_round && ask.mapped().trust != Trust::Circle) {
        m_round->asks.ended(ask.mapped().trust);
    }
    askMore(turn);
    finishRoundIfDone(turn);
}

void DirectoryDesk::finishRoundIfDone(Turn& turn)
{
    if (!m_round) {
        return;
    }
    const core::Duration age = turn.now.mono - m_round->began;
    const bool done = m_round->lookedUp && !m_round->asks.isBusy() && m_asks.empty()
                      && (!m_round->onLan || age >= lanTime);
    if (!done && age < roundTime) {
        return;
    }
    if (m_round->onLan) {
        m_freshUntil = turn.now.mono + freshFor;
        m_freshTag = m_round->tag;
    }
    m_round.reset();
    for (const Search& search : std::exchange(m_searches, {})) {
        answer(turn, search);
    }
    m_ports.shelvesChanged(turn);
}

void DirectoryDesk::answer(Turn& turn, const Search& search) const
{
    Directory out;
    for (const directory::KeptListing* kept : m_store.ranked()) {
        const directory::Listing& listing = kept->listing;
        if (out.rooms.size() >= answeredMost) {
            break;
        }
        if (!directory::matches(listing, search.query, search.tag)) {
            continue;
        }
        ListedRoom room;
        room.link = linkTo(listing);
        room.name = listing.title;
        room.topic = listing.topic;
        room.tags = listing.tags;
        room.language = listing.language;
        room.members = listing.members;
        room.lastMs = listing.issued.milliseconds;
        room.known = kept->trust <= Trust::Lan;
        out.rooms.push_back(std::move(room));
    }
    turn.answer(search.request, std::move(out));
}

// ---- listings in and out ----

bool DirectoryDesk::handleFrame(Turn& turn, const Link& link, const wire::Frame& frame)
{
    if (frame.has_listings_wanted()) {
        return serve(turn, link, frame.listings_wanted());
    }
    return takeListings(turn, link, frame.listings());
}

bool DirectoryDesk::takeListings(Turn& turn, const Link& link, const wire::Listings& listings)
{
    const auto asked = m_asks.find(link.id);
    const bool guest = link.use == LinkUse::Guest;
    if (asked == m_asks.end()) {
        return !guest; // nobody asked
    }
    const auto count = static_cast<std::size_t>(listings.vouched_size())
                       + static_cast<std::size_t>(listings.heard_size());
    if (count > directory::spec::listingsPerFrame || listings.page() != asked->second.wanted.page) {
        return false;
    }
    const directory::Teller teller{asked->second.trust, link.remote.address, true};
    for (const std::string& each : listings.vouched()) {
        take(turn, each, teller);
    }
    for (const std::string& each : listings.heard()) {
        take(turn, each, {teller.trust, teller.address, false});
    }
    if (!listings.last() && count > 0 && listings.page() + 1 < directory::spec::pagesMost) {
        ++asked->second.wanted.page;
        asked->second.deadline = turn.now.mono + askTime;
        sendAsk(turn, link.id, asked->second.wanted);
    } else if (guest) {
        m_links.drop(turn, link.id, LinkEnd::Broken);
    } else {
        endAsk(turn, link.id);
    }
    return true;
}

void DirectoryDesk::take(Turn& turn, const std::string& bytes, directory::Teller teller)
{
    const auto listing = directory::decodeListing(core::bytesOf(bytes));
    if (listing && isOurs(listing->room)) {
        teller.trust = Trust::Own;
    }
    static_cast<void>(m_store.take(turn.now.wall, core::bytesOf(bytes), teller));
}

bool DirectoryDesk::mayServe(core::MonoTime now, const Link& link)
{
    if (now - m_second.since >= second) {
        m_second = {now, 0};
    }
    Served& served = m_served[link.id];
    const bool guest = link.use == LinkUse::Guest;
    if (served.count == 0 || (!guest && now - served.since >= serveWindow)) {
        served = {now, 0};
    }
    if (m_second.count >= servedPerSecond || served.count >= servedPerLink) {
        return false;
    }
    ++m_second.count;
    ++served.count;
    return true;
}

bool DirectoryDesk::serve(Turn& turn, const Link& link, const wire::ListingsWanted& wanted)
{
    if (!mayServe(turn.now.mono, link)) {
        return link.use != LinkUse::Guest;
    }
    directory::Wanted what{wanted.shards(), std::nullopt, wanted.page()};
    if (!wanted.topic().empty()) {
        if (wanted.topic().size() != directory::TopicHash().size()) {
            return false;
        }
        what.topic = core::Reader(core::bytesOf(wanted.topic())).array<32>();
    }
    m_store.expire(turn.now.wall);
    const directory::Page page = directory::pageOf(m_store, what);
    wire::Frame frame;
    auto* out = frame.mutable_listings();
    for (const directory::KeptListing* kept : page.listings) {
        (kept->trust == Trust::Own ? out->add_vouched() : out->add_heard())
            ->assign(core::textOf(kept->bytes));
    }
    out->set_page(what.page);
    out->set_last(page.last);
    turn.send(link.id, std::move(frame));
    return true;
}

// ---- keeping ----

void DirectoryDesk::review(Turn& turn)
{
    for (const RoomId& room : m_issuer.review(turn, m_book)) {
        m_store.drop(room);
    }
    // What was found, and joined, is ours to tell from then on.
    for (const auto& [id, room] : m_book.rooms) {
        const directory::KeptListing* kept = isListed(*room) ? m_store.find(id) : nullptr;
        if (kept != nullptr && kept->trust != Trust::Own) {
            const core::Bytes bytes = kept->bytes;
            static_cast<void>(m_store.take(turn.now.wall, bytes, {Trust::Own, {}, true}));
        }
    }
    becomeWhatWeAre(turn);
}

void DirectoryDesk::becomeWhatWeAre(Turn& turn)
{
    const std::size_t own = m_store.size(Trust::Own);
    if (own == std::exchange(m_ownKnown, own) && m_wasKeeper == isKeeper()) {
        return;
    }
    m_links.openPublicDoor(isKeeper());
    if (isKeeper() && !m_wasKeeper) {
        m_keepDue = turn.now.mono + keepFirst;
    } else if (!isKeeper()) {
        m_keepDue.reset();
    }
    m_wasKeeper = isKeeper();
    m_ports.shelvesChanged(turn);
}

std::vector<Shelf> DirectoryDesk::shelves() const
{
    std::vector<Shelf> out;
    if (!isKeeper()) {
        return out;
    }
    std::set<unsigned> shards;
    std::set<std::string> tags;
    for (const directory::KeptListing* kept : m_store.ranked()) {
        if (kept->trust < Trust::Stranger) {
            shards.insert(directory::shardOf(kept->listing.room));
        }
        for (const std::string& tag : kept->listing.tags) {
            if (kept->trust == Trust::Own && tags.size() < topicShelves) {
                tags.insert(tag);
            }
        }
    }
    const auto add = [&](const ShelfKey& key) {
        const auto seen = m_seen.find(key);
        out.push_back({key, seen == m_seen.end() ? 0 : seen->second});
    };
    for (const unsigned shard : shards) {
        add(keyOf(directory::shardKey(shard)));
    }
    for (const std::string& tag : tags) {
        add(keyOf(directory::topicKey(directory::topicHash(tag))));
    }
    return out;
}

void DirectoryDesk::addLanKeys(reach::LanKeys& keys, core::WallTime now, bool answering) const
{
    const std::int64_t today = directory::lanDay(now);
    const auto add = [&](std::int64_t day) {
        directory::LanCall call = directory::lanCall(day);
        keys.emplace(call.room, std::move(call.key));
    };
    if (answering && isKeeper()) {
        add(today - 1);
        add(today);
        add(today + 1);
    } else if (!answering && m_round && m_round->onLan) {
        add(today);
    }
}

bool DirectoryDesk::isLanCall(const RoomId& room, core::WallTime now)
{
    return directory::lanCall(directory::lanDay(now)).room == room;
}

// ---- time ----

void DirectoryDesk::handleTimer(Turn& turn)
{
    const core::MonoTime now = turn.now.mono;
    for (const core::Bytes& listing : m_issuer.step(turn, m_book)) {
        static_cast<void>(m_store.take(turn.now.wall, listing, {Trust::Own, {}, true}));
    }
    if (m_keepDue && *m_keepDue <= now) {
        m_keepDue = now + dht::jittered(keepEvery, keepJitter, turn.rng);
        if (!m_round) {
            beginRound(turn, std::nullopt, false);
        }
    }
    if (m_round && m_round->lookAgainAt && *m_round->lookAgainAt <= now) {
        lookUp(turn);
    }
    std::vector<LinkId> late;
    for (const auto& [link, ask] : m_asks) {
        if (ask.deadline <= now) {
            late.push_back(link);
        }
    }
    for (const LinkId link : late) {
        const Link* still = m_links.find(link);
        if (still != nullptr && still->use == LinkUse::Guest) {
            m_links.drop(turn, link, LinkEnd::Broken);
        }
        endAsk(turn, link);
    }
    if (m_round && now - m_round->began >= lanTime) {
        m_round->lanOver = true;
    }
    finishRoundIfDone(turn);
    for (auto search = m_searches.begin(); search != m_searches.end();) {
        if (search->deadline <= now) {
            answer(turn, *search);
            search = m_searches.erase(search);
        } else {
            ++search;
        }
    }
}

std::optional<core::MonoTime> DirectoryDesk::nextWake() const
{
    auto out = core::earlier(m_issuer.nextWake(), m_keepDue);
    for (const auto& [link, ask] : m_asks) {
        out = core::earlier(out, ask.deadline);
    }
    for (const Search& search : m_searches) {
        out = core::earlier(out, search.deadline);
    }
    if (m_round) {
        out = core::earlier(out, m_round->lookAgainAt);
        out = core::earlier(out, m_round->began + (m_round->lanOver ? roundTime : lanTime));
    }
    return out;
}

} // namespace engine
