// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The row under the timeline: attach, write, send. Keeps one draft per room on disk, tells the others that somebody is
// typing, says clearly when a text is too long, and gives a refused text back.

#include "gui/session.h"

#include <QWidget>

class QTimer;

namespace gui {

class AboutBar;
class ComposerEdit;
class IconButton;
class LocalSettings;
class PlainLabel;

class Composer : public QWidget
{
    Q_OBJECT

public:
    Composer(Session& session, LocalSettings& settings, QWidget* parent = nullptr);
    ~Composer() override;
    Q_DISABLE_COPY_MOVE(Composer)

    void setRoom(std::optional<core::RoomId> room);
    /// Whether there is something to send besides text.
    void setAttachmentsWaiting(bool waiting);
    void focusEdit();
    /// What is sent next answers this message.
    void reply(const engine::MessageSnapshot& message);
    /// Its text comes into the field; sending changes it. The draft waits meanwhile.
    void startEdit(const engine::MessageSnapshot& message);
    void cancelAbout();
    [[nodiscard]] AboutBar* about() const { return m_about; }
    [[nodiscard]] ComposerEdit* edit() const { return m_edit; }
    [[nodiscard]] QString complaint() const;

public slots:
    void send();

signals:
    void filesOffered(const QStringList& paths);
    void attachWanted();
    void editLastWanted();
    /// Send was asked for: what is staged goes too.
    void sent();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void onTextChanged();
    void onSendAnswered(const core::RoomId& room,
                        const QString& text,
                        const std::optional<engine::MessageSnapshot>& answered,
                        const engine::Answer& answer);
    void sendEdit(const QString& text);
    void setText(const QString& text);
    void saveDraft();
    void setTyping(bool on);
    void complain(const QString& words);
    void refresh();

    Session& m_session;
    LocalSettings& m_settings;
    std::optional<core::RoomId> m_room;
    ComposerEdit* m_edit = nullptr;
    IconButton* m_attach = nullptr;
    IconButton* m_send = nullptr;
    PlainLabel* m_complaint = nullptr;
    AboutBar* m_about = nullptr;
    QTimer* m_draftTimer = nullptr;
    QTimer* m_typingTimer = nullptr;
    qint64 m_typingSaid = 0;
    bool m_typing = false;
    bool m_attachments = false;
    bool m_loading = false;
};

} // namespace gui
