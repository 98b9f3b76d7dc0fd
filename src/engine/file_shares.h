// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The whole files of this machine: what the person shared, and what was downloaded. Both are served from where they lie.
//
//     stage     leaves by
//     Shared    found changed or gone when it is read, or cancelled -> Gone
//     Gone      resume, and it hashes to the card again -> Shared
//     Here      found changed or gone, or cancelled -> forgotten, and may be fetched again

#include "engine/file_downloads.h"
#include "engine/room/room.h"
#include "engine/room/self.h"

namespace engine {

constexpr std::size_t hashingMost = 64;

class FileShares : public std::enable_shared_from_this<FileShares>
{
public:
    using RoomOf = std::function<std::shared_ptr<room::Room>(const RoomId&)>;
    struct Kept {
        StoredFile file;
        transfer::Manifest manifest;
        Reason ended = Reason::FileGone; ///< while Gone: what requesters are told
    };

    FileShares(const room::Self& self, RoomOf roomOf, FileUploads& uploads);

    /// The request is answered once the card is committed.
    void hash(Turn& turn, RequestId request, const ShareFile& wish);
    void serveAgain(Turn& turn, RequestId request, const EventRef& file);
    void cancel(Turn& turn, const EventRef& file);
    void forgetRoom(Turn& turn, const RoomId& room);

    /// From the store.
    void goOn(Turn& turn, const StoredFile& stored, const transfer::Manifest& manifest);
    void reload(Turn& turn, const std::set<EventRef>& stored);
    /// A download that is whole now.
    void
    keep(Turn& turn, StoredFile file, const std::shared_ptr<const transfer::HashStore>& hashes);
    /// A download whose part file has vanished, and whose final name may hold all of it.
    void lookFor(Turn& turn, StoredFile file, const transfer::Manifest& manifest);

    [[nodiscard]] const Kept* find(const EventRef& file) const;

    void handleHashed(Turn& turn, const FileHashed& hashed);
    void handleEnded(Turn& turn, const FileUploads::Ended& ended);

private:
    struct NewShare {
        ShareFile wish;
    };
    /// Hashed again, to be served.
    struct Again {
        EventRef file;
    };
    struct Sought {
        Kept kept;
    };
    struct Hashing {
        std::variant<NewShare, Again, Sought> what;
        std::optional<RequestId> request;
    };

    bool startHashing(Turn& turn, const std::string& path, Hashing hashing);
    void stopHashing(Turn& turn, const std::function<bool(const Hashing&)>& which, Reason reason);
    void take(Turn& turn, const NewShare& share, RequestId request, const FileHashed& hashed);
    void take(Turn& turn,
              const Again& again,
              const std::optional<RequestId>& request,
              const FileHashed& hashed);
    void take(Turn& turn, Sought sought, const FileHashed& hashed);
    void end(Turn& turn, const EventRef& file, Reason reason);

    const room::Self& m_self;
    RoomOf m_roomOf;
    FileUploads& m_uploads;
    std::map<EventRef, Kept> m_files; ///< at most uploadsMost, and those of the store
    std::map<FileJobId, Hashing> m_hashing;
    FileJobId m_nextJob = 1;
};

} // namespace engine
