// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/metatokens.h"

#include <cmath>
#include <span>

namespace assay::features {
namespace {

// (i + 1) / n for the first of n limits that is not below `value`, 0 above all.
double step(double value, std::span<const double> limits)
{
    for (size_t i = 0; i < limits.size(); ++i) {
        if (limits[i] >= value)
            return static_cast<double>(i + 1) / static_cast<double>(limits.size());
    }
    return 0;
}

double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

double inverse(double value)
{
    return share(1, value);
}

struct WordFigures
{
    double shortWords = 0;
    double averageLength = 0;
};

WordFigures wordFigures(const MetatokenInput& input, MetatokenMode mode)
{
    double words = 0, lengths = 0, shortWords = 0, shortBehindFirst = 0;
    bool first = true;
    for (const TextPartCounts& part : input.textParts) {
        words += static_cast<double>(part.words);
        lengths += static_cast<double>(part.stemLengths);
        shortWords += static_cast<double>(part.shortWords);
        if (!first)
            shortBehindFirst += static_cast<double>(part.shortWords);
        first = false;
    }
    if (mode == MetatokenMode::Fixed)
        return {share(shortWords, words), share(lengths, words)};
    // The peer keeps both in one variable, and divides it once for each.
    const double both = words > 0 ? (lengths + shortBehindFirst) / words / words : lengths + shortBehindFirst;
    return {both, both};
}

// The mean over all text parts of a count per byte; parts without text count as 0.
double meanRate(const MetatokenInput& input, uint64_t TextPartCounts::*count)
{
    double sum = 0;
    for (const TextPartCounts& part : input.textParts)
        sum += share(static_cast<double>(part.*count), static_cast<double>(part.length));
    return share(sum, static_cast<double>(input.textParts.size()));
}

} // namespace

Metatokens metatokens(const MetatokenInput& input, MetatokenMode mode)
{
    static constexpr double sizes[] = {100, 200, 500, 1000, 2000, 4000, 10'000, 20'000, 30'000, 100'000, 200'000,
        400'000, 800'000, 1'000'000, 2'000'000, 8'000'000};
    static constexpr double lengths[] = {2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20};

    double utfParts = 0;
    for (const TextPartCounts& part : input.textParts)
        utfParts += part.isUtf8 ? 1 : 0;
    const auto textParts = static_cast<double>(input.textParts.size());
    const double partsAndOne = input.parts + 1.0;
    const WordFigures words = wordFigures(input, mode);

    Metatokens out = {
        step(static_cast<double>(input.messageSize), sizes),
        static_cast<double>(input.images),
        share(input.jpegImages, input.images),
        share(input.pngImages, input.images),
        share(input.largeImages, input.images),
        share(input.smallImages, input.images),
        textParts / partsAndOne,
        input.attachments / partsAndOne,
        share(utfParts, textParts),
        share(textParts - utfParts, textParts),
        inverse(input.mimeRecipients),
        inverse(input.smtpRecipients),
        inverse(input.received),
        share(input.receivedWithoutBy, input.received),
        inverse(input.receivedSeconds),
        share(input.receivedSecure, input.received),
        inverse(input.urls),
        words.shortWords,
        step(words.averageLength, lengths),
        meanRate(input, &TextPartCounts::spaces),
        meanRate(input, &TextPartCounts::doubleSpaces),
        meanRate(input, &TextPartCounts::nonSpaces),
        meanRate(input, &TextPartCounts::asciiCharacters),
        meanRate(input, &TextPartCounts::nonAsciiCharacters),
        meanRate(input, &TextPartCounts::capitalLetters),
        meanRate(input, &TextPartCounts::digits),
    };
    for (double& number : out)
        number = std::isfinite(number) ? number : 0;
    return out;
}

const std::array<std::string_view, metatokenCount>& metatokenNames()
{
    static constexpr std::array<std::string_view, metatokenCount> names = {"size", "nimages", "njpeg_images",
        "npng_images", "nlarge_images", "nsmall_images", "ntext_parts", "nattachments", "nutf_parts", "nascii_parts",
        "nmime_rcpt", "nsmtp_rcpt", "nreceived", "nreceived_invalid", "nreceived_bad_time", "nreceived_secure", "nurls",
        "nshort_words", "avg_words_len", "spaces_rate", "double_spaces_rate", "non_spaces_rate",
        "ascii_characters_rate", "non_ascii_characters_rate", "capital_characters_rate", "numeric_characters"};
    return names;
}

} // namespace assay::features
