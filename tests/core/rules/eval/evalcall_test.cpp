// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/evals.h"

#include <gtest/gtest.h>

using namespace assay;
using namespace assay::rules;

TEST(EvalCall, ReadsArguments)
{
    const auto call = EvalCall::prepare("image_count('gif', \"1\",0400 )", EvalInput::Body);
    ASSERT_TRUE(call);
    ASSERT_EQ(call->arguments().size(), 3u);
    EXPECT_EQ(call->text(0), "gif");
    EXPECT_EQ(call->number(1), 1);
    EXPECT_EQ(call->number(2), 400);
    EXPECT_EQ(call->text(3), "");
    EXPECT_TRUE(EvalCall::prepare("check_no_relays()", EvalInput::Header));
    EXPECT_TRUE(EvalCall::prepare("check_no_relays( )", EvalInput::Header));
}

TEST(EvalCall, RefusesBadForms)
{
    for (const char* text : {"", "check_no_relays", "check_no_relays(", "check_no_relays('a)",
             "check_no_relays('a' 'b')", "check_no_relays(a b)", "(1)"})
        EXPECT_FALSE(EvalCall::prepare(text, EvalInput::Header)) << text;
    EXPECT_EQ(EvalCall::prepare("no_such_function()", EvalInput::Header).error().code, ErrorCode::NotFound);
    EXPECT_EQ(EvalCall::prepare("html_text_match('title', '(')", EvalInput::Body).error().code, ErrorCode::BadRule);
}

TEST(EvalCall, NamesAreUnique)
{
    size_t count = 0;
    for (auto table : {headerEvals(), receivedEvals(), dateEvals(), recipientEvals(), htmlEvals(), mimeEvals(),
             bodyEvals(), freemailEvals(), relayEvals(), imageEvals(), listEvals(), subjectListEvals(), uriEvals(),
             bounceEvals(), networkEvals()}) {
        for (const EvalEntry& entry : table) {
            EXPECT_EQ(findEval(entry.name), findEval(entry.name));
            EXPECT_EQ(findEval(entry.name)->plugin, entry.plugin) << entry.name;
            EXPECT_EQ(entry.run == nullptr, entry.needsNetwork) << entry.name;
            ++count;
        }
    }
    EXPECT_GT(count, 150u);
    EXPECT_EQ(findEval("check_for"), nullptr);
}
