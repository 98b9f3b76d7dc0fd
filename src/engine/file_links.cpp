// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/file_links.h"

#include "core/timer_table.h"
#include "transfer/transfer_wire.h"

#include <set>

namespace engine {

namespace {

/// Length and tag of a sealed frame; frames that carry files are not padded.
constexpr std::size_t sealedOverhead = 2 + 16;

} // namespace

FileLinks::FileLinks(OpenBulk openBulk)
    : m_openBulk(std::move(openBulk))
{
}

void FileLinks::memberUp(core::MonoTime askAt, const RoomId& room, const core::DeviceId& device)
{
    if (m_members.size() >= core::limits::tuning::rooms && !m_members.contains(room)) {
        return;
    }
    auto& members = m_members[room];
    if (members.size() < bulkMembersMost || members.contains(device)) {
        members[device] = Asking{askAt, std::nullopt};
    }
}

bool FileLinks::linkUp(core::MonoTime now, LinkId link, const Member& member)
{
    if (m_links.size() >= bulkLinksMost) {
        return false;
    }
    m_links[link] = Link{member, false, now, {}, 0};
    // One that breaks at once is not asked for again at once.
    memberUp(now + bulkPatience, member.room, member.device);
    return true;
}

void FileLinks::linkDown(LinkId link)
{
    m_links.erase(link);
}

void FileLinks::forgetRoom(Turn& turn, const RoomId& room)
{
    for (const auto& [link, device] : linksOf(room)) {
        close(turn, link);
    }
    m_members.erase(room);
}

const FileLinks::Member* FileLinks::find(LinkId link) const
{
    const auto found = m_links.find(link);
    return found == m_links.end() || found->second.closing ? nullptr : &found->second.member;
}

std::vector<std::pair<LinkId, core::DeviceId>> FileLinks::linksOf(const RoomId& room) const
{
    std::vector<std::pair<LinkId, core::DeviceId>> out;
    for (const auto& [id, link] : m_links) {
        if (link.member.room == room && !link.closing) {
            out.emplace_back(id, link.member.device);
        }
    }
    return out;
}

void FileLinks::noteUse(core::MonoTime now, LinkId link)
{
    if (const auto found = m_links.find(link); found != m_links.end()) {
        found->second.usedAt = now;
    }
}

void FileLinks::ask(Turn& turn, const RoomId& room, std::size_t most)
{
    const auto found = m_members.find(room);
    if (found == m_members.end()) {
        return;
    }
    std::set<core::DeviceId> linked;
    for (const auto& [link, device] : linksOf(room)) {
        linked.insert(device);
    }
    const core::MonoTime now = turn.now.mono;
    std::size_t reached = linked.size();
    for (const auto& [device, asking] : found->second) {
        const bool coming = asking.askedAt && now < *asking.askedAt + bulkPatience;
        reached += coming && !linked.contains(device) ? 1U : 0U;
    }
    for (auto& [device, asking] : found->second) {
        if (reached < most && now >= asking.askAt && !linked.contains(device)) {
            asking = {now + bulkAskEvery, now};
            ++reached;
            m_openBulk(turn, room, device);
        }
    }
}

bool FileLinks::expecting(core::MonoTime now, const RoomId& room) const
{
    const auto found = m_members.find(room);
    if (found == m_members.end()) {
        return false;
    }
    for (const auto& [device, asking] : found->second) {
        if (asking.askedAt && now < *asking.askedAt + bulkPatience) {
            return true;
        }
    }
    return false;
}

void FileLinks::send(Turn& turn,
                     LinkId link,
                     const transfer::Message& message,
                     std::size_t windowBytes)
{
    const auto found = m_links.find(link);
    if (found == m_links.end() || found->second.closing) {
        return;
    }
    wire::Frame frame = transfer::toFrame(message);
    const std::size_t wireBytes = frame.ByteSizeLong() + sealedOverhead;
    auto& sent = found->second.sent;
    // What needs no window is counted with its like before it, so that a flood of refusals does not grow the queue.
    if (windowBytes == 0 && !sent.empty() && sent.back().windowBytes == 0) {
        sent.back().wireBytes += wireBytes;
    } else {
        const EventRef file = std::visit([](const auto& one) { return one.file; }, message);
        sent.push_back({file, wireBytes, windowBytes});
    }
    found->second.usedAt = turn.now.mono;
    turn.send(link, std::move(frame));
}

std::vector<FileLinks::Returned> FileLinks::handleSent(LinkId link, std::size_t bytes)
{
    std::vector<Returned> out;
    const auto found = m_links.find(link);
    if (found == m_links.end()) {
        return out;
    }
    auto& [member, closing, usedAt, sent, credit] = found->second;
    credit += bytes;
    while (!sent.empty() && credit >= sent.front().wireBytes) {
        credit -= sent.front().wireBytes;
        if (sent.front().windowBytes > 0) {
            out.push_back({sent.front().file, sent.front().windowBytes});
        }
        sent.pop_front();
    }
    // What else travels on the link (handshake, pings) must not pile up and give room back before its time.
    credit = sent.empty() ? 0 : credit;
    return out;
}

void FileLinks::close(Turn& turn, LinkId link)
{
    const auto found = m_links.find(link);
    if (found != m_links.end() && !found->second.closing) {
        found->second.closing = true;
        turn.close(link);
    }
}

void FileLinks::handleTimer(Turn& turn)
{
    for (const auto& [id, link] : m_links) {
        if (!link.closing && turn.now.mono >= link.usedAt + bulkIdle) {
            close(turn, id);
        }
    }
}

std::optional<core::MonoTime> FileLinks::nextWake() const
{
    std::optional<core::MonoTime> wake;
    for (const auto& [id, link] : m_links) {
        if (!link.closing) {
            wake = core::earlier(wake, link.usedAt + bulkIdle);
        }
    }
    return wake;
}

} // namespace engine
