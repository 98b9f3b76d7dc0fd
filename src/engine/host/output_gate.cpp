// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/output_gate.h"

#include <algorithm>
#include <type_traits>

namespace engine::host {

OutputGate::Target OutputGate::targetOf(const OutputKind& what)
{
    return std::visit(
        [](const auto& one) -> Target {
            using T = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<T, Dial> || std::is_same_v<T, LinkBytes>
                          || std::is_same_v<T, CloseLink>) {
                return {Kind::Link, one.link};
            } else if constexpr (std::is_same_v<T, Multicast>) {
                return {Kind::LanUdp, 0};
            } else if constexpr (std::is_same_v<T, Datagram>) {
                return {one.socket == UdpSocket::Lan ? Kind::LanUdp : Kind::DhtUdp, 0};
            } else if constexpr (std::is_same_v<T, ResolveHosts>) {
                return {Kind::DhtUdp, 0};
            } else if constexpr (std::is_same_v<T, Persist> || std::is_same_v<T, ReadRows>
                                 || std::is_same_v<T, ReadTail> || std::is_same_v<T, ReadRelated>
                                 || std::is_same_v<T, TellMessage>
                                 || std::is_same_v<T, ReloadState>) {
                return {Kind::Store, 0};
            } else if constexpr (std::is_same_v<T, SendAnswer> || std::is_same_v<T, SendNotice>) {
                return {Kind::Person, 0};
            } else if constexpr (std::is_same_v<T, ReadFile> || std::is_same_v<T, WriteFile>) {
                return {Kind::Files, 0}; // names a path, no job
            } else {
                return {Kind::Files, one.job};
            }
        },
        what);
}

void OutputGate::push(Output output, std::vector<OutputKind>& ready)
{
    if (std::holds_alternative<Persist>(output.what)) {
        ready.push_back(std::move(output.what)); // batches are what everything else waits for
        return;
    }
    const Target target = targetOf(output.what);
    if (output.after <= m_settled && !m_waiting.contains(target)) {
        ready.push_back(std::move(output.what));
        return;
    }
    m_waiting[target].push_back(std::move(output));
}

void OutputGate::committed(CommitToken token, std::vector<OutputKind>& ready)
{
    m_settled = std::max(m_settled, token);
    release(ready);
}

void OutputGate::failed(CommitToken token, std::vector<OutputKind>& ready)
{
    for (auto& [target, queue] : m_waiting) {
        std::erase_if(queue, [token](const Output& output) { return output.after == token; });
    }
    m_settled = std::max(m_settled, token);
    release(ready);
}

void OutputGate::release(std::vector<OutputKind>& ready)
{
    for (auto entry = m_waiting.begin(); entry != m_waiting.end();) {
        auto& queue = entry->second;
        while (!queue.empty() && queue.front().after <= m_settled) {
            ready.push_back(std::move(queue.front().what));
            queue.pop_front();
        }
        entry = queue.empty() ? m_waiting.erase(entry) : std::next(entry);
    }
}

} // namespace engine::host
