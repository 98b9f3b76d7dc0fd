// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/room_addresses.h"

#include "core/codec.h"
#include "core/hash.h"
#include "engine/room/book_choice.h"

#include "records.pb.h"

#include <algorithm>

namespace engine::room {

namespace {

constexpr std::chrono::seconds addressesDelay{1};
constexpr std::chrono::hours seenWorthKeeping{1};
constexpr std::size_t membersRead = 256;
constexpr std::size_t digestBytes = 8;
/// A digest is dear: one when a link comes up, and one from a newcomer who knows by then whom to believe in.
constexpr unsigned digestsMost = 2;

/// Two who have heard of somebody on the same day need not tell each other.
std::int64_t dayOf(std::int64_t ms)
{
    return ms / std::chrono::milliseconds(std::chrono::days(1)).count();
}

wire::MemberAddress toWire(const core::DeviceId& device, const AddressBook& book)
{
    wire::MemberAddress out;
    out.set_device(core::textOf(device.view()));
    out.set_identity(core::textOf(book.identity.view()));
    out.set_seen_ms(book.seenMs);
    out.set_superpeer(book.superpeer);
    for (const core::Endpoint& address : book.addresses) {
        out.add_addresses(address.text());
    }
    return out;
}

} // namespace

/// Those of live members: somebody who came later has never heard of the others'.
RoomAddresses::Books RoomAddresses::books() const
{
    Books out;
    if (m_room.m_state != RoomState::Joined || !m_room.m_roll) {
        return out;
    }
    const auto live = m_room.m_roll->live();
    for (auto it = m_room.m_addresses.cbegin(); it != m_room.m_addresses.cend(); ++it) {
        if (live.contains({it->second.identity, it->first})) {
            out.push_back(it);
        }
    }
    return out;
}

core::Bytes RoomAddresses::digestFor(const core::DeviceId& other) const
{
    core::Bytes entries;
    core::Writer writer(entries);
    for (const AddressMap::const_iterator& one : books()) {
        const auto& [device, book] = *one;
        if (device == other) {
            continue; // he tells his own
        }
        writer.id(device);
        writer.u64(static_cast<std::uint64_t>(dayOf(book.seenMs)));
        writer.u8(book.superpeer ? 1 : 0);
        writer.u8(static_cast<std::uint8_t>(book.addresses.size()));
        for (const core::Endpoint& address : book.addresses) {
            const std::string text = address.text();
            writer.u8(static_cast<std::uint8_t>(text.size()));
            writer.bytes(core::bytesOf(text));
        }
    }
    const core::Hash32 hash = core::hashOf("parlour addresses 1", {m_room.m_id.view(), entries});
    return core::copyOf(core::ByteView(hash).first(digestBytes));
}

wire::Frame RoomAddresses::frameFor(Turn& turn, const Self& self, const RoomLink& link) const
{
    wire::Frame frame;
    auto* out = frame.mutable_addresses();
    auto* mine = out->add_members(); // without a name: the link has one
    mine->set_seen_ms(turn.now.wall.milliseconds);
    for (const core::Endpoint& address : self.listening) {
        mine->add_addresses(address.text());
    }
    for (const core::Bytes& node : self.dhtNodes) {
        out->add_dht_nodes(core::textOf(node));
    }
    out->set_books(core::textOf(digestFor(link.who.device)));
    return frame;
}

/// Of many any: were it always the same ones, the whole room would dial those.
wire::Frame RoomAddresses::someBooks(Turn& turn) const
{
    wire::Frame frame;
    Books all = books();
    for (std::size_t i = 0; i < std::min(booksTold, all.size()); ++i) {
        std::swap(all[i], all[i + turn.rng.below(all.size() - i)]);
        *frame.mutable_addresses()->add_members() = toWire(all[i]->first, all[i]->second);
    }
    return frame;
}

AddressMap::iterator
RoomAddresses::anyBook(AddressMap& books,
                       const std::function<bool(const AddressMap::value_type&)>& keeps,
                       core::Rng& rng)
{
    auto it = books.lower_bound(core::DeviceId(rng.bytes<32>()));
    for (std::size_t i = 0; i < books.size(); ++i) {
        it = it == books.end() ? books.begin() : it;
        if (!keeps(*it)) {
            return it;
        }
        ++it;
    }
    return books.end();
}

/// False: there is none that may go.
bool RoomAddresses::forgetAny(Turn& turn)
{
    const auto keeps = [this](const AddressMap::value_type& one) {
        const auto& links = m_room.m_links;
        return m_room.m_roll->level(one.second.identity) >= levelModerator
               || std::any_of(links.begin(), links.end(), [&](const auto& item) {
                      return item.second.who.device == one.first;
                  });
    };
    const auto it = anyBook(m_room.m_addresses, keeps, turn.rng);
    if (it == m_room.m_addresses.end()) {
        return false;
    }
    turn.persist(DropRecord{m_room.m_id, RecordKind::Address, core::copyOf(it->first.view())});
    m_room.m_addresses.erase(it);
    return true;
}

void RoomAddresses::learn(Turn& turn,
                          const core::DeviceId& device,
                          AddressBook book,
                          RoomLink& link)
{
    AddressMap& books = m_room.m_addresses;
    const auto known = books.find(device);
    if (device == m_room.m_own.device || book.addresses.empty()) {
        return;
    }
    if (known != books.end() && known->second.seenMs > book.seenMs) {
        return;
    }
    book.addresses.resize(
        std::min(book.addresses.size(), core::limits::tuning::addressesPerDevice));
    const bool fresh = known == books.end() || known->second.addresses != book.addresses;
    if (!fresh && dayOf(known->second.seenMs) == dayOf(book.seenMs)
        && std::chrono::milliseconds(book.seenMs - known->second.seenMs) < seenWorthKeeping) {
        return;
    }
    const bool byHimself = device == link.who.device;
    const BookChoice choice =
        known == books.end() ? chooseBook(books.size(), byHimself, link.replaced) : BookChoice();
    if (!choice.takes || (choice.replaces && !forgetAny(turn))) {
        return;
    }
    link.replaced += choice.replaces && !byHimself ? 1U : 0U;
    book.sinceMs = fresh ? turn.now.wall.milliseconds : known->second.sinceMs;
    if (fresh) {
        m_room.m_learned.toDial.push_back(device);
    }
    if (fresh && choice.tells) {
        m_room.m_learned.toTell.insert(device);
        m_room.arm(RoomTimer::Addresses, turn.now.mono + addressesDelay);
    }
    wire::AddressRecord record;
    record.set_identity(core::textOf(book.identity.view()));
    record.set_seen_ms(book.seenMs);
    record.set_since_ms(book.sinceMs);
    record.set_superpeer(book.superpeer);
    for (const core::Endpoint& address : book.addresses) {
        record.add_addresses(address.text());
    }
    turn.persist(PutRecord{m_room.m_id,
                           RecordKind::Address,
                           core::copyOf(device.view()),
                           core::copyOf(core::bytesOf(record.SerializeAsString()))});
    books[device] = std::move(book);
}

void RoomAddresses::take(Turn& turn, RoomLink& link, const wire::Addresses& addresses)
{
    // What was the same before they tell theirs, so that both ends mean the same books.
    const bool asks =
        link.digests < digestsMost && core::bytesOf(addresses.books()).size() == digestBytes;
    const bool differs = asks && addresses.books() != core::textOf(digestFor(link.who.device));
    link.digests += asks ? 1U : 0U;
    std::size_t taken = 0;
    for (const wire::MemberAddress& each : addresses.members()) {
        const bool own = each.device().empty() && each.identity().empty();
        const auto device =
            own ? link.who.device : core::DeviceId::from(core::bytesOf(each.device()));
        const auto identity =
            own ? link.who.identity : core::IdentityId::from(core::bytesOf(each.identity()));
        // Addresses are hints about members only, so nobody can make us dial the world.
        if (!device || !identity || !m_room.m_roll || !m_room.m_roll->isLive(*identity, *device)
            || ++taken > membersRead) {
            continue;
        }
        AddressBook book;
        book.identity = *identity;
        book.seenMs = std::clamp<std::int64_t>(each.seen_ms(), 0, turn.now.wall.milliseconds);
        book.superpeer = each.superpeer();
        for (const std::string& text : each.addresses()) {
            const auto endpoint = core::Endpoint::parse(text);
            if (endpoint && endpoint->port != 0
                && book.addresses.size() < core::limits::tuning::addressesPerDevice) {
                book.addresses.push_back(*endpoint);
            }
        }
        learn(turn, *device, std::move(book), link);
    }
    for (const std::string& node : addresses.dht_nodes()) {
        if (m_room.m_learned.dhtNodes.size() < core::limits::spec::linkDhtNodes) {
            m_room.m_learned.dhtNodes.push_back(core::copyOf(core::bytesOf(node)));
        }
    }
    if (differs && !m_room.m_addresses.empty()) {
        turn.send(link.who.link, someBooks(turn));
    }
}

void RoomAddresses::tellLearned(Turn& turn)
{
    const auto devices = std::exchange(m_room.m_learned.toTell, {});
    for (const auto& [id, link] : m_room.m_links) {
        wire::Frame frame;
        for (const core::DeviceId& device : devices) {
            const auto book = m_room.m_addresses.find(device);
            if (book != m_room.m_addresses.end() && device != link.who.device
                && static_cast<std::size_t>(frame.addresses().members_size()) < booksTold) {
                *frame.mutable_addresses()->add_members() = toWire(device, book->second);
            }
        }
        if (frame.has_addresses()) {
            turn.send(id, frame);
        }
    }
}

} // namespace engine::room
