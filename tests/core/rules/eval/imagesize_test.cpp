// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/rules/eval/imagesize.h"

#include <gtest/gtest.h>

#include <string>

using namespace assay::rules;
using namespace std::string_literals;

TEST(ImageSize, Gif)
{
    const auto size = readImageSize("gif", "GIF89a\x0a\x00\x14\x01\xf7\x00\x00"s);
    ASSERT_TRUE(size);
    EXPECT_EQ(size->width, 10u);
    EXPECT_EQ(size->height, 276u);
    EXPECT_FALSE(readImageSize("gif", "GIF89a\x0a"s));
}

TEST(ImageSize, Png)
{
    const auto size = readImageSize("png", "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\0\0\0\0\x05\x08\x02\0\0\0"s);
    ASSERT_TRUE(size);
    EXPECT_EQ(size->width, 256u);
    EXPECT_EQ(size->height, 5u);
    EXPECT_FALSE(readImageSize("png", "GIF89a\x0a\x00\x14\x01"s));
}

TEST(ImageSize, Jpeg)
{
    const auto size = readImageSize("jpeg", "\xff\xd8\xff\xe0\0\x04xx\xff\xc0\0\x11\x08\0\x20\0\x40\x03"s);
    ASSERT_TRUE(size);
    EXPECT_EQ(size->height, 32u);
    EXPECT_EQ(size->width, 64u);
    EXPECT_FALSE(readImageSize("jpeg", "\xff\xd8\xff\xe0\xff\xff"s));
    EXPECT_FALSE(readImageSize("jpeg", "\xff\xd8\xff\xda\0\x04"s));
}
