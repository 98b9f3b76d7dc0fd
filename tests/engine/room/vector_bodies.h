// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Bodies of signed events as JSON, for the vector file: field names as in events.proto, bytes as hex, cuts and message
// references as objects. Nothing for a kind that is not known.

#include "core/ids.h"

#include "events.pb.h"
#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <string>

namespace fixture {

namespace wire = ::parlour::wire;

class BodyFields
{
public:
    explicit BodyFields(QJsonObject object)
        : m_object(std::move(object))
    {
    }
    [[nodiscard]] bool has(const char* name) const
    {
        return m_object.contains(QLatin1String(name));
    }
    [[nodiscard]] std::string text(const char* name) const
    {
        return m_object[QLatin1String(name)].toString().toStdString();
    }
    [[nodiscard]] std::string bytes(const char* name) const
    {
        return core::textOf(core::fromHex(text(name)).value_or(core::Bytes()));
    }
    /// Numbers beyond what a JSON number holds exactly are written as texts.
    [[nodiscard]] std::uint64_t number(const char* name) const
    {
        const QJsonValue value = m_object[QLatin1String(name)];
        return value.isString() ? value.toString().toULongLong()
                                : static_cast<std::uint64_t>(value.toDouble());
    }
    [[nodiscard]] std::uint32_t small(const char* name) const
    {
        return static_cast<std::uint32_t>(number(name));
    }
    [[nodiscard]] bool flag(const char* name) const
    {
        return m_object[QLatin1String(name)].toBool();
    }
    [[nodiscard]] BodyFields object(const char* name) const
    {
        return BodyFields(m_object[QLatin1String(name)].toObject());
    }
    template<class Add>
    void eachBytes(const char* name, const Add& add) const
    {
        for (const auto& value : m_object[QLatin1String(name)].toArray()) {
            add(core::textOf(
                core::fromHex(value.toString().toStdString()).value_or(core::Bytes())));
        }
    }
    template<class Add>
    void eachObject(const char* name, const Add& add) const
    {
        for (const auto& value : m_object[QLatin1String(name)].toArray()) {
            add(BodyFields(value.toObject()));
        }
    }

private:
    QJsonObject m_object;
};

/// Serialised as it is signed (acts) or sealed (content).
[[nodiscard]] std::optional<std::string> bodyFromJson(const std::string& kind,
                                                      const BodyFields& fields);
/// Whether these bytes are what this kind serialises to again once parsed.
[[nodiscard]] bool isCanonicalBody(const std::string& kind, const std::string& bytes);

} // namespace fixture
