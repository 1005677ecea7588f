// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/casefile/traincrash.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(TrainCrash, NothingThatWasAcceptedIsLost)
{
    const test::TemporaryDir dir;
    const auto report = test::runTrainCrashRounds(dir.path(), 20, 20'261'123);
    EXPECT_TRUE(report.faults.empty()) << report.faults.front();
    EXPECT_EQ(report.killed, 20u);
}

} // namespace
} // namespace assay
