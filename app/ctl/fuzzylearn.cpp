// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy check|add|del
#include "app/ctl/fuzzylearn.h"

#include "app/ctl/fuzzyverbs.h"
#include "app/ctl/inputfile.h"
#include "app/ctl/interrupt.h"
#include "core/base/file.h"
#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/storage/localstorage.h"
#include "core/fuzzy/wire/remotestorage.h"

#include <charconv>

namespace assay::ctl {
namespace {

using namespace fuzzy;

constexpr uint64_t largestMessage = uint64_t{256} << 20;
constexpr int32_t largestWeight = 1'000'000;

constexpr OptionSpec storageOption{
    "--storage", "FILE|NAME", "a storage file; with --case the name of one of its storages", false};
constexpr OptionSpec serverOption{"--server", "HOST:PORT", "or a server", false};
constexpr OptionSpec keyOption{"--key", "PUBKEY", "public key of the server; encrypts", false};
constexpr OptionSpec flagOption{"-f", "FLAG", "flag to learn to, 1 to 255", false};
constexpr OptionSpec weightOption{"-w", "WEIGHT", "weight that is added (1)", false};
constexpr OptionSpec caseOption{"--case", "CASE", "the items of a case instead of FILEs", false};
constexpr OptionSpec queryOption{"--query", "QUERY", "those that match", false};
constexpr OptionSpec conditionsOption{"--conditions", "", "ask the conditions of the storage", false};
constexpr OptionSpec dryOption{"--dry-run", "", "say what would be done", false};
constexpr OptionSpec linesOption{"--jsonl", "", "one JSON object a hash (of a case: an item)", false};
constexpr OptionSpec quietOption{"--no-progress", "", "no progress line", false};

constexpr OptionSpec verbOptions[] = {storageOption, serverOption, keyOption, flagOption, weightOption, caseOption,
    queryOption, conditionsOption, dryOption, linesOption, fuzzyAlgorithmOption, fuzzyKeyOption, fuzzyShinglesKeyOption,
    fuzzyMinBytesOption, fuzzyMinLengthOption, fuzzyMimeTypesOption, fuzzyShortTextOption, fuzzyLocaleOption,
    quietOption};

Result<std::shared_ptr<FuzzyStorage>> openStorage(const Arguments& arguments, FuzzyAct act, const RunContext& context)
{
    if (const auto file = arguments.value("--storage")) {
        LocalStorageOptions options;
        options.readOnly = act == FuzzyAct::Check;
        options.syncInterval = std::chrono::milliseconds(0);
        auto local = LocalStorage::open(*file, options, context);
        if (!local)
            return local.error();
        return std::shared_ptr<FuzzyStorage>(std::move(*local));
    }
    auto options = parseServer(arguments.value("--server").value_or(""));
    if (!options)
        return options.error();
    if (const auto text = arguments.value("--key")) {
        options->serverKey = parsePublicKey(*text);
        if (!options->serverKey)
            return Error{ErrorCode::BadArgument, "--key " + *text, "no public key of 52 characters"};
    }
    return std::shared_ptr<FuzzyStorage>(std::make_shared<RemoteStorage>(*options));
}

std::string_view refusalText(Refusal refusal)
{
    switch (refusal) {
    case Refusal::Skipped:
        return "the storage never learns this hash";
    case Refusal::Forbidden:
        return "the storage does not allow it";
    case Refusal::Failed:
        return "the storage failed";
    case Refusal::None:
        break;
    }
    return "";
}

// Asks or changes the storage about the hashes of one message.
class MessageActor
{
public:
    MessageActor(FuzzyStorage& storage, FuzzyAct act, const FlagAndWeight& how, const RunContext& context)
        : m_storage(storage)
        , m_act(act)
        , m_how(how)
        , m_context(context)
    {
    }

