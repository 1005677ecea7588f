// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/hitblob.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

std::vector<Hit> sampleHits()
{
    Evidence place;
    place.where = rules::Where::MimeHeader;
    place.part = "1.2";
    place.header = "Content-Type";
    place.piece = 3;
    place.offset = 1832;
    place.length = 14;
    place.raw = {9211, 14, rules::Unmapped::None};
    place.text = "click here now";
    Evidence far = place;
    far.raw = {uint64_t{5} << 32, 0, rules::Unmapped::NoBytes};
    Hit first;
    first.symbol = SymbolId{7};
    first.count = 300;
    first.score = -0.25;
    first.evidence = {place, far};
    Hit second;
    second.symbol = SymbolId{70'000};
    second.score = 10.123456789;
    second.options = {"one", ""};
    return {first, second};
}

TEST(HitBlob, KeepsEverything)
{
    const auto packed = packHits(sampleHits(), [](SymbolId id) { return id.value + 1; });
    const auto hits = unpackHits(packed);
    ASSERT_TRUE(hits.ok());
    ASSERT_EQ(hits->size(), 2u);
    const Hit& first = hits->front();
    EXPECT_EQ(first.symbol.value, 8u);
    EXPECT_EQ(first.count, 300u);
    EXPECT_EQ(first.score, -0.25);
    ASSERT_EQ(first.evidence.size(), 2u);
    EXPECT_EQ(first.evidence[0].where, rules::Where::MimeHeader);
    EXPECT_EQ(first.evidence[0].part, "1.2");
    EXPECT_EQ(first.evidence[0].header, "Content-Type");
    EXPECT_EQ(first.evidence[0].piece, 3u);
    EXPECT_EQ(first.evidence[0].offset, 1832u);
    EXPECT_EQ(first.evidence[0].length, 14u);
    EXPECT_EQ(first.evidence[0].raw.offset, 9211u);
    EXPECT_EQ(first.evidence[0].raw.why, rules::Unmapped::None);
    EXPECT_EQ(first.evidence[0].text, "click here now");
    EXPECT_EQ(first.evidence[1].raw.offset, uint64_t{5} << 32);
    EXPECT_EQ(first.evidence[1].raw.why, rules::Unmapped::NoBytes);
    EXPECT_EQ(hits->back().score, 10.123456789);
    EXPECT_EQ(hits->back().options, (std::vector<std::string>{"one", ""}));
    EXPECT_LT(packed.size(), 140u);
}

TEST(HitBlob, CutsTextsBetweenCharacters)
{
    auto hits = sampleHits();
    hits[0].evidence[0].text = "x";
    for (int i = 0; i < 200; ++i)
        hits[0].evidence[0].text += "é";
    const auto packed = packHits(hits, [](SymbolId id) { return id.value; });
    const std::string text = (*unpackHits(packed))[0].evidence[0].text;
    EXPECT_EQ(text.size(), storedTextLimit - 1);
    EXPECT_EQ(text.substr(text.size() - 2), "é");
}

TEST(HitBlob, RefusesDamage)
{
    const auto packed = packHits(sampleHits(), [](SymbolId id) { return id.value; });
    for (size_t length = 0; length < packed.size(); ++length)
        EXPECT_FALSE(unpackHits(packed.substr(0, length)).ok()) << length;
    EXPECT_FALSE(unpackHits(packed + "x").ok());
    for (size_t at = 0; at < packed.size(); ++at) {
        for (const char value : {'\x00', '\x7F', '\xFF'}) {
            std::string changed = packed;
            changed[at] = value;
            const auto hits = unpackHits(changed); // either way, but never beyond the data
            EXPECT_TRUE(!hits || hits->size() <= packed.size());
        }
    }
}

} // namespace
} // namespace assay
