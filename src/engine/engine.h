// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The only door to the engine: requests go in, answers and notices come out as signals. The real engine lives on its
// own thread (engine/host); a test puts a scripted one in its place. Nothing here ever blocks the caller.

#include "engine/engine_types.h"

#include <QObject>

namespace engine {

class Engine : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Queues a request. The number names the answer, which always comes (a refusal included), exactly once, and before
    /// the notices that the request caused.
    virtual RequestId submit(Request request) = 0;

signals:
    void answered(engine::RequestId request, const engine::Answer& answer);
    void noticed(const engine::Notice& notice);
};

} // namespace engine
