// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#pragma once

// The two kinds of files that a sealed database consists of, as SQLite's calls on them: the pages, and the write-ahead log
// beside them. Offsets and lengths are the ones that SQLite sees; results are its codes. The rules are in sealed_vfs.h.

#include "engine/host/page_seal.h"
#include "engine/host/shared_index.h"
#include "engine/host/wal_shape.h"

#include <functional>
#include <memory>

struct sqlite3_file; // NOLINT(readability-identifier-naming): SQLite's name

namespace engine::host {

class SealedFile
{
public:
    SealedFile(PageSeal& seal, sqlite3_file* below);
    SealedFile(const SealedFile&) = delete;
    SealedFile& operator=(const SealedFile&) = delete;
    SealedFile(SealedFile&&) = delete;
    SealedFile& operator=(SealedFile&&) = delete;
    virtual ~SealedFile() = default;

    /// What lies behind the end reads as zeros, and as SQLITE_IOERR_SHORT_READ.
    [[nodiscard]] virtual int read(core::MutableByteView out, std::int64_t offset) = 0;
    [[nodiscard]] virtual int write(core::ByteView in, std::int64_t offset) = 0;
    [[nodiscard]] virtual int truncate(std::int64_t length) = 0;
    [[nodiscard]] virtual int sync(int flags);
    [[nodiscard]] virtual int length(std::int64_t& out) = 0;
    [[nodiscard]] virtual int control(int what, void* argument) = 0;
    [[nodiscard]] virtual int close();
    [[nodiscard]] sqlite3_file* below() { return m_below; }

protected:
    [[nodiscard]] PageSeal& seal() { return m_seal; }
    [[nodiscard]] int readBelow(core::MutableByteView out, std::int64_t offset);
    [[nodiscard]] int writeBelow(core::ByteView in, std::int64_t offset);
    [[nodiscard]] int lengthBelow(std::int64_t& out);
    [[nodiscard]] int truncateBelow(std::int64_t length);

private:
    PageSeal& m_seal;
    sqlite3_file* m_below;
};

/// The pages.
class SealedPages final : public SealedFile
{
public:
    SealedPages(PageSeal& seal,
                sqlite3_file* below,
                std::shared_ptr<SharedIndex> index,
                std::function<bool()> logIsOurs);
    SealedPages(const SealedPages&) = delete;
    SealedPages& operator=(const SealedPages&) = delete;
    SealedPages(SealedPages&&) = delete;
    SealedPages& operator=(SealedPages&&) = delete;
    ~SealedPages() override;

    [[nodiscard]] int read(core::MutableByteView out, std::int64_t offset) override;
    [[nodiscard]] int write(core::ByteView in, std::int64_t offset) override;
    [[nodiscard]] int truncate(std::int64_t length) override;
    [[nodiscard]] int length(std::int64_t& out) override;
    [[nodiscard]] int control(int what, void* argument) override;

    [[nodiscard]] SharedIndex& index() { return *m_index; }
    [[nodiscard]] SharedIndex::Holder& holder() { return m_holder; }
    /// This connection holds the lock under which the log is read anew after a crash.
    [[nodiscard]] bool recovers() const;
    void leaveIndex();

private:
    [[nodiscard]] int readPage(std::int64_t page, core::MutableByteView out, bool headerOnly);
    [[nodiscard]] int fillUpTo(std::int64_t page);

    std::shared_ptr<SharedIndex> m_index;
    std::function<bool()> m_logIsOurs;
    SharedIndex::Holder m_holder;
    std::int64_t m_pages = 0; ///< as many as are known to be there
    bool m_attached = true;
};

/// The log. SQLite writes a frame in two calls, its header and its page: they are sealed as one when both have come.
class SealedLog final : public SealedFile
{
public:
    SealedLog(PageSeal& seal, sqlite3_file* below, const SealedPages& pages);

    [[nodiscard]] int read(core::MutableByteView out, std::int64_t offset) override;
    [[nodiscard]] int write(core::ByteView in, std::int64_t offset) override;
    [[nodiscard]] int truncate(std::int64_t length) override;
    [[nodiscard]] int sync(int flags) override;
    [[nodiscard]] int length(std::int64_t& out) override;
    [[nodiscard]] int control(int what, void* argument) override;
    [[nodiscard]] int close() override;

private:
    enum class Found { Whole, Missing, Unsound, Failed };
    struct Part {
        Found found = Found::Failed;
        int code = 0;      ///< with Failed
        core::Bytes bytes; ///< with room for the seal
    };

    [[nodiscard]] Part load(std::int64_t part);
    [[nodiscard]] int store(std::int64_t part, core::Bytes& bytes);
    [[nodiscard]] int flush();

    const SealedPages& m_pages;
    std::int64_t m_waiting = 0; ///< the frame whose header has come; 0 = none
    core::ByteArray<wal::frameHeaderBytes> m_header{};
};

/// The first page of a sealed database without tables: a file that SQLite takes as it is.
[[nodiscard]] core::Bytes emptyFirstPage();
/// Whether the log in this file begins with a header under this key.
[[nodiscard]] bool isLogSealedBy(const PageSeal& seal, core::MutableByteView header);

} // namespace engine::host
