// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/rules/cf/cfreader.h"
#include "core/rules/cf/rulesetdata.h"
#include "core/rules/cf/rulesetfiles.h"
#include "core/rules/cf/settingtables.h"
#include "core/rules/rspamd/rspamdreader.h"
#include "core/rules/traffic/trafficreader.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace assay::rules {
namespace {

bool isDirectory(const std::filesystem::path& path)
{
    std::error_code failure;
    return std::filesystem::is_directory(path, failure);
}

// What is read on the way from files to a set.
struct Loading
{
    RuleCollector collector;
    Settings settings;
    PeerTable peer;
    CfReader reader{collector, settings, peer};
    std::vector<RuleSet::Data::OtherFile> otherFiles;
};

constexpr uint64_t maxFileSize = uint64_t{64} << 20;

bool holdsPluginFiles(const std::filesystem::path& directory)
{
    std::error_code failure;
    for (std::filesystem::directory_iterator entry(directory, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (entry->path().extension() == ".pre")
            return true;
    }
    return false;
}

Result<void> loadFile(Loading& loading, const std::filesystem::path& path)
{
    auto text = readFile(path, maxFileSize);
    if (!text)
        return text.error();
    const RuleLanguage language = ruleLanguageOf(path.filename().string(), *text);
    if (language != RuleLanguage::SpamAssassin)
        loading.otherFiles.push_back({language, path.string(), std::move(*text)});
    else
        loading.reader.readText(*text, path.string());
    return {};
}

// The files of a directory that are written in rspamd's language or for traffic, in the order of their names.
Result<void> loadOtherFiles(Loading& loading, const std::filesystem::path& directory)
{
    std::vector<std::filesystem::path> files;
    std::error_code failure;
    for (std::filesystem::directory_iterator entry(directory, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const std::string extension = entry->path().extension().string();
        if (extension == ".conf" || extension == ".inc" || extension == ".ucl" || extension == ".trules")
            files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
        if (const auto done = loadFile(loading, file); !done)
            return done;
    }
    return {};
}

Result<void> loadPath(Loading& loading, const std::filesystem::path& path)
{
    if (!isDirectory(path))
        return loadFile(loading, path);
    if (holdsPluginFiles(path))
        loading.peer.unloadAll();
    if (const auto done = loading.reader.readDirectory(path, ".pre"); !done)
        return done;
    if (const auto done = loading.reader.readDirectory(path, ".cf"); !done)
        return done;
    return loadOtherFiles(loading, path);
}

// Sets that do not say which domains exist get the built-in table.
void addMissingDomains(Loading& loading)
{
    if (!loading.settings.values("util_rb_tld").empty())
        return;
    const auto directory = builtInRuleDirectory();
    if (!directory)
        return;
    RuleCollector unused;
    CfReader reader(unused, loading.settings, loading.peer);
    (void)reader.readFile(*directory / "05_domains.cf"); // absent: hosts without a scheme are not found
}

double requiredScoreOf(const Settings& settings)
{
    const std::string_view text = settings.last("required_score", settings.last("required_hits", "5"));
    double value = 5;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Everything that decides what the rules do, so that two sets with one digest give the same results.
std::string digestOf(const RuleSet::Data& data)
{
    Sha256Stream stream;
    const auto add = [&](std::string_view text) {
        stream.add(std::to_string(text.size()) + ":");
        stream.add(text);
    };
    for (size_t i = 0; i < data.rules.size(); ++i) {
        const Rule& rule = data.rules[i];
        const std::array<char, 2> kind = {static_cast<char>(rule.type), rule.enabled ? '1' : '0'};
        add({kind.data(), kind.size()});
        add(rule.name);
        add(rule.target);
        add(rule.expression);
        if (i < data.details.size())
            add(data.details[i].pattern);
        add(std::to_string(rule.score));
        add(rule.group);
        for (const std::string& flag : rule.tflags)
            add(flag);
    }
    for (const SettingLine& line : data.settings.lines()) {
        add(line.keyword);
        add(line.value);
    }
    return toHex(stream.finish());
}

// The peer fills %{NAME} with the text of the first message its process sees and looks for that one from then on: over
// many messages these rules hit nothing. The stock set stands for the peer's results, so they are off in it; the same
// files loaded by their paths have them filled for each message.
void switchOffTemplates(RuleSet::Data& data)
{
    for (size_t i = 0; i < data.details.size(); ++i) {
        Rule& rule = data.rules[i];
        if (data.details[i].templates.empty() || !rule.enabled)
            continue;
        rule.enabled = false;
        rule.reason = "the peer keeps the first message's text in it; load the files by path to run it";
    }
    data.digest = digestOf(data);
}

std::string titleOf(std::span<const std::filesystem::path> paths)
{
    if (paths.size() == 1)
        return paths.front().filename().string();
    return std::to_string(paths.size()) + " rule files";
}

} // namespace

std::unique_ptr<RuleSet::Data> RuleSet::Data::make(
    RuleCollector collector, Settings settings, const std::vector<OtherFile>& otherFiles, std::string title)
{
    auto data = std::make_unique<Data>();
    auto collected = std::move(collector).finish();
    data->rules = std::move(collected.rules);
    data->details = std::move(collected.details);
    data->undefinedNames = std::move(collected.undefinedNames);
    data->problems = std::move(collected.problems);
    RspamdReader rspamd(data->rules, data->problems);
    for (const OtherFile& file : otherFiles) {
        if (file.language == RuleLanguage::Rspamd)
            rspamd.readText(file.text, file.name);
    }
    data->regexps = rspamd.takeRegexps();
    data->composites = rspamd.takeComposites();
    TrafficReader traffic(data->rules, data->problems);
    for (const OtherFile& file : otherFiles) {
        if (file.language == RuleLanguage::Traffic)
            traffic.readText(file.text, file.name);
    }
    data->traffic = traffic.finish();
    data->settings = std::move(settings);
    data->viewTables = makeViewTables(data->settings, data->problems);
    data->evalTables = makeEvalTables(data->settings, data->problems);
    data->requiredScore = requiredScoreOf(data->settings);
    data->title = std::move(title);
    for (size_t i = 0; i < data->rules.size(); ++i)
        data->byName.emplace(data->rules[i].name, static_cast<uint32_t>(i));
    data->digest = digestOf(*data);
    return data;
}

Result<std::shared_ptr<const RuleSet>> RuleSet::load(std::span<const std::filesystem::path> paths)
{
    Loading loading;
    for (const std::filesystem::path& path : paths) {
        if (const auto done = loadPath(loading, path); !done)
            return done.error();
    }
    addMissingDomains(loading);
    auto data =
        Data::make(std::move(loading.collector), std::move(loading.settings), loading.otherFiles, titleOf(paths));
    return std::shared_ptr<const RuleSet>(new RuleSet(std::move(data)));
}

Result<std::shared_ptr<const RuleSet>> RuleSet::loadStock()
{
    const std::vector<std::filesystem::path> directories = stockRuleDirectories();
    if (!isDirectory(directories.front()))
        return Error{ErrorCode::NotFound, directories.front().string(), "SpamAssassin's rules are not installed"};
    Loading loading;
    loading.peer.unloadAll();
    const std::filesystem::path& site = directories.back();
    if (isDirectory(site)) {
        if (const auto done = loading.reader.readDirectory(site, ".pre"); !done)
            return done.error();
    }
    for (const std::filesystem::path& directory : directories) {
        if (!isDirectory(directory))
            continue;
        if (const auto done = loading.reader.readDirectory(directory, ".cf"); !done)
            return done.error();
    }
    auto data = Data::make(std::move(loading.collector), std::move(loading.settings), {}, "SpamAssassin 4.0.1 rules");
    switchOffTemplates(*data);
    return std::shared_ptr<const RuleSet>(new RuleSet(std::move(data)));
}

Result<std::shared_ptr<const RuleSet>> RuleSet::loadBuiltIn()
{
    const auto directory = builtInRuleDirectory();
    if (!directory)
        return directory.error();
    Loading loading;
    if (const auto done = loadPath(loading, *directory); !done)
        return done.error();
    auto data =
        Data::make(std::move(loading.collector), std::move(loading.settings), loading.otherFiles, "Built-in rules");
    return std::shared_ptr<const RuleSet>(new RuleSet(std::move(data)));
}

} // namespace assay::rules
