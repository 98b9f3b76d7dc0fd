// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// A method's name and params become an engine::Request, or the refusal that answers them. Strict, because scripts are
// written against it: a wrong type, a text that is not well-formed, a number out of range is `bad_argument` and
// changes nothing. Null counts as missing. Unknown params are ignored, so that newer scripts run on older nodes;
// those of a later issue that would change the meaning (a password, a policy) are refused instead.
//
// Ids are opaque strings to the caller: one that we could not have given is simply unknown, not malformed.

#include "core/result.h"
#include "engine/engine_types.h"

#include <QJsonObject>
#include <QString>

namespace node {

[[nodiscard]] core::Result<engine::Request, engine::Refusal> toRequest(const QString& method,
                                                                       const QJsonObject& params);

} // namespace node
