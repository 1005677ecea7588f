// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/index/scansegment.h"

#include "core/base/ascii.h"

#include <algorithm>

namespace assay {
namespace {

// Numbers of sections; stored.
constexpr uint32_t columnBase = 16; // 8 a column
enum Section : uint32_t {
    Names = 1,
    HitEnds,
    HitSymbols,
    HitScores,
    Microseconds,
    MatchEnds,
    MatchFlags,
    MatchSimilarities,
    MatchWeights
};
constexpr uint32_t notScanned = UINT32_MAX;

uint32_t baseOf(ScanColumn column)
{
    return columnBase + 8 * static_cast<uint32_t>(column);
}

} // namespace

void ScanSegmentBuilder::add(const ScannedValues& values)
{
    std::array<std::vector<std::string>, scanColumns> texts;
    const auto put = [&](ScanColumn column, const std::string& text) {
        if (!text.empty())
            texts[static_cast<size_t>(column)].push_back(text);
    };
    for (const ScannedValues::Hit& hit : values.hits) {
        put(ScanColumn::Symbol, hit.symbol);
        if (hit.isRule)
            put(ScanColumn::Rule, hit.symbol);
        put(ScanColumn::Group, hit.group);
        put(ScanColumn::Detector, hit.detector);
        for (const std::string& option : hit.options)
            put(ScanColumn::Option, option);
        const auto [symbol, isNew] = m_symbols.try_emplace(hit.symbol, static_cast<uint32_t>(m_symbols.size()));
        if (isNew)
            m_names += hit.symbol + '\0';
        m_hitSymbols.push_back(symbol->second);
        m_hitScores.push_back(static_cast<float>(hit.score));
    }
    for (const ScannedValues::FuzzyMatch& match : values.matches) {
        put(ScanColumn::FuzzyDigest, match.asked);
        put(ScanColumn::FuzzyDigest, match.stored);
        put(ScanColumn::FuzzyStorage, match.storage);
        m_matchFlags.push_back(match.flag);
        m_matchSimilarities.push_back(match.similarity);
        m_matchWeights.push_back(match.weight);
    }
    m_matchEnds.push_back(static_cast<uint32_t>(m_matchFlags.size()));
    for (size_t i = 0; i < scanColumns; ++i)
        m_columns[i].addRow(texts[i]);
    m_hitEnds.push_back(static_cast<uint32_t>(m_hitSymbols.size()));
    m_microseconds.push_back(values.isScanned ? std::min(values.microseconds, notScanned - 1) : notScanned);
    ++m_rows;
}

std::string ScanSegmentBuilder::finish(IndexIdentity identity)
{
    IndexFileWriter writer;
    for (size_t i = 0; i < scanColumns; ++i)
        std::move(m_columns[i]).finish(baseOf(static_cast<ScanColumn>(i)), writer);
    writer.add(Names, std::move(m_names));
    writer.add(HitEnds, m_hitEnds);
    writer.add(HitSymbols, m_hitSymbols);
    writer.add(HitScores, m_hitScores);
    writer.add(Microseconds, m_microseconds);
    writer.add(MatchEnds, m_matchEnds);
    writer.add(MatchFlags, m_matchFlags);
    writer.add(MatchSimilarities, m_matchSimilarities);
    writer.add(MatchWeights, m_matchWeights);
    identity.kind = IndexKind::Scan;
    identity.rows = m_rows;
    *this = {};
    return writer.finish(identity);
}

ValueColumn ScanSegment::column(ScanColumn column) const
{
    return ValueColumn(*m_file, baseOf(column));
}

query::RowSet ScanSegment::passing(
    ScanColumn wanted, const std::function<bool(std::string_view, std::string_view)>& test) const
{
    const ValueColumn values = column(wanted);
    std::vector<bool> marked(values.values());
    for (uint32_t value = 0; value < marked.size() && !isDamaged(); ++value)
        marked[value] = test(values.original(value), values.folded(value));
    return values.rowsWith(marked);
}

query::RowSet ScanSegment::withEntry(
    uint32_t endsSection, size_t count, const std::function<bool(uint32_t)>& passes) const
{
    query::RowSet found(rows());
    const auto ends = m_file->numbers<uint32_t>(endsSection);
    if (ends.size() != rows())
        m_file->setDamaged();
    uint32_t entry = 0;
    for (uint32_t row = 0; row < rows() && !isDamaged(); ++row) {
        if (ends[row] < entry || ends[row] > count) {
            m_file->setDamaged();
            break;
        }
        for (; entry < ends[row]; ++entry) {
            if (passes(entry))
                found.add(row);
        }
    }
    return found;
}

query::RowSet ScanSegment::withMatch(MatchNumber number, const std::function<bool(double)>& test) const
{
    const auto flags = m_file->numbers<uint32_t>(MatchFlags);
    const auto similarities = m_file->numbers<float>(MatchSimilarities);
    const auto weights = m_file->numbers<int32_t>(MatchWeights);
    if (similarities.size() != flags.size() || weights.size() != flags.size())
        m_file->setDamaged();
    return withEntry(MatchEnds, flags.size(), [&](uint32_t match) {
        switch (number) {
        case MatchNumber::Flag:
            return test(flags[match]);
        case MatchNumber::Similarity:
            return test(static_cast<double>(similarities[match]));
        case MatchNumber::Weight:
            break;
        }
        return test(weights[match]);
    });
}

query::RowSet ScanSegment::withScore(std::string_view symbol, const std::function<bool(double)>& test) const
{
    std::vector<bool> wanted; // by number of the symbol
    for (std::string_view names = m_file->view(Names); !names.empty();) {
        const size_t end = std::min(names.find('\0'), names.size());
        wanted.push_back(equalsIgnoringCase(names.substr(0, end), symbol));
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    const auto symbols = m_file->numbers<uint32_t>(HitSymbols);
    const auto scores = m_file->numbers<float>(HitScores);
    if (symbols.size() != scores.size())
        m_file->setDamaged();
    return withEntry(HitEnds, symbols.size(), [&](uint32_t hit) {
        return symbols[hit] < wanted.size() && wanted[symbols[hit]] && test(static_cast<double>(scores[hit]));
    });
}

query::RowSet ScanSegment::withTime(const std::function<bool(double)>& test) const
{
    query::RowSet found(rows());
    const auto times = m_file->numbers<uint32_t>(Microseconds);
    for (uint32_t row = 0; row < times.size() && row < rows(); ++row) {
        if (times[row] != notScanned && test(static_cast<double>(times[row]) / 1e6))
            found.add(row);
    }
    return found;
}

} // namespace assay
