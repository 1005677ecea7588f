// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scan/scanner.h"

#include "core/index/itemsummary.h"
#include "core/mail/message.h"
#include "core/scan/itemfeatures.h"
#include "core/scan/orderedrun.h"

#include <chrono>
#include <cmath>
#include <ctime>
#include <sys/resource.h>

namespace assay {
namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// Processor time of this thread: unlike the clock it does not count what other programs took.
int64_t threadMicroseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

// One worker: a run of every detector.
class ScanWorker
{
public:
    ScanWorker(const DetectorSet& detectors, const std::vector<uint32_t>& firstSymbol,
        const std::vector<Symbol>& symbols, const ScanOptions& options)
        : m_firstSymbol(firstSymbol)
        , m_symbols(symbols)
        , m_options(options)
        , m_features(options.mail)
    {
        for (const auto& detector : detectors.detectors)
            m_runs.push_back(detector->makeRun());
    }

    ScannedItem scan(uint64_t number, LoadedItem loaded, const RunContext& context)
    {
        const int64_t start = threadMicroseconds();
        ScannedItem item;
        item.number = number;
        item.error = std::move(loaded.error);
        if (item.error)
            return item;
        item.bytes = loaded.bytes.size();
        m_features.begin(loaded.kind, loaded.bytes);
        runDetectors(loaded, context, item);
        if (m_options.hashes)
            item.sha256 = sha256(loaded.bytes);
        if (loaded.kind == ItemKind::Message)
            readMessage(std::move(loaded.bytes), item);
        else
            readRequestSet(item);
        item.microseconds = static_cast<uint32_t>(std::min<int64_t>(threadMicroseconds() - start, UINT32_MAX));
        return item;
    }

    void addStats(rules::MatchStats& stats) const
    {
        for (const auto& run : m_runs)
            run->addStats(stats);
    }
    void addDropped(std::vector<DroppedRule>& dropped) const
    {
        for (const auto& run : m_runs)
            run->addDropped(dropped);
    }

private:
    void runDetectors(const LoadedItem& loaded, const RunContext& context, ScannedItem& item)
    {
        double sum = 0;
        for (size_t i = 0; i < m_runs.size(); ++i) {
            m_found.clear();
            m_runs[i]->scan(DetectorInput{loaded.kind, loaded.bytes, &context, item.hits, &m_symbols, &m_features},
                m_options.hits, m_found);
            for (Hit& hit : m_found) {
                hit.symbol.value += m_firstSymbol[i];
                sum += hit.score;
                item.hits.push_back(std::move(hit));
            }
        }
        item.score = std::round(sum * 1000) / 1000;
        item.action = m_options.thresholds.actionFor(item.score);
    }

    void readRequestSet(ScannedItem& item)
    {
        if (const traffic::RequestSet* set = m_features.requestSet())
            item.summary = summarizeRequestSet(*set).summary;
        else
            item.summary.defects.add(Defect::NotAMessage);
        item.defects = item.summary.defects;
    }

    void readMessage(std::string bytes, ScannedItem& item)
    {
        if (const Message* read = m_features.message()) {
            item.summary = read->summary();
            item.defects = read->defects();
        } else if (m_options.fullDefects) {
            const Message message = Message::parse(std::move(bytes), m_options.mail);
            item.summary = message.summary();
            item.defects = message.defects();
        } else {
            item.summary = summarizeMessage(bytes, m_options.mail);
            item.defects = item.summary.defects;
        }
    }

    const std::vector<uint32_t>& m_firstSymbol;
    const std::vector<Symbol>& m_symbols;
    const ScanOptions& m_options;
    ItemFeatures m_features;
    std::vector<Hit> m_found; // of one detector
    std::vector<std::unique_ptr<DetectorRun>> m_runs;
};

struct NumberedItem
{
    uint64_t number = 0;
    LoadedItem item;
};

} // namespace

uint64_t peakResidentBytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

Scanner::Scanner(std::shared_ptr<const DetectorSet> detectors, ScanOptions options)
    : m_detectors(std::move(detectors))
    , m_options(std::move(options))
{
    m_options.mail.defectsOnly = true;
    for (const auto& detector : m_detectors->detectors) {
        m_firstSymbol.push_back(static_cast<uint32_t>(m_symbols.size()));
        m_symbols.insert(m_symbols.end(), detector->symbols().begin(), detector->symbols().end());
    }
}

ScanReport Scanner::run(const ItemSupply& supply, const ScanDelivery& deliver, const RunContext& context) const
{
    const auto start = Clock::now();
    ScanReport report;
    report.jobs = context.workers();
    std::vector<ScanWorker> workers;
    workers.reserve(context.workers());
    for (unsigned worker = 0; worker < context.workers(); ++worker)
        workers.emplace_back(*m_detectors, m_firstSymbol, m_symbols, m_options);

    uint64_t next = 0;
    OrderedRun<NumberedItem, ScannedItem> run(
        [&](NumberedItem& piece, uint64_t& bytes) {
            piece.item = LoadedItem();
            if (!supply(piece.item))
                return false;
            piece.number = next++;
            bytes = piece.item.bytes.size();
            return true;
        },
        [&](NumberedItem piece, unsigned worker) {
            return workers[worker].scan(piece.number, std::move(piece.item), context);
        },
        [&](std::vector<ScannedItem>& batch) {
            if (!deliver(batch))
                return false;
            for (const ScannedItem& item : batch) {
                report.bytes += item.bytes;
                report.failed += item.error ? 1 : 0;
            }
            report.items += batch.size();
            context.advance(batch.size());
            return true;
        },
        OrderedRunOptions{1024, uint64_t{64} << 20, m_options.batchSize, m_options.batchSeconds});
    report.partial = !run.run(context);
    for (const ScanWorker& worker : workers) {
        worker.addStats(report.match);
        worker.addDropped(report.dropped);
    }
    report.seconds = secondsSince(start);
    describeDetectors(report);
    return report;
}

void Scanner::describeDetectors(ScanReport& report) const
{
    report.peakRssBytes = peakResidentBytes();
    if (!m_detectors->rulesEngine)
        return;
    const rules::RulesEngine& engine = *m_detectors->rulesEngine;
    report.compile = engine.matcher()->compileStats();
    report.ruleSetTitle = engine.ruleSet().title();
    report.ruleSetDigest = engine.ruleSet().digest();
    for (const rules::RuleProblem& problem : engine.ruleSet().problems()) {
        if (problem.isError && !problem.rule.empty())
            report.dropped.push_back(DroppedRule{problem.rule, problem.reason});
    }
    // A rule that its author scored 0 is switched off, not lost.
    for (const rules::Rule& rule : engine.ruleSet().rules()) {
        if (!rule.enabled && (rule.score != 0 || rule.name.starts_with("__")))
            report.dropped.push_back(DroppedRule{rule.name, rule.reason});
    }
}

} // namespace assay
