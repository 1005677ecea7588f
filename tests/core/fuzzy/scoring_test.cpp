// SPDX-License-Identifier: GPL-3.0-or-later
// Replies become symbols with the peer's scores.
#include "core/base/file.h"
#include "core/fuzzy/rule/scoring.h"
#include "tests/support/testpaths.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

namespace assay::fuzzy {
namespace {

using Json = nlohmann::json;

FuzzyRule ruleOfThree()
{
    FuzzyRule rule;
    rule.name = "local";
    rule.hashes.mimeTypes = {"*"};
    rule.symbol = "FZ_UNKNOWN";
    rule.flags = {{11, "FZ_DENIED", "", FlagMeaning::Deny, 20, 12, false},
        {12, "FZ_PROB", "", FlagMeaning::Suspicious, 10, 5, false},
        {13, "FZ_WHITE", "", FlagMeaning::Allow, 2, -2.1, false}};
    return rule;
}

// What a storage does, as shortly as it can be said.
class SmallStorage
{
public:
    void learn(const PartHash& hash, uint32_t flag, int32_t weight)
    {
        Entry& entry = m_entries[hash.digest];
        entry.weight = entry.flag == flag ? entry.weight + weight : weight;
        entry.flag = flag;
        entry.shingles = hash.shingles;
    }
    void forget(const std::string& hexDigest)
    {
        std::erase_if(m_entries, [&](const auto& entry) { return toHex(entry.first) == hexDigest; });
    }
    std::vector<StorageReply> check(const std::vector<PartHash>& hashes) const
    {
        std::vector<StorageReply> replies;
        for (const PartHash& hash : hashes)
            replies.push_back(checkOne(hash));
        return replies;
    }

private:
    struct Entry
    {
        uint32_t flag = 0;
        int32_t weight = 0;
        std::optional<Shingles> shingles;
    };
    StorageReply checkOne(const PartHash& hash) const
    {
        if (const auto exact = m_entries.find(hash.digest); exact != m_entries.end())
            return {exact->second.weight, exact->second.flag, 1, hash.digest, 0, Refusal::None};
        StorageReply best;
        for (const auto& [digest, entry] : m_entries) {
            int common = -1;
            for (size_t i = 0; i < shingleCount && hash.shingles && entry.shingles; ++i)
                common += (*hash.shingles)[i] == (*entry.shingles)[i];
            if (float(common) / 32 > std::max(best.probability, 0.5F))
                best = {entry.weight, entry.flag, float(common) / 32, digest, 0, Refusal::None};
        }
        return best;
    }
    std::map<Blake2b512, Entry> m_entries;
};

class Replay
{
public:
    explicit Replay(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {
    }
    size_t scans() const { return m_scans; }

    void run(const Json& step)
    {
        const std::string op = step.at("op");
        if (op == "scan")
            scan(step);
        else if (op == "fuzzydelhash")
            m_storage.forget(step.at("headers").at("Hash"));
        else if (step.at("status") == 200 && !step.at("headers").contains("Skip-Text"))
            learn(step, op == "fuzzydel");
    }

private:
    std::string bytesOf(const Json& step) const
    {
        const auto bytes = readFile(m_folder / step.at("message").get<std::string>());
        EXPECT_TRUE(bytes);
        return bytes ? *bytes : std::string();
    }
    uint32_t flagOf(const Json& headers) const
    {
        if (headers.contains("Flag"))
            return static_cast<uint32_t>(std::stoul(headers.at("Flag").get<std::string>()));
        for (const FlagRule& flag : m_rule.flags) {
            if (strcasecmp(flag.symbol.c_str(), headers.at("Symbol").get<std::string>().c_str()) == 0)
                return flag.flag;
        }
        return 0;
    }
    void learn(const Json& step, bool forget)
    {
        std::vector<std::string> digests;
        for (const PartHash& hash : m_hasher.hash(bytesOf(step))) {
            digests.push_back(toHex(hash.digest));
            if (forget)
                m_storage.forget(digests.back());
            else
                m_storage.learn(
                    hash, flagOf(step.at("headers")), std::stoi(step.at("headers").value("Weight", std::string("1"))));
        }
        EXPECT_EQ(digests, step.at("body").at("hashes").get<std::vector<std::string>>()) << step;
    }
    void scan(const Json& step)
    {
        const std::string bytes = bytesOf(step);
        const FuzzyMessage message = FuzzyMessage::read(bytes);
        const auto hashes = m_hasher.hash(message);
        const auto results = scoreReplies(m_rule, hashes, m_storage.check(hashes), message);
        const Json& symbols = step.at("symbols");
        EXPECT_EQ(results.size(), symbols.size()) << step;
        for (const FuzzyResult& result : results) {
            ASSERT_TRUE(symbols.contains(result.symbol)) << step << result.symbol;
            const Json& symbol = symbols.at(result.symbol);
            EXPECT_NEAR(result.score, symbol.at("score").get<double>(), 2e-6) << step;
            EXPECT_EQ(result.options, symbol.at("options").get<std::vector<std::string>>()) << step;
            EXPECT_EQ(result.matches.size(), result.options.size());
        }
        ++m_scans;
    }

    std::filesystem::path m_folder;
    FuzzyRule m_rule = ruleOfThree();
    FuzzyHasher m_hasher{m_rule.hashes};
    SmallStorage m_storage;
    size_t m_scans = 0;
};

TEST(FuzzyScoring, GoldenScansGiveThePeersScores)
{
    ASSAY_REQUIRE_SHARED(shared);
    const std::filesystem::path folder = shared / "golden" / "fuzzy";
    const auto text = readFile(folder / "live-dev.json");
    ASSERT_TRUE(text);
    Replay replay(folder);
    const Json all = Json::parse(*text);
    for (const Json& step : all.at("steps"))
        replay.run(step);
    EXPECT_GT(replay.scans(), 20u);
}

TEST(FuzzyScoring, CurvesRiseAsTheySay)
{
    EXPECT_NEAR(weightFactor(Curve::Tanh, 10, 20), 0.8762, 1e-4);
    EXPECT_NEAR(weightFactor(Curve::Tanh, 20, 20), 0.9913, 1e-4);
    EXPECT_NEAR(weightFactor(Curve::Tanh, -20, 20), -0.9913, 1e-4);
    EXPECT_EQ(weightFactor(Curve::Tanh, 5, 0), 0);
    EXPECT_EQ(weightFactor(Curve::Linear, 5, 0), 0);
    EXPECT_EQ(weightFactor(Curve::Linear, 19, 20), 0);
    EXPECT_EQ(weightFactor(Curve::Linear, 20, 20), 0);
    EXPECT_EQ(weightFactor(Curve::Linear, 30, 20), 0.5);
    EXPECT_EQ(weightFactor(Curve::Linear, 40, 20), 1);
    EXPECT_EQ(weightFactor(Curve::Linear, 4000, 20), 1);
    EXPECT_EQ(weightFactor(Curve::Linear, -30, 20), -0.5);
}

// A message with one text and one image as its hashes are found; `words` of the text.
struct TextAndImage
{
    explicit TextAndImage(size_t words, size_t imageBytes = 2000)
    {
        std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\x58\0\0\2\x58", 24);
        png.resize(imageBytes, '\1');
        std::string text;
        for (size_t i = 0; i < words; ++i)
            text += "word" + std::string(1 + i % 7, static_cast<char>('a' + i % 26)) + " ";
        bytes = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n" + text
            + "\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n" + png + "\r\n--b--\r\n";
        message = FuzzyMessage::read(bytes);
        hashes = FuzzyHasher(ruleOfThree().hashes).hash(message);
    }
    // Replies with the probabilities given, in the order of the hashes.
    std::vector<FuzzyResult> score(const std::vector<float>& probabilities, const FuzzyRule& rule = ruleOfThree()) const
    {
        std::vector<StorageReply> replies;
        for (size_t i = 0; i < hashes.size(); ++i)
            replies.push_back({1000, 11, probabilities[i], hashes[i].digest, 77, Refusal::None});
        return scoreReplies(rule, hashes, replies, message);
    }
    double factor(size_t index, const std::vector<float>& probabilities) const
    {
        for (const FuzzyResult& result : score(probabilities)) {
            for (const FuzzyMatch& match : result.matches) {
                if (match.asked == hashes[index].digest)
                    return match.factor;
            }
        }
        return -1;
    }

