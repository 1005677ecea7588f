// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl neural vectors
#include "app/ctl/engineoptions.h"
#include "app/ctl/interrupt.h"
#include "app/ctl/itemjson.h"
#include "app/ctl/neuralverbs.h"
#include "app/ctl/progressline.h"
#include "app/ctl/scaninputs.h"

#include "core/base/file.h"
#include "core/casefile/casedetectors.h"
#include "core/fuzzy/view/metatokeninput.h"
#include "core/neural/data/symbolvalue.h"
#include "core/neural/data/vectortext.h"

#include <deque>
#include <mutex>

namespace assay::ctl {
namespace {

using features::MetatokenMode;
using features::Metatokens;

constexpr OptionSpec options[] = {
    {"--profile", "FILE", "JSON of the profile whose symbols the vectors have", false},
    {"--case", "FILE", "the profile of all symbols that a scan for this case may find", false},
    {"--write-profile", "FILE", "write the profile that was used", false},
    {"--jsonl", "", "one JSON object a line", false},
    {"--graph", "NAME", "values of symbols as for this network: rspamd34 (default) or seed", false},
    {"--fixed", "", "metatokens without rspamd's mistake with words", false},
    rulesOption,
    stockRulesOption,
    detectorsOption,
    fuzzyStorageOption,
    fuzzyServerKeyOption,
    noHyperscanOption,
    jobsOption,
    {"--no-progress", "", "no progress line", false},
};

// What the vectors are made by.
struct VectorMaker
{
    neural::Profile profile;
    neural::Topology topology = neural::Topology::Rspamd34;
    MetatokenMode mode = MetatokenMode::Compatible;
    bool isJson = false;
};

// Metatokens of the items on their way into the scanner; the items come out in the same order.
class MetatokenQueue
{
public:
    void add(const LoadedItem& item, MetatokenMode mode)
    {
        const Metatokens numbers =
            metatokens(item.error ? features::MetatokenInput{} : fuzzy::metatokenInput(item.bytes), mode);
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(numbers);
    }
    Metatokens take()
    {
        const std::lock_guard lock(m_mutex);
        const Metatokens numbers = m_waiting.front();
        m_waiting.pop_front();
        return numbers;
    }

private:
    std::mutex m_mutex;
    std::deque<Metatokens> m_waiting;
};

neural::SymbolScores symbolsOf(const ScannedItem& item, const std::vector<Symbol>& symbols)
{
    neural::SymbolScores scores;
    for (const Hit& hit : item.hits) {
        const Symbol& symbol = symbols[hit.symbol.value];
        neural::SymbolScore& score = scores[symbol.name];
        score.score = hit.score;
        // A rule adds its configured score and no other; of fuzzy symbols the weight is not known here.
        if (symbol.detector == DetectorKind::Rules)
            score.weight = hit.score;
    }
    return scores;
}

void writeVector(const VectorMaker& maker, const std::string& item, const std::vector<double>& numbers)
{
    const std::string text = neural::vectorToText(numbers);
    if (!maker.isJson) {
        writeLine(text);
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.vector/1").member("item", item);
    json.member("n", static_cast<uint64_t>(numbers.size())).member("vector", text).endObject();
    writeLine(json.text());
}

std::vector<std::string> namesOf(const std::vector<Symbol>& symbols)
{
    std::vector<std::string> names;
    for (const Symbol& symbol : symbols)
        names.push_back(symbol.name);
    return names;
}

Result<std::shared_ptr<const DetectorSet>> detectorsFor(const Arguments& arguments)
{
    const auto detecting = detectorOptions(arguments);
    if (!detecting)
        return detecting.error();
    const auto file = arguments.value("--case");
    if (!file)
        return createDetectors(*detecting);
    const auto work = Case::open(*file, CaseMode::ReadOnly);
    return work ? createDetectors(**work, *detecting) : work.error();
}

Result<VectorMaker> makerFor(const Arguments& arguments, const Scanner& scanner)
{
    VectorMaker maker;
    const std::string graph = arguments.value("--graph").value_or("rspamd34");
    const auto topology = neural::topologyFromName(graph);
    if (!topology)
        return Error{ErrorCode::BadArgument, "--graph " + graph, "give rspamd34 or seed"};
    maker.topology = *topology;
    maker.mode = arguments.has("--fixed") ? MetatokenMode::Fixed : MetatokenMode::Compatible;
    maker.isJson = arguments.has("--jsonl");
    const auto file = arguments.value("--profile");
    auto profile = file ? readProfile(*file) : Result<neural::Profile>(neural::makeProfile(namesOf(scanner.symbols())));
    if (!profile)
        return profile.error();
    maker.profile = std::move(*profile);
    if (maker.profile.key.empty())
        maker.profile.key = "rn_default_default_" + maker.profile.digest.substr(0, 8) + "_0";
    return maker;
}

// How many items could not be read.
uint64_t writeVectors(
    const Scanner& scanner, const VectorMaker& maker, std::vector<std::string> operands, const RunContext& context)
{
    ScanInputs inputs(std::move(operands), {}, context);
    MetatokenQueue queue;
    const auto supply = [&](LoadedItem& item) {
        if (!inputs.next(item))
            return false;
        queue.add(item, maker.mode);
        return true;
    };
    uint64_t failed = 0;
    const auto print = [&](const ScanEvent& event, const ScannedItem* item) {
        if (event.kind == ScanEvent::Kind::SourceFailed)
            complain(event.error->toString());
        if (event.kind != ScanEvent::Kind::Item || !item)
            return;
        const Metatokens meta = queue.take();
        if (event.record.kind != ItemKind::Message)
            return; // the net is one of mail
        const ItemName name = itemName(*event.source, *event.container, event.record);
        if (item->error) {
            ++failed;
            complain(name.source + " " + name.item + ": " + item->error->toString());
            return;
        }
        writeVector(maker, name.item,
            neural::makeVector(meta, symbolsOf(*item, scanner.symbols()), maker.profile, maker.topology));
    };
    scanner.run(
        supply,
        [&](std::span<ScannedItem> batch) {
            for (const ScannedItem& item : batch)
                inputs.visitThroughNextItem([&](const ScanEvent& event) { print(event, &item); });
            return true;
        },
        context);
    inputs.visitRest([&](const ScanEvent& event) { print(event, nullptr); });
    return failed + inputs.failedSources();
}

ExitCode runVectors(const Arguments& arguments)
{
    if (arguments.operands().empty() || arguments.has("--profile") == arguments.has("--case")) {
        complain("neural vectors: name at least one PATH and give one of --profile and --case");
        return exitUsage;
    }
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    InterruptGuard interrupt;
    const auto detectors = detectorsFor(arguments);
    if (!detectors)
        return fail(detectors.error());
    ScanOptions scan;
    scan.hits.selection = HitSelection::Visible;
    scan.fullDefects = false;
    const Scanner scanner(*detectors, scan);
    const auto maker = makerFor(arguments, scanner);
    if (!maker)
        return fail(maker.error());
    if (const auto file = arguments.value("--write-profile")) {
        const auto written = writeFileAtomically(*file, neural::profileToJson(maker->profile) + "\n");
        if (!written)
            return fail(written.error());
    }
    ProgressLine line("vectors", ProgressLine::Unit::Items, !arguments.has("--no-progress"));
    const uint64_t failed =
        writeVectors(scanner, *maker, arguments.operands(), RunContext(interrupt.stopToken(), &line.progress(), *jobs));
    if (interrupt.wasInterrupted())
        return exitInterrupted;
    return finishOutput(failed > 0 ? exitSomeFailed : exitDone);
}

} // namespace

Verb neuralVectorsVerb()
{
    return {"neural", "vectors", "PATH...", "print what the mail neural net reads of messages", options, runVectors};
}

} // namespace assay::ctl
