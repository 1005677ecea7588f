// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/segment.h"

#include "core/base/ascii.h"
#include "core/base/hash.h"

#include <algorithm>

namespace assay {
namespace {

// Numbers of sections; stored.
constexpr uint32_t textBase = 16; // 8 a column
constexpr uint32_t wordBase = 512; // 8 a column
constexpr uint32_t addressBase = 768;
enum Section : uint32_t { Marks = 1, Defects = 2, CopyKeys = 3 };

uint32_t baseOf(TextColumn column)
{
    return textBase + 8 * static_cast<uint32_t>(column);
}
uint32_t baseOf(WordColumnId column)
{
    return wordBase + 8 * static_cast<uint32_t>(column);
}

// Addresses are kept as texts of hexadecimal digits: folding leaves them alone, and they sort as addresses do.
std::string keyOf(const IpAddress& address)
{
    return toHex(address.bytes());
}
IpAddress addressOf(std::string_view key)
{
    std::array<uint8_t, 16> bytes = {};
    for (size_t i = 0; i < bytes.size() && 2 * i + 1 < key.size(); ++i)
        bytes[i] = static_cast<uint8_t>(hexDigitValue(key[2 * i]) * 16 + hexDigitValue(key[2 * i + 1]));
    return IpAddress(bytes);
}

} // namespace

void SegmentBuilder::add(const ItemValues& values)
{
    for (size_t i = 0; i < textColumns; ++i)
        m_texts[i].addRow(values.texts[i]);
    for (size_t i = 0; i < wordColumns; ++i)
        m_words[i].addRow(m_rows, values.words[i]);
    std::vector<std::string> addresses;
    for (const IpAddress& address : values.addresses)
        addresses.push_back(keyOf(address));
    m_addresses.addRow(addresses);
    m_marks.push_back(values.marks);
    m_defects.push_back(values.defects);
    m_copyKeys.push_back(values.copyKey);
    ++m_rows;
}

uint64_t SegmentBuilder::bytes() const
{
    uint64_t total = m_addresses.bytes() + m_rows * 3 * sizeof(uint64_t);
    for (const auto& column : m_texts)
        total += column.bytes();
    for (const auto& column : m_words)
        total += column.bytes();
    return total;
}

std::string SegmentBuilder::finish(IndexIdentity identity)
{
    IndexFileWriter writer;
    for (size_t i = 0; i < textColumns; ++i)
        std::move(m_texts[i]).finish(baseOf(static_cast<TextColumn>(i)), writer);
    for (size_t i = 0; i < wordColumns; ++i)
        std::move(m_words[i]).finish(baseOf(static_cast<WordColumnId>(i)), writer);
    std::move(m_addresses).finish(addressBase, writer);
    writer.add(Marks, m_marks);
    writer.add(Defects, m_defects);
    writer.add(CopyKeys, m_copyKeys);
    identity.kind = IndexKind::Items;
    identity.rows = m_rows;
    *this = {};
    return writer.finish(identity);
}

ValueColumn Segment::texts(TextColumn column) const
{
    return ValueColumn(*m_file, baseOf(column));
}

query::RowSet Segment::containing(TextColumn column, std::string_view foldedNeedle) const
{
    const ValueColumn values = texts(column);
    return values.rowsWith(values.containing(foldedNeedle));
}

query::RowSet Segment::equalTo(TextColumn column, std::string_view folded) const
{
    const ValueColumn values = texts(column);
    std::vector<bool> marked(values.values());
    for (auto [value, end] = values.beginningWith(folded); value < end && values.folded(value) == folded; ++value)
        marked[value] = true;
    return values.rowsWith(marked);
}

query::RowSet Segment::passing(TextColumn column, const TextTest& test) const
{
    const ValueColumn values = texts(column);
    std::vector<bool> marked(values.values());
    for (uint32_t value = 0; value < marked.size() && !isDamaged(); ++value)
        marked[value] = test(values.original(value), values.folded(value));
    return values.rowsWith(marked);
}

query::RowSet Segment::withText(TextColumn column) const
{
    return texts(column).rowsWithAny();
}

WordColumn Segment::words(WordColumnId column) const
{
    return WordColumn(*m_file, baseOf(column));
}

query::RowSet Segment::withAddress(const query::IpRangeSet& ranges) const
{
    const ValueColumn addresses(*m_file, addressBase);
    std::vector<bool> marked(addresses.values());
    const auto position = [&](const IpAddress& address) { return addresses.beginningWith(keyOf(address)); };
    // The few are looked up in the many.
    if (ranges.ranges().size() < marked.size() / 16) {
        for (const query::IpRange& range : ranges.ranges()) {
            const uint32_t end = position(range.high).second;
            for (uint32_t value = position(range.low).first; value < end; ++value)
                marked[value] = true;
        }
        return addresses.rowsWith(marked);
    }
    for (uint32_t value = 0; value < marked.size() && !isDamaged(); ++value)
        marked[value] = ranges.contains(addressOf(addresses.folded(value)));
    return addresses.rowsWith(marked);
}

query::RowSet Segment::withAnyAddress() const
{
    return ValueColumn(*m_file, addressBase).rowsWithAny();
}

query::RowSet Segment::marked(uint64_t marks) const
{
    query::RowSet found(rows());
    const auto stored = m_file->numbers<uint64_t>(Marks);
    for (uint32_t row = 0; row < stored.size() && row < rows(); ++row) {
        if (stored[row] & marks)
            found.add(row);
    }
    return found;
}

std::span<const uint64_t> Segment::copyKeys() const
{
    const auto keys = m_file->numbers<uint64_t>(CopyKeys);
    if (keys.size() != rows())
        m_file->setDamaged();
    return keys.size() == rows() ? keys : std::span<const uint64_t>();
}

} // namespace assay
