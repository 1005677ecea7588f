// SPDX-License-Identifier: GPL-3.0-or-later
// assayctl fuzzy serve, stat and keypair.
#include "core/base/file.h"
#include "tests/core/ctl/runctl.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/stat.h>

namespace assay::test {
namespace {

using Json = nlohmann::json;

TEST(CtlFuzzyKeypair, IsPrintedOrWrittenForItsOwnerOnly)
{
    const CtlResult printed = runCtl({"fuzzy", "keypair", "-u"});
    EXPECT_EQ(printed.code, 0);
    EXPECT_EQ(printed.out.rfind("keypair {\n    privkey = \"", 0), 0u) << printed.out;
    const TemporaryDir folder;
    const auto file = (folder.path() / "key").string();
    const CtlResult written = runCtl({"fuzzy", "keypair", "--out", file});
    EXPECT_EQ(written.code, 0) << written.err;
    EXPECT_EQ(written.out.size(), 53u);
    struct stat status = {};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_NE(runCtl({"fuzzy", "keypair", "--out", file}).code, 0); // never replaces one
}

TEST(CtlFuzzyServe, AnswersUntilItIsAskedToEnd)
{
    const TemporaryDir folder;
    const auto key = (folder.path() / "key").string(), storage = (folder.path() / "s.db").string(),
               statistics = (folder.path() / "stats.json").string();
    std::string publicKey = runCtl({"fuzzy", "keypair", "--out", key}).out;
    publicKey.pop_back();
    // The port is not known before its first line is read, so a free one is taken by trying.
    for (int port = 24'731; port < 24'831; ++port) {
        const std::string address = "127.0.0.1:" + std::to_string(port);
        CtlResult inside, encrypted;
        const CtlResult served = runCtl({"fuzzy", "serve", "--storage", storage, "--listen", address, "--keypair", key,
                                            "--encrypted-only", "--stats", statistics},
            {}, [&](pid_t pid) {
                inside = runCtl({"fuzzy", "stat", "--server", address, "--json"});
                encrypted = runCtl({"fuzzy", "stat", "--server", address, "--key", publicKey, "--json"});
                kill(pid, SIGTERM);
            });
        if (served.code == 75)
            continue; // somebody has it
        EXPECT_EQ(served.code, 0) << served.err;
        EXPECT_EQ(served.out, "Listening on " + address + "\n");
        EXPECT_EQ(inside.code, 77) << inside.err; // in the open
        ASSERT_EQ(encrypted.objects().size(), 1u) << encrypted.err;
        EXPECT_EQ(encrypted.objects()[0].at("hashes"), 0);
        EXPECT_EQ(encrypted.objects()[0].at("encrypted"), true);
        const Json counted = Json::parse(readFile(statistics).value());
        EXPECT_EQ(counted.at("fuzzy_checked"), (std::vector<int>{0, 2}));
        EXPECT_EQ(counted.at("fuzzy_found"), (std::vector<int>{0, 1}));
        break;
    }
    const CtlResult offline = runCtl({"fuzzy", "stat", "--storage", storage, "--json"});
    ASSERT_EQ(offline.objects().size(), 1u) << offline.err;
    EXPECT_EQ(offline.objects()[0].at("hashes"), 0);
}

TEST(CtlFuzzyServe, SaysWhatIsWrong)
{
    const TemporaryDir folder;
    const auto storage = (folder.path() / "s.db").string();
    const auto error = [&](std::vector<std::string> words) {
        std::vector<std::string> all = {"fuzzy", "serve", "--storage", storage};
        all.insert(all.end(), words.begin(), words.end());
        const CtlResult run = runCtl(all);
        EXPECT_NE(run.code, 0);
        return run.err;
    };
    EXPECT_NE(error({"--listen", "localhost:1"}).find("--listen"), std::string::npos);
    EXPECT_NE(error({"--encrypted-only"}).find("--keypair"), std::string::npos);
    EXPECT_NE(error({"--allow-update", "everybody"}).find("--allow-update everybody"), std::string::npos);
    EXPECT_NE(error({"--sync", "0"}).find("--sync"), std::string::npos);
    const auto list = folder.write("skip", "# none\n" + std::string(128, 'a') + "\nnothing\n").string();
    EXPECT_NE(error({"--skip-hashes", list}).find("line 3"), std::string::npos);
    EXPECT_EQ(runCtl({"fuzzy", "serve"}).code, 64);
    EXPECT_EQ(runCtl({"fuzzy", "stat"}).code, 64);
}

} // namespace
} // namespace assay::test
