// SPDX-License-Identifier: GPL-3.0-or-later
// Inputs of rules against what the peer itself makes of the same messages. ASSAY_RENDER_MESSAGES and
// ASSAY_RENDER_EXPECTED name other folders of the same form.
#include "core/rules/view/rulesmessage.h"
#include "tests/core/rules/view/goldendata.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <map>
#include <set>

namespace assay::test {

namespace {

struct Tally
{
    int equal = 0, different = 0;
    std::vector<std::string> examples;
};

std::string firstDifference(const std::vector<std::string>& made, const std::vector<std::string>& expected)
{
    size_t i = 0;
    while (i < made.size() && i < expected.size() && made[i] == expected[i])
        ++i;
    const std::string got = i < made.size() ? made[i] : "(none)", want = i < expected.size() ? expected[i] : "(none)";
    size_t at = 0;
    while (at < got.size() && at < want.size() && got[at] == want[at])
        ++at;
    const size_t from = at > 30 ? at - 30 : 0;
    const auto show = [&](const std::string& text) {
        return nlohmann::json(text.substr(std::min(from, text.size()), 90))
            .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
    };
    return "sizes " + std::to_string(made.size()) + "/" + std::to_string(expected.size()) + " piece "
        + std::to_string(i) + " byte " + std::to_string(at) + "\n    made " + show(got) + "\n    peer " + show(want);
}

class Comparison
{
public:
    void add(const std::string& input, const std::string& id, const std::vector<std::string>& made,
        const std::vector<std::string>& expected)
    {
        Tally& tally = m_tallies[input];
        if (made == expected) {
            ++tally.equal;
            return;
        }
        ++tally.different;
        if (tally.examples.size() < 12)
            tally.examples.push_back(id + ": " + firstDifference(made, expected));
    }
    void check(double share) const
    {
        for (const auto& [input, tally] : m_tallies) {
            const int total = tally.equal + tally.different;
            std::cout << input << ": " << tally.equal << " of " << total << " equal\n";
            for (const std::string& example : tally.examples)
                std::cout << "  " << example << "\n";
            EXPECT_GE(tally.equal, share * total) << input;
        }
    }

private:
    std::map<std::string, Tally> m_tallies;
};

std::vector<std::string> texts(const std::vector<rules::Piece>& pieces)
{
    std::vector<std::string> result;
    for (const rules::Piece& piece : pieces)
        result.push_back(piece.text);
    return result;
}

std::filesystem::path chosen(const char* variable, const std::filesystem::path& otherwise)
{
    const char* value = std::getenv(variable);
    return value ? std::filesystem::path(value) : otherwise;
}

template <typename Visit>
void compareAll(const std::filesystem::path& shared, double share, Visit visit)
{
    const rules::ViewTables tables = stockTables();
    if (!tables.hasTlds())
        GTEST_SKIP() << "the rule files of the package are not installed";
    Comparison comparison;
    forEachCase(chosen("ASSAY_RENDER_MESSAGES", shared / "golden/messages"),
        chosen("ASSAY_RENDER_EXPECTED", shared / "golden/spamassassin/render"), [&](const RenderCase& one) {
            const rules::RulesMessage message(one.message, tables);
            visit(comparison, one, message);
        });
    comparison.check(share);
}

} // namespace

TEST(GoldenRender, Body)
{
    ASSAY_REQUIRE_SHARED(shared);
    compareAll(shared, 0.99, [](Comparison& comparison, const RenderCase& one, const rules::RulesMessage& message) {
        comparison.add("body", one.id, texts(message.body()), toByteList(one.expected["body"]));
    });
}

TEST(GoldenRender, RawBody)
{
    ASSAY_REQUIRE_SHARED(shared);
    compareAll(shared, 0.99, [](Comparison& comparison, const RenderCase& one, const rules::RulesMessage& message) {
        comparison.add("rawbody", one.id, texts(message.rawBody()), toByteList(one.expected["rawbody"]));
    });
}

// Addresses from HTML may be bytes or characters in the reference, so both readings of an entry count.
TEST(GoldenRender, Uris)
{
    ASSAY_REQUIRE_SHARED(shared);
    compareAll(shared, 0.99, [](Comparison& comparison, const RenderCase& one, const rules::RulesMessage& message) {
        std::set<std::string> made, expected;
        for (const rules::RulesUri& uri : message.uris())
            made.insert(uri.text);
        for (const auto& text : one.expected["uri_list"])
            expected.insert(made.count(text.get<std::string>()) ? text.get<std::string>() : toBytes(text));
        std::vector<std::string> extra, missing;
        std::set_difference(made.begin(), made.end(), expected.begin(), expected.end(), std::back_inserter(extra));
        std::set_difference(expected.begin(), expected.end(), made.begin(), made.end(), std::back_inserter(missing));
        comparison.add("uri_list", one.id, extra, missing);
    });
}

TEST(GoldenRender, Headers)
{
    ASSAY_REQUIRE_SHARED(shared);
    compareAll(shared, 0.99, [](Comparison& comparison, const RenderCase& one, const rules::RulesMessage& message) {
        for (const auto& [name, values] : one.expected["headers"].items()) {
            const auto spec = rules::HeaderSpec::parse(name);
            ASSERT_TRUE(spec) << name;
            comparison.add(name, one.id, message.headerValues(*spec), toByteList(values));
        }
    });
}

} // namespace assay::test
