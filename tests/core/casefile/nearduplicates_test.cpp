// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/nearduplicates.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace assay {
namespace {

using Shingles = ItemSketch::Shingles;

SketchFile fileOf(const std::vector<ItemSketch>& sketches)
{
    SketchFileBuilder builder;
    for (const ItemSketch& sketch : sketches)
        builder.add(sketch);
    auto read = SketchFile::read(IndexFile::fromMemory(builder.finish({})));
    EXPECT_TRUE(read);
    return std::move(*read);
}

std::vector<uint32_t> cluster(const std::vector<ItemSketch>& sketches, unsigned workers = 2)
{
    const SketchFile file = fileOf(sketches);
    return clusterRows(std::span(&file, 1), RunContext({}, nullptr, workers));
}

unsigned equalShingles(const Shingles& a, const Shingles& b)
{
    unsigned equal = 0;
    for (size_t i = 0; i < a.size(); ++i)
        equal += a[i] == b[i] ? 1 : 0;
    return equal;
}

// By comparing every pair.
std::vector<uint32_t> clusterByAllPairs(const std::vector<ItemSketch>& sketches)
{
    std::vector<uint32_t> first(sketches.size());
    for (uint32_t i = 0; i < first.size(); ++i)
        first[i] = i;
    for (uint32_t i = 0; i < first.size(); ++i) {
        for (uint32_t j = 0; j < i; ++j) {
            const bool isNear = sketches[i].shingles && sketches[j].shingles
                && equalShingles(*sketches[i].shingles, *sketches[j].shingles) >= nearShingles;
            const bool isEqual = std::any_of(sketches[i].digests.begin(), sketches[i].digests.end(), [&](uint64_t one) {
                return std::count(sketches[j].digests.begin(), sketches[j].digests.end(), one) > 0;
            });
            if ((!isNear && !isEqual) || first[i] == first[j])
                continue;
            const uint32_t from = std::max(first[i], first[j]), to = std::min(first[i], first[j]);
            std::replace(first.begin(), first.end(), from, to);
        }
    }
    return first;
}

ItemSketch randomSketch(std::mt19937& random)
{
    ItemSketch sketch;
    for (uint32_t& shingle : sketch.shingles.emplace())
        shingle = static_cast<uint32_t>(random());
    return sketch;
}

// `base` with so many of its shingles replaced.
ItemSketch changed(const ItemSketch& base, unsigned count, std::mt19937& random)
{
    ItemSketch sketch = base;
    std::array<uint32_t, fuzzy::shingleCount> places{};
    std::iota(places.begin(), places.end(), 0U);
    std::shuffle(places.begin(), places.end(), random);
    for (unsigned i = 0; i < count; ++i)
        (*sketch.shingles)[places[i]] = static_cast<uint32_t>(random());
    return sketch;
}

TEST(NearDuplicates, AreThoseThatComparingAllPairsFinds)
{
    for (unsigned seed = 1; seed <= 20; ++seed) {
        std::mt19937 random(seed);
        std::vector<ItemSketch> sketches;
        for (unsigned family = 0; family < 40; ++family) {
            const ItemSketch base = randomSketch(random);
            for (unsigned member = 0; member < 8; ++member)
                sketches.push_back(changed(base, random() % 20, random));
        }
        for (unsigned i = 0; i < 60; ++i) {
            ItemSketch& sketch = sketches.emplace_back();
            for (unsigned digest = random() % 5; digest > 0; --digest)
                sketch.digests.push_back(random() % 100);
        }
        std::shuffle(sketches.begin(), sketches.end(), random);
        EXPECT_EQ(cluster(sketches, 1 + seed % 3), clusterByAllPairs(sketches)) << seed;
    }
}

TEST(NearDuplicates, EighteenShinglesInCommonAreEnough)
{
    std::mt19937 random(7);
    for (unsigned i = 0; i < 200; ++i) {
        const ItemSketch base = randomSketch(random);
        EXPECT_EQ(cluster({base, changed(base, 14, random)}), (std::vector<uint32_t>{0, 0}));
        EXPECT_EQ(cluster({base, changed(base, 15, random)}), (std::vector<uint32_t>{0, 1}));
    }
}

TEST(NearDuplicates, LaterRowsTakeNothingApart)
{
    std::mt19937 random(11);
    std::vector<ItemSketch> sketches;
    std::vector<ItemSketch> bases;
    for (unsigned i = 0; i < 30; ++i)
        bases.push_back(randomSketch(random));
    for (unsigned i = 0; i < 1500; ++i)
        sketches.push_back(changed(bases[random() % bases.size()], random() % 18, random));
    std::vector<uint32_t> before;
    for (const size_t count : {500u, 900u, 1500u}) {
        const std::vector<uint32_t> now = cluster({sketches.begin(), sketches.begin() + static_cast<long>(count)});
        for (size_t i = 0; i < before.size(); ++i)
            EXPECT_EQ(now[i], now[before[i]]);
        before = now;
    }
}

TEST(NearDuplicates, MassesOfOneTextAreOneClusterInLittleTime)
{
    std::mt19937 random(3);
    const ItemSketch base = randomSketch(random);
    std::vector<ItemSketch> sketches;
    for (unsigned i = 0; i < 60'000; ++i) // with pairs of all of them this would take minutes
        sketches.push_back(changed(base, i % 3 == 0 ? 0 : 6, random));
    const std::vector<uint32_t> clusters = cluster(sketches);
    ASSERT_EQ(clusters.size(), sketches.size());
    EXPECT_EQ(std::count(clusters.begin(), clusters.end(), 0U), 60'000);
}

TEST(NearDuplicates, StopsWhenAsked)
{
    std::stop_source stop;
    stop.request_stop();
    const SketchFile file = fileOf({ItemSketch(), ItemSketch()});
    EXPECT_TRUE(clusterRows(std::span(&file, 1), RunContext(stop.get_token(), nullptr, 2)).empty());
    EXPECT_TRUE(clusterRows({}, RunContext()).empty());
}

TEST(Sketches, FilesKeepWhatWasAdded)
{
    std::mt19937 random(5);
    std::vector<ItemSketch> sketches = {randomSketch(random), ItemSketch(), randomSketch(random)};
    sketches[1].digests = {1, UINT64_MAX};
    const SketchFile file = fileOf(sketches);
    ASSERT_EQ(file.rows(), 3u);
    for (uint32_t row = 0; row < 3; ++row) {
        EXPECT_EQ(file.sketch(row).shingles, sketches[row].shingles);
        EXPECT_EQ(file.sketch(row).digests, sketches[row].digests);
    }
}

std::string textOf(const std::vector<std::string>& words)
{
    std::string text = "Subject: x\nContent-Type: text/plain\n\n";
    for (const std::string& word : words)
        text += word + " ";
    return text + "\n";
}

// Texts with a share of their words replaced: how many of them are found near to the original, in percent.
unsigned foundNear(unsigned percentReplaced, std::mt19937& random)
{
    const fuzzy::FuzzyHasher hasher{fuzzy::HashOptions()};
    const auto newWord = [&random] {
        std::string word;
        for (int i = 0; i < 6; ++i)
            word += static_cast<char>('a' + random() % 26);
        return word;
    };
    unsigned found = 0;
    for (unsigned pair = 0; pair < 100; ++pair) {
        std::vector<std::string> words;
        for (unsigned i = 0; i < 200; ++i)
            words.push_back(newWord());
        const ItemSketch original = sketchOf(hasher.hash(textOf(words)));
        for (std::string& word : words) {
            if (random() % 100 < percentReplaced)
                word = newWord();
        }
        const ItemSketch copy = sketchOf(hasher.hash(textOf(words)));
        found += cluster({original, copy})[1] == 0 ? 1 : 0;
    }
    return found;
}

TEST(NearDuplicates, FoundBySimilarityOfTheText)
{
    // A word that is replaced takes three of the text's rows of words with it: of texts with a share p replaced,
    // (1-p)^3 of the rows stay, and q = (1-p)^3 / (2 - (1-p)^3) of all rows are in both. 18 of 32 shingles want about
    // q > 0.56, p < 0.10.
    std::mt19937 random(2026);
    std::map<unsigned, unsigned> found;
    for (const unsigned percent : {0u, 2u, 5u, 10u, 15u, 20u, 40u})
        found[percent] = foundNear(percent, random);
    for (const auto& [percent, share] : found)
        std::printf("[   share  ] %2u %% of the words replaced: %u %% found\n", percent, share);
    EXPECT_EQ(found[0], 100u);
    EXPECT_GE(found[2], 99u);
    EXPECT_GE(found[5], 90u);
    EXPECT_LE(found[20], 10u);
    EXPECT_EQ(found[40], 0u);
}

} // namespace
} // namespace assay
