// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/room/letter_box.h"

#include "core/limits.h"

#include <algorithm>

namespace engine::room {

namespace tuning = core::limits::tuning;

namespace {

constexpr std::int64_t aheadMost = 60LL * 60 * 1000; // of a clock that is wrong

std::int64_t keptMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(tuning::knockKept).count();
}

std::int64_t refusalMs()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(tuning::refusalStands).count();
}

std::size_t mostOf(LetterKind kind)
{
    return kind == LetterKind::Knock    ? tuning::knocksWaiting
           : kind == LetterKind::Report ? tuning::reportsKept
                                        : tuning::refusalsKept;
}

} // namespace

std::size_t LetterBox::count(LetterKind kind) const
{
    return static_cast<std::size_t>(
        std::count_if(m_kept.begin(), m_kept.end(), [&](const auto& one) {
            return one.second.letter.kind == kind;
        }));
}

std::size_t LetterBox::countOpen(LetterKind kind) const
{
    return static_cast<std::size_t>(
        std::count_if(m_kept.begin(), m_kept.end(), [&](const auto& one) {
            return one.second.letter.kind == kind && one.second.text;
        }));
}

const LetterBox::Kept* LetterBox::knockOf(const core::IdentityId& identity) const
{
    const auto found = std::find_if(m_kept.begin(), m_kept.end(), [&](const auto& one) {
        return one.second.letter.kind == LetterKind::Knock
               && one.second.letter.identity == identity;
    });
    return found == m_kept.end() ? nullptr : &found->second;
}

const Letter* LetterBox::refusalOf(const core::IdentityId& identity) const
{
    const Letter* newest = nullptr;
    for (const auto& [id, kept] : m_kept) {
        if (kept.letter.kind == LetterKind::Refusal && kept.letter.about == identity
            && (newest == nullptr || newest->timeMs < kept.letter.timeMs)) {
            newest = &kept.letter;
        }
    }
    return newest;
}

std::optional<core::Hash32> LetterBox::oldest(LetterKind kind) const
{
    std::optional<core::Hash32> out;
    std::int64_t when = INT64_MAX;
    for (const auto& [id, kept] : m_kept) {
        if (kept.letter.kind == kind && kept.letter.timeMs < when) {
            out = id;
            when = kept.letter.timeMs;
        }
    }
    return out;
}

LetterBox::Taken LetterBox::take(const core::RoomId& room,
                                 const wire::Letter& bytes,
                                 Letter letter,
                                 core::WallTime now)
{
    Taken out;
    const core::Hash32 id = letterId(bytes);
    if (m_kept.contains(id) || letter.timeMs + keptMs() < now.milliseconds
        || letter.timeMs > now.milliseconds + aheadMost) {
        return out;
    }
    if (letter.kind == LetterKind::Knock) {
        const Letter* refusal = refusalOf(letter.identity);
        const Kept* before = knockOf(letter.identity);
        if ((refusal != nullptr && refusal->timeMs + refusalMs() >= letter.timeMs)
            || (before != nullptr && before->letter.timeMs >= letter.timeMs)) {
            return out;
        }
        if (const auto old = dropKnock(letter.identity)) {
            out.dropped.push_back(*old);
        }
        if (count(LetterKind::Knock) >= tuning::knocksWaiting) {
            return out; // who came first waits first; dropped is its own, if any
        }
    } else if (count(letter.kind) >= mostOf(letter.kind)) {
        const auto old = oldest(letter.kind);
        if (!old || m_kept.at(*old).letter.timeMs >= letter.timeMs) {
            return out;
        }
        m_kept.erase(*old);
        out.dropped.push_back(*old);
    }
    if (letter.kind == LetterKind::Refusal) {
        const Kept* knock = knockOf(letter.about);
        if (knock != nullptr && knock->letter.timeMs <= letter.timeMs) {
            out.dropped.push_back(*dropKnock(letter.about));
        }
    }
    Kept& kept = m_kept[id];
    kept.bytes = bytes;
    kept.letter = std::move(letter);
    open(room, kept);
    out.fresh = true;
    return out;
}

void LetterBox::restore(const core::RoomId& room, core::ByteView bytes)
{
    wire::Letter in;
    if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return;
    }
    if (auto letter = decodeLetter(room, in)) {
        Kept& kept = m_kept[letterId(in)];
        kept.bytes = std::move(in);
        kept.letter = std::move(*letter);
        open(room, kept);
    }
}

LetterBox::Ids LetterBox::expire(core::WallTime now)
{
    Ids out;
    for (auto it = m_kept.begin(); it != m_kept.end();) {
        if (it->second.letter.timeMs + keptMs() < now.milliseconds) {
            out.push_back(it->first);
            it = m_kept.erase(it);
        } else {
            ++it;
        }
    }
    return out;
}

std::optional<core::Hash32> LetterBox::dropKnock(const core::IdentityId& identity)
{
    const Kept* knock = knockOf(identity);
    if (knock == nullptr) {
        return std::nullopt;
    }
    const core::Hash32 id = letterId(knock->bytes);
    m_kept.erase(id);
    return id;
}

void LetterBox::open(const core::RoomId& room, Kept& kept) const
{
    const auto key = m_keys.find(kept.letter.key);
    if (key != m_keys.end() && !kept.text) {
        kept.text = openLetter(room, kept.letter, key->second);
    }
}

std::optional<core::PublicKey> LetterBox::makeRoom(const std::optional<core::PublicKey>& inUse)
{
    if (m_keys.size() < tuning::moderatorsKeys) {
        return std::nullopt;
    }
    const auto spare = std::find_if(m_keys.begin(), m_keys.end(), [&](const auto& one) {
        return one.first != inUse
               && std::none_of(m_kept.begin(), m_kept.end(), [&](const auto& kept) {
                      return kept.second.letter.key == one.first;
                  });
    });
    if (spare == m_keys.end()) {
        return std::nullopt;
    }
    const core::PublicKey out = spare->first;
    m_keys.erase(spare);
    return out;
}

bool LetterBox::addSecret(const core::RoomId& room, core::Seed secret)
{
    core::AgreementKey key{std::move(secret)};
    const core::PublicKey half = key.publicKey();
    if (m_keys.contains(half) || m_keys.size() >= tuning::moderatorsKeys) {
        return false;
    }
    m_keys.emplace(half, std::move(key));
    for (auto& [id, kept] : m_kept) {
        open(room, kept);
    }
    return true;
}

} // namespace engine::room
