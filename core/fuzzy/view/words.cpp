// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/words.h"

#include "core/base/ascii.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <libstemmer.h>
#include <map>
#include <memory>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

namespace assay::fuzzy {
namespace {

// Longer words have no normal form and are not hashed. UTF-16 units.
constexpr int32_t maxUnits = 1024;

// The terminating zero of the peer's buffer costs nothing, so a word may fill it.
bool toUtf16(std::string_view word, std::array<UChar, maxUnits>& units, int32_t& length)
{
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF8WithSub(
        units.data(), maxUnits, &length, word.data(), static_cast<int32_t>(word.size()), 0xFFFD, nullptr, &status);
    return U_SUCCESS(status);
}

bool isKept(UChar32 c)
{
    if (!u_isgraph(c))
        return false;
    const int8_t category = u_charType(c);
    return (category >= U_UPPERCASE_LETTER && category <= U_OTHER_NUMBER) || category == U_CONNECTOR_PUNCTUATION
        || category == U_MATH_SYMBOL || category == U_CURRENCY_SYMBOL;
}

std::string keptLowerCase(const UChar* units, int32_t length)
{
    std::string word;
    for (int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U16_NEXT(units, i, length, c);
        if (isKept(c))
            appendUtf8(word, static_cast<char32_t>(u_tolower(c)));
    }
    return word;
}

std::string normalisedAscii(std::string_view text)
{
    std::string word;
    word.reserve(text.size());
    for (const char c : text) {
        if (isAsciiAlnum(c) || (c != '\0' && std::string_view("_+<=>|~$").find(c) != std::string_view::npos))
            word += asciiLower(c);
    }
    return word;
}

std::string normalisedUnicode(std::string_view text)
{
    std::array<UChar, maxUnits> units;
    int32_t length = 0;
    if (!toUtf16(text, units, length))
        return {};
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* normaliser = unorm2_getNFKCInstance(&status);
    const int32_t normal = unorm2_spanQuickCheckYes(normaliser, units.data(), length, &status);
    if (U_FAILURE(status))
        return {};
    if (normal == length)
        return keptLowerCase(units.data(), length);
    std::array<UChar, maxUnits> composed;
    std::copy_n(units.data(), normal, composed.data());
    const int32_t composedLength = unorm2_normalizeSecondAndAppend(
        normaliser, composed.data(), normal, maxUnits, units.data() + normal, length - normal, &status);
    return U_SUCCESS(status) ? keptLowerCase(composed.data(), composedLength) : std::string();
}

std::string normalForm(const Token& token)
{
    if (token.isException)
        return {};
    if (!token.isUtf8)
        return toAsciiLower(token.original);
    if (isAscii(token.original))
        return token.original.size() > maxUnits ? std::string() : normalisedAscii(token.original);
    return normalisedUnicode(token.original);
}

// The peer's copy of the library is older and knows fewer languages than the one of the system.
bool hasStemmer(std::string_view language)
{
    static constexpr std::string_view known[] = {"ar", "da", "de", "el", "en", "es", "fi", "fr", "hi", "hu", "id", "it",
        "lt", "ne", "nl", "no", "pt", "ro", "ru", "sr", "sv", "ta", "tr"};
    return std::binary_search(std::begin(known), std::end(known), language);
}

struct DeleteStemmer
{
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
using Stemmer = std::unique_ptr<sb_stemmer, DeleteStemmer>;

// Stemmers hold scratch memory, so each thread has its own. Null when the library knows none.
sb_stemmer* stemmerOf(const std::string& language)
{
    thread_local std::map<std::string, Stemmer> stemmers;
    auto found = stemmers.find(language);
    if (found == stemmers.end())
        found = stemmers.emplace(language, Stemmer(sb_stemmer_new(language.c_str(), "UTF_8"))).first;
    return found->second.get();
}

std::string stemOf(sb_stemmer* stemmer, const std::string& word)
{
    const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
    const sb_symbol* stem = sb_stemmer_stem(stemmer, bytes, static_cast<int>(word.size()));
    const int length = stem ? sb_stemmer_length(stemmer) : 0;
    return length > 0 ? std::string(reinterpret_cast<const char*>(stem), static_cast<size_t>(length)) : word;
}

} // namespace

Words Words::normalise(std::vector<Token> tokens)
{
    Words words;
    words.m_tokens = std::move(tokens);
    words.m_words.reserve(words.m_tokens.size());
    for (const Token& token : words.m_tokens)
        words.m_words.push_back(normalForm(token));
    return words;
}

void Words::stem(std::string_view language)
{
    m_stems.clear();
    sb_stemmer* stemmer = hasStemmer(language) ? stemmerOf(std::string(language)) : nullptr;
    if (!stemmer)
        return;
    m_stems.reserve(m_words.size());
    for (size_t i = 0; i < m_words.size(); ++i)
        m_stems.push_back(m_tokens[i].isUtf8 ? stemOf(stemmer, m_words[i]) : m_words[i]);
}

std::vector<std::string_view> Words::hashed() const
{
    std::vector<std::string_view> words;
    words.reserve(size());
    for (size_t i = 0; i < size(); ++i) {
        if (!m_tokens[i].isException && !m_tokens[i].isSkipped && !stemmed(i).empty())
            words.push_back(stemmed(i));
    }
    return words;
}

} // namespace assay::fuzzy
