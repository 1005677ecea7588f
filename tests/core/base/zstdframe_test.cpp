// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/zstdframe.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::string someBytes(size_t size)
{
    std::string bytes;
    uint32_t state = 1;
    while (bytes.size() < size) {
        state = state * 1664525u + 1013904223u;
        bytes += static_cast<char>(state >> 24);
    }
    return bytes;
}

TEST(ZstdFrame, GivesBackWhatWentIn)
{
    for (const std::string& bytes :
        {std::string(), std::string("a;b;c"), someBytes(700'000), std::string(1 << 20, 'x')}) {
        const std::string packed = zstdCompress(bytes);
        EXPECT_TRUE(isZstd(packed));
        const auto back = zstdDecompress(packed, bytes.size());
        ASSERT_TRUE(back) << back.error().toString();
        EXPECT_EQ(*back, bytes);
    }
}

TEST(ZstdFrame, RefusesWhatIsDamagedShortOrTooLarge)
{
    const std::string packed = zstdCompress(someBytes(200'000));
    for (const size_t length : {size_t{0}, size_t{3}, size_t{8}, packed.size() - 1})
        EXPECT_EQ(zstdDecompress(packed.substr(0, length), 1 << 20).error().code, ErrorCode::BadData) << length;
    EXPECT_EQ(zstdDecompress("no frame at all", 1 << 20).error().code, ErrorCode::BadData);
    EXPECT_EQ(zstdDecompress(packed, 199'999).error().code, ErrorCode::LimitExceeded);
    EXPECT_EQ(zstdDecompress(zstdCompress(std::string(1 << 26, 'x')), 1000).error().code, ErrorCode::LimitExceeded);
}

} // namespace
} // namespace assay
