// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "support/power_cut_disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <new>
#include <vector>

namespace support {

namespace {

constexpr std::int64_t sectorBytes = 512;

/// A write, or with no bytes a change of length.
struct Step {
    std::int64_t at = 0;
    core::Bytes bytes;
    bool resizes = false;
};

struct File {
    core::Bytes synced;
    core::Bytes now;
    std::vector<Step> steps; ///< since the last sync
    bool present = true;
    bool wasPresent = false; ///< as of the last sync
};

void take(core::Bytes& content, const Step& step)
{
    if (step.resizes) {
        content.resize(static_cast<std::size_t>(step.at));
        return;
    }
    const auto end = static_cast<std::size_t>(step.at) + step.bytes.size();
    content.resize(std::max(content.size(), end));
    std::copy(step.bytes.begin(), step.bytes.end(), content.begin() + step.at);
}

/// Sector by sector, each one kept, lost or torn.
void takeInParts(core::Bytes& content, const Step& step, core::Rng& rng)
{
    std::int64_t at = step.at;
    core::ByteView left = step.bytes;
    while (!left.empty()) {
        const auto piece = std::min<std::size_t>(
            left.size(), static_cast<std::size_t>(sectorBytes - at % sectorBytes));
        const std::uint64_t luck = rng.below(10);
        const std::size_t length = luck < 5 ? piece : luck < 9 ? 0 : rng.below(piece + 1);
        if (length > 0) {
            take(content, {at, core::copyOf(left.first(length)), false});
        }
        at += static_cast<std::int64_t>(piece);
        left = left.subspan(piece);
    }
}

} // namespace

struct PowerCutDisk::Platter {
    std::map<std::string, std::shared_ptr<File>> files;
    std::uint64_t operations = 0;
    std::uint64_t cut = UINT64_MAX;
    sqlite3_vfs vfs{};

