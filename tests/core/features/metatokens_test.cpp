// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/metatokens.h"

#include <gtest/gtest.h>

#include <set>

namespace assay::features {
namespace {

MetatokenInput twoParts()
{
    MetatokenInput input;
    input.messageSize = 4001;
    input.images = 4;
    input.jpegImages = 1;
    input.pngImages = 2;
    input.largeImages = 3;
    input.smallImages = 1;
    input.parts = 7;
    input.attachments = 2;
    input.mimeRecipients = 5;
    input.smtpRecipients = 1;
    input.received = 4;
    input.receivedWithoutBy = 1;
    input.receivedSecure = 2;
    input.receivedSeconds = 50;
    input.urls = 8;
    TextPartCounts plain;
    plain.length = 200;
    plain.spaces = 40;
    plain.doubleSpaces = 4;
    plain.nonSpaces = 156;
    plain.asciiCharacters = 150;
    plain.nonAsciiCharacters = 6;
    plain.capitalLetters = 10;
    plain.digits = 2;
    plain.isUtf8 = true;
    plain.words = 30;
    plain.shortWords = 12;
    plain.stemLengths = 130;
    TextPartCounts other = plain;
    other.length = 400;
    other.isUtf8 = false;
    other.words = 20;
    other.shortWords = 5;
    other.stemLengths = 95;
    input.textParts = {plain, other};
    return input;
}

TEST(Metatokens, FollowTheirFormulas)
{
    const Metatokens out = metatokens(twoParts(), MetatokenMode::Fixed);
    const Metatokens expected = {7.0 / 16, 4, 0.25, 0.5, 0.75, 0.25, 2.0 / 8, 2.0 / 8, 0.5, 0.5, 0.2, 1, 0.25, 0.25,
        0.02, 0.5, 0.125, 17.0 / 50, 4.0 / 11, 0.15, 0.015, 0.585, 0.5625, 0.0225, 0.0375, 0.0075};
    for (size_t i = 0; i < out.size(); ++i)
        EXPECT_NEAR(out[i], expected[i], 1e-12) << metatokenNames()[i];
}

TEST(Metatokens, KeepThePeersMistakeWithWordsWhenAskedTo)
{
    const MetatokenInput input = twoParts();
    const Metatokens fixed = metatokens(input, MetatokenMode::Fixed);
    const Metatokens compatible = metatokens(input, MetatokenMode::Compatible);
    EXPECT_NEAR(compatible[17], (130.0 + 95 + 5) / 50 / 50, 1e-12);
    EXPECT_NEAR(compatible[18], 1.0 / 11, 1e-12);
    for (size_t i = 0; i < fixed.size(); ++i) {
        if (i == 17 || i == 18)
            continue;
        EXPECT_EQ(fixed[i], compatible[i]) << metatokenNames()[i];
    }
}

TEST(Metatokens, AreNumbersForAMessageWithoutAnything)
{
    for (const MetatokenMode mode : {MetatokenMode::Compatible, MetatokenMode::Fixed}) {
        const Metatokens out = metatokens({}, mode);
        for (size_t i = 0; i < out.size(); ++i)
            EXPECT_EQ(out[i], i == 0 ? 1.0 / 16 : i == 18 ? 1.0 / 11 : 0.0) << metatokenNames()[i];
    }
    MetatokenInput huge;
    huge.messageSize = 8'000'001;
    EXPECT_EQ(metatokens(huge, MetatokenMode::Fixed)[0], 0);
}

TEST(Metatokens, HaveNamesOfTheirOwn)
{
    const auto& names = metatokenNames();
    EXPECT_EQ(std::set<std::string_view>(names.begin(), names.end()).size(), metatokenCount);
}

} // namespace
} // namespace assay::features
