// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/forgotten_rooms.h"

namespace engine::host {

using core::fail;

namespace {

/// Some ten milliseconds; a commit that comes meanwhile waits no longer than that.
constexpr int rowsAStep = 500;

std::string logsOf(std::int64_t roomNo)
{
    return "(SELECT log_no FROM logs WHERE room_no=" + std::to_string(roomNo) + ")";
}

/// In this order; the next one when the one before finds nothing.
std::vector<std::string> deletionsOf(std::int64_t roomNo)
{
    const std::string number = std::to_string(roomNo);
    const std::string some = " LIMIT " + std::to_string(rowsAStep) + ")";
    return {"DELETE FROM events WHERE (log_no, seq) IN (SELECT log_no, seq FROM events "
            "WHERE log_no IN "
                + logsOf(roomNo) + some,
            "DELETE FROM receipts WHERE (log_no, member) IN (SELECT log_no, member FROM receipts "
            "WHERE log_no IN "
                + logsOf(roomNo) + some,
            "DELETE FROM relations WHERE (room_no, target_log, target_seq, kind, log_no, seq) IN "
            "(SELECT room_no, target_log, target_seq, kind, log_no, seq FROM relations "
            "WHERE room_no="
                + number + some,
            "DELETE FROM logs WHERE log_no IN (SELECT log_no FROM logs WHERE room_no=" + number
                + some,
            "DELETE FROM rooms WHERE room_no=" + number};
}

} // namespace

ForgottenRooms::Applied ForgottenRooms::forget(std::int64_t roomNo)
{
    m_none = false;
    const std::string number = std::to_string(roomNo);
    const auto named =
        m_database.run("UPDATE rooms SET room=CAST(room_no AS BLOB) WHERE room_no=" + number);
    return named ? m_database.run("DELETE FROM records WHERE room_no=" + number) : named;
}

core::Result<bool, StoreError> ForgottenRooms::step()
{
    if (m_none) {
        return false;
    }
    const auto room =
        m_database.number("SELECT coalesce(min(room_no), 0) FROM rooms WHERE length(room)<32");
    if (!room) {
        return fail(room.error());
    }
    m_none = *room == 0;
    if (m_none) {
        return false;
    }
    const auto indexed = stepIndex(*room);
    return !indexed || *indexed ? indexed : stepRows(*room);
}

/// One block of the index, which may hold words of other rooms, too.
core::Result<bool, StoreError> ForgottenRooms::stepIndex(std::int64_t roomNo)
{
    std::set<std::int64_t> logs;
    SearchIndex::Place any;
    {
        Statement find(m_database,
                       ("SELECT log_no, seq, block FROM search_docs WHERE log_no IN "
                        + logsOf(roomNo) + " LIMIT 1")
                           .c_str());
        if (const auto ran = find.run(); !ran) {
            return fail(ran.error());
        }
        if (!find.next()) {
            return false;
        }
        any = {find.number(0), find.number(1), find.number(2)};
        find.finish();
        Statement all(m_database,
                      ("SELECT log_no FROM logs WHERE room_no=" + std::to_string(roomNo)).c_str());
        if (const auto ran = all.run(); !ran) {
            return fail(ran.error());
        }
        while (all.next()) {
            logs.insert(all.number(0));
        }
    }
    if (const auto taken = m_index.takeLogsOut(any, logs); !taken) {
        return fail(taken.error());
    }
    return true;
}

core::Result<bool, StoreError> ForgottenRooms::stepRows(std::int64_t roomNo)
{
    for (const std::string& sql : deletionsOf(roomNo)) {
        if (const auto ran = m_database.run(sql); !ran) {
            return fail(ran.error());
        }
        const auto gone = m_database.number("SELECT changes()");
        if (!gone || *gone > 0) {
            return gone ? core::Result<bool, StoreError>(true) : fail(gone.error());
        }
    }
    return true;
}

} // namespace engine::host
