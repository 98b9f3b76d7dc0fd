// SPDX-FileCopyrightText: The Parlour authors
// SPDX-License-Identifier: MIT
#include "engine/host/row_salvage.h"

#include "core/codec.h"

#include <algorithm>

namespace engine::host {

using core::fail;

namespace {

/// How often the space between two readable keys is halved in search of a third one, in vain.
constexpr int vainMost = 7;
const core::Bytes lowestKey;
const core::Bytes highestKey(40, 0xff);
const core::Bytes lowestNumber(8, 0); // no number here is negative
const core::Bytes highestNumber{0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

} // namespace

bool RowSalvage::KeyLess::operator()(const Key& one, const Key& other) const
{
    return std::lexicographical_compare(one.begin(), one.end(), other.begin(), other.end());
}

RowSalvage::Key RowSalvage::between(const Key& low, const Key& high)
{
    const std::size_t size = std::max(low.size(), high.size()) + 1;
    Key out(size);
    unsigned carry = 0;
    std::vector<unsigned> sum(size);
    for (std::size_t i = size; i-- > 0;) {
        const unsigned one =
            (i < low.size() ? low[i] : 0U) + (i < high.size() ? high[i] : 0U) + carry;
        sum[i] = one & 0xffU;
        carry = one >> 8U;
    }
    for (std::size_t i = 0; i < size; ++i) {
        const unsigned one = sum[i] | (carry << 8U);
        out[i] = static_cast<std::uint8_t>(one >> 1U);
        carry = one & 1U;
    }
    return out;
}

std::string RowSalvage::range(const Rows& rows, const Key& low, const Key& high)
{
    std::string out = rows.where;
    out.append(" AND ").append(rows.column).append(" BETWEEN ");
    if (rows.numbers) {
        out.append(std::to_string(core::Reader(low).u64())).append(" AND ");
        return out.append(std::to_string(core::Reader(high).u64()));
    }
    out.append("x'").append(core::toHex(low)).append("' AND x'");
    return out.append(core::toHex(high)).append("'");
}

bool RowSalvage::copy(const std::string& table, const std::string& where)
{
    if (m_error) {
        return false;
    }
    std::string sql = "INSERT OR IGNORE INTO main.";
    sql.append(table).append(" SELECT * FROM damaged.").append(table);
    sql.append(" WHERE ").append(where);
    const auto done = m_to.run(sql);
    noteError(done);
    return done.hasValue();
}

/// What the disk refuses to read now it may read later: only what is damaged is left out, unless nothing else helps.
void RowSalvage::noteError(const core::Result<void, StoreError>& done)
{
    if (!done && (done.error() != StoreError::Failed || (m_to.sawRefusal() && !m_lastResort))) {
        m_error = done.error();
    }
}

bool RowSalvage::scan(const Rows& rows, const Key& low, const Key& high, bool upward, Keys& keys)
{
    std::string sql = "SELECT ";
    sql.append(rows.column).append(" FROM damaged.").append(rows.table);
    sql.append(" WHERE ").append(range(rows, low, high)).append(" ORDER BY ").append(rows.column);
    sql.append(upward ? "" : " DESC");
    Statement found(m_to, sql.c_str());
    if (const auto ran = found.run(); !ran) {
        noteError(ran);
        return false;
    }
    while (found.next()) {
        Key key;
        if (rows.numbers) {
            core::Writer(key).u64(static_cast<std::uint64_t>(found.number(0)));
        } else {
            key = found.bytes(0);
        }
        keys.insert(std::move(key));
    }
    if (const auto failed = found.failed()) {
        noteError(fail(*failed));
        return false;
    }
    return true;
}

/// From both ends inward; and where that meets what cannot be read, from the middle outward.
std::vector<RowSalvage::Key> RowSalvage::readableKeys(const Rows& rows)
{
    struct Space {
        Key low;
        Key high;
        int vain = 0;
    };
    Keys all;
    std::vector<Space> spaces{
        {rows.numbers ? lowestNumber : lowestKey, rows.numbers ? highestNumber : highestKey}};
    while (!spaces.empty() && !m_error) {
        Space space = std::move(spaces.back());
        spaces.pop_back();
        Keys upward;
        Keys downward;
        const bool whole = scan(rows, space.low, space.high, true, upward)
                           || scan(rows, space.low, space.high, false, downward);
        const std::size_t before = all.size();
        all.insert(upward.begin(), upward.end());
        all.insert(downward.begin(), downward.end());
        space.vain = all.size() > before ? 0 : space.vain + 1;
        if (whole || space.vain > vainMost) {
            continue;
        }
        const Key low = upward.empty() ? space.low : *upward.rbegin();
        const Key high = downward.empty() ? space.high : *downward.begin();
        Key middle = between(low, high);
        middle.resize(rows.numbers ? lowestNumber.size() : middle.size());
        if (KeyLess()(low, middle) && KeyLess()(middle, high)) {
            spaces.push_back({low, middle, space.vain});
            spaces.push_back({middle, high, space.vain});
        }
    }
    return {all.begin(), all.end()};
}

void RowSalvage::copyHalves(const Rows& rows, std::span<const Key> keys)
{
    std::vector<std::span<const Key>> parts{keys};
    while (!parts.empty() && !m_error) {
        const std::span<const Key> part = parts.back();
        parts.pop_back();
        if (part.empty() || copy(rows.table, range(rows, part.front(), part.back()))
            || part.size() == 1) {
            continue;
        }
        parts.push_back(part.subspan(part.size() / 2));
        parts.push_back(part.first(part.size() / 2));
    }
}

bool RowSalvage::copyReadable(const Rows& rows)
{
    if (copy(rows.table, rows.where)) {
        return true;
    }
    const std::vector<Key> keys = readableKeys(rows);
    copyHalves(rows, keys);
    return false;
}

std::vector<std::int64_t> RowSalvage::readableNumbers(const Rows& rows)
{
    std::vector<std::int64_t> out;
    for (const Key& key : readableKeys(rows)) {
        out.push_back(static_cast<std::int64_t>(core::Reader(key).u64()));
    }
    return out;
}

} // namespace engine::host
