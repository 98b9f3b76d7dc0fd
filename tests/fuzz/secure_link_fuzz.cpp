// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// A whole link with an attacker on the wire who cuts, alters, repeats and invents bytes. Whatever he does, an end
// delivers a prefix of the frames that the other sealed; an untouched link never fails; a dead one stays dead, says
// nothing and wants no time.
//
// The input is a script: pairs of an operation and its argument.

#include "core/check.h"
#include "engine/session/secure_link.h"
#include "support/seeded_rng.h"

#include <algorithm>

namespace {

using engine::session::DoorSet;
using engine::session::LinkError;
using engine::session::Received;
using engine::session::SecureLink;

core::Secret<32> secretOf(std::uint8_t byte)
{
    core::ByteArray<32> bytes;
    bytes.fill(byte);
    return core::Secret<32>(bytes);
}

struct End {
    SecureLink link;
    core::Bytes incoming; // on the wire towards this end
    bool touched = false; // bytes towards this end are no longer the other end's
    std::size_t delivered = 0;
    std::vector<core::Bytes> sealed; // by this end, in order
};

class Wire
{
public:
    Wire()
    {
        CHECK(m_doors.add(3, secretOf(9), core::AgreementKey(secretOf(2))));
        core::Bytes first;
        m_ends.push_back(
            {SecureLink::dial(m_now, secretOf(9), core::AgreementKey(secretOf(1)), m_rng, first),
             {},
             false,
             0,
             {}});
        m_ends.push_back({SecureLink::accept(m_now), first, false, 0, {}});
        for (End& end : m_ends) {
            end.link.setRekeyRule({5, std::chrono::hours(1)});
        }
    }

    void step(std::uint8_t operation, std::uint8_t argument)
    {
        const std::size_t index = operation & 1U;
        End& end = m_ends[index];
        switch ((operation >> 1U) & 7U) {
        case 0:
            hand(index, argument + 1U);
            break;
        case 1:
            hand(index, end.incoming.size());
            break;
        case 2:
            send(index, argument * 7U + 1U);
            break;
        case 3:
            flip(end, argument);
            break;
        case 4:
            end.incoming.insert(end.incoming.begin(), argument);
            end.touched = true;
            break;
        case 5:
            m_now += std::chrono::seconds(argument) * argument;
            wake(end);
            break;
        case 6:
            repeat(end, argument);
            break;
        default:
            if (end.link.established()) {
                end.link.useBulkCrypto();
            }
            break;
        }
    }

private:
    void hand(std::size_t index, std::size_t count)
    {
        End& end = m_ends[index];
        End& other = m_ends[1 - index];
        count = std::min(count, end.incoming.size());
        const core::Bytes bytes(end.incoming.begin(),
                                end.incoming.begin() + static_cast<std::ptrdiff_t>(count));
        end.incoming.erase(end.incoming.begin(),
                           end.incoming.begin() + static_cast<std::ptrdiff_t>(count));
        const bool wasDead = end.link.dead();
        Received received;
        const auto result = end.link.handleBytes(m_now, bytes, m_doors, m_rng, received);
        for (const core::Bytes& frame : received.frames) {
            CHECK(end.delivered < other.sealed.size() && frame == other.sealed[end.delivered]);
            ++end.delivered;
        }
        if (!result) {
            CHECK(received.write.empty() && end.link.dead() && !end.link.nextWake());
            CHECK(!wasDead || (result.error() == LinkError::Closed && received.frames.empty()));
            CHECK(wasDead || end.touched || other.touched || result.error() == LinkError::Timeout);
        }
        core::append(other.incoming, received.write);
    }

    void send(std::size_t index, std::size_t length)
    {
        End& end = m_ends[index];
        if (end.link.dead()) {
            CHECK(end.link.seal(m_now, core::Bytes(1)).empty());
        } else if (end.link.established()) {
            core::Bytes frame(length);
            m_rng.fill(frame);
            core::append(m_ends[1 - index].incoming, end.link.seal(m_now, frame));
            end.sealed.push_back(std::move(frame));
        }
    }

    static void flip(End& end, std::size_t place)
    {
        if (place < end.incoming.size()) {
            end.incoming[place] ^= 4U;
            end.touched = true;
        }
    }

    static void repeat(End& end, std::size_t count)
    {
        count = std::min(count, end.incoming.size());
        if (count > 0) {
            const core::Bytes again(end.incoming.begin(),
                                    end.incoming.begin() + static_cast<std::ptrdiff_t>(count));
            core::append(end.incoming, again);
            end.touched = true;
        }
    }

    void wake(End& end)
    {
        if (const auto wakeAt = end.link.nextWake(); wakeAt && *wakeAt <= m_now) {
            CHECK(!end.link.handleTimeout(m_now));
            CHECK(end.link.dead());
        }
    }

    support::SeededRng m_rng{11};
    core::MonoTime m_now;
    DoorSet m_doors;
    std::vector<End> m_ends;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    constexpr std::size_t stepsMost = 400;
    Wire wire;
    for (std::size_t i = 0; i + 1 < std::min(size, 2 * stepsMost); i += 2) {
        wire.step(input[i], input[i + 1]);
    }
    return 0;
}
