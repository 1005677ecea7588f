// SPDX-License-Identifier: GPL-3.0-or-later
// Case::drift: whether items look like those that a model learned from.
#include "core/casefile/casedata.h"
#include "core/casefile/comparedset.h"
#include "core/casefile/modelling.h"
#include "core/features/featureset.h"
#include "core/features/messagefeatures.h"
#include "core/models/csvtable.h"
#include "core/models/voice.h"
#include "core/scan/detectors/models.h"
#include "core/train/drift.h"
#include "core/train/registry.h"

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

using models::FeatureDigest;
constexpr size_t mostOutside = 10'000;

std::string meaningOf(const std::string& feature)
{
    if (const features::FeatureSet* set = features::findFeatureSet(feature))
        return std::string(set->features()[static_cast<size_t>(set->find(feature))].meaning);
    if (feature.starts_with(features::symbolPrefix))
        return "Score of the symbol " + feature.substr(features::symbolPrefix.size());
    return {};
}

double meanOf(std::span<const double> values)
{
    double sum = 0, count = 0;
    for (const double value : values) {
        if (models::isMissing(value))
            continue;
        sum += value;
        ++count;
    }
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

// Both histograms over the edges of the digest, widened to what lies beyond them now. The values equal to the first
// edge, which the digest counts apart, fall to the bar that begins there.
void addHistograms(
    const FeatureDigest& digest, const train::FeatureDrift& drift, std::span<const double> window, DriftRow& row)
{
    if (digest.edges.empty())
        return;
    double low = digest.edges.front(), high = digest.edges.back();
    for (const double value : window) {
        if (!models::isMissing(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    const auto add = [&](double from, std::initializer_list<size_t> cells) {
        row.bounds.push_back(from);
        row.before.push_back(0);
        row.now.push_back(0);
        for (const size_t cell : cells) {
            row.before.back() += digest.cells[cell];
            row.now.back() += drift.cells[cell];
        }
    };
    const size_t last = digest.cells.size() - 1;
    if (low < digest.edges.front())
        add(low, {0});
    if (digest.edges.size() == 1)
        add(digest.edges.front(), {1});
    for (size_t i = 0; i + 1 < digest.edges.size(); ++i) {
        if (i == 0)
            add(digest.edges[0], {1, 2});
        else
            add(digest.edges[i], {i + 2});
    }
    // A column of one value still gets a bar that can be seen.
    const double end = digest.edges.size() == 1
        ? digest.edges.back() + std::max(std::abs(digest.edges.back()) * 1e-3, 1e-9)
        : digest.edges.back();
    if (high > digest.edges.back())
        add(std::min(end, high), {last});
    row.bounds.push_back(std::max(end, high));
}

// What one digest and the values of a window say; items beyond the range of training besides.
DriftRow rowOf(const std::string& name, const FeatureDigest& digest, std::span<const double> window,
    std::span<const uint64_t> items)
{
    DriftRow row;
    row.feature = name;
    row.meaning = meaningOf(name);
    const train::FeatureDrift drift = train::compareToDigest(digest, window);
    row.psi = drift.psi;
    row.ks = drift.ks;
    row.missingBefore = digest.rows ? static_cast<double>(digest.missing) / static_cast<double>(digest.rows) : 0;
    row.missingNow = window.empty() ? 0 : static_cast<double>(drift.missing) / static_cast<double>(window.size());
    row.meanBefore = digest.mean;
    row.meanNow = meanOf(window);
    row.isDrifted = drift.verdict == train::DriftVerdict::Drifted;
    row.isInsufficient = drift.verdict == train::DriftVerdict::Insufficient;
    row.low = digest.quantiles.front();
    row.high = digest.quantiles.back();
    addHistograms(digest, drift, window, row);
    for (size_t i = 0; i < items.size() && row.outside.size() < mostOutside; ++i) {
        if (!models::isMissing(window[i]) && (window[i] < row.low || window[i] > row.high))
            row.outside.push_back(ItemId{static_cast<uint32_t>(items[i])});
    }
    return row;
}

DriftRow absentRow(const std::string& name)
{
    DriftRow row;
    row.feature = name;
    row.meaning = meaningOf(name);
    row.isDrifted = row.isAbsent = true;
    return row;
}

// The model's own scores of the items that were held out against those of the window.
std::optional<DriftRow> scoreDriftOf(const std::filesystem::path& directory, const models::StoredModel& stored,
    const train::TrainingSet& window, const RunContext& context)
{
    const auto text = models::readModelFile(directory, stored.manifest, train::heldOutFileName);
    const auto table = text ? models::parseCsvTable(*text) : Result<models::Matrix>(text.error());
    const size_t column = table ? models::findColumn(*table, "score") : std::string::npos;
    const auto voice = models::Voice::make(stored, window.rows.names);
    if (column == std::string::npos || !voice)
        return std::nullopt;
    const auto said = voice->scoreTable(window.rows, context);
    if (!said)
        return std::nullopt;
    std::vector<double> now;
    for (const models::VoiceOutput& one : *said)
        now.push_back(one.score);
    DriftRow row = rowOf("score", models::digestOf(table->column(column)), now, window.items);
    row.meaning = "What the model says";
    return row;
}

double hostileShare(std::span<const uint8_t> labels)
{
    const auto positives = std::count(labels.begin(), labels.end(), 1);
    const auto labelled = positives + std::count(labels.begin(), labels.end(), 0);
    return labelled ? static_cast<double>(positives) / static_cast<double>(labelled) : 0;
}

// How drifted rows are: absent ones first, then by how far beyond the limits they are.
double severityOf(const DriftRow& row)
{
    const train::DriftOptions limits;
    return row.isAbsent ? 1e9 : (row.isDrifted ? 1e6 : 0) + std::max(row.ks / limits.tauKs, row.psi / limits.tauPsi);
}

} // namespace

Result<DriftView> Case::drift(
    std::string_view model, std::string_view version, std::string_view windowQuery, const RunContext& context) const
{
    const auto info = registry().find(model, version.empty() ? train::aliasCurrent : version);
    if (!info)
        return info.error();
    const auto stored = registry().load(model, info->id);
    if (!stored)
        return stored.error();
    const models::Manifest& manifest = stored->manifest;
    if (manifest.digests.size() != manifest.features.size())
        return Error{ErrorCode::NotFound, info->model + " " + std::to_string(info->number),
            "the model does not say what its training rows looked like"};
    const auto now = snapshot(nullptr, context);
    if (!now)
        return now.error();
    const auto matching = itemsOfQuery(*this, **now, windowQuery, context);
    if (!matching)
        return matching.error();
    const auto window = featureRows(itemsOfKind(**now, *matching, itemKindOf(manifest)), context);
    if (!window)
        return window.error();
    DriftView out;
    out.model = info->model;
    out.version = info->id;
    out.rowsBefore = manifest.rows;
    out.rowsNow = (*window)->size();
    size_t drifted = 0;
    for (size_t i = 0; i < manifest.features.size(); ++i) {
        const std::string& name = manifest.features[i];
        const size_t column = models::findColumn((*window)->rows, name);
        // A symbol that no item of the window has is 0 in all of them.
        if (column == std::string::npos && name.starts_with(features::symbolPrefix))
            out.rows.push_back(
                rowOf(name, manifest.digests[i], std::vector<double>((*window)->size(), 0.0), (*window)->items));
        else if (column == std::string::npos)
            out.rows.push_back(absentRow(name));
        else
            out.rows.push_back(rowOf(name, manifest.digests[i], (*window)->rows.column(column), (*window)->items));
        drifted += out.rows.back().isDrifted ? 1 : 0;
    }
    out.score = out.rows.empty() ? 0 : static_cast<double>(drifted) / static_cast<double>(out.rows.size());
    std::stable_sort(out.rows.begin(), out.rows.end(),
        [](const DriftRow& a, const DriftRow& b) { return severityOf(a) > severityOf(b); });
    out.scoreDrift = scoreDriftOf(versionDirectory(registry(), *info), *stored, **window, context);
    const auto labelled = static_cast<double>(manifest.training.positives + manifest.training.negatives);
    out.hostileBefore = labelled > 0 ? static_cast<double>(manifest.training.positives) / labelled : 0;
    out.hostileNow = hostileShare((*window)->labels);
    return out;
}

} // namespace assay
