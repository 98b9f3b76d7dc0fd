// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/file_record.h"

#include "records.pb.h"

#include <map>

namespace engine {

namespace {

constexpr std::string_view hashesEnding = "+hashes";

core::Bytes keyOf(const EventRef& file)
{
    return core::copyOf(core::bytesOf(file.text()));
}

core::Bytes hashesKeyOf(const EventRef& file)
{
    core::Bytes key = keyOf(file);
    core::append(key, core::bytesOf(hashesEnding));
    return key;
}

void persist(Turn& turn, const RoomId& room, core::Bytes key, const wire::FileRecord& record)
{
    turn.persist(PutRecord{room,
                           RecordKind::File,
                           std::move(key),
                           core::copyOf(core::bytesOf(record.SerializeAsString()))});
}

bool isKept(std::uint32_t stage)
{
    return stage > static_cast<std::uint32_t>(FileStage::Offered)
           && stage <= static_cast<std::uint32_t>(FileStage::Gone);
}

} // namespace

void persistFile(Turn& turn, const StoredFile& file)
{
    wire::FileRecord record;
    record.set_stage(static_cast<std::uint32_t>(file.stage));
    record.set_path(file.path);
    record.set_part_path(file.partPath);
    record.set_final_path(file.finalPath);
    record.set_to(file.to);
    record.set_bitmap(core::textOf(file.blocks));
    record.set_modified_ms(file.modifiedMs);
    record.set_room(core::textOf(file.room.view()));
    persist(turn, file.room, keyOf(file.file), record);
}

void persistHashes(Turn& turn,
                   const RoomId& room,
                   const EventRef& file,
                   const transfer::HashStore& hashes)
{
    wire::FileRecord record;
    record.set_leaves(core::textOf(hashes.encode()));
    persist(turn, room, hashesKeyOf(file), record);
}

void dropHashes(Turn& turn, const RoomId& room, const EventRef& file)
{
    turn.persist(DropRecord{room, RecordKind::File, hashesKeyOf(file)});
}

void dropFile(Turn& turn, const RoomId& room, const EventRef& file)
{
    turn.persist(DropRecord{room, RecordKind::File, keyOf(file)});
    dropHashes(turn, room, file);
}

std::vector<StoredFile> storedFiles(const StoredState& stored)
{
    std::map<EventRef, StoredFile> files;
    std::map<EventRef, core::Bytes> hashes;
    for (const StoredRecord& each : stored.records) {
        wire::FileRecord record;
        if (each.kind != RecordKind::File
            || !record.ParseFromArray(each.value.data(), static_cast<int>(each.value.size()))) {
            continue;
        }
        std::string name = core::textOf(each.key);
        const bool ofHashes = name.ends_with(hashesEnding);
        name.resize(name.size() - (ofHashes ? hashesEnding.size() : 0));
        const auto file = EventRef::fromText(name);
        if (file && ofHashes) {
            hashes[*file] = core::copyOf(core::bytesOf(record.leaves()));
        } else if (file && isKept(record.stage())) {
            files[*file] = {each.room,
                            *file,
                            static_cast<FileStage>(record.stage()),
                            record.path(),
                            record.part_path(),
                            record.final_path(),
                            record.to(),
                            core::copyOf(core::bytesOf(record.bitmap())),
                            {},
                            record.modified_ms()};
        }
    }
    std::vector<StoredFile> out;
    for (auto& [ref, file] : files) {
        if (const auto found = hashes.find(ref); found != hashes.end()) {
            file.hashes = std::move(found->second);
        }
        out.push_back(std::move(file));
    }
    return out;
}

} // namespace engine
