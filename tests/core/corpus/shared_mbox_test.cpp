// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "tests/core/corpus/collectingsink.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace assay {
namespace {

struct Truth
{
    uint64_t offset = 0;
    uint64_t length = 0; // of the entry
    std::string sha256; // of the message before quoting
};

std::vector<Truth> readTruth(const std::filesystem::path& index)
{
    std::ifstream file(index);
    std::string line;
    std::getline(file, line);
    std::vector<Truth> list;
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        std::string number, source, label;
        Truth truth;
        fields >> number >> truth.offset >> truth.length >> source >> label >> truth.sha256;
        list.push_back(truth);
    }
    return list;
}

class SharedMbox : public testing::TestWithParam<std::tuple<const char*, bool>>
{
};

// Boxes of real messages, written by a tool that also tells where each begins and what it was before quoting.
TEST_P(SharedMbox, AgreesWithItsIndex)
{
    ASSAY_REQUIRE_SHARED(shared);
    const auto& [variant, crlf] = GetParam();
    test::TemporaryDir dir;
    const std::filesystem::path box = dir.path() / "box";
    const std::string command = "python3 '" + (shared / "data/mail/tools/make_mbox.py").string() + "' '" + box.string()
        + "' --variant " + variant + (crlf ? " --crlf" : "") + " --count 1500 --index '" + box.string()
        + ".tsv' >/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    const std::vector<Truth> truth = readTruth(box.string() + ".tsv");
    const auto read = test::readAll(box);
    ASSERT_EQ(read.sink.found.size(), truth.size());
    const std::vector<std::string> stored = test::loadAll(box, read.sink);
    const std::string& format = read.sink.containers[0].format;
    EXPECT_TRUE(read.sink.containers[0].defects.isEmpty());
    for (size_t i = 0; i < truth.size(); ++i) {
        const ItemRecord& item = read.sink.found[i];
        ASSERT_EQ(item.offset, truth[i].offset) << i;
        ASSERT_EQ(item.messageOffset + item.length + (crlf ? 2 : 1), truth[i].offset + truth[i].length) << i;
        if (std::string_view(variant) == "mboxrd" && !crlf) {
            EXPECT_EQ(toHex(sha256(unquotedMessage(stored[i], format))), truth[i].sha256) << i;
        }
    }
    // Without a line that only one writer would leave, the others cannot be told apart.
    if (std::string_view(variant) == "mboxrd") {
        EXPECT_EQ(format, "mbox/mboxrd");
    }
    EXPECT_EQ(format.compare(0, 11, "mbox/mboxcl") == 0, std::string_view(variant).substr(0, 6) == "mboxcl");
}

INSTANTIATE_TEST_SUITE_P(Variants, SharedMbox,
    testing::Combine(testing::Values("mboxo", "mboxrd", "mboxcl", "mboxcl2", "raw"), testing::Bool()));

} // namespace
} // namespace assay
