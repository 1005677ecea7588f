// SPDX-License-Identifier: GPL-3.0-or-later
// Case::findSuspects: labels that cross-validated models find unlikely.
#include "core/casefile/casedata.h"
#include "core/casefile/modelling.h"
#include "core/models/xgboost/boostedkind.h"
#include "core/train/labelcleaning.h"
#include "core/train/outoffold.h"
#include "core/train/trainingset.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <sstream>
#include <unordered_map>

namespace assay {
namespace {

using train::TrainingSet;

constexpr uint32_t folds = 5;
constexpr size_t leastOfClass = 10;
constexpr uint64_t seed = 777;
constexpr size_t mostCompared = 20'000; // labelled rows that similar ones are looked for in
constexpr size_t mostWithSimilar = 200; // suspects that get them
constexpr size_t similarOf = 5;

// The labelled rows of a set.
TrainingSet labelledRows(const TrainingSet& set)
{
    std::vector<size_t> rows;
    for (size_t row = 0; row < set.size(); ++row) {
        if (set.labels[row] != train::noTrainingLabel && set.items[row] < ItemId::noneValue)
            rows.push_back(row);
    }
    return train::selectTrainingRows(set, rows);
}

// What a quick model says of each row that has not seen it nor its group.
Result<std::vector<double>> answersOf(const TrainingSet& set, const RunContext& context)
{
    const auto& kind = models::boostedKind();
    const auto params = models::Params::make(
        kind.options(), {{"xgb.rounds", "60"}, {"xgb.min_labels", "2"}, {"min_pos", "1"}, {"min_neg", "1"}});
    if (!params)
        return params.error();
    return train::outOfFold(
        kind, *params, {set.rows, set.labels, set.weights, set.groups}, {folds, seed, 0.5}, context);
}

// Looks for the rows whose features are nearest.
class Neighbours
{
public:
    explicit Neighbours(const TrainingSet& set)
        : m_set(set)
        , m_step((set.size() + mostCompared - 1) / mostCompared)
    {
        const models::Matrix& rows = set.rows;
        for (size_t column = 0; column < rows.columns(); ++column) {
            double sum = 0, squares = 0, count = 0;
            for (size_t row = 0; row < rows.rows; row += m_step) {
                const double value = rows.at(row, column);
                if (models::isMissing(value))
                    continue;
                sum += value;
                squares += value * value;
                ++count;
            }
            const double mean = count > 0 ? sum / count : 0;
            const double variance = count > 0 ? squares / count - mean * mean : 0;
            m_scale.push_back(variance > 1e-12 ? 1 / std::sqrt(variance) : 0);
        }
    }

    std::vector<ItemId> of(size_t row) const
    {
        std::vector<std::pair<double, size_t>> nearest;
        for (size_t other = 0; other < m_set.size(); other += m_step) {
            if (other != row)
                nearest.emplace_back(distance(row, other), other);
        }
        const size_t count = std::min(similarOf, nearest.size());
        std::partial_sort(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(count), nearest.end());
        std::vector<ItemId> items;
        for (size_t i = 0; i < count; ++i)
            items.push_back(ItemId{static_cast<uint32_t>(m_set.items[nearest[i].second])});
        return items;
    }

private:
    double distance(size_t a, size_t b) const
    {
        const auto left = m_set.rows.row(a), right = m_set.rows.row(b);
        double sum = 0;
        for (size_t column = 0; column < m_scale.size(); ++column) {
            const bool isHere = !models::isMissing(left[column]), isThere = !models::isMissing(right[column]);
            // What only one of them has sets them apart as far as two usual values; outliers do not decide alone.
            const double apart = isHere && isThere
                ? std::min(3.0, std::abs(left[column] - right[column]) * m_scale[column])
                : isHere != isThere ? 1
                                    : 0;
            sum += apart * apart;
        }
        return sum;
    }

