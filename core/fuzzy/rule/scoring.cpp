// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/rule/scoring.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace assay::fuzzy {
namespace {

constexpr size_t largestWeighedImage = 32768; // bytes: those of larger images count in full, whatever the probability

// Which other parts a message has, as far as they decide how much an image counts.
enum class TextAround { None, Short, Long };

TextAround textAround(const FuzzyMessage& message)
{
    TextAround around = TextAround::None;
    for (const FuzzyMessage::Part& part : message.parts()) {
        // The last one with words decides; the peer halves the length as it takes it for UTF-16.
        if (part.text && part.text->words.size() > 0)
            around = part.text->stripped.size() / 2 > 25 ? TextAround::Long : TextAround::Short;
    }
    return around;
}

size_t decodedSize(const FuzzyMessage& message, const PartHash& hash)
{
    for (const FuzzyMessage::Part& part : message.parts()) {
        if (part.mime->number == hash.part)
            return part.mime->decoded.size();
    }
    return 0;
}

MatchType typeOf(const PartHash& hash)
{
    if (hash.kind == HashKind::Image)
        return MatchType::Image;
    return hash.shingles ? MatchType::Text : MatchType::Binary;
}

uint8_t sharedShingles(const PartHash& hash, const StorageReply& reply)
{
    if (!hash.shingles || reply.digest == hash.digest)
        return 0;
    // The first match is not counted, so that all 32 come out as 31/32.
    const long matches = std::lround(reply.probability * float(shingleCount)) + 1;
    return static_cast<uint8_t>(std::clamp<long>(matches, 1, shingleCount));
}

// Hashes that count for images and texts of the same message.
struct Seen
{
    bool image = false, text = false;
    float textProbability = 0;
};

double multiplier(MatchType type, const Seen& seen, TextAround around)
{
    if (type == MatchType::Text)
        return seen.image ? 1.1 : 1.0;
    if (type != MatchType::Image)
        return 1.0;
    if (seen.text) // An image beside a text that is known only half
        return seen.textProbability >= 0.75F ? 1.0 : seen.textProbability > 0.5F ? seen.textProbability : 0.5;
    switch (around) {
    case TextAround::Long:
        return 0.25;
    case TextAround::Short:
        return 0.9;
    case TextAround::None:
        break;
    }
    return 1.0;
}

bool isSkipped(const FuzzyRule& rule, const PartHash& hash)
{
    if (rule.skipHashes.empty())
        return false;
    const std::string digest = toHex(hash.digest);
    return std::any_of(rule.skipHashes.begin(), rule.skipHashes.end(),
        [&](const std::string& skipped) { return equalsIgnoringCase(skipped, digest); });
}

std::string optionText(const FuzzyMatch& match)
{
    // The peer cuts the second digit off, it does not round.
    const int hundredths = static_cast<int>(double(match.probability) * 100);
    char probability[16];
    std::snprintf(probability, sizeof probability, "%d.%02d", hundredths / 100, hundredths % 100);
    std::string option = std::to_string(match.flag) + ":" + toHex(match.stored).substr(0, 10) + ":" + probability;
    return option.append(":").append(matchTypeName(match.type));
}

// What the message's parts decide is added later.
FuzzyMatch matchOf(const FuzzyRule& rule, const PartHash& hash, const StorageReply& reply, const FuzzyMessage& message)
{
    const FlagRule* flag = rule.findFlag(reply.flag);
    FuzzyMatch match;
    match.storage = rule.name;
    match.part = hash.path;
    match.kind = hash.kind;
    match.type = typeOf(hash);
    match.algorithm = rule.hashes.algorithm;
    match.asked = hash.digest;
    match.stored = reply.digest;
    match.sharedShingles = sharedShingles(hash, reply);
    match.flag = reply.flag;
    match.weight = reply.weight;
    match.threshold = flag ? flag->threshold : rule.threshold;
    match.curve = rule.curve;
    match.probability = reply.probability;
    match.time = reply.time;
    match.factor = weightFactor(rule.curve, reply.weight, match.threshold);
    if (match.type != MatchType::Image)
        match.factor *= std::sqrt(double(reply.probability));
    else if (decodedSize(message, hash) <= largestWeighedImage)
        match.factor *= std::pow((double(reply.probability) - 0.5) * 2, 8);
    return match;
}

FuzzyResult& resultOf(std::vector<FuzzyResult>& results, std::string_view symbol)
{
    for (FuzzyResult& result : results) {
        if (result.symbol == symbol)
            return result;
    }
    return results.emplace_back(FuzzyResult{std::string(symbol), 0, {}, {}});
}

} // namespace

std::string_view matchTypeName(MatchType type)
{
    switch (type) {
    case MatchType::Text:
        return "txt";
    case MatchType::Image:
        return "img";
    case MatchType::Content:
        return "content";
    case MatchType::Binary:
        break;
    }
    return "bin";
}

double weightFactor(Curve curve, double weight, double threshold)
{
    if (threshold == 0)
        return 0;
    if (curve == Curve::Tanh)
        return std::tanh(std::numbers::e * weight / threshold);
    // A negative weight counts against the symbol as much as the positive one counts for it.
    const double ramp = std::clamp((std::abs(weight) - threshold) / threshold, 0.0, 1.0);
    return weight < 0 ? -ramp : ramp;
}

std::vector<FuzzyResult> scoreReplies(const FuzzyRule& rule, std::span<const PartHash> hashes,
    std::span<const StorageReply> replies, const FuzzyMessage& message)
{
    std::vector<FuzzyMatch> matches;
    Seen seen;
    for (size_t i = 0; i < std::min(hashes.size(), replies.size()); ++i) {
        const bool isNamed = rule.findFlag(replies[i].flag) != nullptr;
        if (!replies[i].isFound() || (!isNamed && rule.skipUnknown) || isSkipped(rule, hashes[i]))
            continue;
        const FuzzyMatch& match = matches.emplace_back(matchOf(rule, hashes[i], replies[i], message));
        seen.image = seen.image || match.type == MatchType::Image;
        if (match.type == MatchType::Text) {
            seen.text = true;
            seen.textProbability = std::max(seen.textProbability, match.probability);
        }
    }
    std::vector<FuzzyResult> results;
    const TextAround around = textAround(message);
    for (FuzzyMatch& match : matches) {
        match.factor *= multiplier(match.type, seen, around);
        if (rule.weightThreshold != 0 && match.factor < rule.weightThreshold)
            continue;
        const FlagRule* flag = rule.findFlag(match.flag);
        const double score = match.factor * (flag ? flag->score : rule.score);
        FuzzyResult& result = resultOf(results, flag && !flag->symbol.empty() ? flag->symbol : rule.symbol);
        // The largest counts, not the sum; one against the first one's sign never does.
        const bool isFirst = result.matches.empty();
        if (isFirst || (std::abs(score) > std::abs(result.score) && std::signbit(score) == std::signbit(result.score)))
            result.score = score;
        result.options.push_back(optionText(match));
        result.matches.push_back(std::move(match));
    }
    return results;
}

} // namespace assay::fuzzy
