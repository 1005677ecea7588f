// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fuzzy/view/scripts.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::fuzzy {

// Which languages three letters in a row speak for. Immutable once made; any thread.
class Trigrams
{
public:
    static const Trigrams& builtIn(); // read when first asked for
    explicit Trigrams(std::string_view table); // in the form of resources/data/trigrams.txt

    // The likeliest language of the words (normalised); empty when none stands out.
    std::string detect(std::span<const std::string_view> words, LetterCategory category) const;

private:
    struct Share
    {
        uint16_t language;
        float share;
    };
    using Table = std::unordered_map<uint64_t, std::vector<Share>>;
    struct Candidate
    {
        size_t language;
        double likelihood;
    };
    uint16_t languageNumber(std::string_view name);
    void addLine(std::string_view line, Table& table);
    void scoreWord(std::string_view word, const Table& table, std::vector<double>& scores) const;
    std::vector<Candidate> candidates(const std::vector<double>& scores) const;

    std::vector<std::string> m_languages;
    Table m_tables[4];
};

} // namespace assay::fuzzy
