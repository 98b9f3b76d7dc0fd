// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/copy_file.h"

#include "core/check.h"
#include "core/codec.h"
#include "core/seal.h"

#include "frames.pb.h"

#include <algorithm>

namespace engine::room {

namespace {

namespace spec = core::limits::spec;

constexpr std::string_view magic = "parlour copy\n";
constexpr std::uint8_t version = 1;
constexpr std::size_t prefixBytes = magic.size() + 1 + 32 + 4;
constexpr std::size_t slotBytes = copyTagBytes + 32 + core::sealTagBytes;
constexpr std::size_t checkBytes = 16;
constexpr std::size_t recordHeadBytes = 5;
constexpr std::size_t slotsAtOnce = 1024;

using Nonce = core::ByteArray<core::xNonceBytes>;

Nonce nonceOf(std::uint64_t number)
{
    core::Bytes bytes(core::xNonceBytes - 8, 0);
    core::Writer(bytes).u64(number);
    return core::Reader(bytes).array<core::xNonceBytes>();
}

core::Hash32 folded(const core::Hash32& before, core::ByteView part)
{
    return core::hashOf("parlour copy head 1", {before, part});
}

core::Hash32 chained(const core::Hash32& before, core::ByteView chunk)
{
    return core::hashOf("parlour copy chain 1", {before, chunk});
}

/// What one member and the writer have in common; each key that it gives seals one thing.
core::Secret<32> slotKeyOf(const core::Secret<32>& agreed,
                           const core::PublicKey& once,
                           const core::PublicKey& member)
{
    return core::Secret<32>(core::hashOf("parlour copy slot 1", {once, member, agreed.view()}));
}

CopyTag tagOf(const core::Secret<32>& slotKey)
{
    const core::Hash32 hash = core::hashOf("parlour copy tag 1", {slotKey.view()});
    return core::Reader(hash).array<copyTagBytes>();
}

core::Secret<32> ownKeysKey(const core::Secret<32>& slotKey)
{
    return core::deriveKey(slotKey.view(), "parlour copy keys 1");
}

} // namespace

// ---- writing ----

CopyWriter::CopyWriter(core::Rng& rng, std::uint32_t slots)
    : m_once(core::Seed::random(rng))
    , m_key(core::Secret<32>::random(rng))
    , m_slotsLeft(slots)
{
    CHECK(slots > 0 && slots <= spec::copySlots);
    core::Bytes prefix;
    prefix.reserve(prefixBytes);
    core::Writer writer(prefix);
    writer.bytes(core::bytesOf(magic));
    writer.u8(version);
    writer.bytes(m_once.publicKey());
    writer.u32(slots);
    fold(prefix);
}

void CopyWriter::fold(core::ByteView part)
{
    m_head = folded(m_head, part);
    core::append(m_out, part);
}

void CopyWriter::addSlot(const core::IdentityId& member, const std::vector<EpochSecret>& keys)
{
    CHECK(m_slotsLeft > 0);
    core::Bytes slot(slotBytes, 0);
    const auto half = core::agreementHalfOf(member.view());
    const auto agreed = half ? m_once.agree(*half) : std::nullopt;
    if (agreed) { // a key that nobody can hold has a slot that nobody can open
        const core::Secret<32> key = slotKeyOf(*agreed, m_once.publicKey(), *half);
        const CopyTag tag = tagOf(key);
        slot = core::copyOf(tag);
        core::append(slot, core::sealRandom(key, nonceOf(0), tag, m_key.view()));
        if (!keys.empty()) {
            wire::Keys own;
            for (const EpochSecret& secret : keys) {
                own.add_epoch_secrets(core::textOf(secret.view()));
            }
            core::Bytes record = core::copyOf(tag);
            core::append(
                record,
                core::sealRandom(
                    ownKeysKey(key), nonceOf(0), tag, core::bytesOf(own.SerializeAsString())));
            m_ownKeys.push_back(std::move(record));
        }
    }
    fold(slot);
    if (--m_slotsLeft == 0) {
        closeHead();
    }
}

void CopyWriter::closeHead()
{
    core::append(m_out, core::ByteView(m_head).first(checkBytes));
    m_chain = m_head;
}

void CopyWriter::addOwnKeys()
{
    for (const core::Bytes& record : std::exchange(m_ownKeys, {})) {
        add(CopyRecord::OwnKeys, record);
    }
}

void CopyWriter::add(CopyRecord kind, const google::protobuf::MessageLite& message)
{
    add(kind, core::bytesOf(message.SerializeAsString()));
}

void CopyWriter::add(CopyRecord kind, core::ByteView bytes)
{
    CHECK(m_slotsLeft == 0 && bytes.size() <= spec::copyRecordBytes);
    core::Writer writer(m_plain);
    writer.u8(static_cast<std::uint8_t>(kind));
    writer.u32(static_cast<std::uint32_t>(bytes.size()));
    writer.bytes(bytes);
    while (m_plain.size() >= spec::copyChunkBytes) {
        sealChunk();
    }
}

void CopyWriter::sealChunk()
{
    const core::Bytes sealed = core::sealRandom(
        m_key, nonceOf(m_chunks++), m_head, core::ByteView(m_plain).first(spec::copyChunkBytes));
    m_plain.erase(m_plain.begin(),
                  m_plain.begin() + static_cast<std::ptrdiff_t>(spec::copyChunkBytes));
    m_chain = chained(m_chain, sealed);
    core::append(m_out, sealed);
}

void CopyWriter::fillUp()
{
    if (!m_plain.empty()) {
        m_plain.resize(spec::copyChunkBytes, 0);
        sealChunk();
    }
}

void CopyWriter::end(const core::SigningKey& device)
{
    fillUp();
    add(CopyRecord::End, device.sign("parlour copy 1", {m_chain}));
    fillUp();
}

// ---- reading ----

CopyReader::CopyReader(const core::SigningKey& identity)
    : m_self(core::agreementKeyOf(identity))
{
}

std::size_t CopyReader::wants() const
{
    switch (m_stage) {
    case Stage::Prefix:
        return prefixBytes;
    case Stage::Slots:
        return static_cast<std::size_t>(std::min<std::uint64_t>(m_slotsLeft, slotsAtOnce))
               * slotBytes;
    case Stage::Check:
        return checkBytes;
    case Stage::Chunks:
        return copySealedChunkBytes;
    case Stage::Ended:
        break;
    }
    return 0;
}

core::Result<std::vector<CopyPart>, CopyError> CopyReader::take(core::ByteView bytes)
{
    Parts out;
    std::optional<CopyError> error;
    const bool whole = bytes.size() == wants();
    if (whole && m_stage == Stage::Prefix) {
        error = takePrefix(bytes);
    } else if (whole && m_stage == Stage::Slots) {
        takeSlots(bytes);
    } else if (whole && m_stage == Stage::Check) {
        error = takeCheck(bytes);
    } else if (!whole || m_stage != Stage::Chunks || !takeChunk(bytes, out)) {
        error = CopyError::Damaged;
    }
    if (error) {
        return core::fail(*error);
    }
    return out;
}

void CopyReader::fold(core::ByteView part)
{
    m_head = folded(m_head, part);
}

std::optional<CopyError> CopyReader::takePrefix(core::ByteView bytes)
{
    core::Reader reader(bytes);
    if (!std::ranges::equal(reader.bytes(magic.size()), core::bytesOf(magic))) {
        return CopyError::NotOne;
    }
    if (const std::uint8_t made = reader.u8(); made != version) {
        return made > version ? CopyError::Newer : CopyError::NotOne;
    }
    const auto once = reader.array<32>();
    m_slotsLeft = reader.u32();
    if (m_slotsLeft == 0 || m_slotsLeft > spec::copySlots) {
        return CopyError::Damaged;
    }
    if (const auto agreed = m_self.agree(once)) {
        m_slotKey = slotKeyOf(*agreed, once, m_self.publicKey());
        m_tag = tagOf(*m_slotKey);
    }
    fold(bytes);
    m_stage = Stage::Slots;
    return std::nullopt;
}

void CopyReader::takeSlots(core::ByteView bytes)
{
    for (; !bytes.empty(); bytes = bytes.subspan(slotBytes)) {
        const core::ByteView slot = bytes.first(slotBytes);
        fold(slot);
        if (m_slotKey && std::ranges::equal(slot.first(copyTagBytes), m_tag)) {
            m_slot = core::copyOf(slot.subspan(copyTagBytes));
        }
        --m_slotsLeft;
    }
    m_stage = m_slotsLeft == 0 ? Stage::Check : Stage::Slots;
}

std::optional<CopyError> CopyReader::takeCheck(core::ByteView bytes)
{
    if (!std::ranges::equal(bytes, core::ByteView(m_head).first(checkBytes))) {
        return CopyError::Damaged;
    }
    const auto opened =
        m_slot ? core::openRandom(*m_slotKey, nonceOf(0), m_tag, *m_slot) : std::nullopt;
    m_key = opened ? core::Secret<32>::from(*opened) : std::nullopt;
    if (!m_key) {
        return CopyError::NotForUs;
    }
    m_chainBehind = m_head;
    m_stage = Stage::Chunks;
    return std::nullopt;
}

bool CopyReader::takeChunk(core::ByteView sealed, Parts& out)
{
    const auto plain = core::openRandom(*m_key, nonceOf(m_chunks++), m_head, sealed);
    if (!plain) {
        return false;
    }
    m_chain = m_chainBehind;
    m_chainBehind = chained(m_chain, sealed);
    const bool fresh = m_plain.empty();
    core::append(m_plain, *plain);
    return takeRecords(fresh, out);
}

/// `fresh`: a record begins where the newest chunk does.
bool CopyReader::takeRecords(bool fresh, Parts& out)
{
    core::ByteView left(m_plain);
    while (!left.empty()) {
        const auto kind = static_cast<CopyRecord>(left.front());
        if (kind == CopyRecord::Fill) {
            const bool zeros =
                std::ranges::all_of(left, [](std::uint8_t byte) { return byte == 0; });
            left = {};
            if (!zeros) {
                return false;
            }
            break;
        }
        if (m_stage == Stage::Ended) {
            return false;
        }
        core::Reader reader(left);
        static_cast<void>(reader.u8());
        const std::uint32_t length = reader.u32();
        if (!reader.ok()) {
            break;
        }
        if (length > spec::copyRecordBytes) {
            return false;
        }
        if (reader.left() < length) {
            break;
        }
        const bool first = fresh && left.size() == m_plain.size();
        if ((kind == CopyRecord::End && !first) || !takeRecord(kind, reader.bytes(length), out)) {
            return false;
        }
        left = left.subspan(recordHeadBytes + length);
    }
    m_plain = core::copyOf(left);
    return m_stage != Stage::Ended || m_plain.empty();
}

bool CopyReader::takeRecord(CopyRecord kind, core::ByteView bytes, Parts& out)
{
    if (!m_start) {
        return kind == CopyRecord::Start && takeStart(bytes);
    }
    switch (kind) {
    case CopyRecord::Start:
        return false;
    case CopyRecord::End:
        m_stage = Stage::Ended;
        return isSigned(bytes);
    case CopyRecord::OwnKeys:
        if (bytes.size() > copyTagBytes && std::ranges::equal(bytes.first(copyTagBytes), m_tag)) {
            auto own = core::openRandom(
                ownKeysKey(*m_slotKey), nonceOf(0), m_tag, bytes.subspan(copyTagBytes));
            if (!own) {
                return false;
            }
            out.push_back({CopyRecord::OwnKeys, std::move(*own)});
        }
        return true;
    case CopyRecord::Core:
    case CopyRecord::Events:
    case CopyRecord::Forks:
    case CopyRecord::Keys:
    case CopyRecord::File:
    case CopyRecord::Piece:
    case CopyRecord::FileEnd:
        out.push_back({kind, core::copyOf(bytes)});
        return true;
    default:
        return true;
    }
}

bool CopyReader::takeStart(core::ByteView bytes)
{
    wire::CopyStart start;
    if (!start.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return false;
    }
    const auto identity = core::IdentityId::from(core::bytesOf(start.identity()));
    const auto device = core::DeviceId::from(core::bytesOf(start.device()));
    if (!identity || !device
        || !verifyDevice(*identity, *device, core::bytesOf(start.device_cert()))) {
        return false;
    }
    m_device = *device;
    m_start = std::move(start);
    return true;
}

bool CopyReader::isSigned(core::ByteView signature) const
{
    return core::verify(m_device.view(), "parlour copy 1", {m_chain}, signature);
}

} // namespace engine::room
