// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT

// A slow, lossy wire between two network namespaces, because not every kernel has netem: one TUN device in each, and
// every packet that enters one leaves the other later, twice, or never. Seeded, so that a run can be had again.
//
//     tun_delay /run/netns/A /run/netns/B DEVICE DELAY_MS LOSS_PERCENT DUPLICATE_PERCENT SEED
//
// Prints "ready" when both devices exist; addresses are given from outside. Ends when it is killed; the devices go too.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <random>
#include <sched.h>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t packetBytesMost = 65536;
constexpr std::size_t packetsMost =
    10'000; // on the wire in one direction; more are lost, like in a real queue
constexpr double percent = 100.0;

struct Conditions {
    std::chrono::milliseconds delay{0};
    double loss = 0;
    double duplicate = 0;
};

struct Packet {
    Clock::time_point due;
    std::vector<char> bytes;
};

[[noreturn]] void die(const std::string& what)
{
    std::perror(("tun_delay: " + what).c_str());
    std::exit(1);
}

/// A TUN device of that name inside the namespace; the descriptor works from anywhere.
int openTun(const char* space, const char* device)
{
    const int spaceFd = ::open(space, O_RDONLY | O_CLOEXEC);
    if (spaceFd < 0 || ::setns(spaceFd, CLONE_NEWNET) != 0) {
        die(space);
    }
    ::close(spaceFd);
    const int fd = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    std::strncpy(request.ifr_name, device, sizeof(request.ifr_name) - 1);
    if (fd < 0 || ::ioctl(fd, TUNSETIFF, &request) != 0) {
        die("/dev/net/tun");
    }
    return fd;
}

class Direction
{
public:
    Direction(int from, int to, Conditions conditions, unsigned seed)
        : m_from(from)
        , m_to(to)
        , m_conditions(conditions)
        , m_random(seed)
    {
    }

    void take(Clock::time_point now)
    {
        std::vector<char> buffer(packetBytesMost);
        while (true) {
            const ssize_t count = ::read(m_from, buffer.data(), buffer.size());
            if (count <= 0) {
                return;
            }
            const std::vector<char> bytes(buffer.begin(), buffer.begin() + count);
            const int copies = chance(m_conditions.loss)        ? 0
                               : chance(m_conditions.duplicate) ? 2
                                                                : 1;
            for (int i = 0; i < copies && m_wire.size() < packetsMost; ++i) {
                m_wire.push_back({now + m_conditions.delay, bytes});
            }
        }
    }

    void give(Clock::time_point now)
    {
        while (!m_wire.empty() && m_wire.front().due <= now) {
            const auto& bytes = m_wire.front().bytes;
            // A device that is down or full loses the packet, as a wire would.
            if (::write(m_to, bytes.data(), bytes.size()) < 0) {
                ++m_refused;
            }
            m_wire.pop_front();
        }
    }

    [[nodiscard]] int waitMs(Clock::time_point now) const
    {
        if (m_wire.empty()) {
            return -1;
        }
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(m_wire.front().due - now).count();
        return static_cast<int>(std::max<std::int64_t>(0, left));
    }

    [[nodiscard]] int from() const { return m_from; }

private:
    bool chance(double share) { return std::uniform_real_distribution<>(0, 1)(m_random) < share; }

    int m_from;
    int m_to;
    Conditions m_conditions;
    std::mt19937 m_random;
    std::deque<Packet> m_wire;
    std::size_t m_refused = 0;
};

int sooner(int one, int other)
{
    if (one < 0 || other < 0) {
        return std::max(one, other);
    }
    return std::min(one, other);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 8) {
        static_cast<void>(std::fputs("usage: tun_delay NETNS NETNS DEVICE DELAY_MS LOSS_PERCENT "
                                     "DUPLICATE_PERCENT SEED\n",
                                     stderr));
        return 2;
    }
    const Conditions conditions{std::chrono::milliseconds(std::atol(argv[4])),
                                std::atof(argv[5]) / percent,
                                std::atof(argv[6]) / percent};
    const auto seed = static_cast<unsigned>(std::strtoul(argv[7], nullptr, 10));
    const int one = openTun(argv[1], argv[3]);
    const int two = openTun(argv[2], argv[3]);
    Direction there(one, two, conditions, seed);
    Direction back(two, one, conditions, seed + 1);
    static_cast<void>(std::puts("ready"));
    static_cast<void>(std::fflush(stdout));
    while (true) {
        std::array<pollfd, 2> fds{pollfd{one, POLLIN, 0}, pollfd{two, POLLIN, 0}};
        const auto before = Clock::now();
        static_cast<void>(
            ::poll(fds.data(), fds.size(), sooner(there.waitMs(before), back.waitMs(before))));
        const auto now = Clock::now();
        there.take(now);
        back.take(now);
        there.give(now);
        back.give(now);
    }
}
