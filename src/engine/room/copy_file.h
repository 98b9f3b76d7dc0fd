// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A room as a file: the container. It knows chunks, records and who can open them; what the records say is room_copy.h's.
//
//     head    "parlour copy\n" | version 1 | one-time key 32 | slots 4 | slots x (tag 16 | sealed file key 48) | check 16
//     chunks  64 KiB each, sealed under the file key with their number as nonce and the hash of the head as AD
//     inside  records: kind 1 | length 4 | bytes; kind 0 fills up a chunk. The last chunk holds End alone, with the
//             writer's signature over a chain of hashes through all that stands before it
//
// A slot is sealed to one member: one agreement with the one-time key tells a member which is his, and nobody else whose
// any is. Both sides work piece by piece and hold one chunk and one record. Nothing that a reader hands out is to be
// believed before it has ended: only then it is known that nothing is missing and whose it is.

#include "core/keys.h"
#include "core/limits.h"
#include "core/result.h"
#include "engine/room/body_seal.h"
#include "engine/room/event.h"

#include "archive.pb.h"

#include <optional>
#include <utility>
#include <vector>

namespace engine::room {

namespace wire = ::parlour::wire;

enum class CopyRecord : std::uint8_t {
    Fill = 0,
    Start = 1,   ///< CopyStart; the first one
    Core = 2,    ///< Events: openings and acts, each with its own signature, causes before effects
    Events = 3,  ///< Events: runs
    Forks = 4,   ///< Frontier with proofs alone
    Keys = 5,    ///< Keys that are every member's
    OwnKeys = 6, ///< tag 16, then Keys sealed to the member of the slot with that tag
    File = 7,    ///< CopyFile
    Piece = 8,   ///< the next bytes of that file
    FileEnd = 9, ///< one byte: 1, it is what the card says; 0, it had changed when it was read
    End = 10,    ///< signature 64
};

constexpr std::size_t copyTagBytes = 16;
constexpr std::size_t copySealedChunkBytes =
    core::limits::spec::copyChunkBytes + 16; ///< as it lies in the file

using CopyTag = core::ByteArray<copyTagBytes>;

class CopyWriter
{
public:
    /// Exactly so many slots follow, before anything else.
    CopyWriter(core::Rng& rng, std::uint32_t slots);

    /// `keys` are those that this member has and not everybody; they are kept until `addOwnKeys`.
    void addSlot(const core::IdentityId& member, const std::vector<EpochSecret>& keys);
    /// After Start, once.
    void addOwnKeys();
    void add(CopyRecord kind, core::ByteView bytes);
    void add(CopyRecord kind, const google::protobuf::MessageLite& message);
    /// The last thing.
    void end(const core::SigningKey& device);

    /// What is to be written next; nothing of it is kept.
    [[nodiscard]] core::Bytes take() { return std::exchange(m_out, {}); }
    [[nodiscard]] std::size_t ready() const { return m_out.size(); }

private:
    void fold(core::ByteView part);
    void closeHead();
    void sealChunk();
    void fillUp();

    core::AgreementKey m_once;
    core::Secret<32> m_key;
    std::uint32_t m_slotsLeft = 0;
    core::Hash32 m_head{};
    core::Hash32 m_chain{};
    std::uint64_t m_chunks = 0;
    core::Bytes m_plain;
    core::Bytes m_out;
    std::vector<core::Bytes> m_ownKeys; ///< sealed
};

enum class CopyError : std::uint8_t {
    NotOne,   ///< other bytes
    Newer,    ///< of a version that is not known here
    NotForUs, ///< whole as far as can be told, and without a slot of ours
    Damaged,  ///< changed since it was written, or cut off, or not signed by whom it names
};

struct CopyPart {
    CopyRecord kind = CopyRecord::Fill;
    core::Bytes bytes;
};

class CopyReader
{
public:
    explicit CopyReader(const core::SigningKey& identity);

    /// So many bytes come next; none: it has ended, and so must the file.
    [[nodiscard]] std::size_t wants() const;
    /// Exactly as many as it wants. After an error it is of no use any more. Kinds that it does not know are left out.
    [[nodiscard]] core::Result<std::vector<CopyPart>, CopyError> take(core::ByteView bytes);
    [[nodiscard]] bool hasEnded() const { return m_stage == Stage::Ended; }
    /// Known from the first record on.
    [[nodiscard]] const std::optional<wire::CopyStart>& start() const { return m_start; }

private:
    enum class Stage : std::uint8_t { Prefix, Slots, Check, Chunks, Ended };
    using Parts = std::vector<CopyPart>;

    void fold(core::ByteView part);
    [[nodiscard]] std::optional<CopyError> takePrefix(core::ByteView bytes);
    void takeSlots(core::ByteView bytes);
    [[nodiscard]] std::optional<CopyError> takeCheck(core::ByteView bytes);
    [[nodiscard]] bool takeChunk(core::ByteView sealed, Parts& out);
    [[nodiscard]] bool takeRecords(bool fresh, Parts& out);
    [[nodiscard]] bool takeRecord(CopyRecord kind, core::ByteView bytes, Parts& out);
    [[nodiscard]] bool takeStart(core::ByteView bytes);
    [[nodiscard]] bool isSigned(core::ByteView signature) const;

    Stage m_stage = Stage::Prefix;
    core::AgreementKey m_self;
    std::optional<core::Secret<32>> m_slotKey; ///< nothing: the one-time key agrees with nobody
    CopyTag m_tag{};
    std::optional<core::Bytes> m_slot; ///< ours, sealed
    std::optional<core::Secret<32>> m_key;
    std::uint64_t m_slotsLeft = 0;
    core::Hash32 m_head{};
    core::Hash32 m_chain{};       ///< through all chunks before the newest
    core::Hash32 m_chainBehind{}; ///< and through that one
    std::uint64_t m_chunks = 0;
    core::Bytes m_plain; ///< what is not a whole record yet
    std::optional<wire::CopyStart> m_start;
    core::DeviceId m_device;
};

} // namespace engine::room
