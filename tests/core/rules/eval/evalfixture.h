// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/rules/eval/evals.h"
#include "core/rules/view/viewtables.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::rules {

// Runs calls on small messages.
class EvalFixture : public ::testing::Test
{
protected:
    EvalFixture()
    {
        for (const char* name : {"com", "org", "net", "example"})
            m_view.addTld(name);
    }

    void setting(std::string_view key, std::string_view value)
    {
        std::string problem;
        EXPECT_EQ(m_tables.read(key, value, &problem), EvalTables::Line::Taken) << problem;
    }

    double run(std::string_view call, const std::string& message, EvalInput input = EvalInput::Body)
    {
        const auto prepared = EvalCall::prepare(call, input);
        if (!prepared) {
            ADD_FAILURE() << prepared.error().toString();
            return -1;
        }
        const RulesMessage read(message, m_view);
        EvalContext context(read, m_view, m_tables, m_now);
        context.collectHints(&m_hints);
        return prepared->run(context);
    }

    ViewTables m_view;
    EvalTables m_tables;
    std::vector<EvalHint> m_hints;
    int64_t m_now = 1'700'000'000;
};

} // namespace assay::rules
