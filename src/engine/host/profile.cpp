// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/profile.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::host {

using core::fail;

namespace {

constexpr int layoutNow = 1;
constexpr std::size_t settingsBytesMost = 64 * 1024;

bool makePrivateFolder(const std::string& folder)
{
    if (isFolder(folder)) {
        return true;
    }
    const QString parent = QFile::decodeName(QByteArray::fromStdString(folderOf(folder)));
    return QDir().mkpath(parent) && ::mkdir(folder.c_str(), S_IRWXU) == 0;
}

} // namespace

Profile::Profile(std::string folder, Fd lock)
    : m_folder(std::move(folder))
    , m_lock(std::move(lock))
{
}

core::Result<Profile, ProfileError> Profile::open(const std::string& folder)
{
    std::string place = folder;
    while (place.size() > 1 && place.back() == '/') {
        place.pop_back();
    }
    if (place.empty() || !makePrivateFolder(place) || ::access(place.c_str(), W_OK | X_OK) != 0) {
        return fail(ProfileError::NotWritable);
    }
    auto lock = openFile(place + "/lock", O_RDWR | O_CREAT | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (!lock) {
        return fail(ProfileError::NotWritable);
    }
    if (::flock(lock->get(), LOCK_EX | LOCK_NB) != 0) {
        return fail(errno == EWOULDBLOCK ? ProfileError::InUse : ProfileError::NotWritable);
    }
    Profile profile(place, std::move(*lock));
    if (const auto read = profile.readSettings(); !read) {
        return fail(read.error());
    }
    if (!makePrivateFolder(profile.incomingPath())) {
        return fail(ProfileError::NotWritable);
    }
    return profile;
}

core::Result<void, ProfileError> Profile::readSettings()
{
    const auto text = readWhole(settingsPath(), settingsBytesMost);
    if (!text) {
        return {}; // missing or unreadable: nothing in it is worth refusing to start
    }
    const QByteArray raw(reinterpret_cast<const char*>(text->data()),
                         static_cast<qsizetype>(text->size()));
    const QJsonObject settings = QJsonDocument::fromJson(raw).object();
    if (settings.value(QLatin1String("layout")).toInt(layoutNow) > layoutNow) {
        return fail(ProfileError::Newer);
    }
    const int port = settings.value(QLatin1String("port")).toInt();
    m_port = port > 0 && port <= UINT16_MAX ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
    return {};
}

bool Profile::rememberPort(std::uint16_t port)
{
    if (port == m_port) {
        return true;
    }
    QJsonObject settings;
    settings.insert(QLatin1String("layout"), layoutNow);
    settings.insert(QLatin1String("port"), int{port});
    const QByteArray text = QJsonDocument(settings).toJson();
    if (!replaceFile(settingsPath(),
                     core::bytesOf({text.data(), static_cast<std::size_t>(text.size())}))) {
        return false;
    }
    m_port = port;
    return true;
}

} // namespace engine::host
