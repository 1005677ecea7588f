// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/query/field.h"

#include <gtest/gtest.h>

namespace assay::query {
namespace {

FieldTable table()
{
    FieldTable fields;
    for (const char* name : {"symbol", "subject", "score", "date", "host", "from", "fuzzy.flag", "header"})
        fields.add({name, FieldType::Keyword, std::string(name) == "header", "Any", "", {}});
    fields.add({"symbol", FieldType::Number, true, "Scan", "", {}});
    return fields;
}

TEST(FieldTable, FindsPlainNamesAndFamilies)
{
    const FieldTable fields = table();
    ASSERT_TRUE(fields.find("symbol"));
    EXPECT_FALSE(fields.find("SYMBOL")->isFamily);
    ASSERT_TRUE(fields.find("symbol.BAYES_99"));
    EXPECT_TRUE(fields.find("symbol.BAYES_99")->isFamily);
    EXPECT_EQ(fields.find("symbol.BAYES_99")->type, FieldType::Number);
    ASSERT_TRUE(fields.find("header"));
    EXPECT_TRUE(fields.find("header")->isFamily);
    EXPECT_TRUE(fields.find("Header.X-Source"));
    EXPECT_TRUE(fields.find("fuzzy.flag"));
    for (const char* name : {"fuzzy", "fuzzy.flags", "subject.x", "sybmol", ""})
        EXPECT_EQ(fields.find(name), nullptr) << name;
}

TEST(FieldTable, LaterFieldsTakeThePlaceOfEarlier)
{
    FieldTable fields = table();
    const size_t count = fields.fields().size();
    fields.add({"Date", FieldType::Date, false, "Any", "", {}});
    EXPECT_EQ(fields.fields().size(), count);
    EXPECT_EQ(fields.find("date")->type, FieldType::Date);
}

TEST(FieldTable, SuggestsWhatIsNear)
{
    const FieldTable fields = table();
    EXPECT_EQ(fields.suggestion("sybmol"), "symbol");
    EXPECT_EQ(fields.suggestion("Subjct"), "subject");
    EXPECT_EQ(fields.suggestion("frmo"), "from");
    EXPECT_EQ(fields.suggestion("sybmol.X"), "symbol.X");
    EXPECT_EQ(fields.suggestion("fuzzy.falg"), "fuzzy.flag");
    EXPECT_EQ(fields.suggestion("fe80"), "");
    EXPECT_EQ(fields.suggestion("http"), "");
    EXPECT_EQ(fields.suggestion("x"), "");
    EXPECT_EQ(fields.suggestion(std::string(5000, 's')), "");
}

} // namespace
} // namespace assay::query
