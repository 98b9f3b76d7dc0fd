// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What this window remembers between starts, in one small file inside the profile: geometry, the last room, the
// scheme, and the draft of every room. Drafts are written within a second of the last key, so a crash loses no more.

#include "core/ids.h"
#include "gui/theme.h"

#include <QByteArray>
#include <QSettings>
#include <QString>

namespace gui {

/// Where the window keeps its profile unless told otherwise.
[[nodiscard]] QString defaultProfile();

class LocalSettings
{
public:
    /// `folder` is the profile; the file in it is readable by its owner only.
    explicit LocalSettings(const QString& folder);

    [[nodiscard]] QByteArray geometry() const;
    [[nodiscard]] QByteArray splitter() const;
    void setWindow(const QByteArray& geometry, const QByteArray& splitter);

    [[nodiscard]] bool membersShown() const;
    void setMembersShown(bool shown);

    [[nodiscard]] std::optional<core::RoomId> lastRoom() const;
    void setLastRoom(const core::RoomId& room);

    [[nodiscard]] Scheme scheme() const;
    void setScheme(Scheme scheme);

    [[nodiscard]] QString draft(const core::RoomId& room) const;
    /// An empty text removes the draft.
    void setDraft(const core::RoomId& room, const QString& text);
    void sync();

private:
    QSettings m_file;
};

} // namespace gui
