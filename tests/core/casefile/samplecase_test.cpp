// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/casedetectors.h"
#include "core/casefile/samplecase.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace assay {
namespace {

// Detects with the storages of the case alone.
void scan(Case& file)
{
    DetectorOptions options;
    options.kinds = {DetectorKind::Fuzzy};
    const auto detectors = createDetectors(file, options);
    ASSERT_TRUE(detectors) << detectors.error().toString();
    ASSERT_TRUE(file.scan(*detectors, {}, test::plainContext()));
}

TEST(SampleCase, FindsTheComplaintsThatItsStorageLearned)
{
    const test::TemporaryDir dir;
    const auto sample = dir.path() / "sample";
    const auto script = test::sourceDir() / "resources" / "sample" / "make_sample.py";
    ASSERT_EQ(std::system(("python3 '" + script.string() + "' '" + sample.string() + "'").c_str()), 0);
    {
        auto file = createSampleCase(dir.path() / "Sample.assay", sample);
        ASSERT_TRUE(file) << file.error().toString();
        ASSERT_TRUE((*file)->add(sample, {}, test::plainContext()));
        scan(**file);
        EXPECT_EQ(test::foundItems(**file, "symbol:FUZZY_DENIED").size(), 5u);
        EXPECT_EQ(test::foundItems(**file, "symbol:FUZZY_PROB").size(), 5u);
        EXPECT_EQ(test::foundItems(**file, "fuzzy.sim:1").size(), 2u); // the learned ones
        EXPECT_EQ(test::foundItems(**file, "symbol.FUZZY_DENIED>9").size(), 5u);
    }
    // Made again, it keeps its storage.
    std::filesystem::remove(dir.path() / "Sample.assay");
    auto file = createSampleCase(dir.path() / "Sample.assay", sample);
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->add(sample / "complaints", {}, test::plainContext()));
    scan(**file);
    EXPECT_EQ(test::foundItems(**file, "fuzzy.weight:24").size(), 5u);
}

TEST(SampleCase, WithoutComplaintsIsAPlainCase)
{
    const test::TemporaryDir dir;
    auto file = createSampleCase(dir.path() / "a.assay", dir.path());
    ASSERT_TRUE(file);
    EXPECT_TRUE((*file)->fuzzyRules()->empty());
    EXPECT_FALSE(createSampleCase(dir.path() / "a.assay", dir.path()));
}

} // namespace
} // namespace assay
