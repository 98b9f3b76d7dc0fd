// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The envelope of the control contract: JSON-RPC 2.0, one object a line. A line becomes a Call or the error line that
// answers it; results, errors and notifications become lines. What the methods mean is not known here.
//
// Every error carries `data.reason`, so that a script never has to read a sentence. Our own codes are listed one by one:
// they are part of the contract and must not move when the engine's enum grows.

#include "engine/engine_types.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <variant>

namespace node {

/// Without the line feed; a longer line is answered by a parse error and skipped.
constexpr qsizetype lineBytesMost = 1024 * 1024;

struct Call {
    QJsonValue id;
    bool wantsAnswer = true; ///< false: sent without an id, so performed in silence
    QString method;
    QJsonObject params;
};

/// The call, or the line that refuses it (empty: a blank line, which is nothing).
[[nodiscard]] std::variant<Call, QByteArray> parseCall(const QByteArray& line);

/// All of these end with the line feed.
[[nodiscard]] QByteArray resultLine(const QJsonValue& id, const QJsonObject& result);
[[nodiscard]] QByteArray errorLine(const QJsonValue& id, const engine::Refusal& refusal);
[[nodiscard]] QByteArray parseErrorLine(const QString& why);
[[nodiscard]] QByteArray noticeLine(const QString& method, const QJsonObject& params);

/// A standard code, or the 1xxx code of this reason.
[[nodiscard]] int errorCode(engine::Reason reason);

} // namespace node
