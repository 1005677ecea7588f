// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/addresses.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// "name|address" entries, joined with ';'.
std::string shown(std::string_view raw)
{
    std::string all;
    for (const MailAddress& entry : parseAddresses(raw, MailOptions{}).addresses)
        all += (all.empty() ? "" : ";") + entry.name + "|" + entry.address;
    return all;
}

TEST(Addresses, ReadsCommonForms)
{
    EXPECT_EQ(shown("\"Joe Q. Public\" <john.q.public@example.com>"), "Joe Q. Public|john.q.public@example.com");
    EXPECT_EQ(shown("a@b.c, <d@e.f>"), "|a@b.c;|d@e.f");
    EXPECT_EQ(shown("=?utf-8?q?J=C3=B6rg?= X <j@x.org>"), "J\u00f6rg X|j@x.org");
    EXPECT_EQ(shown("\"Giant; \\\"Big\\\" Box\" <s@e.net>"), "Giant; \"Big\" Box|s@e.net");
    EXPECT_EQ(shown("phil@example.com <phil@example.com>"), "phil@example.com|phil@example.com");
    EXPECT_EQ(shown("\"john doe\"@example.com"), "|\"john doe\"@example.com");
}

TEST(Addresses, FlattensGroups)
{
    EXPECT_EQ(shown("A Group:Ed <c@a.test>,joe@w.test;"), "Ed|c@a.test;|joe@w.test");
    EXPECT_EQ(shown("undisclosed-recipients:;"), "");
    EXPECT_EQ(shown("a: x@y.z; b: u@v.w; last@one.org"), "|x@y.z;|u@v.w;|last@one.org");
}

TEST(Addresses, TakesCommentsForNames)
{
    EXPECT_EQ(shown("NO (posting not allowed)"), "posting not allowed|NO");
    EXPECT_EQ(shown("Name (comment) =?utf-8?q?Doe?= <a@b.com>"), "Name Doe (comment)|a@b.com");
    EXPECT_EQ(shown("<a@b.com> =?utf-8?q?Doe?="), "Doe|a@b.com");
    EXPECT_EQ(shown("John Doe <jdoe@machine(comment).  example>"), "John Doe (comment)|jdoe@machine.  example");
}

TEST(Addresses, ReadsObsoleteAndBrokenForms)
{
    EXPECT_EQ(shown("Mary <@node.test:mary@example.net>, , jdoe@test  . example"),
        "Mary|@node.test:mary@example.net;|jdoe@test  . example");
    EXPECT_EQ(shown("A <a@b.c, D <d@e.f>"), "A|a@b.c;D|d@e.f");
    EXPECT_EQ(shown("a@b.c; d@e.f g@h.i"), "|a@b.c;|d@e.f;|g@h.i");
    EXPECT_EQ(shown("A <a@b.c> D <d@e.f>"), "A|a@b.c;D|d@e.f");
    EXPECT_EQ(shown("\"open <a@b.c>"), "\"open|a@b.c");
    EXPECT_EQ(shown("x (open <a@b.c>"), "x (open|a@b.c");
    EXPECT_EQ(shown("joe@x.com Joe Smith"), "Joe Smith|joe@x.com");
    EXPECT_EQ(shown("\"a\n b\" <c\n @d.e>"), "a b|c@d.e");
    EXPECT_EQ(shown(""), "");
}

TEST(Addresses, AppliesLimits)
{
    std::string groups, many;
    for (int i = 0; i < 3000; ++i)
        groups += "g:";
    const AddressList refused = parseAddresses(groups + "a@example.org", MailOptions{});
    EXPECT_TRUE(refused.defects.has(Defect::BadAddress));
    EXPECT_TRUE(refused.addresses.empty());
    for (int i = 0; i < 30000; ++i)
        many += "u" + std::to_string(i) + "@example.org,\n ";
    const AddressList cut = parseAddresses(many, MailOptions{});
    EXPECT_EQ(cut.addresses.size(), 20000u);
    EXPECT_TRUE(cut.defects.has(Defect::TooManyAddresses));
    EXPECT_EQ(parseAddresses(many, MailOptions{}, {}, 1).addresses.size(), 1u);
    EXPECT_TRUE(parseAddresses(many, MailOptions{}, {}, 1).defects.isEmpty());
}

TEST(Addresses, StaysLinearOnOpenBrackets)
{
    for (const char c : {'(', '"', '<', '\\', ':', '[', '@', '='})
        parseAddresses(std::string(250000, c) + "a@b.c", MailOptions{});
    std::string mixed;
    for (int i = 0; i < 60000; ++i)
        mixed += "(\"<,";
    EXPECT_LE(parseAddresses(mixed, MailOptions{}).addresses.size(), 20000u);
}

TEST(Addresses, JudgesSpoofsAndScripts)
{
    MailAddress spoof{"ceo@bank.example", "x@evil.test", {}, false, false};
    judgeAddress(spoof);
    EXPECT_TRUE(spoof.nameHoldsAddress);
    EXPECT_FALSE(spoof.mixedScripts);
    MailAddress same{"Phil (phil@example.com)", "PHIL@example.com", {}, false, false};
    judgeAddress(same);
    EXPECT_FALSE(same.nameHoldsAddress);
    MailAddress idn{"", "a@xn--pypal-4ve.com", {}, false, false};
    judgeAddress(idn);
    EXPECT_EQ(idn.domainUnicode, "p\u0430ypal.com");
    EXPECT_TRUE(idn.mixedScripts);
}

} // namespace
} // namespace assay
