// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/featureset.h"
#include "core/train/fitting.h"
#include "core/train/kinds.h"
#include "core/train/pruning.h"

#include <algorithm>
#include <array>

namespace assay::train {
namespace {

constexpr size_t leastBaseline = 20; // rows: 16 to learn from and some to judge by

class Checks
{
public:
    Checks(
        const TrainingSet& set, const FitRequest& request, const models::ModelKind& kind, const models::Params& params)
        : m_set(set)
        , m_request(request)
        , m_kind(kind)
        , m_params(params)
    {
        for (size_t row = 0; row < set.size(); ++row)
            ++m_counts[set.labels[row]];
    }

    std::vector<TrainingCheck> all()
    {
        columns();
        m_kind.needsLabels() ? labels() : baseline();
        if (!stops())
            split();
        times();
        if (!m_request.champion.empty())
            champion();
        return std::move(m_checks);
    }

private:
    bool stops() const
    {
        return std::any_of(m_checks.begin(), m_checks.end(), [](const TrainingCheck& check) { return check.stops; });
    }
    void add(const char* name, std::string text, bool stops, std::vector<uint64_t> items = {})
    {
        m_checks.push_back({name, std::move(text), stops, std::move(items)});
    }

    void columns()
    {
        std::string absent;
        size_t count = 0;
        for (const std::string& name : m_request.features) {
            if (models::findColumn(m_set.rows, name) == std::string::npos && ++count <= 10)
                absent += (absent.empty() ? "" : ", ") + name;
        }
        if (count > 0)
            add("absent_features", std::to_string(count) + " of the chosen features are not there: " + absent, true);
        const bool isTraffic = &features::featureSetOfName(m_set.featureSet) == &features::trafficFeatureSet();
        if (isTraffic && m_kind.role() == models::VoiceRole::Neural)
            add("other_items", "this kind of model reads messages, not request sets", true);
        if (m_set.rows.columns() == 0)
            add("no_features", "the rows have no features", true);
        if (m_set.size() == 0)
            add("no_rows", "there are no rows to learn from", true);
    }

    size_t least(const char* ending, size_t fallback) const
    {
        for (const models::Option& option : m_kind.options()) {
            if (option.key.ends_with(ending))
                return m_params.count(option.key);
        }
        return fallback;
    }

    void needed(const char* name, size_t found, size_t wanted, const char* what)
    {
        if (found < wanted)
            add(name, std::to_string(found) + " of " + std::to_string(wanted) + " " + what + " needed", true);
    }

    void labels()
    {
        const size_t labelled = m_counts[0] + m_counts[1];
        if (labelled > 0 && (m_counts[0] == 0 || m_counts[1] == 0)) {
            add("one_class",
                "all " + std::to_string(labelled) + " labels are " + (m_counts[0] ? "0" : "1") + ": a model needs both",
                true);
            return;
        }
        needed("least_labels", labelled, least("min_labels", 20), "labels");
        needed("least_positives", m_counts[1], least("min_pos", 3), "rows labelled 1");
        needed("least_negatives", m_counts[0], least("min_neg", 3), "rows labelled 0");
    }

    void baseline()
    {
        needed("least_rows", m_counts[0] + m_counts[noTrainingLabel], leastBaseline, "rows that are not labelled 1");
        if (m_counts[1] > 0)
            add("labelled_hostile", std::to_string(m_counts[1]) + " rows labelled 1 are not learned from", false);
    }

    std::vector<size_t> learnable() const
    {
        std::vector<size_t> rows;
        for (size_t row = 0; row < m_set.size(); ++row) {
            if (m_kind.needsLabels() ? m_set.labels[row] != noTrainingLabel : m_set.labels[row] != 1)
                rows.push_back(row);
        }
        return rows;
    }

