// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/labelcrash.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(LabelCrash, NoAcknowledgedLabelIsLostAndNoBulkIsHalfDone)
{
    const test::TemporaryDir dir;
    const auto report = test::runLabelCrashRounds(dir.path(), 20, 20'261'121);
    EXPECT_TRUE(report.faults.empty()) << report.faults.front();
    EXPECT_EQ(report.killed, 20u);
    EXPECT_GE(report.acknowledged, 20u);
}

} // namespace
} // namespace assay
