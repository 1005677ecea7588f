// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl lists show|add|remove
#include "app/ctl/labelverbs.h"

#include "core/base/file.h"
#include "core/base/time.h"
#include "core/casefile/case.h"
#include "core/query/iplistfile.h"
#include "core/text/searchfold.h"

namespace assay::ctl {
namespace {

constexpr OptionSpec caseOption{"--case", "FILE", "the case", false};
constexpr OptionSpec showOptions[] = {caseOption, {"--jsonl", "", "one JSON object a line", false}};
constexpr OptionSpec addOptions[] = {
    caseOption,
    {"--words", "", "the file holds words, one a line, instead of addresses", false},
    {"--column", "N", "the column of a CSV file that holds the addresses, from 1", false},
};
constexpr OptionSpec removeOptions[] = {caseOption};

ExitCode usage(const char* text)
{
    complain(text);
    return exitUsage;
}

void printInfo(const Case::ListInfo& info, bool isJson)
{
    const std::string kind = info.isAddresses ? "addresses" : "words";
    if (!isJson) {
        writeLine("@" + info.name + "\t" + std::to_string(info.entries) + "\t" + kind);
        return;
    }
    JsonWriter json;
    json.beginObject().member("schema", "assay.list/1").member("name", info.name).member("entries", info.entries);
    json.member("kind", kind).member("changed", toIsoStringUtc(info.changedAt)).member("sha256", info.sha256);
    json.endObject();
    writeLine(json.text());
}

void printContent(const query::NamedList& list)
{
    for (const query::IpRange& range : list.addresses.ranges())
        writeLine(range.low == range.high ? range.low.toString() : range.low.toString() + "-" + range.high.toString());
    for (const std::string& word : list.words)
        writeLine(word);
}

std::string bareName(const std::string& name)
{
    return name.starts_with('@') ? name.substr(1) : name;
}

ExitCode runShow(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || arguments.operands().size() > 1)
        return usage("lists show: name the case with --case FILE, and a list to see what is in it");
    const auto opened = Case::open(*file, CaseMode::ReadOnly);
    if (!opened)
        return fail(opened.error());
    if (!arguments.operands().empty()) {
        const auto list = (*opened)->list(bareName(arguments.operands().front()));
        if (!list)
            return fail(list.error());
        printContent(**list);
        return exitDone;
    }
    const auto lists = (*opened)->lists();
    if (!lists)
        return fail(lists.error());
    for (const Case::ListInfo& info : *lists)
        printInfo(info, arguments.has("--jsonl"));
    return exitDone;
}

std::vector<std::string> readWords(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
            line.remove_suffix(1);
        if (!line.empty() && line.front() != '#')
            words.push_back(foldedForSearch(line));
    }
    return words;
}

Result<query::NamedList> readList(const Arguments& arguments, uint64_t& rejected)
{
    const auto column = arguments.number("--column", 0, 0, 10'000);
    if (!column)
        return column.error();
    const auto bytes = readFile(arguments.operands().at(1));
    if (!bytes)
        return bytes.error();
    query::NamedList list;
    list.name = bareName(arguments.operands().at(0));
    if (arguments.has("--words")) {
        list.words = readWords(*bytes);
        return list;
    }
    query::IpListOptions options;
    if (*column > 0)
        options.column = *column - 1;
    auto read = query::readIpList(*bytes, options, {});
    if (!read)
        return read.error();
    for (const query::IpListReject& reject : read->rejects)
        complain("line " + std::to_string(reject.line) + ": no address: " + toValidUtf8(reject.text));
    rejected = read->rejected;
    list.addresses = std::move(read->addresses);
    return list;
}

ExitCode runAdd(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || arguments.operands().size() != 2)
        return usage("lists add: give NAME FILE, and the case with --case FILE");
    uint64_t rejected = 0;
    const auto list = readList(arguments, rejected);
    if (!list)
        return fail(list.error());
    const auto opened = Case::open(*file, CaseMode::ReadWriteOnly);
    if (!opened)
        return fail(opened.error());
    const auto stored = (*opened)->setList(*list);
    if (!stored)
        return fail(stored.error());
    const uint64_t entries = list->words.empty() ? list->addresses.ranges().size() : list->words.size();
    writeLine("@" + list->name + ": " + std::to_string(entries) + " entries, " + std::to_string(rejected)
        + " lines rejected");
    return rejected > 0 ? exitSomeFailed : exitDone;
}

ExitCode runRemove(const Arguments& arguments)
{
    const auto file = arguments.value("--case");
    if (!file || arguments.operands().size() != 1)
        return usage("lists remove: give NAME, and the case with --case FILE");
    const auto opened = Case::open(*file, CaseMode::ReadWriteOnly);
    if (!opened)
        return fail(opened.error());
    const auto removed = (*opened)->removeList(bareName(arguments.operands().front()));
    return removed ? exitDone : fail(removed.error());
}

} // namespace

Verb listsShowVerb()
{
    return Verb{"lists", "show", "[NAME]", "the named lists of a case, or what one holds", showOptions, &runShow};
}

Verb listsAddVerb()
{
    return Verb{"lists", "add", "NAME FILE", "keep a list for queries to name as @NAME", addOptions, &runAdd};
}

Verb listsRemoveVerb()
{
    return Verb{"lists", "remove", "NAME", "take a list out of a case", removeOptions, &runRemove};
}

} // namespace assay::ctl
