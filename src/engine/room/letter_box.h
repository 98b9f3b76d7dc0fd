// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The letters that a member keeps, and what opens them for those who run the room. Bounded: of one person one knock, the
// newest; of each kind so many; nothing for longer than two weeks.

#include "engine/room/letter.h"

#include <map>
#include <vector>

namespace engine::room {

class LetterBox
{
public:
    struct Kept {
        wire::Letter bytes;
        Letter letter;
        std::optional<LetterText> text; ///< once it was opened
    };
    using Ids = std::vector<core::Hash32>;

    struct Taken {
        bool fresh = false;
        Ids dropped; ///< what made way for it
    };

    /// Not fresh: known, over, from the future, or there is no room for it.
    [[nodiscard]] Taken
    take(const core::RoomId& room, const wire::Letter& bytes, Letter letter, core::WallTime now);
    /// From the store, as it was taken once.
    void restore(const core::RoomId& room, core::ByteView bytes);
    /// What is over, gone from here.
    [[nodiscard]] Ids expire(core::WallTime now);
    /// The knock of somebody who has been answered.
    [[nodiscard]] std::optional<core::Hash32> dropKnock(const core::IdentityId& identity);
    [[nodiscard]] const std::map<core::Hash32, Kept>& all() const { return m_kept; }
    [[nodiscard]] const Kept* knockOf(const core::IdentityId& identity) const;
    /// The newest word that this person is not let in.
    [[nodiscard]] const Letter* refusalOf(const core::IdentityId& identity) const;
    [[nodiscard]] std::size_t count(LetterKind kind) const;
    /// Those that this device can read.
    [[nodiscard]] std::size_t countOpen(LetterKind kind) const;

    /// When there is room for no other one: a key that opens nothing kept and is not in use; it is gone from here.
    [[nodiscard]] std::optional<core::PublicKey>
    makeRoom(const std::optional<core::PublicKey>& inUse);
    /// True when it is new and there is room; what it opens is open from now on.
    bool addSecret(const core::RoomId& room, core::Seed secret);
    [[nodiscard]] bool opens(const core::PublicKey& key) const { return m_keys.contains(key); }
    [[nodiscard]] const std::map<core::PublicKey, core::AgreementKey>& keys() const
    {
        return m_keys;
    }

private:
    void open(const core::RoomId& room, Kept& kept) const;
    [[nodiscard]] std::optional<core::Hash32> oldest(LetterKind kind) const;

    std::map<core::Hash32, Kept> m_kept;
    std::map<core::PublicKey, core::AgreementKey> m_keys;
};

} // namespace engine::room