    std::string bytes;
    FuzzyMessage message;
    std::vector<PartHash> hashes;
};

TEST(FuzzyScoring, TextsDecideHowMuchAnImageCounts)
{
    const TextAndImage both(100);
    ASSERT_EQ(both.hashes.size(), 2u);
    EXPECT_NEAR(both.factor(1, {0, 1}), 0.25, 1e-9); // a long text that no storage knows
    EXPECT_NEAR(both.factor(1, {1, 1}), 1, 1e-9);
    EXPECT_NEAR(both.factor(1, {0.6875F, 1}), 0.6875, 1e-9);
    EXPECT_NEAR(both.factor(0, {1, 1}), 1.1, 1e-9); // and the image raises the text
    EXPECT_NEAR(both.factor(0, {1, 0}), 1, 1e-9);
    EXPECT_NEAR(both.factor(0, {0.5625F, 0}), std::sqrt(0.5625), 1e-9);
    EXPECT_EQ(both.factor(0, {0.5F, 0}), -1); // not found
    const TextAndImage shortText(3);
    ASSERT_EQ(shortText.hashes.size(), 1u);
    EXPECT_NEAR(shortText.factor(0, {1}), 0.9, 1e-9);
    const TextAndImage noText(0);
    EXPECT_NEAR(noText.factor(0, {1}), 1, 1e-9);
    EXPECT_NEAR(noText.factor(0, {0.75F}), std::pow(0.5, 8), 1e-9);
    EXPECT_NEAR(TextAndImage(0, 40000).factor(0, {0.75F}), 1, 1e-9); // too large to be weighed
}

TEST(FuzzyScoring, RulesLeaveResultsOut)
{
    const TextAndImage both(100);
    FuzzyRule rule = ruleOfThree();
    EXPECT_EQ(both.score({1, 1}, rule).size(), 1u); // one symbol ...
    EXPECT_EQ(both.score({1, 1}, rule)[0].matches.size(), 2u); // ... for both
    EXPECT_NEAR(both.score({1, 1}, rule)[0].score, 12 * 1.1, 1e-9); // the largest, not the sum
    rule.weightThreshold = 0.5;
    EXPECT_TRUE(both.score({0, 1}, rule).empty());
    rule.weightThreshold = 0;
    rule.skipHashes = {toHex(both.hashes[0].digest)};
    ASSERT_EQ(both.score({1, 1}, rule).size(), 1u);
    EXPECT_EQ(both.score({1, 1}, rule)[0].matches.size(), 1u);
    rule.flags.clear();
    EXPECT_EQ(both.score({1, 1}, rule)[0].symbol, "FZ_UNKNOWN");
    rule.skipUnknown = true;
    EXPECT_TRUE(both.score({1, 1}, rule).empty());
}

TEST(FuzzyScoring, MatchesTellWhatLedToTheScore)
{
    const TextAndImage both(100);
    std::vector<StorageReply> replies = {{15, 12, 17.0F / 32, {}, 1700000000, Refusal::None}, {}};
    replies[0].digest.fill(0xAB);
    const auto results = scoreReplies(ruleOfThree(), both.hashes, replies, both.message);
    ASSERT_EQ(results.size(), 1u);
    EXPECT_EQ(results[0].options, std::vector<std::string>{"12:ababababab:0.53:txt"});
    const FuzzyMatch& match = results[0].matches.at(0);
    EXPECT_EQ(match.storage, "local");
    EXPECT_EQ(match.part, "1.1");
    EXPECT_EQ(match.sharedShingles, 18); // one more than the probability says
    EXPECT_EQ(match.threshold, 10);
    EXPECT_EQ(match.weight, 15);
    EXPECT_EQ(match.time, 1700000000u);
    EXPECT_EQ(match.asked, both.hashes[0].digest);
    EXPECT_NE(match.stored, match.asked);
    EXPECT_NEAR(match.factor, std::tanh(2.718281828 * 1.5) * std::sqrt(17.0 / 32), 1e-6);
    EXPECT_NEAR(results[0].score, 5 * match.factor, 1e-12);
}

} // namespace
} // namespace assay::fuzzy
