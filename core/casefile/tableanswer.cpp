// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/tableanswer.h"

#include "core/query/match.h"
#include "core/text/searchfold.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace assay {
namespace {

using query::RowSet;
using query::Term;

// Rows of a unit that pass, by their number in the snapshot.
template <typename Passes>
RowSet collect(const RowUnit& unit, const Passes& passes)
{
    RowSet found(unit.rows);
    for (uint32_t row = 0; row < unit.rows; ++row) {
        if (passes(unit.firstRow + row))
            found.add(row);
    }
    return found;
}

bool isScanned(const CaseSnapshot& snapshot, uint32_t row)
{
    return snapshot.scores && row < snapshot.scores->scores.size() && !std::isnan(snapshot.scores->scores[row]);
}

feedback::LabelId labelOf(const CaseSnapshot& snapshot, uint32_t row)
{
    return snapshot.labels && row < snapshot.labels->labels.size() ? snapshot.labels->labels[row] : feedback::noLabel;
}

bool hasMark(const CaseSnapshot& snapshot, uint32_t row, uint8_t mark)
{
    return snapshot.labels && row < snapshot.labels->marks.size() && (snapshot.labels->marks[row] & mark) != 0;
}

std::optional<double> trafficNumber(const CaseSnapshot& snapshot, FieldPlace place, uint32_t row)
{
    const TrafficNumbers* numbers = snapshot.items->traffic(row);
    if (!numbers)
        return std::nullopt;
    switch (place) {
    case FieldPlace::PairStart:
        return std::floor(static_cast<double>(numbers->start) / 1000); // dates are whole seconds
    case FieldPlace::PairStop:
        return std::floor(static_cast<double>(numbers->stop) / 1000);
    case FieldPlace::Requests:
        return numbers->totalRequests;
    case FieldPlace::RequestRate: // a float holds three digits behind the point
        return std::round(static_cast<double>(numbers->rate) * 1000) / 1000;
    default:
        return static_cast<double>(numbers->bytes);
    }
}

// The number that a row has in a field of numbers.
std::optional<double> numberOf(const CaseSnapshot& snapshot, FieldPlace place, uint32_t row)
{
    const ItemRow& item = snapshot.items->row(row);
    const bool isLabelled = labelOf(snapshot, row) != feedback::noLabel;
    switch (place) {
    case FieldPlace::Id:
        return item.id.value;
    case FieldPlace::Date:
        return item.date == ItemRow::noDate ? std::nullopt : std::optional(static_cast<double>(item.date));
    case FieldPlace::Size:
        return static_cast<double>(item.length);
    case FieldPlace::Score: // a float holds three digits behind the point; the rest is noise
        return isScanned(snapshot, row)
            ? std::optional(std::round(static_cast<double>(snapshot.scores->scores[row]) * 1000) / 1000)
            : std::nullopt;
    case FieldPlace::HitCount:
        return isScanned(snapshot, row) ? std::optional<double>(snapshot.scores->hitCounts[row]) : std::nullopt;
    case FieldPlace::PairStart:
    case FieldPlace::PairStop:
    case FieldPlace::Requests:
    case FieldPlace::RequestRate:
    case FieldPlace::AnswerBytes:
        return trafficNumber(snapshot, place, row);
    case FieldPlace::Cluster: {
        const ClusterColumn* column = snapshot.clusters.get();
        const bool isInCluster = column && row < column->clusters.size() && column->clusters[row] != 0;
        return isInCluster ? std::optional<double>(column->clusters[row]) : std::nullopt;
    }
    case FieldPlace::Suspect: {
        const LoopColumns* loop = snapshot.loop.get();
        if (!loop)
            return std::nullopt;
        const auto found = std::lower_bound(loop->suspects.begin(), loop->suspects.end(), row,
            [](const auto& entry, uint32_t wanted) { return entry.first < wanted; });
        const bool isSuspect = found != loop->suspects.end() && found->first == row;
        return isSuspect ? std::optional(std::round(static_cast<double>(found->second) * 1000) / 1000) : std::nullopt;
    }
    case FieldPlace::LabelTime:
        return isLabelled ? std::optional(static_cast<double>(snapshot.labels->at[row])) : std::nullopt;
    case FieldPlace::LabelConfidence:
        return isLabelled ? std::optional<double>(snapshot.labels->confidence[row]) : std::nullopt;
    default:
        return std::nullopt;
    }
}

// The batches that hold a row.
template <typename Passes>
bool anyBatch(const CaseSnapshot& snapshot, uint32_t row, const Passes& passes)
{
    if (!snapshot.loop)
        return false;
    const auto& all = snapshot.loop->batchOfRow;
    for (auto entry = std::lower_bound(all.begin(), all.end(), std::pair(row, 0U));
         entry != all.end() && entry->first == row; ++entry) {
        if (passes(entry->second))
            return true;
    }
    return false;
}

bool isReviewed(const CaseSnapshot& snapshot, uint32_t row)
{
    return snapshot.loop && row / 8 < snapshot.loop->reviewed.size()
        && (snapshot.loop->reviewed[row / 8] >> (row % 8) & 1) != 0;
}

// Ids of the sources that pass, or of the folders.
std::set<uint32_t> passingSources(const Term& term, FieldPlace place, Question& question)
{
    std::set<uint32_t> passing;
    for (const SourceInfo& source : *question.snapshot().sources) {
        if (place == FieldPlace::Source) {
            if (passesText(term, source.title, question.regexes())
                || passesText(term, source.path.string(), question.regexes()))
                passing.insert(source.id);
            continue;
        }
        for (const FolderInfo& folder : source.folders) {
            if (!folder.path.empty() && passesText(term, folder.path, question.regexes()))
                passing.insert(folder.id);
        }
    }
    return passing;
}

RowSet answerSources(Question& question, const RowUnit& unit, const Term& term, FieldPlace place)
{
    const std::set<uint32_t> passing = passingSources(term, place, question);
    return collect(unit, [&](uint32_t row) {
        const ItemRow& item = question.snapshot().items->row(row);
        return passing.count(place == FieldPlace::Source ? item.source : item.folder) > 0;
    });
}

RowSet answerKind(Question& question, const RowUnit& unit, const Term& term)
{
    const bool message = passesText(term, "message", question.regexes());
    const bool requests = passesText(term, "request_set", question.regexes());
    return collect(unit, [&](uint32_t row) {
        return question.snapshot().items->row(row).kind == ItemKind::Message ? message : requests;
    });
}

RowSet answerLowRate(Question& question, const RowUnit& unit, const Term& term)
{
    const bool yes = passesText(term, "yes", question.regexes());
    const bool no = passesText(term, "no", question.regexes());
    return collect(unit, [&](uint32_t row) {
        const TrafficNumbers* numbers = question.snapshot().items->traffic(row);
        return numbers && (numbers->isLowRate() ? yes : no);
    });
}

Prediction predictionAt(const CaseSnapshot& snapshot, uint32_t row)
{
    return snapshot.scores && row < snapshot.scores->predictions.size() ? snapshot.scores->predictions[row]
                                                                        : Prediction::Unknown;
}

RowSet answerPrediction(Question& question, const RowUnit& unit, const Term& term)
{
    std::array<bool, 3> passing{};
    for (size_t i = 0; i < passing.size(); ++i)
        passing[i] = passesText(term, predictionName(static_cast<Prediction>(i)), question.regexes());
    return collect(unit, [&](uint32_t row) {
        return question.snapshot().items->row(row).kind == ItemKind::RequestSet
            && passing[static_cast<size_t>(predictionAt(question.snapshot(), row))];
    });
}

RowSet answerAction(Question& question, const RowUnit& unit, const Term& term)
{
    std::array<bool, 3> passing{};
    for (size_t i = 0; i < passing.size(); ++i)
        passing[i] = passesText(term, actionName(static_cast<Action>(i)), question.regexes());
    const CaseSnapshot& snapshot = question.snapshot();
    return collect(unit, [&](uint32_t row) {
        return isScanned(snapshot, row) && passing[static_cast<size_t>(snapshot.scores->actions[row])];
    });
}

RowSet answerRuleSet(Question& question, const RowUnit& unit, const Term& term)
{
    const CaseSnapshot& snapshot = question.snapshot();
    if (!snapshot.scores)
        return RowSet(unit.rows);
    const bool passes = std::any_of(snapshot.scans->begin(), snapshot.scans->end(), [&](const ScanInfo& scan) {
        return scan.id == snapshot.scores->scan
            && (passesText(term, scan.ruleSetTitle, question.regexes())
                || passesText(term, scan.ruleSetDigest, question.regexes()));
    });
    return collect(unit, [&](uint32_t row) { return passes && isScanned(snapshot, row); });
}

RowSet answerLabel(Question& question, const RowUnit& unit, const Term& term)
{
    std::array<bool, 256> passing{};
    for (size_t id = 1; id < passing.size(); ++id) {
        const feedback::LabelKind* kind = feedback::findLabel(static_cast<feedback::LabelId>(id));
        passing[id] = kind && passesText(term, kind->name, question.regexes());
    }
    return collect(unit, [&](uint32_t row) { return passing[labelOf(question.snapshot(), row)]; });
}

RowSet answerAuthor(Question& question, const RowUnit& unit, const Term& term)
{
    const CaseSnapshot& snapshot = question.snapshot();
    std::vector<bool> passing;
    if (snapshot.labels) {
        for (const std::string& author : snapshot.labels->authors)
            passing.push_back(!author.empty() && passesText(term, author, question.regexes()));
    }
    return collect(unit, [&](uint32_t row) {
        return labelOf(snapshot, row) != feedback::noLabel && snapshot.labels->author[row] < passing.size()
            && passing[snapshot.labels->author[row]];
    });
}

RowSet answerTag(Question& question, const RowUnit& unit, const Term& term)
{
    RowSet found(unit.rows);
    if (!question.snapshot().labels)
        return found;
    for (const auto& [tag, rows] : question.snapshot().labels->tags) {
        if (!passesText(term, tag, question.regexes()))
            continue;
        for (auto row = std::lower_bound(rows.begin(), rows.end(), unit.firstRow);
             row != rows.end() && *row < unit.firstRow + unit.rows; ++row)
            found.add(*row - unit.firstRow);
    }
    return found;
}

} // namespace

