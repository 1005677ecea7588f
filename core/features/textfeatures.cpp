// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mark.h"
#include "core/features/messagefacts.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace assay::features {
namespace {

constexpr size_t readBytes = size_t{128} << 10;

enum class Script { None, Latin, Cyrillic, Greek, Semitic, EastAsian, Other };

constexpr bool isIn(char32_t c, char32_t first, char32_t last)
{
    return c >= first && c <= last;
}

Script scriptOf(char32_t c)
{
    if (isIn(c, 'a', 'z') || isIn(c, 'A', 'Z'))
        return Script::Latin;
    if (c < 0xC0)
        return Script::None;
    if (isIn(c, 0xC0, 0x24F) || isIn(c, 0x1E00, 0x1EFF) || isIn(c, 0xFF21, 0xFF5A))
        return c == 0xD7 || c == 0xF7 ? Script::None : Script::Latin;
    if (isIn(c, 0x370, 0x3FF) || isIn(c, 0x1F00, 0x1FFF))
        return Script::Greek;
    if (isIn(c, 0x400, 0x52F))
        return Script::Cyrillic;
    if (isIn(c, 0x590, 0x6FF) || isIn(c, 0xFB1D, 0xFDFF) || isIn(c, 0xFE70, 0xFEFC))
        return Script::Semitic;
    if (isIn(c, 0x3040, 0x30FF) || isIn(c, 0x3400, 0x9FFF) || isIn(c, 0xAC00, 0xD7AF) || isIn(c, 0x20000, 0x3FFFF))
        return Script::EastAsian;
    // Signs and pictures; letters of the scripts that are left count as such.
    return isIn(c, 0x2000, 0x2BFF) || isIn(c, 0x3000, 0x303F) || c >= 0xE000 ? Script::None : Script::Other;
}

bool isUpper(char32_t c)
{
    return isIn(c, 'A', 'Z') || (isIn(c, 0xC0, 0xDE) && c != 0xD7) || isIn(c, 0x391, 0x3A9) || isIn(c, 0x400, 0x42F);
}

bool isCurrency(char32_t c)
{
    return c == '$' || isIn(c, 0xA2, 0xA5) || isIn(c, 0x20A0, 0x20C0);
}

double entropyOf(std::string_view text)
{
    std::array<uint32_t, 256> counts{};
    for (const char c : text)
        ++counts[static_cast<uint8_t>(c)];
    double bits = 0;
    for (const uint32_t count : counts) {
        if (count > 0)
            bits -= count * std::log2(static_cast<double>(count) / static_cast<double>(text.size()));
    }
    return text.empty() ? 0 : bits / static_cast<double>(text.size());
}

class TextReader
{
public:
    TextFacts read(std::string_view text)
    {
        m_facts.bytes = static_cast<double>(text.size());
        m_facts.entropy = entropyOf(text);
        for (size_t at = 0; at < text.size();)
            add(nextCodePoint(text, at));
        endWord();
        if (m_line > 0)
            endLine();
        return m_facts;
    }

private:
    void add(char32_t c)
    {
        ++m_facts.characters;
        if (c == '\n') {
            endWord();
            endLine();
            return;
        }
        ++m_line;
        if (c == ' ' || c == '\t' || c == '\r' || c == 0xA0) {
            ++m_facts.blanks;
            endWord();
            return;
        }
        m_isLineEmpty = false;
        m_facts.nonAscii += c >= 0x80 ? 1 : 0;
        const Script script = scriptOf(c);
        if (script != Script::None)
            addLetter(c, script);
        else
            addSign(c);
    }

    void addLetter(char32_t c, Script script)
    {
        ++m_facts.letters;
        ++m_wordLetters;
        if (isUpper(c)) {
            ++m_facts.upper;
            ++m_wordUpper;
        }
        m_wordScripts |= 1U << static_cast<unsigned>(script);
        m_facts.latin += script == Script::Latin ? 1 : 0;
        m_facts.cyrillic += script == Script::Cyrillic ? 1 : 0;
        m_facts.greek += script == Script::Greek ? 1 : 0;
        m_facts.semitic += script == Script::Semitic ? 1 : 0;
        m_facts.eastAsian += script == Script::EastAsian ? 1 : 0;
    }

