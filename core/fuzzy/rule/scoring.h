// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/fuzzyhasher.h"
#include "core/fuzzy/rule/fuzzyrule.h"

namespace assay::fuzzy {

// What rspamd calls the type of a result: decides how probability counts.
enum class MatchType : uint8_t { Text, Image, Content, Binary }; // "txt", "img", "content", "bin"
std::string_view matchTypeName(MatchType type);

// One hash of a message that a storage knows, with everything that led to its score.
struct FuzzyMatch
{
    std::string storage; // name of the rule
    std::string part; // "1.2"
    HashKind kind = HashKind::Text;
    MatchType type = MatchType::Text;
    Algorithm algorithm = Algorithm::Mumhash;
    Blake2b512 asked = {}, stored = {}; // equal: exact
    uint8_t sharedShingles = 0; // of 32; 0: matched by digest
    uint32_t flag = 0;
    int32_t weight = 0;
    double threshold = 0; // of the flag
    Curve curve = Curve::Tanh;
    float probability = 0;
    double factor = 0; // share of the symbol's score, all adjustments in: the curve, probability, other parts
    uint32_t time = 0; // last write of the stored hash; 0: not told
};

// Share of the full score at a weight, before probability counts: -1 ... 1.
double weightFactor(Curve curve, double weight, double threshold);

struct FuzzyResult
{
    std::string symbol;
    double score = 0; // largest of its matches, times the symbol's score
    std::vector<std::string> options; // as rspamd: "11:0123456789:1.00:txt"
    std::vector<FuzzyMatch> matches;
};

// Turns replies into symbols, as rspamd 3.4 does: `replies` answer `hashes`, both of one message under one rule.
// `textLength` is the stripped length of the last text part, which decides how much images count.
std::vector<FuzzyResult> scoreReplies(const FuzzyRule& rule, std::span<const PartHash> hashes,
    std::span<const StorageReply> replies, const FuzzyMessage& message);

} // namespace assay::fuzzy
