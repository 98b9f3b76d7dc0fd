// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The snapshots of the engine as JSON objects, with the names of the control contract.

#include "engine/engine_types.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <string_view>
#include <vector>

namespace node {

[[nodiscard]] inline QString qtText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
[[nodiscard]] inline qint64 number(std::uint64_t value)
{
    return static_cast<qint64>(value);
}

[[nodiscard]] QJsonArray identities(const std::vector<engine::IdentityId>& ids);
[[nodiscard]] QJsonArray addresses(const std::vector<engine::ListenAddress>& listen);
[[nodiscard]] QJsonObject toJson(const engine::SuccessionSnapshot& proposed);
[[nodiscard]] QJsonObject toJson(const engine::RoomSnapshot& room);
[[nodiscard]] QJsonObject toJson(const engine::MemberSnapshot& member);
[[nodiscard]] QJsonObject toJson(const engine::MessageSnapshot& message);
[[nodiscard]] QJsonObject toJson(const engine::FileSnapshot& file);
[[nodiscard]] QJsonObject toJson(const engine::PeerSnapshot& peer);
/// `lastMs` of the contract is how long ago, the engine's is when.
[[nodiscard]] QJsonObject toJson(const engine::RungSnapshot& rung, std::int64_t nowMs);

template<class Value>
[[nodiscard]] QJsonArray toArray(const std::vector<Value>& values)
{
    QJsonArray array;
    for (const Value& value : values) {
        array.append(toJson(value));
    }
    return array;
}

} // namespace node
