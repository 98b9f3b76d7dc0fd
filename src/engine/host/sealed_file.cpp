// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/sealed_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace engine::host {

namespace {

constexpr std::int64_t pageBytes = wal::pageBytes;
constexpr std::int64_t fileHeaderBytes = 100;
constexpr int recoveryLock = 2; // WAL_RECOVER_LOCK of SQLite

std::size_t sizeOf(std::int64_t bytes)
{
    return static_cast<std::size_t>(bytes);
}

std::int64_t lengthOf(core::ByteView bytes)
{
    return static_cast<std::int64_t>(bytes.size());
}

/// Big endian.
void put(core::Bytes& page, std::size_t at, unsigned width, std::int64_t value)
{
    for (unsigned i = 0; i < width; ++i) {
        page[at + i] = static_cast<std::uint8_t>(value >> (8 * (width - 1 - i)));
    }
}

} // namespace

core::Bytes emptyFirstPage()
{
    // sqlite.org/fileformat2.html, sections 1.3 and 1.6; what is not named is zero.
    core::Bytes page(sizeOf(pageBytes));
    constexpr std::string_view magic = "SQLite format 3";
    std::copy(magic.begin(), magic.end(), page.begin());
    put(page, 16, 2, pageBytes);
    put(page, 18, 1, 2); // written and read through a write-ahead log
    put(page, 19, 1, 2);
    put(page, 20, 1, sealOverhead); // reserved at the end of each page
    put(page, 21, 1, 64);           // these three are fixed by the format
    put(page, 22, 1, 32);
    put(page, 23, 1, 32);
    put(page, 24, 4, 1); // changes
    put(page, 28, 4, 1); // pages
    put(page, 44, 4, 4); // schema format
    put(page, 56, 4, 1); // UTF-8
    put(page, 92, 4, 1); // the change for which the next number holds
    put(page, 96, 4, 3040001);
    put(page, 100, 1, 0x0d);                                   // a leaf without cells
    put(page, 105, 2, pageBytes - std::int64_t{sealOverhead}); // where cells end
    return page;
}

bool isLogSealedBy(const PageSeal& seal, core::MutableByteView header)
{
    return header.size() == sizeOf(wal::headerBytes + wal::overhead)
           && seal.open(Piece::LogHeader, 0, header);
}

// ---- any file ----

SealedFile::SealedFile(PageSeal& seal, sqlite3_file* below)
    : m_seal(seal)
    , m_below(below)
{
}

int SealedFile::sync(int flags)
{
    return m_below->pMethods->xSync(m_below, flags);
}

int SealedFile::close()
{
    return m_below->pMethods->xClose(m_below);
}

int SealedFile::readBelow(core::MutableByteView out, std::int64_t offset)
{
    return m_below->pMethods->xRead(m_below, out.data(), static_cast<int>(out.size()), offset);
}

int SealedFile::writeBelow(core::ByteView in, std::int64_t offset)
{
    return m_below->pMethods->xWrite(m_below, in.data(), static_cast<int>(in.size()), offset);
}

int SealedFile::lengthBelow(std::int64_t& out)
{
    sqlite3_int64 length = 0;
    const int code = m_below->pMethods->xFileSize(m_below, &length);
    out = length;
    return code;
}

int SealedFile::truncateBelow(std::int64_t length)
{
    return m_below->pMethods->xTruncate(m_below, length);
}

// ---- the pages ----

SealedPages::SealedPages(PageSeal& seal,
                         sqlite3_file* below,
                         std::shared_ptr<SharedIndex> index,
                         std::function<bool()> logIsOurs)
    : SealedFile(seal, below)
    , m_index(std::move(index))
    , m_logIsOurs(std::move(logIsOurs))
{
    m_index->attach(m_holder);
}

SealedPages::~SealedPages()
{
    leaveIndex();
}

void SealedPages::leaveIndex()
{
    if (std::exchange(m_attached, false)) {
        m_index->detach(m_holder);
    }
}

bool SealedPages::recovers() const
{
    return (m_holder.exclusive & (1U << static_cast<unsigned>(recoveryLock))) != 0;
}

