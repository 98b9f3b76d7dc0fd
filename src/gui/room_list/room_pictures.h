// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The pictures of rooms: fetched by themselves, for they are small, into a folder of the profile, and shown once they are
// here. Until then, and for a room without one, there is the picture made from its key.

#include "engine/engine_types.h"

#include <QImage>
#include <QObject>
#include <QPixmap>

#include <map>
#include <set>

namespace gui {

class Session;

class RoomPictures : public QObject
{
    Q_OBJECT

public:
    /// Those of the session; there are none before somebody asks.
    [[nodiscard]] static RoomPictures& of(Session& session);

    /// Where they are kept; without one none are fetched.
    void setFolder(const QString& folder);
    [[nodiscard]] QPixmap pixmap(const core::RoomId& room, int size, double ratio) const;
    /// Null while there is none.
    [[nodiscard]] QImage image(const core::RoomId& room) const;
    /// A picture that is to be shared, as a file; empty when it cannot be written.
    [[nodiscard]] QString write(const QImage& picture) const;

signals:
    void changed(const core::RoomId& room);

private:
    explicit RoomPictures(Session& session);
    struct Shown {
        core::EventRef file;
        QImage image;
    };

    void look();
    void look(const core::RoomId& room, const std::optional<core::EventRef>& file);
    void find(const core::RoomId& room, const core::EventRef& file);
    bool show(const core::RoomId& room, const core::EventRef& file, const QString& path);
    void onFile(const core::EventRef& file);
    [[nodiscard]] bool isWanted(const core::RoomId& room, const core::EventRef& file) const;
    [[nodiscard]] QString pathOf(const core::EventRef& file) const;

    Session& m_session;
    QString m_folder;
    std::map<core::RoomId, Shown> m_shown;
    std::set<core::EventRef> m_asked; ///< on their way
};

} // namespace gui
