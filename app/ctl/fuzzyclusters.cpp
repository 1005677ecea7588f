// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy clusters
#include "app/ctl/engineoptions.h"
#include "app/ctl/fuzzyverbs.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"
#include "core/casefile/case.h"

#include <algorithm>
#include <map>

namespace assay::ctl {
namespace {

struct Cluster
{
    uint32_t number = 0;
    std::vector<uint32_t> rows; // ascending
};

// Largest first.
std::vector<Cluster> clustersOf(const CaseSnapshot& snapshot)
{
    std::map<uint32_t, Cluster> byNumber;
    for (uint32_t row = 0; snapshot.clusters && row < snapshot.clusters->clusters.size(); ++row) {
        if (const uint32_t number = snapshot.clusters->clusters[row])
            byNumber[number].rows.push_back(row);
    }
    std::vector<Cluster> clusters;
    for (auto& [number, cluster] : byNumber)
        clusters.push_back({number, std::move(cluster.rows)});
    std::stable_sort(clusters.begin(), clusters.end(),
        [](const Cluster& a, const Cluster& b) { return a.rows.size() > b.rows.size(); });
    return clusters;
}

void printJson(const CaseSnapshot& snapshot, const std::vector<Cluster>& clusters, const IndexReport& report)
{
    JsonWriter json;
    json.beginObject().member("schema", "assay.clusters/1").member("items", uint64_t{snapshot.items->count()});
    json.member("read", report.items).member("seconds", report.seconds).key("clusters").beginArray();
    for (const Cluster& cluster : clusters) {
        json.beginObject().member("cluster", cluster.number).member("size", uint64_t{cluster.rows.size()});
        json.key("items").beginArray();
        for (const uint32_t row : cluster.rows)
            json.value(snapshot.items->row(row).id.value);
        json.endArray().endObject();
    }
    json.endArray().endObject();
    writeLine(json.take());
}

void printText(const CaseSnapshot& snapshot, const std::vector<Cluster>& clusters)
{
    for (const Cluster& cluster : clusters)
        writeLine(std::to_string(cluster.rows.size()) + "  cluster:" + std::to_string(cluster.number) + "  "
            + std::string(snapshot.items->subject(cluster.rows.front())));
}

ExitCode runClusters(const Arguments& arguments)
{
    if (arguments.operands().size() != 1) {
        complain("fuzzy clusters: name one CASE");
        return exitUsage;
    }
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    const auto work = Case::open(arguments.operands().front());
    if (!work)
        return fail(work.error());
    InterruptGuard interrupt;
    IndexReport report;
    if (!(*work)->isReadOnly()) { // else what was found before is shown
        ProgressLine line("clusters", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
        const auto updated = (*work)->updateClusters(RunContext(interrupt.stopToken(), &line.progress(), *jobs));
        if (interrupt.wasInterrupted())
            return exitInterrupted;
        if (!updated)
            return fail(updated.error());
        report = *updated;
    }
    const auto snapshot = (*work)->snapshot();
    if (!snapshot)
        return fail(snapshot.error());
    const std::vector<Cluster> clusters = clustersOf(**snapshot);
    if (arguments.has("--json"))
        printJson(**snapshot, clusters, report);
    else
        printText(**snapshot, clusters);
    return exitDone;
}

constexpr OptionSpec options[] = {
    {"--json", "", "print one JSON object", false},
    jobsOption,
    {"--no-progress", "", "no progress line", false},
};

} // namespace

Verb fuzzyClustersVerb()
{
    return {"fuzzy", "clusters", "CASE", "find messages of a case with nearly the same text", options, runClusters};
}

} // namespace assay::ctl
