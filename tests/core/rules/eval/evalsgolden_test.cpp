// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/rulesetdata.h"
#include "core/rules/eval/evals.h"
#include "core/rules/eval/evaltext.h"
#include "core/rules/view/viewtables.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <set>
#include <sstream>

using namespace assay;
using namespace assay::rules;

namespace {

// The reference data were made by a program that left line ends on two fields, which switches the reading of
// quoted-printable off; the peer's own command finds these.
const std::set<std::string> differentInReference = {"__MIME_QP", "__MIME_QPC", "MIME_QP_LONG_LINE"};

struct Tables
{
    explicit Tables(const RuleSet& rules)
    {
        for (const SettingLine& line : rules.data().settings.lines()) {
            evals.read(line.keyword, line.value, nullptr);
            for (std::string_view word : words(line.value)) {
                if (line.keyword == "util_rb_tld")
                    view.addTld(word);
                else if (line.keyword == "util_rb_2tld")
                    view.addSecondLevel(word);
                else if (line.keyword == "util_rb_3tld")
                    view.addThirdLevel(word);
                else if (line.keyword == "originating_ip_headers")
                    view.addOriginatingIpHeader(std::string(word));
            }
        }
    }

    ViewTables view;
    EvalTables evals;
};

EvalInput inputOf(const std::string& target)
{
    return target == "body"   ? EvalInput::Body
        : target == "rawbody" ? EvalInput::RawBody
        : target == "full"    ? EvalInput::Full
                              : EvalInput::Header;
}

// The active offline evals of the reference.
std::vector<std::pair<std::string, EvalCall>> prepareCalls(const RuleSet& rules, const nlohmann::json& considered)
{
    std::vector<std::pair<std::string, EvalCall>> calls;
    for (const Rule& rule : rules.rules()) {
        if (rule.type != RuleType::Eval || !considered.contains(rule.name)
            || !considered[rule.name].value("active", false))
            continue;
        const nlohmann::json flags = considered[rule.name].value("tflags", nlohmann::json());
        const auto flagWords =
            flags.is_string() ? words(flags.get_ref<const std::string&>()) : std::vector<std::string_view>();
        if (std::find(flagWords.begin(), flagWords.end(), "net") != flagWords.end()
            || differentInReference.count(rule.name) > 0)
            continue;
        auto call = EvalCall::prepare(rule.expression, inputOf(rule.target));
        EXPECT_TRUE(call) << rule.expression;
        if (call)
            calls.emplace_back(rule.name, std::move(*call));
    }
    return calls;
}

nlohmann::json readJson(const std::filesystem::path& path)
{
    std::ifstream file(path);
    return nlohmann::json::parse(file);
}

} // namespace

TEST(EvalsGolden, HitsOfTheReferenceMessages)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto rules = RuleSet::loadStock();
    if (!rules)
        GTEST_SKIP() << "the peer's rules are not installed";
    const auto golden = shared / "golden/spamassassin";
    const Tables tables(**rules);
    const auto calls = prepareCalls(**rules, readJson(golden / "rules_considered.json"));
    EXPECT_GT(calls.size(), 140u);

    std::map<std::string_view, std::array<size_t, 3>> tally; // by plugin: right, wrong, missed
    size_t messages = 0;
    for (const auto& entry : std::filesystem::directory_iterator(golden / "expected")) {
        const auto expected = readJson(entry.path());
        std::ifstream file(shared / "golden/messages" / (expected["id"].get<std::string>() + ".eml"), std::ios::binary);
        std::stringstream bytes;
        bytes << file.rdbuf();
        const std::string text = bytes.str();
        const RulesMessage message(text, tables.view);
        EvalContext context(message, tables.view, tables.evals, 1'700'000'000);
        for (const auto& [name, call] : calls) {
            const bool wanted = expected["hits_eval"].contains(name), hit = call.run(context) != 0;
            if (wanted || hit)
                ++tally[call.entry().plugin][wanted && hit ? 0 : hit ? 1 : 2];
        }
        ++messages;
    }
    EXPECT_GE(messages, 100u);
    for (const auto& [plugin, counts] : tally) {
        const double f1 =
            2.0 * static_cast<double>(counts[0]) / static_cast<double>(2 * counts[0] + counts[1] + counts[2]);
        EXPECT_GE(f1, 0.99) << plugin << ": " << counts[0] << " right, " << counts[1] << " wrong, " << counts[2]
                            << " missed";
    }
}
