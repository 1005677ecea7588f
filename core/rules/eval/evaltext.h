// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::rules {

class SinglePattern;

// A regular expression that is part of the program. Compiled when made: keep it in a static of the function.
class FixedPattern
{
public:
    explicit FixedPattern(std::string_view text, bool caseless = false);
    bool matches(std::string_view text) const;
    // Offset and length of the first match; the end of the text and 0 when there is none.
    std::pair<size_t, size_t> find(std::string_view text) const;
    // What the named groups took, in order of the pattern; empty when it does not match.
    std::vector<std::string> groups(std::string_view text) const;

private:
    std::shared_ptr<const SinglePattern> m_pattern;
};

// For use in patterns: an IP address in any form, taken loosely.
inline constexpr std::string_view addressPattern =
    "(?:\\d{1,3}(?:\\.\\d{1,3}){3}|(?:IPv6:)?[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)";

bool contains(std::string_view text, std::string_view part);
bool containsIgnoringCase(std::string_view text, std::string_view part);
// Runs of white space as one blank.
std::string squeezed(std::string_view text);
std::vector<std::string_view> lines(std::string_view text); // without their line ends
std::vector<std::string_view> words(std::string_view text); // at ASCII white space, none empty
std::vector<std::string_view> split(std::string_view text, char separator); // empty ones kept
bool isWordCharacter(char c); // letter, digit, underscore

// "< 384", "!= 0": the comparison of `value` with a number; false when it is not of that form.
bool compares(double value, std::string_view expression);

// After the last "@", "" when there is none.
std::string_view domainOf(std::string_view address);

} // namespace assay::rules
