// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// What the window knows. It asks the engine through its door, keeps the newest answers (rooms, members, files, the
// loaded part of each history) and says what changed; widgets read from here and never talk to the engine themselves.
// Lists are refreshed as a whole and at most one refresh of a kind is under way, so a storm of notices costs two.

#include "engine/engine.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <vector>

class QTimer;

namespace gui {

class RoomHistory;

struct RoomEntry {
    engine::RoomSnapshot snapshot;
    std::optional<engine::MessageSnapshot> last; ///< the newest message, for the preview
    std::optional<engine::Reason> reason;        ///< why the room is in its state, if said
    std::uint32_t missing = 0;                   ///< messages known to be missing, being asked for
    std::uint32_t asking = 0;
};

struct FileEntry {
    std::optional<engine::FileStage> stage; ///< nothing while only the card is known
    std::uint64_t done = 0;
    std::uint64_t rate = 0;
    std::uint32_t peers = 0;
    std::uint32_t copies = 0;
    QString path;
    std::optional<engine::Reason> failure;
};

class Session : public QObject
{
    Q_OBJECT

public:
    using Callback = std::function<void(const engine::Answer&)>;

    explicit Session(engine::Engine& engine, QObject* parent = nullptr);
    ~Session() override;
    Q_DISABLE_COPY_MOVE(Session)

    /// Asks for everything that the first screen needs.
    void start();
    /// The callback runs once, unless `context` is gone by then.
    void ask(engine::Request request, QObject* context, Callback callback);
    void tell(engine::Request request);

    [[nodiscard]] const engine::NodeInfo& node() const { return m_node; }
    [[nodiscard]] const std::map<engine::Rung, engine::RungSnapshot>& rungs() const
    {
        return m_rungs;
    }
    /// Every link that is up; one person may have several.
    [[nodiscard]] const std::vector<engine::PeerSnapshot>& links() const { return m_links; }
    [[nodiscard]] std::size_t peersOnline() const;

    [[nodiscard]] bool roomsKnown() const { return m_roomsKnown; }
    [[nodiscard]] const std::map<core::RoomId, RoomEntry>& rooms() const { return m_rooms; }
    [[nodiscard]] const RoomEntry* room(const core::RoomId& room) const;
    /// Newest activity first.
    [[nodiscard]] std::vector<core::RoomId> roomsByActivity() const;
    [[nodiscard]] std::uint32_t unread() const;

    [[nodiscard]] const std::vector<engine::MemberSnapshot>&
    members(const core::RoomId& room) const;
    [[nodiscard]] const engine::MemberSnapshot* member(const core::RoomId& room,
                                                       const core::IdentityId& identity) const;
    /// What that person is called there, for a sentence: isolated.
    [[nodiscard]] QString nameOf(const core::RoomId& room, const core::IdentityId& identity) const;
    [[nodiscard]] std::vector<core::IdentityId> typing(const core::RoomId& room) const;
    [[nodiscard]] FileEntry file(const core::EventRef& file) const;
    [[nodiscard]] RoomHistory& history(const core::RoomId& room);

    void refreshRooms();
    void refreshMembers(const core::RoomId& room);
    void refreshFiles(const core::RoomId& room);
    void refreshNode();

    void markRead(const core::RoomId& room, const core::EventRef& message);
    void fetchFile(const core::EventRef& file);
    void pauseFile(const core::EventRef& file);
    void resumeFile(const core::EventRef& file);
    void cancelFile(const core::EventRef& file);

signals:
    void nodeChanged();
    void networkChanged();
    void roomsChanged();
    void roomChanged(const core::RoomId& room);
    void membersChanged(const core::RoomId& room);
    void typingChanged(const core::RoomId& room);
    /// Somebody who runs the room did something there.
    void moderated(const core::RoomId& room);
    /// Somebody turned to those who run the room, or was answered.
    void turnedTo(const core::RoomId& room);
    void fileChanged(const core::EventRef& file);
    void messageArrived(const core::RoomId& room, const engine::MessageSnapshot& message);
    void hashingProgress(const QString& path, quint64 done, quint64 total);
    void merged(const core::RoomId& room, const engine::MergedNotice& what);
    void warned(engine::Warning warning);

private:
    /// One kind of list: asked for once, and once more if something changed meanwhile.
    struct Refresh {
        bool flying = false;
        bool again = false;
        [[nodiscard]] bool begin();
        [[nodiscard]] bool end();
    };
    struct Pending {
        QPointer<QObject> context;
        Callback callback;
    };

    void onAnswered(engine::RequestId id, const engine::Answer& answer);
    void onNoticed(const engine::Notice& notice);
    void refreshPeers();
    void refreshPreview(const core::RoomId& room);
    void takeRooms(const engine::RoomList& list);
    void takeFiles(const core::RoomId& room, const engine::FileList& list);
    void changeFile(const core::EventRef& file, const std::function<void(FileEntry&)>& change);
    void actOnFile(engine::Request request,
                   const core::EventRef& file,
                   std::optional<engine::FileStage> then);
    void dropStaleTyping();

    void take(const engine::ReadyNotice& notice);
    void take(const engine::RoomNotice& notice);
    void take(const engine::RoomListNotice& notice);
    void take(const engine::MemberNotice& notice);
    void take(const engine::MessageNotice& notice);
    void take(const engine::HistoryNotice& notice);
    void take(const engine::MessageStateNotice& notice);
    void take(const engine::ModerationNotice& notice);
    void take(const engine::KnocksNotice& notice);
    void take(const engine::TypingNotice& notice);
    void take(const engine::FileHashingNotice& notice);
    void take(const engine::FileProgressNotice& notice);
    void take(const engine::FileDoneNotice& notice);
    void take(const engine::FileFailedNotice& notice);
    void take(const engine::FileCopiesNotice& notice);
    void take(const engine::RungNotice& notice);
    void take(const engine::GapNotice& notice);
    void take(const engine::MergedNotice& notice);
    void take(const engine::WarningNotice& notice);

    engine::Engine& m_engine;
    std::map<engine::RequestId, Pending> m_pending;
    engine::NodeInfo m_node;
    std::map<engine::Rung, engine::RungSnapshot> m_rungs;
    std::vector<engine::PeerSnapshot> m_links;
    bool m_roomsKnown = false;
    std::map<core::RoomId, RoomEntry> m_rooms;
    std::map<core::RoomId, std::vector<engine::MemberSnapshot>> m_members;
    std::map<core::RoomId, std::map<core::IdentityId, qint64>> m_typing; ///< until when
    std::map<core::EventRef, FileEntry> m_files;
    std::map<core::RoomId, std::unique_ptr<RoomHistory>> m_histories;
    Refresh m_roomsRefresh;
    Refresh m_peersRefresh;
    std::map<core::RoomId, Refresh> m_memberRefreshes;
    std::map<core::RoomId, Refresh> m_previewRefreshes;
    QTimer* m_typingTimer = nullptr;
};

} // namespace gui
