// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/words.h"

#include "gui/plain_text.h"
#include "gui/wall_clock.h"

#include <QDateTime>
#include <QLocale>

namespace gui {

using engine::Reason;

QString Words::sentence(Reason reason)
{
    switch (reason) {
    case Reason::NotMember:
        return tr("You are not a member of this room, so nothing can be done in it. Ask a member "
                  "for an invite.");
    case Reason::NotAllowed:
        return tr(
            "Your role in this room does not allow that. A moderator can give you another role.");
    case Reason::UnknownRoom:
        return tr("This room is not on this computer any more. Join it again with an invite.");
    case Reason::UnknownMessage:
        return tr("This message is not on this computer. It may have been removed.");
    case Reason::UnknownFile:
        return tr("This file is not known in the room any more. Ask for it to be shared again.");
    case Reason::UnknownIdentity:
        return tr("This person is not known here. They may have left the room.");
    case Reason::BadInvite:
        return tr("This is not a whole invite link. Copy it again from its first to its last "
                  "character.");
    case Reason::Expired:
        return tr("The invite has expired. Ask for a new one.");
    case Reason::Revoked:
        return tr("The invite was withdrawn. Ask for a new one.");
    case Reason::Banned:
        return tr("You are banned from this room. Only a moderator can undo that.");
    case Reason::Muted:
        return tr("A moderator muted you in this room. You can read, but not write for now.");
    case Reason::SlowMode:
        return tr("This room is in slow mode. Wait a moment and send it again.");
    case Reason::BadPassword:
        return tr("The password is not right. Check it and try again.");
    case Reason::TooLarge:
        return tr("That is larger than allowed. Shorten it or share it as a file.");
    case Reason::RateLimited:
        return tr("That was too fast for the others to accept. Wait a moment and try again.");
    case Reason::Quota:
        return tr("The space set aside for this is used up. Remove something or raise the limit.");
    case Reason::DiskFull:
        return tr("The disk is full, so nothing can be stored. Free some space and try again.");
    case Reason::ReadOnly:
        return tr(
            "That place cannot be written to. Check its permissions or choose another place.");
    case Reason::FileGone:
        return tr("The file is not where it was. It may have been moved, renamed or deleted.");
    case Reason::FileChanged:
        return tr("The file changed since it was shared, so it is no longer sent. Share it again.");
    case Reason::FileExists:
        return tr("There is already a file of that name. Choose another name or folder.");
    case Reason::Unreachable:
        return tr("Nobody who could answer is reachable right now. It goes on as soon as somebody "
                  "comes online.");
    case Reason::Busy:
        return tr("This is already under way. Wait until it has finished.");
    case Reason::Locked:
        return tr("Your identity is locked. Give the passphrase to unlock it.");
    case Reason::BadArgument:
        return tr("That cannot be used as it is. Check what you typed and try again.");
    case Reason::NotBuilt:
        return tr("This version of Parlour cannot do that yet. Nothing was changed.");
    case Reason::Internal:
        return tr("Something went wrong inside Parlour. Nothing was lost; try again, and restart "
                  "Parlour if it happens again.");
    }
    return tr(
        "Something went wrong inside Parlour. Nothing was lost; try again, and restart Parlour "
        "if it happens again.");
}

QString Words::joinSentence(Reason reason)
{
    switch (reason) {
    case Reason::Unreachable:
        return tr(
            "Nobody of this room answered. Parlour keeps looking and lets you in as soon as a "
            "member comes online.");
    case Reason::Expired:
        return tr("This invite has expired. Ask the person who sent it for a new one.");
    case Reason::Revoked:
        return tr(
            "This invite was withdrawn or used up. Ask the person who sent it for a new one.");
    case Reason::TooLarge:
        return tr("This is too long to be an invite link. Copy only the link itself.");
    case Reason::NotAllowed:
        return tr("The room did not let you in. Ask a member for a new invite.");
    default:
        return sentence(reason);
    }
}

QString Words::fileSentence(Reason reason)
{
    switch (reason) {
    case Reason::Unreachable:
        return tr("Nobody who has this file is online. The download goes on when somebody comes "
                  "back.");
    case Reason::TooLarge:
        return tr("The file is larger than this room allows. Share a smaller one.");
    case Reason::ReadOnly:
        return tr(
            "The download folder cannot be written to. Check its permissions, then try again.");
    case Reason::BadArgument:
        return tr("Parlour may not read this, or it is not a plain file. Check its permissions, or "
                  "pack a folder into an archive first.");
    default:
        return sentence(reason);
    }
}

QString Words::saveCopySentence(Reason reason)
{
    switch (reason) {
    case Reason::BadArgument:
        return tr(
            "Nothing can be saved there. Choose a folder that exists and a name for the file.");
    case Reason::NotMember:
        return tr("Only members of a room can save a copy of it.");
    case Reason::FileGone:
    case Reason::FileChanged:
        return tr("A file shared in the room was moved or changed while it was copied. Nothing was "
                  "saved; try again.");
    default:
        return sentence(reason);
    }
}

QString Words::openCopySentence(Reason reason)
{
    switch (reason) {
    case Reason::BadArgument:
        return tr(
            "This is not a copy of a room, or a newer version of Parlour made it. Nothing was "
            "changed.");
    case Reason::FileChanged:
        return tr(
            "The copy is damaged or not whole, so it is not trusted. Ask for it again, and copy "
            "it to the end.");
    case Reason::NotMember:
        return tr(
            "This copy was not made for you: whoever saved it did not know you as a member of "
            "the room.");
    case Reason::NotAllowed:
        return tr("Parlour may not read this, or it is not a plain file. Check its permissions.");
    default:
        return sentence(reason);
    }
}

QString Words::dialSentence(Reason reason)
{
    switch (reason) {
    case Reason::BadArgument:
        return tr("This is not an address. It is numbers and a port, like 192.0.2.7:40123 or "
                  "[2001:db8::7]:40123.");
    case Reason::Unreachable:
        return tr("Nobody answered at this address. Ask whether Parlour runs there and whether the "
                  "address is still the same.");
    default:
        return sentence(reason);
    }
}

QString Words::warning(engine::Warning warning)
{
    switch (warning) {
    case engine::Warning::DiskFull:
        return tr("The disk is full. New messages cannot be stored; Parlour tries again by itself. "
                  "Free some space.");
    case engine::Warning::DiskFailed:
        return tr(
            "The history cannot be written. What you send now may be lost. Check the disk and "
            "the permissions of the profile folder.");
    case engine::Warning::ClockWrong:
        return tr("This computer's clock seems to be wrong. Your messages may show up in the wrong "
                  "place. Set the clock right.");
    case engine::Warning::NoMulticast:
        return tr("The local network cannot be searched. Invites still work through the addresses "
                  "in them. A firewall may be in the way.");
    case engine::Warning::KeyUnprotected:
        return tr("The history on this disk is sealed, but its key lies beside it without a "
                  "passphrase: whoever copies both can read it.");
    case engine::Warning::PortTaken:
        return tr("The usual network port was taken by another program, so Parlour uses another "
                  "one. Older invites may take longer to work.");
    case engine::Warning::HistoryMended:
        return tr("A part of the history on this disk could not be read, so it was left out. "
                  "Parlour asks the other members for it. The disk may be failing: back it up.");
    case engine::Warning::RoomsLost:
        return tr("The key to a room could not be read from this disk. To come in again you need "
                  "an invite. The disk may be failing: back it up.");
    }
    return {};
}

bool Words::worthABar(engine::Warning warning)
{
    // Said on the first page and in About: a bar that never goes away is a bar nobody reads.
    return warning != engine::Warning::KeyUnprotected;
}

QString Words::messageState(const engine::MessageSnapshot& message,
                            const engine::RoomSnapshot& room)
{
    switch (message.state) {
    case engine::MessageState::Received:
        return tr("Received");
    case engine::MessageState::Stored:
        if (room.online > 0) {
            return tr("Stored here, being sent");
        }
        if (room.lastOnlineMs > 0) {
            return tr("Stored here; nobody of this room has been online since %1")
                .arg(moment(room.lastOnlineMs, today()));
        }
        return tr("Stored here; nobody else of this room is online");
    case engine::MessageState::Sent:
        return tr("Sent, not yet confirmed by anybody");
    case engine::MessageState::Delivered:
        return message.deliveredTo.empty() ? tr("Delivered")
                                           : tr("Delivered: stored by %n member(s)",
                                                nullptr,
                                                static_cast<int>(message.deliveredTo.size()));
    case engine::MessageState::Read:
        return tr("Read");
    }
    return {};
}

QString Words::messageGlyph(engine::MessageState state)
{
    switch (state) {
    case engine::MessageState::Received:
        return {};
    case engine::MessageState::Stored:
        return QStringLiteral("◷");
    case engine::MessageState::Sent:
        return QStringLiteral("✓");
    case engine::MessageState::Delivered:
    case engine::MessageState::Read:
        return QStringLiteral("✓✓");
    }
    return {};
}

QString Words::lateNote()
{
    return tr("Arrived late: it is shown where it arrived, with the time its author claims");
}

QString Words::olderRulesNote()
{
    return tr("The room has newer rules, which its author had to know and which do not allow it");
}

QString Words::whyNoWriting(const engine::RoomSnapshot& room, std::optional<engine::Reason> reason)
{
    switch (room.state) {
    case engine::RoomState::Joined:
        return room.level == engine::levelObserver
                   ? tr("You are an observer here: you can read, but not write.")
                   : QString();
    case engine::RoomState::Joining:
        return reason ? joinSentence(*reason)
                      : tr("Looking for a member of this room. You can write as soon as one lets "
                           "you in.");
    case engine::RoomState::Knocking:
        return tr("You asked to come in. A moderator has to answer first.");
    case engine::RoomState::Kicked:
        return tr(
            "You were removed from this room. What you have read stays here; a new invite lets "
            "you back in.");
    case engine::RoomState::Banned:
        return tr("You are banned from this room. What you have read stays here.");
    case engine::RoomState::Left:
        return tr("You left this room. Its history stays here until you forget the room.");
    }
    return {};
}

QString Words::roomState(engine::RoomState state)
{
    switch (state) {
    case engine::RoomState::Joining:
        return tr("Joining…");
    case engine::RoomState::Knocking:
        return tr("Waiting to be let in");
    case engine::RoomState::Joined:
        return tr("Joined");
    case engine::RoomState::Kicked:
        return tr("Removed from the room");
    case engine::RoomState::Banned:
        return tr("Banned");
    case engine::RoomState::Left:
        return tr("Left");
    }
    return {};
}

QString Words::presence(const engine::RoomSnapshot& room)
{
    if (room.state != engine::RoomState::Joined) {
        return roomState(room.state);
    }
    if (room.members <= 1) {
        return tr("Only you so far");
    }
    if (room.online == 0) {
        return room.lastOnlineMs > 0
                   ? tr("Nobody else online since %1").arg(moment(room.lastOnlineMs, today()))
                   : tr("Nobody else is online");
    }
    // Oneself is there too, and members counts oneself.
    return tr("%1 online of %n member(s)", nullptr, static_cast<int>(room.members))
        .arg(room.online + 1);
}

QString Words::gap(std::uint32_t missing, std::uint32_t asking)
{
    const QString what = tr("%n message(s) missing", nullptr, static_cast<int>(missing));
    return asking == 0 ? tr("%1; nobody online has them").arg(what)
                       : tr("%1, asking %n peer(s)", nullptr, static_cast<int>(asking)).arg(what);
}

QString Words::merged(const engine::MergedNotice& what)
{
    QStringList parts;
    if (what.messages > 0) {
        parts.append(tr("%n message(s)", nullptr, static_cast<int>(what.messages)));
    }
    if (what.files > 0) {
        parts.append(tr("%n file(s)", nullptr, static_cast<int>(what.files)));
    }
    if (what.bans > 0) {
        parts.append(tr("%n ban(s)", nullptr, static_cast<int>(what.bans)));
    }
    return parts.isEmpty()
               ? QString()
               : tr("Caught up with the others: %1").arg(parts.join(QStringLiteral(", ")));
}

QString Words::person(const std::string& name, const core::IdentityId& identity)
{
    constexpr int digits = 4;
    const QString line = singleLine(name);
    return line.isEmpty() ? tr("Someone (%1)", "the start of a key")
                                .arg(QString::fromStdString(identity.hex()).left(digits))
                          : line;
}

QString Words::role(int level)
{
    if (level >= engine::levelFounder) {
        return tr("Founder");
    }
    if (level >= engine::levelAdmin) {
        return tr("Admin");
    }
    if (level >= engine::levelModerator) {
        return tr("Moderator");
    }
    return level >= engine::levelMember ? tr("Member") : tr("Observer");
}

QString Words::roleGroup(int level)
{
    if (level >= engine::levelFounder) {
        return tr("Founders");
    }
    if (level >= engine::levelAdmin) {
        return tr("Admins");
    }
    if (level >= engine::levelModerator) {
        return tr("Moderators");
    }
    return level >= engine::levelMember ? tr("Members") : tr("Observers");
}

QString Words::path(engine::Path path)
{
    switch (path) {
    case engine::Path::None:
        return tr("not linked to you");
    case engine::Path::Direct:
        return tr("linked directly");
    case engine::Path::Relayed:
        return tr("linked through another member");
    }
    return {};
}

QString Words::rung(engine::Rung rung)
{
    switch (rung) {
    case engine::Rung::Cached:
        return tr("addresses from last time");
    case engine::Rung::Lan:
        return tr("the local network");
    case engine::Rung::Invite:
        return tr("addresses in invites");
    case engine::Rung::Dht:
        return tr("the public address table");
    case engine::Rung::Typed:
        return tr("addresses typed by hand");
    }
    return {};
}

QString Words::rungTitle(engine::Rung rung)
{
    switch (rung) {
    case engine::Rung::Cached:
        return tr("Addresses from last time");
    case engine::Rung::Lan:
        return tr("The local network");
    case engine::Rung::Invite:
        return tr("Addresses in invites");
    case engine::Rung::Dht:
        return tr("The public address table");
    case engine::Rung::Typed:
        return tr("Addresses typed by hand");
    }
    return {};
}

QString Words::size(std::uint64_t bytes)
{
    return QLocale().formattedDataSize(
        static_cast<qint64>(bytes), bytes < 1024 ? 0 : 1, QLocale::DataSizeTraditionalFormat);
}

QString Words::rate(std::uint64_t bytesPerSecond)
{
    return tr("%1/s", "a speed: size per second").arg(size(bytesPerSecond));
}

QString Words::timeLeft(std::uint64_t bytes, std::uint64_t bytesPerSecond)
{
    if (bytesPerSecond == 0) {
        return {};
    }
    const std::uint64_t seconds = bytes / bytesPerSecond;
    if (seconds < 60) {
        return tr("less than a minute left");
    }
    if (seconds < 3600) {
        return tr("%n minute(s) left", nullptr, static_cast<int>((seconds + 59) / 60));
    }
    const std::uint64_t hours = (seconds + 3599) / 3600;
    return hours < 100 ? tr("%n hour(s) left", nullptr, static_cast<int>(hours)) : QString();
}

QDate dayOf(std::int64_t milliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds).date();
}

