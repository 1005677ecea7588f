// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/reportitems.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

constexpr size_t mostLoaders = 16; // each may hold a file open
constexpr uint64_t largestMessage = uint64_t{1} << 30;

} // namespace

Result<ReportItems> ReportItems::create(
    store::Database& database, std::shared_ptr<SpoolStore> spools, const CaseSnapshot& snapshot)
{
    auto reader = ItemReader::create(database);
    if (!reader)
        return reader.error();
    return ReportItems(database, std::move(spools), snapshot, std::move(*reader));
}

Result<const report::ReportItem*> ReportItems::at(uint32_t row)
{
    const auto detail = m_reader.read(m_snapshot.items->row(row).id);
    if (!detail)
        return detail.error();
    m_detail = *detail;
    m_row = row;
    return static_cast<const report::ReportItem*>(this);
}

// As the command line names it: a mailbox inside a folder is part of the source.
std::string ReportItems::source() const
{
    const std::string& container = m_detail->container.path;
    if (container.empty() || !m_detail->container.format.starts_with("mbox"))
        return m_detail->source.string();
    return (m_detail->source / container).string();
}

bool ReportItems::isScanned() const
{
    const ScoreColumn* scores = m_snapshot.scores.get();
    return scores && m_row < scores->scores.size() && !std::isnan(scores->scores[m_row]);
}

DefectSet ReportItems::defects() const
{
    DefectSet all = m_detail->defects;
    if (isScanned())
        all.add(DefectSet(m_snapshot.scores->defects[m_row]));
    return all;
}

std::optional<double> ReportItems::score() const
{
    return isScanned() ? std::optional<double>(m_snapshot.scores->scores[m_row]) : std::nullopt;
}

Action ReportItems::action() const
{
    return isScanned() ? m_snapshot.scores->actions[m_row] : Action::None;
}

Result<std::vector<report::ReportItem::HitText>> ReportItems::hits() const
{
    std::vector<HitText> texts;
    if (!isScanned())
        return texts;
    auto stored = m_hits.read(m_snapshot.scores->scan, m_detail->id);
    if (!stored)
        return stored.error();
    for (StoredHit& entry : *stored) {
        Hit hit{{}, entry.count, entry.score, std::move(entry.options), std::move(entry.evidence),
            std::move(entry.matches), std::move(entry.output)};
        texts.push_back(HitText{std::move(entry.symbol), std::move(hit)});
    }
    return texts;
}

bool ReportItems::hasMarks() const
{
    return m_snapshot.labels && m_row < m_snapshot.labels->labels.size();
}

std::string_view ReportItems::labelName() const
{
    const feedback::LabelKind* kind = hasMarks() ? feedback::findLabel(m_snapshot.labels->labels[m_row]) : nullptr;
    return kind ? kind->name : std::string_view();
}

std::string ReportItems::labelAuthor() const
{
    return hasMarks() ? m_snapshot.labels->authors[m_snapshot.labels->author[m_row]] : std::string();
}

int64_t ReportItems::labelledAt() const
{
    return hasMarks() ? m_snapshot.labels->at[m_row] : 0;
}

bool ReportItems::isBookmarked() const
{
    return hasMarks() && (m_snapshot.labels->marks[m_row] & feedback::markBookmarked) != 0;
}

std::vector<std::string> ReportItems::tags() const
{
    std::vector<std::string> names;
    if (!hasMarks() || (m_snapshot.labels->marks[m_row] & feedback::markTags) == 0)
        return names;
    for (const auto& [name, rows] : m_snapshot.labels->tags) {
        if (std::binary_search(rows.begin(), rows.end(), m_row))
            names.push_back(name);
    }
    return names;
}

Result<std::string> ReportItems::note() const
{
    if (!hasMarks() || (m_snapshot.labels->marks[m_row] & feedback::markNote) == 0)
        return std::string();
    return feedback::LabelStore(m_database).note(m_detail->id);
}

Result<ItemLoader*> ReportItems::loader() const
{
    const auto known = m_loaders.find(m_detail->sourceId);
    if (known != m_loaders.end())
        return &known->second;
    if (m_loaders.size() >= mostLoaders)
        m_loaders.clear();
    const auto source = readStoredSource(m_database, m_detail->sourceId, m_spools);
    if (!source)
        return source.error();
    return &m_loaders.emplace(m_detail->sourceId, ItemLoader(source->path, source->options)).first->second;
}

Result<std::string> ReportItems::rawBytes() const
{
    const auto there = loader();
    if (!there)
        return there.error();
    if (m_detail->record.length > largestMessage)
        return Error{ErrorCode::LimitExceeded, m_detail->record.name, "more than 1 GiB"};
    return (*there)->load(m_detail->container, m_detail->record, largestMessage);
}

Result<std::shared_ptr<const Message>> ReportItems::message() const
{
    auto bytes = rawBytes();
    if (!bytes)
        return bytes.error();
    // The stored bytes as they are: places of evidence count in them.
    return std::make_shared<const Message>(Message::parse(std::move(*bytes)));
}

std::string_view ReportItems::prediction() const
{
    return kind() == ItemKind::RequestSet && isScanned() ? predictionName(m_snapshot.scores->predictions[m_row])
                                                         : std::string_view();
}

Result<std::shared_ptr<const traffic::RequestSet>> ReportItems::requestSet() const
{
    auto bytes = rawBytes();
    if (!bytes)
        return bytes.error();
    auto set = traffic::RequestSet::parse(std::move(*bytes));
    if (!set)
        return set.error();
    return std::make_shared<const traffic::RequestSet>(std::move(*set));
}

} // namespace assay
