// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/settings_desk.h"

namespace engine {

namespace {

const std::string announceKey = "announce";

} // namespace

SettingsDesk::SettingsDesk(const RoomBook& book, std::function<void(Turn&)> announceChanged)
    : m_book(book)
    , m_announceChanged(std::move(announceChanged))
{
}

void SettingsDesk::load(const StoredState& stored)
{
    const core::Bytes key = core::copyOf(core::bytesOf(announceKey));
    for (const StoredRecord& record : stored.records) {
        if (record.kind == RecordKind::Setting && record.key == key
            && record.value == core::Bytes{0}) {
            m_silent.insert(record.room);
        }
    }
}

core::Result<RoomId, Refusal> SettingsDesk::subjectOf(const std::string& key) const
{
    if (key == announceKey) {
        return RoomId();
    }
    if (!key.starts_with(announceKey + ".")) {
        return core::fail(Refusal{Reason::BadArgument, "there is no such key", 0});
    }
    const auto room = RoomId::fromHexText(std::string_view(key).substr(announceKey.size() + 1));
    if (!room || !m_book.find(*room)) {
        return core::fail(Refusal{Reason::UnknownRoom, {}, 0});
    }
    return *room;
}

bool SettingsDesk::handleRequest(Turn& turn, RequestId id, const Request& request)
{
    const auto* get = std::get_if<GetSetting>(&request);
    const auto* set = std::get_if<SetSetting>(&request);
    if (get == nullptr && set == nullptr) {
        return false;
    }
    const auto subject = subjectOf(get != nullptr ? get->key : set->key);
    if (!subject) {
        turn.answer(id, subject.error());
        return true;
    }
    if (get != nullptr) {
        turn.answer(id, SettingValue{mayAnnounce(*subject)});
        return true;
    }
    const bool before = mayAnnounce(*subject);
    turn.persist(PutRecord{*subject,
                           RecordKind::Setting,
                           core::copyOf(core::bytesOf(announceKey)),
                           {std::uint8_t{set->value}}});
    if (set->value) {
        m_silent.erase(*subject);
    } else {
        m_silent.insert(*subject);
    }
    if (set->value != before) {
        m_announceChanged(turn);
    }
    turn.answerAfterCommit(id, Done{});
    return true;
}

void SettingsDesk::forgetRoom(const RoomId& room)
{
    m_silent.erase(room);
}

} // namespace engine
