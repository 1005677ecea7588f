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
    MatchWeights,
    ModelEnds,
    ModelNumbers,
    ModelMarks,
    ModelOutputs,
    ModelRisks,
    ModelNames // 15, the last one below the columns
};
static_assert(ModelNames < columnBase);
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
    for (const ModelSaid& said : values.models) {
        const auto [model, isNew] = m_models.try_emplace(said.model, static_cast<uint32_t>(m_models.size()));
        if (isNew)
            m_modelNames += said.model + '\0';
        m_modelNumbers.push_back(model->second);
        m_modelMarks.push_back(static_cast<uint8_t>(
            static_cast<unsigned>(said.role) << 2 | (said.isShadow ? 2U : 0U) | (said.isHostile ? 1U : 0U)));
        m_modelOutputs.push_back(said.output);
        m_modelRisks.push_back(said.risk);
    }
    m_modelEnds.push_back(static_cast<uint32_t>(m_modelNumbers.size()));
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
    writer.add(ModelEnds, m_modelEnds);
    writer.add(ModelNumbers, m_modelNumbers);
    writer.add(ModelMarks, m_modelMarks);
    writer.add(ModelOutputs, m_modelOutputs);
    writer.add(ModelRisks, m_modelRisks);
    writer.add(ModelNames, std::move(m_modelNames));
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

std::vector<std::string_view> ScanSegment::namesIn(uint32_t section) const
{
    std::vector<std::string_view> names;
    for (std::string_view rest = m_file->view(section); !rest.empty();) {
        const size_t end = std::min(rest.find('\0'), rest.size());
        names.push_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return names;
}

template <typename F>
void ScanSegment::forEachEntry(uint32_t endsSection, size_t count, const F& f) const
{
    const auto ends = m_file->numbers<uint32_t>(endsSection);
    if (ends.size() != rows())
        m_file->setDamaged();
    uint32_t entry = 0;
    for (uint32_t row = 0; row < rows() && !isDamaged(); ++row) {
        if (ends[row] < entry || ends[row] > count) {
            m_file->setDamaged();
            break;
        }
        for (; entry < ends[row]; ++entry)
            f(row, entry);
    }
}

query::RowSet ScanSegment::withEntry(
    uint32_t endsSection, size_t count, const std::function<bool(uint32_t)>& passes) const
{
    query::RowSet found(rows());
    forEachEntry(endsSection, count, [&](uint32_t row, uint32_t entry) {
        if (passes(entry))
            found.add(row);
    });
    return found;
}

query::RowSet ScanSegment::withModels(const std::function<bool(std::span<const ModelSaid>)>& test) const
{
    query::RowSet found(rows());
    const std::vector<std::string_view> names = namesIn(ModelNames);
    const auto numbers = m_file->numbers<uint32_t>(ModelNumbers);
    const auto marks = m_file->numbers<uint8_t>(ModelMarks);
    const auto outputs = m_file->numbers<float>(ModelOutputs);
    const auto risks = m_file->numbers<float>(ModelRisks);
    if (marks.size() != numbers.size() || outputs.size() != numbers.size() || risks.size() != numbers.size())
        m_file->setDamaged();
    std::vector<ModelSaid> said;
    uint32_t current = 0;
    const auto ask = [&] {
        if (!said.empty() && test(said))
            found.add(current);
        said.clear();
    };
    forEachEntry(ModelEnds, numbers.size(), [&](uint32_t row, uint32_t entry) {
        if (row != current)
            ask();
        current = row;
        if (numbers[entry] >= names.size() || marks[entry] >> 2 > static_cast<uint8_t>(ModelRole::Fusion)) {
            m_file->setDamaged();
            return;
        }
        said.push_back({std::string(names[numbers[entry]]), static_cast<ModelRole>(marks[entry] >> 2),
            (marks[entry] & 1) != 0, (marks[entry] & 2) != 0, outputs[entry], risks[entry]});
    });
    ask();
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
    for (const std::string_view name : namesIn(Names))
        wanted.push_back(equalsIgnoringCase(name, symbol));
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
