// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/bulk_calls.h"

#include <algorithm>

namespace engine {

namespace {

/// After a call nothing more is done for this long: the other end dials, or cannot either.
constexpr std::chrono::seconds attemptTime{10};

void add(std::vector<core::Endpoint>& list, const core::Endpoint& address)
{
    if (address.port != 0 && list.size() < core::limits::tuning::addressesPerDevice
        && std::find(list.begin(), list.end(), address) == list.end()) {
        list.push_back(address);
    }
}

} // namespace

BulkCalls::BulkCalls(const RoomBook& book, LinkDesk& links)
    : m_book(book)
    , m_links(links)
{
}

void BulkCalls::open(Turn& turn, const RoomId& room, const core::DeviceId& device)
{
    const Who who{room, device};
    const auto known = m_book.find(room);
    const Link* chat = m_links.chatLink(room, device);
    if (m_up.contains(who) || !known || chat == nullptr) {
        return;
    }
    std::erase_if(m_attempts, [&](const auto& item) {
        return turn.now.mono - item.second.since >= attemptTime;
    });
    if (m_attempts.contains(who) || m_attempts.size() >= attemptsMost) {
        return;
    }
    Attempt attempt;
    attempt.since = turn.now.mono;
    if (chat->initiator) {
        add(attempt.left, chat->remote);
    }
    if (const auto book = known->addresses().find(device); book != known->addresses().end()) {
        for (const core::Endpoint& address : book->second.addresses) {
            add(attempt.left, address);
        }
    }
    start(turn, who, std::move(attempt));
}

void BulkCalls::answer(Turn& turn, const Link& chat, const wire::BulkCall& call)
{
    const Who who{chat.room, chat.device};
    if (m_up.contains(who) || m_attempts.contains(who) || m_attempts.size() >= attemptsMost) {
        return;
    }
    Attempt attempt;
    attempt.since = turn.now.mono;
    attempt.mayCall = false; // or two who cannot dial each other would call for ever
    if (chat.initiator) {
        add(attempt.left, chat.remote);
    }
    for (const std::string& text : call.addresses()) {
        if (const auto address = core::Endpoint::parse(text)) {
            add(attempt.left, *address);
        }
    }
    start(turn, who, std::move(attempt));
}

void BulkCalls::start(Turn& turn, const Who& who, Attempt attempt)
{
    m_attempts[who] = std::move(attempt);
    next(turn, who);
}

void BulkCalls::next(Turn& turn, const Who& who)
{
    Attempt& attempt = m_attempts.at(who);
    if (!attempt.left.empty()) {
        const core::Endpoint to = attempt.left.front();
        attempt.left.erase(attempt.left.begin());
        attempt.link = m_links.dialBulk(turn, who.first, to);
        return;
    }
    attempt.link = 0;
    const Link* chat = m_links.chatLink(who.first, who.second);
    if (!attempt.mayCall || chat == nullptr) {
        m_attempts.erase(who);
        return;
    }
    attempt.mayCall = false;
    wire::Frame frame;
    for (const core::Endpoint& address : m_book.self.listening) {
        if (static_cast<std::size_t>(frame.bulk_call().addresses_size())
            < core::limits::tuning::addressesPerDevice) {
            frame.mutable_bulk_call()->add_addresses(address.text());
        }
    }
    frame.mutable_bulk_call();
    turn.send(chat->id, std::move(frame));
}

void BulkCalls::up(const Link& link)
{
    const Who who{link.room, link.device};
    m_up[who].insert(link.id);
    m_attempts.erase(who);
}

void BulkCalls::down(Turn& turn, const Link& link, bool wasLive)
{
    if (wasLive) {
        const auto it = m_up.find({link.room, link.device});
        if (it != m_up.end() && it->second.erase(link.id) > 0 && it->second.empty()) {
            m_up.erase(it);
        }
        return;
    }
    const auto it = std::find_if(m_attempts.begin(), m_attempts.end(), [&](const auto& item) {
        return item.second.link == link.id;
    });
    if (it != m_attempts.end()) {
        next(turn, it->first);
    }
}

} // namespace engine
