// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/regexliteral.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

std::string textOf(std::string_view literal)
{
    const auto parsed = parseRegexLiteral(literal);
    return parsed.ok() ? parsed->text : "error: " + parsed.error().detail;
}

TEST(RegexLiteral, UnderstandsEveryDelimiter)
{
    EXPECT_EQ(textOf("/a\\/b/i"), "a\\/b");
    EXPECT_EQ(textOf("m{a{2}b}"), "a{2}b");
    EXPECT_EQ(textOf("m!a/b!x"), "a/b");
    EXPECT_EQ(textOf("m(a(b)c)s"), "a(b)c");
    EXPECT_EQ(textOf("qr<ab>"), "ab");
    EXPECT_EQ(textOf("m,a\\,b,"), "a\\,b");
}

TEST(RegexLiteral, KeepsModifiersAsFlags)
{
    const auto parsed = parseRegexLiteral("m'a'simxa");
    ASSERT_TRUE(parsed.ok());
    EXPECT_TRUE(parsed->flags.caseless && parsed->flags.dotAll && parsed->flags.multiline && parsed->flags.extended);
    EXPECT_EQ(parsed->modifiers, "simxa");
    EXPECT_EQ(parsed->textOffset, 2U);
}

TEST(RegexLiteral, SaysWhatIsWrong)
{
    EXPECT_EQ(textOf("a/b/"), "error: the pattern has no delimiters at offset 0");
    EXPECT_EQ(textOf("/a/b/"), "error: unescaped delimiter '/' at offset 2");
    EXPECT_EQ(textOf("/a(?{1})/"), "error: code in a pattern at offset 2");
    EXPECT_EQ(textOf("/abc/e"), "error: the pattern does not end with '/' and modifiers at offset 5");
    EXPECT_EQ(textOf("/abc/g"), "error: unknown modifier 'g' at offset 5");
    EXPECT_EQ(textOf("m\\a\\"), "error: a backslash is no delimiter at offset 1");
    EXPECT_EQ(textOf("/"), "error: the pattern does not end with '/' and modifiers at offset 0");
    EXPECT_EQ(textOf(""), "error: the pattern has no delimiters at offset 0");
}

TEST(RegexLiteral, FindsCapturesAndTemplates)
{
    using Names = std::vector<std::string>;
    EXPECT_EQ(captureNames("(?<ADDR_1>a)(?P<B>b)(?'C'c)(?<=x)(?<lower>d)"), (Names{"ADDR_1", "B", "C"}));
    EXPECT_EQ(templateNames("^%{ADDR}-%{B}-%{ADDR}%\\{X}\\%{Y}"), (Names{"ADDR", "B"}));
    EXPECT_EQ(fillTemplate("^%{A}$|%{B}|%{A}", "A", "x"), "^x$|%{B}|x");
    EXPECT_EQ(quotedPattern("a.b\xc3\xa9"), "a\\.b\xc3\xa9");
}

TEST(RegexLiteral, PatternsAreCompiledToCheckThem)
{
    EXPECT_TRUE(checkPattern("R", "a%{NAME}b", {}).ok());
    const auto broken = checkPattern("R", "a(b", {});
    ASSERT_FALSE(broken.ok());
    EXPECT_NE(broken.error().detail.find("at offset 3"), std::string::npos) << broken.error().detail;
}

} // namespace
} // namespace assay::rules
