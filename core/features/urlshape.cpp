// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/features/urlshape.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <cmath>

namespace assay::features {
namespace {

constexpr size_t readLimit = 4096;

bool isJoiner(char c)
{
    return std::string_view("=&+-_.,/:").find(c) != std::string_view::npos;
}

bool isCode(char c)
{
    return std::string_view("();{}|$\\").find(c) != std::string_view::npos;
}

// Bits for each byte of a histogram.
double entropyOf(const std::array<uint32_t, 256>& counts, double total)
{
    double bits = 0;
    for (const uint32_t count : counts) {
        if (count > 0)
            bits -= count / total * std::log2(count / total);
    }
    return bits;
}

// The value of the escape at `at`, -1 when it is none.
int escapeAt(std::string_view text, size_t at)
{
    if (at + 2 >= text.size())
        return -1;
    const int high = hexDigitValue(text[at + 1]);
    const int low = hexDigitValue(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

} // namespace

// Of one text.
struct UrlShape::Seen
{
    std::array<uint32_t, 256> counts = {};
    double total = 0;
    bool markup = false, quotes = false, code = false, climb = false, repeats = false;
    unsigned char last = 0;
    int run = 0; // of `last`
    int dots = 0; // that end here
};

void UrlShape::addCharacter(unsigned char c, Seen& seen)
{
    const char character = static_cast<char>(c);
    ++seen.counts[c];
    ++seen.total;
    seen.run = c == seen.last ? seen.run + 1 : 1;
    seen.last = c;
    seen.markup |= c == '<' || c == '>';
    seen.quotes |= c == '\'' || c == '"' || c == '`';
    seen.code |= isCode(character) || c < ' ';
    seen.climb |= seen.dots >= 2 && (c == '/' || c == '\\');
    seen.dots = c == '.' ? seen.dots + 1 : 0;
    if (isAsciiLetter(character)) {
        ++letters;
        upper += character < 'a' ? 1 : 0;
        return;
    }
    seen.repeats |= seen.run == 3 && c > ' ' && c < 127 && !isAsciiDigit(character);
    double& kind = isAsciiDigit(character) ? digits
        : c > 126                          ? nonAscii
        : c == ' '                         ? blanks
        : c < ' '                          ? control
        : isJoiner(character)              ? joiners
                                           : symbols;
    ++kind;
}

void UrlShape::addParameters(std::string_view text)
{
    while (!text.empty()) {
        const size_t end = std::min(text.find('&'), text.size());
        const std::string_view parameter = text.substr(0, end);
        const size_t equals = parameter.find('=');
        const size_t value = equals == std::string_view::npos ? 0 : parameter.size() - equals - 1;
        ++parameters;
        emptyValues += value == 0 ? 1 : 0;
        longestValue = std::max(longestValue, static_cast<double>(value));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void UrlShape::add(std::string_view text)
{
    if (!text.empty() && text.front() == '?')
        text.remove_prefix(1);
    const auto length = static_cast<double>(text.size());
    ++texts;
    bytes += length;
    squares += length * length;
    longest = std::max(longest, length);
    text = text.substr(0, readLimit);
    addParameters(text);
    Seen seen;
    for (size_t i = 0; i < text.size(); ++i) {
        const int escape = text[i] == '%' ? escapeAt(text, i) : -1;
        if (escape < 0) {
            brokenEscapes += text[i] == '%' ? 1 : 0;
            addCharacter(static_cast<unsigned char>(text[i]), seen);
            continue;
        }
        ++escapes;
        needlessEscapes += isAsciiAlnum(static_cast<char>(escape)) ? 1 : 0;
        const bool again =
            escape == '%' && i + 4 < text.size() && hexDigitValue(text[i + 3]) >= 0 && hexDigitValue(text[i + 4]) >= 0;
        doubleEscapes += again ? 1 : 0;
        addCharacter(static_cast<unsigned char>(escape), seen);
        i += 2;
    }
    entropy += seen.total > 0 ? entropyOf(seen.counts, seen.total) : 0;
    withMarkup += seen.markup ? 1 : 0;
    withQuotes += seen.quotes ? 1 : 0;
    withCode += seen.code ? 1 : 0;
    withClimb += seen.climb ? 1 : 0;
    withRepeats += seen.repeats ? 1 : 0;
}

} // namespace assay::features
