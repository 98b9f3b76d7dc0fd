// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Answers and values that have to do with running a room, as JSON objects with the names of the control contract.

#include "engine/engine_types.h"

#include <QJsonObject>

namespace node {

[[nodiscard]] QJsonObject toJson(const engine::RoomPolicy& policy);
[[nodiscard]] QJsonObject toJson(const engine::InviteSnapshot& invite);
[[nodiscard]] QJsonObject toJson(const engine::KnockSnapshot& knock);
[[nodiscard]] QJsonObject toJson(const engine::ReportSnapshot& report);
[[nodiscard]] QJsonObject toJson(const engine::LogEntrySnapshot& entry);
[[nodiscard]] QJsonObject toJson(const engine::ListedRoom& listed);
[[nodiscard]] QJsonObject toJson(const engine::EditSnapshot& edit);

[[nodiscard]] QJsonObject toJson(const engine::PolicyAnswer& answer);
[[nodiscard]] QJsonObject toJson(const engine::Purged& purged);
[[nodiscard]] QJsonObject toJson(const engine::RaidAnswer& raid);
[[nodiscard]] QJsonObject toJson(const engine::BlockedList& list);
[[nodiscard]] QJsonObject toJson(const engine::InviteList& list);
[[nodiscard]] QJsonObject toJson(const engine::KnockList& list);
[[nodiscard]] QJsonObject toJson(const engine::ModerationLog& list);
[[nodiscard]] QJsonObject toJson(const engine::ReportList& list);
[[nodiscard]] QJsonObject toJson(const engine::Directory& list);
[[nodiscard]] QJsonObject toJson(const engine::PinList& list);
[[nodiscard]] QJsonObject toJson(const engine::EditList& list);

} // namespace node
