// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Reads the params of one call, field by field. The first thing that is wrong is kept and everything after it reads as
// empty, so a method's decoder is a straight list of fields with one look at `failure()` at the end.

#include "engine/engine_types.h"

#include <QJsonObject>

#include <QLatin1String>
#include <optional>
#include <string>
#include <vector>

namespace node {

class ParamReader
{
public:
    explicit ParamReader(const QJsonObject& params)
        : m_params(params)
    {
    }

    [[nodiscard]] std::string text(QLatin1String key);
    [[nodiscard]] std::optional<std::string> textMaybe(QLatin1String key);
    [[nodiscard]] std::vector<engine::IdentityId> identities(QLatin1String key, std::size_t most);
    /// Absent: none.
    [[nodiscard]] std::vector<engine::IdentityId> identitiesMaybe(QLatin1String key,
                                                                  std::size_t most);
    [[nodiscard]] bool flag(QLatin1String key);
    [[nodiscard]] bool flagMaybe(QLatin1String key);
    [[nodiscard]] std::int64_t
    integerMaybe(QLatin1String key, std::int64_t low, std::int64_t high, std::int64_t missing);
    [[nodiscard]] std::uint16_t port(QLatin1String key);
    /// Bytes as hex digits; empty when missing.
    [[nodiscard]] core::Bytes bytesMaybe(QLatin1String key);
    [[nodiscard]] core::Bytes bytes(QLatin1String key);
    [[nodiscard]] engine::DhtId dhtId(QLatin1String key);
    /// Not empty, at most 4096 bytes.
    [[nodiscard]] std::string path(QLatin1String key);
    [[nodiscard]] std::optional<std::string> pathMaybe(QLatin1String key);

    [[nodiscard]] engine::RoomId room();
    [[nodiscard]] std::optional<engine::RoomId>
    roomMaybe(QLatin1String key = QLatin1String("room"));
    [[nodiscard]] engine::IdentityId identity();
    [[nodiscard]] std::optional<engine::IdentityId> identityMaybe(QLatin1String key);
    [[nodiscard]] engine::EventRef message(QLatin1String key);
    [[nodiscard]] std::optional<engine::EventRef> messageMaybe(QLatin1String key);
    [[nodiscard]] engine::EventRef file(QLatin1String key = QLatin1String("file"));
    /// A list of files; absent: none.
    [[nodiscard]] std::vector<engine::EventRef> filesMaybe(QLatin1String key, std::size_t most);

    [[nodiscard]] bool has(QLatin1String key) const;
    [[nodiscard]] QJsonValue value(QLatin1String key) const;
    void refuse(engine::Reason reason, std::string detail);
    [[nodiscard]] const std::optional<engine::Refusal>& failure() const { return m_failure; }

private:
    void require(QLatin1String key);

    const QJsonObject& m_params;
    std::optional<engine::Refusal> m_failure;
};

} // namespace node