QString Words::clock(std::int64_t milliseconds)
{
    const QLocale locale;
    const QTime time = QDateTime::fromMSecsSinceEpoch(milliseconds).time();
    // The short form of "C" has seconds, which nobody wants on every message.
    return locale.language() == QLocale::C ? time.toString(QStringLiteral("HH:mm"))
                                           : locale.toString(time, QLocale::ShortFormat);
}

QString Words::moment(std::int64_t milliseconds, QDate now)
{
    const QDate date = dayOf(milliseconds);
    return date == now ? clock(milliseconds)
                       : tr("%1, %2", "day, time").arg(day(date, now), clock(milliseconds));
}

QString Words::day(QDate day, QDate now)
{
    if (day == now) {
        return tr("Today");
    }
    if (day == now.addDays(-1)) {
        return tr("Yesterday");
    }
    if (day < now && day > now.addDays(-7)) {
        return QLocale().standaloneDayName(day.dayOfWeek());
    }
    return QLocale().toString(day,
                              day.year() == now.year() ? tr("MMMM d", "date without year")
                                                       : tr("MMMM d, yyyy", "date with year"));
}

QString Words::shortMoment(std::int64_t milliseconds, QDate now)
{
    const QDate date = dayOf(milliseconds);
    if (date == now) {
        return clock(milliseconds);
    }
    if (date < now && date > now.addDays(-7)) {
        return QLocale().standaloneDayName(date.dayOfWeek(), QLocale::ShortFormat);
    }
    return QLocale().toString(date, QLocale::ShortFormat);
}

} // namespace gui
