// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the engine says becomes lines of the control contract, field for field. Nothing is decided here, with one
// exception: a page of messages that would not fit into one line is cut at the end from which the reader can go on.

#include "engine/engine_types.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <optional>

namespace node {

struct AnswerPlace {
    QJsonValue id;
    bool forward = false; ///< history was asked for with `after`: cut the newest, not the oldest
    std::int64_t nowMs = 0;
};

[[nodiscard]] QByteArray answerLine(const AnswerPlace& place, const engine::Answer& answer);

struct NoticeText {
    QString method;
    QJsonObject params;
    /// Progress, rungs and presence: the next one says the same again, so a client that is behind loses these first.
    bool passing = false;
};
[[nodiscard]] NoticeText noticeText(const engine::Notice& notice, std::int64_t nowMs);

} // namespace node
