// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/cf/conditional.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

bool isTrue(std::string_view expression)
{
    const auto value = evaluateCondition(expression, PeerTable());
    EXPECT_TRUE(value.ok()) << expression << ": " << value.error().detail;
    return value.ok() && *value;
}

TEST(Conditional, AnswersLikeThePeer)
{
    EXPECT_TRUE(isTrue("(version >= 4.000000)"));
    EXPECT_FALSE(isTrue("version>=4.000002"));
    EXPECT_TRUE(isTrue("plugin(Mail::SpamAssassin::Plugin::FreeMail) && !plugin(Mail::SpamAssassin::Plugin::NoSuch)"));
    EXPECT_TRUE(isTrue("plugin (Mail::SpamAssassin::Plugin::Dmarc)"));
    EXPECT_TRUE(isTrue("can(Mail::SpamAssassin::Conf::feature_bug6558_free)"));
    EXPECT_TRUE(isTrue("can(Mail::SpamAssassin::Conf::compat_welcomelist_blocklist)"));
    EXPECT_TRUE(isTrue("has(Mail::SpamAssassin::Plugin::BodyEval::has_check_body_length)"));
    EXPECT_FALSE(isTrue("has(Mail::SpamAssassin::Plugin::ASN::has_check_asn)"));
    EXPECT_TRUE(isTrue("local_tests_only && perl_version > 5.010"));
    EXPECT_TRUE(isTrue("plugin(Assay)"));
}

TEST(Conditional, CompatibilityIsSwitchedOnByItsLine)
{
    PeerTable peer;
    peer.unloadAll();
    EXPECT_FALSE(peer.can("Mail::SpamAssassin::Conf::compat_welcomelist_blocklist"));
    EXPECT_TRUE(peer.has("Mail::SpamAssassin::Conf::compat_welcomelist_blocklist"));
    EXPECT_FALSE(peer.isLoaded("Mail::SpamAssassin::Plugin::SPF"));
    peer.load("Mail::SpamAssassin::Plugin::SPF");
    EXPECT_TRUE(peer.has("Mail::SpamAssassin::Plugin::SPF::has_check_for_spf_errors"));
}

TEST(Conditional, UnknownWordsAreErrors)
{
    EXPECT_FALSE(evaluateCondition("os == 3", PeerTable()).ok());
    EXPECT_FALSE(evaluateCondition("plugin", PeerTable()).ok());
    EXPECT_FALSE(evaluateCondition("version >", PeerTable()).ok());
}

TEST(Conditional, AnElseInsideASkippedBlockStaysSkipped)
{
    ConditionalStack stack;
    stack.openIf(false);
    stack.openIf(true);
    EXPECT_TRUE(stack.isSkipping());
    EXPECT_TRUE(stack.takeElse());
    EXPECT_TRUE(stack.isSkipping());
    EXPECT_TRUE(stack.takeEndif());
    EXPECT_TRUE(stack.takeElse());
    EXPECT_FALSE(stack.isSkipping());
    EXPECT_TRUE(stack.takeEndif());
    EXPECT_FALSE(stack.takeEndif());
}

} // namespace
} // namespace assay::rules
