// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/presence.h"

#include <algorithm>
#include <utility>

namespace engine::room {

namespace tuning = core::limits::tuning;
using std::chrono::seconds;

namespace {

seconds holds(const HereWord& word)
{
    // Who left stays known as long as an older word of his could still come round.
    return word.seconds == 0 ? seconds(2 * tuning::hereClockOff) : seconds(word.seconds);
}

} // namespace

seconds herePeriod(std::size_t online)
{
    const seconds wanted = tuning::herePeriodEach * static_cast<seconds::rep>(online);
    return std::clamp<seconds>(wanted, tuning::herePeriodLeast, tuning::herePeriodMost);
}

Presence::Devices Presence::replace(const Devices& before, const Devices& now)
{
    Devices out;
    for (const core::DeviceId& device : now) {
        if (++m_named[device] == 1) {
            out.push_back(device);
        }
    }
    for (const core::DeviceId& device : before) {
        const auto named = m_named.find(device);
        if (named != m_named.end() && --named->second == 0) {
            m_named.erase(named);
            out.push_back(device);
        }
    }
    return out;
}

bool Presence::isNews(const HereWord& word, core::Now now) const
{
    const auto off =
        std::chrono::milliseconds(word.atMs) - std::chrono::milliseconds(now.wall.milliseconds);
    if (word.seconds > seconds(tuning::hereLongest).count() || off > tuning::hereClockOff
        || off < -tuning::hereClockOff) {
        return false;
    }
    const auto known = m_said.find(word.device);
    if (known == m_said.end()) {
        return m_said.size() < tuning::hereKept;
    }
    return word.atMs > known->second.word.atMs
           && known->second.paced <= now.mono + tuning::hereAgain;
}

void Presence::take(const HereWord& word, LinkId from, core::Now now)
{
    const bool was = isHere(word.device);
    Said& said = m_said[word.device];
    said.word = word;
    said.from = from;
    said.until = now.mono + holds(word);
    said.paced = std::max(said.paced, now.mono) + tuning::hereAgain;
    said.waits = true;
    const bool news = was != (word.seconds > 0);
    const core::MonoTime due =
        now.mono + (news ? seconds(tuning::hereNewsDelay) : seconds(tuning::hereOtherDelay));
    m_dueAt = core::earlier(m_dueAt, due);
}

Presence::Devices Presence::takeExpired(core::MonoTime now)
{
    Devices out;
    for (auto it = m_said.begin(); it != m_said.end();) {
        if (it->second.until > now) {
            ++it;
            continue;
        }
        out.push_back(it->first);
        it = m_said.erase(it);
    }
    return out;
}

std::vector<Presence::Relay> Presence::takeDue(core::MonoTime now)
{
    std::vector<Relay> out;
    if (!m_dueAt || *m_dueAt > now) {
        return out;
    }
    m_dueAt.reset();
    for (auto& [device, said] : m_said) {
        if (std::exchange(said.waits, false)) {
            out.push_back({said.word, said.from});
        }
    }
    return out;
}

std::vector<HereWord> Presence::words() const
{
    std::vector<HereWord> out;
    out.reserve(m_said.size());
    for (const auto& [device, said] : m_said) {
        out.push_back(said.word);
    }
    return out;
}

bool Presence::isHere(const core::DeviceId& device) const
{
    if (m_named.contains(device)) {
        return true;
    }
    const auto said = m_said.find(device);
    return said != m_said.end() && said->second.word.seconds > 0;
}

std::optional<core::MonoTime> Presence::next() const
{
    std::optional<core::MonoTime> out = m_dueAt;
    for (const auto& [device, said] : m_said) {
        out = core::earlier(out, said.until);
    }
    return out;
}

} // namespace engine::room
