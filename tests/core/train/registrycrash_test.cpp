// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/train/registrycrash.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(RegistryCrash, NoChangeThatWasReportedIsLostAndNoneIsHalfDone)
{
    const test::TemporaryDir dir;
    const auto report = test::runRegistryCrashRounds(dir.path(), 20, 20'261'122);
    EXPECT_TRUE(report.faults.empty()) << report.faults.front();
    EXPECT_EQ(report.killed, 20u);
    EXPECT_GT(report.acknowledged, 0u);
}

} // namespace
} // namespace assay
