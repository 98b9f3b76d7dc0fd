// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/sealed_vfs.h"

#include "engine/host/sealed_file.h"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <new>
#include <utility>

namespace engine::host {

namespace {

/// SQLite's file object, followed in memory by the one of the VFS below.
struct Handle {
    sqlite3_file base;
    SealedFile* file;
};

/// Only the database file is asked about the index.
SealedPages& pagesOf(sqlite3_file* handle)
{
    return static_cast<SealedPages&>(*reinterpret_cast<Handle*>(handle)->file);
}

SealedFile& fileOf(sqlite3_file* handle)
{
    return *reinterpret_cast<Handle*>(handle)->file;
}

int closeFile(sqlite3_file* handle)
{
    SealedFile* file = std::exchange(reinterpret_cast<Handle*>(handle)->file, nullptr);
    const int code = file->close();
    delete file;
    return code;
}

int readFile(sqlite3_file* handle, void* out, int bytes, sqlite3_int64 offset)
{
    return fileOf(handle).read({static_cast<std::uint8_t*>(out), static_cast<std::size_t>(bytes)},
                               offset);
}

int writeFile(sqlite3_file* handle, const void* in, int bytes, sqlite3_int64 offset)
{
    return fileOf(handle).write(
        {static_cast<const std::uint8_t*>(in), static_cast<std::size_t>(bytes)}, offset);
}

int truncateFile(sqlite3_file* handle, sqlite3_int64 length)
{
    return fileOf(handle).truncate(length);
}

int syncFile(sqlite3_file* handle, int flags)
{
    return fileOf(handle).sync(flags);
}

int lengthOfFile(sqlite3_file* handle, sqlite3_int64* length)
{
    std::int64_t found = 0;
    const int code = fileOf(handle).length(found);
    *length = found;
    return code;
}

int lockFile(sqlite3_file* handle, int level)
{
    sqlite3_file* const below = fileOf(handle).below();
    return below->pMethods->xLock(below, level);
}

int unlockFile(sqlite3_file* handle, int level)
{
    sqlite3_file* const below = fileOf(handle).below();
    return below->pMethods->xUnlock(below, level);
}

int isReserved(sqlite3_file* handle, int* reserved)
{
    sqlite3_file* const below = fileOf(handle).below();
    return below->pMethods->xCheckReservedLock(below, reserved);
}

int controlFile(sqlite3_file* handle, int what, void* argument)
{
    return fileOf(handle).control(what, argument);
}

int sectorBytes(sqlite3_file* handle)
{
    sqlite3_file* const below = fileOf(handle).below();
    return below->pMethods->xSectorSize(below);
}

/// What a seal does not take away: a write that is torn harms nothing outside of it. Pages are not written atomically.
int traits(sqlite3_file* handle)
{
    sqlite3_file* const below = fileOf(handle).below();
    return below->pMethods->xDeviceCharacteristics(below)
           & (SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN);
}

int mapIndex(sqlite3_file* handle, int region, int bytes, int make, void volatile** out)
{
    *out = pagesOf(handle).index().region(
        static_cast<std::size_t>(region), static_cast<std::size_t>(bytes), make != 0);
    return SQLITE_OK;
}

int lockIndex(sqlite3_file* handle, int first, int count, int flags)
{
    SealedPages& pages = pagesOf(handle);
    SharedIndex& index = pages.index();
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        index.unlock(pages.holder(), first, count);
        return SQLITE_OK;
    }
    const bool got = (flags & SQLITE_SHM_SHARED) != 0
                         ? index.lockShared(pages.holder(), first)
                         : index.lockExclusive(pages.holder(), first, count);
    return got ? SQLITE_OK : SQLITE_BUSY;
}

void indexBarrier(sqlite3_file* /*handle*/)
{
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

int unmapIndex(sqlite3_file* handle, int /*remove*/)
{
    pagesOf(handle).leaveIndex();
    return SQLITE_OK;
}

/// Version 2: no memory-mapped pages.
constexpr sqlite3_io_methods methods = {2,
                                        closeFile,
                                        readFile,
                                        writeFile,
                                        truncateFile,
                                        syncFile,
                                        lengthOfFile,
                                        lockFile,
                                        unlockFile,
                                        isReserved,
                                        controlFile,
                                        sectorBytes,
                                        traits,
                                        mapIndex,
                                        lockIndex,
                                        indexBarrier,
                                        unmapIndex,
                                        nullptr,
                                        nullptr};

/// One a file for as long as any connection of this process has it, whichever layer it came through: the locks are about
/// the file.
std::shared_ptr<SharedIndex> indexOf(const std::string& path)
{
    static std::mutex mutex;
    static std::map<std::string, std::weak_ptr<SharedIndex>> indexes;
    const std::lock_guard lock(mutex);
    std::erase_if(indexes, [](const auto& each) { return each.second.expired(); });
    auto index = indexes[path].lock();
    if (!index) {
        index = std::make_shared<SharedIndex>();
        indexes[path] = index;
    }
    return index;
}

std::string freshName()
{
    static std::atomic<unsigned> count = 0;
    return "parlour-sealed-" + std::to_string(++count);
}

} // namespace

struct SealedLayer {
    SealedLayer(core::Secret<32> key, core::Rng& rng, const char* belowName)
        : seal(std::move(key), rng)
        , below(sqlite3_vfs_find(belowName))
        , name(freshName())
    {
    }

