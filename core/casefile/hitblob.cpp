// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/casefile/hitblob.h"

#include "core/text/utf8.h"

#include <algorithm>
#include <bit>

namespace assay {
namespace {

constexpr uint64_t versionWithoutMatches = 1;
constexpr uint64_t versionWithMatches = 2;
constexpr uint64_t versionWithOutputs = 3;

void putNumber(std::string& out, uint64_t number)
{
    while (number >= 0x80) {
        out += static_cast<char>(number | 0x80);
        number >>= 7;
    }
    out += static_cast<char>(number);
}

void putText(std::string& out, std::string_view text)
{
    putNumber(out, text.size());
    out += text;
}

void putReal(std::string& out, double value)
{
    auto bits = std::bit_cast<uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8)
        out += static_cast<char>(bits & 0xFF);
}

void putEvidence(std::string& out, const Evidence& place)
{
    putNumber(out, static_cast<uint64_t>(place.where));
    putText(out, place.part);
    putText(out, place.header);
    putNumber(out, place.piece);
    putNumber(out, place.offset);
    putNumber(out, place.length);
    putNumber(out, place.raw.offset);
    putNumber(out, place.raw.length);
    putNumber(out, static_cast<uint64_t>(place.raw.why));
    putText(out, utf8Prefix(place.text, storedTextLimit));
}

std::string_view bytesOf(const Blake2b512& digest)
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

void putMatch(std::string& out, const fuzzy::FuzzyMatch& match)
{
    putText(out, match.storage);
    putText(out, match.part);
    putNumber(out, static_cast<uint64_t>(match.kind));
    putNumber(out, static_cast<uint64_t>(match.type));
    putNumber(out, static_cast<uint64_t>(match.algorithm));
    putNumber(out, static_cast<uint64_t>(match.curve));
    putText(out, bytesOf(match.asked));
    putText(out, match.stored == match.asked ? std::string_view() : bytesOf(match.stored));
    putNumber(out, match.sharedShingles);
    putNumber(out, match.flag);
    const int64_t weight = match.weight;
    putNumber(out, static_cast<uint64_t>(weight < 0 ? -weight : weight) << 1 | (weight < 0 ? 1 : 0));
    putReal(out, match.threshold);
    putReal(out, match.probability);
    putReal(out, match.factor);
    putNumber(out, match.time);
}

// Stored.
constexpr uint64_t markThere = 1, markHostile = 2, markShadow = 4;

void putOutput(std::string& out, const std::optional<ModelOutput>& output)
{
    if (!output) {
        putNumber(out, 0);
        return;
    }
    putNumber(out, markThere | (output->isHostile ? markHostile : 0) | (output->isShadow ? markShadow : 0));
    putText(out, output->model);
    putText(out, output->version);
    putReal(out, output->output);
    putReal(out, output->risk);
    putNumber(out, output->defaults);
}

// Takes values off the front; after the first that does not fit, everything is 0 and ok() is false.
class Taker
{
public:
    explicit Taker(std::string_view data)
        : m_data(data)
    {
    }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_data.empty(); }

    uint64_t number()
    {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !m_data.empty(); shift += 7) {
            const auto byte = static_cast<uint8_t>(m_data.front());
            m_data.remove_prefix(1);
            value |= static_cast<uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80)
                return value;
        }
        return fail();
    }
    // The length of a list whose entries take at least one byte each.
    size_t length()
    {
        const uint64_t value = number();
        return value <= m_data.size() ? static_cast<size_t>(value) : static_cast<size_t>(fail());
    }
    void skipNumbers(size_t count)
    {
        for (; count > 0; --count)
            number();
    }
    void skipText() { m_data.remove_prefix(length()); }
    std::string text()
    {
        const size_t size = length();
        std::string value(m_data.substr(0, size));
        m_data.remove_prefix(size);
        return value;
    }
    // One of the values from 0 to `last`.
    template <typename Choice>
    Choice choice(Choice last)
    {
        const uint64_t value = number();
        return static_cast<Choice>(value <= static_cast<uint64_t>(last) ? value : fail());
    }
    // Empty: as `same`.
    Blake2b512 digest(const Blake2b512& same)
    {
        const std::string bytes = text();
        Blake2b512 digest = same;
        if (bytes.size() == digest.size())
            std::copy(bytes.begin(), bytes.end(), digest.begin());
        else if (!bytes.empty())
            fail();
        return digest;
    }
    double real()
    {
        if (m_data.size() < 8)
            return static_cast<double>(fail());
        uint64_t bits = 0;
        for (int i = 7; i >= 0; --i)
            bits = bits << 8 | static_cast<uint8_t>(m_data[static_cast<size_t>(i)]);
        m_data.remove_prefix(8);
        return std::bit_cast<double>(bits);
    }

private:
    uint64_t fail()
    {
        m_ok = false;
        m_data = {};
        return 0;
    }
    std::string_view m_data;
    bool m_ok = true;
};

Evidence takeEvidence(Taker& taker)
{
    Evidence place;
    const uint64_t where = taker.number();
    place.where =
        where <= static_cast<uint64_t>(rules::Where::Feature) ? static_cast<rules::Where>(where) : rules::Where::Eval;
    place.part = taker.text();
    place.header = taker.text();
    place.piece = static_cast<uint32_t>(taker.number());
    place.offset = taker.number();
    place.length = taker.number();
    place.raw.offset = taker.number();
    place.raw.length = taker.number();
    const uint64_t why = taker.number();
    place.raw.why = why <= static_cast<uint64_t>(rules::Unmapped::NoBytes) ? static_cast<rules::Unmapped>(why)
                                                                           : rules::Unmapped::NoBytes;
    place.text = taker.text();
    return place;
}