    [[nodiscard]] bool isCut() const { return operations >= cut; }
    /// Counts one; false when the power goes with it.
    [[nodiscard]] bool operate() { return ++operations < cut; }
};

namespace {

using Platter = PowerCutDisk::Platter;

struct Handle {
    sqlite3_file base;
    Platter* platter;
    std::shared_ptr<File>* file;
};

Handle& handleOf(sqlite3_file* file)
{
    return *reinterpret_cast<Handle*>(file);
}

int closeFile(sqlite3_file* file)
{
    delete handleOf(file).file;
    return SQLITE_OK;
}

int readFile(sqlite3_file* file, void* out, int bytes, sqlite3_int64 offset)
{
    const Handle& handle = handleOf(file);
    if (handle.platter->isCut()) {
        return SQLITE_IOERR_READ;
    }
    const core::Bytes& now = (*handle.file)->now;
    const auto at = static_cast<std::size_t>(offset);
    const auto wanted = static_cast<std::size_t>(bytes);
    std::memset(out, 0, wanted);
    const std::size_t there = at < now.size() ? std::min(wanted, now.size() - at) : 0;
    if (there > 0) {
        std::memcpy(out, now.data() + at, there);
    }
    return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int change(Handle& handle, Step step)
{
    if (handle.platter->isCut()) {
        return SQLITE_IOERR_WRITE;
    }
    File& file = **handle.file;
    take(file.now, step);
    file.steps.push_back(std::move(step));
    return handle.platter->operate() ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

int writeFile(sqlite3_file* file, const void* in, int bytes, sqlite3_int64 offset)
{
    const auto* start = static_cast<const std::uint8_t*>(in);
    return change(handleOf(file), {offset, core::Bytes(start, start + bytes), false});
}

int truncateFile(sqlite3_file* file, sqlite3_int64 length)
{
    return change(handleOf(file), {length, {}, true});
}

int syncFile(sqlite3_file* file, int /*flags*/)
{
    Handle& handle = handleOf(file);
    if (handle.platter->isCut() || !handle.platter->operate()) {
        return SQLITE_IOERR_FSYNC;
    }
    File& each = **handle.file;
    each.synced = each.now;
    each.steps.clear();
    each.wasPresent = each.present;
    return SQLITE_OK;
}

int lengthOfFile(sqlite3_file* file, sqlite3_int64* length)
{
    *length = static_cast<sqlite3_int64>((*handleOf(file).file)->now.size());
    return SQLITE_OK;
}

// One process uses the disk, with one connection that writes.
int lockFile(sqlite3_file* /*file*/, int /*level*/)
{
    return SQLITE_OK;
}

int isReserved(sqlite3_file* /*file*/, int* reserved)
{
    *reserved = 0;
    return SQLITE_OK;
}

int controlFile(sqlite3_file* /*file*/, int /*what*/, void* /*argument*/)
{
    return SQLITE_NOTFOUND;
}

int bytesOfSector(sqlite3_file* /*file*/)
{
    return static_cast<int>(sectorBytes);
}

int traits(sqlite3_file* /*file*/)
{
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

constexpr sqlite3_io_methods methods = {1,
                                        closeFile,
                                        readFile,
                                        writeFile,
                                        truncateFile,
                                        syncFile,
                                        lengthOfFile,
                                        lockFile,
                                        lockFile,
                                        isReserved,
                                        controlFile,
                                        bytesOfSector,
                                        traits,
                                        nullptr,
                                        nullptr,
                                        nullptr,
                                        nullptr,
                                        nullptr,
                                        nullptr};

Platter& platterOf(sqlite3_vfs* vfs)
{
    return *static_cast<Platter*>(vfs->pAppData);
}

int openFile(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* out, int flags, int* got)
{
    Platter& platter = platterOf(vfs);
    auto* const handle = new (out) Handle{};
    auto& known = platter.files[path];
    if (!known) {
        known = std::make_shared<File>();
        known->present = false;
    }
    if (platter.isCut() || (!known->present && (flags & SQLITE_OPEN_CREATE) == 0)) {
        return SQLITE_CANTOPEN;
    }
    known->present = true;
    handle->platter = &platter;
    handle->file = new std::shared_ptr<File>(known);
    handle->base.pMethods = &methods;
    if (got != nullptr) {
        *got = flags;
    }
    return SQLITE_OK;
}

int removeFile(sqlite3_vfs* vfs, const char* path, int syncFolder)
{
    Platter& platter = platterOf(vfs);
    if (platter.isCut()) {
        return SQLITE_IOERR_DELETE;
    }
    const auto found = platter.files.find(path);
    if (found == platter.files.end() || !found->second->present) {
        return SQLITE_IOERR_DELETE_NOENT;
    }
    File& file = *found->second;
    file.present = false;
    file.now.clear();
    file.steps.push_back({0, {}, true});
    if (!platter.operate()) {
        return SQLITE_IOERR_DELETE;
    }
    if (syncFolder != 0) {
        file = File{};
        file.present = false;
    }
    return SQLITE_OK;
}

int accessFile(sqlite3_vfs* vfs, const char* path, int /*flags*/, int* result)
{
    const Platter& platter = platterOf(vfs);
    const auto found = platter.files.find(path);
    *result = found != platter.files.end() && found->second->present ? 1 : 0;
    return SQLITE_OK;
}

int fullPath(sqlite3_vfs* /*vfs*/, const char* path, int bytes, char* out)
{
    sqlite3_snprintf(bytes, out, "%s", path);
    return SQLITE_OK;
}

int drawRandom(sqlite3_vfs* /*vfs*/, int bytes, char* out)
{
    std::memset(out,
                7,
                static_cast<std::size_t>(
                    bytes)); // the salts of a log: any will do, the same ones each time
    return bytes;
}

int sleepFor(sqlite3_vfs* /*vfs*/, int microseconds)
{
    return microseconds;
}

int currentDay(sqlite3_vfs* /*vfs*/, double* day)
{
    *day = 2461000.5;
    return SQLITE_OK;
}

} // namespace

PowerCutDisk::PowerCutDisk()
    : m_platter(std::make_unique<Platter>())
{
    sqlite3_vfs& vfs = m_platter->vfs;
    vfs.iVersion = 1;
    vfs.szOsFile = static_cast<int>(sizeof(Handle));
    vfs.mxPathname = 512;
    vfs.zName = "power-cut";
    vfs.pAppData = m_platter.get();
    vfs.xOpen = openFile;
    vfs.xDelete = removeFile;
    vfs.xAccess = accessFile;
    vfs.xFullPathname = fullPath;
    vfs.xRandomness = drawRandom;
    vfs.xSleep = sleepFor;
    vfs.xCurrentTime = currentDay;
    sqlite3_vfs_register(&vfs, 0);
}

PowerCutDisk::~PowerCutDisk()
{
    sqlite3_vfs_unregister(&m_platter->vfs);
}

const char* PowerCutDisk::name() const
{
    return m_platter->vfs.zName;
}

void PowerCutDisk::put(const std::string& path, core::ByteView bytes)
{
    auto file = std::make_shared<File>();
    file->now = core::copyOf(bytes);
    file->synced = file->now;
    file->wasPresent = true;
    m_platter->files[path] = file;
}

core::Bytes PowerCutDisk::content(const std::string& path) const
{
    const auto found = m_platter->files.find(path);
    return found == m_platter->files.end() ? core::Bytes() : found->second->now;
}

std::uint64_t PowerCutDisk::operations() const
{
    return m_platter->operations;
}

void PowerCutDisk::cutAt(std::uint64_t operation)
{
    m_platter->cut = operation;
}

bool PowerCutDisk::isCut() const
{
    return m_platter->isCut();
}

void PowerCutDisk::powerOn(core::Rng& rng)
{
    for (auto& [path, file] : m_platter->files) {
        core::Bytes content = file->synced;
        bool present = file->wasPresent;
        if (file->present != file->wasPresent) {
            present = rng.below(2) == 0;
        }
        const std::uint64_t mood = rng.below(4); // all of it, nothing, else a mixture
        for (const Step& step : file->steps) {
            if (mood == 0 || (step.resizes && mood != 1 && rng.below(2) == 0)) {
                take(content, step);
            } else if (!step.resizes && mood != 1) {
                takeInParts(content, step, rng);
            }
        }
        *file = File{};
        file->present = present;
        file->wasPresent = present;
        if (present) {
            file->now = content;
            file->synced = content;
        }
    }
    m_platter->cut = UINT64_MAX;
    m_platter->operations = 0;
}

} // namespace support