    const TrainingSet& m_set;
    size_t m_step;
    std::vector<double> m_scale;
};

// One line of numbers, then a line for each suspect that has similar ones.
std::string summaryOf(const SuspectReport& report)
{
    std::ostringstream text;
    text.precision(17);
    text << report.rows << ' ' << report.thresholds[0] << ' ' << report.thresholds[1];
    for (const auto& row : report.joint)
        text << ' ' << row[0] << ' ' << row[1];
    text << '\n';
    for (const Suspect& suspect : report.suspects) {
        if (suspect.similar.empty())
            continue;
        text << suspect.item.value << ' ' << suspect.similar.size();
        for (const ItemId item : suspect.similar)
            text << ' ' << item.value;
        text << '\n';
    }
    return text.str();
}

// What cannot be read leaves zeros: the suspects themselves stand in a table.
void readSummary(const std::string& summary, SuspectReport& report)
{
    std::istringstream text(summary);
    text >> report.rows >> report.thresholds[0] >> report.thresholds[1];
    for (auto& row : report.joint)
        text >> row[0] >> row[1];
    std::unordered_map<uint32_t, Suspect*> suspects;
    for (Suspect& suspect : report.suspects)
        suspects.emplace(suspect.item.value, &suspect);
    uint32_t item = 0;
    for (size_t count = 0; text >> item >> count && count <= similarOf;) {
        const auto suspect = suspects.find(item);
        for (uint32_t similar = 0; count > 0 && text >> similar; --count) {
            if (suspect != suspects.end())
                suspect->second->similar.push_back(ItemId{similar});
        }
    }
}

Result<void> keepReport(store::Database& database, const SuspectReport& report)
{
    const auto cleared = database.execute("DELETE FROM suspect");
    if (!cleared)
        return cleared;
    auto insert = database.prepare("INSERT OR REPLACE INTO suspect VALUES(?1,?2,?3,?4)");
    if (!insert)
        return insert.error();
    for (const Suspect& suspect : report.suspects) {
        insert->bind(1, int64_t{suspect.item.value}).bind(2, int64_t{suspect.label});
        const auto inserted = insert->bind(3, suspect.probability).bind(4, suspect.selfConfidence).run();
        if (!inserted)
            return inserted;
    }
    auto setting = database.prepare("INSERT OR REPLACE INTO setting VALUES(?1,?2)");
    if (!setting)
        return setting.error();
    const auto stored = setting->bindText(1, "suspects").bindText(2, summaryOf(report)).run();
    if (!stored)
        return stored;
    return setting->bindText(1, "suspects_at").bindText(2, std::to_string(std::time(nullptr))).run();
}

SuspectReport reportOf(
    const TrainingSet& set, const std::vector<double>& probabilities, const train::CleaningReport& cleaning)
{
    SuspectReport report;
    report.rows = set.size();
    const Neighbours neighbours(set);
    for (size_t i = 0; i < 2; ++i) {
        report.thresholds[i] = cleaning.thresholds[i];
        for (size_t k = 0; k < 2; ++k)
            report.joint[i][k] = cleaning.joint[i][k];
    }
    for (const size_t row : cleaning.suspects) {
        Suspect& suspect = report.suspects.emplace_back();
        suspect.item = ItemId{static_cast<uint32_t>(set.items[row])};
        suspect.label = set.labels[row];
        suspect.probability = probabilities[row];
        suspect.selfConfidence = cleaning.selfConfidence[row];
        if (report.suspects.size() <= mostWithSimilar)
            suspect.similar = neighbours.of(row);
    }
    return report;
}

} // namespace

Result<SuspectReport> Case::findSuspects(const TrainingSelection& selection, const RunContext& context)
{
    const auto allowed = m_data->mayWrite();
    if (!allowed)
        return allowed.error();
    const auto all = trainingSet(selection, models::boostedKind().id(), context);
    if (!all)
        return all.error();
    const TrainingSet set = labelledRows(**all);
    const auto positives = static_cast<size_t>(std::count(set.labels.begin(), set.labels.end(), 1));
    const size_t fewer = std::min(positives, set.size() - positives);
    if (fewer < leastOfClass)
        return Error{ErrorCode::BadArgument, "suspects",
            std::to_string(fewer) + " of " + std::to_string(leastOfClass) + " labels needed of each class"};
    const auto probabilities = answersOf(set, context);
    if (!probabilities)
        return probabilities.error();
    const auto cleaning = train::findSuspectLabels(*probabilities, set.labels);
    if (!cleaning)
        return cleaning.error();
    SuspectReport report = reportOf(set, *probabilities, *cleaning);
    const auto changed = m_data->change([&](store::Database& database) {
        const auto stored = keepReport(database, report);
        if (!stored)
            return stored;
        store::AuditEntry entry;
        entry.action = "suspects";
        entry.object = "labels";
        entry.count = report.suspects.size();
        entry.query = selection.query;
        return m_data->audit(database, std::move(entry));
    });
    if (!changed)
        return changed.error();
    return report;
}

Result<SuspectReport> Case::suspects() const
{
    SuspectReport report;
    if (!m_data->hasRuns())
        return report;
    auto database = m_data->connections.take();
    if (!database)
        return database.error();
    auto rows = (*database)->prepare("SELECT item,label,probability,confidence FROM suspect ORDER BY confidence,item");
    if (!rows)
        return rows.error();
    for (auto there = rows->step(); !there || *there; there = rows->step()) {
        if (!there)
            return there.error();
        report.suspects.push_back(Suspect{ItemId{static_cast<uint32_t>(rows->number(0))},
            static_cast<uint8_t>(rows->number(1)), rows->real(2), rows->real(3), {}});
    }
    const auto summary = state("suspects");
    if (!summary)
        return summary.error();
    readSummary(*summary, report);
    return report;
}

} // namespace assay
