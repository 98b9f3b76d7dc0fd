// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "node/json_rpc.h"

#include "core/text.h"

#include <QJsonDocument>

namespace node {

namespace {

using engine::Reason;
using engine::Refusal;

constexpr int codeParseError = -32700;
constexpr int codeInvalidRequest = -32600;
constexpr int codeMethodNotFound = -32601;
constexpr int codeInvalidParams = -32602;
constexpr int codeInternal = -32603;

QByteArray lineOf(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QByteArray errorWith(const QJsonValue& id, int code, const QString& message, QJsonObject data)
{
    QJsonObject error;
    error.insert(QStringLiteral("code"), code);
    error.insert(QStringLiteral("message"), message);
    error.insert(QStringLiteral("data"), std::move(data));
    QJsonObject line;
    line.insert(QStringLiteral("jsonrpc"), QStringLiteral("2.0"));
    line.insert(QStringLiteral("id"), id);
    line.insert(QStringLiteral("error"), error);
    return lineOf(line);
}

QJsonObject badArgument()
{
    return {{QStringLiteral("reason"), QStringLiteral("bad_argument")}};
}

QByteArray invalidRequest(const QJsonValue& id, const QString& why)
{
    return errorWith(
        id, codeInvalidRequest, QStringLiteral("invalid request: ") + why, badArgument());
}

/// An id that may be echoed: anything else is answered under null.
QJsonValue idOf(const QJsonObject& object)
{
    const QJsonValue id = object.value(QLatin1String("id"));
    return id.isString() || id.isDouble() ? id : QJsonValue(QJsonValue::Null);
}

std::variant<Call, QByteArray> callOf(const QJsonObject& object)
{
    const QJsonValue id = object.value(QLatin1String("id"));
    if (id.isObject() || id.isArray() || id.isBool()) {
        return invalidRequest(QJsonValue(QJsonValue::Null),
                              QStringLiteral("id is a string or a number"));
    }
    if (object.value(QLatin1String("jsonrpc")) != QJsonValue(QStringLiteral("2.0"))) {
        return invalidRequest(idOf(object), QStringLiteral("jsonrpc is \"2.0\""));
    }
    const QJsonValue method = object.value(QLatin1String("method"));
    if (!method.isString()) {
        return invalidRequest(idOf(object), QStringLiteral("method is a string"));
    }
    const QJsonValue params = object.value(QLatin1String("params"));
    if (!params.isUndefined() && !params.isObject()) {
        return errorLine(idOf(object), Refusal{Reason::BadArgument, "params is an object", 0});
    }
    return Call{idOf(object), !id.isUndefined(), method.toString(), params.toObject()};
}

/// Bytes that are not UTF-8 cannot be trusted to be what was meant, but the sender deserves an answer under its own id.
QByteArray refuseBadText(const QByteArray& line)
{
    const QJsonDocument repaired = QJsonDocument::fromJson(QString::fromUtf8(line).toUtf8());
    if (!repaired.isObject()) {
        return parseErrorLine(QStringLiteral("not valid UTF-8"));
    }
    return errorLine(idOf(repaired.object()), Refusal{Reason::BadArgument, "not valid UTF-8", 0});
}

} // namespace

std::variant<Call, QByteArray> parseCall(const QByteArray& line)
{
    if (line.trimmed().isEmpty()) {
        return QByteArray();
    }
    const std::string_view bytes(line.constData(), static_cast<std::size_t>(line.size()));
    if (!core::isUtf8(bytes)) {
        return refuseBadText(line);
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(line, &error);
    if (error.error != QJsonParseError::NoError) {
        return parseErrorLine(error.errorString());
    }
    if (!document.isObject()) {
        return invalidRequest(QJsonValue(QJsonValue::Null),
                              QStringLiteral("one object a line, no batches"));
    }
    return callOf(document.object());
}

QByteArray resultLine(const QJsonValue& id, const QJsonObject& result)
{
    QJsonObject line;
    line.insert(QStringLiteral("jsonrpc"), QStringLiteral("2.0"));
    line.insert(QStringLiteral("id"), id);
    line.insert(QStringLiteral("result"), result);
    return lineOf(line);
}

QByteArray errorLine(const QJsonValue& id, const Refusal& refusal)
{
    const std::string_view word = engine::reasonWord(refusal.reason);
    const QString reason = QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size()));
    QJsonObject data{{QStringLiteral("reason"), reason}};
    if (refusal.retryMs > 0 || refusal.reason == Reason::RateLimited) {
        data.insert(QStringLiteral("retryMs"), static_cast<qint64>(refusal.retryMs));
    }
    if (refusal.code != 0) {
        data.insert(QStringLiteral("code"), refusal.code);
    }
    const QString detail = QString::fromStdString(refusal.detail);
    return errorWith(
        id, errorCode(refusal.reason), detail.isEmpty() ? reason : detail, std::move(data));
}

QByteArray parseErrorLine(const QString& why)
{
    return errorWith(QJsonValue(QJsonValue::Null),
                     codeParseError,
                     QStringLiteral("parse error: ") + why,
                     badArgument());
}

QByteArray noticeLine(const QString& method, const QJsonObject& params)
{
    QJsonObject line;
    line.insert(QStringLiteral("jsonrpc"), QStringLiteral("2.0"));
    line.insert(QStringLiteral("method"), method);
    line.insert(QStringLiteral("params"), params);
    return lineOf(line);
}

int errorCode(Reason reason)
{
    switch (reason) {
    case Reason::NotMember:
        return 1001;
    case Reason::NotAllowed:
        return 1002;
    case Reason::UnknownRoom:
        return 1003;
    case Reason::UnknownMessage:
        return 1004;
    case Reason::UnknownFile:
        return 1005;
    case Reason::UnknownIdentity:
        return 1006;
    case Reason::BadInvite:
        return 1007;
    case Reason::Expired:
        return 1008;
    case Reason::Revoked:
        return 1009;
    case Reason::Banned:
        return 1010;
    case Reason::Muted:
        return 1011;
    case Reason::SlowMode:
        return 1012;
    case Reason::BadPassword:
        return 1013;
    case Reason::TooLarge:
        return 1014;
    case Reason::RateLimited:
        return 1015;
    case Reason::Quota:
        return 1016;
    case Reason::DiskFull:
        return 1017;
    case Reason::ReadOnly:
        return 1018;
    case Reason::FileGone:
        return 1019;
    case Reason::FileChanged:
        return 1020;
    case Reason::FileExists:
        return 1021;
    case Reason::Unreachable:
        return 1022;
    case Reason::Busy:
        return 1023;
    case Reason::Locked:
        return 1024;
    case Reason::BadArgument:
        return codeInvalidParams;
    case Reason::NotBuilt:
        return codeMethodNotFound;
    case Reason::Internal:
        break;
    }
    return codeInternal;
}

} // namespace node
