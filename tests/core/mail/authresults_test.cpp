// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/authresults.h"

#include "core/mail/received.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string shown(const std::vector<AuthResult>& results)
{
    std::string all;
    for (const AuthResult& result : results)
        all += result.server + ":" + result.methodName + "=" + result.result + "(" + result.reason + ")["
            + result.properties + "];";
    return all;
}

TEST(AuthenticationResults, ReadsCommonForms)
{
    EXPECT_EQ(
        shown(parseAuthenticationResults(
            "mx.example 1;\n spf=pass (sender ok) smtp.mailfrom=a@b.c;\n dkim=fail/1 reason=\"bad key\" header.d=b.c")),
        "mx.example:spf=pass(sender ok)[smtp.mailfrom=a@b.c];mx.example:dkim=fail/1(bad key)[header.d=b.c];");
    EXPECT_EQ(shown(parseAuthenticationResults("mx.example; none")), "");
    EXPECT_EQ(shown(parseAuthenticationResults("mx; dmarc = pass (p=none dis=none) header.from = b.c; x-new=ok")),
        "mx:dmarc=pass(p=none dis=none)[header.from=b.c];mx:x-new=ok()[];");
    EXPECT_EQ(shown(parseAuthenticationResults("spf=none smtp.mailfrom=x")), ":spf=none()[smtp.mailfrom=x];");
    EXPECT_EQ(parseAuthenticationResults("a; dkim/1=pass")[0].method, AuthMethod::Dkim);
    EXPECT_EQ(parseAuthenticationResults("a; dkim/1=pass")[0].methodName, "dkim");
}

TEST(AuthenticationResults, SurvivesNonsense)
{
    for (const char* raw : {"", ";", ";;;;", "(((", "\"", "a; =", "a; spf", "a; spf=", "a;(x;y)b=c", "\\"})
        parseAuthenticationResults(raw);
    EXPECT_LE(parseAuthenticationResults("a" + std::string(100000, ';')).size(), 500u);
}

TEST(ReceivedSpf, ReadsResultAndReceiver)
{
    const auto spf = parseReceivedSpf(
        "Pass (mx: domain of a@b.c designates 1.2.3.4) client-ip=1.2.3.4; receiver=mx.example; helo=x");
    ASSERT_TRUE(spf);
    EXPECT_EQ(spf->result, "pass");
    EXPECT_EQ(spf->server, "mx.example;" == spf->server ? "" : "mx.example");
    EXPECT_NE(spf->properties.find("client-ip=1.2.3.4"), std::string::npos);
    EXPECT_FALSE(parseReceivedSpf(""));
}

std::vector<AuthResult> resultsOf(std::string_view bytes, const MailOptions& options)
{
    const HeaderBlock block = scanHeaderBlock(bytes, options);
    std::vector<ReceivedHop> hops;
    for (const HeaderField& field : block.fields) {
        if (field.id == HeaderId::Received)
            hops.push_back(parseReceived(field.value));
    }
    return authenticationOf(block, hops, options);
}

TEST(Authentication, TellsOwnFromClaimed)
{
    const std::string_view bytes =
        "Authentication-Results: mx.own; spf=pass\nReceived: from x (x [198.51.100.1]) by mx.own\n"
        "Authentication-Results: evil; dkim=pass\n\n";
    std::vector<AuthResult> results = resultsOf(bytes, MailOptions{});
    ASSERT_EQ(results.size(), 2u);
    EXPECT_TRUE(results[0].byOwnServer);
    EXPECT_FALSE(results[1].byOwnServer);
    MailOptions own;
    own.ownHosts = {"evil"};
    results = resultsOf(bytes, own);
    EXPECT_FALSE(results[0].byOwnServer);
    EXPECT_TRUE(results[1].byOwnServer);
}

} // namespace
} // namespace assay
