// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/corpus/collectingsink.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

namespace assay {
namespace {

namespace fs = std::filesystem;

std::set<std::string> codesOf(const DefectSet& defects)
{
    std::set<std::string> codes;
    for (const Defect defect : defects.list())
        codes.insert(std::string(defectCode(defect)));
    return codes;
}

// What a container can report; the rest is found when a message is parsed.
bool isContainerCode(const std::string& code)
{
    return code.compare(0, 5, "mbox.") == 0 || code.compare(0, 8, "archive.") == 0 || code == "mail.empty"
        || code == "mail.not_a_message";
}

void expectCase(const std::string& name, const fs::path& path, const nlohmann::json& wanted)
{
    SCOPED_TRACE(name);
    const auto read = test::readAll(path);
    EXPECT_TRUE(read.result.ok()) << read.result.error().toString();
    const int messages = wanted["messages"];
    if (messages >= 0) {
        EXPECT_EQ(read.sink.found.size(), static_cast<size_t>(messages));
    }
    const std::set<std::string> got = codesOf(read.sink.allDefects());
    std::set<std::string> expected;
    for (const std::string code : wanted["errors"]) {
        if (isContainerCode(code))
            expected.insert(code);
    }
    std::set<std::string> containerCodes;
    std::copy_if(got.begin(), got.end(), std::inserter(containerCodes, containerCodes.end()), isContainerCode);
    EXPECT_EQ(containerCodes, expected);
    test::loadAll(path, read.sink);
}

class SharedTorture : public testing::Test
{
};

TEST_F(SharedTorture, ReportsWhatTheGeneratorExpects)
{
    ASSAY_REQUIRE_SHARED(shared);
    test::TemporaryDir dir;
    const std::string command = "python3 '" + (shared / "data/mail/tools/gen_torture.py").string() + "' '"
        + dir.path().string() + "' >/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    const auto expected = nlohmann::json::parse(std::ifstream(dir.path() / "expected.json"));
    std::map<std::string, size_t> inFolders;
    for (const auto& [name, wanted] : expected.items()) {
        const std::string kind = wanted["kind"];
        if (kind.compare(0, 3, "in ") == 0)
            inFolders[kind.substr(3)] += wanted["messages"].get<size_t>();
        else
            expectCase(name, dir.path() / name, wanted);
    }
    for (const auto& [folder, messages] : inFolders) {
        const auto read = test::readAll(dir.path() / folder);
        EXPECT_EQ(read.sink.found.size(), messages) << folder;
        EXPECT_TRUE(read.sink.allDefects().isEmpty()) << folder;
    }
}

TEST_F(SharedTorture, ListsEveryMessageOfTheCollection)
{
    ASSAY_REQUIRE_SHARED(shared);
    size_t seen = 0;
    for (const auto& file : fs::directory_iterator(shared / "data/mail/mime-torture")) {
        const std::string suffix = file.path().extension().string();
        const auto read = test::readAll(file.path());
        test::loadAll(file.path(), read.sink);
        if (suffix == ".eml" && file.file_size() > 2) {
            EXPECT_EQ(read.sink.found.size(), 1u) << file.path();
            ++seen;
        }
        if (suffix == ".tnef") {
            EXPECT_EQ(read.result.error().code, ErrorCode::Unsupported) << file.path();
        }
    }
    EXPECT_GE(seen, 300u);
}

} // namespace
} // namespace assay
