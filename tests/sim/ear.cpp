// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "sim/ear.h"

#include <algorithm>

namespace sim {

using namespace engine;

namespace {

constexpr std::chrono::milliseconds look{1};

} // namespace

struct Ear::State {
    World& world;
    RoomId room;
    Members speakers;
    Members listeners;
    std::size_t waiting = 0;
    std::vector<core::Duration> each = {};
    std::vector<core::Duration> all = {};
};

Ear::Ear(World& world, const RoomId& room, Members speakers, Members listeners)
    : m_state(
          std::make_shared<State>(State{world, room, std::move(speakers), std::move(listeners)}))
{
}

void Ear::plan(core::Duration span, std::size_t count, std::size_t bytes)
{
    World& world = m_state->world;
    for (std::size_t i = 0; i < count; ++i) {
        SimPeer* member = m_state->speakers[world.rng().below(m_state->speakers.size())];
        const core::Duration when(static_cast<core::Duration::rep>(
            world.rng().below(static_cast<std::uint64_t>(span.count()))));
        world.plan(when, [state = m_state, member, i, bytes]() { say(state, *member, i, bytes); });
    }
}

void Ear::say(const std::shared_ptr<State>& state,
              SimPeer& member,
              std::size_t number,
              std::size_t bytes)
{
    if (!member.isUp()) {
        return;
    }
    ++state->waiting;
    const core::MonoTime said = state->world.schedule().now();
    std::string text = "we go on, " + std::to_string(number) + " ";
    text.resize(std::max(text.size(), bytes), 'x');
    member.ask(SendMessage{state->room, text, {}, {}}, [state, said](const Answer& answer) {
        if (const auto* sent = std::get_if<MessageSent>(&answer)) {
            Members up;
            std::copy_if(state->listeners.begin(),
                         state->listeners.end(),
                         std::back_inserter(up),
                         [](SimPeer* each) { return each->isUp(); });
            listen(state, sent->message, said, std::move(up));
        } else {
            state->world.find("a member could not speak");
        }
    });
}

void Ear::listen(const std::shared_ptr<State>& state,
                 const EventRef& message,
                 core::MonoTime said,
                 Members left)
{
    const core::Duration age = state->world.schedule().now() - said;
    std::erase_if(left, [&](SimPeer* member) {
        const EventRow* row =
            member->isUp() ? member->disk().store().find(state->room, message) : nullptr;
        const bool has = row != nullptr && row->shown == Shown::Visible;
        if (has) {
            state->each.push_back(age);
        }
        return has || !member->isUp();
    });
    if (left.empty()) {
        --state->waiting;
        state->all.push_back(age);
        return;
    }
    state->world.plan(look, [state, message, said, left = std::move(left)]() mutable {
        listen(state, message, said, std::move(left));
    });
}

std::size_t Ear::waiting() const
{
    return m_state->waiting;
}

const std::vector<core::Duration>& Ear::each() const
{
    return m_state->each;
}

const std::vector<core::Duration>& Ear::all() const
{
    return m_state->all;
}

double quantile(std::vector<core::Duration> spans, double part)
{
    if (spans.empty()) {
        return 0;
    }
    std::sort(spans.begin(), spans.end());
    const auto at = static_cast<std::size_t>(part * static_cast<double>(spans.size() - 1));
    return std::chrono::duration<double, std::milli>(spans[at]).count();
}

} // namespace sim
