// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a rule file: first byte even = SpamAssassin's language, odd = rspamd's. Everything up to the tables is made.
#include "core/rules/cf/cfreader.h"
#include "core/rules/cf/settingtables.h"
#include "core/rules/rspamd/rspamdreader.h"

#include <cstdint>
#include <cstdlib>

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void readSpamAssassin(std::string_view text)
{
    using namespace assay::rules;
    RuleCollector collector;
    Settings settings;
    PeerTable peer;
    CfReader(collector, settings, peer).readText(text, "fuzz.cf");
    auto collected = std::move(collector).finish();
    require(collected.rules.size() == collected.details.size());
    const size_t values = collected.rules.size() + collected.undefinedNames.size();
    const std::vector<double> ones(values, 1);
    for (const RuleDetail& detail : collected.details) {
        for (const uint32_t name : detail.program.names())
            require(name < values);
        (void)detail.program.evaluate(ones);
    }
    const ViewTables view = makeViewTables(settings, collected.problems);
    for (const auto& redirector : view.redirectors())
        (void)redirector("http://example.com/?u=http://example.org/");
    (void)makeEvalTables(settings, collected.problems);
}

void readRspamd(std::string_view text)
{
    using namespace assay::rules;
    std::vector<Rule> rules;
    std::vector<RuleProblem> problems;
    RspamdReader reader(rules, problems);
    reader.readText(text, "fuzz.conf");
    for (const RegexpRule& rule : reader.takeRegexps()) {
        require(rule.rule < rules.size() && rule.atoms.size() == rule.expression.atoms().size());
        (void)rule.expression.evaluate([](size_t atom) { return atom % 2 ? 1.0 : 0.0; });
    }
    for (const CompositeRule& rule : reader.takeComposites())
        require(rule.rule < rules.size() && rule.atoms.size() == rule.expression.atoms().size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (text.find("nclude") != std::string_view::npos) // would open files of this machine
        return 0;
    data[0] % 2 ? readRspamd(text) : readSpamAssassin(text);
    return 0;
}
