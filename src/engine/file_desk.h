// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// Shares and downloads of all rooms: joins the transfer room's state machines to cards, bulk links and the host's file
// jobs. It knows neither sockets nor files; a bulk link is asked for through `Ports` and announced by bulkUp.

#include "engine/room/room.h"
#include "engine/room/self.h"
#include "engine/turn.h"
#include "transfer/manifest.h"

#include <functional>
#include <memory>

namespace engine {

class FileDesk
{
public:
    /// What the desk needs of the peer around it.
    struct Ports {
        std::function<std::shared_ptr<room::Room>(const RoomId&)> room;
        /// Opens a bulk link to a live member; bulkUp follows later, never from within, or nothing. Asking again while one
        /// is open or on its way is harmless.
        std::function<void(Turn&, const RoomId&, const core::DeviceId&)> openBulk;
    };

    FileDesk(const room::Self& self, Ports ports);
    FileDesk(const FileDesk&) = delete;
    FileDesk& operator=(const FileDesk&) = delete;
    FileDesk(FileDesk&&) = delete;
    FileDesk& operator=(FileDesk&&) = delete;
    ~FileDesk();

    /// After the rooms are loaded: shares are served again, downloads go on by themselves.
    void load(Turn& turn, const StoredState& stored);
    /// False: not a request of ours.
    [[nodiscard]] bool handleRequest(Turn& turn, RequestId id, const Request& request);

    void memberUp(Turn& turn, const RoomId& room, const core::DeviceId& device);
    void bulkUp(Turn& turn, LinkId link, const RoomId& room, const core::DeviceId& device);
    /// Also after a close that the desk asked for.
    void bulkDown(Turn& turn, LinkId link);
    /// A frame on a bulk link. False: it breaks the protocol, and the link is to be closed.
    [[nodiscard]] bool handleFrame(Turn& turn, LinkId link, const wire::Frame& frame);
    /// This many bytes of the link have left this machine since the last call.
    void handleSent(Turn& turn, LinkId link, std::size_t bytes);
    void forgetRoom(Turn& turn, const RoomId& room);

    void handleHashed(Turn& turn, const FileHashed& hashed);
    void
    handleBytes(Turn& turn, ReadId read, std::optional<FileError> error, const core::Bytes& bytes);
    void handlePlaced(Turn& turn, const DownloadPlaced& placed);
    void
    handleWritten(Turn& turn, FileJobId job, std::uint64_t offset, std::optional<FileError> error);
    void handleFlushed(Turn& turn, FileJobId job, std::optional<FileError> error);
    void handleFinished(Turn& turn,
                        FileJobId job,
                        std::optional<FileError> error,
                        const std::string& path);

    // ---- content that travels in the file of a room (copy_desk.h) ----

    struct Whole {
        std::string path;
        transfer::Manifest manifest;
    };
    /// Where a file lies that is here whole.
    [[nodiscard]] std::optional<Whole> whole(const room::Room& room, const EventRef& file) const;
    [[nodiscard]] std::vector<EventRef> wholeFiles(const room::Room& room) const;
    struct Wanted {
        std::string safeName;
        transfer::Manifest manifest;
    };
    /// Nothing: there is no such card, or the file is here.
    [[nodiscard]] std::optional<Wanted> wanted(const room::Room& room, const EventRef& file);
    /// It is what the card says, and lies there now. A download of it that was under way is over.
    void keep(Turn& turn,
              const room::Room& room,
              const EventRef& file,
              const std::string& path,
              const std::vector<transfer::Hash32>& leaves);

    void handleTimer(Turn& turn);
    [[nodiscard]] std::optional<core::MonoTime> nextWake(core::MonoTime now) const;

private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace engine
