// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "transfer/write_ledger.h"

#include "core/check.h"

namespace transfer {

WriteLedger::WriteLedger(const Manifest& manifest, const Bitmap& durable)
    : m_manifest(manifest)
    , m_durable(durable)
{
    CHECK(durable.size() == manifest.blocks());
    m_bytesWritten = durable.count() * blockBytes;
    if (manifest.blocks() > 0 && durable.test(manifest.blocks() - 1)) {
        m_bytesWritten -= blockBytes - manifest.blockLength(manifest.blocks() - 1);
    }
}

bool WriteLedger::written(std::uint64_t block)
{
    if (m_writing.erase(block) == 0) {
        return false;
    }
    addLoose(block);
    return true;
}

void WriteLedger::addLoose(std::uint64_t block)
{
    m_loose.insert(block);
    m_looseBytes += m_manifest.blockLength(block);
    m_bytesWritten += m_manifest.blockLength(block);
}

void WriteLedger::forget(std::uint64_t block)
{
    const std::size_t length = m_manifest.blockLength(block);
    if (m_loose.erase(block) > 0) {
        m_looseBytes -= length;
        m_bytesWritten -= length;
    } else if (m_flushing.erase(block) > 0) {
        m_bytesWritten -= length;
    } else if (m_durable.test(block)) {
        m_durable.clear(block);
        m_bytesWritten -= length;
    }
}

void WriteLedger::beginFlush()
{
    CHECK(!m_flushRuns);
    m_flushRuns = true;
    m_flushing.swap(m_loose);
    m_looseBytes = 0;
}

void WriteLedger::flushed()
{
    for (const std::uint64_t block : m_flushing) {
        m_durable.set(block);
    }
    m_flushing.clear();
    m_flushRuns = false;
}

} // namespace transfer
