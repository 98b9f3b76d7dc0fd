// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The index of a write-ahead log, which SQLite shares between connections. Ordinarily it is a file (-shm) mapped into
// every process and holds checksums of plain pages; here it lives in this process's memory, which is enough because a
// profile belongs to one process, and is made anew from the log at start. Its locks tell when a connection recovers.

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace engine::host {

constexpr int indexLocks = 8;

class SharedIndex
{
public:
    /// One connection's share of it: a bit a lock.
    struct Holder {
        unsigned shared = 0;
        unsigned exclusive = 0;
    };

    void attach(Holder& holder);
    void detach(Holder& holder);
    /// Zeroed when new; nothing when it does not exist and is not to be made.
    [[nodiscard]] volatile void* region(std::size_t index, std::size_t bytes, bool make);
    /// False: somebody else is in the way.
    [[nodiscard]] bool lockShared(Holder& holder, int first);
    [[nodiscard]] bool lockExclusive(Holder& holder, int first, int count);
    void unlock(Holder& holder, int first, int count);

private:
    std::mutex m_mutex;
    std::vector<Holder*> m_holders;
    std::vector<std::unique_ptr<std::byte[]>> m_regions;
};

} // namespace engine::host
