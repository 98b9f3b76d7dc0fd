// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "gui/room_list/room_pictures.h"

#include "gui/plain_text.h"
#include "gui/session.h"
#include "gui/widgets/identicon.h"
#include "gui/widgets/picture_file.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace gui {

RoomPictures& RoomPictures::of(Session& session)
{
    auto* found = session.findChild<RoomPictures*>(QString(), Qt::FindDirectChildrenOnly);
    return found != nullptr ? *found : *new RoomPictures(session);
}

RoomPictures::RoomPictures(Session& session)
    : QObject(&session)
    , m_session(session)
{
    connect(&session, &Session::roomsChanged, this, qOverload<>(&RoomPictures::look));
    connect(&session, &Session::fileChanged, this, &RoomPictures::onFile);
    // The card may come after the act that names it.
    connect(&session,
            &Session::messageArrived,
            this,
            [this](const core::RoomId& /*room*/, const engine::MessageSnapshot& message) {
                if (message.file) {
                    m_session.refreshRooms();
                }
            });
}

void RoomPictures::setFolder(const QString& folder)
{
    if (QDir().mkpath(folder)) {
        m_folder = folder;
        look();
    }
}

QString RoomPictures::pathOf(const core::EventRef& file) const
{
    return m_folder + QLatin1Char('/') + textFrom(file.text()) + QStringLiteral(".png");
}

QString RoomPictures::write(const QImage& picture) const
{
    if (m_folder.isEmpty()) {
        return {};
    }
    QString path;
    for (int number = 1; path.isEmpty() || QFileInfo::exists(path); ++number) {
        path = m_folder + QStringLiteral("/room-picture-%1.png").arg(number);
    }
    return picture.save(path, "PNG") ? path : QString();
}

QImage RoomPictures::image(const core::RoomId& room) const
{
    const auto shown = m_shown.find(room);
    return shown == m_shown.end() ? QImage() : shown->second.image;
}

QPixmap RoomPictures::pixmap(const core::RoomId& room, int size, double ratio) const
{
    const QImage own = image(room);
    return own.isNull() ? identiconPixmap(seedOf(room), size, ratio, IdenticonFrame::Room)
                        : roomPixmap(own, size, ratio);
}

void RoomPictures::look()
{
    for (const auto& [room, entry] : m_session.rooms()) {
        look(room, entry.snapshot.picture);
    }
}

void RoomPictures::look(const core::RoomId& room, const std::optional<core::EventRef>& file)
{
    const auto shown = m_shown.find(room);
    if (!file) {
        if (shown != m_shown.end()) {
            m_shown.erase(shown);
            emit changed(room);
        }
        return;
    }
    const bool isShown = shown != m_shown.end() && shown->second.file == *file;
    if (!isShown && !m_folder.isEmpty() && !show(room, *file, pathOf(*file))
        && m_asked.insert(*file).second) {
        find(room, *file);
    }
}

/// It may lie somewhere on this machine already: it was shared from here, or fetched by hand.
void RoomPictures::find(const core::RoomId& room, const core::EventRef& file)
{
    m_session.ask(engine::ListFiles{room}, this, [this, room, file](const engine::Answer& answer) {
        const auto* list = std::get_if<engine::FileList>(&answer);
        if (list == nullptr || !isWanted(room, file)) {
            m_asked.erase(file);
            return;
        }
        const auto one = std::find_if(list->files.begin(),
                                      list->files.end(),
                                      [&](const auto& each) { return each.file == file; });
        if (one != list->files.end() && one->have && show(room, file, textFrom(one->path))) {
            return;
        }
        m_session.ask(engine::FetchFile{file, utf8Of(pathOf(file))},
                      this,
                      [this, file](const engine::Answer& said) {
                          if (std::holds_alternative<engine::Refusal>(said)) {
                              m_asked.erase(file); // the next look asks again
                          }
                      });
    });
}

bool RoomPictures::isWanted(const core::RoomId& room, const core::EventRef& file) const
{
    const RoomEntry* entry = m_session.room(room);
    return entry != nullptr && entry->snapshot.picture == file;
}

bool RoomPictures::show(const core::RoomId& room, const core::EventRef& file, const QString& path)
{
    const QImage read = readPicture(path);
    if (read.isNull()) {
        return false;
    }
    m_shown[room] = {file, read};
    emit changed(room);
    return true;
}

void RoomPictures::onFile(const core::EventRef& file)
{
    const FileEntry entry = m_session.file(file);
    if (entry.failure) {
        m_asked.erase(file);
    }
    if (entry.stage != engine::FileStage::Here || m_asked.erase(file) == 0) {
        return;
    }
    for (const auto& [room, each] : m_session.rooms()) {
        const auto shown = m_shown.find(room);
        if (each.snapshot.picture == file
            && (shown == m_shown.end() || shown->second.file != file)) {
            static_cast<void>(show(room, file, entry.path));
        }
    }
}

} // namespace gui