bool passesNumber(const Term& term, double value)
{
    return std::any_of(
        term.tests.begin(), term.tests.end(), [&](const auto& test) { return query::matchesNumber(test, value); });
}

bool passesText(const Term& term, std::string_view value, RegexCache& regexes)
{
    const std::string folded = foldedForSearch(value);
    const auto regex = [&](const query::RegexTest& test, std::string_view text) { return regexes.matches(test, text); };
    return std::any_of(term.tests.begin(), term.tests.end(),
        [&](const auto& test) { return query::matchesText(test, term.type(), value, folded, regex); });
}

bool isOfTable(FieldPlace place)
{
    switch (place) {
    case FieldPlace::Id:
    case FieldPlace::Date:
    case FieldPlace::Size:
    case FieldPlace::Kind:
    case FieldPlace::Source:
    case FieldPlace::Folder:
    case FieldPlace::Score:
    case FieldPlace::Action:
    case FieldPlace::HitCount:
    case FieldPlace::RuleSet:
    case FieldPlace::Cluster:
    case FieldPlace::Batch:
    case FieldPlace::Suspect:
    case FieldPlace::Label:
    case FieldPlace::LabelAuthor:
    case FieldPlace::LabelTime:
    case FieldPlace::LabelConfidence:
    case FieldPlace::Tag:
    case FieldPlace::PairStart:
    case FieldPlace::PairStop:
    case FieldPlace::Requests:
    case FieldPlace::RequestRate:
    case FieldPlace::AnswerBytes:
    case FieldPlace::LowRate:
    case FieldPlace::Prediction:
        return true;
    default:
        return false;
    }
}

