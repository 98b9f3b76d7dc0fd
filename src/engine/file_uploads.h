// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The files that this peer serves: own shares and finished downloads from where they lie, running downloads from their
// part file. Whether somebody may ask is decided above; here each request finds its Sender, each read its file.
//
//     place     reads by
//     Part      ReadPart
//     Moving    none: they wait until the file has its final name
//     Path      ReadFile

#include "engine/file_links.h"
#include "transfer/sender.h"

#include <set>

namespace engine {

constexpr std::size_t uploadsMost = 8192;

class FileUploads
{
public:
    /// A file that turned out to be another than it was, or to be gone; it is not served any more.
    struct Ended {
        EventRef file;
        Reason reason = Reason::FileGone; ///< FileGone or FileChanged
        bool part = false;
        std::uint64_t offset = 0; ///< of the block that was found changed
    };

    explicit FileUploads(FileLinks& links);

    /// False when there are too many; replaces what was served as this file before.
    bool addWhole(const EventRef& file,
                  std::string path,
                  std::shared_ptr<const transfer::HashStore> hashes);
    bool addPart(const EventRef& file,
                 FileJobId job,
                 std::shared_ptr<const transfer::HashStore> hashes,
                 const transfer::Bitmap& held);
    void gained(const EventRef& file, std::uint64_t block);
    void moving(const EventRef& file);
    /// The whole file is here now, and every hash of it known.
    void moved(Turn& turn, const EventRef& file, std::string path);
    /// Those who are waiting are refused with this reason.
    void remove(Turn& turn, const EventRef& file, transfer::RefuseReason reason);

    [[nodiscard]] bool serves(const EventRef& file) const { return m_files.contains(file); }
    [[nodiscard]] bool isFull() const { return m_files.size() >= uploadsMost; }

    void handleRequest(Turn& turn, LinkId from, const transfer::HaveRequest& request);
    void handleRequest(Turn& turn, LinkId from, const transfer::HashRequest& request);
    void handleRequest(Turn& turn, LinkId from, const transfer::BlockRequest& request);
    void handleSent(Turn& turn, LinkId link, const FileLinks::Returned& returned);
    void linkDown(Turn& turn, LinkId link);
    [[nodiscard]] std::optional<Ended>
    handleBytes(Turn& turn, ReadId read, std::optional<FileError> error, const core::Bytes& bytes);

    void handleTimer(Turn& turn);
    [[nodiscard]] std::optional<core::MonoTime> nextWake() const;

private:
    enum class Place : std::uint8_t { Part, Moving, Path };
    struct Upload {
        std::uint64_t serial = 0; ///< tells the reads of one that was replaced
        transfer::Sender sender;
        Place place = Place::Path;
        FileJobId job = 0;
        std::string path;
        std::vector<transfer::ReadBlock> waiting; ///< while Moving; at most readsMost
    };
    struct Read {
        EventRef file;
        std::uint64_t serial = 0;
        std::uint64_t number = 0; ///< the Sender's
        std::uint64_t offset = 0;
    };
    template<class Input>
    void apply(Turn& turn, Upload& upload, Input input);
    bool add(const EventRef& file, Upload upload);
    void carryOut(Turn& turn, Upload& upload, transfer::SenderOutbox& out);
    void readBlock(Turn& turn, Upload& upload, const transfer::ReadBlock& wanted);

    FileLinks& m_links;
    std::map<EventRef, Upload> m_files;
    std::set<EventRef> m_asked; ///< files with requesters
    std::map<ReadId, Read> m_reads;
    ReadId m_nextRead = 1;
    std::uint64_t m_nextSerial = 1;
};

} // namespace engine
