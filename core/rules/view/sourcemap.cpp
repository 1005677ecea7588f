// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/view/sourcemap.h"

#include <algorithm>

namespace assay::rules {

namespace {

// The reason that says more: an encoding in between outweighs text that was joined.
Unmapped stronger(Unmapped a, Unmapped b)
{
    if (a == Unmapped::None || b == Unmapped::None)
        return a == Unmapped::None ? b : a;
    return std::min(a, b);
}

} // namespace

uint64_t SourceMap::runLength(size_t run) const
{
    return (run + 1 < m_runs.size() ? m_runs[run + 1].text : m_textLength) - m_runs[run].text;
}

void SourceMap::append(uint64_t textLength, uint64_t rawOffset, uint64_t rawLength, Unmapped why)
{
    appendRun(textLength, rawOffset, rawLength, why, m_gapReason);
}

void SourceMap::appendRun(uint64_t textLength, uint64_t rawOffset, uint64_t rawLength, Unmapped why, Unmapped gap)
{
    if (textLength == 0)
        return;
    if (!m_runs.empty() && textLength == rawLength) {
        const Run& last = m_runs.back();
        const bool sameKind = last.why == why && last.rawLength == m_textLength - last.text;
        if (sameKind && last.raw + last.rawLength == rawOffset) {
            m_runs.back().rawLength += rawLength;
            m_textLength += textLength;
            return;
        }
    }
    m_runs.push_back({m_textLength, rawOffset, rawLength, why, gap});
    m_textLength += textLength;
}

void SourceMap::appendGenerated(uint64_t textLength)
{
    const uint64_t place = m_runs.empty() ? 0 : m_runs.back().raw + m_runs.back().rawLength;
    if (textLength)
        m_runs.push_back({m_textLength, place, 0, Unmapped::Generated, m_gapReason});
    m_textLength += textLength;
}

size_t SourceMap::runAt(uint64_t textOffset) const
{
    const auto after = std::upper_bound(
        m_runs.begin(), m_runs.end(), textOffset, [](uint64_t offset, const Run& run) { return offset < run.text; });
    return static_cast<size_t>(after - m_runs.begin()) - 1;
}

void SourceMap::appendPart(const SourceMap& other, uint64_t offset, uint64_t length)
{
    const uint64_t end = std::min(offset + length, other.m_textLength);
    if (offset >= end)
        return;
    for (size_t i = other.runAt(offset); i < other.m_runs.size() && other.m_runs[i].text < end; ++i) {
        const Run& run = other.m_runs[i];
        const uint64_t runEnd = run.text + other.runLength(i);
        const uint64_t from = std::max(offset, run.text), to = std::min(end, runEnd);
        const Unmapped gap = from == offset ? m_gapReason : run.gap;
        if (run.rawLength == runEnd - run.text)
            appendRun(to - from, run.raw + (from - run.text), to - from, run.why, gap);
        else if (run.rawLength == 0 && run.why == Unmapped::Generated)
            appendGenerated(to - from);
        else
            appendRun(to - from, run.raw, run.rawLength, run.why, gap);
    }
}

void SourceMap::chop(uint64_t length)
{
    m_textLength -= std::min(length, m_textLength);
    while (!m_runs.empty() && m_runs.back().text >= m_textLength)
        m_runs.pop_back();
    if (m_runs.empty())
        return;
    Run& last = m_runs.back();
    const uint64_t left = m_textLength - last.text;
    if (last.why == Unmapped::None && last.rawLength > left)
        last.rawLength = left;
}

RawRange SourceMap::find(uint64_t textOffset, uint64_t textLength) const
{
    if (m_runs.empty() || textOffset + textLength > m_textLength)
        return {};
    const uint64_t end = textOffset + textLength;
    RawRange result{0, 0, Unmapped::None};
    uint64_t low = UINT64_MAX, high = 0, expected = UINT64_MAX;
    for (size_t i = runAt(textOffset); i < m_runs.size() && (m_runs[i].text < end || low == UINT64_MAX); ++i) {
        const Run& run = m_runs[i];
        const uint64_t length = runLength(i);
        uint64_t from = run.raw, to = run.raw + run.rawLength;
        if (run.rawLength == length) {
            from = run.raw + (std::max(textOffset, run.text) - run.text);
            to = run.raw + (std::min(end, run.text + length) - run.text);
        }
        result.why = stronger(result.why, run.why);
        if (run.rawLength == 0 && textLength != 0) {
            if (run.text + length >= end && low == UINT64_MAX)
                break;
            continue;
        }
        if (expected != UINT64_MAX && from != expected)
            result.why = stronger(result.why, run.gap);
        expected = to;
        low = std::min(low, from);
        high = std::max(high, to);
        if (textLength == 0)
            break;
    }
    if (low != UINT64_MAX) {
        result.offset = low;
        result.length = high - low;
    }
    return result;
}

RawRange SourceMap::through(const RawRange& upper) const
{
    if (upper.why == Unmapped::NoBytes || (upper.why == Unmapped::Generated && upper.length == 0))
        return upper;
    RawRange result = find(upper.offset, upper.length);
    result.why = stronger(result.why, upper.why);
    return result;
}

SourceMap stacked(const SourceMap& upper, const SourceMap& lower, Unmapped gapReason)
{
    SourceMap result(gapReason);
    upper.forEachRun([&](uint64_t textLength, uint64_t offset, uint64_t length, Unmapped why) {
        if (why == Unmapped::Generated && length == 0) {
            result.appendGenerated(textLength);
        } else if (textLength == length && why == Unmapped::None) {
            result.appendPart(lower, offset, length);
        } else {
            const RawRange range = lower.through({offset, length, why});
            result.append(textLength, range.offset, range.length, range.why);
        }
    });
    return result;
}

} // namespace assay::rules
