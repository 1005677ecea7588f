// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fuzzy/view/scripts.h"

#include "core/base/ascii.h"
#include "core/text/utf8.h"

#include <array>
#include <unicode/uchar.h>

namespace assay::fuzzy {
namespace {

enum class Letters : uint8_t {
    Greek,
    Telugu,
    Tamil,
    Gujarati,
    Thai,
    Georgian,
    Armenian,
    Japanese,
    Korean, // in the order in which they are asked; only single letters count, not syllables, as in the peer
    Hebrew,
    Cyrillic,
    Arab,
    Devanagari,
    Chinese,
    Latin,
    Other
};

constexpr std::array<std::string_view, 9> languages = {"el", "te", "ta", "gu", "th", "ka", "hy", "ja", "ko"};

Letters lettersOf(char32_t c)
{
    switch (ublock_getCode(static_cast<UChar32>(c))) {
    case UBLOCK_BASIC_LATIN:
    case UBLOCK_LATIN_1_SUPPLEMENT:
        return Letters::Latin;
    case UBLOCK_HEBREW:
        return Letters::Hebrew;
    case UBLOCK_GREEK:
        return Letters::Greek;
    case UBLOCK_CYRILLIC:
        return Letters::Cyrillic;
    case UBLOCK_CJK_UNIFIED_IDEOGRAPHS:
    case UBLOCK_CJK_COMPATIBILITY:
    case UBLOCK_CJK_RADICALS_SUPPLEMENT:
    case UBLOCK_CJK_UNIFIED_IDEOGRAPHS_EXTENSION_A:
    case UBLOCK_CJK_UNIFIED_IDEOGRAPHS_EXTENSION_B:
        return Letters::Chinese;
    case UBLOCK_HIRAGANA:
    case UBLOCK_KATAKANA:
        return Letters::Japanese;
    case UBLOCK_HANGUL_JAMO:
    case UBLOCK_HANGUL_COMPATIBILITY_JAMO:
        return Letters::Korean;
    case UBLOCK_ARABIC:
        return Letters::Arab;
    case UBLOCK_DEVANAGARI:
        return Letters::Devanagari;
    case UBLOCK_ARMENIAN:
        return Letters::Armenian;
    case UBLOCK_GEORGIAN:
        return Letters::Georgian;
    case UBLOCK_GUJARATI:
        return Letters::Gujarati;
    case UBLOCK_TELUGU:
        return Letters::Telugu;
    case UBLOCK_TAMIL:
        return Letters::Tamil;
    case UBLOCK_THAI:
        return Letters::Thai;
    default:
        return Letters::Other;
    }
}

struct Counts
{
    std::array<bool, static_cast<size_t>(Letters::Other) + 1> seen = {};
    uint32_t latin = 0;
    uint32_t chinese = 0;
    uint32_t special = 0;

    bool has(Letters letters) const { return seen[static_cast<size_t>(letters)]; }
    void add(Letters letters)
    {
        seen[static_cast<size_t>(letters)] = true;
        if (letters == Letters::Latin)
            ++latin;
        else if (letters == Letters::Chinese)
            ++chinese;
        else if (letters != Letters::Other)
            ++special;
    }
    bool isDecided() const
    {
        constexpr uint32_t enough = 32;
        return (special > enough && special > latin) || (chinese > enough && chinese > latin && special > 0);
    }
};

Counts countLetters(std::string_view text)
{
    Counts counts;
    for (size_t i = 0; i < text.size() && !counts.isDecided();) {
        if (static_cast<unsigned char>(text[i]) < 0x80) {
            if (isAsciiLetter(text[i]))
                counts.add(Letters::Latin);
            ++i;
            continue;
        }
        const size_t before = i;
        const char32_t c = nextCodePoint(text, i);
        if (c == replacementCharacter && i - before == 1)
            break;
        if (u_isalpha(static_cast<UChar32>(c)))
            counts.add(lettersOf(c));
    }
    return counts;
}

std::string_view languageOf(const Counts& counts)
{
    for (size_t i = 0; i < languages.size(); ++i) {
        const auto letters = static_cast<Letters>(i);
        // Kana beside very many ideographs is Chinese with a few foreign signs.
        const bool fits = letters != Letters::Japanese || counts.chinese <= 5 || counts.chinese < counts.special * 5;
        if (counts.has(letters) && fits)
            return languages[i];
    }
    return counts.has(Letters::Chinese) ? "zh-CN" : std::string_view();
}

} // namespace

Scripts scanScripts(std::string_view text)
{
    const Counts counts = countLetters(text);
    Scripts scripts;
    scripts.language = languageOf(counts);
    if (counts.has(Letters::Cyrillic))
        scripts.category = LetterCategory::Cyrillic;
    else if (counts.has(Letters::Devanagari))
        scripts.category = LetterCategory::Devanagari;
    else if (counts.has(Letters::Arab))
        scripts.category = LetterCategory::Arab;
    return scripts;
}

} // namespace assay::fuzzy
