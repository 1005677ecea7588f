// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/traffic/requestfield.h"

#include <gtest/gtest.h>

namespace assay::rules {
namespace {

TEST(RequestField, NamesLeadBackToTheirField)
{
    for (size_t i = 0; i < requestFieldCount; ++i) {
        const auto field = static_cast<RequestField>(i);
        EXPECT_EQ(requestFieldFromName(requestFieldName(field)), field);
    }
    EXPECT_FALSE(requestFieldFromName("body"));
    EXPECT_EQ(requestNumberFromName("family_mismatch"), RequestNumber::FamilyMismatch);
    EXPECT_FALSE(requestNumberFromName("path"));
}

TEST(RequestField, EscapesAreResolvedAtMostThreeTimes)
{
    EXPECT_EQ(percentDecoded("%3Cscript%3e", false), "<script>");
    EXPECT_EQ(percentDecoded("a%20b+c", true), "a b c");
    EXPECT_EQ(percentDecoded("a+b", false), "a+b");
    EXPECT_EQ(percentDecoded("%252e%252e%252f", false), "../");
    EXPECT_EQ(percentDecoded("%2525252e", false), "%2e"); // the fourth time is left
    EXPECT_EQ(percentDecoded("100%", false), "100%");
    EXPECT_EQ(percentDecoded("%zz%2", false), "%zz%2");
    EXPECT_EQ(percentDecoded("1%2B1", true), "1+1"); // what an escape stood for is no blank
}

TEST(RequestField, AbsentAndEmptyAreDifferent)
{
    traffic::Request request;
    request.path = "/a";
    std::string made;
    EXPECT_FALSE(requestText(request, RequestField::Query, made));
    EXPECT_FALSE(requestText(request, RequestField::DecodedQuery, made));
    EXPECT_FALSE(requestText(request, RequestField::UserAgent, made));
    EXPECT_EQ(requestText(request, RequestField::Target, made), "/a");
    request.query = "";
    EXPECT_EQ(requestText(request, RequestField::Query, made), "");
    request.query = "a=1"; // of a log with a field of its own
    EXPECT_EQ(requestText(request, RequestField::Target, made), "/a?a=1");
    request.query = "?a=%31";
    EXPECT_EQ(requestText(request, RequestField::DecodedTarget, made), "/a?a=1");
}

TEST(RequestField, NumbersThatAreNotKnownAreZero)
{
    traffic::Request request;
    request.path = "/a/b/";
    EXPECT_EQ(requestNumber(request, RequestNumber::Status), 0);
    EXPECT_EQ(requestNumber(request, RequestNumber::Depth), 3);
    EXPECT_EQ(requestNumber(request, RequestNumber::Cookie), 1);
    request.hasCookie = false;
    EXPECT_EQ(requestNumber(request, RequestNumber::Cookie), 0);
}

} // namespace
} // namespace assay::rules
