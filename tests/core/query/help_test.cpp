// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/help.h"

#include "tests/core/query/testfields.h"

#include <gtest/gtest.h>

namespace assay::query::test {
namespace {

TEST(Help, EveryExampleParses)
{
    size_t lines = 0;
    for (const HelpSection& section : helpSections()) {
        EXPECT_FALSE(section.title.empty());
        for (const HelpLine& line : section.lines) {
            const Parsed parsed = parse(line.example, testContext());
            EXPECT_TRUE(parsed.ok()) << line.example << ": " << (parsed.ok() ? "" : faultText(parsed.error()));
            EXPECT_FALSE(line.form.empty() || line.meaning.empty());
            ++lines;
        }
    }
    EXPECT_GT(lines, 15U);
}

TEST(Help, TextNamesEveryFieldUnderItsGroup)
{
    FieldTable fields;
    fields.add({"score", FieldType::Number, false, "Scan", "Sum of the hits", {}});
    fields.add({"header", FieldType::Text, true, "Mail", "Header field", {}});
    fields.add({"is", FieldType::Mark, false, "Scan", "", {"bulk", "signed"}});
    const std::string text = helpText(fields);
    EXPECT_NE(text.find("Scan\n  score               number      Sum of the hits\n"
                        "  is                  mark        bulk signed\n"),
        std::string::npos)
        << text;
    EXPECT_NE(text.find("Mail\n  header.NAME         text        Header field\n"), std::string::npos);
    EXPECT_NE(text.find("  a or b            invoice or receipt "), std::string::npos);
    EXPECT_EQ(text.find(" \n"), std::string::npos);
}

TEST(Help, OperatorsOfATypeAreThoseThatParse)
{
    const std::pair<const char*, const char*> fields[] = {{"subject", "x"}, {"body", "x"}, {"symbol", "x"},
        {"score", "1"}, {"date", "2026"}, {"size", "1"}, {"scan.time", "1"}, {"ip", "::1"}, {"is", "bulk"}};
    for (const auto& [field, value] : fields) {
        const auto known = operatorsOf(testFields().find(field)->type);
        for (const char* op : {":", "=", "!=", "<", "<=", ">", ">=", "~"}) {
            const bool parses = parse(std::string(field) + op + value, testContext()).ok();
            EXPECT_EQ(parses, std::find(known.begin(), known.end(), op) != known.end()) << field << op;
        }
    }
}

} // namespace
} // namespace assay::query::test