    void addSign(char32_t c)
    {
        // A character without ink inside a word does not end it: that is what it is put there for.
        if (isInvisibleFormat(c)) {
            ++m_facts.invisible;
            return;
        }
        endWord();
        if (isIn(c, '0', '9'))
            ++m_facts.digits;
        else if (c < 0x80 || isIn(c, 0x2010, 0x2027) || isIn(c, 0x3001, 0x3011))
            ++m_facts.punctuation;
        m_facts.exclamations += c == '!' || c == 0xFF01 ? 1 : 0;
        m_facts.questions += c == '?' || c == 0xFF1F ? 1 : 0;
        m_facts.currency += isCurrency(c) ? 1 : 0;
    }

    void endWord()
    {
        if (m_wordLetters == 0)
            return;
        ++m_facts.words;
        m_facts.wordLetters += m_wordLetters;
        m_facts.upperWords += m_wordLetters > 1 && m_wordUpper == m_wordLetters ? 1 : 0;
        constexpr unsigned latin = 1U << static_cast<unsigned>(Script::Latin);
        constexpr unsigned alike =
            1U << static_cast<unsigned>(Script::Cyrillic) | 1U << static_cast<unsigned>(Script::Greek);
        m_facts.mixedWords += (m_wordScripts & latin) != 0 && (m_wordScripts & alike) != 0 ? 1 : 0;
        m_wordLetters = m_wordUpper = 0;
        m_wordScripts = 0;
    }

    void endLine()
    {
        ++m_facts.lines;
        m_facts.emptyLines += m_isLineEmpty ? 1 : 0;
        m_facts.longestLine = std::max(m_facts.longestLine, m_line);
        m_line = 0;
        m_isLineEmpty = true;
    }

