// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/valuecolumn.h"

#include "core/text/searchfold.h"

#include <algorithm>
#include <numeric>

namespace assay {
namespace {

// Sections behind the base. Folded texts lie in ascending order, each with a NUL behind it; an original is empty where
// it equals its folded form.
enum Part : uint32_t { FoldedPool, FoldedEnds, OriginalPool, OriginalEnds, RowEnds, RowIds };

constexpr uint32_t narrowLimit = 65'536; // up to so many values, ids take two bytes

// A NUL separates texts, so none may be inside.
std::string withoutNul(std::string text)
{
    std::replace(text.begin(), text.end(), '\0', ' ');
    return text;
}

} // namespace

void ValueColumnBuilder::addRow(std::span<const std::string> texts)
{
    const size_t begin = m_rowIds.size();
    for (const std::string& text : texts) {
        const auto [entry, isNew] = m_ids.try_emplace(text, static_cast<uint32_t>(m_ids.size()));
        if (isNew) {
            m_texts.push_back(&entry->first);
            m_bytes += text.size() * 2 + 80;
        }
        if (std::find(m_rowIds.begin() + static_cast<std::ptrdiff_t>(begin), m_rowIds.end(), entry->second)
            == m_rowIds.end())
            m_rowIds.push_back(entry->second);
    }
    m_rowEnds.push_back(static_cast<uint32_t>(m_rowIds.size()));
}

void ValueColumnBuilder::finish(uint32_t base, IndexFileWriter& writer) &&
{
    std::vector<std::string> folded(m_texts.size());
    for (size_t i = 0; i < folded.size(); ++i)
        folded[i] = withoutNul(foldedForSearch(*m_texts[i]));
    std::vector<uint32_t> order(m_texts.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
        const int sign = folded[a].compare(folded[b]);
        return sign != 0 ? sign < 0 : *m_texts[a] < *m_texts[b];
    });
    std::vector<uint32_t> position(order.size()), foldedEnds, originalEnds;
    std::string foldedPool, originalPool;
    for (const uint32_t id : order) {
        position[id] = static_cast<uint32_t>(foldedEnds.size());
        foldedPool += folded[id];
        foldedPool += '\0';
        foldedEnds.push_back(static_cast<uint32_t>(foldedPool.size()));
        if (*m_texts[id] != folded[id])
            originalPool += *m_texts[id];
        originalEnds.push_back(static_cast<uint32_t>(originalPool.size()));
    }
    for (uint32_t& id : m_rowIds)
        id = position[id];
    writer.add(base + FoldedPool, std::move(foldedPool));
    writer.add(base + FoldedEnds, foldedEnds);
    writer.add(base + OriginalPool, std::move(originalPool));
    writer.add(base + OriginalEnds, originalEnds);
    writer.add(base + RowEnds, m_rowEnds);
    if (order.size() <= narrowLimit)
        writer.add(base + RowIds, std::vector<uint16_t>(m_rowIds.begin(), m_rowIds.end()));
    else
        writer.add(base + RowIds, m_rowIds);
}

uint32_t ValueColumn::values() const
{
    return static_cast<uint32_t>(m_file.sectionBytes(m_base + FoldedEnds) / sizeof(uint32_t));
}

std::string_view ValueColumn::folded(uint32_t value) const
{
    const uint32_t begin = value == 0 ? 0 : m_file.number<uint32_t>(m_base + FoldedEnds, value - 1);
    const auto end = m_file.number<uint32_t>(m_base + FoldedEnds, value);
    if (end <= begin) {
        m_file.setDamaged();
        return {};
    }
    return m_file.view(m_base + FoldedPool, begin, end - begin - 1);
}

std::string_view ValueColumn::original(uint32_t value) const
{
    const uint32_t begin = value == 0 ? 0 : m_file.number<uint32_t>(m_base + OriginalEnds, value - 1);
    const auto end = m_file.number<uint32_t>(m_base + OriginalEnds, value);
    if (end < begin) {
        m_file.setDamaged();
        return {};
    }
    return end == begin ? folded(value) : m_file.view(m_base + OriginalPool, begin, end - begin);
}