    void split()
    {
        const std::vector<size_t> rows = learnable();
        TrainingSet light; // all that a split looks at
        for (const size_t row : rows) {
            light.labels.push_back(m_set.labels[row]);
            light.items.push_back(m_set.items[row]);
            light.groups.push_back(m_set.groups[row]);
            light.times.push_back(m_set.times[row]);
        }
        const SplitPlan plan = planSplit(light, m_request.holdOut, m_request.holdOutShare, m_request.seed);
        if (plan.heldOut.empty()) {
            add("no_hold_out", "all rows belong together: none can be held out", true);
            return;
        }
        if (m_kind.needsLabels())
            classesOf(light, plan);
        features(rows, plan);
    }

    void classesOf(const TrainingSet& light, const SplitPlan& plan)
    {
        const auto positives = [&](const std::vector<size_t>& rows) {
            return static_cast<size_t>(
                std::count_if(rows.begin(), rows.end(), [&](size_t row) { return light.labels[row] == 1; }));
        };
        const size_t learned = positives(plan.train), held = positives(plan.heldOut);
        if (learned == 0 || learned == plan.train.size())
            add("one_class_learned", "the rows to learn from have one label only: hold out another part", true);
        else if (held == 0 || held == plan.heldOut.size())
            add("one_class_held_out", "the rows held out have one label only: no figures can be taken", false);
    }

    void features(const std::vector<size_t>& rows, const SplitPlan& plan)
    {
        std::vector<size_t> train;
        for (const size_t row : plan.train)
            train.push_back(rows[row]);
        models::Matrix table = models::selectRows(m_set.rows, train);
        if (!m_request.features.empty())
            table = models::selectColumns(table, m_request.features);
        const PruneReport report = pruneFeatures(table);
        if (report.kept.empty())
            add("constant_features",
                "none of " + std::to_string(table.columns()) + " features varies enough to learn from", true);
        else if (!report.dropped.empty())
            add("constant_features",
                std::to_string(report.dropped.size()) + " of " + std::to_string(table.columns())
                    + " features do not vary and are left out",
                false);
    }

    void times()
    {
        if (m_request.holdOut != HoldOut::ByTime)
            return;
        const auto unknown = static_cast<size_t>(std::count(m_set.times.begin(), m_set.times.end(), 0));
        if (unknown > 0)
            add("unknown_times", std::to_string(unknown) + " rows have no time and count as the oldest", false);
    }

    void champion()
    {
        const auto manifest = models::loadManifest(m_request.champion);
        if (!manifest || manifest->training.fingerprint.empty()
            || manifest->training.fingerprint != fingerprintOf(m_set))
            return;
        const auto params = models::Params::make(m_kind.options(), m_request.settings);
        const bool same = manifest->kind == m_request.kind && params && params->settings() == manifest->parameters
            && manifest->seed == m_request.seed;
        add("same_rows",
            same ? "the current version learned from exactly these rows with these settings"
                 : "the current version learned from exactly these rows",
            same);
    }

    const TrainingSet& m_set;
    const FitRequest& m_request;
    const models::ModelKind& m_kind;
    const models::Params& m_params;
    std::array<size_t, 3> m_counts = {};
    std::vector<TrainingCheck> m_checks;
};

} // namespace

Result<std::vector<TrainingCheck>> checkTraining(const TrainingSet& set, const FitRequest& request)
{
    const models::ModelKind* kind = findKind(request.kind);
    if (!kind)
        return Error{ErrorCode::BadArgument, request.kind, "there is no such kind of model"};
    const auto params = models::Params::make(kind->options(), request.settings);
    if (!params)
        return params.error();
    if (!(request.holdOutShare >= 0.05 && request.holdOutShare <= 0.5))
        return Error{ErrorCode::BadArgument, "hold-out share", "give a share from 0.05 to 0.5"};
    if (!(request.costs.falsePositive >= 0) || !(request.costs.falseNegative >= 0)
        || request.costs.falsePositive + request.costs.falseNegative <= 0)
        return Error{ErrorCode::BadArgument, "costs", "they are 0 or more, and not both 0"};
    if (const auto sound = checkTrainingSet(set); !sound)
        return sound.error();
    return Checks(set, request, *kind, *params).all();
}

} // namespace assay::train