int SealedPages::readPage(std::int64_t page, core::MutableByteView out, bool headerOnly)
{
    const int code = readBelow(out, page * pageBytes);
    if (code != SQLITE_OK) {
        if (code == SQLITE_IOERR_SHORT_READ) {
            std::fill(
                out.begin(), out.end(), std::uint8_t{0}); // a page is there whole or not at all
        }
        return code;
    }
    if (seal().open(Piece::Page, static_cast<std::uint64_t>(page) + 1, out)) {
        return SQLITE_OK;
    }
    if (page > 0) {
        return SQLITE_IOERR_DATA;
    }
    if (!headerOnly || !m_logIsOurs()) {
        return SQLITE_NOTADB; // another key, or damage that no log mends
    }
    const core::Bytes constants = emptyFirstPage();
    std::copy(constants.begin(), constants.end(), out.begin());
    return SQLITE_OK;
}

int SealedPages::read(core::MutableByteView out, std::int64_t offset)
{
    core::ByteArray<wal::pageBytes> page{};
    int result = SQLITE_OK;
    const bool headerOnly = offset + lengthOf(out) <= fileHeaderBytes;
    while (!out.empty()) {
        const std::int64_t within = offset % pageBytes;
        const auto piece = std::min(out.size(), sizeOf(pageBytes - within));
        const int code = readPage(offset / pageBytes, page, headerOnly);
        if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) {
            return code;
        }
        result = code == SQLITE_OK ? result : code;
        std::copy_n(page.begin() + within, piece, out.begin());
        out = out.subspan(piece);
        offset += static_cast<std::int64_t>(piece);
    }
    return result;
}