    Result<std::vector<HashResult>> run(const std::string& item, const std::vector<PartHash>& hashes)
    {
        std::vector<HashResult> results;
        for (const PartHash& hash : hashes) {
            HashResult& result = results.emplace_back();
            result.item = item;
            result.hash = hash;
            result.reply.digest = hash.digest;
        }
        // What a file holds of a hash is told before it is deleted and after it was added.
        const bool checksFirst = m_act == FuzzyAct::Check || (m_act == FuzzyAct::Delete && m_storage.isLocal());
        Result<void> done;
        if (checksFirst)
            done = check(results);
        if (done && m_act != FuzzyAct::Check)
            done = change(results);
        if (done && m_act == FuzzyAct::Add && m_storage.isLocal())
            done = check(results);
        return done ? Result<std::vector<HashResult>>(std::move(results)) : done.error();
    }

private:
    Result<void> check(std::vector<HashResult>& results)
    {
        std::vector<HashQuery> queries;
        for (const HashResult& result : results)
            queries.push_back({result.hash.digest, result.hash.shingles});
        const auto replies = m_storage.check(queries, m_context);
        if (!replies)
            return replies.error();
        for (size_t i = 0; i < results.size(); ++i) {
            results[i].reply = (*replies)[i];
            if (results[i].denied.empty())
                results[i].denied = refusalText((*replies)[i].refusal);
        }
        return addTimes(results);
    }

    // Like the peer, a file answers exact matches without the time; it is in the file all the same.
    Result<void> addTimes(std::vector<HashResult>& results)
    {
        auto* local = dynamic_cast<LocalStorage*>(&m_storage);
        if (!local)
            return {};
        for (HashResult& result : results) {
            if (!result.reply.isFound() || result.reply.time != 0)
                continue;
            const auto states = local->states(std::span(&result.reply.digest, 1));
            if (!states)
                return states.error();
            if (states->front().stored)
                result.reply.time = static_cast<uint32_t>(states->front().stored->time);
        }
        return {};
    }

    Result<void> change(std::vector<HashResult>& results)
    {
        std::vector<StorageChange> changes;
        for (const HashResult& result : results) {
            StorageChange& one = changes.emplace_back();
            one.kind = m_act == FuzzyAct::Add ? ChangeKind::Write : ChangeKind::Delete;
            one.hash = {result.hash.digest, result.hash.shingles};
            one.flag = m_how.flag;
            one.weight = m_how.weight;
        }
        const auto refusals = m_storage.change(changes, m_context);
        if (!refusals)
            return refusals.error();
        for (size_t i = 0; i < results.size(); ++i)
            note(results[i], (*refusals)[i]);
        auto* local = dynamic_cast<LocalStorage*>(&m_storage);
        const auto flushed = local ? local->flush() : Result<FlushReport>(FlushReport());
        return flushed ? Result<void>() : flushed.error();
    }

    void note(HashResult& result, Refusal refusal) const
    {
        result.denied = refusalText(refusal);
        result.changed = refusal == Refusal::None;
        if (m_storage.isLocal()) {
            if (m_act == FuzzyAct::Delete)
                result.changed = result.reply.isFound() && result.reply.digest == result.hash.digest;
        } else if (result.changed) { // a server acknowledges what it was sent
            result.reply.probability = 1;
            result.reply.flag = m_how.flag;
            result.reply.weight = m_act == FuzzyAct::Add ? m_how.weight : 0;
        }
    }