    [[nodiscard]] bool isLogOurs(const std::string& path) const;

    PageSeal seal;
    sqlite3_vfs* below;
    std::string name;
    sqlite3_vfs vfs{};
};

bool SealedLayer::isLogOurs(const std::string& path) const
{
    const auto space = std::make_unique<std::byte[]>(static_cast<std::size_t>(below->szOsFile));
    auto* const file = reinterpret_cast<sqlite3_file*>(space.get());
    file->pMethods = nullptr;
    const sqlite3_filename names =
        sqlite3_create_filename(path.c_str(), "", (path + "-wal").c_str(), 0, nullptr);
    core::ByteArray<wal::headerBytes + wal::overhead> header{};
    int flags = SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE;
    const bool read =
        names != nullptr
        && below->xOpen(below, sqlite3_filename_wal(names), file, flags, &flags) == SQLITE_OK
        && file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0)
               == SQLITE_OK;
    if (file->pMethods != nullptr) {
        file->pMethods->xClose(file);
    }
    sqlite3_free_filename(names);
    return read && isLogSealedBy(seal, header);
}

namespace {

SealedLayer& layerOf(sqlite3_vfs* vfs)
{
    return *static_cast<SealedLayer*>(vfs->pAppData);
}

int openFile(sqlite3_vfs* vfs, sqlite3_filename path, sqlite3_file* out, int flags, int* got)
{
    SealedLayer& layer = layerOf(vfs);
    auto* const handle = new (out) Handle{};
    if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0 || path == nullptr) {
        return SQLITE_CANTOPEN; // journals and temporary files hold plain pages
    }
    auto* const below = reinterpret_cast<sqlite3_file*>(handle + 1);
    below->pMethods = nullptr;
    if (const int code = layer.below->xOpen(layer.below, path, below, flags, got);
        code != SQLITE_OK) {
        if (below->pMethods != nullptr) {
            below->pMethods->xClose(below);
        }
        return code;
    }
    if ((flags & SQLITE_OPEN_WAL) != 0) {
        handle->file =
            new SealedLog(layer.seal, below, pagesOf(sqlite3_database_file_object(path)));
    } else {
        const auto logIsOurs = [&layer, name = std::string(path)]() {
            return layer.isLogOurs(name);
        };
        handle->file = new SealedPages(layer.seal, below, indexOf(path), logIsOurs);
    }
    handle->base.pMethods = &methods;
    return SQLITE_OK;
}

int removeFile(sqlite3_vfs* vfs, const char* path, int syncFolder)
{
    sqlite3_vfs* const below = layerOf(vfs).below;
    return below->xDelete(below, path, syncFolder);
}

int accessFile(sqlite3_vfs* vfs, const char* path, int flags, int* result)
{
    sqlite3_vfs* const below = layerOf(vfs).below;
    return below->xAccess(below, path, flags, result);
}

int fullPath(sqlite3_vfs* vfs, const char* path, int bytes, char* out)
{
    sqlite3_vfs* const below = layerOf(vfs).below;
    return below->xFullPathname(below, path, bytes, out);
}

int drawRandom(sqlite3_vfs* vfs, int bytes, char* out)
{
    sqlite3_vfs* const below = layerOf(vfs).below;
    return below->xRandomness(below, bytes, out);
}

int sleepFor(sqlite3_vfs* vfs, int microseconds)
{
    sqlite3_vfs* const below = layerOf(vfs).below;
    return below->xSleep(below, microseconds);
}

int currentDay(sqlite3_vfs* vfs, double* day)
{
    sqlite3_vfs* const below = layerOf(vfs).below;
    return below->xCurrentTime(below, day);
}

int lastError(sqlite3_vfs* vfs, int bytes, char* out)
{
    sqlite3_vfs* const below = layerOf(vfs).below;
    return below->xGetLastError == nullptr ? 0 : below->xGetLastError(below, bytes, out);
}

} // namespace

SealedVfs::SealedVfs(core::Secret<32> key, core::Rng& rng, const char* below)
    : m_layer(std::make_unique<SealedLayer>(std::move(key), rng, below))
{
    sqlite3_vfs& vfs = m_layer->vfs;
    vfs.iVersion = 1;
    vfs.szOsFile = static_cast<int>(sizeof(Handle)) + m_layer->below->szOsFile;
    vfs.mxPathname = m_layer->below->mxPathname;
    vfs.zName = m_layer->name.c_str();
    vfs.pAppData = m_layer.get();
    vfs.xOpen = openFile;
    vfs.xDelete = removeFile;
    vfs.xAccess = accessFile;
    vfs.xFullPathname = fullPath;
    vfs.xRandomness = drawRandom;
    vfs.xSleep = sleepFor;
    vfs.xCurrentTime = currentDay;
    vfs.xGetLastError = lastError;
    sqlite3_vfs_register(&vfs, 0);
}

SealedVfs::~SealedVfs()
{
    sqlite3_vfs_unregister(&m_layer->vfs);
}

const std::string& SealedVfs::name() const
{
    return m_layer->name;
}

bool SealedVfs::exists(const std::string& path) const
{
    int there = 0;
    sqlite3_vfs* const below = m_layer->below;
    return below->xAccess(below, path.c_str(), SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK
           && there != 0;
}

core::Bytes SealedVfs::emptyDatabase() const
{
    core::Bytes page = emptyFirstPage();
    m_layer->seal.seal(Piece::Page, 1, page);
    return page;
}

} // namespace engine::host
