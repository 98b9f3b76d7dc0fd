// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/settings_desk.h"

#include "core/codec.h"
#include "core/text.h"

namespace engine {

namespace {

const std::string announceKey = "announce";
const std::string typingKey = "typing";
const std::string onlineKey = "online";
const std::string readKey = "read";
const std::string fetchKey = "fetchKbPerMinute";
constexpr std::uint64_t bytesOfKb = 1000;

bool isKey(const std::string& key)
{
    return key == announceKey || key == typingKey || key == onlineKey || key == readKey
           || key == fetchKey;
}

core::Bytes recordOf(const SettingWord& value)
{
    core::Bytes out;
    core::Writer writer(out);
    if (const auto* yes = std::get_if<bool>(&value)) {
        writer.u8(*yes ? 1 : 0);
    } else {
        writer.u32(std::get<std::uint32_t>(value));
    }
    return out;
}

std::optional<SettingWord> wordOf(core::ByteView record)
{
    core::Reader reader(record);
    if (record.size() == 1) {
        return SettingWord(reader.u8() != 0);
    }
    return record.size() == 4 ? std::optional<SettingWord>(reader.u32()) : std::nullopt;
}

} // namespace

SettingsDesk::SettingsDesk(RoomBook& book, std::function<void(Turn&)> announceChanged)
    : m_book(book)
    , m_announceChanged(std::move(announceChanged))
{
}

void SettingsDesk::load(const StoredState& stored)
{
    for (const StoredRecord& record : stored.records) {
        const std::string key = core::textOf(record.key);
        const auto word = record.kind == RecordKind::Setting ? wordOf(record.value) : std::nullopt;
        if (word && (record.room.isZero() ? isKey(key) : key == announceKey)) {
            static_cast<void>(set({record.room, key}, *word));
        }
    }
}

core::Result<SettingsDesk::Place, Refusal> SettingsDesk::placeOf(const std::string& key) const
{
    if (isKey(key)) {
        return Place{RoomId(), key};
    }
    if (!key.starts_with(announceKey + ".")) {
        return core::fail(Refusal{Reason::BadArgument, "there is no such key", 0});
    }
    const auto room = RoomId::fromHexText(std::string_view(key).substr(announceKey.size() + 1));
    if (!room || !m_book.find(*room)) {
        return core::fail(Refusal{Reason::UnknownRoom, {}, 0});
    }
    return Place{*room, announceKey};
}

SettingWord SettingsDesk::value(const Place& place) const
{
    const room::Self& self = m_book.self;
    if (place.key == typingKey) {
        return self.tellsTyping;
    }
    if (place.key == onlineKey) {
        return self.tellsOnline;
    }
    if (place.key == readKey) {
        return self.tellsRead;
    }
    if (place.key == fetchKey) {
        return static_cast<std::uint32_t>(self.fetchBytesPerMinute / bytesOfKb);
    }
    return mayAnnounce(place.room);
}

bool SettingsDesk::set(const Place& place, const SettingWord& value)
{
    room::Self& self = m_book.self;
    if (place.key == fetchKey) {
        const auto* kb = std::get_if<std::uint32_t>(&value);
        if (kb == nullptr || *kb > fetchKbMost) {
            return false;
        }
        self.fetchBytesPerMinute = *kb * bytesOfKb;
        return true;
    }
    const auto* yes = std::get_if<bool>(&value);
    if (yes == nullptr) {
        return false;
    }
    if (place.key == typingKey) {
        self.tellsTyping = *yes;
    } else if (place.key == onlineKey) {
        self.tellsOnline = *yes;
    } else if (place.key == readKey) {
        self.tellsRead = *yes;
    } else if (*yes) {
        m_silent.erase(place.room);
    } else {
        m_silent.insert(place.room);
    }
    return true;
}

bool SettingsDesk::handleRequest(Turn& turn, RequestId id, const Request& request)
{
    const auto* get = std::get_if<GetSetting>(&request);
    const auto* wish = std::get_if<SetSetting>(&request);
    if (get == nullptr && wish == nullptr) {
        return false;
    }
    const auto place = placeOf(get != nullptr ? get->key : wish->key);
    if (!place) {
        turn.answer(id, place.error());
        return true;
    }
    const SettingWord before = value(*place);
    if (get != nullptr) {
        turn.answer(id, SettingValue{before});
        return true;
    }
    if (!set(*place, wish->value)) {
        turn.answer(id, Refusal{Reason::BadArgument, "not a value for this key", 0});
        return true;
    }
    turn.persist(PutRecord{place->room,
                           RecordKind::Setting,
                           core::copyOf(core::bytesOf(place->key)),
                           recordOf(wish->value)});
    if (place->key == announceKey && wish->value != before) {
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
