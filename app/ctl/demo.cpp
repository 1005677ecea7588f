// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl demo: what the window shows at its first start, as a report.
#include "app/ctl/caseverbs.h"
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/progressline.h"

#include "core/casefile/casedetectors.h"
#include "core/casefile/samplecase.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <unistd.h>

namespace assay::ctl {
namespace {

namespace fs = std::filesystem;

// The folder of sample mails beside the program, or empty.
fs::path sampleFolder()
{
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed);
    fs::path folder = program.parent_path().parent_path() / "share" / "assay" / "sample";
    return !failed && fs::is_directory(folder, failed) ? folder : fs::path();
}

// A case that lasts as long as the report.
class TemporaryCase
{
public:
    TemporaryCase()
    {
        std::string pattern = (fs::temp_directory_path() / "assay-demo-XXXXXX").string();
        if (mkdtemp(pattern.data()))
            m_folder = pattern;
    }
    ~TemporaryCase()
    {
        std::error_code ignored;
        if (!m_folder.empty())
            fs::remove_all(m_folder, ignored);
    }
    TemporaryCase(const TemporaryCase&) = delete;
    TemporaryCase& operator=(const TemporaryCase&) = delete;
    fs::path file() const { return m_folder / "sample.assay"; }

private:
    fs::path m_folder;
};

struct SymbolUse
{
    uint64_t items = 0;
    double score = 0;
    std::string description;
};

// What the report counts while results arrive.
struct Tally
{
    std::map<Action, uint64_t> actions;
    std::map<std::string, SymbolUse> symbols;
    std::vector<std::pair<double, ItemId>> scores;

    void add(const StoredBatch& batch)
    {
        for (size_t i = 0; i < batch.items.size(); ++i) {
            const ScannedItem& item = batch.results[i];
            ++actions[item.action];
            scores.emplace_back(item.score, batch.items[i]);
            for (const Hit& hit : item.hits) {
                const Symbol& symbol = (*batch.symbols)[hit.symbol.value];
                SymbolUse& use = symbols[symbol.name];
                ++use.items;
                use.score += hit.score;
                use.description = symbol.description;
            }
        }
    }
};

void printSources(const Case& work)
{
    const auto sources = work.sources();
    if (!sources)
        return;
    for (const SourceInfo& source : *sources) {
        for (const FolderInfo& folder : source.folders) {
            char line[256];
            std::snprintf(line, sizeof line, "  %-28s %6llu items  %4llu with defects  %s",
                folder.path.empty() ? source.title.c_str() : folder.path.c_str(),
                static_cast<unsigned long long>(folder.items), static_cast<unsigned long long>(folder.itemsWithDefects),
                folder.format.c_str());
            writeLine(line);
        }
    }
}

void printSymbols(const Tally& tally)
{
    std::vector<std::pair<std::string, SymbolUse>> uses(tally.symbols.begin(), tally.symbols.end());
    std::stable_sort(
        uses.begin(), uses.end(), [](const auto& a, const auto& b) { return a.second.items > b.second.items; });
    writeLine("\nSymbols in most items");
    for (size_t i = 0; i < std::min<size_t>(uses.size(), 15); ++i) {
        char line[256];
        std::snprintf(line, sizeof line, "  %5llu  %-24s %s", static_cast<unsigned long long>(uses[i].second.items),
            uses[i].first.c_str(), uses[i].second.description.c_str());
        writeLine(line);
    }
}

void printItem(const Case& work, ScanId scan, ItemId id)
{
    const auto item = work.item(id);
    const auto hits = work.hits(scan, id);
    if (!item || !hits)
        return;
    char score[32];
    std::snprintf(score, sizeof score, "%6.1f", hits->score);
    writeLine(std::string(score) + "  " + std::string(actionName(hits->action)) + "  " + item->summary.from + "  |  "
        + item->summary.subject);
    for (size_t i = 0; i < std::min<size_t>(hits->hits.size(), 3); ++i) {
        const StoredHit& hit = hits->hits[i];
        std::snprintf(score, sizeof score, "%+14.1f", hit.score);
        std::string line = std::string(score) + "  " + hit.symbol.name;
        if (!hit.evidence.empty())
            line += ": \"" + hit.evidence.front().text.substr(0, 70) + "\"";
        std::replace(line.begin(), line.end(), '\n', ' ');
        writeLine(line);
    }
}

ExitCode printReport(const Case& work, const CaseScanReport& scan, Tally& tally)
{
    writeLine("Assay, scanned with: " + scan.report.ruleSetTitle + "\n");
    printSources(work);
    char line[160];
    std::snprintf(line, sizeof line,
        "\n%llu items scanned in %.2f s: %llu reject, %llu add_header, %llu none; %llu failed",
        static_cast<unsigned long long>(scan.report.items), scan.report.seconds,
        static_cast<unsigned long long>(tally.actions[Action::Reject]),
        static_cast<unsigned long long>(tally.actions[Action::AddHeader]),
        static_cast<unsigned long long>(tally.actions[Action::None]),
        static_cast<unsigned long long>(scan.report.failed));
    writeLine(line);
    printSymbols(tally);
    writeLine("\nHighest scores, with what weighs most and the text that matched");
    std::stable_sort(
        tally.scores.begin(), tally.scores.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (size_t i = 0; i < std::min<size_t>(tally.scores.size(), 8); ++i)
        printItem(work, scan.scan, tally.scores[i].second);
    return scan.report.failed > 0 ? exitSomeFailed : exitDone;
}

ExitCode runDemo(const Arguments& arguments)
{
    std::vector<fs::path> sources(arguments.operands().begin(), arguments.operands().end());
    if (sources.empty())
        sources.push_back(sampleFolder());
    if (sources.front().empty())
        return fail({ErrorCode::NotFound, "the sample mails",
            "share/assay/sample is not beside the program; build the target assay_resources"});
    const auto chosen = detectorOptions(arguments);
    if (!chosen)
        return fail(chosen.error());
    InterruptGuard interrupt;
    const TemporaryCase temporary;
    const auto work = createSampleCase(temporary.file(), sources.front());
    if (!work)
        return fail(work.error());
    const auto detectors = createDetectors(**work, *chosen);
    if (!detectors)
        return fail(detectors.error());
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    const RunContext context(interrupt.stopToken(), nullptr, *jobs);
    for (const fs::path& source : sources) {
        const auto added = (*work)->add(source, {}, context);
        if (!added)
            return fail(added.error());
    }
    Tally tally;
    const auto scan = (*work)->scan(*detectors, {}, context, [&](const StoredBatch& batch) { tally.add(batch); });
    if (!scan)
        return fail(scan.error());
    if (interrupt.wasInterrupted())
        return exitInterrupted;
    return printReport(**work, *scan, tally);
}

constexpr OptionSpec options[] = {rulesOption, stockRulesOption, detectorsOption, noHyperscanOption, jobsOption};

} // namespace

Verb demoVerb()
{
    return {"demo", "", "[PATH...]", "scan the sample mails (or others) and print a report", options, runDemo};
}

} // namespace assay::ctl
