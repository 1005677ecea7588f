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

// What the HTML renderer found, where the reference has it.
TEST(GoldenRender, HtmlFacts)
{
    ASSAY_REQUIRE_SHARED(shared);
    compareAll(shared, 0.99, [](Comparison& comparison, const RenderCase& one, const rules::RulesMessage& message) {
        if (!one.expected.contains("html"))
            return;
        std::vector<std::string> made, expected;
        const auto note = [](std::vector<std::string>& list, const std::string& key, double value) {
            list.push_back(key + " = " + std::to_string(value));
        };
        size_t index = 0;
        for (const auto& html : one.expected["html"]) {
            if (index >= message.html().size())
                break;
            const rules::HtmlFacts& facts = message.html()[index++];
            for (const auto& [key, value] : html.items()) {
                if (value.is_array() || value.is_object())
                    continue;
                note(expected, key, value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>());
                const auto found = facts.values.find(key);
                note(made, key, found == facts.values.end() ? -1 : found->second);
            }
            const auto elements = html.value("inside", nlohmann::json::object());
            for (const auto& [tag, open] : elements.items()) {
                note(expected, "inside " + tag, open.get<double>());
                const auto found = facts.inside.find(tag);
                note(made, "inside " + tag, found == facts.inside.end() ? -1 : found->second);
            }
            for (const char* list : {"title", "anchor", "comment", "script"}) {
                const auto found = facts.texts.find(list);
                const size_t count = html.contains(list) ? html[list].size() : 0;
                note(expected, list, static_cast<double>(count));
                note(made, list, found == facts.texts.end() ? 0 : static_cast<double>(found->second.size()));
            }
        }
        note(expected, "parts", static_cast<double>(one.expected["html"].size()));
        note(made, "parts", static_cast<double>(message.html().size()));
        comparison.add("html", one.id, made, expected);
        comparison.add("visible", one.id, texts(message.visibleBody()), toByteList(one.expected["visible"]));
        comparison.add("invisible", one.id, texts(message.invisibleBody()), toByteList(one.expected["invisible"]));
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