std::vector<bool> ValueColumn::containing(std::string_view needle) const
{
    std::vector<bool> marked(values());
    const std::string_view pool = m_file.view(m_base + FoldedPool);
    const auto ends = m_file.numbers<uint32_t>(m_base + FoldedEnds);
    if (needle.empty()) {
        marked.assign(marked.size(), true);
        return marked;
    }
    if (needle.find('\0') != std::string_view::npos)
        return marked;
    const char* at = pool.data();
    const char* const poolEnd = pool.data() + pool.size();
    auto end = ends.begin();
    while (at < poolEnd) {
        const void* found = memmem(at, static_cast<size_t>(poolEnd - at), needle.data(), needle.size());
        if (!found)
            break;
        const auto offset = static_cast<uint32_t>(static_cast<const char*>(found) - pool.data());
        end = std::upper_bound(end, ends.end(), offset);
        if (end == ends.end() || *end > pool.size() || *end <= offset) {
            m_file.setDamaged();
            break;
        }
        marked[static_cast<size_t>(end - ends.begin())] = true;
        at = pool.data() + *end;
    }
    return marked;
}

std::pair<uint32_t, uint32_t> ValueColumn::beginningWith(std::string_view prefix) const
{
    const auto lowest = [&](auto&& isBelow) {
        uint32_t first = 0;
        for (uint32_t count = values(); count > 0 && !m_file.isDamaged();) {
            const uint32_t half = count / 2;
            if (isBelow(folded(first + half))) {
                first += half + 1;
                count -= half + 1;
            } else {
                count = half;
            }
        }
        return first;
    };
    const uint32_t first = lowest([&](std::string_view text) { return text < prefix; });
    const uint32_t end = lowest([&](std::string_view text) { return text.substr(0, prefix.size()) <= prefix; });
    return {first, std::max(first, end)};
}

// Calls f(row, value) for everything; wrong numbers are skipped and noted.
template <typename F>
void ValueColumn::forEachEntry(F&& f) const
{
    const auto rowEnds = m_file.numbers<uint32_t>(m_base + RowEnds);
    const uint32_t limit = values();
    const auto walk = [&](const auto ids) {
        uint32_t begin = 0;
        for (uint32_t row = 0; row < rowEnds.size(); ++row) {
            const uint32_t end = rowEnds[row];
            if (end < begin || end > ids.size())
                return m_file.setDamaged();
            for (; begin < end; ++begin) {
                if (ids[begin] >= limit)
                    return m_file.setDamaged();
                f(row, static_cast<uint32_t>(ids[begin]));
            }
        }
    };
    if (rowEnds.size() != rows())
        m_file.setDamaged();
    else if (limit <= narrowLimit)
        walk(m_file.numbers<uint16_t>(m_base + RowIds));
    else
        walk(m_file.numbers<uint32_t>(m_base + RowIds));
}

query::RowSet ValueColumn::rowsWith(const std::vector<bool>& marked) const
{
    query::RowSet found(rows());
    if (std::find(marked.begin(), marked.end(), true) == marked.end() || marked.size() < values())
        return found;
    forEachEntry([&](uint32_t row, uint32_t value) {
        if (marked[value])
            found.add(row);
    });
    return found;
}

query::RowSet ValueColumn::rowsWithAny() const
{
    query::RowSet found(rows());
    forEachEntry([&](uint32_t row, uint32_t) { found.add(row); });
    return found;
}

void ValueColumn::forEachValue(uint32_t row, const std::function<void(uint32_t)>& f) const
{
    const uint32_t begin = row == 0 ? 0 : m_file.number<uint32_t>(m_base + RowEnds, row - 1);
    const auto end = m_file.number<uint32_t>(m_base + RowEnds, row);
    const bool isNarrow = values() <= narrowLimit;
    for (uint32_t i = begin; i < end && !m_file.isDamaged(); ++i)
        f(isNarrow ? m_file.number<uint16_t>(m_base + RowIds, i) : m_file.number<uint32_t>(m_base + RowIds, i));
}

std::vector<uint32_t> ValueColumn::rowCounts(uint32_t first, uint32_t end) const
{
    std::vector<uint32_t> counts(end - first);
    forEachEntry([&](uint32_t, uint32_t value) {
        if (value >= first && value < end)
            ++counts[value - first];
    });
    return counts;
}

} // namespace assay
