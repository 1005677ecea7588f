// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy import, export, expire and sync.
#include "core/base/file.h"
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

namespace assay::test {
namespace {

// A hash of today and one of 2001.
std::string twoHashes()
{
    return "{\"digest\":\"" + std::string(128, 'a') + "\",\"flag\":11,\"weight\":5}\n{\"digest\":\""
        + std::string(128, 'b') + "\",\"flag\":12,\"weight\":6,\"time\":1000000000}\n";
}

TEST(CtlFuzzyStorage, HashesGoInAndOut)
{
    const TemporaryDir folder;
    const auto storage = (folder.path() / "s.db").string(), other = (folder.path() / "other.db").string();
    const auto file = folder.write("in.jsonl", twoHashes()).string();
    EXPECT_EQ(runCtl({"fuzzy", "import", file, "--storage", storage, "--dry-run"}).code, 66); // no such storage
    EXPECT_EQ(runCtl({"fuzzy", "export", "--storage", storage}).code, 66);
    const CtlResult empty = runCtl({"fuzzy", "import", file, "--storage", storage});
    EXPECT_EQ(empty.code, 0) << empty.err;
    const CtlResult plan = runCtl({"fuzzy", "import", file, "--storage", storage, "--dry-run", "--json"});
    ASSERT_EQ(plan.objects().size(), 1u) << plan.err;
    EXPECT_EQ(plan.objects()[0].at("changed"), 2);
    EXPECT_EQ(plan.objects()[0].at("new"), 0);
    const CtlResult again = runCtl({"fuzzy", "import", file, "--storage", storage, "--merge", "keep", "--json"});
    ASSERT_EQ(again.objects().size(), 1u) << again.err;
    EXPECT_EQ(again.objects()[0].at("unchanged"), 2);
    EXPECT_EQ(runCtl({"fuzzy", "import", file, "--storage", storage, "--merge", "none"}).code, 64);

    const CtlResult lines = runCtl({"fuzzy", "export", "--storage", storage});
    ASSERT_EQ(lines.objects().size(), 2u) << lines.err;
    EXPECT_EQ(lines.objects()[1].at("weight"), 6);
    EXPECT_EQ(runCtl({"fuzzy", "export", "--storage", storage, "--format", "sqlite"}).code, 64);
    EXPECT_EQ(runCtl({"fuzzy", "export", "--storage", storage, "--format", "sqlite", "--out", other}).code, 0);
    const CtlResult synced = runCtl({"fuzzy", "sync", "--storage", other, "--json"});
    ASSERT_EQ(synced.objects().size(), 1u) << synced.err;
    EXPECT_EQ(synced.objects()[0].at("hashes"), 2);

    const auto bad = folder.write("bad.jsonl", twoHashes() + "{\"digest\":1}\n").string();
    const CtlResult half = runCtl({"fuzzy", "import", bad, "--storage", storage});
    EXPECT_EQ(half.code, 1);
    EXPECT_NE(half.err.find("line 3: digest is off"), std::string::npos) << half.err;
}

TEST(CtlFuzzyStorage, OldHashesAreRemovedAsPlanned)
{
    const TemporaryDir folder;
    const auto storage = (folder.path() / "s.db").string();
    const auto file = folder.write("in.jsonl", twoHashes()).string();
    ASSERT_EQ(runCtl({"fuzzy", "import", file, "--storage", storage}).code, 0);
    EXPECT_EQ(runCtl({"fuzzy", "expire", "--storage", storage}).code, 64);
    EXPECT_EQ(runCtl({"fuzzy", "expire", "--storage", storage, "--older", "soon"}).code, 64);
    const CtlResult plan = runCtl({"fuzzy", "expire", "--storage", storage, "--older", "90d", "--dry-run", "--json"});
    ASSERT_EQ(plan.objects().size(), 1u) << plan.err;
    EXPECT_EQ(plan.objects()[0].at("removed"), 1);
    EXPECT_EQ(plan.objects()[0].at("removed_by_flag").at("12"), 1);
    const CtlResult kept =
        runCtl({"fuzzy", "expire", "--storage", storage, "--older", "90d", "--flag", "12=0", "--json"});
    ASSERT_EQ(kept.objects().size(), 1u) << kept.err;
    EXPECT_EQ(kept.objects()[0].at("removed"), 0);
    EXPECT_EQ(runCtl({"fuzzy", "expire", "--storage", storage, "--older", "90d"}).out.rfind("removed 1 of 2", 0), 0u);
    EXPECT_EQ(runCtl({"fuzzy", "export", "--storage", storage}).objects().size(), 1u);
}

} // namespace
} // namespace assay::test