    FuzzyStorage& m_storage;
    FuzzyAct m_act;
    FlagAndWeight m_how;
    const RunContext& m_context;
};

ExitCode runFiles(const Arguments& arguments, FuzzyAct act, const FlagAndWeight& how)
{
    auto options = fuzzyHashOptions(arguments);
    if (!options)
        return fail(options.error());
    const FuzzyHasher hasher(std::move(*options));
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, 1);
    const auto storage = openStorage(arguments, act, context);
    if (!storage)
        return fail(storage.error());
    MessageActor actor(**storage, act, how, context);
    const bool isJson = arguments.has("--jsonl");
    bool anyFailed = false;
    for (const std::string& file : fuzzyFiles(arguments.operands())) {
        if (interrupt.wasInterrupted())
            return exitInterrupted;
        const auto input = InputOperand::open(file);
        const auto bytes = input ? readFile(input->path(), largestMessage) : Result<std::string>(input.error());
        if (!bytes) {
            complain(bytes.error().toString());
            anyFailed = true;
            continue;
        }
        const std::string item = std::filesystem::path(file).filename().string();
        const auto results = actor.run(item, hasher.hash(*bytes));
        if (!results)
            return fail(results.error());
        for (const HashResult& result : *results) {
            printHash(result, isJson);
            anyFailed = anyFailed || !result.denied.empty();
        }
    }
    return finishOutput(anyFailed ? exitSomeFailed : exitDone);
}

ExitCode run(const Arguments& arguments, FuzzyAct act)
{
    const bool ofCase = arguments.has("--case");
    const bool hasPlace = arguments.has("--storage") != arguments.has("--server");
    if (ofCase ? !arguments.has("--storage") || !arguments.operands().empty()
               : !hasPlace || arguments.operands().empty()) {
        complain(
            "fuzzy: give FILEs and --storage FILE or --server HOST:PORT; or --case CASE, --storage NAME and --query Q");
        return exitUsage;
    }
    const auto how = askedFlag(arguments);
    if (!how)
        return fail(how.error());
    if (act == FuzzyAct::Add && how->flag == 0) {
        complain("fuzzy add: say to which flag with -f");
        return exitUsage;
    }
    return ofCase ? runFuzzyCase(arguments, act) : runFiles(arguments, act, *how);
}

ExitCode runCheck(const Arguments& arguments)
{
    return run(arguments, FuzzyAct::Check);
}

ExitCode runAdd(const Arguments& arguments)
{
    return run(arguments, FuzzyAct::Add);
}

ExitCode runDel(const Arguments& arguments)
{
    return run(arguments, FuzzyAct::Delete);
}

} // namespace

void printHash(const HashResult& result, bool isJson)
{
    const StorageReply& reply = result.reply;
    const std::string digest = toHex(result.hash.digest);
    if (!isJson) {
        writeLine(result.item + " " + result.hash.path + " " + digest.substr(0, 16)
            + (reply.isFound() ? " flag " + std::to_string(reply.flag) + " weight " + std::to_string(reply.weight)
                               : std::string(" not found"))
            + (result.changed ? ", changed" : "") + (result.denied.empty() ? "" : ", " + result.denied));
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.fuzzyhash/1").member("item", result.item);
    json.member("part", result.hash.path).member("kind", hashKindName(result.hash.kind)).member("digest", digest);
    json.member("found", reply.isFound()).member("flag", reply.flag).member("value", reply.weight);
    json.member("probability", static_cast<double>(reply.probability)).member("timestamp", uint64_t{reply.time});
    if (reply.isFound())
        json.member("stored", toHex(reply.digest));
    json.member("changed", result.changed).key("denied");
    result.denied.empty() ? json.null() : json.value(result.denied);
    writeLine(json.endObject().take());
}

Result<FlagAndWeight> askedFlag(const Arguments& arguments)
{
    FlagAndWeight how;
    const auto flag = arguments.number("-f", 0, 1, 255);
    if (!flag)
        return flag.error();
    how.flag = static_cast<uint8_t>(*flag);
    if (const auto text = arguments.value("-w")) {
        const char* const end = text->data() + text->size();
        const auto [rest, failure] = std::from_chars(text->data(), end, how.weight);
        if (failure != std::errc() || rest != end || how.weight == 0 || std::abs(how.weight) > largestWeight)
            return Error{
                ErrorCode::BadArgument, "-w " + *text, "a weight is a whole number up to 1,000,000, and not 0"};
    }
    return how;
}

Result<std::string> readText(const std::string& operand)
{
    constexpr uint64_t largestText = uint64_t{64} << 20;
    const auto input = InputOperand::open(operand);
    if (!input)
        return input.error();
    return readFile(input->path(), largestText);
}

Verb fuzzyCheckVerb()
{
    return {"fuzzy", "check", "FILE...", "ask a storage about the hashes of messages", verbOptions, runCheck};
}

Verb fuzzyAddVerb()
{
    return {"fuzzy", "add", "FILE...", "learn messages to a storage", verbOptions, runAdd};
}

Verb fuzzyDelVerb()
{
    return {"fuzzy", "del", "FILE...", "make a storage forget messages", verbOptions, runDel};
}

} // namespace assay::ctl
