// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/log_report.h"

#include "core/fingerprint.h"
#include "core/text.h"
#include "engine/room/log_file.h"

#include <QDateTime>

namespace engine::host {

namespace {

std::string timeOf(std::int64_t milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC)
        .toString(Qt::ISODate)
        .toStdString();
}

struct Names {
    const room::LogFile& file;

    std::string operator()(const core::IdentityId& identity) const
    {
        const auto name = file.names.find(identity);
        const std::string claimed = name == file.names.end() ? "" : name->second;
        return claimed + (claimed.empty() ? "" : " ") + "[" + identity.hex().substr(0, 8) + "]";
    }
};

std::string lineOf(const LogEntrySnapshot& entry, const Names& names)
{
    std::string line = timeOf(entry.timeMs) + "  " + (entry.valid ? "     " : "VOID ")
                       + names(entry.actor) + ": " + std::string(wordOf(entry.action));
    for (const core::IdentityId& target : entry.targets) {
        line += " " + names(target);
    }
    if (entry.level != levelNone) {
        line += ", level " + std::to_string(entry.level);
    }
    if (entry.untilMs != 0) {
        line += ", until " + timeOf(entry.untilMs);
    }
    line += entry.detail.empty() ? "" : " (" + entry.detail + ")";
    line += entry.reason.empty() ? "" : ", because: " + entry.reason;
    return core::oneLine(line) + "\n      " + core::oneLine(entry.whyText) + "\n";
}

} // namespace

LogReport reportOnLog(core::ByteView bytes)
{
    const auto file = room::decodeLogFile(bytes);
    if (!file) {
        return file.error() == room::LogFileError::Signature
                   ? LogReport{1,
                               "The log was changed or cut off after it was exported, or was not "
                               "signed by whom it names.\n"}
                   : LogReport{2, "This is not a moderation log.\n"};
    }
    const auto check = room::checkLogFile(*file);
    const Names names{*file};
    LogReport out;
    out.text = "Room " + check.room.hex() + "\nexported " + timeOf(file->timeMs) + " by "
               + names(file->exporter) + ", fingerprint "
               + core::fingerprintWords(file->exporter.view()) + "\n\n";
    for (const LogEntrySnapshot& entry : check.entries) {
        out.text += lineOf(entry, names);
    }
    for (const std::string& fault : check.faults) {
        out.text += "FAULT " + core::oneLine(fault) + "\n";
    }
    out.exitCode = check.faults.empty() ? 0 : 1;
    out.text += check.faults.empty() ? "\nEvery signature and every verdict holds.\n"
                                     : "\nThe log does not hold.\n";
    return out;
}

} // namespace engine::host
