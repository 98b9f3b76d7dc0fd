// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/local_settings.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

namespace gui {

namespace {

QString draftKey(const core::RoomId& room)
{
    return QStringLiteral("drafts/") + QString::fromStdString(room.hex());
}

} // namespace

QString defaultProfile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
           + QStringLiteral("/parlour");
}

LocalSettings::LocalSettings(const QString& folder)
    : m_file(folder + QStringLiteral("/window.ini"), QSettings::IniFormat)
{
    // Drafts are private texts: the folder and the file are made before QSettings can make them with a wider mask.
    if (!QDir(folder).exists() && QDir().mkpath(folder)) {
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QFile file(m_file.fileName());
    if (!file.exists() && file.open(QIODevice::WriteOnly)) {
        file.close();
    }
    QFile::setPermissions(m_file.fileName(), QFile::ReadOwner | QFile::WriteOwner);
}

QByteArray LocalSettings::geometry() const
{
    return m_file.value(QStringLiteral("window/geometry")).toByteArray();
}

QByteArray LocalSettings::splitter() const
{
    return m_file.value(QStringLiteral("window/splitter")).toByteArray();
}

void LocalSettings::setWindow(const QByteArray& geometry, const QByteArray& splitter)
{
    m_file.setValue(QStringLiteral("window/geometry"), geometry);
    m_file.setValue(QStringLiteral("window/splitter"), splitter);
}

bool LocalSettings::membersShown() const
{
    return m_file.value(QStringLiteral("window/members"), true).toBool();
}

void LocalSettings::setMembersShown(bool shown)
{
    m_file.setValue(QStringLiteral("window/members"), shown);
}

std::optional<core::RoomId> LocalSettings::lastRoom() const
{
    return core::RoomId::fromHexText(
        m_file.value(QStringLiteral("window/room")).toString().toStdString());
}

void LocalSettings::setLastRoom(const core::RoomId& room)
{
    m_file.setValue(QStringLiteral("window/room"), QString::fromStdString(room.hex()));
}

Scheme LocalSettings::scheme() const
{
    const QString word = m_file.value(QStringLiteral("appearance/scheme")).toString();
    if (word == QLatin1String("light")) {
        return Scheme::Light;
    }
    return word == QLatin1String("dark") ? Scheme::Dark : Scheme::Follow;
}

void LocalSettings::setScheme(Scheme scheme)
{
    const QString word = scheme == Scheme::Light  ? QStringLiteral("light")
                         : scheme == Scheme::Dark ? QStringLiteral("dark")
                                                  : QStringLiteral("follow");
    m_file.setValue(QStringLiteral("appearance/scheme"), word);
}

QString LocalSettings::draft(const core::RoomId& room) const
{
    return m_file.value(draftKey(room)).toString();
}

void LocalSettings::setDraft(const core::RoomId& room, const QString& text)
{
    if (text.isEmpty()) {
        m_file.remove(draftKey(room));
    } else {
        m_file.setValue(draftKey(room), text);
    }
}

void LocalSettings::sync()
{
    m_file.sync();
}

} // namespace gui
