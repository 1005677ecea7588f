// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/hitblob.h"

#include <gtest/gtest.h>

#include <tuple>

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

TEST(HitBlob, KeepsWhatModelsSaid)
{
    std::vector<Hit> hits = sampleHits();
    hits[1].matches.emplace_back().storage = "local";
    hits[1].output = ModelOutput{"boosted", "20260301T101500123Z-a1b2c3", 0.875, 0.75, true, 4, false};
    hits[0].output = ModelOutput{"forest", "v", -1.5, 0, false, 0, true};
    const auto unpacked = unpackHits(packHits(hits, [](SymbolId id) { return id.value; }));
    ASSERT_TRUE(unpacked.ok());
    EXPECT_EQ(unpacked->at(0).output, hits[0].output);
    EXPECT_EQ(unpacked->at(1).output, hits[1].output);
    EXPECT_EQ(unpacked->at(1).matches.size(), 1u);
    hits[0].output.reset();
    const auto one = unpackHits(packHits(hits, [](SymbolId id) { return id.value; }));
    ASSERT_TRUE(one.ok());
    EXPECT_FALSE(one->at(0).output);
    EXPECT_TRUE(one->at(1).output);
}

TEST(HitBlob, ShowsScoresWithoutTheRest)
{
    std::vector<Hit> hits = sampleHits();
    for (const int round : {1, 2, 3}) {
        if (round > 1)
            hits[0].matches.emplace_back().storage = "local";
        if (round > 2)
            hits[1].output = ModelOutput{"boosted", "v", 0.875, 0.75, true, 4, false};
        const auto packed = packHits(hits, [](SymbolId id) { return id.value; });
        std::vector<std::pair<uint32_t, double>> seen;
        ASSERT_TRUE(visitHitScores(packed, [&](uint32_t symbol, double score) { seen.emplace_back(symbol, score); }));
        EXPECT_EQ(seen, (std::vector<std::pair<uint32_t, double>>{{7, -0.25}, {70'000, 10.123456789}}));
        for (size_t cut = 0; cut < packed.size(); ++cut)
            EXPECT_FALSE(visitHitScores(std::string_view(packed).substr(0, cut), [](uint32_t, double) {}));
    }
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

std::vector<Hit> fuzzyHits()
{
    fuzzy::FuzzyMatch match;
    match.storage = "trap";
    match.part = "1.3";
    match.kind = fuzzy::HashKind::Attachment;
    match.type = fuzzy::MatchType::Content;
    match.algorithm = fuzzy::Algorithm::Fasthash;
    match.asked.fill(0xA1);
    match.stored = match.asked;
    match.flag = 0xFFFFFFFF;
    match.weight = INT32_MIN;
    match.threshold = 12.5;
    match.curve = fuzzy::Curve::Linear;
    match.probability = 1;
    match.factor = -0.75;
    match.time = 0xFFFFFFFE;
    fuzzy::FuzzyMatch near;
    near.storage = "";
    near.asked.fill(1);
    near.stored.fill(2);
    near.sharedShingles = 18;
    near.weight = 7;
    near.probability = 17.0F / 32;
    std::vector<Hit> hits = sampleHits();
    hits[1].matches = {match, near};
    return hits;
}

TEST(HitBlob, KeepsFuzzyMatches)
{
    const std::vector<Hit> before = fuzzyHits();
    const auto packed = packHits(before, [](SymbolId id) { return id.value; });
    EXPECT_EQ(packed[0], 2);
    const auto hits = unpackHits(packed);
    ASSERT_TRUE(hits.ok());
    EXPECT_EQ(hits->front().evidence.size(), 2u);
    EXPECT_TRUE(hits->front().matches.empty());
    ASSERT_EQ(hits->back().matches.size(), 2u);
    for (size_t i = 0; i < 2; ++i) {
        const fuzzy::FuzzyMatch& a = before[1].matches[i];
        const fuzzy::FuzzyMatch& b = hits->back().matches[i];
        EXPECT_EQ(std::tie(a.storage, a.part, a.kind, a.type, a.algorithm, a.asked, a.stored, a.sharedShingles, a.flag),
            std::tie(b.storage, b.part, b.kind, b.type, b.algorithm, b.asked, b.stored, b.sharedShingles, b.flag));
        EXPECT_EQ(std::tie(a.weight, a.threshold, a.curve, a.probability, a.factor, a.time),
            std::tie(b.weight, b.threshold, b.curve, b.probability, b.factor, b.time));
    }
}

TEST(HitBlob, HitsWithoutMatchesKeepTheOlderLayout)
{
    EXPECT_EQ(packHits(sampleHits(), [](SymbolId id) { return id.value; })[0], 1);
    const std::string old("\1\1\5\0\0\0\0\0\0\xF0\x3F\1\0\0", 14); // as version 1 was always written
    const auto hits = unpackHits(old);
    ASSERT_TRUE(hits.ok());
    EXPECT_EQ(hits->at(0).symbol.value, 5u);
    EXPECT_EQ(hits->at(0).score, 1.0);
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
    const auto packed = packHits(fuzzyHits(), [](SymbolId id) { return id.value; });
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
