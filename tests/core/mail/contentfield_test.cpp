// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/contentfield.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(ContentField, ReadsTypes)
{
    for (const char* raw :
        {"text/plain", " text / plain ;", "TEXT/Plain; charset=x", "(hello) text (plain) / (world) plain (eod)"})
        EXPECT_EQ(parseContentField(raw).value, "text/plain") << raw;
    EXPECT_EQ(parseContentField("application/x-stuff\n   title=x").value, "application/x-stuff");
    EXPECT_EQ(parseContentField("").value, "");
    EXPECT_EQ(parseContentField(";charset=x").parameter("charset"), "x");
}

TEST(ContentField, ReadsParameters)
{
    const ContentField field =
        parseContentField("text/plain; charset =us-ascii (Plain text); Format=Flowed; x=\"a;\\\"b\"");
    EXPECT_EQ(field.parameter("charset"), "us-ascii");
    EXPECT_EQ(field.parameter("format"), "Flowed");
    EXPECT_EQ(field.parameter("x"), "a;\"b");
    EXPECT_FALSE(field.has("y"));
    EXPECT_EQ(parseContentField("multipart/mixed; boundary=\"foo\n bar\"").parameter("boundary"), "foo bar");
    EXPECT_EQ(parseContentField("a/b; name=my file.txt; x=1").parameter("name"), "my file.txt");
    EXPECT_EQ(parseContentField("a/b; x=1\n y=\"2\"").parameter("y"), "2");
    EXPECT_EQ(parseContentField("a/b; name=\"C:\\x\\evil.exe\"").parameter("name"), "C:\\x\\evil.exe");
}

TEST(ContentField, JoinsContinuations)
{
    EXPECT_EQ(parseContentField("a/b; name*1=b; name*0=a; name*2*=%20c").parameter("name"), "ab c");
    EXPECT_EQ(parseContentField("a/b; n*0*=us-ascii'en'This%20is%20; n*1*=%2A%2A; n*2=\"isn't it!\"").parameter("n"),
        "This is **isn't it!");
    EXPECT_EQ(parseContentField("a/b; n*0=a; n*2=c").parameter("n"), "a"); // the gap ends it
    EXPECT_EQ(parseContentField("a/b; n*1=b").parameter("n"), "");
    EXPECT_EQ(parseContentField("a/b; n*=\"iso-8859-1''Fr%F6sche.txt\"").parameter("n"), "Fr\u00f6sche.txt");
    EXPECT_EQ(parseContentField("a/b; n*0*=utf-8''%E3%81; n*1*=%93").parameter("n"), "\u3053"); // split character
    EXPECT_EQ(parseContentField("a/b; n=plain; n*=utf-8''better").parameter("n"), "better");
    EXPECT_TRUE(parseContentField("a/b; n*=x-none''a").defects.has(Defect::UnknownCharset));
}

TEST(ContentField, DecodesWordsInValues)
{
    EXPECT_EQ(
        parseContentField("a/b; name=\"=?utf-8?Q?=C3=A4.PD?=\r\n =?utf-8?Q?F?=\"").parameter("name"), "\u00e4.PDF");
    EXPECT_EQ(parseContentField("image/gif;\n name==?iso-8859-6?b?5dHNyMcgyMfk2cfk5Q==?=.gif").parameter("name"),
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645.gif");
}

TEST(ContentField, SurvivesBrokenText)
{
    EXPECT_EQ(parseContentField("inva/lid; name=\"   ").parameter("name"), "   ");
    EXPECT_TRUE(parseContentField("a/b; = \n \n").parameters.empty());
    EXPECT_TRUE(parseContentField("a/b; =\"value\"").parameters.empty());
    EXPECT_EQ(parseContentField("a/b; name=\"open; x=y").parameter("name"), "open; x=y");
    EXPECT_EQ(parseContentField("a/b; n*99999999999=a; n*x=b; ***=c; n*0=d").parameter("n"), "d");
    std::string many = "a/b";
    for (int i = 0; i < 5000; ++i)
        many += "; p" + std::to_string(i) + "=v";
    EXPECT_LE(parseContentField(many).parameters.size(), 500u);
}

} // namespace
} // namespace assay
