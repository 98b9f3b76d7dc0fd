// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
//
// The input decides every draw of a room of cheats: who acts, on what, citing what. The product and the naive model must
// say the same about every event, in the order written and in another one.

#include "core/check.h"
#include "support/authority_random.h"
#include "support/authority_twin.h"
#include "support/seeded_rng.h"

#include <algorithm>
#include <cstdio>

namespace {

/// A byte of the input for every draw, so that a changed byte changes one decision; zeros when it is used up.
class InputRng final : public core::Rng
{
public:
    explicit InputRng(core::ByteView input)
        : m_input(input)
    {
    }
    [[nodiscard]] bool empty() const { return m_used >= m_input.size(); }
    void fill(core::MutableByteView out) override
    {
        std::fill(out.begin(), out.end(), std::uint8_t{0});
        if (!out.empty() && !empty()) {
            out.back() = m_input[m_used++];
        }
    }

private:
    core::ByteView m_input;
    std::size_t m_used = 0;
};

constexpr std::size_t eventsMost = 40;

void compare(const support::AuthorityModel& model, const support::AuthorityTwin& twin)
{
    const std::string wrong = support::differences(model, twin);
    if (!wrong.empty()) {
        static_cast<void>(std::fprintf(stderr, "%s\n", wrong.c_str()));
    }
    CHECK(wrong.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size)
{
    InputRng draws(core::ByteView(input, size));
    support::RandomRoom room(draws);
    while (!draws.empty() && room.events().size() < eventsMost) {
        room.step();
    }
    const support::AuthorityModel model(room.events());
    support::AuthorityTwin asWritten(room.events());
    asWritten.feed(room.events(), true);
    compare(model, asWritten);

    support::SeededRng rng(size);
    auto order = room.events();
    support::shuffle(order, rng);
    support::AuthorityTwin shuffled(room.events());
    shuffled.feed(order, size % 2 == 0);
    compare(model, shuffled);
    CHECK(shuffled.authority().digest() == asWritten.authority().digest());
    return 0;
}
