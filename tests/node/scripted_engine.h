// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// An engine that does what the test says: it notes every request and answers when told to, over the same signals.

#include "engine/engine.h"

#include <utility>
#include <vector>

namespace tests {

class ScriptedEngine : public engine::Engine
{
public:
    engine::RequestId submit(engine::Request request) override
    {
        m_requests.emplace_back(++m_last, std::move(request));
        return m_last;
    }

    void answer(engine::RequestId request, const engine::Answer& answer)
    {
        emit answered(request, answer);
    }
    void notice(const engine::Notice& notice) { emit noticed(notice); }
    void becomeReady()
    {
        notice(engine::ReadyNotice{"0.1.0", engine::IdentityId(), {{"127.0.0.1", 4000}}, 4000});
    }

    [[nodiscard]] const std::vector<std::pair<engine::RequestId, engine::Request>>& requests() const
    {
        return m_requests;
    }

private:
    std::vector<std::pair<engine::RequestId, engine::Request>> m_requests;
    engine::RequestId m_last = 0;
};

} // namespace tests