// A checkpoint may leave out pages that are free and were never written. They are filled, so that every page of the file
// opens.
int SealedPages::fillUpTo(std::int64_t page)
{
    std::int64_t length = 0;
    if (page <= m_pages) {
        return SQLITE_OK;
    }
    if (const int code = lengthBelow(length); code != SQLITE_OK) {
        return code;
    }
    for (m_pages = length / pageBytes; m_pages < page; ++m_pages) {
        core::Bytes zeros(sizeOf(pageBytes));
        seal().seal(Piece::Page, static_cast<std::uint64_t>(m_pages) + 1, zeros);
        if (const int code = writeBelow(zeros, m_pages * pageBytes); code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

int SealedPages::write(core::ByteView in, std::int64_t offset)
{
    if (offset % pageBytes != 0 || lengthOf(in) != pageBytes) {
        return SQLITE_IOERR_WRITE; // SQLite writes whole pages, of the size that the file was made with
    }
    const std::int64_t page = offset / pageBytes;
    if (const int code = fillUpTo(page); code != SQLITE_OK) {
        return code;
    }
    core::Bytes bytes(in.begin(), in.end());
    seal().seal(Piece::Page, static_cast<std::uint64_t>(page) + 1, bytes);
    return writeBelow(bytes, offset);
}

int SealedPages::truncate(std::int64_t length)
{
    m_pages = 0;
    return truncateBelow(length / pageBytes * pageBytes);
}

int SealedPages::length(std::int64_t& out)
{
    const int code = lengthBelow(out);
    out = out / pageBytes * pageBytes;
    return code;
}

int SealedPages::control(int what, void* argument)
{
    if (what == SQLITE_FCNTL_MMAP_SIZE || what == SQLITE_FCNTL_BEGIN_ATOMIC_WRITE) {
        return SQLITE_NOTFOUND;
    }
    return below()->pMethods->xFileControl(below(), what, argument);
}

// ---- the log ----

SealedLog::SealedLog(PageSeal& seal, sqlite3_file* below, const SealedPages& pages)
    : SealedFile(seal, below)
    , m_pages(pages)
{
}

SealedLog::Part SealedLog::load(std::int64_t part)
{
    Part out;
    out.bytes.resize(sizeOf(wal::bytesOf(part) + wal::overhead));
    out.code = readBelow(out.bytes, wal::onDisk(part));
    if (out.code == SQLITE_IOERR_SHORT_READ) {
        out.found = Found::Missing;
    } else if (out.code == SQLITE_OK) {
        const Piece piece = part == 0 ? Piece::LogHeader : Piece::LogFrame;
        const bool sound = seal().open(piece, static_cast<std::uint64_t>(part), out.bytes);
        out.found = sound ? Found::Whole : Found::Unsound;
    }
    if (out.found != Found::Whole) {
        std::fill(out.bytes.begin(), out.bytes.end(), std::uint8_t{0});
    }
    return out;
}

int SealedLog::store(std::int64_t part, core::Bytes& bytes)
{
    const Piece piece = part == 0 ? Piece::LogHeader : Piece::LogFrame;
    seal().seal(piece, static_cast<std::uint64_t>(part), bytes);
    return writeBelow(bytes, wal::onDisk(part));
}

int SealedLog::flush()
{
    if (m_waiting == 0) {
        return SQLITE_OK;
    }
    // Checksums alone are written again after a page was replaced in place.
    const std::int64_t frame = std::exchange(m_waiting, 0);
    Part part = load(frame);
    if (part.found == Found::Failed) {
        return part.code;
    }
    std::copy(m_header.begin(), m_header.end(), part.bytes.begin());
    return store(frame, part.bytes);
}

int SealedLog::read(core::MutableByteView out, std::int64_t offset)
{
    if (const int code = flush(); code != SQLITE_OK) {
        return code;
    }
    int result = SQLITE_OK;
    while (!out.empty()) {
        const wal::Place place = wal::placeOf(offset);
        const auto piece = std::min(out.size(), sizeOf(wal::bytesOf(place.part) - place.within));
        const Part part = load(place.part);
        if (part.found == Found::Failed) {
            return part.code;
        }
        if (part.found == Found::Unsound && !m_pages.recovers()) {
            return SQLITE_IOERR_DATA;
        }
        result = part.found == Found::Missing ? SQLITE_IOERR_SHORT_READ : result;
        std::copy_n(part.bytes.begin() + place.within, piece, out.begin());
        out = out.subspan(piece);
        offset += static_cast<std::int64_t>(piece);
    }
    return result;
}

int SealedLog::write(core::ByteView in, std::int64_t offset)
{
    const wal::Place place = wal::placeOf(offset);
    if (place.within + lengthOf(in) > wal::bytesOf(place.part)) {
        return SQLITE_IOERR_WRITE;
    }
    const bool completes = m_waiting == place.part && place.within == wal::frameHeaderBytes
                           && lengthOf(in) == pageBytes;
    if (!completes) {
        if (const int code = flush(); code != SQLITE_OK) {
            return code;
        }
    }
    if (place.part > 0 && place.within == 0 && lengthOf(in) == wal::frameHeaderBytes) {
        std::copy(in.begin(), in.end(), m_header.begin());
        m_waiting = place.part;
        return SQLITE_OK;
    }
    const bool whole = completes || lengthOf(in) == wal::bytesOf(place.part);
    Part part;
    if (whole) {
        part.bytes.resize(sizeOf(wal::bytesOf(place.part) + wal::overhead));
    } else {
        part = load(place.part);
        if (part.found == Found::Failed || part.found == Found::Unsound) {
            return part.found == Found::Failed ? part.code : SQLITE_IOERR_DATA;
        }
    }
    if (completes) {
        std::copy(m_header.begin(), m_header.end(), part.bytes.begin());
        m_waiting = 0;
    }
    std::copy(in.begin(), in.end(), part.bytes.begin() + place.within);
    return store(place.part, part.bytes);
}

int SealedLog::truncate(std::int64_t length)
{
    const int code = flush();
    return code == SQLITE_OK ? truncateBelow(wal::lengthOnDisk(length)) : code;
}

int SealedLog::sync(int flags)
{
    const int code = flush();
    return code == SQLITE_OK ? SealedFile::sync(flags) : code;
}

int SealedLog::length(std::int64_t& out)
{
    int code = flush();
    if (code == SQLITE_OK) {
        code = lengthBelow(out);
        out = wal::lengthSeen(out);
    }
    return code;
}

int SealedLog::control(int what, void* argument)
{
    // Sizes that are hinted are not those on the disk.
    return what == SQLITE_FCNTL_SIZE_HINT || what == SQLITE_FCNTL_MMAP_SIZE
               ? SQLITE_NOTFOUND
               : below()->pMethods->xFileControl(below(), what, argument);
}

int SealedLog::close()
{
    const int flushed = flush();
    const int closed = SealedFile::close();
    return flushed == SQLITE_OK ? closed : flushed;
}

} // namespace engine::host