fuzzy::FuzzyMatch takeMatch(Taker& taker)
{
    fuzzy::FuzzyMatch match;
    match.storage = taker.text();
    match.part = taker.text();
    match.kind = taker.choice(fuzzy::HashKind::Attachment);
    match.type = taker.choice(fuzzy::MatchType::Binary);
    match.algorithm = taker.choice(fuzzy::Algorithm::Fasthash);
    match.curve = taker.choice(fuzzy::Curve::Linear);
    match.asked = taker.digest({});
    match.stored = taker.digest(match.asked);
    match.sharedShingles = static_cast<uint8_t>(taker.number());
    match.flag = static_cast<uint32_t>(taker.number());
    const uint64_t weight = taker.number();
    const auto size = static_cast<int64_t>(weight >> 1);
    match.weight = static_cast<int32_t>((weight & 1) != 0 ? -size : size);
    match.threshold = taker.real();
    match.probability = static_cast<float>(taker.real());
    match.factor = taker.real();
    match.time = static_cast<uint32_t>(taker.number());
    return match;
}

std::optional<ModelOutput> takeOutput(Taker& taker)
{
    const uint64_t marks = taker.number();
    if ((marks & markThere) == 0)
        return std::nullopt;
    ModelOutput output;
    output.isHostile = (marks & markHostile) != 0;
    output.isShadow = (marks & markShadow) != 0;
    output.model = taker.text();
    output.version = taker.text();
    output.output = taker.real();
    output.risk = taker.real();
    output.defaults = static_cast<uint32_t>(taker.number());
    return output;
}

Hit takeHit(Taker& taker, uint64_t version)
{
    Hit hit;
    hit.symbol = SymbolId{static_cast<uint32_t>(taker.number())};
    hit.score = taker.real();
    hit.count = static_cast<uint32_t>(taker.number());
    for (size_t i = taker.length(); i > 0 && taker.ok(); --i)
        hit.options.push_back(taker.text());
    for (size_t i = taker.length(); i > 0 && taker.ok(); --i)
        hit.evidence.push_back(takeEvidence(taker));
    for (size_t i = version >= versionWithMatches ? taker.length() : 0; i > 0 && taker.ok(); --i)
        hit.matches.push_back(takeMatch(taker));
    if (version >= versionWithOutputs)
        hit.output = takeOutput(taker);
    return hit;
}

// What stands behind symbol and score of a hit.
void skipRest(Taker& taker, uint64_t version)
{
    taker.number();
    for (size_t i = taker.length(); i > 0 && taker.ok(); --i)
        taker.skipText();
    for (size_t i = taker.length(); i > 0 && taker.ok(); --i) {
        taker.number();
        taker.skipText();
        taker.skipText();
        taker.skipNumbers(6);
        taker.skipText();
    }
    for (size_t i = version >= versionWithMatches ? taker.length() : 0; i > 0 && taker.ok(); --i)
        takeMatch(taker);
    if (version >= versionWithOutputs)
        takeOutput(taker);
}

} // namespace

std::string packHits(const std::vector<Hit>& hits, const std::function<uint32_t(SymbolId)>& storedSymbol)
{
    std::string out;
    const bool withMatches = std::any_of(hits.begin(), hits.end(), [](const Hit& hit) { return !hit.matches.empty(); });
    const bool withOutputs =
        std::any_of(hits.begin(), hits.end(), [](const Hit& hit) { return hit.output.has_value(); });
    const uint64_t version = withOutputs ? versionWithOutputs
        : withMatches                    ? versionWithMatches
                                         : versionWithoutMatches;
    putNumber(out, version);
    putNumber(out, hits.size());
    for (const Hit& hit : hits) {
        putNumber(out, storedSymbol(hit.symbol));
        putReal(out, hit.score);
        putNumber(out, hit.count);
        putNumber(out, hit.options.size());
        for (const std::string& option : hit.options)
            putText(out, option);
        putNumber(out, hit.evidence.size());
        for (const Evidence& place : hit.evidence)
            putEvidence(out, place);
        if (version < versionWithMatches)
            continue;
        putNumber(out, hit.matches.size());
        for (const fuzzy::FuzzyMatch& match : hit.matches)
            putMatch(out, match);
        if (version >= versionWithOutputs)
            putOutput(out, hit.output);
    }
    return out;
}

Result<std::vector<Hit>> unpackHits(std::string_view data)
{
    Taker taker(data);
    std::vector<Hit> hits;
    const uint64_t version = taker.number();
    if (version >= versionWithoutMatches && version <= versionWithOutputs) {
        for (size_t i = taker.length(); i > 0 && taker.ok(); --i)
            hits.push_back(takeHit(taker, version));
        if (taker.ok() && taker.atEnd())
            return hits;
    }
    return Error{ErrorCode::BadData, {}, "the stored hits are damaged"};
}

Result<void> visitHitScores(
    std::string_view data, const std::function<void(uint32_t storedSymbol, double score)>& visitor)
{
    Taker taker(data);
    const uint64_t version = taker.number();
    if (version < versionWithoutMatches || version > versionWithOutputs)
        return Error{ErrorCode::BadData, {}, "the stored hits are damaged"};
    for (size_t i = taker.length(); i > 0 && taker.ok(); --i) {
        const auto symbol = static_cast<uint32_t>(taker.number());
        const double score = taker.real();
        skipRest(taker, version);
        if (taker.ok())
            visitor(symbol, score);
    }
    if (taker.ok() && taker.atEnd())
        return {};
    return Error{ErrorCode::BadData, {}, "the stored hits are damaged"};
}

} // namespace assay
