// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A member of the overlay as the seeker sees him, and how numbers stand for devices and addresses.

#include "sim/overlay.h"

namespace sim {

class Around final : public engine::reach::Surroundings
{
public:
    static constexpr std::uint16_t port = 4747;

    Around(const Overlay& overlay, MemberId member)
        : m_overlay(overlay)
        , m_member(overlay.m_members[member])
        , m_id(member)
    {
    }

    [[nodiscard]] static core::ByteArray<4> bytesOf(MemberId member)
    {
        return {static_cast<std::uint8_t>(member >> 24U),
                static_cast<std::uint8_t>(member >> 16U),
                static_cast<std::uint8_t>(member >> 8U),
                static_cast<std::uint8_t>(member)};
    }
    [[nodiscard]] static MemberId memberOf(core::ByteView bytes)
    {
        return MemberId(bytes[0]) << 24U | MemberId(bytes[1]) << 16U | MemberId(bytes[2]) << 8U
               | MemberId(bytes[3]);
    }
    template<class Id>
    [[nodiscard]] static Id idOf(MemberId member)
    {
        core::ByteArray<32> bytes{};
        const auto number = bytesOf(member);
        std::copy(number.begin(), number.end(), bytes.begin());
        return Id(bytes);
    }
    [[nodiscard]] static core::DeviceId device(MemberId member)
    {
        return idOf<core::DeviceId>(member);
    }
    /// In 16.0.0.0/4: no address is unspecified or multicast.
    [[nodiscard]] static core::Endpoint at(MemberId member)
    {
        return {core::IpAddress::v4(bytesOf(member + (1U << 28U))), port};
    }
    [[nodiscard]] static MemberId memberAt(const core::Endpoint& endpoint)
    {
        return memberOf(endpoint.address.bytes()) - (1U << 28U);
    }
    [[nodiscard]] static engine::reach::Candidate candidate(MemberId member)
    {
        return {core::RoomId(), at(member)};
    }

    [[nodiscard]] core::RoomId room() const override { return {}; }
    [[nodiscard]] std::vector<core::DeviceId> known() const override
    {
        std::vector<core::DeviceId> out;
        out.reserve(m_member.book.all().size());
        for (const OverlayBook::Entry& each : m_member.book.all()) {
            out.push_back(device(each.member));
        }
        return out;
    }
    [[nodiscard]] std::vector<core::Endpoint>
    addressesOf(const core::DeviceId& device) const override
    {
        const MemberId member = memberOf(device.view());
        return m_member.book.contains(member) ? std::vector{at(member)}
                                              : std::vector<core::Endpoint>();
    }
    [[nodiscard]] bool isLinked(const core::DeviceId& device) const override
    {
        return m_member.linked.contains(memberOf(device.view()));
    }
    [[nodiscard]] bool isSuperpeer(const core::DeviceId& device) const override
    {
        return m_overlay.m_members[memberOf(device.view())].superpeer;
    }
    [[nodiscard]] bool isOwn(const core::Endpoint& endpoint) const override
    {
        return memberAt(endpoint) == m_id;
    }
    [[nodiscard]] std::size_t links() const override { return m_member.linked.size(); }
    [[nodiscard]] std::size_t linksAndDials() const override
    {
        return m_member.links.size() + m_member.dials.size();
    }

private:
    const Overlay& m_overlay;
    const OverlayMember& m_member;
    MemberId m_id;
};

} // namespace sim