    TextFacts m_facts;
    double m_wordLetters = 0, m_wordUpper = 0, m_line = 0;
    unsigned m_wordScripts = 0;
    bool m_isLineEmpty = true;
};

constexpr FeatureRow rows[] = {
    {{"text.characters", ASSAY_MARK("core", "Length of the visible text, at most 128 KiB of it"), "characters", 0},
        [](const MessageFacts& f) { return f.text.characters; }},
    {{"text.words", ASSAY_MARK("core", "Words of the visible text"), "", 0},
        [](const MessageFacts& f) { return f.text.words; }},
    {{"text.lines", ASSAY_MARK("core", "Lines of the visible text"), "", 0},
        [](const MessageFacts& f) { return f.text.lines; }},
    {{"text.longest_line", ASSAY_MARK("core", "Longest line of the visible text"), "characters", 0},
        [](const MessageFacts& f) { return f.text.longestLine; }},
    {{"text.empty_lines", ASSAY_MARK("core", "Lines without anything"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.emptyLines, f.text.lines); }},
    {{"text.word_length", ASSAY_MARK("core", "Mean length of words"), "letters", 0},
        [](const MessageFacts& f) { return shareOf(f.text.wordLetters, f.text.words); }},
    {{"text.upper", ASSAY_MARK("core", "Capital letters among the letters"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.upper, f.text.letters); }},
    {{"text.upper_words", ASSAY_MARK("core", "Words in capitals"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.upperWords, f.text.words); }},
    {{"text.digits", ASSAY_MARK("core", "Digits in the text"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.digits, f.text.characters); }},
    {{"text.punctuation", ASSAY_MARK("core", "Punctuation in the text"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.punctuation, f.text.characters); }},
    {{"text.exclamations", ASSAY_MARK("core", "Exclamation marks"), "", 0},
        [](const MessageFacts& f) { return f.text.exclamations; }},
    {{"text.questions", ASSAY_MARK("core", "Question marks"), "", 0},
        [](const MessageFacts& f) { return f.text.questions; }},
    {{"text.currency", ASSAY_MARK("core", "Signs of currencies"), "", 0},
        [](const MessageFacts& f) { return f.text.currency; }},
    {{"text.blanks", ASSAY_MARK("core", "Blanks in the text"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.blanks, f.text.characters); }},
    {{"text.non_ascii", ASSAY_MARK("core", "Characters outside ASCII"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.nonAscii, f.text.characters); }},
    {{"text.invisible", ASSAY_MARK("core", "Characters without width or ink"), "", 0},
        [](const MessageFacts& f) { return f.text.invisible; }},
    {{"text.mixed_words", ASSAY_MARK("core", "Words with Latin letters and others that look like them"), "", 0},
        [](const MessageFacts& f) { return f.text.mixedWords; }},
    {{"text.entropy", ASSAY_MARK("core", "Entropy of the text"), "bits per byte", 0},
        [](const MessageFacts& f) { return f.text.bytes > 0 ? f.text.entropy : missing; }},
    {{"text.hidden", ASSAY_MARK("core", "Text of the page that nobody sees"), "share", 0},
        [](const MessageFacts& f) {
            const auto hidden = static_cast<double>(f.message.hiddenText().size());
            return shareOf(hidden, hidden + static_cast<double>(f.message.text().size()));
        }},
    {{"text.latin", ASSAY_MARK("core", "Latin letters among the letters"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.latin, f.text.letters); }},
    {{"text.cyrillic", ASSAY_MARK("core", "Cyrillic letters among the letters"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.cyrillic, f.text.letters); }},
    {{"text.greek", ASSAY_MARK("core", "Greek letters among the letters"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.greek, f.text.letters); }},
    {{"text.semitic", ASSAY_MARK("core", "Arabic and Hebrew letters among the letters"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.semitic, f.text.letters); }},
    {{"text.east_asian", ASSAY_MARK("core", "Chinese, Japanese and Korean among the letters"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.text.eastAsian, f.text.letters); }},
    {{"text.language_known", ASSAY_MARK("core", "Whether the language can be told"), "0 or 1", 0},
        [](const MessageFacts& f) { return f.message.language().empty() ? 0.0 : 1.0; }},
    {{"text.english", ASSAY_MARK("core", "Whether the text is English"), "0 or 1", 0},
        [](const MessageFacts& f) {
            return f.message.language().empty() ? missing : f.message.language() == "en" ? 1.0 : 0.0;
        }},
    {{"subject.characters", ASSAY_MARK("core", "Length of the subject"), "characters", 0},
        [](const MessageFacts& f) { return f.subject.characters; }},
    {{"subject.upper", ASSAY_MARK("core", "Capital letters among the letters of the subject"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.subject.upper, f.subject.letters); }},
    {{"subject.digits", ASSAY_MARK("core", "Digits in the subject"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.subject.digits, f.subject.characters); }},
    {{"subject.punctuation", ASSAY_MARK("core", "Punctuation in the subject"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.subject.punctuation, f.subject.characters); }},
    {{"subject.exclamations", ASSAY_MARK("core", "Exclamation and question marks in the subject"), "", 0},
        [](const MessageFacts& f) { return f.subject.exclamations + f.subject.questions; }},
    {{"subject.currency", ASSAY_MARK("core", "Signs of currencies in the subject"), "", 0},
        [](const MessageFacts& f) { return f.subject.currency; }},
    {{"subject.non_ascii", ASSAY_MARK("core", "Characters of the subject outside ASCII"), "share", 0},
        [](const MessageFacts& f) { return shareOf(f.subject.nonAscii, f.subject.characters); }},
    {{"subject.mixed_words", ASSAY_MARK("core", "Words of the subject with letters of several scripts"), "", 0},
        [](const MessageFacts& f) { return f.subject.mixedWords; }},
    {{"subject.reply", ASSAY_MARK("core", "Whether the subject begins as that of a reply"), "0 or 1", 0},
        [](const MessageFacts& f) { return f.headers.isReply ? 1.0 : 0.0; }},
};

} // namespace

TextFacts readText(std::string_view text)
{
    return TextReader().read(utf8Prefix(text, readBytes));
}

std::span<const FeatureRow> textFeatures()
{
    return rows;
}

} // namespace assay::features
