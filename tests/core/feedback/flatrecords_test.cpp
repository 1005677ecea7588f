// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/feedback/flatrecords.h"

#include <gtest/gtest.h>

#include <optional>

namespace assay::feedback {
namespace {

using Fields = std::vector<std::string>;

TEST(SplitCsv, ReadsQuotesAsRfc4180HasThem)
{
    const std::pair<const char*, Fields> cases[] = {
        {"a,b", {"a", "b"}},
        {"", {""}},
        {",", {"", ""}},
        {"\"a,b\",c", {"a,b", "c"}},
        {"\"say \"\"hi\"\"\"", {"say \"hi\""}},
        {"\"\",\"\"", {"", ""}},
        {"a\"b,c", {"a\"b", "c"}},
        {"\"two\nlines\",x", {"two\nlines", "x"}},
    };
    for (const auto& [text, expected] : cases) {
        Fields fields;
        EXPECT_EQ(splitCsv(text, ',', fields), CsvState::Complete) << text;
        EXPECT_EQ(fields, expected) << text;
    }
    Fields fields;
    EXPECT_EQ(splitCsv("a,\"b", ',', fields), CsvState::Open);
    EXPECT_EQ(splitCsv("\"a\" b,c", ',', fields), CsvState::Broken);
}

std::optional<std::string> members(std::string_view text)
{
    std::string all;
    const bool isObject =
        readJsonObject(text, [&](const std::string& key, const std::string& value) { all += key + "=" + value + ";"; });
    return isObject ? std::optional(all) : std::nullopt;
}

TEST(ReadJsonObject, GivesPlainMembers)
{
    EXPECT_EQ(members(R"({"a":"b","n": -1.5e3 ,"t":true,"z":null})"), "a=b;n=-1.5e3;t=true;");
    EXPECT_EQ(members(" {} "), "");
    EXPECT_EQ(members(R"({"skip":[1,{"x":"]}"}],"o":{"p":[]},"a":"1"})"), "a=1;");
    EXPECT_EQ(members(R"({"a":"\"\\\/\n\u00e9\u20ac\ud83d\ude00"})"), "a=\"\\/\n\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80;");
    EXPECT_EQ(members(R"({"a":"\ud83d!"})"), "a=\xEF\xBF\xBD!;");
}

TEST(ReadJsonObject, RefusesWhatIsNone)
{
    for (const char* text : {"", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1} x", "{\"a\":\"b}",
             "{\"a\":[1}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":nul}", "{a:1}", "{\"a\":-}"})
        EXPECT_EQ(members(text), std::nullopt) << text;
    EXPECT_EQ(members("{\"a\":" + std::string(1000, '[') + std::string(1000, ']') + "}"), std::nullopt);
}

} // namespace
} // namespace assay::feedback
