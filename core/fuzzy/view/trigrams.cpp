// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/trigrams.h"

#include "core/fuzzy/data/lines.h"
#include "core/fuzzy/data/tables.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay::fuzzy {
namespace {

uint64_t keyOf(char32_t a, char32_t b, char32_t c)
{
    return static_cast<uint64_t>(a) << 42 | static_cast<uint64_t>(b) << 21 | c;
}

std::u32string codePoints(std::string_view text)
{
    std::u32string points;
    for (size_t i = 0; i < text.size();)
        points += nextCodePoint(text, i);
    return points;
}

// Languages that much mail is written in, first of all English: where the likelihoods are close they are preferred.
double advantage(std::string_view language)
{
    static constexpr std::string_view common[] = {"fr", "it", "de", "es", "nl", "pt", "ru", "pl", "tk", "th", "ar"};
    if (language == "en")
        return 1.2 * 16;
    return std::find(std::begin(common), std::end(common), language) != std::end(common) ? 0.8 * 2 : 0;
}

} // namespace

const Trigrams& Trigrams::builtIn()
{
    static const Trigrams trigrams(data::trigrams());
    return trigrams;
}

Trigrams::Trigrams(std::string_view table)
{
    Table* current = &m_tables[0];
    while (!table.empty()) {
        const std::string_view line = data::takeUntil(table, '\n');
        if (line == "[latin]")
            current = &m_tables[0];
        else if (line == "[cyrillic]")
            current = &m_tables[1];
        else if (line == "[devanagari]")
            current = &m_tables[2];
        else if (line == "[arab]")
            current = &m_tables[3];
        else if (!line.empty() && line[0] != '#')
            addLine(line, *current);
    }
}

uint16_t Trigrams::languageNumber(std::string_view name)
{
    const auto found = std::find(m_languages.begin(), m_languages.end(), name);
    const auto number = static_cast<uint16_t>(found - m_languages.begin());
    if (found == m_languages.end())
        m_languages.emplace_back(name);
    return number;
}

// "abc\ten:1234 fr:99"
void Trigrams::addLine(std::string_view line, Table& table)
{
    const std::u32string gram = codePoints(data::takeUntil(line, '\t'));
    if (gram.size() != 3)
        return;
    std::vector<Share>& shares = table[keyOf(gram[0], gram[1], gram[2])];
    while (!line.empty()) {
        std::string_view pair = data::takeUntil(line, ' ');
        const std::string_view name = data::takeUntil(pair, ':');
        uint32_t count = 0;
        std::from_chars(pair.data(), pair.data() + pair.size(), count);
        shares.push_back({languageNumber(name), static_cast<float>(count) * 1e-8F});
    }
}

void Trigrams::scoreWord(std::string_view word, const Table& table, std::vector<double>& scores) const
{
    const std::u32string letters = codePoints(word);
    if (letters.size() < 3)
        return;
    const auto score = [&](char32_t a, char32_t b, char32_t c) {
        const auto found = table.find(keyOf(a, b, c));
        if (found == table.end())
            return;
        for (const Share& share : found->second)
            scores[share.language] += share.share;
    };
    // The three first letters never stand together, as in the peer.
    score(' ', letters[0], letters[1]);
    for (size_t i = 1; i + 2 < letters.size(); ++i)
        score(letters[i], letters[i + 1], letters[i + 2]);
    score(letters[letters.size() - 2], letters.back(), ' ');
}

std::vector<Trigrams::Candidate> Trigrams::candidates(const std::vector<double>& scores) const
{
    constexpr double cutoff = -8.0;
    constexpr double widest = 1.0;
    std::vector<Candidate> kept;
    double best = cutoff;
    for (size_t i = 0; i < scores.size(); ++i) {
        const double likelihood = scores[i] > 0 ? std::log2(scores[i]) : cutoff - 1;
        if (likelihood >= cutoff)
            kept.push_back({i, likelihood});
        best = std::max(best, likelihood);
    }
    kept.erase(std::remove_if(kept.begin(), kept.end(),
                   [best](const Candidate& candidate) { return best - candidate.likelihood > widest; }),
        kept.end());
    return kept;
}

std::string Trigrams::detect(std::span<const std::string_view> words, LetterCategory category) const
{
    std::vector<double> scores(m_languages.size());
    for (const std::string_view word : words)
        scoreWord(word, m_tables[static_cast<size_t>(category)], scores);
    std::vector<Candidate> kept = candidates(scores);
    if (kept.empty())
        return {};
    double mean = 0;
    for (const Candidate& candidate : kept)
        mean += candidate.likelihood / static_cast<double>(kept.size());
    double spread = 0;
    for (const Candidate& candidate : kept)
        spread += std::fabs(candidate.likelihood - mean) / static_cast<double>(kept.size());
    if (kept.size() > 1 && spread / std::fabs(mean) < 0.25) {
        for (Candidate& candidate : kept)
            candidate.likelihood += spread * advantage(m_languages[candidate.language]);
    }
    const auto best = std::max_element(
        kept.begin(), kept.end(), [](const Candidate& a, const Candidate& b) { return a.likelihood < b.likelihood; });
    return m_languages[best->language];
}

} // namespace assay::fuzzy
