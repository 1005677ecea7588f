// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/jsonreader.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// All that is in `text`, written anew in one line.
std::string readAll(JsonReader& in)
{
    std::string out, key;
    switch (in.peek()) {
    case JsonReader::Kind::Object:
        for (in.enterObject(); in.nextMember(key);)
            out += key + "=" + readAll(in) + ";";
        return "{" + out + "}";
    case JsonReader::Kind::Array:
        for (in.enterArray(); in.nextElement();)
            out += readAll(in) + ";";
        return "[" + out + "]";
    case JsonReader::Kind::Text:
        return in.text();
    case JsonReader::Kind::Number:
        return std::to_string(in.number());
    case JsonReader::Kind::Truth:
        return in.truth() ? "yes" : "no";
    default:
        in.skip();
        return "null";
    }
}

std::string read(std::string_view text)
{
    JsonReader in(text);
    const std::string out = readAll(in);
    return in.finish() ? out : in.why();
}

TEST(JsonReader, ReadsValuesInTheirOrder)
{
    EXPECT_EQ(read(R"( {"a": [1, -2.5e1, true,false ,null], "b":{}, "c" :"x", "d":[]} )"),
        "{a=[1.000000;-25.000000;yes;no;null;];b={};c=x;d=[];}");
    EXPECT_EQ(read(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDE00")"), "\"\\/\b\f\n\r\tA\xC3\xA9\xF0\x9F\x98\x80");
    EXPECT_EQ(read("\"a\xFF\""), "a\xEF\xBF\xBD");
    EXPECT_EQ(read(R"("\uD83Dx")"), "\xEF\xBF\xBDx");
    EXPECT_EQ(read("1e-999"), "0.000000");
}

TEST(JsonReader, EndsAtTheFirstFault)
{
    for (const char* text : {"", "{", "[", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "[1,]", "[1 2]", "{a:1}",
             "01", "1.", "+1", "1e", "-", "nul", "tru", "\"a", "\"\n\"", "\"\\x\"", "\"\\u12\"", "1 2", "{}}", "1e999",
             "[,]", "{\"a\":1 \"b\":2}"}) {
        JsonReader in(text);
        readAll(in);
        EXPECT_FALSE(in.finish()) << text;
        JsonReader passing(text);
        passing.skip();
        EXPECT_FALSE(passing.finish()) << text;
    }
}

TEST(JsonReader, SkipsWhatNobodyWants)
{
    JsonReader in(R"({"x":{"y":[1,{"z":"}"}],"w":null},"a":7})");
    std::string key;
    double a = 0;
    for (in.enterObject(); in.nextMember(key);) {
        if (key == "a")
            a = in.number();
        else
            in.skip();
    }
    EXPECT_TRUE(in.finish()) << in.why();
    EXPECT_EQ(a, 7);
}

TEST(JsonReader, BoundsTheNesting)
{
    const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    const std::string text = nested(JsonReader::deepest), tooDeep = nested(1'000'000);
    JsonReader fits(text), bomb(tooDeep);
    fits.skip();
    EXPECT_TRUE(fits.finish()) << fits.why();
    bomb.skip();
    EXPECT_FALSE(bomb.finish());
    EXPECT_EQ(bomb.why(), "nested too deeply at byte 64");
}

TEST(JsonReader, AnotherKindThanExpectedIsAFault)
{
    JsonReader in(R"({"a":"x","b":3})");
    std::string key;
    in.enterObject();
    in.nextMember(key);
    EXPECT_EQ(in.number(), 0);
    EXPECT_EQ(in.why(), "number expected at byte 5");
    EXPECT_FALSE(in.nextMember(key));
    EXPECT_FALSE(in.finish());
}

} // namespace
} // namespace assay
