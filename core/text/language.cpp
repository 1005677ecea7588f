// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/language.h"

#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unordered_map>

namespace assay {
namespace {

constexpr size_t maxRead = size_t{64} << 10;
constexpr unsigned minLetters = 12;
constexpr unsigned minWords = 5;

struct Words
{
    std::string_view language;
    bool cyrillic;
    std::string_view list; // blank at both ends
};

// Frequent short words; those of several languages count for each.
constexpr Words frequent[] = {
    {"en", false,
        " the and of to in is you that it for on with your this are be have not was we will from our by as or can if "
        "please "},
    {"de", false,
        " der die und das ist nicht sie ich wir mit den dem ein eine auf für von zu im bitte ihre ihr es auch sich bei "
        "oder werden "},
    {"fr", false,
        " le la les et des de est vous que pour dans une un du nous votre pas sur avec ce qui au plus par vos sont "
        "être "},
    {"es", false, " el la los las que de y en un una por para con su no es se del al lo como más está este usted sus "},
    {"it", false, " il la di che e un una per non con del della sono si le gli nel alla è da questo più anche suo ha "},
    {"pt", false, " o a os as de que e do da em um uma para com não por se na no mais seu sua você dos das está "},
    {"nl", false,
        " de het een en van is dat op te in voor met niet zijn u uw aan om deze wij bij ook kunt wordt naar "},
    {"pl", false, " i w na z nie się do że jest to za od przez dla po jak oraz są może państwa proszę przy tym "},
    {"cs", false, " a v na se je že z do to s o pro jako po od za ve které není který bude jsme prosím vaše "},
    {"sv", false, " och att det i en är som för på med av den till inte du har om vi ett din kan från detta "},
    {"da", false, " og at det i en er som for på med af den til ikke du har om vi et din kan fra dette være blev "},
    {"no", false, " og å det i en er som for på med av den til ikke du har om vi et din kan fra dette være ble "},
    {"fi", false, " ja on ei se että oli joka mutta kun ovat myös tai jos voi sinun olet tämä tämän sitä kanssa "},
    {"tr", false, " ve bir bu için ile da de olarak daha çok olan var gibi sizin ne en her lütfen kadar sonra "},
    {"ro", false, " și de la a în cu pe nu o un este că din pentru mai sau care sunt vă dumneavoastră prin "},
    {"hu", false, " a az és hogy nem is egy ez ha meg csak már el van vagy kell mint önnek kérjük "},
    {"id", false, " dan yang di untuk dengan ini dari anda tidak ke pada adalah akan kami dalam atau itu bisa "},
    {"vi", false, " và của là có cho không được các trong một với bạn này để những tôi người đã "},
    {"ru", true, " и в не на что с по для это как вы мы из от к но так за все ваш вам или если его был "},
    {"uk", true, " і в не на що з та для це як ви ми із від до але за всі ваш вам або якщо його є й у "},
    {"bg", true, " и в не на че с по за това като вие ние от до но са се да ще или ако ви си е "},
};

struct ScriptLanguage
{
    UScriptCode script;
    std::string_view language;
};
constexpr ScriptLanguage oneLanguageScripts[] = {{USCRIPT_HANGUL, "ko"}, {USCRIPT_HEBREW, "he"}, {USCRIPT_GREEK, "el"},
    {USCRIPT_THAI, "th"}, {USCRIPT_GEORGIAN, "ka"}, {USCRIPT_ARMENIAN, "hy"}, {USCRIPT_DEVANAGARI, "hi"},
    {USCRIPT_BENGALI, "bn"}, {USCRIPT_TAMIL, "ta"}};

struct Counts
{
    unsigned letters = 0, latin = 0, cyrillic = 0, han = 0, kana = 0, arabic = 0, persian = 0;
    std::array<unsigned, std::size(oneLanguageScripts)> others{};
    unsigned words = 0;
    std::array<unsigned, std::size(frequent)> hits{};
};

void countLetter(Counts& counts, char32_t c)
{
    if (c < 0x80) {
        ++counts.letters;
        ++counts.latin;
        return;
    }
    UErrorCode status = U_ZERO_ERROR;
    const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &status);
    ++counts.letters;
    counts.latin += script == USCRIPT_LATIN;
    counts.cyrillic += script == USCRIPT_CYRILLIC;
    counts.han += script == USCRIPT_HAN;
    counts.kana += script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA;
    counts.arabic += script == USCRIPT_ARABIC;
    counts.persian += c == 0x067E || c == 0x0686 || c == 0x06AF || c == 0x06CC; // pe, che, gaf, yeh of Persian
    for (size_t i = 0; i < std::size(oneLanguageScripts); ++i)
        counts.others[i] += oneLanguageScripts[i].script == script;
}

// Word -> bit of each language that has it.
using WordTable = std::unordered_map<std::string_view, uint32_t>;

WordTable makeWordTable()
{
    static_assert(std::size(frequent) <= 32);
    WordTable table;
    for (size_t i = 0; i < std::size(frequent); ++i) {
        std::string_view rest = frequent[i].list.substr(1);
        for (size_t end = rest.find(' '); end != std::string_view::npos; end = rest.find(' ')) {
            table[rest.substr(0, end)] |= uint32_t{1} << i;
            rest.remove_prefix(end + 1);
        }
    }
    return table;
}

void countWord(Counts& counts, std::string& word)
{
    static const WordTable table = makeWordTable();
    if (word.empty())
        return;
    ++counts.words;
    if (const auto found = table.find(word); found != table.end()) {
        for (size_t i = 0; i < std::size(frequent); ++i)
            counts.hits[i] += (found->second >> i) & 1;
    }
    word.clear();
}

Counts countText(std::string_view text)
{
    Counts counts;
    std::string word;
    text = utf8Prefix(text, maxRead);
    for (size_t i = 0; i < text.size();) {
        const char32_t c = nextCodePoint(text, i);
        if (c < 0x80 ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z' : u_isalpha(static_cast<UChar32>(c)) != 0) {
            countLetter(counts, c);
            appendUtf8(word, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
        } else if (c != '\'' && c != 0x2019) {
            countWord(counts, word);
        }
    }
    countWord(counts, word);
    return counts;
}

std::string byWords(const Counts& counts, bool cyrillic)
{
    if (counts.words < minWords)
        return {};
    size_t best = std::size(frequent);
    unsigned second = 0;
    for (size_t i = 0; i < std::size(frequent); ++i) {
        if (frequent[i].cyrillic != cyrillic)
            continue;
        if (best == std::size(frequent) || counts.hits[i] > counts.hits[best]) {
            second = best == std::size(frequent) ? 0 : counts.hits[best];
            best = i;
        } else {
            second = std::max(second, counts.hits[i]);
        }
    }
    // At least one word in twelve, and not a tie.
    if (best == std::size(frequent) || counts.hits[best] < 2 || counts.hits[best] * 12 < counts.words
        || counts.hits[best] == second)
        return {};
    return std::string(frequent[best].language);
}

} // namespace

std::string guessLanguage(std::string_view text)
{
    const Counts counts = countText(text);
    if (counts.letters < minLetters && counts.han + counts.kana < 4)
        return {};
    const auto dominates = [&](unsigned part) { return part * 2 > counts.letters; };
    if (counts.kana * 10 > counts.letters || (counts.kana > 0 && dominates(counts.han + counts.kana)))
        return "ja";
    if (counts.han * 3 > counts.letters)
        return "zh";
    if (dominates(counts.arabic))
        return counts.persian * 20 > counts.arabic ? "fa" : "ar";
    for (size_t i = 0; i < std::size(oneLanguageScripts); ++i) {
        if (counts.others[i] * 3 > counts.letters)
            return std::string(oneLanguageScripts[i].language);
    }
    return byWords(counts, counts.cyrillic > counts.latin);
}

} // namespace assay
