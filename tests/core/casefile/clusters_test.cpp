// SPDX-License-Identifier: GPL-3.0-or-later
// Case::updateClusters and the query field `cluster`.
#include "core/casefile/case.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace assay {
namespace {

// `words` of text `number`; of every hundred, `changes` are of `variant` alone.
std::string letter(unsigned number, unsigned variant = 0, unsigned changes = 3, unsigned words = 120)
{
    std::minstd_rand text(number * 7919 + 1);
    std::minstd_rand change(number * 131 + variant * 7 + 3);
    std::string body;
    for (unsigned i = 0; i < words; ++i) {
        const auto common = text(), own = change();
        body += "w" + std::to_string(own % 100 < changes && variant > 0 ? own % 100'000 : common % 100'000) + " ";
    }
    return "From s@example.net Mon Jan  1 10:00:00 2024\nFrom: s@example.net\nSubject: Letter "
        + std::to_string(variant) + "\nContent-Type: text/plain\n\n" + body + "\n\n";
}

std::vector<uint32_t> clustersOf(const Case& file)
{
    const auto snapshot = *file.snapshot();
    return snapshot->clusters ? snapshot->clusters->clusters : std::vector<uint32_t>{UINT32_MAX};
}

std::vector<uint32_t> ids(const std::vector<ItemId>& items)
{
    std::vector<uint32_t> numbers;
    for (const ItemId item : items)
        numbers.push_back(item.value);
    return numbers;
}

using Numbers = std::vector<uint32_t>;

class Clusters : public testing::Test
{
protected:
    void add(const std::string& name, const std::string& box)
    {
        ASSERT_TRUE(file->add(dir.write(name, box), {}, test::plainContext()).ok());
    }
    IndexReport update()
    {
        const auto report = file->updateClusters(test::plainContext());
        EXPECT_TRUE(report) << report.error().toString();
        return report ? *report : IndexReport();
    }
    std::filesystem::path index(const char* name) const { return file->folder() / "index" / name; }
    Numbers found(const std::string& query) const { return ids(test::foundItems(*file, query)); }

