// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The frozen format as cases {what, name, in, out}: `vectorCases` writes the inputs from fixed seeds, `vectorOutput` says
// what the product makes of any case's input. The committed file is the two together.

#include <QJsonArray>
#include <QJsonObject>

namespace fixture {

/// Every case, outputs included.
[[nodiscard]] QJsonArray vectorCases();
/// What the product says to this input; empty for a `what` that is not known.
[[nodiscard]] QJsonObject vectorOutput(const QString& what, const QJsonObject& in);

} // namespace fixture
