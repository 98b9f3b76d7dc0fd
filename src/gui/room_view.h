// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// One open room: header, timeline, what is going on, attachments, composer. Takes dropped files anywhere and says who
// will get them. It wires these parts to each other and to the session; each decides its own matters.

#include "gui/session.h"

#include <QWidget>

namespace gui {

class AttachmentBar;
class Composer;
class DropOverlay;
class ElidedLabel;
class IconButton;
class MessageActs;
class LocalSettings;
class PlainLabel;
class RoomHeader;
class SuccessionBar;
class TimelineView;

class RoomView : public QWidget
{
    Q_OBJECT

public:
    RoomView(Session& session, LocalSettings& settings, QWidget* parent = nullptr);

    void setRoom(std::optional<core::RoomId> room);
    [[nodiscard]] const std::optional<core::RoomId>& room() const { return m_room; }
    void setAttentive(bool attentive);
    void chooseFiles();

    [[nodiscard]] TimelineView* timeline() const { return m_timeline; }
    [[nodiscard]] Composer* composer() const { return m_composer; }
    [[nodiscard]] AttachmentBar* attachments() const { return m_attachments; }
    [[nodiscard]] DropOverlay* overlay() const { return m_overlay; }
    [[nodiscard]] RoomHeader* header() const { return m_header; }
    [[nodiscard]] QString activity() const;
    [[nodiscard]] QString barrier() const;

    [[nodiscard]] SuccessionBar* succession() const { return m_succession; }

signals:
    /// Another one is to be looked at.
    void roomWanted(const core::RoomId& room);
    void inviteWanted();
    void membersToggled();
    void leaveWanted();
    void forgetWanted();
    void inviteLinkClicked(const QString& link);
    /// After somebody agreed to it.
    void openUrlWanted(const QUrl& url);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void wire();
    void wireActs();
    void onMerged(const core::RoomId& room, const engine::MergedNotice& what);
    void onRoomChanged(const core::RoomId& room);
    void onLink(const QString& target, bool invite);
    void onOpenFolder(const QString& path);
    void refresh();
    void refreshActivity();
    void showOverlay();
    [[nodiscard]] QString typingWords() const;

    Session& m_session;
    std::optional<core::RoomId> m_room;
    QString m_mergedWords;
    RoomHeader* m_header = nullptr;
    SuccessionBar* m_succession = nullptr;
    TimelineView* m_timeline = nullptr;
    ElidedLabel* m_activity = nullptr;
    PlainLabel* m_barrier = nullptr;
    AttachmentBar* m_attachments = nullptr;
    Composer* m_composer = nullptr;
    DropOverlay* m_overlay = nullptr;
    MessageActs* m_acts = nullptr;
};

} // namespace gui