    test::TemporaryDir dir;
    std::unique_ptr<Case> file = std::move(*Case::create(dir.path() / "a.assay"));
};

TEST_F(Clusters, AreFoundAndAskedFor)
{
    add("in.mbox", letter(1) + letter(2) + letter(1, 1) + letter(3) + letter(2, 1) + letter(1, 2));
    EXPECT_EQ(clustersOf(*file), Numbers{UINT32_MAX}); // not made yet
    EXPECT_EQ(found("has:cluster"), Numbers{});
    EXPECT_EQ(update().items, 6u);
    EXPECT_EQ(clustersOf(*file), (Numbers{1, 2, 1, 0, 2, 1}));
    EXPECT_EQ(found("cluster:1"), (Numbers{0, 2, 5}));
    EXPECT_EQ(found("cluster:2"), (Numbers{1, 4}));
    EXPECT_EQ(found("cluster:0"), Numbers{});
    EXPECT_EQ(found("has:cluster"), (Numbers{0, 1, 2, 4, 5}));
    EXPECT_EQ(found("-has:cluster"), (Numbers{3}));
    EXPECT_EQ(update().items, 0u);
}

TEST_F(Clusters, NewItemsJoin)
{
    add("one.mbox", letter(1) + letter(2));
    update();
    EXPECT_EQ(clustersOf(*file), (Numbers{0, 0}));
    add("two.mbox", letter(2, 1) + letter(3));
    EXPECT_EQ(clustersOf(*file), (Numbers{0, 0})); // the new ones were not looked at
    EXPECT_EQ(found("has:cluster"), Numbers{});
    EXPECT_EQ(update().items, 2u);
    EXPECT_EQ(clustersOf(*file), (Numbers{0, 2, 2, 0}));
    const auto path = file->path();
    file.reset();
    file = std::move(*Case::open(path, CaseMode::ReadOnly));
    EXPECT_EQ(clustersOf(*file), (Numbers{0, 2, 2, 0}));
    EXPECT_FALSE(file->updateClusters(test::plainContext()));
}

TEST_F(Clusters, ShortTextsAndAttachmentsAreComparedWhole)
{
    const auto withAttachment = [](const std::string& text, char data) {
        return "From s@example.net Mon Jan  1 10:00:00 2024\nSubject: x\n"
               "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
            + text
            + "\n--b\nContent-Type: application/zip; name=a.bin\nContent-Disposition: attachment; filename=a.bin\n\n"
            + std::string(2000, data) + "\n--b--\n\n";
    };
    const std::string words = letter(9, 0, 3, 120).substr(letter(9, 0, 3, 120).find("w"));
    add("in.mbox",
        letter(1, 0, 0, 50) + letter(1, 0, 0, 50) + letter(2, 0, 0, 50) + withAttachment("one", 'A')
            + withAttachment("two", 'A') + withAttachment("two", 'B') + letter(9)
            + withAttachment(words.substr(0, words.find('\n')), 'A'));
    update();
    // The last one is near to the text before it, and not to what has the same attachment.
    EXPECT_EQ(clustersOf(*file), (Numbers{1, 1, 0, 4, 4, 0, 7, 7}));
}

TEST_F(Clusters, DamagedFilesAreMadeAgain)
{
    std::string box;
    for (unsigned i = 0; i < 300; ++i)
        box += letter(i % 70, i);
    add("in.mbox", box);
    update();
    const Numbers before = clustersOf(*file);
    ASSERT_EQ(before.size(), 300u);
    const auto path = file->path();
    for (const char* name : {"sketch-0.index", "clusters.index"}) {
        const auto damaged = index(name);
        ASSERT_TRUE(std::filesystem::exists(damaged));
        const uint64_t size = std::filesystem::file_size(damaged);
        for (const uint64_t at : {uint64_t{9}, size / 2, size - 3}) {
            file.reset();
            {
                std::fstream stream(damaged, std::ios::in | std::ios::out | std::ios::binary);
                stream.seekg(static_cast<std::streamoff>(at));
                const char changed = static_cast<char>(stream.get() ^ 0x55);
                stream.seekp(static_cast<std::streamoff>(at));
                stream.put(changed);
            }
            file = std::move(*Case::open(path));
            const IndexReport report = update();
            EXPECT_EQ(report.items, damaged.filename() == "sketch-0.index" ? 300u : 0u);
            EXPECT_EQ(clustersOf(*file), before) << name << " " << at;
        }
        std::filesystem::remove(damaged);
        update();
        EXPECT_EQ(clustersOf(*file), before);
    }
}

TEST_F(Clusters, FilesOfOtherItemsAreNotBelieved)
{
    add("in.mbox", letter(1) + letter(2) + letter(1, 1));
    update();
    auto other = std::move(*Case::create(dir.path() / "b.assay"));
    ASSERT_TRUE(other->add(dir.write("other.mbox", letter(5) + letter(6) + letter(7)), {}, test::plainContext()).ok());
    std::filesystem::create_directories(other->folder() / "index");
    for (const char* name : {"sketch-0.index", "clusters.index"})
        std::filesystem::copy_file(index(name), other->folder() / "index" / name);
    EXPECT_EQ(clustersOf(*other), Numbers{UINT32_MAX});
    ASSERT_TRUE(other->updateClusters(test::plainContext()));
    EXPECT_EQ(clustersOf(*other), (Numbers{0, 0, 0}));
}

TEST_F(Clusters, AStopLeavesWhatWas)
{
    add("one.mbox", letter(1) + letter(1, 1));
    update();
    add("two.mbox", letter(1, 2));
    std::stop_source stop;
    stop.request_stop();
    const auto report = file->updateClusters(RunContext(stop.get_token(), nullptr, 2));
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(clustersOf(*file), (Numbers{1, 1}));
}

TEST_F(Clusters, SortTheList)
{
    add("in.mbox", letter(3) + letter(2) + letter(1) + letter(2, 1) + letter(3, 1));
    update();
    FindRequest request;
    request.order = *parseOrder("cluster");
    const auto snapshot = *file->snapshot();
    EXPECT_EQ(file->find(*snapshot, request)->rows, (Numbers{0, 4, 1, 3, 2}));
}

} // namespace
} // namespace assay