RowSet answerFromTable(Question& question, const RowUnit& unit, const Term& term, const CaseField& field)
{
    switch (field.place) {
    case FieldPlace::Source:
    case FieldPlace::Folder:
        return answerSources(question, unit, term, field.place);
    case FieldPlace::Kind:
        return answerKind(question, unit, term);
    case FieldPlace::LowRate:
        return answerLowRate(question, unit, term);
    case FieldPlace::Prediction:
        return answerPrediction(question, unit, term);
    case FieldPlace::Action:
        return answerAction(question, unit, term);
    case FieldPlace::RuleSet:
        return answerRuleSet(question, unit, term);
    case FieldPlace::Label:
        return answerLabel(question, unit, term);
    case FieldPlace::LabelAuthor:
        return answerAuthor(question, unit, term);
    case FieldPlace::Tag:
        return answerTag(question, unit, term);
    case FieldPlace::Batch:
        return collect(unit, [&](uint32_t row) {
            return anyBatch(question.snapshot(), row, [&](uint32_t batch) { return passesNumber(term, batch); });
        });
    default:
        return collect(unit, [&](uint32_t row) {
            const auto value = numberOf(question.snapshot(), field.place, row);
            return value && passesNumber(term, *value);
        });
    }
}

RowSet presentInTable(Question& question, const RowUnit& unit, const CaseField& field)
{
    const CaseSnapshot& snapshot = question.snapshot();
    std::set<uint32_t> named; // folders below a source
    for (const SourceInfo& source : *snapshot.sources) {
        for (const FolderInfo& folder : source.folders) {
            if (!folder.path.empty())
                named.insert(folder.id);
        }
    }
    return collect(unit, [&](uint32_t row) {
        switch (field.place) {
        case FieldPlace::Kind:
        case FieldPlace::Source:
            return true;
        case FieldPlace::Folder:
            return named.count(snapshot.items->row(row).folder) > 0;
        case FieldPlace::LowRate:
            return snapshot.items->traffic(row) != nullptr;
        case FieldPlace::Prediction: // said by a model
            return snapshot.items->traffic(row) && predictionAt(snapshot, row) != Prediction::Unknown;
        case FieldPlace::Action:
        case FieldPlace::RuleSet:
            return isScanned(snapshot, row);
        case FieldPlace::Label:
        case FieldPlace::LabelAuthor:
            return labelOf(snapshot, row) != feedback::noLabel;
        case FieldPlace::Tag:
            return hasMark(snapshot, row, feedback::markTags);
        case FieldPlace::Batch:
            return anyBatch(snapshot, row, [](uint32_t) { return true; });
        default:
            return numberOf(snapshot, field.place, row).has_value();
        }
    });
}

bool isTableMark(std::string_view name)
{
    return name == "new-since-scan" || name == "labelled" || name == "unlabelled" || name == "bookmarked"
        || name == "reviewed";
}

RowSet markedInTable(Question& question, const RowUnit& unit, std::string_view name)
{
    const CaseSnapshot& snapshot = question.snapshot();
    return collect(unit, [&](uint32_t row) {
        if (name == "new-since-scan")
            return snapshot.scores && !isScanned(snapshot, row);
        if (name == "reviewed")
            return isReviewed(snapshot, row);
        if (name == "bookmarked")
            return hasMark(snapshot, row, feedback::markBookmarked);
        return (labelOf(snapshot, row) != feedback::noLabel) == (name == "labelled");
    });
}

} // namespace assay
