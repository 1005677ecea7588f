// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/traffic/spool.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay {
namespace {

// Documents of all sizes, some longer than a block.
std::string document(size_t index)
{
    std::string text = "document " + std::to_string(index) + "\n";
    const size_t length = index % 50 == 7 ? 600'000 : index * 37 % 3000;
    while (text.size() < length)
        text += std::to_string(text.size() * 2654435761U % 1'000'003) + ' ';
    return text;
}

struct Written
{
    std::vector<std::pair<uint64_t, uint64_t>> places; // offset, length
};

Written writeTo(Spool& spool, size_t count)
{
    Written written;
    for (size_t i = 0; i < count; ++i) {
        const std::string text = document(i);
        written.places.emplace_back(spool.size(), text.size());
        EXPECT_TRUE(spool.append(text).ok());
    }
    return written;
}

void expectAll(const Spool& spool, const Written& written)
{
    Spool::Cursor cursor;
    for (size_t i = written.places.size(); i-- > 0;) {
        const auto bytes = spool.read(written.places[i].first, written.places[i].second, cursor);
        ASSERT_TRUE(bytes.ok()) << i << ": " << bytes.error().toString();
        EXPECT_EQ(*bytes, document(i));
    }
}

TEST(Spool, IsReadWhileItGrowsAndAfterwards)
{
    const test::TemporaryDir dir;
    const auto path = dir.path() / "a.spool";
    Written written;
    {
        auto spool = Spool::create(path);
        ASSERT_TRUE(spool.ok()) << spool.error().toString();
        written = writeTo(**spool, 200);
        expectAll(**spool, written);
        EXPECT_FALSE(std::filesystem::exists(path));
        ASSERT_TRUE((*spool)->finish().ok());
        expectAll(**spool, written);
    }
    const auto again = Spool::open(path);
    ASSERT_TRUE(again.ok()) << again.error().toString();
    expectAll(**again, written);
    Spool::Cursor cursor;
    EXPECT_EQ((*again)->read((*again)->size() - 1, 2, cursor).error().code, ErrorCode::BadData);
    EXPECT_EQ((*again)->read(UINT64_MAX - 1, 1, cursor).error().code, ErrorCode::BadData);
}

TEST(Spool, LeavesNothingWhenItIsNotFinished)
{
    const test::TemporaryDir dir;
    {
        auto spool = Spool::create(dir.path() / "a.spool");
        ASSERT_TRUE(spool.ok());
        writeTo(**spool, 60);
    }
    EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

TEST(Spool, NoticesEveryChangedByte)
{
    const test::TemporaryDir dir;
    const auto path = dir.path() / "a.spool";
    Written written;
    {
        auto spool = Spool::create(path);
        ASSERT_TRUE(spool.ok());
        written = writeTo(**spool, 12);
        ASSERT_TRUE((*spool)->finish().ok());
    }
    const auto size = static_cast<size_t>(std::filesystem::file_size(path));
    for (size_t place = 0; place < size; place += size / 97 + 1) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(static_cast<std::streamoff>(place));
        const char before = static_cast<char>(file.get());
        file.seekp(static_cast<std::streamoff>(place));
        file.put(static_cast<char>(before ^ 0x10));
        file.flush();
        const auto spool = Spool::open(path);
        bool isNoticed = !spool.ok();
        Spool::Cursor cursor;
        for (size_t i = 0; !isNoticed && i < written.places.size(); ++i)
            isNoticed = !(*spool)->read(written.places[i].first, written.places[i].second, cursor).ok();
        EXPECT_TRUE(isNoticed) << "byte " << place;
        file.seekp(static_cast<std::streamoff>(place));
        file.put(before);
    }
}

TEST(SpoolStore, FindsWhatIsWrittenAndWhatIsThere)
{
    const test::TemporaryDir dir;
    {
        SpoolStore store(dir.path() / "spool");
        EXPECT_FALSE(store.find("a"));
        auto spool = store.create("a");
        ASSERT_TRUE(spool.ok()) << spool.error().toString();
        ASSERT_TRUE((*spool)->append("hello").ok());
        EXPECT_EQ(store.find("a"), *spool);
        ASSERT_TRUE((*spool)->finish().ok());
        auto left = store.create("b"); // a program that is killed leaves its file
        ASSERT_TRUE(left.ok());
        std::ofstream(dir.path() / "spool" / "c.spool.AbCdEf") << "x";
        store.removeLeftovers();
        EXPECT_FALSE(std::filesystem::exists(dir.path() / "spool" / "c.spool.AbCdEf"));
    }
    SpoolStore reading(dir.path() / "spool", false);
    ASSERT_TRUE(reading.find("a"));
    EXPECT_EQ(reading.find("a")->size(), 5u);
    EXPECT_FALSE(reading.find("b"));
    // What a store makes that may not write goes elsewhere.
    auto made = reading.create("d");
    ASSERT_TRUE(made.ok());
    ASSERT_TRUE((*made)->finish().ok());
    EXPECT_TRUE(reading.find("d"));
    EXPECT_FALSE(std::filesystem::exists(dir.path() / "spool" / "d.spool"));
    reading.remove("a");
    EXPECT_TRUE(std::filesystem::exists(dir.path() / "spool" / "a.spool"));
}

} // namespace
} // namespace assay
