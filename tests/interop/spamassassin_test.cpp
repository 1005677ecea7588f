// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the installed SpamAssassin and our engine over the same fresh mails with the same stock rules.
#include "core/base/file.h"
#include "core/rules/rulesengine.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>

namespace assay::rules {
namespace {

std::string output(const std::string& command)
{
    std::string text;
    FILE* pipe = popen(command.c_str(), "r");
    char buffer[4096];
    while (const size_t count = fread(buffer, 1, sizeof buffer, pipe))
        text.append(buffer, count);
    EXPECT_EQ(pclose(pipe), 0) << command;
    return text;
}

using Hits = std::map<std::string, std::set<std::string>>; // file -> rules

// Mails that nobody has seen while developing: the generator with a seed of its own.
std::vector<std::filesystem::path> freshMails(const std::filesystem::path& folder)
{
    const auto script = test::sourceDir() / "resources" / "sample" / "make_sample.py";
    output("python3 '" + script.string() + "' '" + folder.string() + "' --seed 730157 --count 1");
    std::vector<std::filesystem::path> files;
    for (const char* part : {"reported", "lists/cur", "lists/new"}) {
        for (const auto& entry : std::filesystem::directory_iterator(folder / part))
            files.push_back(entry.path());
    }
    return files;
}

Hits peerHits(const std::vector<std::filesystem::path>& files)
{
    std::string command = "perl '" + (test::sourceDir() / "tests" / "interop" / "spamassassin_hits.pl").string() + "'";
    for (const auto& file : files)
        command += " '" + file.string() + "'";
    Hits hits;
    std::istringstream lines(output(command));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string file, score, list, word;
        std::getline(fields, file, '\t');
        std::getline(fields, score, '\t');
        std::getline(fields, list);
        std::istringstream words(list);
        auto& rules = hits[file];
        while (words >> word)
            rules.insert(word.substr(0, word.find('=')));
    }
    return hits;
}

bool isPatternRule(const Rule& rule)
{
    switch (rule.type) {
    case RuleType::Header:
    case RuleType::Body:
    case RuleType::RawBody:
    case RuleType::Uri:
    case RuleType::Full:
    case RuleType::MimeHeader:
        return true;
    default:
        return false;
    }
}

struct Agreement
{
    size_t both = 0;
    std::string differences;
    size_t different = 0;
    double f1() const { return 2.0 * static_cast<double>(both) / static_cast<double>(2 * both + different); }
};

} // namespace

TEST(SpamAssassin, AgreesOnFreshMails)
{
    auto rules = RuleSet::loadStock();
    ASSERT_TRUE(rules) << rules.error().toString();
    EngineOptions options;
    options.matcher.useHyperscan = false;
    auto engine = RulesEngine::create(*rules, options);
    ASSERT_TRUE(engine) << engine.error().toString();
    const test::TemporaryDir folder;
    const auto files = freshMails(folder.path());
    ASSERT_GT(files.size(), 30u);
    const Hits peer = peerHits(files);
    ASSERT_EQ(peer.size(), files.size());

    RulesRun run(*engine);
    Agreement patterns, all;
    for (const auto& file : files) {
        const std::string bytes = *readFile(file);
        std::set<std::string> ours;
        for (const RuleHit& hit : run.scan(bytes).hits)
            ours.insert((*rules)->rule(hit.rule).name);
        const auto& theirs = peer.at(file.string());
        std::set<std::string> names = ours;
        names.insert(theirs.begin(), theirs.end());
        for (const std::string& name : names) {
            const RuleId id = (*rules)->find(name);
            const bool pattern = !id.isNone() && isPatternRule((*rules)->rule(id));
            const bool same = ours.count(name) == theirs.count(name);
            for (Agreement* agreement : {&all, pattern ? &patterns : nullptr}) {
                if (!agreement)
                    continue;
                agreement->both += same;
                agreement->different += !same;
                if (!same)
                    agreement->differences +=
                        file.filename().string() + (ours.count(name) ? " only ours: " : " only theirs: ") + name + "\n";
            }
        }
    }
    EXPECT_GE(patterns.f1(), 0.999) << patterns.differences;
    EXPECT_GE(all.f1(), 0.98) << all.differences;
    std::printf(
        "patterns F1 %.5f of %zu, all rules F1 %.5f of %zu\n", patterns.f1(), patterns.both, all.f1(), all.both);
}

} // namespace assay::rules
