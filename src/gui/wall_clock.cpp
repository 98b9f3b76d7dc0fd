// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/wall_clock.h"

namespace gui {

namespace {

std::optional<QDateTime>& held()
{
    static std::optional<QDateTime> moment;
    return moment;
}

} // namespace

QDateTime wallNow()
{
    return held().value_or(QDateTime::currentDateTime());
}

QDate today()
{
    return wallNow().date();
}

void holdWallClock(std::optional<QDateTime> moment)
{
    held() = std::move(moment);
}

} // namespace gui
