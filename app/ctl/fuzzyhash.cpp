// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy hash
#include "app/ctl/engineoptions.h"
#include "app/ctl/fuzzyverbs.h"
#include "app/ctl/inputfile.h"
#include "app/ctl/interrupt.h"
#include "core/base/file.h"
#include "core/base/parallelfor.h"
#include "core/fuzzy/fuzzyhasher.h"

#include <algorithm>
#include <optional>

namespace assay::ctl {
namespace {

namespace fs = std::filesystem;
using fuzzy::FuzzyHasher;
using fuzzy::HashOptions;
using fuzzy::PartHash;
using fuzzy::WordBreakLocale;

constexpr uint64_t largestMessage = uint64_t{256} << 20;
constexpr OptionSpec jsonlOption{"--jsonl", "", "one JSON object a message", false};

std::vector<std::string> split(std::string_view list)
{
    std::vector<std::string> words;
    for (size_t begin = 0; begin <= list.size();) {
        const size_t end = std::min(list.find(',', begin), list.size());
        if (end > begin)
            words.emplace_back(list.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

void writeHashes(JsonWriter& json, const std::vector<PartHash>& hashes)
{
    json.key("hashes").beginArray();
    for (const PartHash& hash : hashes) {
        json.beginObject().member("part", hash.path).member("kind", fuzzy::hashKindName(hash.kind));
        json.member("digest", toHex(hash.digest)).key("shingles");
        if (hash.shingles) {
            json.beginArray();
            for (const uint64_t shingle : *hash.shingles)
                json.decimalString(shingle);
            json.endArray();
        } else {
            json.null();
        }
        json.endObject();
    }
    json.endArray();
}

std::string describe(const std::vector<PartHash>& hashes, const std::string& item)
{
    std::string text;
    for (const PartHash& hash : hashes) {
        text += item + " " + hash.path + " " + std::string(fuzzy::hashKindName(hash.kind)) + " " + toHex(hash.digest)
            + (hash.shingles ? " with shingles\n" : "\n");
    }
    return text;
}

struct Outcome
{
    std::string text; // lines to print
    std::optional<Error> error;
};

Outcome hashFile(const FuzzyHasher& hasher, const std::string& file, bool isJson)
{
    Outcome outcome;
    const auto input = InputOperand::open(file);
    const auto bytes = input ? readFile(input->path(), largestMessage) : Result<std::string>(input.error());
    if (!bytes)
        outcome.error = bytes.error();
    const std::vector<PartHash> hashes = bytes ? hasher.hash(*bytes) : std::vector<PartHash>();
    if (!isJson) {
        outcome.text = describe(hashes, file);
        return outcome;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.fuzzy/1").member("item", fs::path(file).filename().string());
    json.member("source", file);
    if (outcome.error)
        writeErrorMember(json, *outcome.error);
    else
        writeHashes(json, hashes);
    outcome.text = json.endObject().take() + "\n";
    return outcome;
}

ExitCode runHash(const Arguments& arguments)
{
    if (arguments.operands().empty()) {
        complain("fuzzy hash: name at least one FILE, or - for standard input");
        return exitUsage;
    }
    auto options = fuzzyHashOptions(arguments);
    if (!options)
        return fail(options.error());
    const auto jobs = jobCount(arguments);
    if (!jobs)
        return fail(jobs.error());
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, *jobs);
    const FuzzyHasher hasher(std::move(*options));
    const std::vector<std::string> files = fuzzyFiles(arguments.operands());
    const bool isJson = arguments.has("--jsonl");
    bool anyFailed = false;
    constexpr size_t together = 256; // results held before they are printed
    for (size_t first = 0; first < files.size(); first += together) {
        std::vector<Outcome> outcomes(std::min(together, files.size() - first));
        const size_t done = parallelFor(outcomes.size(), context,
            [&](size_t i, unsigned) { outcomes[i] = hashFile(hasher, files[first + i], isJson); });
        for (size_t i = 0; i < done; ++i) {
            writeOut(outcomes[i].text);
            if (outcomes[i].error)
                complain(outcomes[i].error->toString());
            anyFailed = anyFailed || outcomes[i].error.has_value();
        }
        if (interrupt.wasInterrupted())
            return exitInterrupted;
    }
    return finishOutput(anyFailed ? exitSomeFailed : exitDone);
}

constexpr OptionSpec hashVerbOptions[] = {fuzzyAlgorithmOption, fuzzyKeyOption, fuzzyShinglesKeyOption,
    fuzzyMinBytesOption, fuzzyMinLengthOption, fuzzyMimeTypesOption, fuzzyShortTextOption, fuzzyLocaleOption,
    jobsOption, jsonlOption};

Result<WordBreakLocale> wordBreakLocale(const Arguments& arguments)
{
    const std::string name = arguments.value("--word-break-locale").value_or("en_US_POSIX");
    if (name == "en_US_POSIX")
        return WordBreakLocale::Posix;
    if (name == "root")
        return WordBreakLocale::Root;
    return Error{ErrorCode::BadArgument, "--word-break-locale " + name, "give en_US_POSIX or root"};
}

} // namespace

std::vector<std::string> fuzzyFiles(const std::vector<std::string>& operands)
{
    std::vector<std::string> files;
    for (const std::string& operand : operands) {
        std::error_code ignored;
        if (!fs::is_directory(operand, ignored)) {
            files.push_back(operand);
            continue;
        }
        const size_t first = files.size();
        constexpr auto options = fs::directory_options::skip_permission_denied;
        for (fs::recursive_directory_iterator it(operand, options, ignored), end; !ignored && it != end;
             it.increment(ignored)) {
            std::error_code gone;
            if (it->is_regular_file(gone))
                files.push_back(it->path().string());
        }
        std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end());
    }
    return files;
}

Result<HashOptions> fuzzyHashOptions(const Arguments& arguments)
{
    HashOptions options;
    if (const auto name = arguments.value("--algorithm")) {
        const auto algorithm = fuzzy::algorithmFromName(*name);
        if (!algorithm)
            return Error{ErrorCode::BadArgument, "--algorithm " + *name, "no such algorithm"};
        options.algorithm = *algorithm;
    }
    options.fuzzyKey = arguments.value("--fuzzy-key").value_or(options.fuzzyKey);
    options.shinglesKey = arguments.value("--fuzzy-shingles-key").value_or(options.shinglesKey);
    const auto minBytes = arguments.number("--min-bytes", options.minBytes, 0, UINT32_MAX);
    const auto minLength = arguments.number("--min-length", options.minLength, 0, UINT32_MAX);
    const auto shortText = arguments.number("--short-text-direct-hash", 1, 0, 1);
    const auto locale = wordBreakLocale(arguments);
    for (const auto* number : {&minBytes, &minLength, &shortText}) {
        if (!*number)
            return number->error();
    }
    if (!locale)
        return locale.error();
    options.minBytes = static_cast<uint32_t>(*minBytes);
    options.minLength = static_cast<uint32_t>(*minLength);
    options.shortTextDirectHash = *shortText != 0;
    options.wordBreakLocale = *locale;
    if (const auto masks = arguments.value("--mime-types"))
        options.mimeTypes = split(*masks);
    return options;
}

Verb fuzzyHashVerb()
{
    return {"fuzzy", "hash", "FILE...", "print the fuzzy hashes of messages, as rspamd 3.4 computes them",
        hashVerbOptions, runHash};
}

} // namespace assay::ctl
