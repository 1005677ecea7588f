// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy sync|expire
#include "app/ctl/fuzzystorage.h"

#include "app/ctl/interrupt.h"

#include <charconv>

namespace assay::ctl {

using namespace fuzzy;

Result<std::shared_ptr<LocalStorage>> openFuzzyStorage(
    const Arguments& arguments, FuzzyOpening opening, const RunContext& context)
{
    const auto file = arguments.value("--storage");
    if (!file)
        return Error{ErrorCode::BadArgument, "--storage FILE", "name the storage"};
    std::error_code ignored;
    if (opening != FuzzyOpening::Create && !std::filesystem::exists(*file, ignored))
        return Error{ErrorCode::NotFound, *file, {}};
    LocalStorageOptions options;
    options.readOnly = opening == FuzzyOpening::Read;
    options.indexBytes = 0; // one question does not pay for reading all hashes
    options.syncInterval = {};
    return LocalStorage::open(*file, options, context);
}

Result<int64_t> parseAge(std::string_view text)
{
    int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
    constexpr std::pair<std::string_view, int64_t> units[] = {
        {"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86'400}, {"w", 604'800}, {"y", 31'536'000}};
    for (const auto& [name, seconds] : units) {
        if (failure == std::errc() && unit == name && number > 0 && number <= INT32_MAX)
            return number * seconds;
    }
    return Error{
        ErrorCode::BadArgument, std::string(text), "is no age; give seconds, or a number with s, m, h, d, w or y"};
}

namespace {

constexpr OptionSpec jsonOption{"--json", "", "print one JSON object", false};
constexpr OptionSpec syncOptions[] = {fuzzyStorageOption, jsonOption};
constexpr OptionSpec expireOptions[] = {fuzzyStorageOption,
    {"--older", "AGE", "remove hashes written longer ago (90d, 12h, 3600)", false},
    {"--flag", "N=AGE", "another age for the hashes of one flag; 0 keeps them", true},
    {"--max-hashes", "N", "beyond N hashes the oldest go", false},
    {"--max-bytes", "N", "beyond N bytes the oldest go", false}, {"--dry-run", "", "only tell what would go", false},
    jsonOption};

void printFlags(JsonWriter& json, std::string_view name, const std::map<uint8_t, uint64_t>& flags)
{
    json.key(name).beginObject();
    for (const auto& [flag, count] : flags)
        json.member(std::to_string(flag), count);
    json.endObject();
}

ExitCode runSync(const Arguments& arguments)
{
    auto storage = openFuzzyStorage(arguments, FuzzyOpening::Write, {});
    if (!storage)
        return fail(storage.error());
    const auto flushed = (*storage)->flush();
    const auto count = (*storage)->count();
    if (!flushed || !count)
        return fail(flushed ? count.error() : flushed.error());
    if (arguments.has("--json")) {
        JsonWriter json;
        json.beginObject().member("schema", "assay.fuzzy-sync/1").member("hashes", *count);
        writeLine(json.member("version", uint64_t{flushed->version}).endObject().text());
    } else {
        writeLine(std::to_string(*count) + " hashes, version " + std::to_string(flushed->version));
    }
    return finishOutput(exitDone);
}

Result<ExpiryPolicy> policyOf(const Arguments& arguments)
{
    ExpiryPolicy policy;
    if (const auto older = arguments.value("--older")) {
        const auto age = parseAge(*older);
        if (!age)
            return age.error();
        policy.seconds = *age;
    }
    for (const std::string& word : arguments.values("--flag")) {
        const size_t sign = word.find('=');
        const std::string_view number = std::string_view(word).substr(0, sign);
        const std::string_view text = sign == word.npos ? "" : std::string_view(word).substr(sign + 1);
        uint8_t flag = 0;
        const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), flag);
        const auto age = text == "0" ? Result<int64_t>(0) : parseAge(text);
        if (failure != std::errc() || end != number.data() + number.size() || !age)
            return Error{ErrorCode::BadArgument, "--flag " + word, "give a flag and an age: 11=90d"};
        policy.secondsByFlag[flag] = *age;
    }
    const auto hashes = arguments.number("--max-hashes", 0, 1, UINT64_MAX);
    const auto bytes = arguments.number("--max-bytes", 0, 1, UINT64_MAX);
    if (!hashes || !bytes)
        return hashes ? bytes.error() : hashes.error();
    policy.maxHashes = *hashes;
    policy.maxBytes = *bytes;
    if (policy == ExpiryPolicy())
        return Error{
            ErrorCode::BadArgument, "fuzzy expire", "give --older AGE, --flag N=AGE, --max-hashes or --max-bytes"};
    return policy;
}

void printExpiry(const ExpiryReport& report, bool isPlan, bool isJson)
{
    if (!isJson) {
        writeLine((isPlan ? "would remove " : "removed ") + std::to_string(report.removed) + " of "
            + std::to_string(report.hashes) + " hashes");
        for (const auto& [flag, count] : report.removedByFlag)
            writeLine("  flag " + std::to_string(flag) + ": " + std::to_string(count));
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.fuzzy-expiry/1").member("dry_run", isPlan);
    json.member("hashes", report.hashes).member("removed", report.removed);
    printFlags(json, "removed_by_flag", report.removedByFlag);
    json.key("ages").beginArray();
    for (const ExpiryReport::Bin& bin : report.ages) {
        json.beginObject().member("from", bin.fromSeconds).member("to", bin.toSeconds);
        json.member("hashes", bin.hashes).member("removed", bin.removed).endObject();
    }
    writeLine(json.endArray().endObject().text());
}

ExitCode runExpire(const Arguments& arguments)
{
    const auto policy = policyOf(arguments);
    if (!policy)
        return fail(policy.error());
    InterruptGuard interrupt;
    const RunContext context(interrupt.stopToken(), nullptr, 1);
    const bool isPlan = arguments.has("--dry-run");
    auto storage = openFuzzyStorage(arguments, isPlan ? FuzzyOpening::Read : FuzzyOpening::Write, context);
    if (!storage)
        return fail(storage.error());
    const auto report = isPlan ? (*storage)->planExpiry(*policy, context) : (*storage)->expire(*policy, context);
    if (!report)
        return fail(report.error());
    printExpiry(*report, isPlan, arguments.has("--json"));
    return finishOutput(exitDone);
}

} // namespace

Verb fuzzySyncVerb()
{
    return {"fuzzy", "sync", "--storage FILE", "put what a storage has accepted into its file", syncOptions, runSync};
}

Verb fuzzyExpireVerb()
{
    return {
        "fuzzy", "expire", "--storage FILE --older AGE", "remove old hashes from a storage", expireOptions, runExpire};
}

} // namespace assay::ctl
