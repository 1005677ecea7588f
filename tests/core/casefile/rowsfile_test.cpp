// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/case.h"
#include "tests/core/casefile/samplebox.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay {
namespace {

std::vector<std::string> shown(const ItemTable& items)
{
    std::vector<std::string> rows;
    for (size_t i = 0; i < items.count(); ++i) {
        const ItemRow& row = items.row(i);
        rows.push_back(std::to_string(row.id.value) + " " + std::to_string(row.length) + " " + std::to_string(row.date)
            + " " + std::string(items.subject(i)) + " " + std::string(items.from(i)) + " "
            + (items.sourceIp(i) ? items.sourceIp(i)->toString() : ""));
    }
    return rows;
}

TEST(RowsFile, GivesTheRowsOfTheDatabase)
{
    test::TemporaryDir dir;
    const auto box = dir.write("in.mbox", test::sampleBox(16'500));
    const auto path = dir.path() / "a.assay";
    auto file = std::move(*Case::create(path));
    ASSERT_TRUE(file->add(box, {}, test::plainContext()).ok());
    const std::vector<std::string> expected = shown(**file->itemTable());
    ASSERT_EQ(expected.size(), 16'500u);
    ASSERT_TRUE(file->updateIndex(test::plainContext()).ok());
    const auto rows = file->folder() / "index" / "rows-0.index";
    ASSERT_TRUE(std::filesystem::exists(rows));
    EXPECT_FALSE(std::filesystem::exists(file->folder() / "index" / "rows-1.index"));
    EXPECT_EQ(shown(**file->itemTable()), expected);

    // A damaged file, and one of another case.
    const uint64_t size = std::filesystem::file_size(rows);
    for (uint64_t at = 5; at < size; at += size / 5) {
        std::fstream stream(rows, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(at));
        stream.write("damage", 6);
        stream.close();
        EXPECT_EQ(shown(**file->itemTable()), expected) << at;
    }
    const auto other = std::move(*Case::create(dir.path() / "b.assay"));
    const std::string moved = test::sampleBox(16'501).substr(test::sampleBox(1).size());
    ASSERT_TRUE(other->add(dir.write("other.mbox", moved), {}, test::plainContext()).ok());
    ASSERT_TRUE(other->updateIndex(test::plainContext()).ok());
    std::filesystem::copy_file(
        other->folder() / "index" / "rows-0.index", rows, std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(shown(**file->itemTable()), expected);
}

} // namespace
} // namespace assay
